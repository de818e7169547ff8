"""Which ufunc computes each node of a tape.

Sine and cosine come from one tangent of the half angle: NumPy's float64 tangent is vectorized, its sine and
cosine are not (six times slower).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import factorial
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from landscapes.compiled.multiprecision import constants_of
from landscapes.compiled.rewriting import difference
from landscapes.compiled.tape import Tape, operands

Instruction = tuple[Any, Callable[..., Any], tuple[Any, ...]]
"""Result's name, the ufunc, operands' names. A name is a node's number, or a tuple for what is between."""


class Parts(NamedTuple):
    """What a program is made of.

    Attributes
    ----------
    instructions : operands before results
    constants : name -> array without dimensions, which a ufunc takes without converting anything
    inputs, outputs : names; an input may be an output too
    """

    instructions: Sequence[Instruction]
    constants: Mapping[Any, NDArray[np.float64]]
    inputs: Sequence[Any]
    outputs: Sequence[Any]


def _maximum(a: Any, b: Any, out: Any = None) -> Any:
    return np.maximum(a, b, out=out)  # NumPy wants a third argument of these two by name


def _minimum(a: Any, b: Any, out: Any = None) -> Any:
    return np.minimum(a, b, out=out)


def positional(ufunc: Callable[..., Any]) -> Callable[..., Any]:
    """The ufunc, or what calls it, so that the array to write to may be its last argument."""
    return _maximum if ufunc is np.maximum else _minimum if ufunc is np.minimum else ufunc


def _power(base: Any, exponent: Any, out: Any = None) -> Any:
    # Of NaN the ufunc makes 1 where the exponent is 0, or the base 1. -inf is a negative number that overflowed; of it
    # the ufunc makes 0 or inf, whatever the power.
    if np.minimum.reduce(base, axis=None, initial=0.0) > -np.inf and not _holds_nan(exponent):
        return np.power(base, exponent, out=out)
    lost = np.equal(base, -np.inf) & np.not_equal(exponent, np.floor(exponent))
    lost |= np.isnan(base) | np.isnan(exponent)
    return _chosen(lost, np.nan, np.power(base, exponent), out)


def _holds_nan(numbers: Any) -> bool:
    return bool(np.isnan(np.minimum.reduce(numbers, axis=None, initial=0.0)))


UFUNCS: dict[str, Callable[..., Any]] = {
    "add": np.add,
    "mul": np.multiply,
    "sqrt": np.sqrt,
    "power": _power,
    "abs": np.absolute,
    "sign": np.sign,
    "floor": np.floor,
    "max": _maximum,
    "min": _minimum,
    "lt": np.less,
    "le": np.less_equal,
    "eq": np.equal,
    "sin": np.sin,
    "cos": np.cos,
    "tan": np.tan,
    "asin": np.arcsin,
    "acos": np.arccos,
    "atan": np.arctan,
    "atan2": np.arctan2,
    "sinh": np.sinh,
    "cosh": np.cosh,
    "tanh": np.tanh,
    "asinh": np.arcsinh,
    "acosh": np.arccosh,
    "atanh": np.arctanh,
    "exp": np.exp,
    "log": np.log,
}


def _sigmoid(u: Any) -> Any:
    return np.maximum(np.exp(-np.abs(u)), np.heaviside(u, 1)) / (1 + np.exp(-np.abs(u)))


def _sech2(u: Any) -> Any:
    falling = np.exp(-2 * np.abs(u))
    return 4 * falling / (1 + falling) ** 2


def _logcosh(u: Any, out: Any = None) -> Any:
    size = np.abs(u)
    near = np.log1p(2 * np.sinh(np.minimum(size, 1) / 2) ** 2)
    far = size + np.log1p(np.expm1(-2 * size) / 2)
    return _chosen(size < 1, near, far, out)


_SERIES = {
    order: [
        (-1.0) ** k * (1, 2 * k, 2 * k * (2 * k - 1))[order] / factorial(2 * k + 1)
        for k in range(min(order, 1), 13)
    ]
    for order in range(3)
}
"""sin u / u and its derivatives as polynomials in u^2, near zero; of odd order divided by u."""


