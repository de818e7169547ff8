"""A formula's tree becomes a SymPy expression, one operation at a time, each checked before the next is built.

SymPy evaluates as it builds, so what it gets must be small: constants are first worked out in floats and those that are
undefined or overflow are refused; powers that would pile up are refused before SymPy raises anything to them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from landscapes.formulas.grammar import CONSTANTS, FormulaError, Node, refuse
from landscapes.formulas.one_line import one_line
from landscapes.formulas.symbols import sp

LARGEST_EXPONENT = 100
LARGEST_DEGREE = 1_000
TALLEST_TOWER = 2
_EXACT = 10**15  # integers below are kept exact, above they are floats
_SIMPLE = 15  # operations up to which SymPy may simplify in doubt: its questions take exponential time
_NEVER_IN_DOUBT = (
    "sum",
    "product",
    "negative",
    "inverse",
    "sin",
    "cos",
    "exp",
    "sinh",
    "cosh",
    "tanh",
    "atan",
)

_FLOATS: dict[str, Callable[..., float]] = {
    "sum": lambda *v: sum(v),
    "product": lambda *v: math.prod(v),
    "negative": lambda v: -v,
    "inverse": lambda v: 1 / v,
    "power": math.pow,
    "abs": abs,
    "sign": lambda v: float((v > 0) - (v < 0)),
    "min": min,
    "max": max,
    "sin": math.sin,
    "cos": math.cos,
    "tan": math.tan,
    "asin": math.asin,
    "acos": math.acos,
    "atan": math.atan,
    "atan2": math.atan2,
    "sinh": math.sinh,
    "cosh": math.cosh,
    "tanh": math.tanh,
    "exp": math.exp,
    "log": math.log,
    "sqrt": math.sqrt,
}


@dataclass(frozen=True)
class _Term:
    """An expression with what bounds the cost of building on it."""

    expression: Any
    value: float | None = None  # of a constant
    degree: float = 0.0  # in the variables, were it multiplied out
    exponent: float = 1.0  # of powers directly on one another
    tower: int = 0  # powers with a variable exponent, one on another
    doubts: int = (
        0  # operations inside one another for which SymPy may ask whether a part is real or positive
    )
    size: int = 1  # operations


def construct(tree: Node, text: str, symbols: Mapping[str, Any]) -> Any:
    """The SymPy expression of a tree that `landscapes.formulas.grammar.read` made of `text`.

    Raises
    ------
    FormulaError
        For constants that overflow or are undefined, and for powers out of bounds.
    """
    return _Construction(text, symbols).term(tree).expression


class _Construction:
    def __init__(self, text: str, symbols: Mapping[str, Any]) -> None:
        self._text, self._symbols = text, symbols

    def term(self, node: Node) -> _Term:
        """The node's expression, its parts first."""
        if node.operation == "number":
            return self._number(node)
        if node.operation == "name":
            return self._name(node)
        parts = [self.term(part) for part in node.parts]
        if node.operation == "power":
            self._check_exponent(node, *parts)
        values = [p.value for p in parts if p.value is not None]
        value = self._folded(node, values) if len(values) == len(parts) else None
        return self._checked(node, self._applied(node, parts), value, parts)

    def _applied(self, node: Node, parts: list[_Term]) -> Any:
        doubts = max(p.doubts for p in parts)
        simple = doubts == 0 or (doubts == 1 and sum(p.size for p in parts) <= _SIMPLE)
        # Told to simplify where nothing shall be, as by `written_latex`, SymPy loses factors.
        simple = simple and sp.core.parameters.global_parameters.evaluate
        return _OPERATIONS[node.operation](simple, *(p.expression for p in parts))

    def _number(self, node: Node) -> _Term:
        value = float(node.text)
        if math.isinf(value):
            refuse(f"{node.text[:20]} is too large for a number", self._text, node.place)
        return _Term(_plain(value), value)

    def _name(self, node: Node) -> _Term:
        if node.text in CONSTANTS:
            return _Term(*{"pi": (sp.pi, math.pi), "e": (sp.E, math.e)}[node.text])
        return _Term(self._symbols[node.text], degree=1.0)

    def _folded(self, node: Node, values: list[float]) -> float:
        try:
            value = float(_FLOATS[node.operation](*values))
        except (ValueError, ZeroDivisionError):
            value = math.nan
        except OverflowError:
            value = math.inf
        return self._finite(node, value)

    def _finite(self, node: Node, value: float) -> float:
        if math.isnan(value):
            refuse("this constant is undefined (no real number)", self._text, node.place)
        if math.isinf(value):
            refuse("this constant overflows", self._text, node.place)
        return value

    def _check_exponent(self, node: Node, base: _Term, exponent: _Term) -> None:
        if exponent.value is None:
            if base.value is not None and base.value <= 0:
                refuse("a variable exponent needs a base above 0", self._text, node.place)
        elif abs(exponent.value) * max(1.0, base.exponent) > LARGEST_EXPONENT:
            refuse(f"exponents over {LARGEST_EXPONENT} are refused", self._text, node.place)

    def _checked(self, node: Node, expression: Any, value: float | None, parts: list[_Term]) -> _Term:
        numbers = expression.atoms(sp.Number, sp.I, sp.zoo)
        if sp.I in numbers:
            refuse("this has no real value anywhere", self._text, node.place)
        if not all(n.is_finite for n in numbers):
            self._finite(node, math.nan)
        if any(_oversized(n) for n in numbers):
            self._finite(node, math.inf)
        if value is None and not expression.free_symbols:
            # The variables cancelled (x - x): from here on it is a constant like any other.
            value = self._finite(node, _approximate(expression))
        if value is not None:
            return _Term(expression if _is_compact(expression, numbers) else _plain(value), value)
        return self._bounded(node, _kept_exact(expression, numbers), parts)

    def _bounded(self, node: Node, expression: Any, parts: list[_Term]) -> _Term:
        degree, exponent = max(p.degree for p in parts), 1.0
        tower = max(p.tower for p in parts)
        if node.operation == "product":
            degree = sum(p.degree for p in parts)
        elif node.operation in ("negative", "inverse"):
            exponent = parts[0].exponent
        elif node.operation == "power" and parts[1].value is None:
            tower += 1
            degree = parts[0].degree + parts[1].degree
        elif node.operation == "power":
            exponent = abs(parts[1].value or 0.0) * max(1.0, parts[0].exponent)
            degree = parts[0].degree * max(1.0, abs(parts[1].value or 0.0))
        elif node.operation != "sum":
            degree = 1.0
        if degree > LARGEST_DEGREE:
            refuse(f"powers on powers: degree {degree:.0f} is over {LARGEST_DEGREE}", self._text, node.place)
        if tower > TALLEST_TOWER:
            refuse(f"a tower of more than {TALLEST_TOWER} variable exponents", self._text, node.place)
        whole = node.operation == "power" and parts[1].expression.is_Integer and exponent <= 10
        doubts = max(p.doubts for p in parts) + (node.operation not in _NEVER_IN_DOUBT and not whole)
        return _Term(expression, None, degree, exponent, tower, doubts, 1 + sum(p.size for p in parts))


