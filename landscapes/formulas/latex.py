r"""A formula as people write it: on a keyboard; typeset in its author's order, (x^2 + y - 11)^2 + (x + y^2 - 7)^2."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from landscapes.formulas.symbols import sp

MOST = 400
"""Longer formulas are not looked at: nobody reads them in a line."""
PLACES = (0.7310585786, 1.2914285714, -0.4198203417, 2.1130303030)
"""Coordinates of a point at which what was written and what is computed must agree."""
LONG = 3
"""A sum of more parts over one is written before its fraction, in full height."""
ZEROS = 5
"""One with more of them is a power of ten."""
DECIMAL = 20
"""Fractions are written as decimals where they are finite ones and the denominator is larger: 418.9829."""


def written_latex(builder: Callable[..., Any], variables: Sequence[sp.Symbol], formula: sp.Expr) -> str:
    r"""The formula as LaTeX as its builder wrote it; as SymPy sorts it where that cannot be found out.

    Pieces are written out, ``a for x < 0, b otherwise``; a step from 0 to 1 is Iverson's bracket ``[x \geq 0]``.

    References
    ----------
    Knuth (1992), Two notes on notation, for the bracket.
    """
    if formula.count_ops() <= MOST:
        try:
            with sp.evaluate(False):
                said = _tidied(sp.sympify(builder(*variables)))
            if _agree(said, formula, variables):
                return str(_printer()("none").doprint(said))
        except (TypeError, ValueError, AttributeError, ArithmeticError, RecursionError, NotImplementedError):
            pass  # a builder that asks its symbols what they are: comparisons, solving
    return str(_printer()("lex").doprint(formula))


def _agree(said: sp.Expr, formula: sp.Expr, variables: Sequence[sp.Symbol]) -> bool:
    at = {x: PLACES[k % len(PLACES)] + k // len(PLACES) for k, x in enumerate(variables)}
    first, second = (complex(expr.evalf(20, subs=at)) for expr in (said, formula))
    return abs(first - second) <= 1e-9 * max(abs(first), abs(second), 1.0)


def _tidied(expr: sp.Expr) -> sp.Expr:
    """Without the zeros, ones and brackets that sums and products in a program leave behind, in the order of writing."""
    if not expr.args or not isinstance(expr, sp.Expr):
        return expr
    args = [_tidied(arg) for arg in expr.args]
    if isinstance(expr, sp.Add):
        terms = [t for arg in args for t in (arg.args if isinstance(arg, sp.Add) else (arg,)) if t != 0]
        return _joined(sp.Add, _gathered(terms), sp.Integer(0))
    if isinstance(expr, sp.Mul):
        return _product(args)
    if isinstance(expr, sp.Pow) and (args[0] == 1 or args[1] == 1):
        return args[0]
    return expr.func(*args, evaluate=False) if isinstance(expr, sp.Pow | sp.Function) else expr.func(*args)


def _gathered(terms: Sequence[sp.Expr]) -> list[sp.Expr]:
    """Plain numbers as one, and what a loop has added twice as twice that, each where the first of them stands."""
    numbers = [t for t in terms if t.is_Rational]
    if len(numbers) > 1:
        with sp.evaluate(True):
            total = sp.Add(*numbers)
        first = terms.index(numbers[0])
        terms = [total if k == first else t for k, t in enumerate(terms) if k == first or not t.is_Rational]
    often = {t: terms.count(t) for t in terms if t != 0}
    return [t if n == 1 else _product([sp.Integer(n), t]) for t, n in often.items()]


def _product(args: Sequence[sp.Expr]) -> sp.Expr:
    factors = [f for arg in args for f in (arg.args if isinstance(arg, sp.Mul) else (arg,))]
    if any(f == 0 for f in factors):
        return sp.Integer(0)
    minus = sum(f == -1 for f in factors) % 2
    factors = [f for f in factors if f not in (1, -1)]
    factors.sort(key=lambda f: not f.is_Number)
    if minus and factors and factors[0].is_Number:
        factors[0] = -factors[0]
    elif minus:
        factors.insert(0, sp.Integer(-1))
    return _joined(sp.Mul, factors, sp.Integer(1))


def _joined(kind: Any, parts: Sequence[sp.Expr], empty: sp.Expr) -> sp.Expr:
    if len(parts) < 2:
        return parts[0] if parts else empty
    return kind(*parts, evaluate=False)


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

    class Written(LatexPrinter):
        def __init__(self, order: str, flat: bool = False) -> None:
            settings = {"order": order, "long_frac_ratio": LONG}
            super().__init__({**settings, "fold_frac_powers": True, "fold_short_frac": flat})

        def _print_ExpBase(self, expr: Any, exp: Any = None) -> str:
            """What is tall would be too small in exponents: fractions are on one line, roots and the rest in brackets."""
            power = expr.args[0]
            flat = type(self)(self.order, flat=True)
            said = f"{power.p}/{power.q}" if isinstance(power, sp.Rational) else flat.doprint(power)
            tall = any(part in said for part in (r"\frac", r"\left["))
            if tall or r"\sqrt" in said:
                name = r"\exp" if exp is None else rf"\exp^{{{exp}}}"
                return rf"{name}\left({self.doprint(power) if tall else said}\right)"
            return f"e^{{{said}}}" if exp is None else rf"\left(e^{{{said}}}\right)^{{{exp}}}"

        def _print_Integer(self, expr: Any) -> str:
            text = str(int(expr))
            zeros = len(text) - len(text.rstrip("0"))
            return f"{{10^{{{zeros}}}}}" if text == "1" + zeros * "0" and zeros > ZEROS else text

        def _print_Rational(self, expr: Any) -> str:
            p, q = int(expr.p), int(expr.q)
            if q > DECIMAL and 10**6 % q == 0:
                digits, _, power = f"{p / q:.10g}".partition("e")
                return rf"{digits} \cdot 10^{{{int(power)}}}" if power else digits
            return str(super()._print_Rational(expr))

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

    return Written


def _is_bracket(expr: Any) -> bool:
    return isinstance(expr, sp.Piecewise) and [piece.expr for piece in expr.args] == [1, 0]
