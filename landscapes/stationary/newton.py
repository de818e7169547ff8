"""Zeros of a gradient from many starts at once, by Newton's method on the derived Hessian."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from landscapes.formulas.boxes import Box
from landscapes.function import Function

Array = NDArray[np.float64]

_STEPS, _FEWER_STEPS = 150, 40
"""Up to ten variables, and above, where eigenvectors get expensive."""
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
        if not len(moving):
            break
        here, down = points[moving], slope[moving]
        step = newton_step(f.hessian(here), down, high - low, damping[moving])
        trial = np.clip(here - (high - low) * step, low, high)
        new = f.gradient(trial)
        better = _size(new * (high - low)) < _size(down * (high - low))
        points[moving[better]], slope[moving[better]] = trial[better], new[better]
        damping[moving] = np.maximum(damping[moving] * np.where(better, 0.1, 10.0), 1e-14)
    return points, np.abs(newton_step(f.hessian(points), slope, high - low)).max(axis=1)


def polished(f: Function, points: Array, steps: int = 4) -> Array:
    """Plain Newton steps from `points` (B, n) next to zeros that are simple, as long as they get better."""
    slope, span = f.gradient(points), np.ones(f.dimensions)
    for _ in range(steps):
        trial = points - newton_step(f.hessian(points), slope, span)
        new = f.gradient(trial)
        better = (_size(new) < _size(slope))[:, None]
        points, slope = np.where(better, trial, points), np.where(better, new, slope)
    return points


def newton_step(curvature: Array, slope: Array, span: Array, damping: Array | None = None) -> Array:
    """(H^T H + damping |H|^2)^-1 H^T g in shares of `span` (n,), for every particle (B, n); zero along what is flat."""
    values, vectors = np.linalg.eigh(curvature * np.outer(span, span))
    along = np.einsum("bij,bi->bj", vectors, slope * span)
    scale = np.abs(values).max(axis=1, keepdims=True)
    with np.errstate(all="ignore"):
        relative = values / scale
        factors = relative / (relative**2 + (0.0 if damping is None else damping[:, None])) / scale
        steps = along * factors
    return np.einsum("bij,bj->bi", vectors, np.where(np.isfinite(steps), steps, 0.0))


def _size(slope: Array) -> Array:
    # The largest component, because squares of small slopes underflow.
    return np.abs(slope).max(axis=1)
