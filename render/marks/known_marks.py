"""The marks by name, as the command line and scene files write them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from render.gathering import Gathered

if TYPE_CHECKING:
    from render.marks.mark import Mark

MARKS: Gathered[Mark] = Gathered(
    "render.marks",
    "render.marks.mark:Mark",
    apart=frozenset({"mark", "known_marks", "followed", "gaps", "population"}),
)


def find_marks(marks: Sequence[str | Mark]) -> tuple[Mark, ...]:
    """The marks of these names; a `Mark` stands for itself.

    Raises
    ------
    LookupError
        For a name that no mark has.
    """
    for mark in marks:
        if isinstance(mark, str) and mark not in MARKS:
            raise LookupError(f"unknown mark {mark!r}; there are {', '.join(MARKS)}")
    return tuple(MARKS[m]() if isinstance(m, str) else m for m in marks)
