"""An optimizer's rule as lines of LLVM's language: the next places and memory of a few particles."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from descent.compiled_engine.rule_shape import RuleShape, by_reciprocal
from descent.engine import column_lengths, column_products
from landscapes.machine_code import WORDS, Lines, splat, words, written

_LEAST, _MOST = 123 << 52, 1923 << 52
"""The bits of 2**-900 and 2**900: between them nothing that a quotient is made of is too small or too large."""


def moved(
    lines: Lines, rule: RuleShape, arrays: Sequence[Sequence[str]], told: Sequence[str], *, exactly: bool
) -> tuple[list[str], list[str]]:
    """The next places, then the next memory, coordinate by coordinate; and truths, one of which holds for each quotient.

    Parameters
    ----------
    arrays : places, slopes, then the memory, coordinate by coordinate
    told : numbers, then tables at the step
    exactly : bool
        Whether quotients are divided; else they are what that gives wherever the truths hold.
    """
    n = len(arrays[0])
    names: dict[Any, Sequence[str]] = {("array", i): array for i, array in enumerate(arrays)}
    places = [("number", i) for i in range(rule.numbers)] + [("table", i) for i in range(rule.tables)]
    names |= {name: [number] * n for name, number in zip(places, told, strict=True)}
    sure: list[str] = []
    for result, ufunc, operands in rule.instructions:
        values = [names[operand] for operand in operands]
        if ufunc is column_lengths:
            names[result] = [lines.call("sqrt", _product(lines, values[0], values[0]))] * n
        elif ufunc is column_products:
            names[result] = [_product(lines, values[0], values[1])] * n
        elif ufunc is by_reciprocal and exactly:
            names[result] = [lines.div(a, b) for a, b, _ in zip(*values, strict=True)]
        elif ufunc is by_reciprocal:
            both = [_quotient(lines, *column) for column in zip(*values, strict=True)]
            names[result] = [quotient for quotient, _ in both]
            sure += [truth for _, truth in both]
        else:
            names[result] = [written(lines, ufunc, column) for column in zip(*values, strict=True)]
    return [x for output in rule.outputs for x in names[output]], sure


def _quotient(lines: Lines, a: str, b: str, reciprocal: str) -> tuple[str, str]:
    """a / b to the last bit without dividing, and where that is so.

    The first correction leaves less than one unit in the last place; then the second is exact (Markstein 1990), for
    the reciprocal is rounded once and `fma` has the whole remainder. With b > 0 zeros keep their signs.
    """
    quotient, minus = lines.mul(a, reciprocal), lines.neg(a)
    above = lines.word("sub", lines.bits(lines.size(quotient)), _LEAST)
    usual = lines.new(f"icmp ult {WORDS} {above}, {words(_MOST - _LEAST)}")
    for _ in range(2):
        rest = lines.fma(b, quotient, minus)
        quotient = lines.fma(lines.neg(rest), reciprocal, quotient)
    return quotient, lines.either(usual, lines.compare("oeq", a, splat(0.0)))


def _product(lines: Lines, a: Sequence[str], b: Sequence[str]) -> str:
    """The scalar product of two vectors, summed in the order of their coordinates."""
    first, *others = (lines.mul(x, y) for x, y in zip(a, b, strict=True))
    for product in others:
        first = lines.add(first, product)
    return first
