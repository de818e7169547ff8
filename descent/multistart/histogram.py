"""Many numbers as counts of few keys; the sum of two is the same whatever came first."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

BITS = 10
"""Of a number's 52 binary digits after the point, so many are kept."""
RELATIVE_ERROR = 2.0 ** -(BITS + 1)
"""How far a quantile of `of_reals` may be off, as a share of itself."""
_SHIFT = 52 - BITS
_ALL = np.int64(0x7FFFFFFFFFFFFFFF)


@dataclass(frozen=True, eq=False)
class Histogram:
    """How often each key occurs.

    Attributes
    ----------
    keys : (k,) int64, ascending; whole numbers themselves, or what `of_reals` makes of a number
    counts : (k,) int64, none of them 0
    exact : whether keys are the numbers themselves

    Examples
    --------
    >>> from descent.multistart.histogram import Histogram
    >>> few = Histogram.of_reals([0.1, 0.2, 0.4]) + Histogram.of_reals([0.8, 1.6])
    >>> abs(few.quantile(0.5) / 0.4 - 1) < 0.001
    True
    """

    keys: NDArray[np.int64]
    counts: NDArray[np.int64]
    exact: bool = False

    @classmethod
    def of_integers(cls, values: ArrayLike) -> Histogram:
        """Whole numbers, each of them kept as it is."""
        return cls(*_counted(np.asarray(values, dtype=np.int64)), exact=True)

    @classmethod
    def of_reals(cls, values: ArrayLike) -> Histogram:
        """Numbers, infinite ones too, to `RELATIVE_ERROR` of themselves: exponent and `BITS` digits are the key."""
        bits = (np.asarray(values, dtype=np.float64) + 0.0).view(np.int64)
        return cls(*_counted(np.where(bits < 0, bits ^ _ALL, bits) >> _SHIFT))

    def __len__(self) -> int:
        return int(self.counts.sum())

    def __add__(self, other: Histogram) -> Histogram:
        keys, places = np.unique(np.concatenate([self.keys, other.keys]), return_inverse=True)
        counts = np.zeros(len(keys), dtype=np.int64)
        np.add.at(counts, places, np.concatenate([self.counts, other.counts]))
        return Histogram(keys, counts, self.exact)

    def quantile(self, share: float) -> float:
        """The number below which this share lies, linear between neighbours; NaN of none."""
        count = len(self)
        if not count:
            return math.nan
        place, below = share * (count - 1), np.cumsum(self.counts)
        first, last = (
            self._number(int(np.searchsorted(below, math.floor(place) + up, side="right"))) for up in (0, 1)
        )
        part = place - math.floor(place)
        return first if first == last or not part else first + (last - first) * part

    def _number(self, place: int) -> float:
        """What the key at `place` stands for: the middle of all that have it."""
        key = self.keys[min(place, len(self.keys) - 1)]
        if self.exact:
            return float(key)
        low = np.int64(key) << _SHIFT
        edge = ((low | ((1 << _SHIFT) - 1)) ^ _ALL) if low < 0 else low
        number = float(np.int64(edge).view(np.float64))
        if not math.isfinite(number) or not number:
            return number
        middle = low | np.int64(1) << (_SHIFT - 1)
        return float(np.int64((middle ^ _ALL) if middle < 0 else middle).view(np.float64))

    @property
    def record(self) -> list[list[int]]:
        """As JSON values."""
        return [self.keys.tolist(), self.counts.tolist()]

    @classmethod
    def from_record(cls, record: Any, exact: bool) -> Histogram:
        """What `record` was made of.

        Raises
        ------
        ValueError
            If it is none.
        """
        keys, counts = (np.array(part, dtype=np.int64).reshape(-1) for part in record)
        if len(keys) != len(counts) or (np.diff(keys) <= 0).any() or (counts <= 0).any():
            raise ValueError("no counts of rising keys")
        return cls(keys, counts, exact)


def _counted(keys: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    found, counts = np.unique(keys, return_counts=True)
    return found, counts.astype(np.int64)
