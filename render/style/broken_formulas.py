r"""Long formulas in lines: broken before a sign that stands in no brackets."""

from __future__ import annotations

import re
from itertools import pairwise

from render.style.fractions import TOKEN

_UNSEEN = re.compile(r"\\(?:left|right|operatorname|mathrm|dfrac|frac)|[\s{}^_\\]")
"""What takes no place of its own in a formula, for telling about how long it is."""
_AFTER = ("", "(", "[", "{", "=", r"\cdot", r"\times")
"""After these a sign belongs to what follows."""


def formula_lines(latex: str, count: int) -> list[str]:
    r"""The formula in `count` lines, about as long each; in fewer where it has no more signs to break at.

    >>> formula_lines(r"x^{2} + \left(y - 1\right)^{2}", 2)
    ['x^{2}', '{} + \\left(y - 1\\right)^{2}']
    """
    places = _signs(latex)
    whole = _length(latex)
    cuts: list[int] = []
    for k in range(1, count):
        later = [at for at in places if at > (cuts[-1] if cuts else 0)]
        if not later:
            break
        cuts.append(min(later, key=lambda at: abs(_length(latex[:at]) - whole * k / count)))
    ends = [0, *cuts, len(latex)]
    # Behind an empty group a sign keeps its space.
    return [("{} " if a else "") + latex[a:b].strip() for a, b in pairwise(ends)]


def _signs(latex: str) -> list[int]:
    """Where a sign adds or takes away a term of the whole formula."""
    depth, before, found = 0, "", []
    for token in TOKEN.finditer(latex):
        part = token[0]
        if part == r"\mathrm":  # behind it are words, and what holds there
            break
        if part in ("{", "(", "[") or part.startswith(r"\left"):
            depth += 1
        elif part in ("}", ")", "]") or part.startswith(r"\right"):
            depth -= 1
        elif part in "+-" and depth == 0 and before not in _AFTER:
            found.append(token.start())
        before = part if part.strip() else before
    return found


def _length(latex: str) -> int:
    return len(_UNSEEN.sub("", re.sub(r"\\([A-Za-z]+)", lambda word: f"\\{word[1][:3]}", latex)))
