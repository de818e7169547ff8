"""Sums of squares: curvature from slopes of what is squared alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, ClassVar

import numpy as np

from descent.methods.line_search import backtrack
from descent.optimizers import Array, Optimizer, RatedOptimizer, State, dot, total
from descent.schedules import Schedule
from descent.settings import Count, Fraction, NonNegative, Positive
from landscapes import DataLandscape, Landscape
from landscapes.compiled import Compiled

Grams = Callable[[Array], Array]
_FLAT = 1e-12
"""Curvature less than this share of the largest says nothing of a direction."""


@dataclass(frozen=True)
class GaussNewton(RatedOptimizer):
    """x <- x + a*p with (J'J) p = -J'r, for f = r.r, and a from backtracking: Newton without what r itself bends.

    Notes
    -----
    Directions without curvature (less than 1e-12 of the largest, in shares of the domain's sides) are left out. The
    landscape must be a sum of squares as it is written, as Rosenbrock's and Himmelblau's are, or a fit with the
    loss ``mse``.

    Raises
    ------
    ValueError
        From `descend`, if the landscape is no sum of squares.

    References
    ----------
    Gauss (1809); Nocedal & Wright (2006), section 10.3.

    Examples
    --------
    >>> from descent import Ending, GaussNewton, descend
    >>> from landscapes import catalogue
    >>> run = descend(catalogue["rosenbrock"], [[-1.2, 1.0]], GaussNewton(), steps=50)
    >>> Ending(run.ending[0]).name
    'CONVERGED'
    """

    learning_rate: float | Schedule | None = 1.0
    shrink: Fraction = 0.5
    decrease: Fraction = 1e-4
    trials: Count = 40
    on_request: ClassVar[bool] = True

    @property
    def spoken(self) -> str:
        return "Gauss-Newton"

    def initial_state(self, points: Array) -> State:
        return {}

    def step(
        self, points: Array, gradient: Array, state: State, index: int, landscape: Landscape
    ) -> tuple[Array, State]:
        sides = np.ptp(np.asarray(landscape.domain, dtype=float), axis=1)
        bends, axes = np.linalg.eigh(grams(landscape)(points.T) * np.outer(sides, sides))
        known = bends > _FLAT * bends[:, -1:]
        inverse = np.where(known, 1 / np.where(known, bends, 1.0), 0.0)
        along = total(np.moveaxis(axes, 1, 0) * (-0.5 * sides * gradient.T).T[:, :, None]) * inverse
        direction = sides[:, None] * total(np.moveaxis(axes, 2, 0) * along.T[:, :, None]).T
        direction = self.rate(index) * direction
        return backtrack(
            landscape, points, gradient, direction, self.shrink, self.decrease, self.trials
        ), state


@dataclass(frozen=True)
class LevenbergMarquardt(Optimizer):
    """x <- x + p with (J'J + damping * D) p = -J'r, for f = r.r: between Gauss-Newton and a short gradient step.

    D is the largest diagonal of J'J so far. With u = (fall) / (promised fall): u > 0 takes the step and multiplies
    the damping by max(1/3, 1 - (2u - 1)**3), else it is multiplied by 2, then 4, 8, ...

    Notes
    -----
    The rule for the damping is Nielsen's. The landscape must be a sum of squares, as for `GaussNewton`. SciPy's
    ``least_squares(method="lm")`` is MINPACK's, which steers a radius instead.

    Raises
    ------
    ValueError
        From `descend`, if the landscape is no sum of squares.

    References
    ----------
    Levenberg (1944); Marquardt (1963); More (1978) for D; Nielsen (1999); Madsen, Nielsen & Tingleff (2004),
    algorithm 3.16.

    Examples
    --------
    >>> from descent import Ending, LevenbergMarquardt, descend
    >>> from landscapes import catalogue
    >>> run = descend(catalogue["rosenbrock"], [[-1.2, 1.0]], LevenbergMarquardt(), steps=50)
    >>> Ending(run.ending[0]).name
    'CONVERGED'
    """

    damping: Positive = 1e-3
    lowest: NonNegative = 1e-300
    on_request: ClassVar[bool] = True

    @property
    def spoken(self) -> str:
        return "Levenberg-Marquardt"

    def initial_state(self, points: Array) -> State:
        count = points.shape[1]
        return {
            "damping": np.full(count, self.damping),
            "growth": np.full(count, 2.0),
            "scale": np.zeros_like(points),
        }

    def step(
        self, points: Array, gradient: Array, state: State, index: int, landscape: Landscape
    ) -> tuple[Array, State]:
        damping, growth = state["damping"], state["growth"]
        gram = grams(landscape)(points.T)
        scale = np.maximum(state["scale"], np.diagonal(gram, axis1=1, axis2=2).T)
        # A variable that nothing depends on yet is held by the unit of the others.
        weight = damping * np.where(scale > 0, scale, np.maximum(scale.max(axis=0), self.lowest))
        matrix = gram + weight.T[:, :, None] * np.eye(len(points))
        shift = np.linalg.solve(matrix, -0.5 * gradient.T[:, :, None])[:, :, 0].T
        promised = dot(shift, weight * shift - 0.5 * gradient)
        with np.errstate(all="ignore"):
            fall = (landscape.value(points.T) - landscape.value((points + shift).T)) / promised
        taken = fall > 0
        calmer = damping * np.maximum(1 / 3, 1 - (2 * np.where(taken, fall, 0.0) - 1) ** 3)
        return np.where(taken, shift, 0.0), {
            "damping": np.clip(np.where(taken, calmer, damping * growth), 1e-100, 1e100),
            "growth": np.where(taken, 2.0, np.minimum(2 * growth, 1e30)),
            "scale": scale,
        }


def grams(landscape: Landscape) -> Grams:
    """What makes J'J (N, n, n), for f = r.r, of points (N, n).

    Raises
    ------
    ValueError
        If the landscape is no sum of squares.
    """
    squares = squares_of(landscape)
    return squares.gram if squares.table is None else squares.gram_over_rows


def squares_of(landscape: Landscape) -> Squares:
    """What a landscape adds up the squares of.

    Raises
    ------
    ValueError
        If it is no sum of squares.
    """
    return _squares_of(landscape, landscape.name)


@lru_cache(maxsize=16)
def _squares_of(landscape: Landscape, name: str) -> Squares:
    if isinstance(landscape, DataLandscape):
        return _of_rows(landscape)
    if landscape.kind != "formula":
        raise ValueError(f"{name} has no formula, so nobody knows what is squared; take TrustRegion or LBFGS")
    residuals = squared(landscape.formula, name)
    return Squares(_varying(residuals, landscape.variables), landscape.dimensions)


def _of_rows(landscape: DataLandscape) -> Squares:
    import sympy as sp

    columns = sp.symbols(f"row0:{landscape.table.shape[1]}", real=True)
    symbols = (*landscape.variables, *columns)
    residuals = squared(landscape.builder.loss(*symbols), landscape.name)
    share = 1 / len(landscape.table) if landscape.builder.reduction == "mean" else 1.0
    return Squares(_varying(residuals, symbols), landscape.dimensions, landscape.table, share)


def _varying(residuals: list[Any], symbols: tuple[Any, ...]) -> tuple[Compiled, ...]:
    return tuple(Compiled(r, symbols) for r in residuals if r.free_symbols)


@dataclass(frozen=True, eq=False)
class Squares:
    """f = share * (the sum of r**2), of every row of a table where there is one, and of what does not vary.

    Parameters
    ----------
    residuals : functions r of n variables, and of a row's columns
    dimensions : n
    table : (rows, columns)
    share : float
    """

    residuals: tuple[Compiled, ...]
    dimensions: int
    table: Array | None = None
    share: float = 1.0

    def gram(self, points: Array) -> Array:
        """J'J (N, n, n) at `points` (N, n)."""
        slopes = np.stack([r.value_and_gradient(points)[1] for r in self.residuals])
        return np.asarray(total(slopes[..., :, None] * slopes[..., None, :]))

    def gram_over_rows(self, points: Array) -> Array:
        """The same with a table."""
        table, n = np.asarray(self.table), self.dimensions
        places = np.concatenate(
            [
                np.repeat(points[:, None], len(table), axis=1),
                np.broadcast_to(table, (len(points), *table.shape)),
            ],
            axis=2,
        )
        whole = places.reshape(-1, places.shape[2])
        slopes = [r.value_and_gradient(whole)[1].reshape(*places.shape)[..., :n] for r in self.residuals]
        return self.share * np.asarray(sum(np.einsum("nri,nrj->nij", s, s) for s in slopes))


def squared(formula: Any, name: str) -> list[Any]:
    """The r_i of a formula that is written as a sum of squares, r_1**2 + r_2**2 + ...

    Raises
    ------
    ValueError
        If it is none.
    """
    import sympy as sp

    factor, rest = formula.as_coeff_Mul()
    if factor > 0 and factor != 1 and isinstance(rest, sp.Add):
        return [sp.sqrt(factor) * r for r in squared(rest, name)]
    found = []
    for term in sp.Add.make_args(formula):
        coefficient, power = term.as_coeff_Mul()
        parts = [part.as_base_exp() for part in sp.Mul.make_args(power)]
        if not coefficient >= 0 or not all(
            e.is_Integer and e % 2 == 0 and e > 0 for _, e in parts if power != 1
        ):
            raise ValueError(
                f"{name} is no sum of squares as it is written: {str(term)[:60]} is none; take TrustRegion or LBFGS"
            )
        root = sp.Mul(*(base ** (e / 2) for base, e in parts)) if power != 1 else sp.Integer(1)
        found.append(sp.sqrt(coefficient) * root)
    return found
