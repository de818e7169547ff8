"""Zeros where the Hessian is singular: Newton's steps lengthened until they arrive.

Along a direction in which the gradient is like u**m, Newton's method takes off only one m-th of the way at a time, and
soon the curvature left is below what rounding leaves of the other directions'. The step times m arrives at once. Several
m are tried, and the best is the one that makes Newton's next step, with the same Hessian, the shortest: no units come
in, and a weak direction counts like a strong one. At last every direction takes the m that was best for it.

Ostrowski (1966), Solution of Equations and Systems of Equations, chapter 8 (multiple zeros); Deuflhard (2004), Newton
Methods for Nonlinear Problems, section 3.3 (the natural monotonicity test).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from landscapes.compiled import goes_on
from landscapes.formulas import Box
from landscapes.function import Function
from landscapes.stationary.sameness import SAME_DEGENERATE, apart

Array = NDArray[np.float64]

_ROUNDS = 16
_MULTIPLES = (1, 2, 3, 4, 5, 6, 7, 9, 11)
_LOST = 1e-15
"""A curvature below this share is rounding."""
_AWAY = 0.01
"""As a share of the box."""


def hastened(f: Function, points: Array, reach: Box) -> tuple[Array, Array]:
    """Where lengthened steps lead from `points` (B, n), and about how far the zero still is (B,), in shares of `reach`.

    Infinite where they lead nowhere. Where they arrive the last curvature is mostly lost in rounding; so they begin
    once more, a hundredth of the box away along it, and the better place counts.
    """
    points, distance = _lengthened(f, points, reach)
    there = np.flatnonzero(distance <= SAME_DEGENERATE)
    for side in (1, -1) if len(there) else ():
        low, high = np.array(reach).T
        values, vectors = np.linalg.eigh(f.hessian(points[there]) * np.outer(high - low, high - low))
        flattest = np.take_along_axis(vectors, np.abs(values).argmin(axis=1)[:, None, None], axis=2)[..., 0]
        start = np.clip(points[there] + side * _AWAY * (high - low) * flattest, low, high)
        again, left = _lengthened(f, start, reach)
        better = (left < distance[there]) & (apart(again, points[there], high - low) < _AWAY)
        points[there[better]], distance[there[better]] = again[better], left[better]
    return points, distance


def _lengthened(f: Function, points: Array, reach: Box) -> tuple[Array, Array]:
    low, high = np.array(reach).T
    span, points = high - low, points.copy()
    distance, moving = np.full(len(points), np.inf), np.arange(len(points))
    for _ in range(_ROUNDS):
        if not len(moving) or not goes_on():
            break
        here = points[moving]
        modes = _Modes(f.hessian(here) * np.outer(span, span))
        step = modes.along(f.gradient(here) * span)
        length = _longest(modes.way(step))
        best, chosen, times = length, here, np.ones(len(here))
        own, least = np.ones_like(step), np.abs(step)
        for multiple in (*_MULTIPLES, 0):
            factors = own if not multiple else np.full_like(step, multiple)
            trial = np.clip(here - span * modes.way(step * factors), low, high)
            left = modes.along(f.gradient(trial) * span)
            own, least = np.where(np.abs(left) < least, factors, own), np.minimum(np.abs(left), least)
            rest = _longest(modes.way(left))
            better = rest < best
            best, times = np.where(better, rest, best), np.where(better, factors.max(axis=1), times)
            chosen = np.where(better[:, None], trial, chosen)
        gained = best < 0.9 * length
        points[moving] = chosen
        with np.errstate(all="ignore"):
            estimate = times * length * (best / length) ** (1 / times)
        distance[moving] = np.where(gained, estimate, np.where(length == 0, 0.0, distance[moving]))
        moving = moving[gained & (best > 0)]
    return points, distance


class _Modes:
    """The eigenvectors of Hessians (B, n, n), each coordinate measured by its own curvature.

    So a diagonal Hessian keeps all its digits, whatever the units of its axes.
    """

    def __init__(self, curvature: Array) -> None:
        size = np.abs(np.diagonal(curvature, axis1=1, axis2=2))
        size = np.where(size > 0, size, np.abs(curvature).max(axis=2))
        self._scale = 1 / np.sqrt(np.where(size > 0, size, 1.0))
        self._values, self._vectors = np.linalg.eigh(
            curvature * self._scale[:, :, None] * self._scale[:, None, :]
        )

    def along(self, slope: Array) -> Array:
        """Newton's step (B, n) along each of them; none where there is no curvature to be seen."""
        rate = np.einsum("bij,bi->bj", self._vectors, slope * self._scale)
        seen = np.abs(self._values) > _LOST * np.abs(self._values).max(axis=1, keepdims=True, initial=0.0)
        with np.errstate(all="ignore"):
            step = np.where(seen, rate / self._values, 0.0)
        return np.where(np.isfinite(step), step, 0.0)

    def way(self, step: Array) -> Array:
        """The same steps (B, n) in the units of the slopes."""
        return np.einsum("bij,bj->bi", self._vectors, step) * self._scale


def _longest(way: Array) -> Array:
    return np.abs(way).max(axis=1, initial=0.0)
