"""A film as it is asked for: which landscape, which descent, which looks; from there to files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from gallery.errors import OpenGLRefusal
from gallery.options import DescentOptions, FilmOptions, LandscapeOptions, command_line

if TYPE_CHECKING:
    from descent import Trajectories
    from landscapes import Landscape
    from render import Film, Scene

Report = Callable[[int, int], None]


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

    def scene(self, paths: Trajectories, command: str) -> Scene:
        """The run set on stage."""
        from render import Scene

        look = self.look
        return Scene(
            paths.landscape,
            paths,
            theme=look.theme,
            camera=look.camera,
            clock=look.clock,
            panels=look.panels,
            color=look.color,
            height=look.height,
            command=command,
        )


def need_opengl() -> None:
    """Find a way to draw, or refuse with what to install."""
    from render.opengl import OpenGLMissing, choose

    try:
        choose()
    except OpenGLMissing as error:
        raise OpenGLRefusal(str(error)) from error


def films_of(outputs: Sequence[Path]) -> list[Film]:
    """A film for every file; an ending or a frame rate that cannot be written is an error here already."""
    from render import Film

    return [Film(path) for path in outputs]
