"""`thalweg gallery`: the default scenes, and the page that shows them."""

from __future__ import annotations

import errno
import os
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

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
from gallery.tiles import PRESETS, Job, Preset, find_presets, run_apart

NO_ROOM = os.strerror(errno.ENOSPC).lower()
"""What the error of a full disk says; no other scene would fit either."""


def run(
    *,
    output: Annotated[Path, Parameter(alias="-o")] = Path("thalweg-gallery"),
    only: Annotated[tuple[str, ...], Several] = (),
    force: Flag = False,
    preview: Flag = False,
    jobs: int | None = None,
) -> int:
    """Make the animation gallery: films of the classic landscapes and a page that plays them.

    What is there already and would come out the same is left alone.

    Parameters
    ----------
    output
        The folder to write.
    only
        Names of the scenes to make. Default: all.
    force
        Make everything again.
    preview
        Small, short and quick films.
    jobs
        Scenes drawn at the same time. Default: one for every two processor cores.
    """
    with at_the_door():
        presets = [previewed(p) if preview else p for p in find_presets(only)]
        check_folder(output)
        if jobs is not None and jobs < 1:
            raise ValueError(f"--jobs must be >= 1, got {jobs}")
        todo = [Job(p, output) for p in presets]
        todo = [job for job in todo if force or job.standing() is None]
        if todo:
            from gallery.spec import check_formats, need_opengl

            check_formats([Path(name) for job in todo for name in job.files.values()])
            need_opengl()
    begun = time.monotonic()
    with folders_of([output / "index.html"]):
        failures = make(todo, jobs or default_jobs())
        for name in [p.name for p in presets if p.name not in {job.preset.name for job in todo}]:
            say(f"{name}  unchanged")
        page = write_page(output)
    say(f"{page}  {time.monotonic() - begun:.0f} s")
    return 1 if failures else 0


def previewed(preset: Preset) -> Preset:
    """The same scene, small and quick."""
    return replace(preset, scene=preset.scene.previewed())


def default_jobs() -> int:
    """One scene for every two cores: each draws with one and writes its films with the other."""
    return max(1, (os.cpu_count() or 1) // 2)


def make(todo: Sequence[Job], jobs: int) -> int:
    """Draw the scenes, telling how it goes; the number of those that failed.

    Raises
    ------
    Refusal
        If the disk is full.
    """
    failures = 0
    with progress_board([job.preset.name for job in todo]) as board:
        for news in run_apart(todo, jobs):
            board.show(news.place, news.share)
            if not news.ended:
                continue
            job = todo[news.place]
            if NO_ROOM in news.error.lower():
                raise Refusal(f"{news.error}; the scenes that were finished are kept")
            if news.error:
                failures += 1
                complain(f"{job.preset.name}: {news.error}")
            else:
                say(f"{job.preset.name}  {sizes(job)}")
    return failures


def sizes(job: Job) -> str:
    """The files and how large they are."""
    return "  ".join(f"{kind} {bytes_text((job.folder / n).stat().st_size)}" for kind, n in job.files.items())


def write_page(folder: Path) -> Path:
    """The page over every scene that the folder has."""
    from descent.results import replacing
    from gallery.tiles import render_page

    facts = [known for preset in PRESETS if (known := Job(preset, folder).known()) is not None]
    page = folder / "index.html"
    html = render_page(facts, folder)
    with replacing(page, "w") as file:
        file.write(html)
    return page
