"""Functions in mpmath for the judges, made of a landscape's formula alone: nothing of ours computes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import mpmath
import numpy as np
import sympy as sp

DIGITS = 30
Real = Callable[[Sequence[Any]], Any]


def real(variables: Sequence[Any], formula: Any) -> Real:
    """The formula as a function of points (n,) in 30 digits; None where it is not a finite real number."""
    inner = sp.lambdify(variables, formula, "mpmath")

    def value(point: Sequence[Any]) -> Any:
        with mpmath.workdps(DIGITS):
            try:
                made = mpmath.mpmathify(inner(*map(mpmath.mpf, point)))
            except (ZeroDivisionError, ValueError, OverflowError, TypeError, NameError, AttributeError):
                return None
            if isinstance(made, mpmath.mpc):
                made = made.real if made.imag == 0 else mpmath.nan
            return made if mpmath.isfinite(made) else None

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
