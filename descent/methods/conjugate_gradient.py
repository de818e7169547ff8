"""Directions that do not undo what earlier ones achieved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from descent.methods.line_search import backtrack
from descent.methods.quasi_newton import first_scale
from descent.optimizers import Array, RatedOptimizer, State, dot, length, total
from descent.schedules import Schedule
from descent.settings import Count, Fraction, Positive
from landscapes import Landscape


@dataclass(frozen=True)
class ConjugateGradient(RatedOptimizer):
    """d <- -g + max(g.(g - g_before) / |g_before|**2, 0) * d;  x <- x + a*d: Polak and Ribiere's, never negative.

    a is where the parabola along d ends, -g.d / d.Hd, at most `longest` of the domain's diagonal, then shortened until
    the height falls as Armijo asks. On a parabola of n variables it arrives in n steps.

    Notes
    -----
    The curvature along d makes the line search exact on parabolas (Daniel 1967); others search by Wolfe's conditions.
    Where d does not lead down it begins again with -g, and where it does not bend up the first trial is as BFGS's.

    References
    ----------
    Hestenes & Stiefel (1952); Polak & Ribiere (1969); Nocedal & Wright (2006), algorithm 5.4 and equation 5.45.

    Examples
    --------
    >>> from descent import ConjugateGradient, Ending, descend
    >>> from landscapes import catalogue
    >>> run = descend(catalogue["booth"], [[-8.0, 3.0]], ConjugateGradient(), steps=50)
    >>> int(run.stopped_at[0]), Ending(run.ending[0]).name
    (2, 'CONVERGED')
    """

    learning_rate: float | Schedule | None = 1.0
    longest: Positive = 0.5
    shrink: Fraction = 0.5
    decrease: Fraction = 1e-4
    trials: Count = 40
    on_request: ClassVar[bool] = True

    def initial_state(self, points: Array) -> State:
        return {"direction": np.zeros_like(points), "gradient": np.zeros_like(points)}

    def step(
        self, points: Array, gradient: Array, state: State, index: int, landscape: Landscape
    ) -> tuple[Array, State]:
        before = state["gradient"]
        square = dot(before, before)
        share = np.maximum(dot(gradient, gradient - before) / np.where(square > 0, square, 1.0), 0.0)
        direction = share * state["direction"] - gradient
        slope = dot(direction, gradient)
        lost = ~(slope < 0)
        direction = np.where(lost, -gradient, direction)
        slope = np.where(lost, -dot(gradient, gradient), slope)
        bend = dot(direction, _image(landscape.hessian(points.T), direction))
        upward = bend > 1e-300
        reach = np.where(upward, -slope / np.where(upward, bend, 1.0), first_scale(landscape, gradient))
        far = reach * length(direction)
        limit = self.longest * float(np.linalg.norm(np.ptp(landscape.domain, axis=1)))
        reach = reach * np.minimum(1.0, limit / np.where(far > 0, far, 1.0))
        trial = self.rate(index) * reach * direction
        shift = backtrack(landscape, points, gradient, trial, self.shrink, self.decrease, self.trials)
        return shift, {"direction": direction, "gradient": gradient.copy()}


def _image(hessians: Array, vectors: Array) -> Array:
    """H v for every particle: hessians (B, n, n), vectors (n, B) -> (n, B)."""
    return np.asarray(total(np.moveaxis(hessians, -1, 0) * vectors[:, :, None]).T)
