"""1 less what comes as near to 1 as floats can tell: 1 - tanh(u)**2, tanh(u) - 1, 1 - 1/(1 + exp u).

In floats such a difference is zero over whole plateaus, and so it is within bounds that are rounded outward. Written
another way it keeps its digits, and it is nowhere zero.
"""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

from landscapes.compiled import Tape


class Saturating(NamedTuple):
    """`factor` / cosh(u)**2 if `times` is 0, else `factor` / (1 + exp(-`times` u)); `node` is u."""

    factor: Fraction
    times: int
    node: int


def saturating(tape: Tape, number: int) -> Saturating | None:
    """Node `number` in other words, if it is one of these differences."""
    match tape.nodes[number]:
        case ("add", a, b):
            factor, inner = tape.scaled(a)
            slope, one = tape.exact(factor), tape.exact(b)
            return _difference(tape, slope, inner, one) if slope and one and abs(slope) == abs(one) else None
    return None


def _difference(tape: Tape, factor: Fraction, inner: int, one: Fraction) -> Saturating | None:
    """`factor` * `inner` + `one`, both of the same size."""
    match tape.nodes[inner]:
        case ("tanh", u):
            return Saturating(2 * one, 2 if factor == one else -2, u)
        case ("mul", a, b) if a == b and tape.nodes[a][0] == "tanh" and factor == -one:
            return Saturating(one, 0, tape.nodes[a][1])
        case ("inv", below) if factor == -one:
            kind, *terms = tape.nodes[below]
            if kind == "add" and tape.exact(terms[1]) == 1 and tape.nodes[terms[0]][0] == "exp":
                return Saturating(one, 1, tape.nodes[terms[0]][1])
    return None
