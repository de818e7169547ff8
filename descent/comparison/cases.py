"""What is compared: one case is a landscape, starts and an optimizer; many are their cross product."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass, fields, replace
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from descent.compiled_engine import EngineName, chosen_engine, engine_of
from descent.noise import Noise
from descent.notation import settings_text, to_text
from descent.optimizers import Optimizer, RatedOptimizer
from descent.populations import Population
from descent.rates import default_learning_rate
from descent.schedules import Schedule
from descent.starts import Starts
from landscapes import Landscape, to_record

Rate = float | Schedule
Array = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class CaseWords:
    """What tells a case from those it is compared with, by what it is a word for; "" for what they have in common."""

    landscape: str = ""
    starts: str = ""
    method: str = ""
    settings: str = ""
    rate: str = ""
    noise: str = ""

    @property
    def text(self) -> str:
        """All of them in one line: ``booth, uniform 10, gradient descent, rate 0.01, no noise``."""
        return ", ".join(word for word in astuple(self) if word)

    def without(self, **said: str) -> CaseWords:
        """Less the words that are `said` elsewhere: ``words.without(landscape=f.name)``; other words stay."""
        return replace(self, **{kind: "" for kind, word in said.items() if getattr(self, kind) == word})


@dataclass(frozen=True)
class FinishedRun(Optimizer):
    """In place of the optimizer of a run that was finished elsewhere: it has a name and takes no step.

    Parameters
    ----------
    label : what the run is called
    """

    written: ClassVar[bool] = False
    label: str = "finished run"

    @property
    def name(self) -> str:
        return self.label

    @property
    def text(self) -> str:
        return self.label

    def initial_state(self, points: Array) -> dict[str, Any]:
        return {}

    def step(
        self,
        points: Array,
        gradient: Array,
        state: dict[str, Any],
        index: int,
        landscape: Landscape,
    ) -> tuple[Array, dict[str, Any]]:
        """Refused.

        Raises
        ------
        ValueError
            Always: there is no rule to run.
        """
        raise ValueError(f"{self.label} is a finished run: it cannot be run again")


@dataclass(frozen=True, kw_only=True)
class Case:
    """One run to be compared with others.

    Attributes
    ----------
    label : str, what tells it from the other cases in few words; unique among them
    words : CaseWords, the same word by word
    landscape, starts, optimizer, noise, steps, tolerance : as `descend` takes them, the optimizer with its rate
    engine : "numpy" or "compiled", what moves the particles: "numpy" too where "compiled" was asked for what cannot be
        compiled; "" of a finished run that nothing here moved
    rate_reason : str, why the learning rate is what it is, where it was chosen for the landscape
    """

    label: str
    words: CaseWords = CaseWords()
    landscape: Landscape
    starts: Starts
    optimizer: Any
    noise: Noise | None = None
    steps: int = 500
    tolerance: float | None = None
    engine: EngineName = "numpy"
    rate_reason: str = ""

    def __post_init__(self) -> None:
        if self.engine == "compiled" and not isinstance(self.optimizer, FinishedRun):
            object.__setattr__(
                self, "engine", engine_of(self.landscape, self.optimizer, self.steps, self.engine, self.noise)
            )

    @property
    def record(self) -> dict[str, Any]:
        """Everything that decides the outcome, as JSON values; two cases of one record are the same."""
        return {
            "landscape": to_record(self.landscape),
            "starts": self.starts.text,
            "optimizer": self.optimizer.text,
            "noise": self.noise.text if self.noise else None,
            "steps": self.steps,
            "tolerance": self.tolerance,
            "engine": self.engine,
        }

    @property
    def question(self) -> tuple[Any, ...]:
        """What two cases must have in common to be compared start by start."""
        return (id(self.landscape), self.starts.text)

    def points(self) -> Array:
        """The starts (N, n) on the landscape."""
        return self.starts(self.landscape)


def cross(
    landscapes: Sequence[Landscape],
    starts: Sequence[Starts],
    optimizers: Sequence[Optimizer | Population],
    learning_rates: Sequence[Rate] = (),
    noises: Sequence[Noise | None] = (None,),
    *,
    steps: int = 500,
    tolerance: float | None = None,
    engine: EngineName = "numpy",
) -> tuple[Case, ...]:
    """Every combination, named by what distinguishes it; checked, but nothing is run.

    An optimizer that has a learning rate of its own keeps it; one that has none gets each of `learning_rates`,
    or the landscape's default rate where there are none. The engine "auto" is chosen for each case by its size.

    Raises
    ------
    ValueError
        If one of the lists is empty, two cases are the same, no optimizer takes a learning rate, or starts or
        noise do not fit their landscape.
    """
    lists = {"landscape": landscapes, "starts": starts, "optimizer": optimizers, "noise": noises}
    for name, given in lists.items():
        if not len(given):
            raise ValueError(f"nothing to compare: no {name} was given")
    takers = [o for o in optimizers if isinstance(o, RatedOptimizer) and o.learning_rate is None]
    if len(learning_rates) and not takers:
        raise ValueError("no optimizer takes the learning rates: each has its own, or none")
    counts = {(id(f), id(s)): s.size(f) for f in landscapes for s in starts}
    cases = [
        Case(
            label="",
            landscape=f,
            starts=s,
            optimizer=o,
            noise=n,
            steps=steps,
            tolerance=tolerance,
            engine=chosen_engine("compare.engine", engine, counts[id(f), id(s)] * steps),
            rate_reason=why,
        )
        for f in landscapes
        for s in starts
        for o, why in _rated(f, optimizers, learning_rates)
        for n in noises
    ]
    for f in landscapes:
        for n in noises:
            _check_noise(f, n)
    if any(noises) and (blind := [o for o in optimizers if isinstance(o, Population)]):
        raise ValueError(
            f"{blind[0].name} asks for no gradient: a noise has no effect on it; leave one of them away"
        )
    return named(cases)


def _check_noise(f: Landscape, noise: Noise | None) -> None:
    """A noise that cannot disturb this landscape says so at the middle of its domain."""
    if noise is not None:
        middle = np.mean(f.domain, axis=1)[:, None]
        noise.noisy(np.zeros_like(middle), middle, 0, np.zeros(1, dtype=np.int64), f)


def named(cases: Iterable[Case]) -> tuple[Case, ...]:
    """The cases with labels that say what tells them apart.

    Raises
    ------
    ValueError
        If two cases are the same.
    """
    cases = list(cases)
    boxes = {(case.landscape.name, case.landscape.domain) for case in cases}
    same_names = len({name for name, _ in boxes}) < len(boxes)
    words = _distinct([_words(case, same_names) for case in cases])
    labelled = [replace(case, label=w.text, words=w) for case, w in zip(cases, words, strict=True)]
    for label, count in Counter(case.label for case in labelled).items():
        if count > 1:
            raise ValueError(
                f"{count} cases are the same: {label or cases[0].optimizer.text}; name each once"
            )
    return tuple(labelled)


def _rated(
    f: Landscape, optimizers: Sequence[Optimizer | Population], rates: Sequence[Rate]
) -> Iterable[tuple[Any, str]]:
    """Every optimizer at every rate it is to run with, and why the rate was chosen."""
    for optimizer in optimizers:
        open_rate = isinstance(optimizer, RatedOptimizer) and optimizer.learning_rate is None
        if not open_rate:
            yield optimizer, ""
        elif len(rates):
            for rate in rates:
                yield replace(optimizer, learning_rate=rate), ""  # type: ignore[call-arg]
        else:
            yield _with_default(f, optimizer)


def _with_default(f: Landscape, optimizer: Any) -> tuple[Optimizer, str]:
    rate = default_learning_rate(f, optimizer)
    if not 0 < rate < np.inf:
        raise ValueError(f"{optimizer.name} needs a learning rate on {f.name}: none could be derived")
    chosen: Any = replace(optimizer, learning_rate=float(rate))
    return chosen, getattr(rate, "reason", "")


def _words(case: Case, with_domain: bool) -> CaseWords:
    """What could tell a case from others; landscapes of one name are told apart by their domains."""
    f = case.landscape
    method: Any = case.optimizer
    rate = getattr(method, "learning_rate", None)
    if rate is not None:
        usual = type(method)().learning_rate
        method, rate = replace(method, learning_rate=usual), None if rate == usual else rate
    return CaseWords(
        landscape=f"{f.name} {f.domain}" if with_domain else f.name,
        starts=starts_label(case.starts),
        method=case.optimizer.spoken,
        settings=" ".join(
            setting.replace("_", " ").replace("=", " ")
            for setting in settings_text(method).split(",")
            if setting.partition("=")[2] not in case.optimizer.spoken.split()
        ),
        rate=rate_label(rate),
        noise=spoken(case.noise) if case.noise else "no noise",
    )


def rate_label(rate: Rate | None) -> str:
    """A learning rate or schedule in few words."""
    if rate is None:
        return ""
    return spoken(rate) if isinstance(rate, Schedule) else f"rate {rate:g}"


def starts_label(starts: Starts) -> str:
    """Starts in few words: ``uniform 1000``; many given points only by their number."""
    settings = dict(starts.settings)
    given = settings.get("positions", ())
    if starts.name == "points" and len(given) > 2:
        return f"{len(given)} points"
    words = [starts.name.replace("_", " ")]
    words += [str(settings[key]) for key in ("count", "positions") if settings.get(key, 1) != 1]
    rest = {key: value for key, value in settings.items() if key not in ("count", "positions")}
    words += [f"{key} {value}" for key, value in rest.items() if (key, value) != ("seed", 0)]
    return " ".join(words)


def spoken(value: Schedule | Noise) -> str:
    """A schedule or noise in few words: ``cosine 0.01 steps 500``."""
    text = to_text(value).replace(".0,", ",").removesuffix(".0")
    for mark, word in ((":rate=", " "), (":scale=", " "), (":size=", " "), ("(", " "), (")", "")):
        text = text.replace(mark, word)
    return text.replace(",", " ").replace("=", " ").replace(":", " ").replace("_", " ")


def _distinct(words: Sequence[CaseWords]) -> list[CaseWords]:
    """Of every case's words those that differ between cases; the method's name where none does."""
    kinds = [kind.name for kind in fields(CaseWords)]
    common = [kind for kind in kinds if len({getattr(w, kind) for w in words}) == 1]
    alike = dict.fromkeys(common, "")
    told = [replace(w, **alike) for w in words]
    return [
        new if new.text else replace(new, method=old.method) for new, old in zip(told, words, strict=True)
    ]
