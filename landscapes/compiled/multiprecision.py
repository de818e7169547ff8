"""A tape evaluated in mpmath: constants to the last bit, and derivatives where floats give up."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from landscapes.compiled.tape import Tape

DIGITS = 110


@cache
def _context() -> Any:
    """A context of our own, never changed below, is safe from everybody else's precision and between threads."""
    from mpmath import MPContext

    made = MPContext()
    made.dps = DIGITS
    return made


class _Context:
    """Stands for it; mpmath is imported at the first attribute that is asked for."""

    def __getattr__(self, name: str) -> Any:
        return getattr(_context(), name)


MP: Any = _Context()
_COSTLY, _FARTHEST = frozenset({"sin", "cos", "tan", "exp", "sinh", "cosh", "tanh"}), 4096
"""Functions that mpmath reduces by as many digits as the argument has before its point, and how many bits they get."""


def exact_values(
    tape: Tape, order: Sequence[int], point: Sequence[Any], *, beside: bool = False
) -> dict[int, Any]:
    """The values of the nodes `order` (operands first) at `point`, in 110 decimal digits.

    What is not a real number is NaN. The sign "sgn" of zero is NaN too, and so is 0 * inf, unless the point
    lies `beside` a kink: what vanishes at a point chosen at random vanishes all around it, and has slope 0.
    """
    values: dict[int, Any] = {}
    for number in order:
        match tape.nodes[number]:
            case ("constant", value):
                values[number] = MP.mpf(value.numerator) / value.denominator
            case ("number", symbol):
                values[number] = MP.mpf(str(symbol.evalf(DIGITS + 5))) if symbol.is_real else MP.nan
            case ("variable", index):
                values[number] = MP.mpf(point[index])
            case ("mul", a, b) if beside and (values[a] == 0 or values[b] == 0):
                values[number] = MP.zero
            case ("sgn", a) if beside:
                values[number] = MP.sign(values[a])
            case (operation, *operands):
                values[number] = _apply(operation, *(values[k] for k in operands))
    return values


def _apply(operation: str, *arguments: Any) -> Any:
    if operation != "where" and any(MP.isnan(a) for a in arguments):
        return MP.nan
    if operation in _COSTLY and MP.isfinite(arguments[0]) and MP.mag(arguments[0]) > _FARTHEST:
        return MP.nan
    try:
        value = _operations()[operation](*arguments)
    except (ZeroDivisionError, ValueError, OverflowError):
        return MP.nan
    if isinstance(value, MP.mpc):
        return value.real if value.imag == 0 else MP.nan
    return value


def _add(a: Any, b: Any) -> Any:
    total = a + b
    # 100 * (1/100) - 1 is zero although 1/100 is not a binary number.
    return MP.zero if abs(total) <= _nothing() * abs(a) else total


@cache
def _nothing() -> Any:
    return MP.mpf(10) ** (10 - DIGITS)


def _inv(a: Any) -> Any:
    return 1 / a if a else MP.inf


def _sgn(a: Any) -> Any:
    return MP.sign(a) if a else MP.nan


def _logaddexp(a: Any, b: Any) -> Any:
    return max(a, b) + (MP.log1p(MP.exp(-abs(a - b))) if a != b else MP.log(2))


def _sigmoid(a: Any) -> Any:
    return MP.exp(min(a, MP.zero)) / (1 + MP.exp(-abs(a)))


def _sech2(a: Any) -> Any:
    falling = MP.exp(-2 * abs(a))
    return 4 * falling / (1 + falling) ** 2


def _logcosh(a: Any) -> Any:
    return (
        MP.log1p(2 * MP.sinh(a / 2) ** 2)
        if abs(a) < 1
        else abs(a) + MP.log1p(MP.exp(-2 * abs(a))) - MP.log(2)
    )


def _log1mexp(a: Any) -> Any:
    return MP.log1p(-MP.exp(a)) if a < -1 else MP.log(-MP.expm1(a))


_FUNCTIONS = ("sin", "cos", "tan", "asin", "acos", "atan", "atan2", "exp", "log", "sqrt", "power", "sign")
_HYPERBOLIC = ("sinh", "cosh", "tanh", "asinh", "acosh", "atanh", "expm1", "log1p")


@cache
def _operations() -> dict[str, Callable[..., Any]]:
    return {
        "add": _add,
        "mul": lambda a, b: a * b,
        "inv": _inv,
        "abs": abs,
        "sgn": _sgn,
        "floor": MP.floor,
        "logaddexp": _logaddexp,
        "sigmoid": _sigmoid,
        "sech2": _sech2,
        "logcosh": _logcosh,
        "log1mexp": _log1mexp,
        "versine": lambda a: 2 * MP.sin(a / 2) ** 2,
        "max": max,
        "min": min,
        "lt": lambda a, b: MP.mpf(a < b),
        "le": lambda a, b: MP.mpf(a <= b),
        "eq": lambda a, b: MP.mpf(a == b),
        "where": lambda condition, a, b: a if condition else b,
        **{name: getattr(MP, name) for name in (*_FUNCTIONS, *_HYPERBOLIC)},
    }
