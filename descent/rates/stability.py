"""The largest learning rate that is stable at a minimum."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from descent.optimizers import FirstOrder, GradientDescent
from descent.results import full_step, resting_slopes
from descent.settings import brief, check_landscape
from descent.starts import checked_point
from landscapes import Landscape
from landscapes.stationary import SAME_DESTINATION

Array = NDArray[np.float64]

BESIDE = 1e-8
"""As a share of the domain's width: so close to a smooth point the slope is what the Hessian says."""


def largest_stable_rate(f: Landscape, minimizer: ArrayLike, optimizer: FirstOrder | None = None) -> float:
    """The learning rate above which the optimizer cannot stay at `minimizer` (n,).

    Parameters
    ----------
    optimizer : FirstOrder, optional
        One whose step is linear in the gradients: gradient descent, where it is 2 / L with L the largest
        eigenvalue of the Hessian there (plus weight_decay), momentum, Nesterov.

    Returns
    -------
    float
        Infinite where the landscape does not bend.

    Raises
    ------
    ValueError
        If the point is no minimum (the landscape slopes or bends down there), has a kink, or the optimizer's step is
        not linear in the gradients.

    References
    ----------
    Nocedal & Wright (2006), section 3.3; Polyak (1964) for 2 (1 + momentum) / L.

    Examples
    --------
    >>> from descent import Momentum, largest_stable_rate
    >>> from landscapes import catalogue
    >>> round(largest_stable_rate(catalogue["sphere"], [0.0, 0.0]), 6)
    1.0
    >>> round(largest_stable_rate(catalogue["sphere"], [0.0, 0.0], Momentum()), 6)
    1.9
    """
    check_landscape("largest_stable_rate.f", f)
    low, high = np.transpose(f.domain)
    point = checked_point("largest_stable_rate.minimizer", minimizer, low, high)
    optimizer = GradientDescent() if optimizer is None else optimizer
    product = stable_product(optimizer)
    bends = _curvatures(f, point)
    curvature = float(bends[-1]) + optimizer.weight_decay
    return product / curvature if curvature > 0 else float("inf")


def _curvatures(f: Landscape, point: Array) -> Array:
    """The eigenvalues of the Hessian, rising, at `point` (n,), or a ValueError where particles cannot rest."""
    hessian, slope, width = f.hessian(point), f.gradient(point), np.ptp(np.asarray(f.domain), axis=1)
    gentle = resting_slopes(f)
    bends = np.asarray(np.linalg.eigvalsh(hessian), dtype=np.float64)
    where = f"{f.name} has no minimum at {tuple(point.tolist())}"
    if bends[0] < -1e-9 * np.abs(bends).max():
        raise ValueError(f"{where}: it bends down there; stationary_points() finds its minima")
    step = full_step(f, point[None])[0]
    if (np.abs(step / width) > SAME_DESTINATION).any() or (np.abs(slope + hessian @ step) > gentle).any():
        raise ValueError(
            f"{where}: its slope there is {tuple(slope.tolist())}; stationary_points() finds its minima"
        )
    aside = BESIDE * width * np.concatenate([np.eye(len(point)), np.ones((1, len(point)))])
    aside = np.concatenate([aside, -aside])
    rise, expected = f.gradient(point + aside) - slope, aside @ hessian
    if (np.abs(rise - expected) > gentle + 0.1 * np.abs(expected).max()).any():
        raise ValueError(
            f"{f.name} has a kink at {tuple(point.tolist())}: there no fixed rate lets a particle come to rest"
        )
    return bends


def stable_product(optimizer: FirstOrder) -> float:
    """The largest rate * curvature at which the optimizer's steps on a parabola do not grow: 2, 3.8, 1.357...

    Raises
    ------
    ValueError
        If the optimizer's step is not proportional to the gradient, or not the same at every step.
    """
    if not isinstance(optimizer, FirstOrder) or not is_linear(optimizer):
        raise ValueError(
            f"{getattr(optimizer, 'name', brief(optimizer))}: its step is not proportional to the gradient,"
            " so no rate is the limit"
        )
    if not np.allclose(_transition(optimizer, 1.0), _transition(optimizer, 1.0, 7), rtol=1e-12):
        raise ValueError(f"{optimizer.name}: its step changes from one to the next, so no rate is the limit")
    low, high = 0.0, 64.0
    for _ in range(60):
        middle = (low + high) / 2
        stable = np.abs(np.linalg.eigvals(_transition(optimizer, middle))).max() <= 1 + 1e-13
        low, high = (middle, high) if stable else (low, middle)
    return low


def is_linear(optimizer: FirstOrder) -> bool:
    """Whether a thousand times the gradients makes a thousand times the step."""
    small, large = (_travel(optimizer, slope, 3) for slope in (1.0, 1000.0))
    return abs(large / 1000 - small) <= 1e-9 * abs(small)


def travel(optimizer: FirstOrder, steps: int) -> float:
    """How far `steps` steps at rate 1 go down a straight slope of 1."""
    return -_travel(optimizer, 1.0, steps)


def _travel(optimizer: FirstOrder, slope: float, steps: int) -> float:
    gradient = np.full((1, 1), slope)
    state = optimizer.initial_state(gradient)
    total = 0.0
    for index in range(steps):
        shift, named = optimizer.rule(np, gradient, state, index, 1.0)
        state = {name: named[name] for name in optimizer.memory}
        total += float(shift[0, 0])
    return total


def _transition(optimizer: FirstOrder, product: float, index: int = 0) -> NDArray[np.float64]:
    """The matrix that takes (x, memory) to the step after `index` on f = product * x**2 / 2, read off the rule."""
    names = optimizer.memory
    columns = np.eye(1 + len(names))
    gradient = product * columns[:1]
    state = {name: columns[1 + i][None, :] for i, name in enumerate(names)}
    shift, named = optimizer.rule(np, gradient, state, index, 1.0)
    return np.concatenate([columns[:1] + shift, *(named[name] for name in names)], axis=0)
