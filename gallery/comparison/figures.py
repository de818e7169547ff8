"""The pictures of a comparison: curves, basin maps, the film of all cases and the overlaid one."""

from __future__ import annotations

import io
import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gallery.comparison.results import DRAWN, drawn_paths

if TYPE_CHECKING:
    from PIL import Image

    from descent.basins import Basins
    from descent.comparison.case_outcome import CaseOutcome
    from descent.comparison.cases import Case
    from descent.comparison.tuning import Sweep
    from gallery.comparison.results import Results
    from landscapes import Landscape
    from render.figures.basin_maps import Atlas
    from render.figures.svg_chart import Graph
    from render.mosaic.mosaic import Mosaic

KINDS = ("loss", "rates", "basins", "surfaces", "disagreement", "film", "overlay")
RESOLUTION = 300
MOST_PANELS = 16
MOST_BANDS = 6
MAP_STARTS = 2_000_000
"""Starts of all basin maps together; many cases are mapped more coarsely."""


@dataclass(frozen=True, eq=False)
class Figure:
    """One picture: either SVG text or a raster image.

    Attributes
    ----------
    alt : what it shows, for who cannot see it
    """

    alt: str
    svg: str = ""
    image: Image.Image | None = None

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the figure, charts as .svg, pictures as .png or .webp."""
        from descent.results.atomic import replacing

        text = os.fspath(path)
        wanted = (".svg",) if self.svg else (".png", ".webp")
        if not text.endswith(wanted):
            raise ValueError(f"this figure must be saved as {' or '.join(wanted)}, got {text}")
        with replacing(path) as file:
            file.write(self.svg.encode() if self.svg else self.encoded(text.rpartition(".")[2]))

    def encoded(self, kind: str = "webp") -> bytes:
        """The raster image's bytes in a format that Pillow knows."""
        assert self.image is not None
        buffer = io.BytesIO()
        self.image.save(buffer, format=kind, **({"quality": 88, "method": 5} if kind == "webp" else {}))
        return buffer.getvalue()

    def _repr_html_(self) -> str:
        """What a notebook shows."""
        if self.svg:
            return self.svg
        import base64

        return f'<img alt="{self.alt}" src="data:image/png;base64,{base64.b64encode(self.encoded("png")).decode()}">'


def loss_graph(runs: Sequence[tuple[Case, CaseOutcome]]) -> Graph:
    """Median height above the lowest reached against step, with the middle half of the starts as a band."""
    from render.figures.svg_chart import Graph, Series
    from render.surface.levels import common_level

    f = runs[0][0].landscape
    floor, named = common_level(f.minimum, (outcome.heights for _, outcome in runs))
    last = max(_last_step(o) for _, o in runs)
    series = []
    for case, outcome in runs:
        shown = outcome.indices <= last
        low, middle, high = outcome.band[:, shown] - floor
        x, label = outcome.indices[shown].astype(float), short(case.label, f)
        # More bands than a few cover one another.
        series.append(Series(label, x, middle, *((low, high) if len(runs) <= MOST_BANDS else ())))
    label = f"Loss against step on {f.title}: median and middle half of the starts of {len(runs)} cases."
    return Graph(label, series, "step", f"height above {named}")


def short(label: str, f: Landscape) -> str:
    """A case's label without the landscape, where that is said already."""
    return label.removeprefix(f"{f.name}, ")


def rate_graph(sweeps: Sequence[Sweep], f: Landscape) -> Graph:
    """Final height against learning rate, the regimes of the first optimizer as strips, its limit marked."""
    from render.figures.svg_chart import Graph, Series
    from render.surface.levels import common_level

    floor, named = common_level(f.minimum, (sweep.quartiles for sweep in sweeps))
    series = [Series(_method(s, f), s.rates, *(s.quartiles[[1, 0, 2]] - floor)) for s in sweeps]
    marks: list[tuple[float, str]] = []
    strips: list[tuple[float, float, str]] = []
    if len(sweeps) == 1:
        strips = _strips(sweeps[0])
        marks = _limits(sweeps[0])
    else:
        marks = [(s.limits[0], f"{_method(s, f)}: {s.limits[0]:.3g}") for s in sweeps if s.limits]
    label = f"Final height against learning rate on {f.title}, measured from {sweeps[0].starts} starts each."
    return Graph(label, series, "learning rate", f"final height above {named}", True, marks, strips)


