"""SymPy expressions written down on a tape.

Each distinct part of an expression is written once, as it is met: nobody has to look for common subexpressions
afterwards, and everything later works on numbered operations instead of trees.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from functools import reduce
from typing import Any

from landscapes.compiled.rewriting import is_sum_of_exponentials, linear, logarithm, quotient, total
from landscapes.compiled.tape import Tape
from landscapes.formulas import sp

FUNCTIONS = {
    "sin": "sin", "cos": "cos", "tan": "tan", "asin": "asin", "acos": "acos", "atan": "atan",
    "atan2": "atan2",
    "sinh": "sinh", "cosh": "cosh", "tanh": "tanh", "asinh": "asinh", "acosh": "acosh", "atanh": "atanh",
    "exp": "exp", "log": "log", "Abs": "abs", "sign": "sign", "floor": "floor",
}  # fmt: skip
"""SymPy's class name -> the tape's operation, for those that carry over argument by argument."""

RELATIVES: Mapping[str, Callable[..., int]] = {
    "sec": lambda tape, u: tape.inv(tape.apply("cos", u)),
    "csc": lambda tape, u: tape.inv(tape.apply("sin", u)),
    "cot": lambda tape, u: tape.inv(tape.apply("tan", u)),
    "sech": lambda tape, u: tape.inv(tape.apply("cosh", u)),
    "csch": lambda tape, u: tape.inv(tape.apply("sinh", u)),
    "coth": lambda tape, u: tape.inv(tape.apply("tanh", u)),
    "asec": lambda tape, u: tape.apply("acos", tape.inv(u)),
    "acsc": lambda tape, u: tape.apply("asin", tape.inv(u)),
    "acot": lambda tape, u: tape.apply("atan", tape.inv(u)),
    "asech": lambda tape, u: tape.apply("acosh", tape.inv(u)),
    "acsch": lambda tape, u: tape.apply("asinh", tape.inv(u)),
    "acoth": lambda tape, u: tape.apply("atanh", tape.inv(u)),
    "sinc": lambda tape, u: tape.apply("sinc", u),
    "ceiling": lambda tape, u: tape.sub(tape.zero, tape.apply("floor", tape.sub(tape.zero, u))),
    "frac": lambda tape, u: tape.sub(u, tape.apply("floor", u)),
    "Mod": lambda tape, u, v: tape.sub(u, tape.mul(v, tape.apply("floor", tape.mul(u, tape.inv(v))))),
    "KroneckerDelta": lambda tape, u, v: tape.apply("where", tape.apply("eq", u, v), tape.one, tape.zero),
    "BooleanTrue": lambda tape: tape.one,
    "BooleanFalse": lambda tape: tape.zero,
    "StrictLessThan": lambda tape, u, v: tape.apply("lt", u, v),
    "StrictGreaterThan": lambda tape, u, v: tape.apply("lt", v, u),
    "LessThan": lambda tape, u, v: tape.apply("le", u, v),
    "GreaterThan": lambda tape, u, v: tape.apply("le", v, u),
    "Equality": lambda tape, u, v: tape.apply("eq", u, v),
    "Unequality": lambda tape, u, v: _not(tape, tape.apply("eq", u, v)),
    "Not": lambda tape, c: _not(tape, c),
    "And": lambda tape, *cs: _all(tape, cs),
    "Or": lambda tape, *cs: _chain(tape, "max", cs),
    "Nand": lambda tape, *cs: _not(tape, _all(tape, cs)),
    "Nor": lambda tape, *cs: _not(tape, _chain(tape, "max", cs)),
    "Xor": lambda tape, *cs: reduce(lambda a, b: _not(tape, tape.apply("eq", a, b)), cs),
    "Equivalent": lambda tape, *cs: _all(tape, [tape.apply("eq", cs[0], c) for c in cs]),
    "Implies": lambda tape, a, b: _chain(tape, "max", (_not(tape, a), b)),
    "ITE": lambda tape, c, a, b: tape.apply("where", c, a, b),
    "Max": lambda tape, *parts: _chain(tape, "max", parts),
    "Min": lambda tape, *parts: _chain(tape, "min", parts),
}
"""SymPy's class name -> the tape's operations for it, given the tape and the arguments' nodes.

