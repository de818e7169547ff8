r"""Fractions that can be read: a fraction's parts are set as large as all else, or beside each other with a stroke.

In running text `\frac` makes its parts a third smaller, and of a fraction in a fraction a half.
"""

from __future__ import annotations

import re

_FRACTION = re.compile(r"\\d?frac(?=\{)|\^(?=\{)")
_ATOM = re.compile(r"(?:\\sqrt\{\w+\}|\d[\d.]*|[A-Za-z]|\\[A-Za-z]+)(?:_\{\w*\})?(?:\^\{\w*\})?")
"""A number, a letter or a root of one, with what stands at its foot and over it."""
_END = re.compile(r"\s*(?:$|[-+,)}\]|=<>]|\\right|\\(?:leq|geq|ne|ll|gg)\b|\\ )")
"""What may come after a fraction that nothing is multiplied by."""
TOKEN = re.compile(r"\\left\\?.|\\right\\?.|\\[A-Za-z]+|\\?.", re.DOTALL)
"""A bracket, a command or a letter."""


def large_fractions(latex: str) -> str:
    r"""The same formula without small fractions.

    A product over a number or a letter is written with a stroke, $x^2/100$, where nothing is multiplied by it, and so
    is what is inside another fraction; all others are two storeys high, their letters as large as all else.

    >>> large_fractions(r"\sin{\left(\frac{5 \pi x}{2} \right)}")
    '\\sin{\\left(5 \\pi x/2 \\right)}'
    >>> large_fractions(r"\frac{1 + x}{\frac{x}{2} + 2}")
    '\\dfrac{1 + x}{x/2 + 2}'
    """
    return _set(latex, inner=False)


def _set(latex: str, *, inner: bool) -> str:
    written, at = "", 0
    while found := _FRACTION.search(latex, at):
        over, middle = _group(latex, found.end())
        if found[0] == "^":
            written += latex[at : found.end()] + "{" + _set(over, inner=True) + "}"
            at = middle
            continue
        if middle >= len(latex) or latex[middle] != "{":
            written += latex[at:middle]
            at = middle
            continue
        under, end = _group(latex, middle)
        over, under = _set(over, inner=True), _set(under, inner=True)
        ends = _END.match(latex, end) is not None
        beside = _ATOM.fullmatch(under) is not None and not _is_sum(over) and ends
        written += latex[at : found.start()]
        if beside or inner:
            over = rf"\left({over}\right)" if _is_sum(over) else over
            under = under if _ATOM.fullmatch(under) else rf"\left({under}\right)"
            stroke = f"{over}/{under}"
            written += stroke if ends else rf"\left({stroke}\right)"
        else:
            written += rf"\dfrac{{{over}}}{{{under}}}"
        at = end
    return written + latex[at:]


def _group(latex: str, at: int) -> tuple[str, int]:
    """What stands in the braces that open there, and where they have ended."""
    depth = 0
    for token in TOKEN.finditer(latex, at):
        depth += {"{": 1, "}": -1}.get(token[0], 0)
        if not depth:
            return latex[at + 1 : token.start()], token.end()
    return latex[at + 1 :], len(latex)


def _is_sum(latex: str) -> bool:
    """Whether terms are added, outside of all brackets; a sign before the first of them is none."""
    depth = 0
    for token in TOKEN.finditer(latex.strip()):
        part = token[0]
        if part in ("{", "(", "[") or part.startswith(r"\left"):
            depth += 1
        elif part in ("}", ")", "]") or part.startswith(r"\right"):
            depth -= 1
        elif part in "+-" and depth == 0 and token.start():
            return True
    return False
