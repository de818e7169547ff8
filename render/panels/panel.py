"""The role: what a flat chart beside the surface is, and what it says of itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar, Protocol

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from descent import Trajectories
from landscapes import Landscape, names_of_axes, spoken_name
from render.clock import Clock
from render.panels.canvas import OVERSIZE, Canvas
from render.particles import ParticleColors
from render.style import Theme


class EndingGround(Protocol):
    """How the ground takes its basins' colours in a film's ending."""

    @property
    def pale(self) -> str: ...
    def share(self, t: float) -> float: ...
    def on(
        self,
        x: NDArray[np.float64],
        y: NDArray[np.float64],
        paint: Callable[[NDArray[np.float64]], NDArray[np.float64]],
    ) -> NDArray[np.float64]: ...


@dataclass(frozen=True, eq=False)
class Panel:
    """A flat chart of some runs in a box of the picture.

    Parameters
    ----------
    landscape : of as many variables as `variables` says
    runs, colors : what is shown, and the particles' colours run by run
    theme : sizes and colours
    ground : the part of the picture's background that the panel covers
    unit : the whole picture's measure for text, in pixels
    height : the height transform's kind
    clock : film time to step index
    bare : for a picture too small for numbers at the axes
    tide : what the ground becomes at the end, if it does
    ringed : whether a ring is around the particle that it follows, on the surface
    """

    landscape: Landscape
    runs: Sequence[Trajectories]
    colors: Sequence[ParticleColors]
    theme: Theme
    ground: Image.Image
    unit: float
    height: str = "auto"
    clock: Clock | None = None
    bare: bool = False
    tide: EndingGround | None = None
    ringed: bool = False

    variables: ClassVar[tuple[int, ...]] = (1, 2)
    """How many variables its landscapes have."""
    share: ClassVar[int] = 2
    """How high it is, compared with others in its column."""
    follows: ClassVar[bool] = True
    """Whether it shows particles and nothing else."""
    scales: ClassVar[bool] = False
    """Whether it draws heights by the height transform."""
    stops: ClassVar[bool] = False
    """Whether the film stops inside each step for it."""

    @property
    def names(self) -> tuple[str, ...]:
        """What the variables are called."""
        return tuple(map(spoken_name, names_of_axes(self.landscape)))

    @cached_property
    def _standing(self) -> Canvas:
        canvas = self.empty()
        self.furnish(canvas)
        return canvas

    def empty(self) -> Canvas:
        """The bare ground, to be drawn on."""
        large = (self.ground.width * OVERSIZE, self.ground.height * OVERSIZE)
        ground = self.ground.resize(large, Image.Resampling.BILINEAR)
        return Canvas(ground, self.theme, self.unit * OVERSIZE)

    def draw(self, index: float, t: float = 1.0) -> Image.Image:
        """The panel at step `index` and film time `t` in 0..1; bare ground where it has no particle to speak of."""
        if self.follows and not (self.runs and all(len(paths) for paths in self.runs)):
            return self.ground
        canvas = self.standing(t)
        self.move(canvas, index, t)
        self.act(canvas, t)
        return canvas.reduced()

    def state(self, t: float) -> object:
        """The same at film times at which, at the same step, it looks alike."""
        own = type(self)
        return None if own.act is Panel.act and own.draw is Panel.draw else t

    def standing(self, t: float) -> Canvas:
        """What does not depend on the step, at film time `t`, to be drawn on."""
        return self._standing.copy()

    def furnish(self, canvas: Canvas) -> None:
        """Draw what never changes."""

    def move(self, canvas: Canvas, index: float, t: float = 1.0) -> None:
        """Draw what holds at step `index`, which is shown at film time `t`."""

    def act(self, canvas: Canvas, t: float) -> None:
        """Draw what holds at film time `t`."""

    def box(self, part: int = 0, parts: int = 1) -> tuple[float, float, float, float]:
        """The axes' rectangle in large pixels; one of several, one below the other."""
        width, height = self.ground.width * OVERSIZE, self.ground.height * OVERSIZE
        text = self.theme.small_size * self.unit * OVERSIZE
        top, step = part * height / parts, height / parts
        return 3.7 * text, top + 1.5 * text, width - 1.3 * text, top + step - 2.3 * text

    def pixels_of(self, points: NDArray[np.float64]) -> NDArray[np.float64] | None:
        """Where points (k, 2) are on the panel, pixels (k, 2); None where it shows no places."""
        return None

    @property
    def inside(self) -> tuple[float, float, float, float] | None:
        """Left, top, right, bottom in pixels of what its axes enclose; None where it has none for places."""
        return None

    def color_of_particle(self, case: int, particle: int) -> str:
        """The colour, as #rrggbb, of a particle of run number `case`."""
        return "#" + "".join(f"{c:02x}" for c in self.colors[case].colors[particle])

    def sizes(self, case: int, index: float) -> NDArray[np.float64]:
        """The share (N,) of a bead's size that each particle of run number `case` has at step `index`."""
        rank = self.colors[case].rank
        return np.ones(len(self.colors[case].colors)) if rank is None else rank.at(np.array([index]))[0]
