"""The options of `thalweg compare`: what is crossed, and how the film looks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from cyclopts import Parameter

from gallery.comparison.comparison import OPTIMIZERS, STARTS, STEPS, TRIALS
from gallery.spec.film import Flag, LookOptions, Pace, Several


@Parameter(name="*", group="Cases")
@dataclass(frozen=True, kw_only=True)
class CaseOptions:
    """What is crossed.

    Parameters
    ----------
    starts
        uniform:1000, grid:21, latin_hypercube:200,seed=3, points:(1,2);(3,4). Default: uniform:1000.
    optimizer
        adam, momentum:momentum=0.8, ... Default: gradient_descent, momentum and adam.
    learning_rate
        Numbers, or schedules as cosine:0.1,steps=200; for the optimizers that name none. Default: derived.
    noise
        gaussian:0.1, minibatch:8, or none.
    steps
        At most so many, for every case.
    tolerance
        A particle stops when no component of its gradient is larger; 0 never stops one.
    seed
        Of random starts that name none of their own.
    tune
        Give every optimizer the same number of trials over its learning rate, on held-out starts, and run with the best.
    trials
        That number.
    tune_range
        The lowest and the highest rate to try. Default: a hundred times around the derived rate.
    """

    starts: Annotated[tuple[str, ...], Several] = ()
    optimizer: Annotated[tuple[str, ...], Several] = ()
    learning_rate: Annotated[tuple[str, ...], Several] = ()
    noise: Annotated[tuple[str, ...], Several] = ()
    steps: int = STEPS
    tolerance: float = 1e-6
    seed: int = 0
    tune: Flag = False
    trials: int = TRIALS
    tune_range: Annotated[tuple[float, ...], Several] = ()

    @property
    def asked(self) -> dict[str, Any]:
        """What goes to `compare`."""
        return {
            "starts": self.starts or (STARTS,),
            "optimizers": self.optimizer or OPTIMIZERS,
            "learning_rates": self.learning_rate,
            "noises": self.noise,
            "steps": self.steps,
            "tolerance": self.tolerance,
        }

    @property
    def bounds(self) -> tuple[float, float] | None:
        """The lowest and the highest rate to try, if they are given."""
        if not self.tune_range:
            return None
        if len(self.tune_range) != 2 or not self.tune:
            raise ValueError("--tune-range takes two rates, lowest and highest, and belongs to --tune")
        return self.tune_range[0], self.tune_range[1]

    @property
    def budget(self) -> int:
        """Trials for every optimizer; 0 for none."""
        if not self.tune and self.trials != TRIALS:
            raise ValueError("--trials belongs to --tune")
        return self.trials if self.tune else 0


@Parameter(name="*", group="Film")
@dataclass(frozen=True, kw_only=True)
class MosaicOptions(LookOptions):
    """How the film looks.

    Parameters
    ----------
    size
        Pixels, as 1280x720. Default: 1280x800.
    seconds
        Length. Default: 8.
    fps
        Pictures a second. Default: 20.
    camera
        How the camera moves: orbit, still, turn, fly-in or top-to-side.
    clock
        How steps follow each other: ease (slow, then fast) or linear.
    preview
        Small, short and quick: 640x400, 3 seconds, 10 pictures a second.
    """

    whole = Pace((1280, 800), 8.0, 20)
    quick = Pace((640, 400), 3.0, 10)

    def check(self) -> None:
        """Refuse what no film can have."""
        from render.camera.paths import find_path
        from render.clock.clock import Clock
        from render.style.themes import find_theme

        _ = self.settings
        find_path(self.camera)
        find_theme(self.theme)
        Clock(0.0, self.clock)

    @property
    def settings(self) -> dict[str, Any]:
        """What goes to a film."""
        names = ("loop", "camera", "clock", "theme")
        said = {name: getattr(self, name) for name in names}
        return {"size": self.pixels, "seconds": self.length, "fps": self.rate, **said}