def _plain(value: float) -> Any:
    return sp.Integer(int(value)) if value.is_integer() and abs(value) < _EXACT else sp.Float(value)


def _oversized(number: Any) -> bool:
    if number.is_Rational:
        return bool(max(abs(number.p), number.q).bit_length() > 1000)
    return math.isinf(float(number))


def _approximate(constant: Any) -> float:
    try:
        return float(constant)
    except (TypeError, ValueError):
        return math.nan
    except OverflowError:
        return math.inf


def _is_compact(expression: Any, numbers: set[Any]) -> bool:
    small = all(not n.is_Rational or max(abs(n.p), n.q) < _EXACT for n in numbers)
    return bool(small and expression.count_ops() <= 8)


def _power(simple: bool, base: Any, exponent: Any) -> Any:
    # x**0.5 is the square root; a float there would hide it from SymPy.
    if exponent.is_Float:
        exact = sp.Rational(str(float(exponent)))
        exponent = exact if exact.q <= 10**6 else exponent
    return sp.Pow(base, exponent, evaluate=simple)


def _absolute(simple: bool, argument: Any) -> Any:
    # SymPy rewrites |u| in real and imaginary parts where it cannot know that u is real (log x).
    return sp.Abs(argument, evaluate=simple and bool(argument.is_extended_real))


