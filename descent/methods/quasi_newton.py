"""Steps from a Hessian that is guessed from the gradients seen on the way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from descent.methods.line_search import backtrack
from descent.optimizers import Array, RatedOptimizer, State, dot, length, total
from descent.schedules import Schedule
from descent.settings import Count, Fraction
from landscapes import Landscape


@dataclass(frozen=True)
class BFGS(RatedOptimizer):
    """x <- x + a * d with d = -B g, B the inverse Hessian that BFGS builds up, and a from backtracking.

    Notes
    -----
    The first step is `learning_rate` times a tenth of the domain's narrowest side, in proportion less where the slope
    is less than the landscape's gentle ones: no units come in. Before its first update B is (s.y)/(y.y) times the
    identity (Nocedal & Wright, equation 6.20). The line search is Armijo's alone, so an update
    that would spoil B (s.y not positive) is left out; SciPy's, with Wolfe's conditions, is
    ``ScipyMinimize("BFGS")``.

    References
    ----------
    Broyden, Fletcher, Goldfarb, Shanno (1970); Nocedal & Wright (2006), algorithm 6.1.

    Examples
    --------
    >>> from descent import BFGS, Ending, descend
    >>> from landscapes import catalogue
    >>> run = descend(catalogue["sphere"], [[2.0, 1.0]], BFGS(), steps=200)
    >>> Ending(run.ending[0]).name
    'CONVERGED'
    >>> int(run.stopped_at[0])
    2
    """

    learning_rate: float | Schedule | None = 1.0
    shrink: Fraction = 0.5
    decrease: Fraction = 1e-4
    trials: Count = 40
    in_pages: ClassVar[bool] = True

    def initial_state(self, points: Array) -> State:
        count, particles = points.shape
        inverse = np.repeat(np.eye(count)[:, :, None], particles, axis=2)
        return {"inverse": inverse, "moved": np.zeros_like(points), "gradient": np.zeros_like(points)}

    def step(
        self, points: Array, gradient: Array, state: State, index: int, landscape: Landscape
    ) -> tuple[Array, State]:
        inverse = state["inverse"]
        if index:
            inverse = _updated(inverse, state["moved"], gradient - state["gradient"], first=index == 1)
        direction = -_image(inverse, gradient)
        # Rounding may have cost B its positive definiteness: such particles begin again.
        lost = ~(dot(direction, gradient) < 0) | (index == 0)
        scale = first_scale(landscape, gradient)
        inverse = np.where(lost, scale * np.eye(len(points))[:, :, None], inverse)
        direction = np.where(lost, -scale * gradient, direction)
        shift = backtrack(
            landscape, points, gradient, self.rate(index) * direction, self.shrink, self.decrease, self.trials
        )
        return shift, {"inverse": inverse, "moved": shift.copy(), "gradient": gradient.copy()}


def first_scale(landscape: Landscape, gradient: Array) -> Array:
    """How long a step is (B,) for a slope of 1, before anything is known of the curvature."""
    width = 0.1 * float(np.ptp(landscape.domain, axis=1).min())
    slope = np.maximum(length(gradient), float(np.linalg.norm(landscape.gentle_slopes)))
    return np.asarray(width / np.where(slope > 0, slope, 1.0))


def _updated(inverse: Array, moved: Array, change: Array, first: bool) -> Array:
    """Nocedal & Wright, equation 6.17, for every particle with s.y > 0: inverse (n, n, B), s and y (n, B)."""
    along = dot(moved, change)
    square = dot(change, change)
    # By the angle between both: it has no units.
    good = along > 1e-12 * length(moved) * length(change)
    if first:
        scale = along / np.where(square > 0, square, 1.0)
        inverse = np.where(good, scale * np.eye(len(moved))[:, :, None], inverse)
    weight = 1 / np.where(good, along, 1.0)
    image = _image(inverse, change)
    growth = weight * (1 + weight * dot(change, image))
    crossed = np.einsum("ib,jb->ijb", moved, image)
    outer = np.einsum("ib,jb->ijb", moved, moved)
    better = inverse + growth * outer - weight * (crossed + crossed.swapaxes(0, 1))
    return np.where(good, better, inverse)


def _image(inverse: Array, vectors: Array) -> Array:
    """B v for every particle: inverse (n, n, B), vectors (n, B) -> (n, B)."""
    return np.asarray(total((inverse * vectors).swapaxes(0, 1)))
