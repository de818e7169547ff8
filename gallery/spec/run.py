"""One run of a scene: the optimizer, where its particles start, and how long it goes on."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from gallery.spec.field import (
    Field,
    FieldError,
    check_fields,
    differing,
    naming,
    number_word,
    settle_fields,
)

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from descent import Optimizer, Population, Starts, Trajectories
    from landscapes import Landscape, Plane

MOST_STEPS = 1_000_000
MOST_KEPT = 10_000_000
"""Particle-steps of a run that are kept for a film: 240 MB in two variables."""
GENERATIONS = 60
"""Of a population that is not told how many."""
MOST_SEEN = 240
"""Rows of a run in many variables that are drawn on a plane: each height there is a long formula."""


def _optimizers() -> tuple[str, ...]:
    from descent import known_optimizers, known_populations

    return (*known_optimizers(), *known_populations())


def _engines() -> tuple[str, ...]:
    from descent.compiled_engine import ENGINES

    return ENGINES


def _check_optimizer(text: str) -> None:
    from descent import parse_method

    parse_method(text)


def _check_starts(ways: tuple[str, ...]) -> None:
    from descent import parse_starts

    for way in ways:
        parse_starts(way)


def _check_noise(text: str) -> None:
    from descent import parse_noise

    if text:
        parse_noise(text)


def _rate(text: str) -> float | str:
    """A learning rate as the command line and links have it: a number, or a schedule's text."""
    try:
        return float(text)
    except ValueError:
        return text


