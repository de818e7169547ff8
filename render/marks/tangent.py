"""A patch of the tangent plane under the first particle: what gradient descent sees of the surface."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from descent import Trajectories
from render.marks.taylor import PatchMark
from render.particles import DIAMOND
from render.style import Theme


@dataclass(frozen=True)
class TangentMark(PatchMark):
    """The polynomial of order 1."""

    order = 1

    def color(self, theme: Theme) -> str:
        return theme.ink

    def told(self, runs: Sequence[Trajectories], theme: Theme) -> Iterator[tuple[str, str, str]]:
        yield theme.say("the tangent plane"), theme.ink, DIAMOND
