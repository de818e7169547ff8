"""Gradient descent that tries a step before it takes it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from descent.optimizers import Array, RatedOptimizer, State, dot
from descent.schedules import Schedule
from descent.settings import Count, Fraction
from landscapes import Landscape


def backtrack(
    landscape: Landscape,
    points: Array,
    gradient: Array,
    direction: Array,
    shrink: float,
    decrease: float,
    trials: int,
) -> Array:
    """The displacement (n, B), in domain units: `direction`, shortened until the height falls as Armijo asks, else zero.

    Accepts the first of direction, shrink * direction, shrink**2 * direction, ... with
    f(x + d) <= f(x) + decrease * gradient . d.
    """
    base = landscape.value(points.T)
    slope = decrease * dot(gradient, direction)
    shift = np.zeros_like(points)
    waiting = np.flatnonzero(slope < 0)
    length = 1.0
    for _ in range(trials):
        trial = length * direction[:, waiting]
        with np.errstate(invalid="ignore"):
            good = landscape.value((points[:, waiting] + trial).T) <= base[waiting] + length * slope[waiting]
        shift[:, waiting[good]] = trial[:, good]
        waiting = waiting[~good]
        if not len(waiting):
            break
        length *= shrink
    return shift


@dataclass(frozen=True)
class Backtracking(RatedOptimizer):
    """x <- x - a * g with the first a of learning_rate, shrink * learning_rate, ... that lowers f enough.

    Enough is Armijo's condition `f(x - a g) <= f(x) - decrease * a * |g|**2`. If none of `trials` does, the
    particle stays for this step.

    References
    ----------
    Armijo (1966); Nocedal & Wright (2006), algorithm 3.1 with decrease 1e-4. Boyd & Vandenberghe take 0.01
    to 0.3.

    Examples
    --------
    >>> from descent import Backtracking, Ending, descend
    >>> from landscapes import catalogue
    >>> run = descend(catalogue["sphere"], [[2.0, 1.0]], Backtracking(), steps=200)
    >>> Ending(run.ending[0]).name
    'CONVERGED'
    >>> int(run.stopped_at[0])
    1
    """

    learning_rate: float | Schedule | None = 1.0
    shrink: Fraction = 0.5
    decrease: Fraction = 1e-4
    trials: Count = 40
    in_pages: ClassVar[bool] = True
    curved: ClassVar[bool] = False

    def initial_state(self, points: Array) -> State:
        return {}

    def step(
        self, points: Array, gradient: Array, state: State, index: int, landscape: Landscape
    ) -> tuple[Array, State]:
        direction = -self.rate(index) * gradient
        shift = backtrack(landscape, points, gradient, direction, self.shrink, self.decrease, self.trials)
        return shift, {}
