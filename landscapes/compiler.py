"""Formula to NumPy: value and gradient in one function with shared subexpressions, and the Hessian."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from landscapes.symbolic import sp

if TYPE_CHECKING:
    from landscapes.landscape import Landscape


class Compiled:
    """The functions of one landscape, each made when it is first asked for."""

    def __init__(self, landscape: Landscape) -> None:
        self._landscape = landscape

    @cached_property
    def _value(self) -> Any:
        return sp.lambdify(self._landscape.variables, [self._landscape.formula], "numpy", cse=True)

    @cached_property
    def _value_and_gradient(self) -> Any:
        f = self._landscape
        return sp.lambdify(f.variables, [f.formula, *f.gradient_formula], "numpy", cse=True)

    @cached_property
    def _hessian(self) -> Any:
        f = self._landscape
        return sp.lambdify(f.variables, list(f.hessian_formula), "numpy", cse=True)

    def value(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        return _evaluate(self._value, points)[..., 0]

    def value_and_gradient(
        self, points: NDArray[np.float64]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        both = _evaluate(self._value_and_gradient, points)
        return both[..., 0], np.nan_to_num(both[..., 1:], posinf=0.0, neginf=0.0)

    def hessian(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        n = self._landscape.dimensions
        return np.nan_to_num(_evaluate(self._hessian, points).reshape(*points.shape[:-1], n, n))


def _evaluate(function: Any, points: NDArray[np.float64]) -> NDArray[np.float64]:
    with np.errstate(all="ignore"):
        columns = function(*np.moveaxis(points, -1, 0))
    # The derivative of a slope that is constant comes back as a plain number.
    return np.stack([np.broadcast_to(c, points.shape[:-1]) for c in columns], axis=-1).astype(float)
