"""Steps from a Hessian that the last few steps alone say something of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from descent.methods.line_search import backtrack
from descent.methods.quasi_newton import first_scale
from descent.optimizers import Array, RatedOptimizer, State, dot, length
from descent.schedules import Schedule
from descent.settings import Count, Fraction
from landscapes import Landscape

Pairs = tuple[Array, Array, Array]
"""s, y and 1 / (s.y) of the last steps."""


@dataclass(frozen=True)
class LBFGS(RatedOptimizer):
    """BFGS that remembers the last `history` steps instead of a matrix; a from backtracking.

    Notes
    -----
    The first step and what is left out are as for `BFGS`. On a few variables both walk nearly alike: L-BFGS begins
    from (s.y)/(y.y) of the last step each time, BFGS from that of the first. torch.optim.LBFGS takes the first
    step without a line search.

    References
    ----------
    Nocedal (1980); Liu & Nocedal (1989); Nocedal & Wright (2006), algorithms 7.4 and 7.5.

    Examples
    --------
    >>> from descent import LBFGS, Ending, descend
    >>> from landscapes import catalogue
    >>> run = descend(catalogue["rosenbrock"], [[-1.2, 1.0]], LBFGS(), steps=100)
    >>> Ending(run.ending[0]).name
    'CONVERGED'
    """

    learning_rate: float | Schedule | None = 1.0
    history: Count = 10
    shrink: Fraction = 0.5
    decrease: Fraction = 1e-4
    trials: Count = 40
    on_request: ClassVar[bool] = True

    @property
    def spoken(self) -> str:
        return "L-BFGS"

    def initial_state(self, points: Array) -> State:
        pairs = np.zeros((self.history, *points.shape))
        state = {
            "moves": pairs,
            "changes": pairs.copy(),
            "weights": np.zeros((self.history, points.shape[1])),
        }
        return state | {name: np.zeros_like(points) for name in ("moved", "gradient")}

    def step(
        self, points: Array, gradient: Array, state: State, index: int, landscape: Landscape
    ) -> tuple[Array, State]:
        pairs = state["moves"], state["changes"], state["weights"]
        if index:
            pairs = _remembered(pairs, state["moved"], gradient - state["gradient"])
        start = first_scale(landscape, gradient)
        direction = -two_loops(*pairs, gradient, start)
        # Rounding may have turned it uphill: such particles begin again.
        lost = ~(dot(direction, gradient) < 0)
        direction = np.where(lost, -start * gradient, direction)
        shift = backtrack(
            landscape, points, gradient, self.rate(index) * direction, self.shrink, self.decrease, self.trials
        )
        moves, changes, weights = pairs
        after = {"moves": moves, "changes": changes, "weights": np.where(lost, 0.0, weights)}
        return shift, after | {"moved": shift.copy(), "gradient": gradient.copy()}


def two_loops(moves: Array, changes: Array, weights: Array, gradient: Array, start: Array) -> Array:
    """H g for every particle (n, B): Nocedal & Wright, algorithm 7.4.

    Parameters
    ----------
    moves, changes : (m, n, B), s and y of the last m steps, the latest last
    weights : (m, B), 1 / (s.y), 0 for what is not remembered
    gradient : (n, B)
    start : (B,), H before anything is remembered; afterwards it is (s.y)/(y.y) of the latest
    """
    image, shares = gradient.copy(), []
    for s, y, weight in zip(moves[::-1], changes[::-1], weights[::-1], strict=True):
        shares.append(weight * dot(s, image))
        image = image - shares[-1] * y
    known, square = weights[-1] > 0, dot(changes[-1], changes[-1])
    with np.errstate(divide="ignore", invalid="ignore"):
        image = np.where(known, 1 / (weights[-1] * square), start) * image
    for s, y, weight, share in zip(moves, changes, weights, reversed(shares), strict=True):
        image = image + (share - weight * dot(y, image)) * s
    return image


def _remembered(pairs: Pairs, moved: Array, change: Array) -> Pairs:
    """The pairs with one more, where the curvature along it is positive; the oldest goes."""
    along = dot(moved, change)
    good = along > 1e-12 * length(moved) * length(change)
    latest = moved, change, 1 / np.where(good, along, 1.0)
    moves, changes, weights = (
        np.where(good, np.concatenate([old[1:], new[None]]), old)
        for old, new in zip(pairs, latest, strict=True)
    )
    return moves, changes, weights
