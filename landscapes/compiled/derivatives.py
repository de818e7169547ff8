"""Derivatives on a tape: backwards for a gradient, forwards for each column of a Hessian.

How one operation changes with its operands is asked of SymPy (`fdiff`), once per process. Operations with
kinks are the exception. The derivative of |u| is "sgn", a sign that is undefined where u = 0, and max, min
and conditions use it too, so that a derivative that does not exist shows up as not finite;
`landscapes.compiled.limits` then finds out what to say there. Steps have derivative 0: no Dirac deltas.

Why on the tape and not by SymPy: one sweep backwards costs a few operations for each that is there, however many
variables there are, while derivatives of a tree repeat its parts (Griewank and Walther 2008, Evaluating Derivatives,
chapters 3 and 4).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import cache

from landscapes.compiled.cancellation import without_cancellation
from landscapes.compiled.lowering import FUNCTIONS, Lowering
from landscapes.compiled.rewriting import difference, negative
from landscapes.compiled.tape import Tape, operands
from landscapes.formulas import sp

Slope = tuple[int, int]
"""An operand of a node, and the node of the derivative with respect to it."""
Rule = Callable[[Tape, int, list[bool]], list[Slope]]

_FLAT = frozenset({"sign", "sgn", "floor", "lt", "le", "eq"})
_SYMPY_NAMES = {operation: name for name, operation in FUNCTIONS.items()}


def gradient(tape: Tape, root: int, count: int) -> list[int]:
    """Nodes of the `count` partial derivatives of `root`, by one sweep backwards (reverse mode)."""
    adjoint = {root: tape.one}
    for number in reversed(tape.reachable([root], risen=True)):
        if adjoint.get(number, tape.zero) != tape.zero:
            for operand, slope in slopes(tape, number):
                change = tape.mul(adjoint[number], slope)
                adjoint[operand] = tape.add(adjoint.get(operand, tape.zero), change)
    return [without_cancellation(tape, adjoint.get(tape.variable(i), tape.zero)) for i in range(count)]


def directional(tape: Tape, roots: Sequence[int], direction: Sequence[int]) -> dict[int, int]:
    """Nodes of the rate of change of every node below `roots` along `direction` (forward mode)."""
    rate = {tape.variable(i): node for i, node in enumerate(direction)}
    for number in tape.reachable(roots, risen=True):
        if number not in rate:
            moving = [] if tape.is_constant[number] else slopes(tape, number, rate)
            terms = [tape.mul(slope, rate[operand]) for operand, slope in moving]
            rate[number] = tape.sum(terms)
    return rate


def hessian(tape: Tape, slopes_: Sequence[int]) -> list[list[int]]:
    """Nodes of the symmetric matrix of second derivatives, from the nodes of the first."""
    count = len(slopes_)
    matrix = [[tape.zero] * count for _ in slopes_]
    for j in range(count):
        along = [tape.one if i == j else tape.zero for i in range(count)]
        rate = directional(tape, slopes_[j:], along)
        for i in range(j, count):
            matrix[i][j] = matrix[j][i] = without_cancellation(tape, rate[slopes_[i]])
    return matrix


def slopes(tape: Tape, number: int, rate: dict[int, int] | None = None) -> list[Slope]:
    """Pairs (operand, node of the derivative with respect to it) of one node.

    Operands that do not move (constants; with `rate`, those whose rate of change is zero) are left out.
    """
    node = tape.nodes[number]
    kind = node[0]
    if number in tape.risen:
        return [(tape.risen[number], tape.one)]
    if kind in _FLAT or not operands(node):
        return []
    moves = [not tape.is_constant[k] and (rate is None or rate[k] != tape.zero) for k in node[1:]]
    rule = _ARITHMETIC.get(kind, _from_sympy)
    return [pair for pair, moving in zip(rule(tape, number, moves), moves, strict=True) if moving]


def _from_sympy(tape: Tape, number: int, moves: list[bool]) -> list[Slope]:
    kind, *arguments = tape.nodes[number]
    template, roots = _template(kind)
    here = tape.replay(template, arguments)
    return [(a, here[r]) for a, r in zip(arguments, roots, strict=True)]


@cache
def _template(operation: str) -> tuple[Tape, list[int]]:
    """SymPy's partial derivatives of one function, on a tape of their own."""
    function = getattr(sp, _SYMPY_NAMES[operation])
    arguments = tuple(sp.Dummy(real=True) for _ in range(2 if operation == "atan2" else 1))
    tape = Tape()
    lower = Lowering(tape, arguments)
    return tape, [lower(function(*arguments).fdiff(i + 1)) for i in range(len(arguments))]


def _add(tape: Tape, number: int, moves: list[bool]) -> list[Slope]:
    _, a, b = tape.nodes[number]
    return [(a, tape.one), (b, tape.one)]


def _mul(tape: Tape, number: int, moves: list[bool]) -> list[Slope]:
    _, a, b = tape.nodes[number]
    if a == b:
        return [(a, tape.mul(tape.constant(2), a)), (b, tape.zero)]
    return [(a, b), (b, a)]


def _inv(tape: Tape, number: int, moves: list[bool]) -> list[Slope]:
    return [(tape.nodes[number][1], tape.mul(tape.constant(-1), tape.mul(number, number)))]


