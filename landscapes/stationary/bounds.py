"""Bounds on the result of every operation, from bounds on its operands, rounded outward.

Arithmetic is widened by one rounding error, functions by several (NumPy's are good to one); what is exact is not.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from landscapes.compiled import UFUNCS

Bounds = tuple[Any, Any]

_ROUNDING, _FUNCTION = 2.0**-52, 2.0**-49
_TINY, _SMALL, _LARGEST = 5e-324, 1e-300, np.finfo(float).max


def around(exact: Any) -> Bounds:
    """Bounds on a number of any precision."""
    nearest = float(exact)
    if nearest == exact or np.isnan(nearest):
        return nearest, nearest
    return float(np.nextafter(nearest, -np.inf)), float(np.nextafter(nearest, np.inf))


def _outward(low: Any, high: Any, share: float = _ROUNDING, amount: float = 0.0) -> Bounds:
    low, high = np.minimum(low, _LARGEST), np.maximum(high, -_LARGEST)
    if not share:  # infinity times no share would be NaN
        return low - amount, high + amount
    below, above = np.abs(low) * share, np.abs(high) * share
    if amount:
        below, above = below + amount, above + amount
    return low - below, high + above


def _add(a: Bounds, b: Bounds) -> Bounds:
    low, high = a[0] + b[0], a[1] + b[1]
    if not isinstance(b[0], float):
        return _outward(low, high)
    # 1/2 + 1/2 is exact: a slope that is zero throughout must stay so.
    below, above = _outward(low, high)
    return np.where(_is_exact(low, a[0], b[0]), low, below), np.where(
        _is_exact(high, a[1], b[1]), high, above
    )


def _is_exact(total: Any, a: Any, b: Any) -> Any:
    """Whether a sum was not rounded (Knuth's two-sum)."""
    part = total - a
    return (a - (total - part)) + (b - part) == 0


def _mul(a: Bounds, b: Bounds) -> Bounds:
    if isinstance(a[0], float) and a[0] == a[1] and 0 < abs(a[0]) < np.inf:
        return _scaled(a[0], b)
    products = [a[0] * b[0], a[0] * b[1], a[1] * b[0], a[1] * b[1]]
    low = np.minimum(np.minimum(products[0], products[1]), np.minimum(products[2], products[3]))
    if np.isnan(np.sum(low)):
        # 0 * inf: an unbounded interval holds finite numbers only.
        empty = np.isnan(a[0]) | np.isnan(b[0])
        products = [np.where(np.isnan(p) & ~empty, 0.0, p) for p in products]
        low = np.minimum(np.minimum(products[0], products[1]), np.minimum(products[2], products[3]))
    high = np.maximum(np.maximum(products[0], products[1]), np.maximum(products[2], products[3]))
    nothing = (low == 0) & (high == 0)
    low, high = _outward(low, high, amount=_TINY)
    if np.any(nothing):
        zero = ((a[0] == 0) & (a[1] == 0)) | ((b[0] == 0) & (b[1] == 0))
        low, high = np.where(zero, 0.0, low), np.where(zero, 0.0, high)
    return low, high


def _scaled(factor: float, b: Bounds) -> Bounds:
    low, high = (factor * b[0], factor * b[1]) if factor > 0 else (factor * b[1], factor * b[0])
    if abs(factor) in (0.5, 1.0, 2.0):  # exact, if the last digit is not lost
        lost = _TINY if abs(factor) == 0.5 else 0.0
        low, high = low - lost * (np.abs(low) < _SMALL), high + lost * (np.abs(high) < _SMALL)
        zero = (b[0] == 0) & (b[1] == 0)
        return np.minimum(np.where(zero, 0.0, low), _LARGEST), np.maximum(
            np.where(zero, 0.0, high), -_LARGEST
        )
    nothing = (low == 0) & (high == 0)
    # Half a number is exact, but for the smallest.
    low, high = _outward(low, high, _ROUNDING if abs(factor) != 0.5 else 0.0, amount=_TINY)
    if np.any(nothing):
        zero = (b[0] == 0) & (b[1] == 0)
        low, high = np.where(zero, 0.0, low), np.where(zero, 0.0, high)
    return low, high


def square(a: Bounds) -> Bounds:
    """Of a node times itself."""
    ends = a[0] * a[0], a[1] * a[1]
    low, high = _outward(np.minimum(*ends), np.maximum(*ends), amount=_TINY)
    inside = (a[0] <= 0) & (a[1] >= 0)
    return np.where(inside, 0.0, np.maximum(low, 0.0)), np.where((a[0] == 0) & (a[1] == 0), 0.0, high)


def _inv(a: Bounds) -> Bounds:
    low, high = _outward(
        1 / np.where(a[1] == 0, -0.0, a[1]), 1 / np.where(a[0] == 0, 0.0, a[0]), amount=_TINY
    )
    inside = (a[0] < 0) & (a[1] > 0)
    return np.where(inside, -np.inf, low), np.where(inside, np.inf, high)


def _rising(
    function: Callable[[Any], Any], low: float = -np.inf, high: float = np.inf
) -> Callable[[Bounds], Bounds]:
    """Bounds of an increasing function that is real from `low` to `high`."""

    def bounds(a: Bounds) -> Bounds:
        empty = (a[1] < low) | (a[0] > high)
        ends = function(np.clip(a[0], low, high)), function(np.clip(a[1], low, high))
        below, above = _outward(*ends, share=_FUNCTION, amount=_TINY)
        exact = (a[0] == 0) & (a[1] == 0) & (ends[0] == 0)
        below, above = np.where(exact, 0.0, below), np.where(exact, 0.0, above)
        return np.where(empty, np.nan, below), np.where(empty, np.nan, above)

    return bounds


def _not_below(floor: float, function: Callable[..., Bounds]) -> Callable[..., Bounds]:
    """The same bounds, for a function that is nowhere below `floor`."""

    def bounds(*arguments: Bounds) -> Bounds:
        low, high = function(*arguments)
        return np.maximum(low, floor), high

    return bounds


def _negated(a: Bounds) -> Bounds:
    return -a[1], -a[0]


def _acos(a: Bounds) -> Bounds:
    low, high = _add((np.pi / 2, np.nextafter(np.pi / 2, 2.0)), _negated(OPERATIONS["asin"](a)))
    return np.maximum(low, 0.0), high


def _wave(function: Callable[[Any], Any], top: float) -> Callable[[Bounds], Bounds]:
    """Bounds of a sine or cosine whose maxima are at `top` + 2 pi k."""

    def bounds(a: Bounds) -> Bounds:
        wide = ~(a[1] - a[0] < 6.28) | ~(np.abs(a[0]) < 1e8) | ~(np.abs(a[1]) < 1e8)
        low, high = _outward(np.where(wide, 0.0, a[0]), np.where(wide, 0.0, a[1]), share=2.0**-50)
        ends = function(low), function(high)
        least, most = _outward(np.minimum(*ends), np.maximum(*ends), share=0.0, amount=_FUNCTION)
        least = np.where(wide | _holds(low, high, top + np.pi, 2 * np.pi), -1.0, np.maximum(least, -1.0))
        most = np.where(wide | _holds(low, high, top, 2 * np.pi), 1.0, np.minimum(most, 1.0))
        empty = np.isnan(a[0])
        return np.where(empty, np.nan, least), np.where(empty, np.nan, most)

    return bounds


def _holds(low: Any, high: Any, first: float, period: float) -> Any:
    """Whether some `first` + k `period` lies between `low` and `high`."""
    slack = 1e-15 * (1 + np.abs(low) + np.abs(high))
    return np.ceil((low - slack - first) / period) <= np.floor((high + slack - first) / period)


def _tan(a: Bounds) -> Bounds:
    wide = ~(a[1] - a[0] < 3.14) | ~(np.abs(a[0]) < 1e8) | ~(np.abs(a[1]) < 1e8)
    low, high = _outward(np.where(wide, 0.0, a[0]), np.where(wide, 0.0, a[1]), share=2.0**-50)
    pole = wide | _holds(low, high, np.pi / 2, np.pi)
    low, high = _outward(np.tan(low), np.tan(high), share=_FUNCTION, amount=_FUNCTION)
    empty = np.isnan(a[0])
    return np.where(empty, np.nan, np.where(pole, -np.inf, low)), np.where(
        empty, np.nan, np.where(pole, np.inf, high)
    )


def _cosh(a: Bounds) -> Bounds:
    low, high = _abs(a)
    return _outward(np.cosh(low), np.cosh(high), share=_FUNCTION)


def _logcosh(a: Bounds) -> Bounds:
    low, high = _abs(a)
    return _rising(UFUNCS["logcosh"], low=0.0)((low, high))


def _sech2(a: Bounds) -> Bounds:
    low, high = _abs(a)
    below, above = _outward(UFUNCS["sech2"](high), UFUNCS["sech2"](low), share=_FUNCTION, amount=_TINY)
    return np.maximum(below, 0.0), np.minimum(above, 1.0)


def _versine(a: Bounds) -> Bounds:
    below, above = square(OPERATIONS["sin"]((a[0] / 2, a[1] / 2)))
    return 2 * below, np.minimum(2 * above, 2.0)


def _sinc(name: str, steepest: float, least: float = -1.0, most: float = 1.0) -> Callable[[Bounds], Bounds]:
    """Bounds of a function between `least` and `most`, nowhere steeper than `steepest`, from its value in the middle."""

    def bounds(a: Bounds) -> Bounds:
        infinite = ~np.isfinite(a[0]) | ~np.isfinite(a[1])
        middle = np.where(infinite, 0.0, a[0] / 2 + a[1] / 2)
        reach = np.minimum(
            np.where(infinite, np.inf, np.maximum(a[1] - middle, middle - a[0])) * steepest, 2.0
        )
        here = UFUNCS[name](middle)
        low, high = _outward(here - reach, here + reach, amount=_FUNCTION)
        empty = np.isnan(a[0])
        return np.where(empty, np.nan, np.maximum(low, least)), np.where(
            empty, np.nan, np.minimum(high, most)
        )

    return bounds


def _logaddexp(a: Bounds, b: Bounds) -> Bounds:
    # Where the sum is near zero the larger part's rounding counts.
    sizes = (np.maximum(np.abs(a[i]), np.abs(b[i])) * _FUNCTION for i in (0, 1))
    low, high = (np.logaddexp(a[i], b[i]) for i in (0, 1))
    less, more = sizes
    return _outward(low - less, high + more, share=_FUNCTION, amount=_FUNCTION * 1e-290)


def _abs(a: Bounds) -> Bounds:
    inside = (a[0] <= 0) & (a[1] >= 0)
    ends = np.abs(a[0]), np.abs(a[1])
    return np.where(inside, 0.0, np.minimum(*ends)), np.maximum(*ends)


def _sign(a: Bounds) -> Bounds:
    return np.sign(a[0]), np.sign(a[1])


def _sgn(a: Bounds) -> Bounds:
    # The slope of |u| is undefined where u = 0: a box that touches the kink holds both signs.
    touches = (a[0] <= 0) & (a[1] >= 0)
    return np.where(touches, -1.0, np.sign(a[0])), np.where(touches, 1.0, np.sign(a[1]))


def _power(a: Bounds, b: Bounds) -> Bounds:
    return OPERATIONS["exp"](_mul(b, OPERATIONS["log"](a)))


def _atan2(a: Bounds, b: Bounds) -> Bounds:
    corners = [np.arctan2(y, x) for y in a for x in b]
    low, high = _outward(
        np.minimum.reduce(corners), np.maximum.reduce(corners), share=_FUNCTION, amount=_TINY
    )
    cut = (b[0] <= 0) & (a[0] <= 0) & (a[1] >= 0)
    return np.where(cut, -np.pi - _FUNCTION, low), np.where(cut, np.pi + _FUNCTION, high)


def _max(a: Bounds, b: Bounds) -> Bounds:
    return np.maximum(a[0], b[0]), np.maximum(a[1], b[1])


def _min(a: Bounds, b: Bounds) -> Bounds:
    return np.minimum(a[0], b[0]), np.minimum(a[1], b[1])


def _less(a: Bounds, b: Bounds) -> Bounds:
    return np.where(a[1] < b[0], 1.0, 0.0), np.where(a[0] >= b[1], 0.0, 1.0)


def _less_or_equal(a: Bounds, b: Bounds) -> Bounds:
    return np.where(a[1] <= b[0], 1.0, 0.0), np.where(a[0] > b[1], 0.0, 1.0)


def _equal(a: Bounds, b: Bounds) -> Bounds:
    same = (a[0] == a[1]) & (b[0] == b[1]) & (a[0] == b[0])
    return np.where(same, 1.0, 0.0), np.where((a[1] < b[0]) | (b[1] < a[0]), 0.0, 1.0)


def _where(condition: Bounds, a: Bounds, b: Bounds) -> Bounds:
    yes, no = condition[0] > 0, condition[1] == 0
    low = np.where(yes, a[0], np.where(no, b[0], np.fmin(a[0], b[0])))
    high = np.where(yes, a[1], np.where(no, b[1], np.fmax(a[1], b[1])))
    return low, high


OPERATIONS: dict[str, Callable[..., Bounds]] = {
    "add": _add,
    "mul": _mul,
    "inv": _inv,
    "power": _power,
    "sqrt": _not_below(0.0, _rising(np.sqrt, low=0.0)),
    "exp": _not_below(0.0, _rising(np.exp)),
    "log": _rising(np.log, low=0.0),
    "expm1": _not_below(-1.0, _rising(np.expm1)),
    "log1p": _rising(np.log1p, low=-1.0),
    "logaddexp": _logaddexp,
    "sin": _wave(np.sin, np.pi / 2),
    "cos": _wave(np.cos, 0.0),
    "tan": _tan,
    "asin": _rising(np.arcsin, low=-1.0, high=1.0),
    "acos": _acos,
    "atan": _rising(np.arctan),
    "atan2": _atan2,
    "sinh": _rising(np.sinh),
    "cosh": _not_below(1.0, _cosh),
    "tanh": _rising(np.tanh),
    "asinh": _rising(np.arcsinh),
    "acosh": _not_below(0.0, _rising(np.arccosh, low=1.0)),
    "atanh": _rising(np.arctanh, low=-1.0, high=1.0),
    "sigmoid": _not_below(0.0, _rising(UFUNCS["sigmoid"])),
    "log1mexp": lambda a: _rising(lambda t: UFUNCS["log1mexp"](-t), low=0.0)(_negated(a)),
    "logcosh": _not_below(0.0, _logcosh),
    "sech2": _sech2,
    "versine": _versine,
    "sinc": _sinc("sinc", 0.4363),
    "sincm1": _sinc("sincm1", 0.4363, least=-1.22, most=0.0),
    "sinc1": _sinc("sinc1", 0.3334),
    "sinc2": _sinc("sinc2", 0.2501),
    "abs": _abs,
    "sign": _sign,
    "sgn": _sgn,
    "floor": lambda a: (np.floor(a[0]), np.floor(a[1])),
    "max": _max,
    "min": _min,
    "lt": _less,
    "le": _less_or_equal,
    "eq": _equal,
    "where": _where,
}
