"""Shares, quartiles, heights, ranks and p-values as people read them."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence

from gallery.comparison.tables.lines import Part, Quartiles
from gallery.terminal import number_text

_ACTIVE = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What begins a text that a spreadsheet would take for a formula and run."""
_NUMBERS = re.compile(r"[-+0-9.,e ]*|[-+]?(inf|nan)")


def inert(value: object) -> object:
    """A value for a table that a spreadsheet may open: text that would be run there gets an apostrophe before it.

    Numbers, also several in one text, stay as they are.
    """
    if not isinstance(value, str) or _NUMBERS.fullmatch(value):
        return value
    return f"'{value}" if value.lstrip(" ").startswith(_ACTIVE) else value


LEAST_PERCENT = 0.1
"""A smaller share is told as numbers."""


def percent(share: float) -> str:
    """A share, 0 to 1, in percent: whole, or with a digit near the ends so that 99.6 is not 100."""
    value = 100 * share
    if 0 < value < 1 or 99 < value < 100:
        text = f"{value:.1f}"
        return {"0.0": "<0.1", "100.0": ">99.9"}.get(text, text)
    return f"{value:.0f}"


def share_text(part: Part | None, whole: bool = True) -> str:
    """``93 %``, with its 95 % interval where there is one and it is wanted: ``93 % [91, 95]``; nothing for None."""
    if part is None:
        return ""
    interval = interval_of(part) if whole else ""
    return part_text(part) + (f" {interval}" if interval else "")


def part_text(part: Part) -> str:
    """``93 %``; of a very small share the count, ``37 of 1,000,000``."""
    if part.count and part.share < LEAST_PERCENT / 100:
        return f"{part.count:,} of {round(part.count / part.share):,}"
    return f"{percent(part.share)} %"


def interval_of(part: Part) -> str:
    """``[91, 95]`` in percent; nothing where there is no interval."""
    if part.low is None or part.high is None:
        return ""
    return f"[{percent(part.low)}, {percent(part.high)}]"


def range_text(quartiles: Quartiles, missing: str, text: Callable[[float], str]) -> str:
    """``(101 to 243)``: the outer quartiles; nothing where they are the same or there are none."""
    if quartiles.lower is None or quartiles.lower == quartiles.upper:
        return ""
    return f"({text(quartiles.lower)} to {missing if quartiles.upper is None else text(quartiles.upper)})"


def steps_text(quartiles: Quartiles, whole: bool = True) -> str:
    """``155 (101 to 243)``: median and quartiles; a dash where no start came to rest."""
    if quartiles.median is None:
        return "–"
    spread = range_text(quartiles, "–", step_text) if whole else ""
    return step_text(quartiles.median) + (f" {spread}" if spread else "")


def step_text(steps: float) -> str:
    """A number of steps, whole: ``1,450``."""
    return f"{steps:,.0f}"


def height_text(height: float, span: float = math.inf) -> str:
    """A height in two or three digits; in more beside others, `span` apart, with which it has these in common."""
    return number_text(height, 2 if 0 < abs(height) < 1e-3 else 3, span)


def rank_text(rank: Sequence[int] | None) -> str:
    """``1``, or ``1–3`` where the intervals do not part; nothing where there are none."""
    if rank is None:
        return ""
    best, worst = rank
    return str(best) if best == worst else f"{best}–{worst}"


def probability(p: float, equal: str = "") -> str:
    """A p-value: in two digits, and none below a ten-thousandth."""
    return "below 0.0001" if p < 1e-4 else f"{equal}{p:.2g}"
