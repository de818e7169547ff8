"""A tape evaluated in mpmath: constants to the last bit, and values and derivatives where floats give up."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import cache
from typing import Any

from landscapes.compiled.tape import PI, Named, Tape

DIGITS = 110
_MORE_DIGITS = {400: 6, 1600: 60}
"""Tried where sums lost nearly all of the digits before (1e-300 is small even against 110 digits), and their cost."""
_KEPT = 60
"""Digits that a sum must keep."""
_EXACT_FACTORS = 6
"""Products of so many coordinates are exact in 110 digits."""


@cache
def _context(digits: int = DIGITS) -> Any:
    """A context of our own, never changed below, is safe from everybody else's precision and between threads."""
    from mpmath import MPContext

    made = MPContext()
    made.dps = digits
    return made


class _Context:
    """Stands for it; mpmath is imported at the first attribute that is asked for."""

    def __getattr__(self, name: str) -> Any:
        return getattr(_context(), name)


MP: Any = _Context()
_LONGEST = 53
"""Bits of an exponent with which a power is multiplied out."""
_COSTLY, _FARTHEST = frozenset({"sin", "cos", "tan", "exp", "sinh", "cosh", "tanh", "versine", "expm1"}), 4096
"""Functions that mpmath reduces by as many digits as the argument has before its point, and how many bits they get."""
_GROWING, _GROWN = frozenset({"exp", "expm1", "sinh", "cosh"}), 256
"""Functions that grow beyond anything, and the bits of an argument from which on mpmath takes longer than others."""


def exact_values(
    tape: Tape, order: Sequence[int], point: Sequence[Any], *, beside: bool = False
) -> dict[int, Any]:
    """The values of the nodes `order` (operands first) at `point`, in 110 decimal digits.

    What is not a real number is NaN. The sign "sgn" of zero is NaN too, and so is 0 * inf, unless the point
    lies `beside` a kink: what vanishes at a point chosen at random vanishes all around it, and has slope 0.
    """
    return _Evaluation(tape, DIGITS, beside).values(order, point)


def constants_of(tape: Tape, order: Sequence[int]) -> dict[int, float]:
    """The constants among the nodes `order` (operands first) as floats, to the last bit.

    Where all are fractions mpmath is not imported.
    """
    fixed = [k for k in order if tape.is_constant[k]]
    if all(tape.nodes[k][0] == "constant" for k in fixed):
        with suppress(OverflowError):
            return {k: float(tape.nodes[k][1]) for k in fixed}
    return {k: float(value) for k, value in exact_values(tape, fixed, ()).items()}


def precise_values(
    tape: Tape,
    order: Sequence[int],
    point: Sequence[Any],
    *,
    beside: bool = False,
    strict: frozenset[int] = frozenset(),
) -> tuple[dict[int, Any], int]:
    """The same in as many digits as it takes for sums to keep some, and the work as a number of operations.

    Nothing times what is undefined is so too for the nodes `strict`, the function's own, also `beside` a kink.
    A step `beside` a kink is not so small that it takes the most digits.
    """
    evaluation, once = _Evaluation(tape, DIGITS, beside, strict), tape.work(order)
    work = once
    values = evaluation.values(order, point)
    for digits, cost in _MORE_DIGITS.items():
        if not evaluation.doubtful or (beside and digits > 400):
            break
        evaluation, work = _Evaluation(tape, digits, beside, strict), work + cost * once
        values = evaluation.values(order, point)
    return values, work


def _decimals(symbol: Any, digits: int) -> str:
    """A number in so many digits, as SymPy writes it."""
    if not isinstance(symbol, Named):
        return str(symbol.evalf(digits))
    context = _context(digits)
    return str(context.nstr(+(context.pi if symbol == PI else context.e), digits))


