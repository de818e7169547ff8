"""Zeros of a gradient from many starts at once, by Newton's method on the derived Hessian."""

from __future__ import annotations

from math import prod

import numpy as np
from numpy.typing import NDArray

from landscapes.compiled import goes_on
from landscapes.formulas import Box
from landscapes.function import Function

Array = NDArray[np.float64]

_STEPS, _FEWER_STEPS = 150, 40
"""Up to ten variables, and above, where eigenvectors get expensive."""
_DOWNHILL = 40
_HUGE = 1e150
"""Derivatives above this overflow when they are measured by a wide box."""
_LONG = 16
"""Rows of so many numbers are no longer short."""
_STUCK = 1e8
"""A damping above this: no step makes the gradient smaller."""


def zeros_from(f: Function, starts: Array, reach: Box) -> tuple[Array, Array]:
    """Where damped Newton steps lead from `starts` (B, n), and how long the last plain step is (B,).

    The steps are Levenberg and Marquardt's for the least squares of the gradient, so maxima and saddles attract like
    minima. Each particle has its own damping; one that would leave the box `reach` goes to its edge. Lengths are
    in shares of that box, per side.
    """
    low, high = np.array(reach).T
    points, damping = starts.copy(), np.full(len(starts), 1e-3)
    slope = f.gradient(points)
    moving = np.arange(len(points))
    for _ in range(_STEPS if f.dimensions <= 10 else _FEWER_STEPS):
        moving = moving[(_size(slope[moving]) > 0) & (damping[moving] < _STUCK)]
        if not len(moving) or not goes_on():
            break
        here, down = points[moving], slope[moving]
        step = newton_step(f.hessian(here), down, high - low, damping[moving])
        trial = np.clip(here - (high - low) * step, low, high)
        new = f.gradient(trial)
        better = _size(new * (high - low)) < _size(down * (high - low))
        points[moving[better]], slope[moving[better]] = trial[better], new[better]
        damping[moving] = np.maximum(damping[moving] * np.where(better, 0.1, 10.0), 1e-14)
    return points, np.abs(newton_step(f.hessian(points), slope, high - low)).max(axis=1)


def drawn_in(f: Function, starts: Array, reach: Box, sign: int) -> Array:
    """Where downhill (`sign` 1) or uphill (-1) steps lead from `starts` (B, n): nearer to extrema, off plateaus.

    Newton's steps with the sizes of the curvatures, at most a tenth of the box `reach` long (Dauphin et al. 2014,
    Identifying and attacking the saddle point problem): from a slope that dies away Newton's own would go outward.
    """
    low, high = np.array(reach).T
    span, points = high - low, starts.copy()
    for _ in range(_DOWNHILL):
        if not goes_on():
            break
        values, vectors, along = principal(f.hessian(points), f.gradient(points), span)
        with np.errstate(all="ignore"):
            steps = along / np.abs(values)
            steps = np.where(np.isnan(steps), 0.0, np.clip(steps, -0.1, 0.1))
        points = np.clip(points - sign * span * np.einsum("bij,bj->bi", vectors, steps), low, high)
    return points


def polished(
    f: Function, points: Array, steps: int = 4, flat: float = 0.0, unit: Array | None = None
) -> Array:
    """Plain Newton steps from `points` (B, n) next to zeros of the gradient, as long as they make it smaller.

    `unit` (n,) measures each coordinate, in domain units; 1 if there is none.
    """
    slope, span = f.gradient(points), np.ones(f.dimensions) if unit is None else unit
    for _ in range(steps):
        trial = points - span * newton_step(f.hessian(points), slope, span, flat=flat)
        new = f.gradient(trial)
        better = (_size(new * span) < _size(slope * span))[:, None]
        points, slope = np.where(better, trial, points), np.where(better, new, slope)
    return points


def newton_step(
    curvature: Array, slope: Array, span: Array, damping: Array | None = None, flat: float = 0.0
) -> Array:
    """(H^T H + damping |H|^2)^-1 H^T g, what is to be taken off a place, for every particle (B, n).

    Parameters
    ----------
    curvature, slope : (B, n, n) and (B, n)
        Hessians and gradients, value units over domain units.
    span : (n,)
        The unit of each coordinate in which the step is taken and given, in domain units: where there is no inverse,
        or some damping, the step depends on it.
    damping : (B,), optional
        Levenberg's and Marquardt's; without it this is Newton's own step.
    flat : float
        An eigenvalue up to this share of the largest is no curvature: the step is zero along it. Steps that are
        damped, or thrown away where they are too long, need none; those that are taken as they are need more than
        rounding leaves of a zero.

    References
    ----------
    Nocedal and Wright (2006), Numerical Optimization, sections 3.3 (Newton) and 10.3 (Levenberg and Marquardt).
    """
    return step_and_least_bend(curvature, slope, span, damping, flat)[0]


def step_and_least_bend(
    curvature: Array, slope: Array, span: Array, damping: Array | None = None, flat: float = 0.0
) -> tuple[Array, Array]:
    """The same, and the least curvature (B,) as a share of the largest: a lower `flat` makes no other step."""
    return step_along(principal(curvature, slope, span), damping, flat)


def step_along(
    bends: tuple[Array, Array, Array], damping: Array | None = None, flat: float = 0.0
) -> tuple[Array, Array]:
    """The same of what `principal` gives: whoever takes several steps from one place needs that once."""
    values, vectors, along = bends
    scale = largest_of_rows(np.abs(values))[:, None]
    with np.errstate(all="ignore"):
        relative = values / scale
        least = -largest_of_rows(-np.abs(relative))
        factors = relative / (relative**2 + (0.0 if damping is None else damping[:, None])) / scale
        factors = np.where(np.abs(relative) <= flat, 0.0, factors)
        steps = along * factors
    return np.einsum("bij,bj->bi", vectors, np.where(np.isfinite(steps), steps, 0.0)), least


def principal(curvature: Array, slope: Array, span: Array) -> tuple[Array, Array, Array]:
    """Eigenvalues (B, n), eigenvectors (B, n, n) and the slopes (B, n) along them, in units of `span`.

    Both are divided by the same power of two where they come near the largest float, so that nothing overflows.
    """
    most = np.maximum(largest_of_rows(np.abs(curvature)), largest_of_rows(np.abs(slope)))
    room = np.where(most > _HUGE, 2.0**-600, 1.0)[:, None]
    values, vectors = np.linalg.eigh(curvature * room[..., None] * np.outer(span, span))
    return values, vectors, np.einsum("bij,bi->bj", vectors, slope * room * span)


def largest_of_rows(numbers: Array) -> Array:
    """The largest number (B,) of each row (B, ...), NaN where one is none.

    Rows are short, and of short ones NumPy's `max` takes several times as long.
    """
    rows = numbers.reshape(len(numbers), prod(numbers.shape[1:]))
    if rows.shape[1] > _LONG:
        return np.asarray(rows.max(axis=1))
    largest = rows[:, 0]
    for column in rows.T[1:]:
        largest = np.maximum(largest, column)
    return largest


def all_of_rows(truths: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Whether all of each row (B, n) holds, (B,): of short rows, like `largest_of_rows`."""
    everything = truths[:, 0]
    for column in truths.T[1:]:
        everything = everything & column
    return everything


def _size(slope: Array) -> Array:
    # The largest component, because squares of small slopes underflow.
    return largest_of_rows(np.abs(slope))
