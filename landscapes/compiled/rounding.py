"""How far floats may be off: a first-order bound on the rounding error of every operation of a tape.

A bound goes with each value from the operands to the result (a running error analysis), and so does whether the result
is certain not to be a real number, whatever the errors: the log of what is below zero by more than its error.

Higham (2002), Accuracy and Stability of Numerical Algorithms, section 3.3.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


class Reach(NamedTuple):
    """Where sums may have cancelled for good: where coordinates are smaller than `within`, all `together` or any of them.

    Nothing is smaller than 0, everything smaller than infinity.
    """

    within: float = 0.0
    together: bool = False

    def rows(self, columns: Array) -> NDArray[np.intp]:
        """Which of `columns` (n, B) are there."""
        if np.isinf(self.within):
            return np.arange(columns.shape[1])
        first, *others = columns
        if not self.together:
            return np.flatnonzero(np.logical_or.reduce([np.abs(c) < self.within for c in columns]))
        rows = np.flatnonzero(np.abs(first) < self.within)
        for column in others:
            rows = rows[np.abs(column[rows]) < self.within]
        return rows


EVERYWHERE = Reach(np.inf)


class Rounded(NamedTuple):
    """Values (...), the most they may be off (...), and where they are certain not to be real numbers.

    `ordinary` says that all values are finite and in full precision, and none is zero.
    """

    value: Any
    error: Any = 0.0
    undefined: Any = False
    ordinary: bool = False


def followed(
    operation: str, value: Any, operands: list[Rounded], rounding: Any, *, ordinary: bool = False
) -> Rounded:
    """`value`, which `operation` made of `operands` with an error of its own, `rounding`, and what is known of it."""
    rule = _ERRORS.get(operation)
    error = sum(a.error for a in operands) if rule is None else rule(value, *operands)
    if operation == "mul" and not ordinary:
        error = error + _faded(value, *operands)
    if operation not in _EXACT:
        error = error + rounding
    # An infinite operand tells nothing about what comes out of it as a number, but for the zeros of its inverse.
    if operation not in _HANDING_ON and not all(a.ordinary for a in operands):
        lost = False
        for operand in operands:
            lost = lost | ~np.isfinite(operand.value)
        error = np.where(lost & ~np.asarray(_harmless(operation, operands)), np.inf, error)
    return Rounded(value, error, _undefined(operation, operands), ordinary)


def _harmless(operation: str, operands: list[Rounded]) -> Any:
    first = operands[0].value
    if operation in ("tanh", "atan", "sigmoid", "sech2"):
        return np.isinf(first)
    return operation in ("exp", "inv") and np.where(operation == "inv", np.isinf(first), np.isneginf(first))


def _undefined(operation: str, operands: list[Rounded]) -> Any:
    if operation == "mul":
        a, b = operands
        if a.undefined is False and b.undefined is False:
            return False
        # Nothing times what is not defined is nothing, but not what is only too small for floats.
        return (a.undefined & ~_is_nothing(b)) | (b.undefined & ~_is_nothing(a))
    if operation == "where":
        condition, a, b = operands
        return condition.undefined | np.where(condition.value, a.undefined, b.undefined)
    outside = _OUTSIDE.get(operation)
    found = False if outside is None else outside(*operands)
    for operand in operands:
        found = found | operand.undefined
    return found


def _is_nothing(a: Rounded) -> Any:
    return (a.value == 0) & (np.asarray(a.error) == 0)


def _mul(v: Any, a: Rounded, b: Rounded) -> Any:
    # Where all digits of a factor are lost, it may be zero by chance: what both errors make counts too.
    return _times(a, b.error) + _times(b, a.error) + np.minimum(a.error * np.asarray(b.error), _HUGE)


def _faded(v: Any, a: Rounded, b: Rounded) -> Any:
    """What a product that is too small for full precision may be off besides."""
    small = np.abs(v) < _normal(v)
    return np.where(small & (a.value != 0) & (b.value != 0), _tiny(v), 0)


def _times(a: Rounded, error: Any) -> Any:
    """The size of `a` times an error, 0 where there is no error, however large it is; otherwise never rounded to 0."""
    if isinstance(error, float) and not error:
        return 0.0
    made = np.abs(a.value) * error
    if not a.ordinary:
        made = np.where(error == 0, 0, made)
    faded = (made == 0) & (a.value != 0) & (error > 0)
    return np.where(faded, _tiny(a.value), made) if np.any(faded) else made


def _inv(v: Any, a: Rounded) -> Any:
    lost = np.where(v == 0, _tiny(v), 0)
    return (
        np.where(a.error < np.abs(a.value), a.error * np.abs(v) / (np.abs(a.value) - a.error), np.inf) + lost
    )


def _sqrt(v: Any, a: Rounded) -> Any:
    return np.where(a.value > a.error, a.error / v, np.sqrt(2 * a.error))


def _exp(v: Any, a: Rounded) -> Any:
    return _grown(v, a) + np.where(v == 0, _tiny(v), 0)


def _grown(v: Any, a: Rounded) -> Any:
    """By how much the exponential of `a` may be off: exp(a + e) (1 - exp(-e)), where both may be far out of reach."""
    return np.exp(a.value + a.error) * np.minimum(a.error, 1)


def _log(v: Any, a: Rounded) -> Any:
    return np.where(a.error < a.value, a.error / (a.value - a.error), np.where(a.error == 0, 0, np.inf))


def _log1p(v: Any, a: Rounded) -> Any:
    return _log(v, Rounded(1 + a.value, a.error))


def _steps(v: Any, a: Rounded) -> Any:
    return np.where((np.abs(a.value) <= a.error) & (a.error > 0), 2.0, 0.0)


def _compared(v: Any, a: Rounded, b: Rounded) -> Any:
    error = a.error + b.error
    return np.where((np.abs(a.value - b.value) <= error) & (error > 0), 1.0, 0.0)


def _floor(v: Any, a: Rounded) -> Any:
    return np.where((a.value - a.error < v) | (a.value + a.error >= v + 1), 1.0, 0.0)


def _chosen(v: Any, a: Rounded, b: Rounded) -> Any:
    """The error of the one that a maximum or minimum hands on; of both, where rounding may have chosen the wrong one."""
    clear = np.abs(a.value - b.value) > np.asarray(a.error) + b.error
    return np.where(clear, np.where(v == a.value, a.error, b.error), np.maximum(a.error, b.error))


def _log_sum(v: Any, a: Rounded, b: Rounded) -> Any:
    """Each part's error counts by the part's weight."""
    most, total = np.maximum(a.error, b.error), a.error + b.error
    weighted = sum(np.minimum(np.exp(c.value - v + total), 1) * c.error for c in (a, b))
    return np.where(np.isfinite(weighted), np.minimum(weighted, most), most)


def _power(v: Any, a: Rounded, b: Rounded) -> Any:
    size = np.abs(a.value)
    base = np.where(a.error == 0, 0, np.abs(b.value) * a.error / np.maximum(size - a.error, 0))
    exponent = np.where(b.error == 0, 0, np.abs(np.log(size)) * b.error)
    lost = np.where((v == 0) & (a.value != 0), _tiny(v), 0)
    return np.abs(v) * (base + exponent) + lost


def _atan2(v: Any, a: Rounded, b: Rounded) -> Any:
    error = a.error + b.error
    return np.where(error == 0, 0, error / np.hypot(a.value, b.value))


def _arcs(v: Any, a: Rounded) -> Any:
    inside = np.maximum(1 - np.abs(a.value), a.error)
    return np.where(a.error == 0, 0, a.error / np.sqrt(inside) + np.sqrt(a.error) * (inside <= a.error))


def _where(v: Any, condition: Rounded, a: Rounded, b: Rounded) -> Any:
    return np.where(condition.error > 0, np.inf, np.where(condition.value, a.error, b.error))


def _small(v: Any, a: Rounded) -> Any:
    """Of what is flat at 0 and nowhere steeper than 1."""
    return a.error * np.minimum(np.abs(a.value) + a.error, 1)


def _log1mexp(v: Any, a: Rounded) -> Any:
    return np.where(a.error == 0, 0, a.error / np.abs(np.expm1(-a.value)))


def _tiny(v: Any) -> Any:
    return _TINY if getattr(v, "dtype", None) == np.longdouble else _TINY_FLOAT


def _normal(v: Any) -> Any:
    return _NORMAL if getattr(v, "dtype", None) == np.longdouble else _NORMAL_FLOAT


_TINY, _TINY_FLOAT = np.finfo(np.longdouble).smallest_subnormal, np.finfo(np.float64).smallest_subnormal
_NORMAL, _NORMAL_FLOAT = np.finfo(np.longdouble).tiny, np.finfo(np.float64).tiny
_HUGE = np.finfo(np.float64).max
_HANDING_ON = frozenset(
    {"add", "mul", "sqrt", "log", "log1p", "sin", "cos", "tan", "sinh", "cosh", "asinh", "abs", "where"}
)
"""Operations that make no number of what is infinite or none."""
_EXACT = frozenset({"abs", "sgn", "sign", "floor", "max", "min", "lt", "le", "eq", "where"})
_ERRORS: dict[str, Callable[..., Any]] = {
    "mul": _mul,
    "inv": _inv,
    "sqrt": _sqrt,
    "exp": _exp,
    "expm1": _grown,
    "log": _log,
    "log1p": _log1p,
    "log1mexp": _log1mexp,
    "tan": lambda v, a: a.error * (1 + v * v),
    "asin": _arcs,
    "acos": _arcs,
    "sinh": lambda v, a: a.error * (np.abs(v) + 1),
    "cosh": lambda v, a: a.error * np.minimum(np.abs(a.value) + a.error, 1) * v,
    "acosh": lambda v, a: np.where(a.error == 0, 0, a.error / np.sqrt(np.maximum(a.value - 1, a.error))),
    "atanh": lambda v, a: np.where(a.error == 0, 0, a.error / np.maximum(1 - np.abs(a.value), 0)),
    "sign": _steps,
    "sgn": _steps,
    "floor": _floor,
    "lt": _compared,
    "le": _compared,
    "eq": _compared,
    "max": _chosen,
    "min": _chosen,
    "logaddexp": _log_sum,
    "power": _power,
    "atan2": _atan2,
    "where": _where,
    "sigmoid": lambda v, a: a.error * v,
    "sech2": lambda v, a: 2 * a.error * v,
    "tanh": lambda v, a: a.error * np.minimum(4 * np.exp(2 * np.minimum(a.error - np.abs(a.value), 0)), 1),
    "versine": _small,
    "sincm1": _small,
    "sinc": lambda v, a: a.error * np.minimum(np.abs(a.value) + a.error, 1),
    "logcosh": _small,
}
"""Operation -> what the operands' errors make of its value `v`; their sum where nothing stands here."""

_OUTSIDE: dict[str, Callable[..., Any]] = {
    "log": lambda a: a.value + a.error < 0,
    "sqrt": lambda a: a.value + a.error < 0,
    "log1p": lambda a: a.value + a.error < -1,
    "log1mexp": lambda a: a.value - a.error > 0,
    "asin": lambda a: np.abs(a.value) - a.error > 1,
    "acos": lambda a: np.abs(a.value) - a.error > 1,
    "acosh": lambda a: a.value + a.error < 1,
    "atanh": lambda a: np.abs(a.value) - a.error > 1,
    "power": lambda a, b: (a.value + a.error < 0) & (np.abs(b.value - np.rint(b.value)) > b.error),
}
"""Operation -> where its operands are certain to be outside of where it is real."""
