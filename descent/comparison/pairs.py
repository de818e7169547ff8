"""Two cases compared start by start: the same starts on the same landscape, another method."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from descent.comparison.case_outcome import CaseOutcome
from descent.comparison.cases import Case
from descent.comparison.crowd_outcome import CrowdOutcome
from descent.comparison.statistics import holm, sign_test
from descent.multistart import Agreement, agreed
from descent.results import share

Run = tuple[Case, CaseOutcome | CrowdOutcome]
Sides = Mapping[str, tuple[NDArray[np.bool_], NDArray[np.float64]]]
"""Who of the starts (N,) of each case succeeded, and how high they ended, by label: every pair of it asks for that."""


@dataclass(frozen=True, kw_only=True)
class Pair:
    """What the same starts say about two cases.

    Attributes
    ----------
    first, second : str, labels
    starts : int, how many
    only_first, only_second, both : int, how many starts succeed in one, the other, both
    difference : float, share of successes of the first less that of the second
    interval : pair of float or None, 95 % of `difference`; None where the starts are no random sample
    success_p : float, exact McNemar test of the starts that disagree
    lower_first, lower_second, ties : int, how many starts end lower in one, the other, at the same height
    height_p : float, exact sign test of the starts that are no tie
    """

    first: str
    second: str
    starts: int
    only_first: int
    only_second: int
    both: int
    difference: float
    interval: tuple[float, float] | None
    success_p: float
    lower_first: int
    lower_second: int
    ties: int
    height_p: float


def _agreement_of(first: Run, second: Run, sides: Sides) -> Agreement:
    (a, one), (b, two) = first, second
    if isinstance(one, CrowdOutcome):
        return one.against[b.label]
    if isinstance(two, CrowdOutcome):
        return two.against[a.label].turned
    return agreed(a.landscape, sides[a.label], sides[b.label])


def _compared(first: Run, second: Run, sides: Sides) -> Pair:
    """The paired comparison of two cases that share landscape and starts."""
    found, count = _agreement_of(first, second, sides), len(first[1])
    neither = count - found.both - found.only_first - found.only_second
    table = (found.both, found.only_first, found.only_second, neither)
    return Pair(
        first=first[0].label,
        second=second[0].label,
        starts=count,
        only_first=found.only_first,
        only_second=found.only_second,
        both=found.both,
        difference=(found.only_first - found.only_second) / max(count, 1),
        interval=paired_interval(*table) if first[0].starts.is_random else None,
        success_p=sign_test(found.only_first, found.only_second),
        lower_first=found.lower_first,
        lower_second=found.lower_second,
        ties=count - found.lower_first - found.lower_second,
        height_p=sign_test(found.lower_first, found.lower_second),
    )


def all_pairs(runs: Sequence[Run]) -> list[Pair]:
    """Every two cases that share landscape and starts; their p-values held to Holm's rule together."""
    groups: Mapping[object, list[Run]] = {}
    for run in runs:
        groups.setdefault(run[0].question, []).append(run)  # type: ignore[attr-defined]
    sides = {
        case.label: (outcome.successful(case), outcome.ranked_heights)
        for case, outcome in runs
        if not isinstance(outcome, CrowdOutcome)
    }
    found = [_compared(a, b, sides) for group in groups.values() for a, b in combinations(group, 2)]
    by_success = holm([p.success_p for p in found])
    by_height = holm([p.height_p for p in found])
    return [replace(p, success_p=s, height_p=h) for p, s, h in zip(found, by_success, by_height, strict=True)]


def paired_interval(both: int, only_first: int, only_second: int, neither: int) -> tuple[float, float]:
    """95 % interval for the difference of two shares of the same starts.

    References
    ----------
    Newcombe (1998), "Improved confidence intervals for the difference between binomial proportions based on
    paired data", method 10: two Wilson intervals, squared and added with their correlation.
    """
    count = both + only_first + only_second + neither
    if not count:
        return -1.0, 1.0
    one, two = share(both + only_first, count), share(both + only_second, count)
    phi = _correlation(both, only_first, only_second, neither)
    below = _length(one.value - one.low, two.high - two.value, phi)
    above = _length(one.high - one.value, two.value - two.low, phi)
    return one.value - two.value - below, one.value - two.value + above


def _correlation(both: int, only_first: int, only_second: int, neither: int) -> float:
    """Phi of the two-by-two table, with the continuity correction where it is positive."""
    sums = (both + only_first, only_second + neither, both + only_second, only_first + neither)
    if not all(sums):
        return 0.0
    excess = float(both * neither - only_first * only_second)
    if excess > 0:
        excess = max(excess - (both + only_first + only_second + neither) / 2, 0.0)
    return float(excess / np.sqrt(np.prod(np.array(sums, dtype=float))))


def _length(one: float, other: float, phi: float) -> float:
    return float(np.sqrt(max(one * one - 2 * phi * one * other + other * other, 0.0)))
