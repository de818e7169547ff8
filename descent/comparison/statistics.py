"""Quartiles that know of lost particles, ranks only where intervals part, exact tests and how they add up."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from descent.results import Share

Array = NDArray[np.float64]


FEW = 20_000
"""Of more trials the binomial's terms are not added up one by one."""


def quantiles(values: ArrayLike, shares: Sequence[float]) -> Array:
    """Quantiles (k, ...) of values (..., m) along the last axis, for k `shares`; linear between neighbours as NumPy's.

    Infinite values are values like others, higher than all finite ones; NaN where there is no value.
    """
    values = np.array(values, dtype=float)
    count, found = values.shape[-1], np.full((len(shares), *values.shape[:-1]), np.nan)
    parted = 0
    # Parted at one place after the other, the lowest first, they need not be sorted: half the time. At several places
    # in one call NumPy begins each time with all of them.
    for which in sorted(range(len(shares)), key=shares.__getitem__) if count else ():
        place = shares[which] * (count - 1)
        at = math.floor(place)
        values[..., parted:].partition(at - parted, axis=-1)
        parted, low = at, values[..., at]
        high = np.fmin.reduce(values[..., at + 1 :], axis=-1) if place > at else low
        with np.errstate(invalid="ignore"):
            found[which] = np.where(low == high, low, low + (high - low) * (place - at))
    return found


def ranks(shares: Sequence[Share]) -> list[tuple[int, int]]:
    """Best and worst rank that each share can have: only shares whose intervals part are told apart.

    Rank 1 is the largest share.
    """
    return [
        (1 + sum(s.low > share.high for s in shares), len(shares) - sum(s.high < share.low for s in shares))
        for share in shares
    ]


def holm(probabilities: Sequence[float]) -> list[float]:
    """p-values of several tests together, each raised as Holm (1979) does."""
    count = len(probabilities)
    adjusted, largest = [0.0] * count, 0.0
    for place, test in enumerate(sorted(range(count), key=lambda k: probabilities[k])):
        largest = max(largest, min(1.0, (count - place) * probabilities[test]))
        adjusted[test] = largest
    return adjusted


@cache
def _log_factorials(bits: int) -> tuple[float, ...]:
    """Of all whole numbers of so many bits: a comparison tests every two of its cases."""
    return tuple(math.lgamma(k + 1) for k in range(1 << bits))


def sign_test(first: int, second: int) -> float:
    """Two-sided probability that fair coin throws part at least as unevenly as `first` to `second`.

    Exact, by the binomial distribution; McNemar's test is this on the pairs that disagree.
    """
    count, fewer = first + second, min(first, second)
    if first == second:
        return 1.0
    if count > FEW:
        from scipy.special import bdtr

        return float(min(1.0, 2 * bdtr(fewer, count, 0.5)))
    known = _log_factorials(count.bit_length())

    def log_of(k: int) -> float:
        return known[count] - known[k] - known[count - k]

    # They rise, and what is e**746 times smaller than the largest is nothing beside it: the exponential of that is 0.
    first_that_counts = bisect_left(range(fewer), log_of(fewer) - 746.0, key=log_of)
    logs = [log_of(k) for k in range(first_that_counts, fewer + 1)]
    top = max(logs)
    total = top + math.log(sum(math.exp(v - top) for v in logs)) - count * math.log(2)
    return min(1.0, 2 * math.exp(total))
