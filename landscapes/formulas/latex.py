r"""A formula as people write it: on a keyboard, or where there is no room for all of it as a + b + \cdots + z."""

from __future__ import annotations

from functools import cache
from typing import Any

from landscapes.formulas.symbols import sp


def abridged_latex(formula: sp.Expr, most: int) -> str:
    r"""The formula as LaTeX on one line, every sum of more than `most` terms cut in the middle.

    Pieces are written out, ``a for x < 0, b otherwise``; a step from 0 to 1 is Iverson's bracket ``[x \geq 0]``.

    Parameters
    ----------
    most : int
        At least 3: the first ones, dots, and the last.

    References
    ----------
    Knuth (1992), Two notes on notation, for the bracket.
    """
    return str(_printer()(most).doprint(formula))


def as_typed(formula: sp.Expr) -> str:
    """The formula as text that `parse` reads, if it has no pieces."""
    return str(_typewriter()().doprint(formula))


@cache
def _typewriter() -> type[Any]:
    """The printer's class, made when SymPy is needed anyhow."""
    from sympy.printing.str import StrPrinter

    class Typewriter(StrPrinter):
        def _print_Abs(self, expr: Any) -> str:
            return f"abs({self.doprint(expr.args[0])})"

        def _print_Exp1(self, expr: Any) -> str:
            return "e"

        def _print_Max(self, expr: Any) -> str:
            return self._nested("max", expr.args)

        def _print_Min(self, expr: Any) -> str:
            return self._nested("min", expr.args)

        def _nested(self, name: str, args: Any) -> str:
            first, *rest = args
            return (
                f"{name}({self.doprint(first)}, {self._nested(name, rest)})"
                if rest
                else str(self.doprint(first))
            )

    return Typewriter


@cache
def _printer() -> type[Any]:
    """The printer's class, made when SymPy is needed anyhow."""
    from sympy.printing.latex import LatexPrinter

    class Abridged(LatexPrinter):
        def __init__(self, most: int) -> None:
            super().__init__()
            self._most = most

        def _print_Add(self, expr: Any, order: Any = None) -> str:
            terms = expr.as_ordered_terms(order)
            if len(terms) <= self._most:
                return str(super()._print_Add(expr, order))
            *first, last = [self._signed(term) for term in (*terms[: self._most - 2], terms[-1])]
            return "".join(first).removeprefix(" + ") + r" + \cdots" + last

        def _signed(self, term: Any) -> str:
            negative = term.could_extract_minus_sign()
            text = self.doprint(-term if negative else term)
            if isinstance(term, sp.Add | sp.Piecewise) and not _is_bracket(term):
                text = rf"\left({text}\right)"
            return (" - " if negative else " + ") + text

        def _print_Piecewise(self, expr: Any) -> str:
            if _is_bracket(expr):
                return rf"\left[{self.doprint(expr.args[0].cond)}\right]"
            said = []
            for value, condition in expr.args:
                always = condition is sp.true
                when = r"\mathrm{otherwise}" if always else rf"\mathrm{{for}}\ {self.doprint(condition)}"
                said.append(rf"{self.doprint(value)}\ {when}")
            return r",\ \ ".join(said)

        def _needs_mul_brackets(self, expr: Any, first: bool = False, last: bool = False) -> bool:
            return not _is_bracket(expr) and bool(super()._needs_mul_brackets(expr, first, last))

    return Abridged


def _is_bracket(expr: Any) -> bool:
    return isinstance(expr, sp.Piecewise) and [piece.expr for piece in expr.args] == [1, 0]
