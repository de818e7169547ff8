"""`thalweg gallery`: films of the default scenes or posters of all, and the pages that show them, alive too."""

from __future__ import annotations

import errno
import os
import time
from collections.abc import Sequence
from concurrent.futures import Executor
from contextlib import ExitStack, closing
from dataclasses import replace
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from gallery.processes import check_workers, workers_of
from gallery.spec import Flag, Several
from gallery.terminal import (
    Refusal,
    at_the_door,
    bytes_text,
    check_folder,
    complain,
    folders_of,
    progress_board,
    say,
)
from gallery.tiles import (
    LIVING,
    Job,
    LivingPage,
    Posters,
    Preset,
    Work,
    every_preset,
    find_presets,
    job_of,
    run_apart,
)

NO_ROOM = os.strerror(errno.ENOSPC).lower()
"""What the error of a full disk says; no other scene would fit either."""
UNSEEN = "what a worker wrote is not to be seen here; --scheduler needs workers with the same file system"
MOST_JOBS = 8
"""Scenes that are drawn at a time if nobody says how many; each takes about half a gigabyte."""
BATCH = 12
"""Posters drawn one after the other in one process."""
MOST_NAMED = 12
"""Tiles that are told one by one to be unchanged."""


def _tiles(_: object) -> list[str]:
    from gallery.tiles import every_preset

    return list(every_preset())


def run(
    *,
    output: Annotated[Path, Parameter(alias="-o", allow_leading_hyphen=True)] = Path("thalweg-gallery"),
    all_of_them: Annotated[Flag, Parameter(name="--all")] = False,
    only: Annotated[tuple[str, ...], Several, Parameter(completer=_tiles)] = (),
    force: Flag = False,
    preview: Flag = False,
    jobs: int | None = None,
    scheduler: str | None = None,
) -> int:
    """Make the animation gallery: films of the classic landscapes, a page that plays them, and their living scenes.

    Every tile can be turned by oneself; the folder opens from the disk, and any host of files serves it.
    What is there already and would come out the same is left alone.

    Parameters
    ----------
    output
        The folder to write.
    all_of_them
        Every landscape of the catalogue, each with a poster and its living scene, and a page that can be searched. A film
        is made of those that --only names.
    only
        Names of the scenes or landscapes to film. Default: the gallery's own.
    force
        Make everything again.
    preview
        Small, short and quick films.
    jobs
        Scenes drawn at the same time. Default: one for every processor core, at most 8.
    scheduler
        Draw on a Dask cluster whose workers see the same files: its address, or local:4 for four workers here.
    """
    with at_the_door():
        check_folder(output)
        check_workers(jobs, scheduler)
        folder = output.absolute()  # workers may stand elsewhere
        asked = asked_for(only, all_of_them, preview, folder)
        todo = [job for job in asked if force or job.standing() is None]
        living = LivingPage(folder)
        works = batched(todo)
        if force or not living.stands():
            works.append(living)
        if todo:
            from gallery.spec import check_formats, need_opengl

            check_formats([output / name for job in todo if job.filmed for name in job.files.values()])
            need_opengl()
    begun = time.monotonic()
    with ExitStack() as inside:
        with at_the_door():
            workers = inside.enter_context(workers_of(None, scheduler)) if works else None
        inside.enter_context(folders_of([output / "index.html"]))
        failures = make(works, jobs or default_jobs(), workers)
        left = [job.preset.name for job in asked if job not in todo]
        for name in left if len(left) <= MOST_NAMED else ():
            say(f"{name}  unchanged")
        if len(left) > MOST_NAMED:
            say(f"{len(left)} tiles unchanged")
        page = write_page(output)
    say(f"{page}  {time.monotonic() - begun:.0f} s")
    return 1 if failures else 0


def asked_for(only: tuple[str, ...], all_of_them: bool, preview: bool, folder: Path) -> list[Job]:
    """The tiles to be made or left alone: films of those that are named, posters of the others.

    Raises
    ------
    LookupError
        For a name that is none.
    """
    films = find_presets(only) if only or not all_of_them else ()
    others = [p for p in every_preset().values() if p not in films] if all_of_them else []
    seen = [(previewed(p) if preview else p) for p in (*films, *others)]
    return [job_of(preset, folder, films=k < len(films)) for k, preset in enumerate(seen)]


def previewed(preset: Preset) -> Preset:
    """The same scene, small and quick."""
    return replace(preset, scene=preset.scene.previewed())


def default_jobs() -> int:
    """A scene for every core, and no more than memory has room for: one alone leaves a core idle while it begins."""
    return min(os.cpu_count() or 1, MOST_JOBS)


def batched(todo: Sequence[Job]) -> list[Work]:
    """The work, cut: each film by itself, posters by the dozen."""
    films = [job for job in todo if job.filmed]
    posters = [job for job in todo if not job.filmed]
    return [*films, *(Posters(posters[k : k + BATCH]) for k in range(0, len(posters), BATCH))]


def make(works: Sequence[Work], jobs: int, workers: Executor | None = None) -> int:
    """Do the work, telling how it goes; the number of pieces that failed.

    Raises
    ------
    Refusal
        If the disk is full.
    """
    failures = 0
    with (
        progress_board([work.name for work in works]) as board,
        closing(run_apart(works, jobs, workers)) as heard,
    ):
        for news in heard:
            board.show(news.place, news.share)
            if not news.ended:
                continue
            work = works[news.place]
            if NO_ROOM in news.error.lower():
                raise Refusal(f"{news.error}; the scenes that were finished are kept")
            try:
                told = "" if news.error else made(work)
            except FileNotFoundError as error:
                news = replace(news, error=f"{UNSEEN}: {error.filename}")
            if news.error:
                failures += 1
                complain(f"{work.name}: {news.error}")
            else:
                say(f"{work.name}  {told}")
    return failures


def made(work: Work) -> str:
    """What came of a piece of work."""
    match work:
        case Job():
            return sizes(work)
        case Posters():
            return f"{len(work.jobs)} posters"
        case LivingPage():
            return bytes_text(work.path.stat().st_size)
    return "done"


def sizes(job: Job) -> str:
    """The files and how large they are."""
    return "  ".join(f"{kind} {bytes_text((job.folder / n).stat().st_size)}" for kind, n in job.files.items())


def write_page(folder: Path) -> Path:
    """The page over every scene that the folder has."""
    from descent.results import replacing
    from gallery.tiles import render_page, tiles_in

    facts = tiles_in(tuple(every_preset().values()), folder)
    page = folder / "index.html"
    html = render_page(facts, folder, living=LIVING if (folder / LIVING).is_file() else "")
    with replacing(page, "w") as file:
        file.write(html)
    return page