class _Evaluation:
    """One pass over a tape; `doubtful` afterwards says whether a sum lost more digits than it could afford."""

    def __init__(self, tape: Tape, digits: int, beside: bool, strict: frozenset[int] = frozenset()) -> None:
        self._tape, self._digits, self._beside, self._strict = tape, digits, beside, strict
        self._mp, self._operations = _context(digits), _operations(digits)
        self._nothing = self._mp.mpf(10) ** (10 - digits)
        self._most = int((digits - _KEPT) * 3.32)
        self._exact: dict[int, int] = {}
        self._lost: dict[int, int] = {}
        self.doubtful = False

    def values(self, order: Sequence[int], point: Sequence[Any]) -> dict[int, Any]:
        values: dict[int, Any] = {}
        mp, beside = self._mp, self._beside
        for number in order:
            match self._tape.nodes[number]:
                case ("constant", value):
                    values[number] = mp.mpf(value.numerator) / value.denominator
                    if value.denominator & (value.denominator - 1) == 0:
                        self._exact[number] = 1
                case ("number", symbol):
                    values[number] = mp.mpf(_decimals(symbol, self._digits + 5)) if symbol.is_real else mp.nan
                case ("variable", index):
                    values[number], self._exact[number] = mp.mpf(point[index]), 1
                case ("mul", a, b) if beside and (values[a] == 0 or values[b] == 0):
                    undefined = number in self._strict and (mp.isnan(values[a]) or mp.isnan(values[b]))
                    values[number] = mp.nan if undefined else mp.zero
                case ("sgn", a) if beside:
                    values[number] = mp.sign(values[a])
                case ("add", a, b):
                    values[number] = self._add(number, a, b, values)
                case (operation, *operands):
                    values[number] = self._apply(operation, *(values[k] for k in operands))
                    self._note(number, operation, operands, values)
        return values

    def _add(self, number: int, a: int, b: int, values: dict[int, Any]) -> Any:
        if self._mp.isnan(values[a]) or self._mp.isnan(values[b]):
            return self._mp.nan
        total = values[a] + values[b]
        if a in self._exact and b in self._exact:
            self._exact[number] = max(self._exact[a], self._exact[b])
        elif values[a] and values[b] and self._mp.isfinite(total):
            large = max(self._lost.get(k, 0) + self._mp.mag(values[k]) for k in (a, b))
            lost = large - self._mp.mag(total) if total else self._most + 1
            self._lost[number] = max(lost, 0)
            self.doubtful |= lost > self._most
        # 100 * (1/100) - 1 is zero although 1/100 is not a binary number.
        return self._mp.zero if abs(total) <= self._nothing * abs(values[a]) else total

    def _note(self, number: int, operation: str, operands: list[int], values: dict[int, Any]) -> None:
        if operation == "mul" and all(k in self._exact for k in operands):
            factors = sum(self._exact[k] for k in operands)
            if factors <= _EXACT_FACTORS:
                self._exact[number] = factors
            return
        lost = max((self._lost.get(k, 0) for k in operands if k not in self._exact), default=0)
        if operation in _COSTLY and operands[0] not in self._exact:
            argument = values[operands[0]]
            lost += max(0, int(self._mp.mag(argument))) if argument and self._mp.isfinite(argument) else 0
            self.doubtful |= lost > self._most
        if operation == "log" and operands[0] not in self._exact and self._mp.isfinite(values[number]):
            # Near 1 a logarithm is what is left of its argument.
            lost += max(0, -int(self._mp.mag(values[number]))) if values[number] else self._most + 1
            self.doubtful |= lost > self._most
        if lost:
            self._lost[number] = lost

    def _apply(self, operation: str, *arguments: Any) -> Any:
        mp = self._mp
        if operation != "where" and any(mp.isnan(a) for a in arguments):
            return mp.nan
        farthest = _GROWN if operation in _GROWING else _FARTHEST
        if mp.isfinite(arguments[0]) and mp.mag(arguments[0]) > farthest:
            if operation in _FADING:
                return _FADING[operation](mp, arguments[0])
            if operation in _COSTLY:
                return mp.nan
        try:
            value = self._operations[operation](*arguments)
        except (ZeroDivisionError, ValueError, OverflowError):
            return mp.nan
        if isinstance(value, mp.mpc):
            return value.real if value.imag == 0 else mp.nan
        return value