def _kept_exact(expression: Any, numbers: set[Any]) -> Any:
    """The expression with integers and fractions of many digits as floats: SymPy would factor them."""
    long = {n: sp.Float(n) for n in numbers if n.is_Rational and max(abs(n.p), n.q) >= _EXACT}
    return expression.xreplace(long) if long else expression


def _function(name: str) -> Callable[..., Any]:
    return lambda simple, *arguments: getattr(sp, name)(*arguments, evaluate=simple)


_OPERATIONS: dict[str, Callable[..., Any]] = {
    "sum": lambda simple, *a: sp.Add(*a),
    "product": lambda simple, *a: sp.Mul(*a, evaluate=simple),
    "negative": lambda simple, a: sp.Mul(-1, a, evaluate=simple),
    "inverse": lambda simple, a: sp.Pow(a, -1, evaluate=simple),
    "power": _power,
    "sqrt": lambda simple, a: _power(simple, a, sp.Rational(1, 2)),
    "abs": _absolute,
    "sign": _function("sign"),
    "min": _function("Min"),
    "max": _function("Max"),
    "sin": _function("sin"),
    "cos": _function("cos"),
    "tan": _function("tan"),
    "asin": _function("asin"),
    "acos": _function("acos"),
    "atan": _function("atan"),
    "atan2": _function("atan2"),
    "sinh": _function("sinh"),
    "cosh": _function("cosh"),
    "tanh": _function("tanh"),
    "exp": _function("exp"),
    "log": _function("log"),
}
"""Operation -> function of whether SymPy is to simplify, and of the parts."""


_OF_NUMBERS = ("ufunc", "convert expression to float", "truth value of Relational")
"""In what is said where a function of numbers is given symbols."""


def built(owner: str, builder: Callable[..., Any], variables: Sequence[sp.Symbol]) -> sp.Expr:
    """The expression that a builder makes of the variables.

    Raises
    ------
    ValueError
        One line that begins with `owner`: it raises, as where it calls functions that take no symbols, or returns no
        real expression of the variables.
    """
    try:
        made = builder(*variables)
    except FormulaError:  # of typed text, which it shows
        raise
    except Exception as error:  # whatever somebody's function raises
        said = one_line(str(error))[:160]
        if isinstance(error, TypeError) and any(word in said for word in _OF_NUMBERS):
            raise ValueError(
                f"{owner}: a formula is built of symbols, with SymPy's functions, sympy.sin(x), sympy.Piecewise, not with "
                f"NumPy's or math's, numpy.sin(x), or if: {said}; Landscape.from_function takes any function of numbers"
            ) from error
        raise ValueError(f"{owner}: its formula raises {type(error).__name__}: {said}") from error
    formula = sp.sympify(made) if isinstance(made, int | float) or hasattr(made, "_sympy_") else made
    if not isinstance(formula, sp.Expr):
        raise ValueError(
            f"{owner}: its function must return a formula of its variables, got {type(made).__name__}"
        )
    strange = sorted(map(str, formula.free_symbols - set(variables)))
    if strange:
        raise ValueError(f"{owner}: its formula has {', '.join(strange[:4])} beside its variables")
    if formula.has(sp.I, sp.nan, sp.zoo, sp.oo, -sp.oo):
        raise ValueError(f"{owner}: its formula must be real and finite, got {one_line(str(formula))[:60]}")
    return formula
