"""The folder of a comparison: films, maps, charts, tables, and the page that holds them all."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gallery.comparison.figures import SIZE, Subject, basin_figures, charts, films, reduced

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from gallery.comparison.lesson import Lesson
    from gallery.comparison.page import Reel
    from gallery.comparison.results import Results

Bar = Callable[..., Any]
"""A context manager that gives a function of done and total, for a title."""


@contextmanager
def silence(title: str) -> Iterator[None]:
    """No bar."""
    yield None


def write_tables(comparison: Results, folder: Path) -> list[Path]:
    """The table as CSV and as JSON, the latter with pairs and findings.

    Raises
    ------
    OSError
        If a file cannot be written.
    """
    import json

    from descent.results import replacing
    from gallery.comparison.as_json import comparison_record

    folder.mkdir(parents=True, exist_ok=True)
    comparison.table.to_csv(folder / "table.csv")
    with replacing(folder / "table.json", "w") as file:
        json.dump(comparison_record(comparison), file, indent=1)
    return [folder / "table.csv", folder / "table.json"]


def write_folder(
    comparison: Results,
    folder: Path,
    *,
    lesson: Lesson | None = None,
    bar: Bar = silence,
    executor: Executor | None = None,
    **look: Any,
) -> list[Path]:
    """Everything; returns the files, the page last. An `executor`'s workers draw films and compute maps.

    Raises
    ------
    OSError
        If a file cannot be written.
    ValueError, LookupError
        For a look that no film has.
    """
    from descent.results import scratch_folder
    from gallery.comparison.page import subjects_of, write_page

    files = [*write_tables(comparison, folder), write_what_was_run(comparison, folder)]
    subjects = subjects_of(comparison, look.get("theme", "dark"), lesson is None or lesson.maps, executor)
    with scratch_folder(folder) as inside:
        reels = list(_films(comparison, folder, inside, bar, {**look, "executor": executor}))
        files += [folder / reel.path.name for reel in reels]
        with bar("basin maps"):
            for subject in subjects:
                _ = subject.atlas if subject.has_atlas else None
        with bar("page"):
            files += _pictures(subjects, folder)
            page = folder / "index.html"
            write_page(comparison, page, lesson=lesson, reels=reels, subjects=subjects)
    return [*files, page]


def write_what_was_run(comparison: Results, folder: Path) -> Path:
    """The sentence for a paper, as a file, and how thalweg is cited."""
    from descent.results import replacing
    from gallery.citation import citation, what_was_run

    path = folder / "what-was-run.txt"
    with replacing(path, "w") as file:
        file.write(f"{what_was_run(comparison.cases)}\n\n{citation()}")
    return path


def _films(comparison: Results, folder: Path, inside: Path, bar: Bar, look: dict[str, Any]) -> Iterator[Reel]:
    """The films in the folder, and smaller ones to be put inside the page."""
    from gallery.comparison.page import Reel

    for kind in films():
        if kind.belongs(comparison):
            size = kind.size_of(look.get("size", SIZE))
            small = inside / f"{kind.name}.mp4"
            with bar(kind.name) as report:
                kind.write(
                    comparison,
                    folder / small.name,
                    small=small,
                    progress=report,
                    **{**look, "size": size},
                )
            yield Reel(small, reduced(size), kind)


def _pictures(subjects: Sequence[Subject], folder: Path) -> list[Path]:
    """Charts and maps as files of their own, named after their landscape where there are several."""
    files = []
    for subject in subjects:
        tail = re.sub(r"[^\w.+-]", "_", f"-{subject.f.name}") if len(subjects) > 1 else ""
        for kind in (*charts(), *basin_figures()):
            if not kind.lacking(subject):
                figure = kind.figure(subject)
                files.append(folder / f"{kind.name}{tail}.{'svg' if figure.svg else 'png'}")
                figure.save(files[-1])
    return files
