"""One look more than the gradient here: the slope nearby, or how the coordinates bend."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from descent.optimizers import Array, FirstOrder, GradientDescent, RatedOptimizer, SignDescent, State, length
from descent.settings import Count, Fraction, NonNegative, Positive
from landscapes import Landscape


@dataclass(frozen=True)
class SAM(RatedOptimizer):
    """x <- x - learning_rate * g(x + radius * g / |g|): the slope at the worst place nearby, which flat valleys forgive.

    Notes
    -----
    Sharpness-aware minimization over gradient descent; the radius, the paper's rho, is in domain units. It does not
    come to rest in a sharp minimum, but hops about it. The rate is chosen as for gradient descent.

    References
    ----------
    Foret, Kleiner, Mobahi & Neyshabur (2021), equations 2 and 3, algorithm 1.

    Examples
    --------
    >>> from descent import SAM, descend
    >>> from landscapes import catalogue
    >>> run = descend(catalogue["sphere"], [[2.0, 1.0]], SAM(0.1), steps=40)
    >>> bool(run.heights[-1, 0] < run.heights[0, 0])
    True
    """

    radius: Positive = 0.05
    word: ClassVar[str] = "sam"
    alike: ClassVar[type[FirstOrder] | None] = GradientDescent
    curved: ClassVar[bool] = False
    on_request: ClassVar[bool] = True

    def initial_state(self, points: Array) -> State:
        return {}

    def step(
        self, points: Array, gradient: Array, state: State, index: int, landscape: Landscape
    ) -> tuple[Array, State]:
        steep = length(gradient)
        worst = points + self.radius * gradient / np.where(steep > 0, steep, 1.0)
        return -self.rate(index) * landscape.gradient(worst.T).T, state


@dataclass(frozen=True)
class Sophia(RatedOptimizer):
    """x <- x - learning_rate * clip(m / max(gamma*h, epsilon), -1, 1), h a mean of the Hessian's diagonal.

    m <- beta1*m + (1-beta1)*g in every step; h <- beta2*h + (1-beta2)*diag(H) in every `every`-th.

    Notes
    -----
    The paper estimates the diagonal from random vectors (Hutchinson); here it is what their mean is, the diagonal
    itself. Where it bends down or not at all, a coordinate steps by the learning rate, as sign descent does, and
    the rate is chosen as for that. Weight decay is left out.

    References
    ----------
    Liu, Li, Hall, Liang & Ma (2023), algorithm 3 (Sophia-H).

    Examples
    --------
    >>> from descent import Sophia, descend
    >>> from landscapes import catalogue
    >>> run = descend(catalogue["sphere"], [[2.0, 1.0]], Sophia(0.1), steps=60)
    >>> bool(run.heights[-1, 0] < run.heights[0, 0])
    True
    """

    beta1: Fraction = 0.96
    beta2: Fraction = 0.99
    gamma: Positive = 0.01
    epsilon: NonNegative = 1e-12
    every: Count = 10
    word: ClassVar[str] = "sophia"
    alike: ClassVar[type[FirstOrder] | None] = SignDescent
    on_request: ClassVar[bool] = True

    def initial_state(self, points: Array) -> State:
        return {"mean": np.zeros_like(points), "bend": np.zeros_like(points)}

    def step(
        self, points: Array, gradient: Array, state: State, index: int, landscape: Landscape
    ) -> tuple[Array, State]:
        mean = self.beta1 * state["mean"] + (1 - self.beta1) * gradient
        bend = state["bend"].copy()
        if index % self.every == 0:
            diagonal = np.diagonal(landscape.hessian(points.T), axis1=1, axis2=2).T
            bend = self.beta2 * bend + (1 - self.beta2) * diagonal
        with np.errstate(divide="ignore", invalid="ignore"):
            shift = np.clip(mean / np.maximum(self.gamma * bend, self.epsilon), -1.0, 1.0)
        return -self.rate(index) * np.where(np.isnan(shift), 0.0, shift), {"mean": mean, "bend": bend}
