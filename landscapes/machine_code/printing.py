"""Instructions of NumPy's ufuncs as lines of LLVM's language, and where their results are not to be believed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from landscapes.compiled import EVERYWHERE, UFUNCS, Compiled, positional, selected
from landscapes.machine_code.elementary import FARTHEST_WAVE, FUNCTIONS, power, versine
from landscapes.machine_code.lines import Lines, splat

_MOST_LINES = 1500
"""Longer programs do not stay in registers, and take seconds to compile."""
_TINY = 1e-290
_HIDING = (
    *("divide", "exp", "expm1", "tanh", "arctan", "power", "heaviside", "sign"),
    *("maximum", "minimum", "selected", "less", "less_equal", "equal"),
)
"""Operations that may make a usual number of an infinite one (of a quotient the divisor)."""
_WAVES = ("sin", "cos", "tan", "versine")
_ENLARGING = ("divide", "sqrt", "log", "power")
"""Operations that make much of what was too small for a float."""


class Unprintable(Exception):
    """A program that holds an operation without a form in machine code, or too many."""


def _maximum(lines: Lines, a: str, b: str) -> str:
    later = lines.select(lines.compare("uno", a, a), a, b)
    return lines.select(lines.compare("ogt", a, b), a, later)


def _minimum(lines: Lines, a: str, b: str) -> str:
    later = lines.select(lines.compare("uno", a, a), a, b)
    return lines.select(lines.compare("olt", a, b), a, later)


def _sign(lines: Lines, a: str) -> str:
    unit = lines.signed(splat(1.0), a)
    return lines.select(lines.compare("one", a, splat(0.0)), unit, a)


def _heaviside(lines: Lines, a: str, at_zero: str) -> str:
    step = lines.select(lines.compare("ogt", a, splat(0.0)), splat(1.0), splat(0.0))
    return lines.select(lines.compare("oeq", a, splat(0.0)), at_zero, _or_itself(lines, a, step))


def _or_itself(lines: Lines, a: str, value: str) -> str:
    return lines.select(lines.compare("uno", a, a), a, value)


def _truth(how: str) -> Callable[[Lines, str, str], str]:
    return lambda lines, a, b: lines.select(lines.compare(how, a, b), splat(1.0), splat(0.0))


def _chosen(lines: Lines, condition: str, a: str, b: str) -> str:
    return lines.select(lines.compare("une", condition, splat(0.0)), a, b)


_FORMS: Mapping[Any, tuple[str, Callable[..., str]]] = {
    np.add: ("add", Lines.add),
    np.subtract: ("subtract", Lines.sub),
    np.multiply: ("multiply", Lines.mul),
    np.divide: ("divide", Lines.div),
    np.negative: ("negative", Lines.neg),
    np.absolute: ("absolute", Lines.size),
    np.square: ("square", lambda lines, a: lines.mul(a, a)),
    np.positive: ("positive", lambda lines, a: a),
    np.sqrt: ("sqrt", lambda lines, a: lines.call("sqrt", a)),
    np.floor: ("floor", lambda lines, a: lines.call("floor", a)),
    np.sign: ("sign", _sign),
    np.heaviside: ("heaviside", _heaviside),
    np.power: ("power", power),
    UFUNCS["power"]: ("power", power),
    np.maximum: ("maximum", _maximum),
    positional(np.maximum): ("maximum", _maximum),
    np.minimum: ("minimum", _minimum),
    positional(np.minimum): ("minimum", _minimum),
    np.less: ("less", _truth("olt")),
    np.less_equal: ("less_equal", _truth("ole")),
    np.equal: ("equal", _truth("oeq")),
    selected: ("selected", _chosen),
    UFUNCS["versine"]: ("versine", versine),
    **{getattr(np, name): (name, form) for name, form in FUNCTIONS.items()},
}


def written(lines: Lines, ufunc: Callable[..., Any], operands: Sequence[str]) -> str:
    """The name of what a ufunc makes of vectors.

    Raises
    ------
    Unprintable
        If it has no form here.
    """
    if ufunc not in _FORMS:
        raise Unprintable(f"{getattr(ufunc, '__name__', ufunc)} has no form in machine code")
    return _FORMS[ufunc][1](lines, *operands)


class Judged(NamedTuple):
    """What a formula gives at several places, and what has to hold for plain arithmetic to be right there.

    Attributes
    ----------
    height, slopes : vectors
    finite : vectors that must be finite, for what they are made into may hide that they are not
    slacks : vectors that must be above 0
    """

    height: str
    slopes: list[str]
    finite: list[str]
    slacks: list[str]


class FormulaCode:
    """Height and gradient of a formula in machine code.

    Parameters
    ----------
    compiled : Compiled
    tame : bool
        Whether nothing can overflow where it will be asked: then nothing is looked at.

    Raises
    ------
    Unprintable
        If it holds an operation that has no form, or every result would have to be looked at.
    """

    def __init__(self, compiled: Compiled, tame: bool) -> None:
        if compiled.delicate == EVERYWHERE:
            raise Unprintable("its digits have to be looked after at every step")
        self._parts, self._tame = compiled.parts(1, tangents=False), tame
        self._small = compiled.watched.get("under") == "call"
        if len(self._parts.instructions) > _MOST_LINES:
            raise Unprintable(f"it takes more than {_MOST_LINES} operations")

    def __call__(self, lines: Lines, coordinates: Sequence[str]) -> Judged:
        """Height and slopes at places given coordinate by coordinate."""
        parts = self._parts
        names: dict[Any, str] = {k: splat(float(value)) for k, value in parts.constants.items()}
        names |= zip(parts.inputs, coordinates, strict=True)
        finite: list[str] = []
        slacks: list[str] = []
        for result, ufunc, operands in parts.instructions:
            values = [names[operand] for operand in operands]
            names[result] = written(lines, ufunc, values)
            if not self._tame:
                kind = _FORMS[ufunc][0]
                varying = [v for v, name in zip(values, operands, strict=True) if name not in parts.constants]
                if kind == "divide":
                    varying = [v for v in varying if v == values[1]]
                finite += varying if kind in _HIDING else []
                slacks += self._slacks(lines, kind, varying)
        height, *slopes = (names[k] for k in parts.outputs)
        if not self._tame:
            finite += [height, *slopes]
        return Judged(height, slopes, list(dict.fromkeys(finite)), slacks)

    def _slacks(self, lines: Lines, kind: str, varying: Sequence[str]) -> list[str]:
        if kind in _WAVES:
            return [lines.sub(splat(FARTHEST_WAVE), lines.size(value)) for value in varying]
        if kind in _ENLARGING and self._small:
            return [lines.sub(lines.size(value), splat(_TINY)) for value in varying]
        return []
