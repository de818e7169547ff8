"""A case with everything that the table says of it, as typed values; numbers that are not finite are None."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from descent import Share
from descent.comparison import Case, CaseOutcome, CrowdOutcome, Summary, common_minima, summarize
from descent.results import Destinations, Ending

MOST_LISTED = 200
"""Minima that are listed; of a lattice of thousands the first, that is the best, are listed."""


@dataclass(frozen=True)
class Place:
    """A minimum that shares are counted for: position (n,) in domain units, height in value units."""

    position: tuple[float, ...]
    height: float
    is_global: bool
    whole: str = ""


@dataclass(frozen=True, kw_only=True)
class Part:
    """A share of the starts, 0 to 1, and the ends of its 95 % interval; None for those of starts not drawn at random."""

    count: int
    share: float
    low: float | None
    high: float | None

    @classmethod
    def of(cls, share: Share, sampled: bool) -> Part:
        """The share, with its interval if the starts are a random sample."""
        ends = (share.low, share.high) if sampled else (None, None)
        value = 0.0 if math.isnan(share.value) else share.value
        return cls(count=share.count, share=value, low=ends[0], high=ends[1])


@dataclass(frozen=True)
class Quartiles:
    """Lower quartile, median and upper quartile; None for one that is not finite."""

    lower: float | None
    median: float | None
    upper: float | None

    @classmethod
    def of(cls, values: Iterable[float]) -> Quartiles:
        """Three numbers, ascending."""
        return cls(*map(finite, values))


@dataclass(frozen=True, eq=False)
class Line:
    """One case, what became of it, and its summary among the cases on the same landscape.

    Attributes
    ----------
    places : the minima that any of these cases reached, the first `MOST_LISTED`
    """

    case: Case
    outcome: CaseOutcome | CrowdOutcome
    summary: Summary
    places: Sequence[Place]

    def ended(self, ending: Ending) -> Part:
        """The share of starts with this ending."""
        return Part.of(self.summary.endings[ending], self.summary.sampled)

    @property
    def best(self) -> Part | None:
        """The share of starts that reach a global minimum; None where none is known."""
        return None if self.summary.best is None else Part.of(self.summary.best, self.summary.sampled)

    @property
    def success(self) -> Part:
        """The share that reaches a global minimum, or any minimum where no global one is known."""
        return self.best or self.ended(Ending.CONVERGED)

    @property
    def goal(self) -> str:
        """What counts as success."""
        return "a minimum" if self.summary.best is None else "a global minimum"

    @property
    def minima(self) -> tuple[Part, ...]:
        """The shares of starts at each of `places`."""
        shares = self.summary.minima[: len(self.places)]
        return tuple(Part.of(share, self.summary.sampled) for share in shares)

    @property
    def steps(self) -> Quartiles:
        """Of the steps until a start came to rest at a minimum."""
        return Quartiles.of(self.summary.steps)

    @property
    def heights(self) -> Quartiles:
        """Of the final heights, a lost start counted as infinitely high."""
        return Quartiles.of(self.summary.heights)

    @property
    def lowest(self) -> float | None:
        """The lowest final height; None where every start was lost."""
        return finite(self.summary.lowest)

    @property
    def highest(self) -> float | None:
        """The highest final height; None where a start was lost."""
        return finite(self.summary.highest)

    @property
    def learning_rate(self) -> float | None:
        """The constant rate; None for a schedule, or where the method has none."""
        rate = getattr(self.case.optimizer, "learning_rate", None)
        return rate if isinstance(rate, float) else None


def lines_of(
    runs: Sequence[tuple[Case, CaseOutcome | CrowdOutcome]],
) -> tuple[list[Line], Mapping[str, Sequence[Place]]]:
    """A line for each run in order, and by landscape the minima that its runs have in common."""
    groups: dict[str, list[tuple[Case, CaseOutcome | CrowdOutcome]]] = {}
    for run in runs:
        groups.setdefault(run[0].landscape.name, []).append(run)
    lines, minima = {}, {}
    for name, group in groups.items():
        places = _places(common_minima(group[0][0].landscape, [outcome for _, outcome in group]))
        minima[name] = places
        for (case, outcome), summary in zip(group, summarize(group), strict=True):
            lines[case.label] = Line(case, outcome, summary, places)
    return [lines[case.label] for case, _ in runs], minima


def _places(found: Destinations) -> list[Place]:
    rows = zip(found.positions, found.heights, found.is_global, strict=True)
    return [
        Place(tuple(at.tolist()), float(height), bool(best), found.whole(k))
        for k, (at, height, best) in enumerate(rows)
    ][:MOST_LISTED]


def finite(value: float) -> float | None:
    """The number, or None for one that JSON cannot say."""
    return value if math.isfinite(value) else None
