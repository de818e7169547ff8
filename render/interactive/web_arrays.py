"""A scene as plain arrays, for a picture that is drawn somewhere else: in a browser.

Bytes are little-endian. World coordinates are those of the desktop's picture.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from descent import Ending, Trajectories
from render.clock import Clock
from render.particles import ParticleColors, bead_radius, lasting_of, presence, resting_place, shapes_of
from render.style import span_of
from render.surface import Surface, World, common_level

MOST_VERTICES, SKETCHED_VERTICES = 60_000, 12_000
"""Of trails, all runs together; of a sketch."""
MOST_SAMPLES, FEWEST_SAMPLES, SKETCHED_SAMPLES = 480, 60, 24
OUTSIDE = -99.0
"""World height of what is not to be drawn."""
MOST_MEASURED = 20_000
"""Of so many particles of a run the middle height is taken."""
MOST_RESTED = 2_000
"""Of more particles none is lifted over the walls of narrow pits: they are small, and looking for walls takes time."""
PROBES = 9
"""So many particles of a run can be ridden along with and are told about in words."""


def surface_arrays(surface: Surface) -> dict[str, Any]:
    """The surface: lattice, colours, contour lines; what a map and a ray that looks for the ground need.

    Returns
    -------
    Arrays as bytes: "points" (rows, columns, 3) float32 world coordinates, "colors" (rows, columns, 3) uint8, "whole"
    (rows, columns) uint8, 0 where there is no height, "contours" (V, 3) float32, "contour_colors" (V, 3) uint8,
    "contour_lines" uint32 (each line's count and its vertices), "hull" (k, 3) float32. The rest are numbers and text.
    """
    theme, world, lattice = surface.theme, surface.world, surface.lattice
    rows, columns = lattice.heights.shape
    contours = surface.contours
    lines = np.asarray(contours.lines, dtype=np.uint32) if contours.n_points else np.zeros(0, np.uint32)
    shown = np.asarray(contours["color"]) if contours.n_points else np.zeros((0, 3))
    return {
        "rows": rows,
        "columns": columns,
        "points": _bytes(surface.vertices, np.float32),
        "colors": _bytes(surface.colors, np.uint8),
        "whole": _bytes(np.isfinite(lattice.heights), np.uint8),
        "contours": _bytes(contours.points, np.float32),
        "contour_lines": _bytes(lines, np.uint32),
        "contour_colors": _bytes(shown, np.uint8),
        "hull": _bytes(surface.hull, np.float32),
        "domain": [list(side) for side in surface.landscape.domain],
        "scale": world.scale.tolist(),
        "half": world.half_sides.tolist(),
        "height": world.transform.label,
        "theme": {key: getattr(theme, key) for key in ("ground_top", "ground_bottom", "ink", "faint", "rim")},
        "palette": list(theme.palette),
    }


def run_arrays(
    runs: Mapping[str, Trajectories],
    surface: Surface,
    colors: Sequence[ParticleColors],
    clock: Clock,
    most: int = 10**9,
    sketch: bool = False,
) -> dict[str, Any]:
    """Particles at evenly spaced film times, all runs together, and what charts and words need of them.

    Of more than `most` particles so many are told, the first `PROBES` of each run among them. A `sketch` has fewer
    film times, where there are many particles: of 400 it is made in half the time and a fifth as long to send.

    Returns
    -------
    Arrays as bytes, of N particles at S film times: "places" (S, N, 3) float32 world coordinates, "steps" (S,) float32,
    "colors" (N, 3) uint8, "stopped" (N,) float32 steps, "looks" (N,) uint8 places in `SHAPES`. "runs" has a table for
    each run; the rest are numbers and text.
    """
    total = sum(len(run.ending) for run in runs.values())
    chosen = [_some(len(run.ending), most * len(run.ending) / max(total, 1)) for run in runs.values()]
    count = sum(map(len, chosen))
    finest = _samples(count, MOST_VERTICES, FEWEST_SAMPLES)
    samples = _samples(count, SKETCHED_VERTICES, SKETCHED_SAMPLES) if sketch else finest
    steps = np.array([clock.index(t) for t in np.linspace(0, 1, samples)])
    radius = bead_radius(surface.theme, total)
    told = list(zip(runs.values(), chosen, strict=True))
    known = next((run.landscape.minimum for run in runs.values()), None)
    level, named = common_level(known, (run.heights for run in runs.values()))
    points = [run.between(_picked(run.positions, some), steps) for run, some in told]
    at = [_drawn(surface.world, where, radius) for where in points]
    return {
        "count": count,
        "total": total,
        "level": named,
        "samples": samples,
        "sketch": samples < finest,
        "steps": _bytes(steps, np.float32),
        "last": float(steps[-1]),
        "radius": radius,
        "lasting": lasting_of(total),
        "places": _bytes(np.concatenate(at, axis=1) if at else np.zeros((samples, 0, 3)), np.float32),
        "colors": _bytes(
            np.concatenate([own.colors[some] for own, some in zip(colors, chosen, strict=True)])
            if at
            else np.zeros((0, 3)),
            np.uint8,
        ),
        "stopped": _bytes(
            np.concatenate([_stops(p)[some] for p, some in told]) if at else np.zeros(0), np.float32
        ),
        "looks": _bytes(
            np.concatenate([shapes_of(p.ending)[some] for p, some in told]) if at else np.zeros(0), np.uint8
        ),
        "runs": [
            _told(label, run, own, where, steps, level)
            for (label, run), own, where in zip(runs.items(), colors, points, strict=True)
        ],
    }


def _samples(count: int, vertices: int, fewest: int) -> int:
    """At how many film times so many particles are told."""
    return int(np.clip(vertices // max(count, 1), fewest, MOST_SAMPLES))


def _some(count: int, most: float) -> NDArray[np.int64]:
    """Of so many particles about `most`, evenly spread; the first ones among them."""
    if count <= most:
        return np.arange(count)
    spread = np.linspace(0, count - 1, max(int(most), 1)).astype(np.int64)
    return np.union1d(np.arange(min(PROBES, count)), spread)


def _picked(rows: NDArray[np.float64], some: NDArray[np.int64]) -> NDArray[np.float64]:
    """Of `rows` (K, N, ...) the particles `some`; the same array where that is all of them."""
    return rows if len(some) == rows.shape[1] else rows[:, some]


def _drawn(world: World, points: NDArray[np.float64], radius: float) -> NDArray[np.float64]:
    """World positions (samples, N, 3) of beads; far below where a particle is outside the picture."""
    flat = points.reshape(-1, 2)
    many = points.shape[1] > MOST_RESTED
    at = world.grounded(world.place(flat, lift=radius) if many else resting_place(world, flat, radius))
    at[presence(world, flat) < 0.5, 2] = OUTSIDE
    return at.reshape(*points.shape[:2], 3)


def _stops(run: Trajectories) -> NDArray[np.float64]:
    """The step from which on each particle shows how it ended; infinite where it never does."""
    return np.where(run.ending == Ending.RUNNING, np.inf, run.stopped_at)


def _told(
    label: str,
    run: Trajectories,
    colors: ParticleColors,
    points: NDArray[np.float64],
    steps: NDArray[np.float64],
    level: float,
) -> dict[str, Any]:
    """What charts and captions say of one run."""
    f, probed = run.landscape, points[:, :PROBES]
    heights, gradients = f.value_and_gradient(probed)
    probes = np.concatenate(
        [probed, heights[..., None], np.linalg.norm(gradients, axis=-1)[..., None]], axis=-1
    )
    heights_of_many = _picked(run.heights, _some(len(run.ending), MOST_MEASURED))
    loss = np.median(run.between(heights_of_many, steps) - level, axis=1)
    return {
        "label": label,
        "count": len(run.ending),
        "probes": _bytes(probes, np.float64),
        "spans": [*(float(high - low) for low, high in f.domain), _told_span(heights)],
        "probed": probed.shape[1],
        "loss": _bytes(loss, np.float32),
        "endings": [Ending(int(e)).name for e in run.ending[:PROBES]],
        "stopped": [int(k) for k in run.stopped_at[:PROBES]],
        "tally": {
            Ending(k).name: int(n) for k, n in zip(*np.unique(run.ending, return_counts=True), strict=True)
        },
        "legend": [[entry.color, entry.text, int(entry.members.sum())] for entry in colors.legend],
        "steps": int(run.steps),
    }


def _told_span(heights: NDArray[np.float64]) -> float | None:
    """How far heights (...) lie apart that a caption tells from each other; None where they do not."""
    span = span_of(heights.ravel())
    return span if np.isfinite(span) else None


def _bytes(array: Any, kind: Any) -> bytes:
    with np.errstate(over="ignore"):  # what a float32 cannot hold is infinite, and drawn nowhere
        return np.ascontiguousarray(array, dtype=kind).tobytes()
