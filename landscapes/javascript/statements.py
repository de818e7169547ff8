"""The instructions of a program as JavaScript statements.

What NumPy computes from + - * / and sqrt comes out bit for bit, because the operations are the same and so is their
order. Results that are read once stand where they are read, in no more brackets than it takes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import count
from typing import Any, NamedTuple

import numpy as np

from landscapes.compiled import UFUNCS, Instruction, Parts, selected

_LONGEST = 90
"""Letters of an expression that stands inside another one."""
_CHOICE, _COMPARISON, _SUM, _PRODUCT, _SIGN, _ATOM = range(6)
"""How strongly JavaScript's operators bind."""


class Text(NamedTuple):
    """An expression, and how strongly its outermost operator binds."""

    text: str
    binding: int = _ATOM

    def at(self, binding: int) -> str:
        """The expression where something that binds so strongly is expected."""
        return self.text if self.binding >= binding else f"({self.text})"


def literal(value: float) -> str:
    """The shortest text that JavaScript reads as `value`, to the last bit."""
    if np.isnan(value):
        return "NaN"
    if np.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    text = repr(float(value)).replace("e+", "e")
    return text.removesuffix(".0")


def _infix(sign: str, binding: int) -> Callable[..., Text]:
    def printed(a: Text, b: Text) -> Text:
        return Text(f"{a.at(binding)}{sign}{b.at(binding + 1)}", binding)

    return printed


def _sum(sign: str) -> Callable[..., Text]:
    plain = _infix(f" {sign} ", _SUM)

    def printed(a: Text, b: Text) -> Text:
        if b.text.startswith("-") and b.binding >= _SIGN:
            # a + -3 is a - 3.
            return _sum("-" if sign == "+" else "+")(a, Text(b.text[1:]))
        return plain(a, b)

    return printed


def _call(name: str) -> Callable[..., Text]:
    def printed(*arguments: Text) -> Text:
        return Text(f"{name}({', '.join(a.text for a in arguments)})")

    return printed


def _negative(a: Text) -> Text:
    return Text(f"-{a.at(_ATOM) if not a.text.startswith('-') else f'({a.text})'}", _SIGN)


def _comparison(sign: str) -> Callable[..., Text]:
    return _infix(f" {sign} ", _COMPARISON)


def _number_of(a: Text) -> Text:
    """A condition as the number that NumPy makes of it."""
    return Text(f"{a.at(_COMPARISON)} ? 1 : 0", _CHOICE) if a.binding == _COMPARISON else a


def _select(condition: Text, a: Text, b: Text) -> Text:
    asked = condition.text if condition.binding == _COMPARISON else f"{condition.at(_SUM)} !== 0"
    return Text(f"{asked} ? {a.at(_COMPARISON)} : {b.at(_COMPARISON)}", _CHOICE)


def _power(a: Text, b: Text) -> Text:
    """NumPy has 1 to any power, infinity too, be 1."""
    plain = b.text.lstrip("-")[:1].isdigit() and b.binding >= _SIGN
    return _call("Math.pow" if plain else "Thalweg.arithmetic.power")(a, b)


_OF_MATH = {
    "sqrt": "sqrt", "abs": "abs", "sign": "sign", "floor": "floor", "max": "max", "min": "min", "tan": "tan",
    "asin": "asin", "acos": "acos", "atan": "atan", "atan2": "atan2", "sinh": "sinh", "cosh": "cosh", "tanh": "tanh",
    "asinh": "asinh", "acosh": "acosh", "atanh": "atanh", "exp": "exp", "log": "log", "log1p": "log1p",
    "expm1": "expm1",
}  # fmt: skip
_OWN = ("logcosh", "log1mexp", "sinc", "sincm1", "sinc1", "sinc2")
"""Operations of the page's own arithmetic."""

_PRINTERS: dict[Any, Callable[..., Text]] = {
    np.add: _sum("+"),
    np.subtract: _sum("-"),
    np.multiply: _infix("*", _PRODUCT),
    np.divide: _infix("/", _PRODUCT),
    np.negative: _negative,
    np.heaviside: lambda a, _: Text(f"{a.at(_SUM)} < 0 ? 0 : 1", _CHOICE),
    selected: _select,
    UFUNCS["power"]: _power,
    **{UFUNCS[name]: _call(f"Math.{own}") for name, own in _OF_MATH.items()},
    **{UFUNCS[name]: _call(f"Thalweg.arithmetic.{name}") for name in _OWN},
    UFUNCS["lt"]: _comparison("<"),
    UFUNCS["le"]: _comparison("<="),
    UFUNCS["eq"]: _comparison("==="),
}


class Statements:
    """The statements that compute the `roots`, nodes of `parts`, from the `coordinates` named so.

    Attributes
    ----------
    lines : list of str
        Declarations; their order is the order of computation.
    results : list of str
        An expression for each root.
    """

    def __init__(self, parts: Parts, roots: Sequence[Any], coordinates: Sequence[str]) -> None:
        instructions = list(_needed(parts.instructions, roots))
        self._reads = Counter(a for _, _, arguments in instructions for a in arguments)
        self._reads.update(roots)
        self._roots = frozenset(roots)
        self._names = _fresh_names(coordinates)
        self._texts = {name: Text(text) for name, text in zip(parts.inputs, coordinates, strict=True)}
        self._conditions: dict[Any, Text] = {}
        for name, value in parts.constants.items():
            text = literal(float(value))
            self._texts[name] = Text(text, _SIGN if text.startswith("-") else _ATOM)
        self.lines: list[str] = []
        for result, ufunc, arguments in instructions:
            self._write(result, ufunc, arguments)
        self.results = [self._texts[root].text for root in roots]
        used = {a for _, _, arguments in instructions for a in arguments} | set(roots)
        places = [
            (text, i)
            for i, (name, text) in enumerate(zip(parts.inputs, coordinates, strict=True))
            if name in used
        ]
        if places:
            self.lines.insert(0, "const " + ", ".join(f"{text} = p[{i}]" for text, i in places) + ";")

    def _write(self, result: Any, ufunc: Callable[..., Any], arguments: Sequence[Any]) -> None:
        operands = [self._texts[a] for a in arguments]
        if ufunc is selected:
            operands[0] = self._conditions.get(arguments[0], operands[0])
        made = _PRINTERS[ufunc](*operands)
        if made.binding == _COMPARISON:
            self._conditions[result] = made
            made = _number_of(made)
        if self._reads[result] > 1 or (len(made.text) > _LONGEST and result not in self._roots):
            name = next(self._names)
            self.lines.append(f"const {name} = {made.text};")
            self._conditions.pop(result, None)
            made = Text(name)
        self._texts[result] = made


def _needed(instructions: Sequence[Instruction], roots: Sequence[Any]) -> Iterator[Instruction]:
    wanted: set[Any] = set(roots)
    kept = []
    for instruction in reversed(instructions):
        if instruction[0] in wanted:
            wanted.update(instruction[2])
            kept.append(instruction)
    return reversed(kept)


def _fresh_names(taken: Sequence[str]) -> Iterator[str]:
    """a, b, ... z, a1, ... without p and o, which are the arguments, and the first letters of coordinates."""
    letters = [c for c in "abcdefghijklmnopqrstuvwxyz" if c not in {"o", "p", *(name[0] for name in taken)}]
    yield from letters
    for number in count(1):
        yield from (f"{letter}{number}" for letter in letters)
