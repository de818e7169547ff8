"""What one case of a crowd leaves: counts, for there are too many starts for one array."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from descent.comparison.cases import Case
from descent.multistart import Agreement, Tally, multistart, rows_named
from descent.optimizers import Optimizer
from descent.starts import LARGEST


@dataclass(frozen=True, eq=False)
class CrowdOutcome:
    """What became of a case whose starts were counted, not kept.

    Attributes
    ----------
    tally : Tally
    against : for the labels of the other cases with the same starts, how they agree: this one first
    seconds : float, what the run of all these cases together took
    """

    tally: Tally
    against: Mapping[str, Agreement]
    seconds: float = 0.0

    def __len__(self) -> int:
        """The number of particles."""
        return len(self.tally)

    @property
    def places(self) -> NDArray[np.float64]:
        """The stationary points that were reached (k, n), domain units."""
        return self.tally.places

    @property
    def is_minimum(self) -> NDArray[np.bool_]:
        """Which of them are minima (k,)."""
        return self.tally.is_minimum

    @property
    def ended(self) -> NDArray[np.int64]:
        """How many ended each way (len(Ending),)."""
        return self.tally.ended

    @property
    def arrived(self) -> NDArray[np.int64]:
        """How many came to rest at each place that is a minimum (k,)."""
        return np.where(self.tally.is_minimum, self.tally.counts, 0)

    @property
    def motionless(self) -> int:
        """How many never took a step, the lost ones left away."""
        return self.tally.motionless

    @property
    def lowest(self) -> float:
        """Of the final heights."""
        return self.tally.lowest

    @property
    def highest(self) -> float:
        """Of the final heights, infinite where a particle was lost."""
        return self.tally.highest

    def successes(self, case: Case) -> int:
        """How many reached a global minimum; any minimum where no global one is known."""
        return self.tally.successes

    def step_quantiles(self, shares: Sequence[float]) -> list[float]:
        """Of the steps of those that came to rest at a minimum, exactly."""
        return [self.tally.steps.quantile(share) for share in shares]

    def height_quantiles(self, shares: Sequence[float]) -> list[float]:
        """Of the final heights, to 2**-11 of what they are above the lowest known one."""
        return [self.tally.height_quantile(share) for share in shares]


def check_crowds(cases: Iterable[Case]) -> None:
    """Refuse what cannot be counted, only kept start by start.

    Raises
    ------
    ValueError
        For a case of a crowd that has noise, or whose method is no optimizer.
    """
    for case in cases:
        if not case.starts.is_crowd or _is_counted(case):
            continue
        what = case.optimizer.spoken if case.noise is None else f"the noise {case.noise.text}"
        raise ValueError(
            f"compare: {what} takes at most {LARGEST:,} starts, got {case.starts.text}; take fewer, or leave it away"
        )


def run_crowd(
    cases: Sequence[Case],
    *,
    executor: Executor | None = None,
    folder: Path | None = None,
    outcomes: Path | None = None,
    report: Callable[[int, int], None] | None = None,
) -> dict[str, CrowdOutcome]:
    """Run cases of the same crowd together, by `multistart`, whose arguments these are.

    Raises
    ------
    ValueError
        If one of them has noise, or its method is no optimizer.
    BaseException
        As `multistart`.
    """
    check_crowds(cases)
    begun = time.perf_counter()
    whom, how = _asked(cases)
    found = multistart(
        *whom,
        **how,
        engine=[case.engine for case in cases],
        executor=executor,
        folder=folder,
        outcomes=outcomes,
        report=report,
    )
    seconds = time.perf_counter() - begun
    against: dict[str, dict[str, Agreement]] = {case.label: {} for case in cases}
    for (a, b), agreement in found.agreements.items():
        against[cases[a].label][cases[b].label] = agreement
        against[cases[b].label][cases[a].label] = agreement.turned
    return {
        case.label: CrowdOutcome(tally, against[case.label], seconds)
        for case, tally in zip(cases, found.tallies, strict=True)
    }


def rows_of_crowd(cases: Sequence[Case]) -> str:
    """How the names of the files begin that have the rows of such cases; nothing where they cannot be run."""
    if not all(_is_counted(case) for case in cases):
        return ""
    whom, how = _asked(cases)
    return rows_named(*whom, **how)


def _is_counted(case: Case) -> bool:
    return case.noise is None and isinstance(case.optimizer, Optimizer)


def _asked(cases: Sequence[Case]) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """What `multistart` is asked for cases of the same crowd."""
    first, settings = cases[0], dict(cases[0].starts.settings)
    whom = (first.landscape, [case.optimizer for case in cases], settings["count"])
    how: dict[str, Any] = {
        "seed": settings.get("seed", 0),
        "steps": first.steps,
        "tolerance": first.tolerance,
        "cases": [case.label for case in cases],
    }
    return whom, how