def _method(sweep: Sweep, f: Landscape) -> str:
    """The case without landscape and rate: ``gradient descent``."""
    words = [w for w in short(sweep.case, f).split(", ") if not w.startswith("rate ")]
    return ", ".join(words) or "all cases"


def _limits(sweep: Sweep) -> list[tuple[float, str]]:
    """The first and the last minimum's limit."""
    if not sweep.limits:
        return []
    name = "2/L" if "gradient descent" in sweep.case or "rate" in sweep.case.partition(" ")[0] else "limit"
    first, last = sweep.limits[0], sweep.limits[-1]
    if first == last:
        return [(first, f"{name} = {first:.3g}")]
    return [(first, f"{name} at the steepest minimum = {first:.3g}"), (last, f"at the flattest = {last:.3g}")]


def _strips(sweep: Sweep) -> list[tuple[float, float, str]]:
    """Neighbouring rates of one regime as one stretch; the borders lie between rates."""
    import numpy as np

    rates, found = sweep.rates, []
    edges = np.concatenate([rates[:1], np.sqrt(rates[1:] * rates[:-1]), rates[-1:]])
    begun = 0
    for k in range(1, len(rates) + 1):
        if k == len(rates) or sweep.regimes[k] != sweep.regimes[begun]:
            found.append((float(edges[begun]), float(edges[k]), sweep.regimes[begun]))
            begun = k
    return found


def _last_step(outcome: CaseOutcome) -> float:
    """The step after which the median hardly changes: where three quarters of the starts have stopped."""
    import numpy as np

    return float(max(np.quantile(outcome.stopped_at, 0.9), 1)) if len(outcome) else 1.0


def atlas_of(runs: Sequence[tuple[Case, CaseOutcome]], theme: str = "dark") -> Atlas:
    """The basin maps of cases on one landscape of two variables; cases that differ by their starts share a map."""
    from descent.basins import basins
    from render.figures.basin_maps import Atlas

    chosen: dict[Any, Case] = {}
    for case, _ in runs:
        chosen.setdefault((case.optimizer.text, case.noise), case)
    count = min(RESOLUTION, round((MAP_STARTS / max(len(chosen), 1)) ** 0.5))
    maps: dict[str, Basins] = {}
    for case in chosen.values():
        maps[_method_label(case, runs)] = basins(
            case.landscape,
            case.optimizer,
            resolution=count,
            steps=case.steps,
            tolerance=case.tolerance,
            noise=case.noise,
        )
    return Atlas(maps, theme)


def _method_label(case: Case, runs: Sequence[tuple[Case, CaseOutcome]]) -> str:
    """The case's label without the starts that a map does not depend on."""
    from descent.comparison.cases import starts_label

    words = [w for w in case.label.split(", ") if w not in {starts_label(c.starts) for c, _ in runs}]
    words = [w for w in words if w != case.landscape.name]
    return ", ".join(words) or case.label


def mosaic_of(comparison: Results, landscape: str | None = None, **look: Any) -> Mosaic:
    """The film with a panel for each case, of more than sixteen the first sixteen.

    Where all landscapes have more than two variables, the first is drawn on its cases' common principal plane.
    """
    from render.mosaic.mosaic import Mosaic

    runs = [run for run in comparison.runs if landscape in (None, run[0].landscape.name)]
    flat = [run for run in runs if run[0].landscape.dimensions <= 2][:MOST_PANELS]
    if flat:
        return Mosaic(drawn_paths(flat, filmed(len(flat))), note=_part_shown(flat), **look)
    shown = dict(list(comparison.plane.runs.items())[:MOST_PANELS])
    return Mosaic(shown, on_plane=True, **look)


def _part_shown(runs: Sequence[tuple[Case, CaseOutcome]]) -> str:
    """How many of its starts a case shows, where it is not all: panels' names and tables tell all."""
    most, counts = filmed(len(runs)), {len(outcome) for _, outcome in runs}
    if max(counts) <= most:
        return ""
    return f"{most} of {counts.pop():,} starts" if len(counts) == 1 else f"{most} starts of each case"


def filmed(cases: int) -> int:
    """How many particles of each case move in a film of so many."""
    return DRAWN if cases < 3 else DRAWN * 2 // 3
