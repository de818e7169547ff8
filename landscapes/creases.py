"""Where a formula may bend or break: the functions whose zeros are its kinks, jumps and poles."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import Any

from landscapes.formulas import sp
from landscapes.landscape import Landscape

MOST = 24
"""Of more creases none is told: they would be as dense as the lattice that is cut along them."""


def creases(f: Landscape) -> tuple[Landscape, ...]:
    """Functions of the same variables; at their changes of sign, and nowhere else, `f` may have a kink, a jump or a pole.

    Read off the formula: arguments of absolute values and signs, differences of what a maximum chooses from, whole
    numbers of what is rounded, conditions, denominators. Products are told factor by factor. Empty where there are
    more than `MOST`.

    Examples
    --------
    >>> from landscapes import creases, parse
    >>> [str(g.formula) for g in creases(parse("abs(x - 1) + 1/y", ((-2, 2), (-2, 2))))]
    ['y', 'x - 1']
    """
    if f.kind == "formula" and f.compiled.is_whole:
        return ()  # known without the formula, which takes SymPy
    found: dict[Any, None] = {}
    for part in sp.preorder_traversal(f.formula):
        for expression in _switching(part):
            for factor in _factors(expression):
                found.setdefault(factor)
    if len(found) > MOST:
        return ()
    ordered = sorted(found, key=sp.default_sort_key)
    return tuple(Landscape.from_sympy(g, f.domain, variables=f.variables) for g in ordered)


def _switching(part: Any) -> Iterator[Any]:
    kind, args = type(part).__name__, part.args
    if kind in ("Abs", "sign", "Heaviside"):
        yield args[0]
    elif kind in ("Max", "Min"):
        yield from (a - b for a, b in combinations(args, 2))
    elif kind in ("floor", "ceiling", "frac"):
        yield sp.sin(sp.pi * args[0])
    elif kind == "Mod":
        yield sp.sin(sp.pi * args[0] / args[1])
    elif kind == "Piecewise":
        for _, condition in args:
            yield from (r.lhs - r.rhs for r in condition.atoms(sp.core.relational.Relational))
    elif kind == "tan":
        yield sp.cos(args[0])
    elif kind == "cot":
        yield sp.sin(args[0])
    elif part.is_Pow and args[1].is_number and args[1].is_negative:
        yield args[0]


def _factors(expression: Any) -> Iterator[Any]:
    """The factors of an expression that may change sign, each once whatever its constant."""
    for factor in sp.Mul.make_args(sp.factor_terms(expression)):
        base = factor.base if factor.is_Pow else factor
        whole = base.as_coeff_Mul()[1]
        if whole.free_symbols and not (whole.is_nonnegative or whole.is_nonpositive):
            yield whole
