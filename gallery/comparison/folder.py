"""The folder of a comparison: films, maps, charts, tables, and the page that holds them all."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gallery.comparison.drawing import film, reduced
from gallery.comparison.page import Reel, maps_of, write_page

if TYPE_CHECKING:
    from gallery.comparison.lessons import Lesson
    from gallery.comparison.results import Results
    from render.figures.basin_maps import Atlas

MOST_OVERLAID = 6
"""More cases than this on one surface cannot be told apart."""

Bar = Callable[[str], Any]
"""A context manager that gives a function of done and total, for a title."""


@contextmanager
def silence(title: str) -> Iterator[None]:
    """No bar."""
    yield None


def write_tables(comparison: Results, folder: Path) -> list[Path]:
    """The table as CSV and as JSON, the latter with pairs and findings."""
    import json

    from descent.results.atomic import replacing
    from gallery.comparison.everything import everything

    folder.mkdir(parents=True, exist_ok=True)
    comparison.table.to_csv(folder / "table.csv")
    with replacing(folder / "table.json", "w") as file:
        json.dump(everything(comparison), file, indent=1)
    return [folder / "table.csv", folder / "table.json"]


def write_folder(
    comparison: Results,
    folder: Path,
    *,
    lesson: Lesson | None = None,
    films: bool = True,
    bar: Bar = silence,
    **look: Any,
) -> list[Path]:
    """Everything; returns the files, the page last."""
    files = write_tables(comparison, folder)
    reels: list[Reel] = []
    atlases: dict[str, Atlas] = {}
    with tempfile.TemporaryDirectory() as inside:
        if films:
            reels = _films(comparison, folder, Path(inside), bar, look)
            with bar("basin maps"):
                atlases = maps_of(comparison, look.get("theme", "dark"))
        files += [folder / reel.path.name for reel in reels]
        with bar("page"):
            files += _pictures(comparison, folder, atlases)
            page = folder / "index.html"
            write_page(comparison, page, lesson=lesson, reels=reels, atlases=atlases)
    return [*files, page]


def _films(comparison: Results, folder: Path, inside: Path, bar: Bar, look: dict[str, Any]) -> list[Reel]:
    """The films in the folder, and smaller ones to be put inside the page."""
    drawn = [run for run in comparison.runs if run[0].landscape.dimensions <= 2]
    size = look.get("size", (1280, 800))
    small = inside / "film.mp4"
    with bar("film") as report:
        film(comparison, folder / small.name, small=small, progress=report, **look)
    reels = [Reel(small, reduced(size))]
    landscapes = {case.landscape.name: case.landscape.dimensions for case, _ in drawn}
    if list(landscapes.values()) == [2] and 2 <= len(drawn) <= MOST_OVERLAID:
        small, size = inside / "overlay.mp4", reduced(size)
        with bar("overlay") as report:
            film(
                comparison,
                folder / small.name,
                overlay=True,
                small=small,
                progress=report,
                **{**look, "size": size},
            )
        reels.append(Reel(small, reduced(size), overlay=True))
    return reels


def _pictures(comparison: Results, folder: Path, atlases: dict[str, Atlas]) -> list[Path]:
    """Charts and maps as files of their own, named after their landscape where there are several."""
    from gallery.comparison.figures import Figure

    names = list(dict.fromkeys(case.landscape.name for case, _ in comparison.runs))
    files = []
    for name in names:
        tail = f"-{name}" if len(names) > 1 else ""
        labels = {case.label for case, _ in comparison.runs_on(name)}
        kinds = ["loss"] + ["rates"] * any(s.case in labels for s in comparison.sweeps)
        for kind in kinds:
            files.append(folder / f"{kind}{tail}.svg")
            comparison.figure(kind, name).save(files[-1])
        if name in atlases:
            atlas = atlases[name]
            for kind, draped in (("basins", False), ("surfaces", True)):
                files.append(folder / f"{kind}{tail}.png")
                Figure("", image=atlas.sheet(draped=draped)).save(files[-1])
            if len(atlas.maps) > 1:
                first, second = list(atlas.maps)[:2]
                files.append(folder / f"disagreement{tail}.png")
                Figure("", image=atlas.disagreement(first, second)).save(files[-1])
    return files
