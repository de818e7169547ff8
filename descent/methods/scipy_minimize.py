"""Anything that scipy.optimize.minimize offers, its iterates walked one by one."""

from __future__ import annotations

import warnings
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from descent.optimizers import Array, Optimizer, State
from descent.settings import Count, brief
from landscapes import Landscape

HESSIAN = ("Newton-CG", "trust-ncg", "trust-krylov", "trust-exact", "trust-constr", "dogleg")
GRADIENT = ("CG", "BFGS", "L-BFGS-B", "TNC", "SLSQP", *HESSIAN)
METHODS = ("Nelder-Mead", "Powell", "COBYLA", "COBYQA", *GRADIENT)


@dataclass(frozen=True)
class ScipyMinimize(Optimizer):
    """Step k goes to SciPy's iterate k + 1, particle by particle.

    SciPy runs each particle to its end, by its own tests with its default tolerances, before the first step
    is taken. After its iterates the particle is at rest, be the gradient small or not. Where SciPy gives up with
    an error the iterates so far are kept.

    Parameters
    ----------
    method : str
        A method of scipy.optimize.minimize, in any case; COBYQA came with SciPy 1.14.
    iterations : int
        SciPy's `maxiter`.

    Raises
    ------
    ValueError
        For a method that SciPy does not have, or `iterations` below 1.

    References
    ----------
    Virtanen et al. (2020), SciPy 1.0; each method's own paper stands in scipy.optimize.minimize.

    Examples
    --------
    >>> from descent import Ending, ScipyMinimize, descend
    >>> from landscapes import catalogue
    >>> run = descend(catalogue["sphere"], [[2.0, 1.0]], ScipyMinimize("L-BFGS-B"), steps=200)
    >>> Ending(run.ending[0]).name
    'CONVERGED'
    """

    method: str = "BFGS"
    iterations: Count = 1000
    word = "scipy"
    in_pages: ClassVar[bool] = True
    one_by_one: ClassVar[bool] = True

    def __post_init__(self) -> None:
        super().__post_init__()
        known = {name.lower(): name for name in METHODS}
        if str(self.method).lower() not in known:
            raise ValueError(
                f"ScipyMinimize.method must be one of {', '.join(METHODS)}, got {brief(self.method)}"
            )
        object.__setattr__(self, "method", known[str(self.method).lower()])

    @property
    def name(self) -> str:
        return f"SciPy {self.method}"

    def initial_state(self, points: Array) -> State:
        return {"iterates": np.full(points.shape[1], None, dtype=object)}

    def placed(
        self, points: Array, gradient: Array, state: State, index: int, landscape: Landscape
    ) -> tuple[Array, State]:
        iterates = state["iterates"]
        places = points.copy()
        for particle in range(points.shape[1]):
            if iterates[particle] is None:
                iterates = iterates.copy() if iterates is state["iterates"] else iterates
                iterates[particle] = self.iterates(landscape, points[:, particle])
            if index < len(iterates[particle]):
                places[:, particle] = iterates[particle][index]
        return places, {"iterates": iterates}

    def step(
        self, points: Array, gradient: Array, state: State, index: int, landscape: Landscape
    ) -> tuple[Array, State]:
        places, state = self.placed(points, gradient, state, index, landscape)
        return places - points, state

    def at_rest(self, state: State, index: int) -> Any:
        return np.array(
            [points is not None and index >= len(points) for points in state["iterates"]], dtype=bool
        )

    def iterates(self, landscape: Landscape, start: Array) -> list[Array]:
        """The points SciPy passes through after `start` (n,), the last one its result."""
        from scipy.optimize import minimize

        seen: list[Array] = []

        def remember(point: Array, *_: Any) -> None:
            seen.append(np.array(point, dtype=float))

        def slope(point: Array) -> Array:
            remember(point)
            return landscape.gradient(point)

        # SLSQP calls back with the first point that a line search tries; it asks for slopes where it stays.
        tells = self.method != "SLSQP"
        both = self.method in GRADIENT and tells
        gave_up = (np.linalg.LinAlgError, ValueError, ArithmeticError)
        with warnings.catch_warnings(), np.errstate(all="ignore"), suppress(*gave_up):
            warnings.simplefilter("ignore")
            result = minimize(
                _value_and_gradient(landscape) if both else lambda x: float(landscape.value(x)),
                np.array(start, dtype=float),
                jac=both if tells else slope,
                hess=landscape.hessian if self.method in HESSIAN else None,
                method=self.method,
                callback=remember if tells else None,
                options={"maxiter": self.iterations},
            )
            # COBYLA ends at the best of the points it tried, not at the last.
            if not seen or (result.x != seen[-1]).any():
                remember(result.x)
        return seen if tells else seen[1:]


def _value_and_gradient(landscape: Landscape) -> Any:
    def both(point: Array) -> tuple[float, Array]:
        value, gradient = landscape.value_and_gradient(point)
        return float(value), gradient

    return both
