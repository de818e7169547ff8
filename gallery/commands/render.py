"""`thalweg render`: a scene file becomes a film."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from gallery.loading import load_words
from gallery.spec import FilmSpec, Flag, SceneSpec, check_drawers, file_word, prepare, write
from gallery.terminal import at_the_door


def run(
    scene: Path,
    /,
    *,
    output: Annotated[
        tuple[Path, ...], Parameter(alias="-o", show_default=False, allow_leading_hyphen=True)
    ] = (),
    preview: Flag = False,
    jobs: int | None = None,
    scheduler: str | None = None,
) -> None:
    """Draw the film that a scene file describes.

    Parameters
    ----------
    scene
        The scene file, as the explorer and animate --save-scene write it.
    output
        The film: .gif .mp4 .webm .webp, or .png for its last picture. May be given several times. Default: the
        scene's name with .mp4, in this folder.
    preview
        Small, short and quick, whatever the file says: 480x360, 4 seconds, 10 pictures a second.
    jobs
        Processes that draw spans of the film at the same time; the file is the same. Default: it is drawn in one piece.
    scheduler
        Draw them on a Dask cluster instead: its address, or local:4 for four workers of this machine.
    """
    with at_the_door():
        spec = SceneSpec.load(scene)
        if preview:
            spec = replace(spec, film=FilmSpec(loop=spec.film.loop)).previewed()
        files = tuple(output) or (Path(scene.stem + ".mp4"),)
        check_drawers(jobs, scheduler, files)
        staged = prepare(spec, files, command(scene, files, preview))
    write(spec, staged, files, jobs, scheduler)


def command(scene: Path, files: Sequence[Path], preview: bool = False) -> str:
    """The line that makes these files."""
    words = ["thalweg", "render", file_word(scene.name), *load_words(), *(["--preview"] if preview else [])]
    return shlex.join([*words, *(word for path in files for word in ("-o", file_word(path.name)))])
