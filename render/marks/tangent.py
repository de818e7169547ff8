"""A patch of the tangent plane under the first particle: what gradient descent sees of the surface."""

from __future__ import annotations

from dataclasses import dataclass

from render.marks.taylor import PatchMark
from render.style import Theme


@dataclass(frozen=True)
class TangentMark(PatchMark):
    """The polynomial of order 1."""

    order = 1

    def color(self, theme: Theme) -> str:
        return theme.ink