_FADING: dict[str, Callable[[Any, Any], Any]] = {
    "exp": lambda mp, a: mp.inf if a > 0 else mp.zero,
    "expm1": lambda mp, a: mp.inf if a > 0 else -mp.one,
    "sinh": lambda mp, a: mp.inf * mp.sign(a),
    "cosh": lambda mp, a: mp.inf,
    "tanh": lambda mp, a: mp.sign(a),
    "sech2": lambda mp, a: mp.zero,
    "sigmoid": lambda mp, a: mp.one if a > 0 else mp.zero,
    "logcosh": lambda mp, a: abs(a),
    "log1mexp": lambda mp, a: mp.zero if a < 0 else mp.nan,
    "sinc": lambda mp, a: mp.zero,
    "sincm1": lambda mp, a: -mp.one,
    "sinc1": lambda mp, a: mp.zero,
    "sinc2": lambda mp, a: mp.zero,
}
"""What is left of them so far out that mpmath would take long to say so."""

_FUNCTIONS = ("sin", "cos", "tan", "asin", "acos", "atan", "atan2", "exp", "log", "sqrt", "sign")
_HYPERBOLIC = ("sinh", "cosh", "tanh", "asinh", "acosh", "atanh", "expm1", "log1p")


@cache
def _operations(digits: int) -> dict[str, Callable[..., Any]]:
    mp = _context(digits)
    return {
        "mul": lambda a, b: a * b,
        "inv": lambda a: 1 / a if a else mp.nan,
        "abs": abs,
        "sgn": lambda a: mp.sign(a) if a else mp.nan,
        "floor": mp.floor,
        "power": lambda a, b: _power(mp, a, b),
        "max": max,
        "min": min,
        "lt": lambda a, b: mp.mpf(a < b),
        "le": lambda a, b: mp.mpf(a <= b),
        "eq": lambda a, b: mp.mpf(a == b),
        "where": lambda condition, a, b: a if condition else b,
        **_rewritten(mp),
        **{name: getattr(mp, name) for name in (*_FUNCTIONS, *_HYPERBOLIC)},
    }


def _power(mp: Any, a: Any, b: Any) -> Any:
    """a to the b; by logarithms where mpmath would square as often as a whole exponent has bits."""
    if not (mp.isfinite(a) and mp.isfinite(b) and a and mp.mag(b) > _LONGEST):
        return mp.power(a, b)
    if a < 0 and b != mp.floor(b):
        return mp.nan
    size = b * mp.log(abs(a))
    grown = mp.exp(size) if not size or mp.mag(size) <= _LONGEST else _FADING["exp"](mp, size)
    return -grown if a < 0 and b % 2 else grown


def _rewritten(mp: Any) -> dict[str, Callable[..., Any]]:
    """The operations of `landscapes.compiled.rewriting` that mpmath has not."""

    def sech2(a: Any) -> Any:
        falling = mp.exp(-2 * abs(a))
        return 4 * falling / (1 + falling) ** 2

    def logcosh(a: Any) -> Any:
        if abs(a) < 1:
            return mp.log1p(2 * mp.sinh(a / 2) ** 2)
        return abs(a) + mp.log1p(mp.exp(-2 * abs(a))) - mp.log(2)

    def sinc(order: int, a: Any, less: int = 0) -> Any:
        if abs(a) < 1:
            # The terms (-1)^k a^(2 k) / (2 k + 1)!, each as often as so many derivatives leave it.
            k, term = (1, -mp.one / 6) if order or less else (0, mp.one)
            total = mp.zero
            while abs(term) > mp.eps**2:
                total += (1, 2 * k, 2 * k * (2 * k - 1))[order] * term
                k += 1
                term *= -a * a / (2 * k * (2 * k + 1))
            return total * (a if order == 1 else a * a if less else 1)
        height = mp.sin(a) / a
        slope = (mp.cos(a) - height) / a
        return (height - less, slope, -height - 2 * slope / a)[order]

    return {
        "sincm1": lambda a: sinc(0, a, less=1),
        "sinc": lambda a: sinc(0, a),
        "sinc1": lambda a: sinc(1, a),
        "sinc2": lambda a: sinc(2, a),
        "sech2": sech2,
        "logcosh": logcosh,
        "logaddexp": lambda a, b: max(a, b) + (mp.log1p(mp.exp(-abs(a - b))) if mp.mag(a - b) < 64 else 0),
        "sigmoid": lambda a: mp.exp(min(a, mp.zero)) / (1 + mp.exp(-abs(a))),
        "log1mexp": lambda a: mp.log1p(-mp.exp(a)) if a < -1 else mp.log(-mp.expm1(a)),
        "versine": lambda a: 2 * mp.sin(a / 2) ** 2,
    }
