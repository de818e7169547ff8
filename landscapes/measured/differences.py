"""Slopes and curvatures from heights nearby, by central differences of fourth order.

Fornberg (1988), Generation of finite difference formulas on arbitrarily spaced grids, table 1.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Heights = Callable[[Array], Array]

ORDER = 4
STEP, WIDE_STEP = 2.0**-10, 2.0**-8
"""Of slopes, and of curvatures from heights, as shares of the domain's widths: powers of two, exact in any units."""
FALSE = 0.05
"""Of a slope that is given: how far it may be from that of the heights, as a share of both."""
_OFFSETS, _WEIGHTS = np.array([-2, -1, 1, 2]), np.array([1, -8, 8, -1]) / 12
_BENDING = np.array([-1, 16, -30, 16, -1]) / 12


def slopes_of(heights: Heights, points: Array, width: Array, step: float = STEP) -> Array:
    """Gradients (B, n) at `points` (B, n); `step` is in shares of the domain's `width` (n,)."""
    count, n = points.shape
    move = np.zeros((n, len(_OFFSETS), n))
    for axis in range(n):
        move[axis, :, axis] = _OFFSETS * step * width[axis]
    around = heights((points[:, None, None] + move).reshape(-1, n)).reshape(count, n, len(_OFFSETS))
    with np.errstate(all="ignore"):
        return np.asarray(around @ _WEIGHTS / (step * width))


def check_gradient(slopes: Heights, heights: Heights, points: Array, width: Array, owner: str) -> None:
    """That a gradient is the heights' own, along one direction, at one of a few `points` (B, n) at least.

    Heights may be rough, and kinks have slopes of many sorts: what is wrong at every point is no matter of that.

    Raises
    ------
    ValueError
        If it is wrong, or not finite, at all of them; one line.
    """
    along = width * np.linspace(1.0, 0.5, len(width))
    places = points[:, None] + (STEP * _OFFSETS)[:, None] * along
    with np.errstate(all="ignore"):
        seen = heights(places.reshape(-1, len(width))).reshape(len(points), -1) @ _WEIGHTS / STEP
        given = slopes(points)
        told, size = given @ along, np.abs(given) @ along
    known = np.isfinite(seen) & (seen != 0)  # a staircase has its slopes from somewhere else
    wrong = known & ~(np.abs(told - seen) <= FALSE * (size + np.abs(seen)))
    if known.any() and (wrong == known).all():
        k = int(np.argmax(known))
        at = ", ".join(f"{x:.4g}" for x in points[k][:4])
        raise ValueError(
            f"{owner}: the gradient must be the function's; from ({at}) on it gives {told[k]:.4g} for a domain's width, "
            f"heights change by {seen[k]:.4g}; correct it, or leave it away for differences"
        )


def bends_of_slopes(slopes: Heights, points: Array, width: Array) -> Array:
    """Hessians (B, n, n) from gradients (B, n) -> (B, n), made symmetric."""
    count, n = points.shape
    rows = np.empty((count, n, n))
    for axis in range(n):
        move = np.zeros((len(_OFFSETS), n))
        move[:, axis] = _OFFSETS * STEP * width[axis]
        around = slopes((points[:, None] + move).reshape(-1, n)).reshape(count, len(_OFFSETS), n)
        rows[:, axis] = np.einsum("bkn,k->bn", around, _WEIGHTS) / (STEP * width[axis])
    return (rows + rows.swapaxes(1, 2)) / 2


def bends_of_heights(heights: Heights, points: Array, width: Array) -> Array:
    """Hessians (B, n, n) from heights alone."""
    count, n = points.shape
    found = np.empty((count, n, n))
    for i in range(n):
        along = np.zeros((5, n))
        along[:, i] = np.arange(-2, 3) * WIDE_STEP * width[i]
        row = heights((points[:, None] + along).reshape(-1, n)).reshape(count, 5)
        found[:, i, i] = row @ _BENDING / (WIDE_STEP * width[i]) ** 2
        for j in range(i):
            both = np.zeros((4, 4, n))
            both[..., i] += (_OFFSETS * WIDE_STEP * width[i])[:, None]
            both[..., j] += _OFFSETS * WIDE_STEP * width[j]
            table = heights((points[:, None, None] + both).reshape(-1, n)).reshape(count, 4, 4)
            mixed = np.einsum("bkl,k,l->b", table, _WEIGHTS, _WEIGHTS) / (WIDE_STEP**2 * width[i] * width[j])
            found[:, i, j] = found[:, j, i] = mixed
    return found