@dataclass(frozen=True, kw_only=True)
class RunSpec:
    """One optimizer, where its particles start, and how long it goes on.

    `starts` may be given as one text, too: ``"grid:3"`` for ``("grid:3",)``.

    Raises
    ------
    FieldError
        For steps, a tolerance or a seed out of their limits.

    Examples
    --------
    >>> from landscapes import catalogue
    >>> RunSpec(optimizer="adam", starts="grid:3", steps=50).run(catalogue["sphere"]).positions.shape
    (51, 9, 2)
    """

    label: Annotated[
        str, Field(help="What captions call it. Default: the optimizer's text, where there are several runs.")
    ] = ""
    optimizer: Annotated[
        str,
        Field(
            help="Its name, with settings after a colon: adam:beta1=0.8,beta2=0.99. A population (cma_es, particle_swarm, "
            "differential_evolution, nelder_mead, annealing) moves by generations, one a step; from a single start it "
            "begins there, else anywhere.",
            choices=_optimizers,
            check=_check_optimizer,
        ),
    ] = "gradient_descent"
    learning_rate: Annotated[
        float | str | None,
        Field(
            help="A number, or a schedule as cosine:0.1,steps=200; cosine alone follows --steps. Default: derived from "
            "the landscape's curvature.",
            read=_rate,
            write=number_word,
        ),
    ] = None
    starts: Annotated[
        tuple[str, ...],
        Field(
            help="grid:15, uniform:200, latin_hypercube:200, or points:(-0.4,-0.65);(1,2)",
            check=_check_starts,
        ),
    ] = ("grid:15",)
    steps: Annotated[
        int | None,
        Field(
            help="At most so many. auto, the default: until most have come to rest, as long as they go down, at most "
            "10,000.",
            limits=(0, MOST_STEPS),
        ),
    ] = None
    tolerance: Annotated[
        float | None,
        Field(
            help="A particle stops when no component of its gradient is larger; 0 never stops one. Default: where the "
            "slope is negligible on this landscape, whatever its units.",
            limits=(0, math.inf),
        ),
    ] = None
    engine: Annotated[
        str,
        Field(
            help='What moves particles: numpy, compiled (many particle-steps at once; pip install "thalweg[fast]"), or '
            "auto: compiled where it pays.",
            choices=_engines,
        ),
    ] = "numpy"
    seed: Annotated[
        int, Field(help="Of random starts that name none of their own.", limits=(0, math.inf))
    ] = 0
    noise: Annotated[str, Field(help="Of the gradient: gaussian:0.1, minibatch:8.", check=_check_noise)] = ""

    path: Annotated[
        str | None,
        Field(
            help="A finished run in place of a descent: a CSV file, one row a step, with a column for each variable and "
            "one called run where there are several."
        ),
    ] = None

    def __post_init__(self) -> None:
        settle_fields(self)
        if self.path is not None:
            for about, _ in differing(self):
                if about.name not in ("path", "label"):
                    raise FieldError("path", f"is a finished run: leave {about.name} away")
        if self.label:
            from landscapes import one_line

            object.__setattr__(self, "label", one_line(self.label))
        check_fields(self, only=("steps", "tolerance", "seed"))

    def check(self) -> None:
        """Optimizer, rate, starts and noise can be read.

        Raises
        ------
        FieldError
            For the first that cannot.
        """
        check_fields(self)
        self.method()

    def method(self) -> Optimizer | Population:
        """The optimizer with its rate; the rate is None where landscape and steps shall decide.

        Raises
        ------
        FieldError
            For an optimizer or a rate that cannot be read, or a rate or noise given to who has none, or a rate twice.
        """
        from descent import Population, parse_method, parse_schedule
        from descent.optimizers import RatedOptimizer

        with naming("optimizer"):
            optimizer = parse_method(self.optimizer)
        if self.noise and isinstance(optimizer, Population):
            raise FieldError("noise", f"must be left away: {optimizer.name} asks for no gradient")
        if self.learning_rate is None:
            return optimizer
        if not isinstance(optimizer, RatedOptimizer):
            raise FieldError("learning_rate", f"must be left away: {optimizer.name} has none")
        if optimizer.learning_rate != type(optimizer)().learning_rate:
            raise FieldError("learning_rate", "is given twice, here and in the optimizer's settings")
        with naming("learning_rate"):
            rate: Any = self.learning_rate
            if self.bare_schedule:
                rate = fitted_schedule(self.bare_schedule, 1.0, 1)
            rated = replace(optimizer, learning_rate=parse_schedule(rate) if isinstance(rate, str) else rate)
        return optimizer if self.bare_schedule else rated

    @property
    def bare_schedule(self) -> str:
        """The schedule that is named without any settings, which follow from landscape and steps; empty for none."""
        rate = self.learning_rate
        return rate.strip() if isinstance(rate, str) and rate.strip().replace("_", "").isalpha() else ""

    def settled(self, f: Landscape, places: NDArray[np.float64] | None = None) -> Optimizer | Population:
        """The optimizer with a rate: its own, or the one that suits `f` and, if they are few, the `places` (N, n).

        Raises
        ------
        FieldError
            As of `method`; and for a schedule named alone where the number of steps is left open too.
        """
        from descent import Population
        from descent.optimizers import RatedOptimizer
        from descent.rates import settled

        method = self.method()
        if isinstance(method, Population):
            return method
        if not self.bare_schedule:
            return settled(method, f, places)
        if self.steps is None:
            raise FieldError(
                "learning_rate", f"{self.bare_schedule!r} alone follows the steps: give them too"
            )
        bare: Any = replace(self, learning_rate=None).method()
        rated = settled(bare, f, places)
        rate = rated.rate(0) if isinstance(rated, RatedOptimizer) else 1.0
        return replace(self, learning_rate=fitted_schedule(self.bare_schedule, rate, self.steps)).method()

    def places(self, f: Landscape, plane: Plane | None = None) -> NDArray[np.float64]:
        """All starts (N, n) on `f`, domain units; random ones without a seed of their own take this run's.

        Where `f` is on a `plane`, they are points of the space around it; `points:` may be of as many coordinates.

        Raises
        ------
        FieldError
            For a way to start that `f` does not have.
        """
        import numpy as np

        from descent import places_in_space

        around = f if plane is None else plane.parent
        found = [np.empty((0, around.dimensions))]
        for starts in self.seeded():
            with naming("starts"):
                whole = plane is not None and _is_of(starts, around.dimensions)
                made = starts(around if whole else f)
            found.append(made if plane is None else places_in_space(plane, made))
        return np.concatenate(found)

    def seeded(self) -> Iterator[Starts]:
        """The ways to start, each random one with its seed.

        Raises
        ------
        FieldError
            For one that is none.
        """
        from descent import parse_starts

        for way in self.starts:
            with naming("starts"):
                starts = parse_starts(way)
            if starts.is_random and "seed" not in dict(starts.settings):
                starts = replace(starts, settings=(*starts.settings, ("seed", self.seed)))
            yield starts

    @property
    def is_search(self) -> bool:
        """Whether a population searches, instead of particles that descend."""
        from descent import Population

        return self.path is None and isinstance(self.method(), Population)

    @property
    def has_use_of_seed(self) -> bool:
        """Whether some start is random and names no seed of its own."""
        from descent import parse_starts

        if self.is_search:
            return True
        ways = [parse_starts(way) for way in self.starts]
        return any(starts.is_random and "seed" not in dict(starts.settings) for starts in ways)

    def run(self, f: Landscape, record: int | None = None, plane: Plane | None = None) -> Trajectories:
        """Descend `f`, and keep every `record`-th step; where none is said, those that a film needs.

        Where `f` is on a `plane`, particles move in all variables around it, and the run is their shadow on the plane.

        Raises
        ------
        ValueError, LookupError
            For whatever does not exist or does not fit `f`.
        """
        from descent import Population, Trajectories, descend, parse_noise, search, seen_on

        around = f if plane is None else plane.parent
        if self.path is not None:
            run = Trajectories.from_csv(around, self.path)
            return run if plane is None else seen_on(plane, run, f, MOST_SEEN)
        noise = parse_noise(self.noise) if self.noise else None
        places = self.places(f, plane)
        kept = steps_of_a_film(len(places), self.steps) if record is None else record
        method = self.settled(around, places)
        if isinstance(method, Population):
            start = places[0] if len(places) == 1 else None
            found = search(
                around, method, GENERATIONS if self.steps is None else self.steps, self.seed, start=start
            )
            return found if plane is None else seen_on(plane, found, f, MOST_SEEN)
        how: Any = {"steps": self.steps, "tolerance": self.tolerance, "noise": noise, "record": kept}
        how["engine"] = self.engine
        run = descend(around, places, method, **how)
        return run if plane is None else seen_on(plane, run, f, MOST_SEEN)