def _sinc(order: int) -> Callable[..., Any]:
    """sin u / u, or its derivative of an order up to two."""

    def ufunc(u: Any, out: Any = None) -> Any:
        square, near = np.minimum(u * u, 1), 0.0
        for coefficient in reversed(_SERIES[order]):
            near = near * square + coefficient
        height = np.sin(u) / u
        slope = (np.cos(u) - height) / u
        far = (height, slope, -height - 2 * slope / u)[order]
        return _chosen(np.abs(u) < 1, near * u if order == 1 else near, far, out)

    return ufunc


def _sincm1(u: Any, out: Any = None) -> Any:
    square, near = np.minimum(u * u, 1), 0.0
    for coefficient in reversed(_SERIES[0][1:]):
        near = near * square + coefficient
    return _chosen(np.abs(u) < 1, near * square, np.sin(u) / u - 1, out)


def _log1mexp(u: Any, out: Any = None) -> Any:
    return _chosen(u < -0.7, np.log1p(-np.exp(u)), np.log(-np.expm1(u)), out)


def _chosen(condition: Any, yes: Any, no: Any, out: Any) -> Any:
    if out is None:
        return np.where(condition, yes, no)
    out[...] = no
    np.copyto(out, yes, where=condition)
    return out


UFUNCS |= {
    "log1p": np.log1p,
    "expm1": np.expm1,
    "logaddexp": np.logaddexp,
    "sigmoid": _sigmoid,
    "sech2": _sech2,
    "logcosh": _logcosh,
    "log1mexp": _log1mexp,
    "sinc": _sinc(0),
    "sincm1": _sincm1,
    "sinc1": _sinc(1),
    "sinc2": _sinc(2),
    "versine": lambda u: 2 * np.sin(u / 2) ** 2,
}


