"""A rate at which particles come to rest rather than hover: half as large, as often as that helps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from descent.optimizers import FirstOrder
from descent.rates.side_by_side import Ends, ends
from descent.results import Ending, resting_slopes
from landscapes import Landscape

Array = NDArray[np.float64]
Method = TypeVar("Method", bound=FirstOrder)

LONG = 1000
"""Steps of the runs that bear a rate out."""
HALVINGS = 4
"""A rate is halved at most so often."""
DECADES = 0.25
"""So much nearer to rest makes a smaller rate the better one: decades of the slope, the mean over particles."""
LEAST = 5e-324
"""The smallest float: half of it would be none."""
FAR = 20.0
"""Decades of slope that a particle counts which got lost."""


def calmed(f: Landscape, optimizer: Method, places: Array, ends: bool = False) -> tuple[Method, int]:
    """The optimizer with its rate halved, and how often; never where the particles all come to rest.

    From `places` (N, n) particles run for 1,000 steps. How far they are from rest is told in decades of the slope over
    the one at which a particle stops, and so is free of units. Of the rate and its halves the largest is taken that
    comes as near as the best, but for a quarter of a decade. Where the ground `ends` at the foot of slopes, who goes over
    its edge is as good as at rest.
    """
    nearness = decades(f, [optimizer], places, ends)
    if nearness[0] > DECADES:
        nearness += decades(f, [halved(optimizer, k + 1) for k in range(HALVINGS)], places, ends)
    halvings = next(k for k, near in enumerate(nearness) if near <= min(nearness) + DECADES)
    return halved(optimizer, halvings), halvings


def halved(optimizer: Method, times: int) -> Method:
    """The same optimizer with half its rate, so many times over."""
    return replace(optimizer, learning_rate=max(optimizer.rate(0) / 2**times, LEAST))


def decades(f: Landscape, methods: Sequence[Method], places: Array, over: bool = False) -> list[float]:
    """How far particles from `places` (N, n) are from rest after 1,000 steps of each method: 0 where all have come to it.

    The methods are one optimizer at several rates. Who gets lost is far from rest, or near where who is `over` the edge is.
    """
    return [_from_rest(f, end, over) for end in ends(f, methods, places, LONG)]


def _from_rest(f: Landscape, end: Ends, over: bool) -> float:
    points, ending = end
    with np.errstate(all="ignore"):
        steepness = (np.abs(f.gradient(points)) / resting_slopes(f)).max(axis=-1, initial=0.0)
        left = np.clip(np.log10(steepness), 0.0, FAR)
    left[np.isnan(left) | np.isin(ending, (Ending.ESCAPED, Ending.DIVERGED))] = 0.0 if over else FAR
    return float(left.mean()) if len(left) else 0.0


def lost(f: Landscape, optimizer: FirstOrder, starts: Array) -> int:
    """How many of the `starts` (N, n) escape or diverge in 1,000 steps."""
    return int(np.isin(ends(f, [optimizer], starts, LONG)[0][1], (Ending.ESCAPED, Ending.DIVERGED)).sum())
