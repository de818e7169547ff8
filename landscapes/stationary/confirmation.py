"""Whether candidates are stationary points: proven where that can be done, else looked at from all around."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from landscapes.formulas import Box
from landscapes.function import Function
from landscapes.stationary.krawczyk import DerivativeBounds, krawczyk, unit_of
from landscapes.stationary.newton import polished
from landscapes.stationary.sameness import SAME_DEGENERATE
from landscapes.stationary.surroundings import distances, level_in_floats_only, surroundings

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]

_AROUND = 1e-7
"""Half the side of the box in which a zero is proven, as a share of the domain."""


@dataclass(frozen=True, eq=False)
class Candidates:
    """Points that may be stationary.

    Attributes
    ----------
    points : (k, n), domain units
    certain : (k,), whether it is proven that there is a zero whose Hessian is regular
    extreme : (k,) of "minimum" or "maximum", where a jump makes the point one; "" elsewhere
    """

    points: Array
    certain: Mask
    extreme: NDArray[Any]

    @classmethod
    def proven(cls, points: Array) -> Candidates:
        """Points at which there certainly is a regular zero."""
        return cls(points, np.ones(len(points), dtype=bool), np.full(len(points), "", dtype=object))

    @classmethod
    def unproven(cls, points: Array) -> Candidates:
        """Points of which nothing is known."""
        return cls(points, np.zeros(len(points), dtype=bool), np.full(len(points), "", dtype=object))

    def chosen(self, which: Mask) -> Candidates:
        """Those for which the mask (k,) is true."""
        return Candidates(self.points[which], self.certain[which], self.extreme[which])

    def with_others(self, more: Candidates) -> Candidates:
        """These and `more`."""
        pairs = zip(
            (self.points, self.certain, self.extreme), (more.points, more.certain, more.extreme), strict=True
        )
        return Candidates(*(np.concatenate(pair) for pair in pairs))


def confirmed(f: Function, bounds: DerivativeBounds, points: Array, box: Box) -> tuple[Candidates, Mask]:
    """Those of the `points` (k, n) that are stationary, and which they are (k,).

    A kink or the edge of the domain of definition is none, and neither is a plateau that floats make. At a jump there
    is one only if the function attains an extremum there.
    """
    points, certain, possible = _proven(f, bounds, points, box)
    extreme, keep = np.full(len(points), "", dtype=object), certain.copy()
    open_ = np.flatnonzero(possible & ~certain)
    if len(open_):
        seen = surroundings(f, bounds, points[open_], box)
        extreme[open_] = np.where(
            seen.jumps & seen.lowest, "minimum", np.where(seen.jumps & seen.highest, "maximum", "")
        )
        attained = ~seen.jumps | (seen.lowest ^ seen.highest)
        keep[open_] = (
            seen.defined & attained & ~seen.bends & ~level_in_floats_only(bounds, points[open_], box)
        )
    return Candidates(points, certain, extreme).chosen(keep), keep


def _proven(f: Function, bounds: DerivativeBounds, points: Array, box: Box) -> tuple[Array, Mask, Mask]:
    """The points (k, n), polished where a regular zero is proven beside them, where it is, and where one is possible."""
    span = np.ptp(np.array(box), axis=1)
    unit = unit_of(span)[:, None]
    with np.errstate(all="ignore"):
        reach = np.maximum(_AROUND * span, 100 * distances(points, box)[1][:, 0])
        low, high = (points - reach).T, (points + reach).T
        inner, outer, proven, _ = krawczyk(bounds, low, high, unit)
        wide = np.maximum(SAME_DEGENERATE * span, reach)
        known = bounds.slopes.enclosed((points - wide).T, (points + wide).T)
        possible = np.asarray(~known.nonzero.any(axis=0))
        better = np.clip(polished(f, points, unit=span), inner.T, outer.T)
    return np.where(proven[:, None], better, points), proven, possible