Nothing here asks SymPy to rewrite anything: of a formula out of a file that may take for ever.
"""


class Lowering:
    """Writes expressions on one tape; what was written is remembered."""

    def __init__(self, tape: Tape, variables: tuple[Any, ...]) -> None:
        self.tape = tape
        self._known = {x: tape.variable(i) for i, x in enumerate(variables)}

    def __call__(self, expression: Any) -> int:
        """The node of `expression`.

        Raises
        ------
        ValueError
            If it holds something that is no function of the variables in real arithmetic.
        """
        number = self._known.get(expression)
        if number is None:
            number = self._known[expression] = self._lower(expression)
        return number

    def _lower(self, expression: Any) -> int:
        kind = type(expression).__name__
        if kind == "log":
            return logarithm(self.tape, self(expression.args[0]))
        if kind in FUNCTIONS:
            return self.tape.apply(FUNCTIONS[kind], *map(self, expression.args))
        if kind in RELATIVES:
            return RELATIVES[kind](self.tape, *map(self, expression.args))
        if expression.is_Add:
            return total(self.tape, [self(a) for a in expression.args])
        if expression.is_Mul:
            return self._product(expression.args)
        if expression.is_Pow:
            base, exponent = expression.as_base_exp()
            falling = exponent.is_Rational and exponent < 0 and not expression.is_number
            return self._product((expression,)) if falling else self._power(base, exponent)
        if expression.is_number and not expression.args:
            return self._number(expression)
        special = getattr(self, f"_lower_{kind.lower()}", None)
        if special is not None:
            return int(special(*expression.args))
        shown = sp.sstr(expression, order="none")  # to put them in order SymPy works out constants
        raise ValueError(f"landscapes cannot compute {kind} in {shown}; use the functions that parse names")

    def _number(self, value: Any) -> int:
        if value.is_Float:
            value = sp.Rational(value)
        if value.is_Rational:
            return self.tape.constant(Fraction(int(value.p), int(value.q)))
        if value.is_finite is False or not value.is_real:
            return self.tape.number(sp.nan)
        return self.tape.number(value)

    def _product(self, factors: tuple[Any, ...]) -> int:
        """One division for all the denominators, one multiplication for all the constants."""
        tape = self.tape
        above, below, constant = tape.one, tape.one, tape.one
        exponentials: list[int] = []
        for factor in factors:
            base, exponent = factor.as_base_exp()
            if factor.is_number:
                constant = tape.mul(constant, self(factor))
            elif exponent.is_Rational and exponent < 0:
                if exponent.is_Integer and is_sum_of_exponentials(tape, self(base)):
                    exponentials += [self(base)] * -int(exponent)
                else:
                    below = tape.mul(below, self._power(base, -exponent))
            else:
                above = tape.mul(above, self(factor))
        above, below = _sincs(tape, above, below)
        for divisor in exponentials:
            above = quotient(tape, above, divisor)
        return tape.mul(constant, tape.mul(above, tape.inv(below)))

    def _power(self, base: Any, exponent: Any) -> int:
        if base is sp.E:
            return self.tape.apply("exp", self(exponent))
        return self.tape.power(self(base), self(exponent))

    def _lower_heaviside(self, argument: Any, at_zero: Any) -> int:
        below = self.tape.apply("lt", self(argument), self.tape.zero)
        here = self.tape.apply("eq", self(argument), self.tape.zero)
        above = self.tape.apply("where", below, self.tape.zero, self.tape.one)
        return self.tape.apply("where", here, self(at_zero), above)

    def _lower_piecewise(self, *pieces: Any) -> int:
        chosen = self.tape.number(sp.nan)
        for expression, condition in reversed(pieces):
            chosen = self.tape.apply("where", self(condition), self(expression), chosen)
        return chosen

    def _lower_singularityfunction(self, argument: Any, at: Any, power: Any) -> int:
        if not (power.is_Integer and power >= 0):
            raise ValueError(
                "landscapes cannot compute a SingularityFunction of this power; take 0, 1, 2, ..."
            )
        beyond = self.tape.sub(self(argument), self(at))
        risen = self.tape.power(beyond, self(power))
        return self.tape.apply("where", self.tape.apply("lt", beyond, self.tape.zero), self.tape.zero, risen)


def _not(tape: Tape, condition: int) -> int:
    return tape.sub(tape.one, condition)


def _all(tape: Tape, conditions: Sequence[int]) -> int:
    return reduce(tape.mul, conditions, tape.one)


def _chain(tape: Tape, operation: str, parts: Sequence[int]) -> int:
    return reduce(lambda a, b: tape.apply(operation, a, b), sorted(parts))


def _sincs(tape: Tape, above: int, below: int) -> tuple[int, int]:
    """The same quotient, each sin u / u in it as an operation of its own; u / sin u is its inverse."""
    for top, bottom, turned in ((above, below, False), (below, above, True)):
        for factor in _factors(tape, top):
            kind, *arguments = tape.nodes[factor]
            if kind != "sin":
                continue
            for divisor in _factors(tape, bottom):
                ratio = _ratio(tape, arguments[0], divisor)
                if ratio is not None:
                    made = tape.mul(tape.constant(ratio), tape.apply("sinc", arguments[0]))
                    top = tape.mul(_without(tape, top, factor), made)
                    bottom = _without(tape, bottom, divisor)
                    return _sincs(tape, bottom, top) if turned else _sincs(tape, top, bottom)
    return above, below


def _factors(tape: Tape, number: int) -> list[int]:
    node = tape.nodes[number]
    return [f for part in node[1:] for f in _factors(tape, part)] if node[0] == "mul" else [number]


def _without(tape: Tape, number: int, factor: int) -> int:
    factors = _factors(tape, number)
    factors.remove(factor)
    made = tape.one
    for left in factors:
        made = tape.mul(made, left)
    return made


def _ratio(tape: Tape, a: int, b: int) -> Fraction | None:
    """a / b, if that is a number."""
    first, second = linear(tape, a), linear(tape, b)
    if not second or first.keys() != second.keys() or tape.is_constant[b]:
        return None
    ratios = {first[k] / second[k] for k in first}
    return ratios.pop() if len(ratios) == 1 else None
