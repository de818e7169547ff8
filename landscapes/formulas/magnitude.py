"""How large the constants in a formula are, known before anybody works them out: ``10**10**100`` has no end."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

LARGEST_INTEGER = 4_000
"""Digits; Python reads no more than 4,300."""
LARGEST_POWER = 1_000_000
"""An exponent that is a number."""
LARGEST_GROWTH = 100_000
"""What exp, sinh and cosh may be asked for, of a constant."""
MOST_BITS = 100_000
"""Of a number that SymPy would work out exactly."""

_VALUES: Mapping[str, Callable[..., float]] = {
    "Add": lambda *v: math.fsum(v),
    "Mul": lambda *v: math.prod(v),
    "Pow": math.pow,
    "Max": lambda *v: max(v),
    "Min": lambda *v: min(v),
    "Abs": abs,
    "sign": lambda v: float((v > 0) - (v < 0)),
    **{
        name: getattr(math, name)
        for name in [
            "sin",
            "cos",
            "tan",
            "asin",
            "acos",
            "atan",
            "atan2",
            "sinh",
            "cosh",
            "tanh",
            "asinh",
            "acosh",
            "atanh",
            "exp",
            "log",
        ]
    },
    "floor": lambda v: float(math.floor(v)),
    "ceiling": lambda v: float(math.ceil(v)),
}
_CONSTANTS = {
    "Pi": math.pi,
    "Exp1": math.e,
    "EulerGamma": 0.5772156649015329,
    "Catalan": 0.915965594177219,
    "GoldenRatio": 1.618033988749895,
    "TribonacciConstant": 1.8392867552141612,
}
_GROWING = ("exp", "sinh", "cosh")


class Magnitudes:
    """What is known of the parts of a formula, one after another as they stand in its list."""

    def __init__(self) -> None:
        self._values: list[float | None] = []  # of constants; NaN where nothing is known of one
        self._bits: list[float] = []

    def add(self, name: str, parts: list[Any]) -> str:
        """Take the next part, an operation on earlier ones or a leaf; what is wrong with it, or nothing."""
        value: float | None
        if name in _LEAVES:
            value, bits = _LEAVES[name](parts)
        elif not parts or name == "variable":
            value, bits = _CONSTANTS.get(name, math.nan) if name != "variable" else None, 0.0
        else:
            given = [self._values[part] for part in parts]
            value, bits = _value(name, given), self._bits_of(name, parts)
            if problem := self._problem(name, given, bits):
                return problem
        self._values.append(value)
        self._bits.append(bits)
        return ""

    def _bits_of(self, name: str, parts: list[int]) -> float:
        bits = [self._bits[part] for part in parts]
        if name == "Mul":
            return sum(bits)
        if name != "Pow":
            return max(bits) + len(bits)
        exponent = self._values[parts[1]]
        return bits[0] * max(1.0, abs(exponent)) if exponent is not None else 0.0

    def _problem(self, name: str, given: list[float | None], bits: float) -> str:
        constant = None not in given
        if name == "Pow" and given[1] is not None and not abs(given[1]) <= LARGEST_POWER:
            return f"is a power with an exponent over {LARGEST_POWER:,}, or one that is no real number"
        if name in _GROWING and given[0] is not None and not abs(given[0]) <= LARGEST_GROWTH:
            return (
                f"is a constant that overflows: {name} of more than {LARGEST_GROWTH:,}, or of no real number"
            )
        return "is a constant of too many digits" if constant and bits > MOST_BITS else ""


def _value(name: str, given: list[float | None]) -> float | None:
    numbers = [v for v in given if v is not None]
    if len(numbers) < len(given):
        return None
    try:
        return float(_VALUES[name](*numbers))
    except OverflowError:
        return math.inf
    except (KeyError, ValueError, ZeroDivisionError):
        return math.nan


def _whole(digits: str) -> tuple[float, float]:
    number = int(digits)
    try:
        return float(number), number.bit_length()
    except OverflowError:
        return math.inf if number > 0 else -math.inf, number.bit_length()


def _fraction(parts: list[Any]) -> tuple[float, float]:
    above, below = int(parts[0]), int(parts[1])
    bits = above.bit_length() + below.bit_length()
    try:
        return above / below, bits
    except OverflowError:
        return math.inf if above > 0 else -math.inf, bits


def _floating(parts: list[Any]) -> tuple[float, float]:
    try:
        return math.ldexp(_whole(parts[0])[0], parts[1]), 0.0
    except OverflowError:
        return math.inf, 0.0


_LEAVES: Mapping[str, Callable[[list[Any]], tuple[float, float]]] = {
    "Integer": lambda parts: _whole(parts[0]),
    "Rational": _fraction,
    "Float": _floating,
}