def _sqrt(tape: Tape, number: int, moves: list[bool]) -> list[Slope]:
    return [(tape.nodes[number][1], tape.mul(tape.constant(Fraction(1, 2)), tape.inv(number)))]


def _power(tape: Tape, number: int, moves: list[bool]) -> list[Slope]:
    _, base, exponent = tape.nodes[number]
    below = tape.power(base, tape.sub(exponent, tape.one)) if moves[0] else tape.zero
    grown = tape.mul(tape.apply("log", base), number) if moves[1] else tape.zero
    return [(base, tape.mul(exponent, below)), (exponent, grown)]


def _abs(tape: Tape, number: int, moves: list[bool]) -> list[Slope]:
    argument = tape.nodes[number][1]
    return [(argument, tape.apply("sgn", argument))]


def _extreme(tape: Tape, number: int, moves: list[bool]) -> list[Slope]:
    kind, a, b = tape.nodes[number]
    for outer, inner, sides in ((a, b, (tape.one, tape.zero)), (b, a, (tape.zero, tape.one))):
        lattice = _lattice(tape, outer)
        if lattice and inner in lattice[1]:
            # max(max(u, v), v) is max(u, v), min(max(u, v), v) is v.
            here, there = sides if lattice[0] == kind else sides[::-1]
            return [(a, here), (b, there)]
    first = _above(tape, a, b) if kind == "max" else _above(tape, b, a)
    return [(a, first), (b, tape.sub(tape.one, first))]


def _lattice(tape: Tape, number: int) -> tuple[str, set[int]] | None:
    """Of a maximum or minimum, nested or not: which of both, and of what."""
    kind = tape.nodes[number][0]
    if kind not in ("max", "min"):
        return None
    parts: set[int] = set()
    for part in tape.nodes[number][1:]:
        inner = _lattice(tape, part)
        parts |= inner[1] if inner and inner[0] == kind else {part}
    return kind, parts


def _where(tape: Tape, number: int, moves: list[bool]) -> list[Slope]:
    _, condition, a, b = tape.nodes[number]
    chosen = _indicator(tape, condition)
    return [(condition, tape.zero), (a, chosen), (b, tape.sub(tape.one, chosen))]


def _above(tape: Tape, a: int, b: int) -> int:
    """1 where a > b, 0 where a < b, undefined where they are equal."""
    half = tape.constant(Fraction(1, 2))
    return tape.add(tape.mul(half, tape.apply("sgn", tape.sub(a, b))), half)


def _indicator(tape: Tape, condition: int) -> int:
    """A condition as a number that is undefined on the edge between true and false."""
    match tape.nodes[condition]:
        case ("lt" | "le", a, b):
            return _above(tape, b, a)
        case ("eq", a, b):
            apart = tape.apply("sgn", tape.sub(a, b))
            return tape.sub(tape.one, tape.mul(apart, apart))
        case ("max", a, b):
            return tape.apply("max", _indicator(tape, a), _indicator(tape, b))
        case ("add" | "mul" as kind, a, b):
            return tape.apply(kind, _indicator(tape, a), _indicator(tape, b))
        case _:
            return condition


def _log_sum(tape: Tape, number: int, moves: list[bool]) -> list[Slope]:
    _, a, b = tape.nodes[number]
    return [
        (a, tape.apply("sigmoid", difference(tape, a, b))),
        (b, tape.apply("sigmoid", difference(tape, b, a))),
    ]


def _sigmoid(tape: Tape, number: int, moves: list[bool]) -> list[Slope]:
    argument = tape.nodes[number][1]
    half = tape.mul(tape.constant(Fraction(1, 2)), argument)
    return [(argument, tape.mul(tape.constant(Fraction(1, 4)), tape.apply("sech2", half)))]


def _log_less(tape: Tape, number: int, moves: list[bool]) -> list[Slope]:
    argument = tape.nodes[number][1]
    below = tape.inv(tape.apply("expm1", negative(tape, argument)))
    return [(argument, tape.mul(tape.constant(-1), below))]


def _falling(tape: Tape, number: int, moves: list[bool]) -> list[Slope]:
    """The slope of sech^2 u."""
    argument = tape.nodes[number][1]
    return [(argument, tape.mul(tape.constant(-2), tape.mul(number, tape.apply("tanh", argument))))]


def _log_more(tape: Tape, number: int, moves: list[bool]) -> list[Slope]:
    argument = tape.nodes[number][1]
    return [(argument, tape.inv(tape.add(argument, tape.one)))]


def _named(operation: str) -> Rule:
    def rule(tape: Tape, number: int, moves: list[bool]) -> list[Slope]:
        argument = tape.nodes[number][1]
        return [(argument, tape.apply(operation, argument))]

    return rule


_ARITHMETIC: dict[str, Rule] = {
    "add": _add,
    "mul": _mul,
    "inv": _inv,
    "sqrt": _sqrt,
    "power": _power,
    "abs": _abs,
    "max": _extreme,
    "min": _extreme,
    "where": _where,
    "logaddexp": _log_sum,
    "sigmoid": _sigmoid,
    "log1mexp": _log_less,
    "log1p": _log_more,
    "sech2": _falling,
    "tanh": _named("sech2"),
    "logcosh": _named("tanh"),
    "expm1": _named("exp"),
    "versine": _named("sin"),
    "sinc": _named("sinc1"),
    "sincm1": _named("sinc1"),
    "sinc1": _named("sinc2"),
}
