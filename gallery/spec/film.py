"""The options that commands share: which landscape, descent and film; and the way back to a command line."""

from __future__ import annotations

import math
import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from cyclopts import Parameter

from gallery.terminal.checks import (
    check_fps,
    check_heights,
    check_seconds,
    parse_domain,
    parse_size,
    parse_slice,
)
from gallery.terminal.errors import naming

if TYPE_CHECKING:
    from descent import Optimizer, Starts, Trajectories
    from landscapes import Landscape

MOST_STEPS = 1_000_000
GIF_SHARE, GIF_FPS = 2 / 3, 20
"""A GIF's where nothing is said: a few megabytes, not twenty. 20 pictures a second are a delay that it can hold."""

Flag = Annotated[bool, Parameter(show_default=False)]
Several = Parameter(consume_multiple=True, show_default=False)


@Parameter(name="*", group="Landscape")
@dataclass(frozen=True, kw_only=True)
class LandscapeOptions:
    """Your own landscape instead of a named one; a form of either with fewer or more variables.

    Parameters
    ----------
    formula
        Your own formula instead of a name, as "x**2 + 3*sin(y)"; needs --domain.
    domain
        The formula's box: two numbers for each variable, as -5 5 -5 5.
    dimensions
        How many variables a named landscape shall have, where it has several forms.
    slice
        Variables held at a number, as x3=0.5,x4=1; the others remain.
    """

    formula: str | None = None
    domain: Annotated[tuple[float, ...], Several] = ()
    dimensions: int | None = None
    slice: str | None = None

    def landscape(self, name: str | None) -> Landscape:
        """The landscape called `name`, or the formula's: exactly one of the two is given."""
        if (name is None) == (self.formula is None):
            raise ValueError("give the NAME of a landscape or a --formula" + (", not both" if name else ""))
        f = self._named(str(name)) if self.formula is None else self._written(self.formula)
        if self.slice is None:
            return f
        with naming("--slice"):
            return f.slice(parse_slice(self.slice))

    def _named(self, name: str) -> Landscape:
        if self.domain:
            raise ValueError("--domain belongs to a --formula; a named landscape has its own")
        from landscapes import find

        f = find(name)
        if self.dimensions is None:
            return f
        with naming("--dimensions"):
            return f.in_dimensions(self.dimensions)

    def _written(self, formula: str) -> Landscape:
        if self.dimensions is not None:
            raise ValueError(
                "--dimensions belongs to a named landscape; a formula's --domain counts its variables"
            )
        domain = parse_domain(self.domain)
        from landscapes import parse

        f = parse(formula, domain=domain)
        check_heights(f)
        return f


@Parameter(name="*", group="Descent")
@dataclass(frozen=True, kw_only=True)
class DescentOptions:
    """Where particles start and how they move.

    Parameters
    ----------
    optimizer
        Its name, with settings after a colon: adam:beta1=0.8,beta2=0.99
    learning_rate
        A number, or a schedule as cosine:0.1,steps=200. Default: derived from the landscape's curvature.
    starts
        grid:15, uniform:200, latin_hypercube:200, or points:(-0.4,-0.65);(1,2)
    steps
        At most so many. Default: as many as the learning rate needs.
    tolerance
        A particle stops when no component of its gradient is larger; 0 never stops one.
    seed
        Of random starts that name none of their own.
    """

    optimizer: str = "gradient_descent"
    learning_rate: str | None = None
    starts: str = "grid:15"
    steps: int | None = None
    tolerance: float = 1e-6
    seed: int = 0

    def run(self, f: Landscape) -> Trajectories:
        """Descend `f` as these options say."""
        from descent import default_steps, descend
        from descent.rates.learning_rate import settled

        starts, optimizer = self.beginning()(f), settled(self.method(), f)
        steps = default_steps(f, optimizer, starts) if self.steps is None else self.steps
        return descend(f, starts, optimizer, steps=steps, tolerance=self.tolerance)

    def beginning(self) -> Starts:
        """The starts; random ones without a seed of their own take this one's."""
        from descent import parse_starts

        starts = parse_starts(self.starts)
        if starts.is_random and "seed" not in dict(starts.settings):
            return replace(starts, settings=(*starts.settings, ("seed", self.seed)))
        return starts

    def check(self) -> None:
        """The optimizer and the numbers are good."""
        self.method()
        with naming("--starts"):
            self.beginning()
        if self.steps is not None and not 0 <= self.steps <= MOST_STEPS:
            raise ValueError(f"--steps must be 0 to {MOST_STEPS}, got {self.steps}")
        if not 0 <= self.tolerance < math.inf:
            raise ValueError(f"--tolerance must be a finite number >= 0, got {self.tolerance}")

    def method(self) -> Optimizer:
        """The optimizer; its learning rate is None where none was given."""
        from descent import parse_optimizer, parse_schedule
        from descent.optimizers.optimizer import RatedOptimizer

        with naming("--optimizer"):
            optimizer = parse_optimizer(self.optimizer)
        if self.learning_rate is None:
            return optimizer
        if not isinstance(optimizer, RatedOptimizer):
            raise ValueError(f"{optimizer.name} has no learning rate; leave --learning-rate away")
        if optimizer.learning_rate != type(optimizer)().learning_rate:
            raise ValueError("the learning rate is given twice, in --optimizer and in --learning-rate")
        with naming("--learning-rate"):
            try:
                rate: Any = float(self.learning_rate)
            except ValueError:
                rate = parse_schedule(self.learning_rate)
            return replace(optimizer, learning_rate=rate)


