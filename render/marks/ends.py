"""A double circle on the surface around every particle's end: the bead that rests there does not hide it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from descent import Trajectories
from render.marks.mark import Dots, Mark, Polylines, Site, circles
from render.particles import TARGET
from render.style import Theme


@dataclass(frozen=True)
class EndMark(Mark):
    """Only where there is a surface: a particle may end outside of the domain."""

    follows = True

    def shapes(self, site: Site) -> list[Polylines | Dots]:
        theme = site.surface.theme
        return [
            Polylines(circles(site, paths.positions[-1], len(paths.ending), wider), theme.ink, 0.0026)
            for paths in site.runs.values()
            for wider in (1.0, 1.45)
        ]

    def told(self, runs: Sequence[Trajectories], theme: Theme) -> Iterator[tuple[str, str, str]]:
        yield theme.say("where each ends"), theme.ink, TARGET
