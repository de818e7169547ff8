"""Where a function is constant for certain, and not only too flat for floats."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from landscapes.compiled import Lowering, Tape, gradient
from landscapes.function import Function
from landscapes.stationary.intervals import IntervalTape

NEIGHBORHOOD = 1e-9
"""As a share of the domain's width."""


@dataclass(frozen=True, eq=False)
class Flatness:
    """What is proven of the slopes of a function at some points.

    Attributes
    ----------
    flat : (B,) bool, the function is constant around the point
    most : (B, n), value units over domain units, how large the slope at the point may be; infinite where it has none
    slopes : (B,) bool, some component of the gradient is not zero there, though it may be too small for floats
    smooth : (B,) bool, whether nothing jumps there, neither the function nor its slope
    """

    flat: NDArray[np.bool_]
    most: NDArray[np.float64]
    slopes: NDArray[np.bool_]
    smooth: NDArray[np.bool_]


def flatness(f: Function, points: NDArray[np.float64]) -> Flatness:
    """What is proven of the slopes of `f` at `points` (B, n), domain units, and around them.

    By bounds on the gradient at the point and over a small box around it: those of a plateau whose slopes underflow
    are small, those of a flat (a hinge loss, a maximum with a number, a step) are zero.
    """
    if not len(points):
        return Flatness(np.zeros(0, bool), np.zeros(points.shape), *np.zeros((2, 0), bool))
    tape = Tape()
    slopes = gradient(tape, Lowering(tape, f.variables)(f.formula), f.dimensions)
    bounds = IntervalTape(tape, slopes)
    reach = NEIGHBORHOOD * np.ptp(np.array(f.domain, dtype=float), axis=1)
    with np.errstate(all="ignore"):
        around = bounds.enclosed((points - reach).T, (points + reach).T)
        here = bounds.enclosed(points.T, points.T)
        size = np.maximum(np.abs(here.low), np.abs(here.high)).T
    zero = (around.low == 0).all(axis=0) & (around.high == 0).all(axis=0)
    return Flatness(
        flat=np.asarray(zero & (around.sound | _is_level(f, points, reach))),
        most=np.where(np.isnan(size), np.inf, size),
        slopes=np.asarray(here.nonzero.any(axis=0)),
        smooth=here.sound,
    )


def _is_level(f: Function, points: NDArray[np.float64], reach: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Whether heights beside `points` (B, n) are those at them, (B,): nothing jumps there, whatever a part of it does."""
    n = len(reach)
    beside = reach * np.concatenate([np.eye(n), -np.eye(n), np.ones((1, n)), -np.ones((1, n))])
    return np.asarray((f.value(points[:, None] + beside) == f.value(points)[:, None]).all(axis=1))
