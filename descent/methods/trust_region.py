"""The best step on the parabola that fits here, no longer than the parabola has been right lately."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from descent.optimizers import Array, Optimizer, State, dot, length, total
from descent.settings import Fraction, Positive
from landscapes import Landscape

_LOOKS = 60
"""Newton's steps towards the length of the radius, halved where they leave the bracket: doubles need no more."""


@dataclass(frozen=True)
class TrustRegion(Optimizer):
    """x <- x + p, where p is lowest on the parabola among all steps of at most the radius, if the height falls.

    It falls by the share r of what the parabola promised. r < 1/4: the radius is divided by 4; r > 3/4 and p as long
    as the radius: it is doubled; r <= `least`: the particle stays.

    Parameters
    ----------
    radius, largest : float
        The first radius and the longest, in shares of the domain's sides, so that no units come in.
    least : float

    Notes
    -----
    The step is the exact one (theorem 4.1), from the Hessian's principal axes, the hard case too: it walks away from
    maxima and saddles. SciPy's ``trust-exact`` solves the same up to a tenth.

    References
    ----------
    Sorensen (1982); More & Sorensen (1983); Nocedal & Wright (2006), algorithms 4.1 and 4.3.

    Examples
    --------
    >>> from descent import Ending, TrustRegion, descend
    >>> from landscapes import catalogue
    >>> run = descend(catalogue["rosenbrock"], [[-1.2, 1.0]], TrustRegion(), steps=100)
    >>> Ending(run.ending[0]).name
    'CONVERGED'
    """

    radius: Positive = 0.1
    largest: Positive = 1.0
    least: Fraction = 0.1
    on_request: ClassVar[bool] = True

    def initial_state(self, points: Array) -> State:
        return {"radius": np.full(points.shape[1], min(self.radius, self.largest))}

    def step(
        self, points: Array, gradient: Array, state: State, index: int, landscape: Landscape
    ) -> tuple[Array, State]:
        radius = state["radius"]
        sides = np.ptp(np.asarray(landscape.domain, dtype=float), axis=1)
        curvature, axes = np.linalg.eigh(landscape.hessian(points.T) * np.outer(sides, sides))
        curvature = curvature.T
        slopes = total(np.moveaxis(axes, 1, 0) * (sides[:, None] * gradient)[:, :, None]).T
        along = within_radius(curvature, slopes, radius)
        shift = sides[:, None] * total(np.moveaxis(axes, 2, 0) * along[:, :, None]).T
        promised = -(dot(slopes, along) + 0.5 * dot(curvature * along, along))
        with np.errstate(all="ignore"):
            fall = (landscape.value(points.T) - landscape.value((points + shift).T)) / promised
        trusted = fall > 0.75
        full = length(along) >= 0.999 * radius
        after = np.where(trusted & full, np.minimum(2 * radius, self.largest), radius)
        after = np.where(fall >= 0.25, after, radius / 4)
        return np.where(fall > self.least, shift, 0.0), {"radius": after}


def within_radius(curvature: Array, slopes: Array, radius: Array) -> Array:
    """Where slopes.p + curvature.p**2 / 2 is lowest among all |p| <= radius, along principal axes.

    Parameters
    ----------
    curvature : (n, B), rising
    slopes : (n, B)
    radius : (B,)

    Returns
    -------
    (n, B)
    """
    push = np.maximum(0.0, -curvature[0])  # the least that makes the parabola bend up everywhere
    gap = np.maximum(curvature + push, 0.0)
    size = np.maximum(np.abs(curvature).max(axis=0), 1e-300)
    flat = gap <= 1e-14 * size
    best = np.where(flat, 0.0, -slopes / np.where(flat, 1.0, gap))
    strength = length(slopes)
    level = length(np.where(flat, slopes, 0.0)) <= 1e-14 * strength
    inside = level & (length(best) <= radius)
    rest = np.sqrt(np.maximum(radius**2 - dot(best, best), 0.0))
    # The hard case: the slope does not say which way along the axis that bends down; any is as good.
    hard = inside & (push > 0)
    best = np.concatenate([np.where(hard, rest, best[0])[None], best[1:]])
    more = _pushed(gap, slopes, radius, strength)
    return np.where(inside, best, -slopes / np.maximum(gap + more, 1e-300))


def _pushed(gap: Array, slopes: Array, radius: Array, strength: Array) -> Array:
    """The s (B,) at which slopes / (gap + s) is as long as the radius: algorithm 4.3, in a bracket."""
    low, high = np.zeros_like(radius), strength / radius
    s = high
    for _ in range(_LOOKS):
        with np.errstate(all="ignore"):
            step = slopes / (gap + s)
            far = length(step)
            trial = s + dot(step, step) / dot(step, step / (gap + s)) * (far - radius) / radius
        low, high = np.where(far > radius, s, low), np.where(far > radius, high, s)
        s = np.where((trial > low) & (trial < high), trial, (low + high) / 2)
    return s
