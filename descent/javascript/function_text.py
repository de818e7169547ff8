"""Recorded operations as the body of a JavaScript function over all particles.

What depends on settings or on the step alone stands before the loop; a length makes a loop over particles around the
one over coordinates. A result that is read once stands where it is read; any other has a letter.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from descent.engine import Log, column_lengths, column_products
from landscapes.compiled import Instruction

_STEP, _PARTICLE, _COORDINATE = range(3)
"""How often something is computed."""
_ACROSS = (column_lengths, column_products)
"""What looks at all coordinates of a particle."""
_LETTERS = "abcdefhjklopqrtuvwyz"
_SUM, _PRODUCT, _SIGN, _WORD = range(4)
"""How firmly an expression is bound: what is looser than its surroundings stands in parentheses."""
_CALLS = {
    np.power: "power",
    np.maximum: "Math.max",
    np.minimum: "Math.min",
    np.sqrt: "Math.sqrt",
    np.sign: "Math.sign",
    np.absolute: "Math.abs",
    np.exp: "Math.exp",
    np.log: "Math.log",
    np.sin: "Math.sin",
    np.cos: "Math.cos",
    np.tanh: "Math.tanh",
    np.arctan: "Math.atan",
}
_FORMS: dict[Any, tuple[str, int]] = {
    np.add: ("{} + {}", _SUM),
    np.subtract: ("{} - {}", _SUM),
    np.multiply: ("{} * {}", _PRODUCT),
    np.divide: ("{} / {}", _PRODUCT),
    np.square: ("{0} * {0}", _PRODUCT),
    np.negative: ("-{}", _SIGN),
    **{
        ufunc: (f"{name}({{}})" if ufunc.nin == 1 else f"{name}({{}}, {{}})", _WORD)
        for ufunc, name in _CALLS.items()
    },
}


def function_text(log: Log, outputs: Mapping[str, Any], memory: Sequence[str]) -> str:
    """The body that writes each of the `outputs`, names in the `log`, into the array of its key.

    The arrays in sight are x, g and, taken out of m, those of `memory`; settings are called s.name.

    Raises
    ------
    ValueError
        Where an operation has no form in JavaScript, or a table or a name stands in the way.
    """
    if log.tables or not all(name.isidentifier() and len(name) > 1 for name in memory):
        raise ValueError("no rule that can be printed: it brings a table or names that are not words")
    return _Body(log, outputs, memory).text()


class _Body:
    def __init__(self, log: Log, outputs: Mapping[str, Any], memory: Sequence[str]) -> None:
        self._made = {result: (ufunc, operands) for result, ufunc, operands in _shared(log.instructions)}
        self._constants, self._outputs, self._memory = log.constants, outputs, memory
        self._order = self._needed()
        self._levels: dict[Any, int] = {}
        for name in self._order:
            self._levels[name] = self._level(name)
        self._letters: dict[Any, str] = {}
        for name in self._order:
            if self._has_letter(name):
                count = len(self._letters)
                self._letters[name] = _LETTERS[count % 20] + (str(count // 20) if count >= 20 else "")

    def text(self) -> str:
        """The whole body."""
        taken = [f"  const [{', '.join(self._memory)}] = m;\n"] if self._memory else []
        before = taken + self._lines(_STEP, "  ")
        if _PARTICLE not in self._levels.values():
            loop = ["  for (let i = 0, end = count * n; i < end; i++) {\n", *self._innermost("    "), "  }\n"]
            return "".join(before + loop)
        around = [
            "  for (let first = 0, end = count * n; first < end; first += n) {\n",
            "    const last = first + n;\n",
        ]
        inner = ["    for (let i = first; i < last; i++) {\n", *self._innermost("      "), "    }\n"]
        return "".join(before + around + self._lines(_PARTICLE, "    ") + inner + ["  }\n"])

    def _innermost(self, indent: str) -> list[str]:
        # The place last: nothing that is read for it has been written over.
        targets = sorted(self._outputs, key=lambda target: target == "x")
        written = [f"{indent}{target}[i] = {self._read(self._outputs[target])};\n" for target in targets]
        return self._lines(_COORDINATE, indent) + written

    def _read(self, name: Any) -> str:
        return self._letters.get(name) or self._expression(name)

    def _needed(self) -> list[Any]:
        """All that the outputs are made of, operands first, once each; inputs and numbers too."""
        order: dict[Any, None] = {}

        def visit(name: Any) -> None:
            if name not in order:
                for operand in self._operands(name):
                    visit(operand)
                order[name] = None

        for root in self._outputs.values():
            visit(root)
        return list(order)

    def _operands(self, name: Any) -> tuple[Any, ...]:
        return self._made[name][1] if name in self._made else ()

    def _level(self, name: Any) -> int:
        if name in ("x", "g", *self._memory):
            return _COORDINATE
        if name not in self._made:
            return _STEP
        if self._made[name][0] in _ACROSS:
            return _PARTICLE
        return max(self._levels[operand] for operand in self._operands(name))

    def _has_letter(self, name: Any) -> bool:
        if name in self._constants or name in ("rate", "index"):
            return False
        readers = [r for r in self._order for operand in self._operands(r) if operand == name]
        twice = sum(2 if self._made[r][0] is np.square else 1 for r in readers) > 1
        further = any(self._levels[reader] > self._levels[name] for reader in readers)
        length = name in self._made and self._made[name][0] in _ACROSS
        several = len(self._outputs) > 1 and name in self._outputs.values()
        return twice or further or length or several or (bool(readers) and name in self._outputs.values())

    def _lines(self, level: int, indent: str) -> list[str]:
        lines = []
        for name in self._order:
            if self._levels[name] == level and name in self._letters:
                ufunc = self._made[name][0] if name in self._made else None
                if ufunc in _ACROSS:
                    lines += self._across(name, indent)
                else:
                    lines.append(f"{indent}const {self._letters[name]} = {self._expression(name)};\n")
        return lines

    def _across(self, name: Any, indent: str) -> list[str]:
        """The lines that add up, over a particle's coordinates, what stands under `name`."""
        letter, vectors = self._letters[name], self._operands(name)
        inside = [f"{indent}for (let i = first; i < last; i++) {{\n"]
        if len(vectors) == 1:
            inside.append(f"{indent}  const side = {self._expression(vectors[0], whole=True)};\n")
            term = "side * side"
        else:
            term = " * ".join(self._factor(vector) for vector in vectors)
        inside += [f"{indent}  {letter} += {term};\n", f"{indent}}}\n"]
        root = [f"{indent}{letter} = Math.sqrt({letter});\n"] if len(vectors) == 1 else []
        return [f"{indent}let {letter} = 0;\n", *inside, *root]

    def _factor(self, name: Any) -> str:
        text, bound = self._bound(name, whole=True)
        return text if bound == _WORD else f"({text})"

    def _expression(self, name: Any, whole: bool = False) -> str:
        """What `name` is made of; `whole` does without the letters of the innermost loop."""
        return self._bound(name, whole)[0]

    def _bound(self, name: Any, whole: bool) -> tuple[str, int]:
        """The text of what `name` is made of, and how firmly it is bound."""
        if name in self._constants:
            number = float(self._constants[name])
            return _number(number), _SIGN if number < 0 else _WORD
        if name not in self._made:
            return f"{name}[i]" if self._levels[name] == _COORDINATE else str(name), _WORD
        ufunc, operands = self._made[name]
        if ufunc not in _FORMS:
            raise ValueError(f"no rule that can be printed: {ufunc} has no form in JavaScript")
        form, strength = _FORMS[ufunc]
        parts = []
        for place, operand in enumerate(operands):
            short = operand in self._letters and not (whole and self._levels[operand] == _COORDINATE)
            text, bound = (self._letters[operand], _WORD) if short else self._bound(operand, whole)
            # a + (b + c) is not (a + b) + c in floating point.
            loose = strength < _WORD and (
                bound < strength or (bound == strength and (place or strength == _SIGN))
            )
            parts.append(f"({text})" if loose else text)
        return form.format(*parts), strength


def _shared(instructions: Sequence[Instruction]) -> list[Instruction]:
    """The same instructions, each result by the name that it first had: what is said twice is one."""
    first: dict[Any, Any] = {}
    names: dict[Any, Any] = {}
    shared = []
    for result, ufunc, operands in instructions:
        operands = tuple(names.get(operand, operand) for operand in operands)
        names[result] = first.setdefault((ufunc, operands), result)
        if names[result] == result:
            shared.append((result, ufunc, operands))
    return shared


def _number(value: float) -> str:
    text = repr(value)
    return {"inf": "Infinity", "-inf": "-Infinity", "nan": "NaN"}.get(text, text)
