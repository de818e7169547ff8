"""From a described scene to its files: what `animate`, `render` and the gallery's tiles have in common."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from gallery.spec.field import differing
from gallery.spec.film import check_rate, only_stills
from gallery.spec.scene import SceneSpec
from gallery.terminal import (
    OpenGLRefusal,
    bytes_text,
    check_memory,
    check_outputs,
    folders_of,
    progress_bar,
    say,
)

if TYPE_CHECKING:
    from render import Scene


def prepare(spec: SceneSpec, outputs: Sequence[Path], command: str) -> Scene:
    """The scene with its runs, ready to be drawn into these files; whatever is wrong is found before the descent.

    Raises
    ------
    ValueError, LookupError, Refusal
        For what cannot be drawn, written or described so.
    """
    from render.film import film_endings, still_endings
    from render.scene import check_particles

    check_outputs(outputs, (*film_endings(), *still_endings()))
    seek_opengl()
    check_formats(outputs)
    spec.check()
    check_rate(outputs, spec.suited(outputs).fps or 0)
    f = spec.landscape.landscape()
    spec.check_look(f)
    check_particles(spec.look, sum(bool(run.starts) for run in spec.runs))
    need_opengl()
    return spec.staged(f, spec.descend(f), command)


def write(spec: SceneSpec, scene: Scene, outputs: Sequence[Path]) -> None:
    """Draw the scene's pictures once, write every file of them, and say so."""
    film = spec.suited(outputs)
    with folders_of(outputs), progress_bar(scene.landscape.title) as report:
        scene.movies(
            spec.film.files(outputs, spec.look.panels),
            seconds=film.seconds or 0,
            fps=film.fps or 0,
            size=film.size,
            progress=report,
        )
    for path in outputs:
        say(f"{path}  {bytes_text(path.stat().st_size)}")


def check_moves(spec: SceneSpec, outputs: Sequence[Path]) -> None:
    """Refuse what only a moving picture shows, where nothing but stills is made: they are the film's last picture.

    Raises
    ------
    ValueError
    """
    if not only_stills(outputs):
        return
    said = [about.name for about, _ in differing(spec.film) if about.name != "size"]
    said += [about.name for about, _ in differing(spec.look) if about.name == "clock"]
    for name in said:
        raise ValueError(f"--{name} has no effect on a film's last picture: leave it out, or make a film too")


def check_formats(outputs: Sequence[Path]) -> None:
    """What encodes files of such names is there.

    Raises
    ------
    OSError
        If something is not, as ffmpeg.
    """
    from render.film import format_of

    for kind in {format_of(path) for path in outputs}:
        kind.check()


def seek_opengl() -> None:
    """Begin to look for a way to draw: a child process tries, while this one imports and compiles."""
    from render.stage import start_probe

    start_probe()


def need_opengl() -> None:
    """Find a way to draw.

    Raises
    ------
    Refusal
        If there is too little memory to try.
    OpenGLRefusal
        If there is none; the message says what to install.
    """
    from render.stage import OpenGLMissing, ensure_opengl

    check_memory()
    try:
        ensure_opengl()
    except OpenGLMissing as error:
        raise OpenGLRefusal(str(error)) from error
