"""What a stored formula may consist of: every node by SymPy's name for it, what it takes and what it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from landscapes.formulas.symbols import sp

Kind = Literal["number", "truth", "either", "piece"]
"""A real expression, a condition, one of both, or a piece of a `Piecewise`: an expression and when it holds."""


@dataclass(frozen=True)
class Form:
    """One kind of node.

    Parameters
    ----------
    takes : the kinds of its arguments; where there may be `more`, of all of them
    gives : its own kind
    more : whether any number of arguments may stand there, one or several
    """

    takes: tuple[Kind, ...]
    gives: Kind = "number"
    more: bool = False

    def problem(self, given: list[Kind]) -> str:
        """What is wrong with arguments of these kinds; empty if nothing is."""
        takes = self.takes * len(given) if self.more else self.takes
        if len(given) != len(takes) or not given:
            return f"takes {'one or more' if self.more else len(takes)}, got {len(given)}"
        wrong = [
            f"a {g} for a {t}"
            for g, t in zip(given, takes, strict=True)
            if g != t and (t != "either" or g == "piece")
        ]
        return f"got {wrong[0]}" if wrong else ""


_CURVES = [
    "sin",
    "cos",
    "tan",
    "cot",
    "sec",
    "csc",
    "sinc",
    "asin",
    "acos",
    "atan",
    "acot",
    "asec",
    "acsc",
    "sinh",
    "cosh",
    "tanh",
    "coth",
    "sech",
    "csch",
    "asinh",
    "acosh",
    "atanh",
    "acoth",
    "asech",
    "acsch",
    "exp",
    "log",
    "Abs",
    "sign",
    "floor",
    "ceiling",
    "frac",
]
_COMPARISONS = ["StrictLessThan", "LessThan", "StrictGreaterThan", "GreaterThan", "Equality", "Unequality"]

FORMS: Mapping[str, Form] = {
    **dict.fromkeys(("Add", "Mul", "Max", "Min"), Form(("number",), more=True)),
    **dict.fromkeys(_CURVES, Form(("either",))),
    "atan2": Form(("either", "either")),
    **dict.fromkeys(("Pow", "Heaviside", "KroneckerDelta", "Mod"), Form(("number", "number"))),
    "SingularityFunction": Form(("number", "number", "number")),
    "Piecewise": Form(("piece",), more=True),
    "ExprCondPair": Form(("number", "truth"), "piece"),
    **dict.fromkeys(_COMPARISONS, Form(("number", "number"), "truth")),
    **dict.fromkeys(("And", "Or", "Xor", "Nand", "Nor", "Equivalent"), Form(("truth",), "truth", more=True)),
    "Not": Form(("truth",), "truth"),
    "Implies": Form(("truth", "truth"), "truth"),
    "ITE": Form(("truth", "truth", "truth"), "truth"),
}
"""Operations by the names of their classes; derivatives, integrals, sums and matrices are none."""

CONSTANTS: Mapping[str, tuple[str, Kind]] = {
    "Pi": ("pi", "number"),
    "Exp1": ("E", "number"),
    "EulerGamma": ("EulerGamma", "number"),
    "Catalan": ("Catalan", "number"),
    "GoldenRatio": ("GoldenRatio", "number"),
    "TribonacciConstant": ("TribonacciConstant", "number"),
    "BooleanTrue": ("true", "truth"),
    "BooleanFalse": ("false", "truth"),
}
"""The name of a constant's class -> SymPy's own name for it, its kind. Infinities and NaN are no real numbers."""


def constant(name: str) -> Any:
    """The constant whose class is called `name`."""
    return getattr(sp, CONSTANTS[name][0])


def constructor(name: str) -> Callable[..., Any]:
    """The class called `name`, as a function that simplifies nothing."""
    if name == "ExprCondPair":
        from sympy.functions.elementary.piecewise import ExprCondPair

        return ExprCondPair
    kind: Any = getattr(sp, name)
    return lambda *arguments: kind(*arguments, evaluate=False)
