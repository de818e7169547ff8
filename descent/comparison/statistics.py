"""Quartiles that know of lost particles, ranks only where intervals part, exact tests and how they add up."""

from __future__ import annotations

import math
from collections.abc import Sequence

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
    values = np.asarray(values, dtype=float)
    count = values.shape[-1]
    if not count:
        return np.full((len(shares), *values.shape[:-1]), np.nan)
    ordered = np.sort(values, axis=-1)  # NumPy's partition does without the widest registers, and is slower
    found = []
    for share in shares:
        place = share * (count - 1)
        low, high = ordered[..., math.floor(place)], ordered[..., math.ceil(place)]
        with np.errstate(invalid="ignore"):
            found.append(np.where(low == high, low, low + (high - low) * (place - math.floor(place))))
    return np.array(found)


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
    logs = [
        math.lgamma(count + 1) - math.lgamma(k + 1) - math.lgamma(count - k + 1) for k in range(fewer + 1)
    ]
    top = max(logs)
    total = top + math.log(sum(math.exp(v - top) for v in logs)) - count * math.log(2)
    return min(1.0, 2 * math.exp(total))
