"""What a lesson is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gallery.spec import SceneSpec
    from render.page import PageTask


@dataclass(frozen=True, kw_only=True)
class Lesson:
    """A comparison that teaches one thing.

    Parameters
    ----------
    title, question : what stands at the head of the page
    observe : what to look at, in order
    landscapes, starts, optimizers, learning_rates, noises, steps, tolerance : as `compare` takes them
    tasks : what a person is to bring about in the living figure, and the page judges
    begin : the case with which the figure begins, by its number
    figure : the figure itself, where no case is one that a page computes: the same thing in two variables
    controls : what of the figure's panel is offered (see `render.page.Living`)
    maps : whether basin maps have anything to say: where all go to one place, or are lost, they are of one colour
    """

    title: str
    question: str
    observe: tuple[str, ...]
    landscapes: tuple[str, ...]
    optimizers: tuple[str, ...]
    starts: tuple[str, ...] = ("uniform:1000",)
    learning_rates: tuple[str, ...] = ()
    noises: tuple[str, ...] = ()
    steps: int = 500
    tolerance: float | None = None
    tasks: tuple[PageTask, ...] = ()
    begin: int = 0
    figure: SceneSpec | None = None
    controls: tuple[str, ...] = ("learning_rate",)
    maps: bool = True

    @property
    def asked(self) -> dict[str, Any]:
        """What goes to `compare`."""
        names = ("landscapes", "starts", "optimizers", "learning_rates", "noises", "steps", "tolerance")
        return {name: getattr(self, name) for name in names}
