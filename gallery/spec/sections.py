"""What a scene file says: its sections as frozen values, checked when they are made.

`gallery.spec.scene_file.SceneFile` puts them together, reads them and writes them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from gallery.spec.film import MOST_STEPS, DescentOptions
from gallery.terminal.checks import check_domain

if TYPE_CHECKING:
    from descent import Optimizer, Trajectories
    from landscapes import Landscape

Pairs = tuple[tuple[float, float], ...]


@dataclass(frozen=True, kw_only=True)
class LandscapeSection:
    """Which surface: a name of the catalogue, or a formula with its box.

    Parameters
    ----------
    name : of the catalogue
    formula : text as `landscapes.parse` takes it
    domain : pairs (low, high), the formula's box
    dimensions : of a named landscape that has several forms
    """

    name: str | None = None
    formula: str | None = None
    domain: Pairs = ()
    dimensions: int | None = None

    def __post_init__(self) -> None:
        if (self.name is None) == (self.formula is None):
            raise ValueError("a landscape has a name or a formula" + (", not both" if self.name else ""))
        if self.formula is not None and not self.domain:
            raise ValueError("a formula needs a domain, as [[-5, 5], [-5, 5]]")
        check_domain(self.domain, "domain")
        if self.name is not None and self.domain:
            raise ValueError("domain belongs to a formula; a named landscape has its own")
        if self.formula is not None and self.dimensions not in (None, len(self.domain)):
            raise ValueError(f"dimensions = {self.dimensions}, but domain has {len(self.domain)} ranges")

    def landscape(self) -> Landscape:
        """The landscape; a ValueError or LookupError if there is none such."""
        from landscapes import find, parse

        if self.formula is not None:
            return parse(self.formula, domain=self.domain)
        found = find(str(self.name))
        return found if self.dimensions is None else found.in_dimensions(self.dimensions)


@dataclass(frozen=True, kw_only=True)
class RunSection:
    """One optimizer, where its particles start, and how long it goes on.

    Parameters
    ----------
    label : what captions call it; the optimizer's text where there are several runs and no label
    optimizer : its name, with settings after a colon
    learning_rate : a number, a schedule as text, or None: derived from the landscape
    starts : one way to start or several, as text; the particles of all go together
    steps : at most so many; None: as many as the rate needs
    tolerance : a particle stops when no component of its gradient is larger
    seed : of random starts that name none of their own
    noise : of the gradient, as text; empty for none
    """

    label: str = ""
    optimizer: str = "gradient_descent"
    learning_rate: float | str | None = None
    starts: str | tuple[str, ...] = "grid:15"
    steps: int | None = None
    tolerance: float = 1e-6
    seed: int = 0
    noise: str = ""

    def __post_init__(self) -> None:
        if not self.ways:
            raise ValueError("starts must name at least one way to start, as grid:15")
        if self.steps is not None and not 0 <= self.steps <= MOST_STEPS:
            raise ValueError(f"steps must be 0 to {MOST_STEPS}, got {self.steps}")
        if not 0 <= self.tolerance < float("inf"):
            raise ValueError(f"tolerance must be a finite number >= 0, got {self.tolerance}")

    @property
    def ways(self) -> tuple[str, ...]:
        """The ways to start, one or several."""
        return (self.starts,) if isinstance(self.starts, str) else self.starts

    def check(self) -> None:
        """Optimizer, rate, starts and noise can be read."""
        from descent import parse_noise, parse_starts

        self.method()
        for way in self.ways:
            parse_starts(way)
        if self.noise:
            parse_noise(self.noise)

    def method(self) -> Optimizer:
        """The optimizer with its rate; the rate is None where the landscape shall decide."""
        from descent import parse_optimizer, parse_schedule
        from descent.optimizers.optimizer import RatedOptimizer

        optimizer = parse_optimizer(self.optimizer)
        if self.learning_rate is None:
            return optimizer
        if not isinstance(optimizer, RatedOptimizer):
            raise ValueError(f"{optimizer.name} has no learning rate; leave learning_rate away")
        if optimizer.learning_rate != type(optimizer)().learning_rate:
            raise ValueError("the learning rate is given twice, in optimizer and in learning_rate")
        text = isinstance(self.learning_rate, str)
        rate: Any = parse_schedule(str(self.learning_rate)) if text else self.learning_rate
        return replace(optimizer, learning_rate=rate)

    def places(self, f: Landscape) -> Any:
        """All starts (N, n) on `f`."""
        import numpy as np

        random = DescentOptions(seed=self.seed)
        return np.concatenate([replace(random, starts=way).beginning()(f) for way in self.ways])

    def run(self, f: Landscape, record: int = 1) -> Trajectories:
        """Descend `f`, and keep every `record`-th step."""
        from descent import descend, parse_noise
        from descent.rates.learning_rate import settled

        optimizer, steps = settled(self.method(), f), self.steps
        if steps is None:
            from descent import default_steps

            steps = default_steps(f, optimizer)
        noise = parse_noise(self.noise) if self.noise else None
        how: Any = {"steps": steps, "tolerance": self.tolerance, "noise": noise, "record": record}
        return descend(f, self.places(f), optimizer, **how)


@dataclass(frozen=True, kw_only=True)
class LookSection:
    """What the picture shows and how; the names are `render.Scene`'s.

    `camera` is a named path or ``still:AZIMUTH,ELEVATION,ZOOM``, a fixed view in degrees.
    """

    theme: str = "dark"
    camera: str = "orbit"
    clock: str = "ease"
    color: str = "destination"
    height: str = "auto"
    panels: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class FilmSection:
    """The film's length, pictures a second and pixels, and whether it is made to begin again: see `render.Film`."""

    seconds: float = 9.0
    fps: float = 25.0
    size: tuple[int, int] | None = None
    loop: bool | None = None

    def check(self) -> None:
        """A film can have this length, rate and size."""
        from render.scene.filmed import check_film

        check_film(self.seconds, self.fps, self.size or (960, 720))
