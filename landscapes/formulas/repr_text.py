"""Formulas in files of format 1, which `sympy.srepr` wrote: the text becomes the list that `stored` checks and reads."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from typing import Any

from landscapes.formulas.nodes import CONSTANTS
from landscapes.formulas.stored import FARTHEST_POWER, FINEST, Entry, float_entry
from landscapes.formulas.symbols import sp

LONGEST = 2_000_000
"""Characters."""
_DECIMAL = re.compile(r"[+-]?\d{1,4000}(\.\d{0,4000})?(e[+-]?\d{1,6})?")
_NAMED = {text: name for name, (text, _) in CONSTANTS.items()}


def entries_of_repr(text: Any, variables: Sequence[Any]) -> list[Entry]:
    """The list of a formula of these variables that is given as `sympy.srepr` writes it.

    Raises
    ------
    ValueError
        If the text is no such formula.
    """
    if not isinstance(text, str) or len(text) > LONGEST:
        raise ValueError(f"a stored formula must be text of at most {LONGEST:,} characters")
    try:
        tree = ast.parse(text, mode="eval").body
        reader = _ReprReader(variables)
        reader.place(tree)
    except (SyntaxError, MemoryError, RecursionError):
        raise ValueError(f"not a stored formula: {text[:60]!r}") from None
    return reader.entries


class _ReprReader:
    def __init__(self, variables: Sequence[Any]) -> None:
        self._variables = {str(x): i for i, x in enumerate(variables)}
        self.entries: list[Entry] = []

    def place(self, node: ast.expr) -> int:
        """Where the part is in the list, behind all that it is made of."""
        self.entries.append(self._entry(node))
        return len(self.entries) - 1

    def _entry(self, node: ast.expr) -> Entry:
        if isinstance(node, ast.Name) and node.id in _NAMED:
            return [_NAMED[node.id]]
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            raise _no_formula(node)
        name = node.func.id
        if name in ("Symbol", "Integer", "Rational", "Float"):
            return self._leaf(name, node)
        if node.keywords:
            raise _no_formula(node)
        return [name, *map(self.place, node.args)]

    def _leaf(self, name: str, node: ast.Call) -> Entry:
        try:
            given = [ast.literal_eval(part) for part in node.args]
            named = {keyword.arg: ast.literal_eval(keyword.value) for keyword in node.keywords}
        except ValueError:
            raise _no_formula(node) from None
        if name == "Symbol" and len(given) == 1 and isinstance(given[0], str) and given[0] in self._variables:
            return ["variable", self._variables[given[0]]]
        if name in ("Integer", "Rational") and given and all(type(value) is int for value in given):
            return [name, *map(str, given)]
        if name == "Float" and len(given) == 1 and _is_decimal(given[0]) and named.keys() == {"precision"}:
            bits = named["precision"]
            if type(bits) is int and 1 <= bits <= FINEST:
                return float_entry(sp.Float(given[0], precision=bits))
        raise _no_formula(node)


def _is_decimal(text: Any) -> bool:
    match = _DECIMAL.fullmatch(text) if isinstance(text, str) else None
    return match is not None and abs(int((match[2] or "e0")[1:])) <= FARTHEST_POWER // 4


def _no_formula(node: ast.AST) -> ValueError:
    return ValueError(f"a stored formula holds something that is not a formula: {ast.unparse(node)[:60]!r}")
