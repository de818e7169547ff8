"""What is said of a case in a table: shares of starts by where they end, steps, heights."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from descent.comparison.case_outcome import CaseOutcome
from descent.comparison.cases import Case
from descent.comparison.crowd_outcome import CrowdOutcome
from descent.comparison.statistics import ranks
from descent.results import Destinations, Ending, Share, destinations, share
from landscapes import Landscape

Outcome = CaseOutcome | CrowdOutcome
QUARTILES = (0.25, 0.5, 0.75)


@dataclass(frozen=True, kw_only=True)
class Summary:
    """One line of the table.

    Attributes
    ----------
    label : str
    starts : int, how many
    sampled : bool, whether they were drawn at random; else intervals mean nothing, shares are what they are
    minima : tuple of Share, by the places of `common_minima`
    best : Share, of starts that reach a global minimum; None where none is known
    endings : dict, the Share of starts with each ending
    steps : three floats, quartiles of the steps until a start came to rest at a minimum; NaN where none did
    heights : three floats, quartiles of the final heights of all starts, a lost one counted as infinitely high
    lowest, highest : float, of the final heights; infinite where a start was lost
    rank : best and worst place by `best`, or by converged, among the cases on this landscape; None where the
        starts are no random sample
    seconds : float, what the run took
    """

    label: str
    starts: int
    sampled: bool
    minima: tuple[Share, ...]
    best: Share | None
    endings: dict[Ending, Share]
    steps: tuple[float, float, float]
    heights: tuple[float, float, float]
    lowest: float
    highest: float
    rank: tuple[int, int] | None
    seconds: float

    @property
    def success(self) -> Share:
        """The share that ranks are made of."""
        return self.best if self.best is not None else self.endings[Ending.CONVERGED]


def common_minima(f: Landscape, outcomes: Sequence[Outcome]) -> Destinations:
    """The minima that any of the outcomes reached, numbered once for all; labels count the outcomes' places."""
    places = [o.places for o in outcomes]
    points = np.concatenate([np.zeros((0, f.dimensions)), *places])
    minimum = np.concatenate([np.zeros(0, dtype=bool), *(o.is_minimum for o in outcomes)])
    ending = np.where(minimum, Ending.CONVERGED, Ending.RUNNING).astype(np.int8)
    return destinations(f, points, ending)


def common_counts(minima: Destinations, outcomes: Sequence[Outcome]) -> list[NDArray[np.int64]]:
    """For each outcome how many came to each of the `minima` (k,) that these outcomes have in common."""
    edges = np.cumsum([0, *(len(o.places) for o in outcomes)])
    found = []
    for outcome, first, last in zip(outcomes, edges[:-1], edges[1:], strict=True):
        counts = np.zeros(len(minima), dtype=np.int64)
        labels = minima.labels[first:last]
        np.add.at(counts, labels[labels >= 0], outcome.arrived[labels >= 0])
        found.append(counts)
    return found


def summarize(runs: Sequence[tuple[Case, Outcome]]) -> list[Summary]:
    """One summary a run, all of one landscape."""
    if not runs:
        return []
    minima = common_minima(runs[0][0].landscape, [o for _, o in runs])
    counts = common_counts(minima, [o for _, o in runs])
    place_of = _places(runs)
    return [
        _summary(case, outcome, arrived, place_of.get(case.label))
        for (case, outcome), arrived in zip(runs, counts, strict=True)
    ]


def _places(runs: Sequence[tuple[Case, Outcome]]) -> dict[str, tuple[int, int]]:
    """The ranks of the cases whose starts are a random sample, by label."""
    sampled = [(case, outcome) for case, outcome in runs if case.starts.is_random]
    shares = [share(o.successes(c), len(o)) for c, o in sampled]
    return {c.label: rank for (c, _), rank in zip(sampled, ranks(shares), strict=True)}


def _summary(
    case: Case, outcome: Outcome, arrived: NDArray[np.int64], rank: tuple[int, int] | None
) -> Summary:
    count = len(outcome)
    return Summary(
        label=case.label,
        starts=count,
        sampled=case.starts.is_random,
        minima=tuple(share(int(c), count) for c in arrived),
        best=share(outcome.successes(case), count) if len(case.landscape.minimizers) else None,
        endings={e: share(int(outcome.ended[e]), count) for e in Ending},
        steps=tuple(outcome.step_quantiles(QUARTILES)),  # type: ignore[arg-type]
        heights=tuple(outcome.height_quantiles(QUARTILES)),  # type: ignore[arg-type]
        lowest=outcome.lowest,
        highest=outcome.highest,
        rank=rank,
        seconds=outcome.seconds,
    )
