"""The options of `thalweg compare`: the fields of runs, looks and films, several or with other defaults."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from gallery.comparison.comparison import OPTIMIZERS, STARTS, STEPS, TRIALS
from gallery.comparison.figures import FPS, SECONDS, SIZE
from gallery.spec import (
    FieldError,
    FilmSpec,
    Flag,
    LookSpec,
    RunSpec,
    Several,
    check_fields,
    options_of,
    spec_of,
)

SHOWN = ("theme", "camera", "clock", "height")
"""What of a look several pictures side by side have."""

FEWEST_TRIALS = 2
"""Of fewer there is nothing to choose."""


if TYPE_CHECKING:
    from gallery.spec import FilmSpec as ReelOptions
    from gallery.spec import LookSpec as MosaicOptions
    from gallery.spec import RunSpec as CaseOptions
    from landscapes import Landscape
else:
    CaseOptions = options_of(
        RunSpec,
        "Cases",
        only=("starts", "optimizer", "learning_rate", "noise", "steps", "tolerance", "engine", "seed"),
        several=("optimizer", "learning_rate", "noise"),
        defaults={"steps": STEPS},
        helps={
            "starts": "uniform:1000, grid:21, latin_hypercube:200,seed=3, points:(1,2);(3,4). Default: uniform:1000.",
            "optimizer": "adam, momentum:momentum=0.8, ... Default: gradient_descent, momentum and adam. "
            "A population, as cma_es, searches from each start; one step buys it 1 + n heights in n variables, what a "
            "height and a gradient cost by differences.",
            "learning_rate": "Numbers, or schedules as cosine:0.1,steps=200; for the optimizers that name none. "
            "Default: derived.",
            "noise": "gaussian:0.1, minibatch:8, or none.",
            "steps": "At most so many, for every case.",
        },
    )
    MosaicOptions = options_of(
        LookSpec,
        "Look",
        only=SHOWN,
        helps={
            "camera": "How the camera moves: orbit, still, turn, fly-in, top-to-side or still:AZIMUTH,ELEVATION."
        },
    )
    ReelOptions = options_of(
        FilmSpec,
        "Film",
        only=("size", "seconds", "fps", "loop"),
        helps={
            "size": f"Pixels, as 1280x720. Default: {SIZE[0]}x{SIZE[1]}.",
            "seconds": f"Length. Default: {SECONDS:g}.",
            "fps": f"Pictures a second. Default: {FPS:g}.",
        },
    )


@Parameter(name="*", group="Cases")
@dataclass(frozen=True, kw_only=True)
class TuningOptions:
    """Whether optimizers look for a rate of their own.

    Parameters
    ----------
    tune
        Give every optimizer the same number of trials over its learning rate, on held-out starts, and run with the best.
    trials
        That number.
    tune_range
        The lowest and the highest rate to try. Default: a hundred times around the derived rate.
    """

    tune: Flag = False
    trials: int = TRIALS
    tune_range: Annotated[tuple[float, ...], Several] = ()

    @property
    def bounds(self) -> tuple[float, float] | None:
        """The lowest and the highest rate to try, if they are given.

        Raises
        ------
        ValueError
            For another number of rates, or without --tune.
        """
        if not self.tune_range:
            return None
        if len(self.tune_range) != 2 or not self.tune:
            raise ValueError("--tune-range takes two rates, lowest and highest, and belongs to --tune")
        return self.tune_range[0], self.tune_range[1]

    @property
    def budget(self) -> int:
        """Trials for every optimizer; 0 for none.

        Raises
        ------
        ValueError
            For a number of trials without --tune, or one that is no choice.
        """
        if not self.tune and self.trials != TRIALS:
            raise ValueError("--trials belongs to --tune")
        if self.trials < FEWEST_TRIALS:
            raise ValueError(f"--trials must be >= {FEWEST_TRIALS}, got {self.trials}")
        return self.trials if self.tune else 0


def asked_of(cases: Any) -> dict[str, Any]:
    """What the options of cases hand to `compare`.

    Raises
    ------
    FieldError
        For a number of steps or a tolerance that no run can have.
    """
    shared = RunSpec(steps=cases.steps, tolerance=cases.tolerance, engine=cases.engine, seed=cases.seed)
    return {
        "starts": cases.starts or (STARTS,),
        "optimizers": cases.optimizer or OPTIMIZERS,
        "learning_rates": cases.learning_rate,
        "noises": cases.noise,
        "steps": shared.steps,
        "tolerance": shared.tolerance,
        "engine": shared.engine,
        "seed": shared.seed,
    }


def usual(preview: bool) -> FilmSpec:
    """What a comparison's film is where nothing is said, and for a preview."""
    if preview:
        return FilmSpec(size=(SIZE[0] // 2, SIZE[1] // 2), seconds=3.0, fps=10.0)
    return FilmSpec(size=SIZE, seconds=SECONDS, fps=FPS)


def film_of(look: Any, film: Any, preview: bool) -> dict[str, Any]:
    """What the options of a look and a film hand to a comparison's films.

    Raises
    ------
    FieldError
        For what no such film can have; a camera cannot follow a particle of several pictures.
    """
    shown, reel = spec_of(LookSpec, look), spec_of(FilmSpec, film).over(usual(preview))
    check_fields(shown, only=("theme", "clock", "height"))
    _check_camera(shown.camera)
    said = {name: getattr(shown, name) for name in SHOWN}
    return {"size": reel.size, "seconds": reel.seconds, "fps": reel.fps, "loop": reel.loop, **said}


def check_table_alone(look: Any, film: Any, preview: bool) -> None:
    """Refuse what changes only pictures, where none is made.

    Raises
    ------
    ValueError
    """
    said = [name for asked, plain in ((look, MosaicOptions()), (film, ReelOptions()))
            for name, value in vars(asked).items() if value != getattr(plain, name)]  # fmt: skip
    for name in [*said, *["preview"] * preview]:
        raise ValueError(f"--{name} has no effect on a table: leave it out, or --table-only")


def check_effects(film: dict[str, Any], landscapes: Sequence[Landscape]) -> None:
    """Refuse what changes no picture of these landscapes: a curve has neither a camera nor a height transform.

    Raises
    ------
    ValueError
    """
    plain = LookSpec()
    for name in ("camera", "height"):
        if film[name] != getattr(plain, name) and all(f.dimensions == 1 for f in landscapes):
            raise ValueError(f"--{name} has no effect: it is for surfaces, one variable has a curve")


def _check_camera(camera: str) -> None:
    """The camera is one that several pictures can have: it follows no particle of one of them."""
    from render.camera import NAMED_PATHS, find_path

    try:
        find_path(camera)
    except LookupError:
        names = (*NAMED_PATHS, "still:AZIMUTH,ELEVATION", "FILE.csv")
        raise FieldError("camera", f"must be one of {', '.join(names)}, got {camera!r}") from None
    except ValueError as error:
        raise FieldError("camera", f": {error}") from None
