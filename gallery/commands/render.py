"""`thalweg render`: a scene file becomes a film."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from gallery.spec.film import Flag
from gallery.spec.scene_file import SceneFile
from gallery.spec.spec import need_opengl, seek_opengl
from gallery.terminal.checks import check_outputs, check_rate, folders_of, picture_endings
from gallery.terminal.errors import at_the_door
from gallery.terminal.numbers import bytes_text
from gallery.terminal.output import say
from gallery.terminal.progress import progress_bar


def run(
    scene: Path,
    /,
    *,
    output: Annotated[tuple[Path, ...], Parameter(alias="-o", show_default=False)] = (),
    preview: Flag = False,
) -> None:
    """Draw the film that a scene file describes.

    Parameters
    ----------
    scene
        The scene file, as the explorer saves it.
    output
        The film: .gif .mp4 .webm .webp, or .png for its last picture. May be given several times. Default: the
        scene's name with .mp4, in this folder.
    preview
        Small, short and quick: 480x360, 4 seconds, 10 pictures a second.
    """
    with at_the_door():
        seek_opengl()
        described = SceneFile.load(scene)
        if preview:
            quick = replace(described.film, seconds=4.0, fps=10.0, size=(480, 360))
            described = replace(described, film=quick)
        files = tuple(output) or (Path(scene.stem + ".mp4"),)
        check_outputs(files, picture_endings())
        described.film.check()
        check_rate(files, round(described.film.fps))
        need_opengl()
        staged = described.to_scene(command=command(scene, files, preview))
    from render import Film

    film = described.film
    films = [Film(path, loop=film.loop) for path in files]
    with folders_of(files), progress_bar(staged.landscape.title) as report:
        staged.movies(films, seconds=film.seconds, fps=film.fps, size=film.size, progress=report)
    for path in files:
        say(f"{path}  {bytes_text(path.stat().st_size)}")


def command(scene: Path, files: Sequence[Path], preview: bool = False) -> str:
    """The line that makes these files."""
    words = ["thalweg", "render", scene.name, *(["--preview"] if preview else [])]
    return shlex.join([*words, *(word for path in files for word in ("-o", path.name))])
