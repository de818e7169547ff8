"""A film as it is asked for: which landscape, which descent, which looks; from there to files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from gallery.spec.film import DescentOptions, FilmOptions, LandscapeOptions, command_line, is_gif
from gallery.terminal.errors import OpenGLRefusal, naming
from gallery.terminal.interruption import Report

if TYPE_CHECKING:
    from descent import Trajectories
    from landscapes import Landscape
    from render import Film, Scene


@dataclass(frozen=True, kw_only=True)
class Shot:
    """Everything that a film's pictures depend on.

    Parameters
    ----------
    name : the landscape's name; None where `which` has a formula
    """

    name: str | None = None
    which: LandscapeOptions = LandscapeOptions()
    descent: DescentOptions = DescentOptions()
    look: FilmOptions = FilmOptions()

    def command(self, *outputs: str) -> str:
        """The `thalweg animate` line that makes these files."""
        return command_line("animate", self.name, self.which, self.descent, self.look, outputs=outputs)

    def check(self) -> None:
        """Whatever can be known to be wrong without importing anything large."""
        self.look.check()
        self.descent.check()

    def landscape(self) -> Landscape:
        """The landscape that is named or written."""
        return self.which.landscape(self.name)

    def scene(self, f: Landscape, command: str) -> Scene:
        """The stage, still without particles; a camera that follows one of them comes with them."""
        from gallery.spec.looks import follows
        from render import Scene

        look = self.look
        return Scene(
            f,
            theme=look.theme,
            camera="orbit" if follows(look.camera) else look.camera,
            clock=look.clock,
            panels=look.panels,
            marks=look.marks,
            color=look.color,
            height=look.height,
            command=command,
        )

    def peopled(self, scene: Scene, paths: Trajectories) -> Scene:
        """The scene with its particles."""
        with naming("--camera"):
            return replace(scene, paths=paths, camera=self.look.camera)

    def shoot(self, scene: Scene, films: Sequence[Film], report: Report) -> None:
        """Draw the scene's pictures once and write every file of them."""
        look = self.look
        scene.movies(films, seconds=look.length, fps=look.rate, size=look.pixels, progress=report)


def seek_opengl() -> None:
    """Begin to look for a way to draw: a child process tries, while this one imports and compiles."""
    from render.stage.opengl import start_probe

    start_probe()


def need_opengl() -> None:
    """Find a way to draw, or refuse with what to install."""
    from render.stage.opengl import OpenGLMissing, ensure_opengl

    try:
        ensure_opengl()
    except OpenGLMissing as error:
        raise OpenGLRefusal(str(error)) from error


def films_of(outputs: Sequence[Path], look: FilmOptions) -> list[Film]:
    """A film for every file; a GIF beside others is smaller than they are, if no size is asked for."""
    from render import Film

    return [Film(path, size=look.gif_pixels if is_gif(path) else None, loop=look.loop) for path in outputs]
