"""`thalweg animate`: one film, or several files of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from gallery.spec.film import DescentOptions, FilmOptions, LandscapeOptions
from gallery.spec.spec import Shot, films_of, need_opengl, seek_opengl
from gallery.terminal.checks import check_outputs, check_rate, folders_of, picture_endings
from gallery.terminal.errors import at_the_door
from gallery.terminal.numbers import bytes_text
from gallery.terminal.output import say
from gallery.terminal.progress import progress_bar


def run(
    name: str | None = None,
    /,
    *,
    output: Annotated[tuple[Path, ...], Parameter(alias="-o")],
    which: LandscapeOptions = LandscapeOptions(),
    descent: DescentOptions = DescentOptions(),
    look: FilmOptions = FilmOptions(),
) -> None:
    """Draw the descent of a landscape as a film.

    Parameters
    ----------
    name
        A landscape's name (see thalweg list); or use --formula.
    output
        The film: .gif .mp4 .webm .webp, or .png for its last picture. May be given several times.
    """
    asked = Shot(name=name, which=which, descent=descent, look=look)
    shot = replace(asked, look=look.fitted(output))
    with at_the_door():
        check_outputs(output, picture_endings())
        seek_opengl()
        shot.check()
        check_rate(output, shot.look.rate)
        f = shot.landscape()
        scene = shot.scene(f, asked.command(*(path.name for path in output)))
        need_opengl()
        scene = shot.peopled(scene, descent.run(f))
    with folders_of(output), progress_bar(f.title) as report:
        shot.shoot(scene, films_of(output, shot.look), report)
    for path in output:
        say(f"{path}  {bytes_text(path.stat().st_size)}")