@dataclass(frozen=True)
class Pace:
    """What a film is where nobody says otherwise: pixels, seconds, pictures a second."""

    size: tuple[int, int]
    seconds: float
    fps: int


@Parameter(name="*", group="Film")
@dataclass(frozen=True, kw_only=True)
class LookOptions:
    """What every film can be told.

    Parameters
    ----------
    loop
        Dissolve the end into the beginning, for a film that runs again and again; --no-loop ends with the last
        picture.
        Default: .gif and .webp loop, .mp4 and .webm do not.
    theme
        Colours: dark, light or publication.
    """

    whole: ClassVar[Pace]
    quick: ClassVar[Pace]

    size: str | None = None
    seconds: float | None = None
    fps: int | None = None
    loop: Annotated[bool | None, Parameter(negative="--no-loop", show_default=False)] = None
    camera: str = "orbit"
    clock: str = "ease"
    theme: str = "dark"
    preview: Flag = False

    @property
    def pace(self) -> Pace:
        """What holds where no option says otherwise."""
        return self.quick if self.preview else self.whole

    @property
    def pixels(self) -> tuple[int, int]:
        """Width and height."""
        return self.pace.size if self.size is None else parse_size(self.size)

    @property
    def rate(self) -> int:
        """Pictures a second."""
        return check_fps(self.pace.fps if self.fps is None else self.fps)

    @property
    def length(self) -> float:
        """Seconds."""
        return check_seconds(self.pace.seconds if self.seconds is None else self.seconds)


@Parameter(name="*", group="Film")
@dataclass(frozen=True, kw_only=True)
class FilmOptions(LookOptions):
    """How the film looks.

    Parameters
    ----------
    size
        Pixels, as 1280x720. Default: 960x720, with panels beside the surface 1280x720; for a GIF two thirds of
        that, small enough for a page or a slide.
    seconds
        Length. Default: 9.
    fps
        Pictures a second. Default: 25; 20 where nothing but GIFs is made.
    camera
        How the camera moves: orbit, still, turn, fly-in, top-to-side, follow:K (rides along with
        particle K), still:AZIMUTH,ELEVATION, or a CSV file of key-frames (film time, azimuth, elevation, zoom).
    clock
        How steps follow each other: ease (slow, then fast), linear or arc (even way).
    color
        What a particle's colour means: destination, ending, start, height or optimizer.
    height
        How heights are drawn: auto, linear, log, symlog, rank or clip.
    panels
        What is shown: surface, contour, slices, loss, gradient_norm, curve, and anatomy, with which the film
        stops inside steps. Default: the surface, or the curve. curve belongs to one variable; surface, contour,
        slices and anatomy to two.
    marks
        What stands on the surface, or under it: floor, stationary, starts, ends, field, arrows, tangent, taylor, curvature.
    preview
        Small, short and quick: 480x360, 4 seconds, 10 pictures a second.
    """

    whole = Pace((960, 720), 9.0, 25)
    quick = Pace((480, 360), 4.0, 10)

    color: str = "destination"
    height: str = "auto"
    panels: Annotated[tuple[str, ...], Several] = ()
    marks: Annotated[tuple[str, ...], Several] = ()

    def fitted(self, outputs: Sequence[Path]) -> FilmOptions:
        """The same for these files: where all of them are GIFs, size and rate have a GIF's defaults."""
        if self.preview or not all(map(is_gif, outputs)):
            return self
        size = self.size or "{}x{}".format(*self.gif_pixels)
        return replace(self, size=size, fps=GIF_FPS if self.fps is None else self.fps)

    def check(self) -> None:
        """Size, length, rate and every name are good."""
        _ = self.pixels, self.length, self.rate
        from gallery.spec.looks import check_looks

        check_looks(self)

    @property
    def pace(self) -> Pace:
        """What holds where no option says otherwise: panels beside the surface want a wider picture."""
        pace = super().pace
        if len(self.panels) < 2:
            return pace
        from render.scene.layout import natural_size

        width, height = natural_size(self.panels)
        return replace(pace, size=(width // 2, height // 2) if self.preview else (width, height))

    @property
    def gif_pixels(self) -> tuple[int, int]:
        """Width and height of a GIF: smaller than the other files', if nobody asks for a size; even."""
        width, height = self.pixels
        if self.size is not None or self.preview:
            return width, height
        return 2 * round(GIF_SHARE * width / 2), 2 * round(GIF_SHARE * height / 2)


def is_gif(path: Path) -> bool:
    """Whether a file is to be a GIF, by its name."""
    return path.suffix.lower() == ".gif"


def command_line(command: str, name: str | None, *options: Any, outputs: Sequence[str] = ()) -> str:
    """The `thalweg` command that these options came from; a setting that has its default is not named."""
    words = [command, *([name] if name else [])]
    for option in options:
        words += _words(option)
    for output in outputs:
        words += ["-o", output]
    return "thalweg " + shlex.join(words)


def _words(option: Any) -> Iterator[str]:
    for field in fields(option):
        value = getattr(option, field.name)
        if value == field.default:
            continue
        yield ("--no-" if value is False else "--") + field.name.replace("_", "-")
        if not isinstance(value, bool):
            yield from (_text(item) for item in (value if isinstance(value, tuple) else (value,)))


def _text(value: Any) -> str:
    return f"{value:g}" if isinstance(value, float) and float(f"{value:g}") == value else str(value)
