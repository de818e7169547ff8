"""Which steps of a particle are taken apart, and how the arrows of each lie in the world."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from descent import Optimizer, Step, Trajectories, anatomy
from render.surface import World

STOPS = 3
"""So many steps at most."""
LOOKED_AT = ((0, 1), (1, 10), (10, 40), (40, 400))
"""From each of these ranges of steps the one that shows most, until there are enough."""
CANDIDATES = 24
"""So many steps of a range are looked at."""
SHORTEST = 0.085
"""World units; shorter ones are drawn longer, by a factor that is told."""
LEGIBLE = 0.35
"""Where longer ones would leave the map they are drawn shorter, down to such a share of that."""
FACTORS = (2, 3, 5, 10, 20, 50, 100, 200, 500, 1000, 10_000, 100_000, 1_000_000)
POINTS = 24
"""Of an arrow, so that it follows the ground."""

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Stop:
    """One step and its arrows on the ground.

    Attributes
    ----------
    step : what it is made of
    factor : the arrows are so many times as long as they are
    tracks : part -> (k, 2) domain points of its arrow; "together" is the step itself
    """

    step: Step
    factor: int
    tracks: dict[str, Array]

    @property
    def index(self) -> int:
        """Of the step."""
        return self.step.index

    def points(self, world: World) -> Array:
        """All arrows' world points (k, 3)."""
        return world.place(np.concatenate(list(self.tracks.values())))


def chosen_particle(run: Trajectories) -> int:
    """The particle that is followed: the only one; of many the one with the longest way on the map."""
    if len(run) == 1:
        return 0
    low, high = np.transpose(np.asarray(run.landscape.domain, dtype=float))
    inside = ((run.positions >= low) & (run.positions <= high)).all(axis=-1)
    way = np.linalg.norm(np.diff(run.positions, axis=0) / (high - low), axis=-1)
    way = np.where(inside[1:] & inside[:-1], way, 0.0).sum(axis=0)
    return int(np.argmax(np.where(inside.all(axis=0), way, -1.0 / (1 + way))))


def stops_of(run: Trajectories, particle: int, world: World) -> list[Stop]:
    """The steps that are taken apart, in their order; none where no step of ours can be drawn."""
    last = int(run.stopped_at[particle])
    if not isinstance(run.optimizer, Optimizer) or last < 1:
        return []
    found: list[Stop] = []
    for first, end in LOOKED_AT:
        indices = np.unique(np.geomspace(first + 1, min(end, last), CANDIDATES).astype(int) - 1)
        stops = [_stop(run, particle, int(index), world) for index in indices if first <= index < last]
        shown = [stop for stop in stops if stop is not None and stop.index not in {f.index for f in found}]
        if shown:
            found.append(max(shown, key=lambda stop: _shows(stop, world)))
    return found[:STOPS]


def _stop(run: Trajectories, particle: int, index: int, world: World) -> Stop | None:
    step = anatomy(run, particle, index)
    low, high = np.transpose(np.asarray(run.landscape.domain, dtype=float))
    parts = {name: part for name, part in step.parts.items() if np.abs(part).max() > 0}
    if not parts or not all(np.isfinite(part).all() for part in parts.values()):
        return None
    longest = max(
        float(np.linalg.norm(arrow * world.scale)) for arrow in (*parts.values(), step.displacement)
    )
    wanted = next((m for m in (1, *FACTORS) if m * longest >= SHORTEST), FACTORS[-1])
    for factor in (m for m in (*FACTORS[::-1], 1) if m <= wanted and m * longest >= LEGIBLE * SHORTEST):
        tracks = _tracks(step, parts, factor)
        every = np.concatenate(list(tracks.values()))
        if (every >= low).all() and (every <= high).all() and np.isfinite(run.landscape.value(every)).all():
            return Stop(step, factor, tracks)
    return None


def _tracks(step: Step, parts: Mapping[str, Array], factor: int) -> dict[str, Array]:
    """Where the arrows of a step's parts lie that are drawn so many times as long."""
    tracks, at = {}, step.position
    for name, part in parts.items():
        tracks[name] = _track(at, factor * part)
        at = at + factor * part
    if len(parts) > 1:
        tracks["together"] = _track(step.position, factor * step.displacement)
    return tracks


def _track(start: Array, part: Array) -> Array:
    return start + np.linspace(0, 1, POINTS)[:, None] * part


def _shows(stop: Stop, world: World) -> float:
    """How much there is to be seen: a long step whose parts go different ways."""
    ends = [(track[-1] - track[0]) * world.scale for name, track in stop.tracks.items() if name != "together"]
    lengths = sorted((float(np.linalg.norm(end)) for end in ends), reverse=True)
    if len(ends) < 2 or lengths[1] < 0.15 * lengths[0]:
        return 0.2 * min(lengths[0], 0.5) / stop.factor
    ends.sort(key=lambda end: -float(np.linalg.norm(end)))
    (a, b), (c, d) = ends[0], ends[1]
    turn = abs(float(a * d - b * c)) / (lengths[0] * lengths[1])
    return (0.1 + turn) * min(lengths[0], 0.5) / stop.factor**0.5
