"""What a kind of figure is: when it applies, how it is drawn, what is written below it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from gallery.comparison.figures.figure import Figure
from render.film import SHEET_SIZE

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from descent.comparison import Case, Sweep
    from gallery.comparison.results import Results, Runs
    from landscapes import Landscape
    from render import Scene
    from render.figures import Atlas, Graph
    from render.mosaic import Mosaic

SIZE, SECONDS, FPS = SHEET_SIZE, 8.0, 20.0
"""Of a comparison's film where nobody says: width and height in pixels, length, pictures a second."""
WIDEST = 960
"""Pixels of a film inside a page."""
RESOLUTION = 300
TILE = 1 << 13
"""Starts of a basin map that an executor's task takes."""
MAP_STARTS = 2_000_000
"""Starts of all basin maps together; many cases are mapped more coarsely."""


@dataclass(frozen=True, eq=False)
class Subject:
    """What a figure shows: the results on one landscape.

    Attributes
    ----------
    landscape : its name; the first that was compared where it is None
    theme : of pictures
    maps : whether basin maps are wanted of it
    executor : concurrent.futures.Executor, whose workers take tiles of the maps; here where it is None
    """

    results: Results
    landscape: str | None = None
    theme: str = "dark"
    maps: bool = True
    executor: Executor | None = None

    @cached_property
    def runs(self) -> Runs:
        """The runs on the landscape; raises what `Results.runs_on` does."""
        return self.results.runs_on(self.landscape)

    @property
    def f(self) -> Landscape:
        """The landscape."""
        return self.runs[0][0].landscape

    @cached_property
    def sweeps(self) -> list[tuple[Case, Sweep]]:
        """The cases whose learning rate was varied, with what came of it."""
        cases = {case.label: case for case, _ in self.runs}
        return [(cases[s.case], s) for s in self.results.sweeps if s.case in cases]

    @cached_property
    def mapped(self) -> dict[str, Case]:
        """The cases that have a basin map, by its name: those that differ by their starts share one."""
        from descent import Population
        from descent.comparison import FinishedRun

        chosen: dict[Any, Case] = {}
        for case, _ in self.runs:
            if isinstance(case.optimizer, (FinishedRun, Population)):
                continue  # the one cannot run from other starts, the other begins anywhere
            chosen.setdefault((case.optimizer.text, case.noise), case)
        return {_map_name(case): case for case in chosen.values()}

    @property
    def has_atlas(self) -> bool:
        """Whether there are basin maps of it."""
        return self.maps and self.f.dimensions == 2 and bool(self.mapped)

    @cached_property
    def atlas(self) -> Atlas:
        """The basin maps of a landscape of two variables."""
        from descent import Optimizer, basins
        from render.figures import Atlas

        count = min(RESOLUTION, round((MAP_STARTS / max(len(self.mapped), 1)) ** 0.5))
        maps = {
            name: basins(
                case.landscape,
                case.optimizer,
                resolution=count,
                steps=case.steps,
                tolerance=case.tolerance,
                noise=case.noise,
                engine=case.engine,
                executor=self.executor if isinstance(case.optimizer, Optimizer) else None,
                block=TILE,
            )
            for name, case in self.mapped.items()
        }
        return Atlas(maps, self.theme)


def _map_name(case: Case) -> str:
    """The case's words without the starts, on which a map does not depend."""
    return case.words.without(starts=case.words.starts, landscape=case.landscape.name).text or case.label


class Kind(ABC):
    """One kind of figure.

    Attributes
    ----------
    name : by which it is asked for
    order : its place among the others
    """

    name: ClassVar[str]
    order: ClassVar[int]

    @abstractmethod
    def lacking(self, subject: Subject) -> str:
        """Why it cannot be drawn of this subject; "" if it can."""

    @abstractmethod
    def figure(self, subject: Subject) -> Figure:
        """The picture."""


class Chart(Kind):
    """Lines over axes, as SVG.

    Attributes
    ----------
    title : what stands above it on the page
    """

    title: ClassVar[str]

    @abstractmethod
    def graph(self, subject: Subject) -> Graph:
        """The lines."""

    @abstractmethod
    def caption(self, subject: Subject) -> str:
        """What stands below it on the page."""

    def figure(self, subject: Subject) -> Figure:
        """The chart."""
        graph = self.graph(subject)
        return Figure(graph.label, svg=graph.svg)


class BasinFigure(Kind):
    """A raster image made of basin maps."""

    def lacking(self, subject: Subject) -> str:
        """Maps are of two variables."""
        f = subject.f
        if not subject.maps:
            return "basin maps of these cases would be of one colour"
        if f.dimensions != 2:
            return f"a basin map needs a landscape of two variables, {f.name} has {f.dimensions}"
        return "" if subject.mapped else "populations and finished runs have no basins"

    def of_case(self, subject: Subject, name: str) -> Figure | None:
        """What the page shows of the map of this name; None where it shows the maps together."""
        return None

    def of_all(self, subject: Subject) -> tuple[str, Figure] | None:
        """What the page shows of all maps together, and what stands below it; None where it shows them singly."""
        return None


class FilmKind(Kind):
    """A film; as a figure its last picture.

    Attributes
    ----------
    title : what stands above it on the page
    """

    title: ClassVar[str]

    @abstractmethod
    def scene(self, results: Results, landscape: str | None = None, **look: Any) -> Scene | Mosaic:
        """What is filmed."""

    @abstractmethod
    def belongs(self, results: Results) -> bool:
        """Whether the folder of a comparison holds it unasked."""

    @abstractmethod
    def alt(self, runs: Runs) -> str:
        """What the film shows, for who cannot see it."""

    @abstractmethod
    def caption(self, results: Results) -> str:
        """What stands below it on the page."""

    def size_of(self, asked: tuple[int, int]) -> tuple[int, int]:
        """Its width and height in pixels, where the comparison's film has those `asked` for."""
        return asked

    def lacking(self, subject: Subject) -> str:
        """Whatever ran can be filmed."""
        return ""

    def write(
        self,
        results: Results,
        path: str | Path,
        *,
        small: Path | None = None,
        seconds: float = SECONDS,
        fps: float = FPS,
        size: tuple[int, int] = SIZE,
        loop: bool | None = None,
        progress: Any = None,
        executor: Executor | None = None,
        **look: Any,
    ) -> Path:
        """Write the film, and a `small` one of the same pictures if that is given; see `Comparison.movie`."""
        from render import Film

        look.setdefault("command", results.command)
        films = [Film(path, loop=loop), *([Film(small, size=reduced(size), loop=True)] if small else [])]
        shown = self.scene(results, **look)
        shown.movies(films, seconds=seconds, fps=fps, size=size, progress=progress, executor=executor)
        return Path(path)


def reduced(size: tuple[int, int]) -> tuple[int, int]:
    """The size of a film inside a page: no wider than 960 pixels, even."""
    share = min(1.0, WIDEST / size[0])
    return round(size[0] * share / 2) * 2, round(size[1] * share / 2) * 2
