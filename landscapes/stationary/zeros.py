"""Whether a place where the gradient is zero, or nearly so, is a stationary point."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from landscapes.landscape import Landscape
from landscapes.stationary.newton import newton_step

Array = NDArray[np.float64]


def snapped(f: Landscape, points: Array, steps: Array, span: Array) -> tuple[Array, Array]:
    """Points (B, n) and steps (B,), coordinates rounded where the gradient does not get larger.

    Next to a kink or a degenerate zero Newton's method stops short of it.
    """
    for i, width in enumerate(span):
        trial = points.copy()
        trial[:, i] = np.round(points[:, i], int(5 - np.floor(np.log10(width)))) + 0.0
        slope = f.gradient(trial)
        better = np.abs(slope * span).max(axis=1) <= np.abs(f.gradient(points) * span).max(axis=1)
        length = np.abs(newton_step(f.hessian(trial), slope, span)).max(axis=1)
        points, steps = np.where(better[:, None], trial, points), np.where(better, length, steps)
    return points, steps


def is_zero(f: Landscape, points: Array, span: Array) -> NDArray[np.bool_]:
    """Whether the gradient at `points` (B, n) is zero and goes to zero around them.

    At a kink the landscape's gradient is zero by convention, but it is not beside it. Where it underflows, it is zero
    everywhere near by.
    """
    near, far = (steepest(f, points, distance, span) for distance in (1e-9, 1e-3))
    here = np.abs(f.gradient(points)) * span
    most = far.max(axis=1, keepdims=True, initial=0.0)
    with np.errstate(invalid="ignore"):
        real = np.isfinite(f.value(points))
    zero = (here <= 1e-6 * most).all(axis=1)
    return real & zero & (most[:, 0] > 0) & (near <= 0.03 * far + 1e-10 * most).all(axis=1)


def steepest(f: Landscape, points: Array, distance: float, span: Array) -> Array:
    """The largest of each component (B, n) of the gradients around `points` (B, n), where the function is real."""
    axes = np.eye(f.dimensions)
    diagonal = np.linspace(0.7, 1.0, f.dimensions)  # off the lines on which many kinks lie
    directions = np.concatenate(
        [axes, -axes, [diagonal, -diagonal, diagonal * (-1.0) ** np.arange(f.dimensions)]]
    )
    around = points[:, None] + distance * span * directions
    with np.errstate(invalid="ignore"):
        real = np.isfinite(f.value(around))
    return np.abs(f.gradient(around) * span * real[..., None]).max(axis=1, initial=0.0)
