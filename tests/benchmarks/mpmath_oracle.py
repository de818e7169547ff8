"""Functions in mpmath for the judges, made of a landscape's formula alone: nothing of ours computes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import mpmath
import numpy as np
import sympy as sp

DIGITS = 30
Real = Callable[[Sequence[Any]], Any]
_LARGEST = 1.7976931348623157e308
"""A height beyond floats is none for us."""
_MOST_BITS = 3000
"""Of a number's exponent: functions of larger ones take mpmath minutes, or all memory."""


def _real_only(function: Callable[..., Any]) -> Callable[..., Any]:
    """The same function; a ValueError where an argument or the result is not real, though the whole might be again."""

    def value(*arguments: Any) -> Any:
        if any(mpmath.isfinite(a) and mpmath.mag(a) > _MOST_BITS for a in arguments):
            raise OverflowError
        made = function(*arguments)
        if any(isinstance(a, mpmath.mpc) for a in (*arguments, made)):
            raise ValueError("not real")
        return made

    return value


_ROOT = sp.Function("real_power")
_REAL = {
    name: _real_only(getattr(mpmath, name))
    for name in (
        *("sqrt", "log", "asin", "acos", "acosh", "atanh"),
        *("sin", "cos", "tan", "sinh", "cosh", "tanh", "exp"),
    )
}
_REAL["real_power"] = _real_only(mpmath.power)


def _without_roots(formula: Any) -> Any:
    """The formula with powers whose exponents are not whole as a function of their own."""
    if not formula.args:
        return formula
    parts = [_without_roots(part) for part in formula.args]
    if formula.is_Pow and not formula.exp.is_integer:
        return _ROOT(*parts)
    # As it stands: acos(u) is none of cos(acos(u)) where u is 2.
    return formula.func(*parts, evaluate=False) if formula.is_Function else formula.func(*parts)


def real(variables: Sequence[Any], formula: Any) -> Real:
    """The formula as a function of points (n,) in 30 digits; None where it is not a finite real number."""
    inner = sp.lambdify(variables, _without_roots(formula), [_REAL, "mpmath"])

    def value(point: Sequence[Any]) -> Any:
        with mpmath.workdps(DIGITS):
            try:
                made = mpmath.mpmathify(inner(*map(mpmath.mpf, point)))
            except (ZeroDivisionError, ValueError, OverflowError, TypeError, NameError, AttributeError):
                return None
            if isinstance(made, mpmath.mpc):
                made = made.real if made.imag == 0 else mpmath.nan
            return made if mpmath.isfinite(made) and abs(made) <= _LARGEST else None

    return value


def ways(dimensions: int, rng: np.random.Generator, some: int) -> np.ndarray:
    """Directions (D, n), the longest part of each 1: along the axes and at random, with their opposites."""
    random = rng.normal(size=(some, dimensions))
    random /= np.abs(random).max(axis=1, keepdims=True)
    return np.concatenate([np.eye(dimensions), random, -np.eye(dimensions), -random])


def moved(point: Sequence[Any], step: Any, way: Sequence[float], width: Sequence[float]) -> list[Any]:
    """The point `step` widths along `way`."""
    with mpmath.workdps(DIGITS):
        return [
            mpmath.mpf(c) + step * mpmath.mpf(float(d)) * mpmath.mpf(float(w))
            for c, d, w in zip(point, way, width, strict=True)
        ]