def check_seed(runs: tuple[RunSpec, ...]) -> None:
    """Refuse a seed where no start is random, or each random one has a seed of its own.

    Raises
    ------
    ValueError
    """
    if any(run.seed for run in runs) and not any(run.has_use_of_seed for run in runs):
        raise ValueError(
            "--seed has no effect: no start is random without a seed of its own; try uniform:200"
        )


def _is_of(starts: Starts, dimensions: int) -> bool:
    """Whether these are given points of so many coordinates."""
    positions = dict(starts.settings).get("positions", ())
    return isinstance(positions, tuple) and bool(positions) and len(positions[0]) == dimensions


def steps_of_a_film(particles: int, steps: int | None) -> int | tuple[int, ...]:
    """What a film needs of a run, as `descend` has it: every step, or of more than `MOST_KEPT` particle-steps so many.

    Half of them are the first steps, one by one, which films show slowly; the others are spread over the rest evenly.
    """
    rows = MOST_KEPT // max(particles, 1)
    if steps is None or steps <= rows:
        return 1
    first = max(rows // 2, 1)
    every = -(-(steps - first) // first)
    return (*range(first), *range(first, steps, every), steps)


def fitted_schedule(name: str, rate: float, steps: int) -> str:
    """A schedule of that name that begins at, or rises to, `rate` and lasts `steps`; as `parse_schedule` reads it.

    Raises
    ------
    FieldError
        For a name that no schedule has.
    """
    from descent import known_schedules

    if name not in known_schedules():
        raise FieldError(
            "learning_rate", f": unknown schedule {name!r}; there are {', '.join(known_schedules())}"
        )
    words = [repr(rate)]
    known = {field.name for field in fields(known_schedules()[name])}
    for key, value in (("steps", steps), ("every", max(steps // 3, 1)), ("timescale", max(steps / 10, 1.0))):
        if key in known:
            words.append(f"{key}={value}")
    if "factor" in known and "every" not in known:
        words.append(f"factor={0.01 ** (1 / max(steps, 1)):.6g}")
    return f"{name}:{','.join(words)}"


def labels(runs: tuple[RunSpec, ...]) -> tuple[str, ...]:
    """What each run is called: its label or its optimizer; the same name twice gets a number."""
    names: list[str] = []
    for run in runs:
        name = stem = run.label or (run.optimizer if run.path is None else Path(run.path).stem)
        count = 2
        while name in names:
            name, count = f"{stem} ({count})", count + 1
        names.append(name)
    return tuple(names)