class Listing:
    """The instructions for the nodes `roots`, functions of `dimensions` coordinates, and all below.

    They are written as they would be together with the nodes `beside`: to the last bit, results are the same.
    Without `tangents` waves are sines and cosines, for those who have them as cheaply.
    """

    def __init__(
        self,
        tape: Tape,
        roots: Sequence[int],
        dimensions: int,
        *,
        beside: Sequence[int] = (),
        tangents: bool = True,
    ) -> None:
        self._tape, self._tangents = tape, tangents
        order, together = tape.reachable(roots), {*roots, *beside}
        everything = tape.reachable(together)
        self._uses = dict.fromkeys(everything, 0)
        for number in everything:
            for operand in operands(tape.nodes[number]):
                self._uses[operand] += 1
        for root in together:
            self._uses[root] += 1
        constants = constants_of(tape, order)
        self._constants: dict[Any, NDArray[np.float64]] = {k: np.array(v) for k, v in constants.items()}
        variables = {tape.nodes[k][1]: k for k in order if tape.nodes[k][0] == "variable"}
        self._inputs = [variables.get(i, ("coordinate", i)) for i in range(dimensions)]
        self._known: set[Any] = {*self._constants, *variables.values()}
        self._all: list[Instruction] = []
        for number in order:
            if number not in self._known:
                self._write_node(number)
        self.parts = Parts(self._needed(roots), self._constants, self._inputs, roots)

    def _needed(self, roots: Sequence[int]) -> list[Instruction]:
        wanted: set[Any] = set(roots)
        kept = []
        for instruction in reversed(self._all):
            if instruction[0] in wanted:
                wanted.update(instruction[2])
                kept.append(instruction)
        return kept[::-1]

    def _constant(self, value: float) -> Any:
        name = ("constant", value)
        self._constants.setdefault(name, np.array(value))
        return name

    def _write(self, result: Any, ufunc: Callable[..., Any], *arguments: Any) -> Any:
        if result not in self._known:
            self._known.add(result)
            self._all.append((result, ufunc, arguments))
        return result

    def _write_node(self, number: int) -> None:
        match self._tape.nodes[number]:
            case ("add", a, b):
                self._write_sum(number, a, b)
            case ("mul", a, b):
                self._write_product(number, a, b)
            case ("inv", a):
                self._write(number, np.divide, self._constant(1.0), a)
            case ("sin" | "cos" | "versine" as kind, a) if self._tangents:
                self._write_wave(number, kind, a)
            case ("sigmoid", a):
                self._write_sigmoid(number, a)
            case ("logaddexp", a, b):
                self._write_log_sum(number, a, b)
            case ("sech2", a):
                self._write_bell(number, a)
            case ("sgn", a):
                self._write(number, np.divide, a, self._write(self._tape.apply("abs", a), np.absolute, a))
            case ("where", condition, a, b):
                self._write(number, selected, condition, a, b)
            case (operation, *arguments):
                self._write(number, UFUNCS[operation], *arguments)

    def _negated(self, number: int) -> int | None:
        """What `number` is the negative of, if it is written as one."""
        factor, rest = self._tape.scaled(number)
        return rest if self._tape.exact(factor) == -1 else None

    def _write_sum(self, number: int, a: int, b: int) -> None:
        minus_a, minus_b = self._negated(a), self._negated(b)
        if minus_b is not None:
            self._write(number, np.subtract, a, minus_b)
        elif minus_a is not None:
            self._write(number, np.subtract, b, minus_a)
        else:
            self._write(number, np.add, a, b)

    def _write_product(self, number: int, a: int, b: int) -> None:
        for factor, other in ((a, b), (b, a)):
            kind, *inside = self._tape.nodes[factor]
            # A reciprocal that is read once becomes a division; one read twice is cheaper kept.
            if kind == "inv" and self._uses[factor] == 1:
                self._write(number, np.divide, other, inside[0])
                return
        if self._tape.exact(a) == -1:
            self._write(number, np.negative, b)
        else:
            self._write(number, np.multiply, a, b)

    def _write_wave(self, number: int, kind: str, angle: int) -> None:
        """With t = tan(u/2) and q = 2/(1 + t^2): sin u = t q, cos u = q - 1."""
        factor, rest = self._tape.scaled(angle)
        # Halve the factor that is there instead of multiplying twice.
        halved = self._constant(float(self._constants.get(factor, 1.0)) / 2)
        half = self._write(("half", angle), np.multiply, rest, halved)
        tangent = self._write(("tan", angle), np.tan, half)
        square = self._write(("tan^2", angle), np.multiply, tangent, tangent)
        below = self._write(("1 + tan^2", angle), np.add, square, self._constant(1.0))
        quotient = self._write(("quotient", angle), np.divide, self._constant(2.0), below)
        if kind == "sin":
            self._write(number, np.multiply, tangent, quotient)
        elif kind == "versine":
            self._write(number, np.multiply, square, quotient)
        else:
            self._write(number, np.subtract, quotient, self._constant(1.0))

    def _write_falling(self, number: int) -> tuple[Any, Any]:
        """The names of exp(-|u|), and of 1 + exp(-|u|); u and -u share them."""
        minus = self._negated(number)
        plain = (
            minus if minus in self._known else number
        )  # a difference made here may be minus what nobody wrote
        size = self._write(("|u|", plain), np.absolute, plain)
        falling = self._write(("exp(-|u|)", plain), np.exp, self._write(("-|u|", plain), np.negative, size))
        return falling, self._write(("1 + exp(-|u|)", plain), np.add, falling, self._constant(1.0))

    def _write_sigmoid(self, number: int, argument: int) -> None:
        falling, below = self._write_falling(argument)
        step = self._write(("step", argument), np.heaviside, argument, self._constant(1.0))
        above = self._write(("above", argument), _maximum, falling, step)
        self._write(number, np.divide, above, below)

    def _write_log_sum(self, number: int, a: int, b: int) -> None:
        apart = difference(self._tape, b, a)
        if apart not in self._known:
            apart = self._write(apart, np.subtract, b, a)
        falling, _ = self._write_falling(apart)
        most = self._write(("most", number), _maximum, a, b)
        self._write(number, np.add, most, self._write(("rest", number), np.log1p, falling))

    def _write_bell(self, number: int, argument: int) -> None:
        """sech^2 u with w = exp(-2 |u|): 4 w/(1 + w)^2."""
        twice = self._tape.mul(self._tape.constant(2), argument)
        if twice not in self._known:
            twice = self._write(twice, np.multiply, argument, self._constant(2.0))
        falling, below = self._write_falling(twice)
        square = self._write(("below", number), np.multiply, below, below)
        above = self._write(("above", number), np.multiply, falling, self._constant(4.0))
        self._write(number, np.divide, above, square)


def selected(condition: Any, a: Any, b: Any, out: NDArray[np.float64]) -> None:
    """Write `a` into `out` where `condition` is not 0, `b` elsewhere."""
    out[...] = np.where(condition, a, b)
