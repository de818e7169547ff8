"""The fields of a landscape for those who already hold a SymPy expression; `Landscape.from_sympy` builds it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from landscapes.formulas import checked_domain, names_of, sp, variables
from landscapes.function import Fields

if TYPE_CHECKING:
    from sympy import Expr, Symbol


@dataclass(frozen=True)
class Expression:
    """A builder that renames the symbols of an expression."""

    expression: Any
    symbols: tuple[Any, ...]

    def __call__(self, *symbols: Any) -> Any:
        """The expression in these symbols."""
        return self.expression.xreplace(dict(zip(self.symbols, symbols, strict=True)))


def fields_of_expression(
    expression: Expr,
    domain: Sequence[float] | Sequence[Sequence[float]],
    symbols: Sequence[Symbol] | None,
    name: str,
    title: str,
) -> Fields:
    """The fields for a SymPy expression; `Landscape.from_sympy` documents the arguments.

    Raises
    ------
    ValueError
        If the symbols do not fit the ranges, or the expression is no function in real arithmetic.
    """
    box = checked_domain(domain, owner="from_sympy")
    if isinstance(expression, int | float):
        expression = sp.sympify(expression)
    if not isinstance(expression, sp.Expr):
        way_out = "; parse() reads text" if isinstance(expression, str) else ""
        raise ValueError(f"from_sympy takes a SymPy expression, got {type(expression).__name__}{way_out}")
    if expression.has(sp.I, sp.nan, sp.zoo, sp.oo, -sp.oo):
        raise ValueError(f"from_sympy takes a real and finite expression, got {str(expression)[:60]}")
    ordered = _ordered(_names(expression), symbols, len(box))
    stand_ins = {part: sp.Symbol(str(part), real=True) for part in _names(expression) | set(ordered)}
    return {
        "name": name,
        "builder": Expression(expression.xreplace(stand_ins), tuple(stand_ins[part] for part in ordered)),
        "domain": box,
        "title": title or str(expression)[:60],
        "variable_names": names_of(ordered),
    }


def _names(expression: Any) -> set[Any]:
    """What the expression is a function of: its symbols, and parts of indexed ones such as ``x[0]``."""
    from sympy.matrices.expressions.matexpr import MatrixElement

    parts = expression.atoms(sp.Indexed, MatrixElement)
    stand_ins = {part: sp.Dummy(str(part)) for part in parts}
    plain = expression.xreplace(stand_ins).free_symbols
    return (plain - set(stand_ins.values())) | parts


def _ordered(names: set[Any], symbols: Sequence[Any] | None, count: int) -> tuple[Any, ...]:
    free = {str(s): s for s in names}
    own = variables(count)
    if symbols is not None:
        ordered = tuple(symbols)
    elif free.keys() <= {str(v) for v in own}:
        ordered = tuple(free.get(str(v), v) for v in own)
    else:
        ordered = tuple(free[key] for key in sorted(free, key=_natural))
    if len(set(ordered)) != count or not names <= set(ordered):
        listed = ", ".join(sorted(free, key=_natural)) or "none"
        raise ValueError(
            f"from_sympy: there are {count} ranges, but the expression has the variables {listed}; "
            "name them in the order of the ranges with variables=..."
        )
    return ordered


def _natural(name: str) -> list[Any]:
    return [(0, int(part), "") if part.isdigit() else (1, 0, part) for part in re.split(r"([0-9]+)", name)]
