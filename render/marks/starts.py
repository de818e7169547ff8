"""A circle on the surface where every particle starts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from descent import Trajectories
from render.marks.mark import Dots, Mark, Polylines, Site, circles
from render.particles import RING
from render.style import Theme

USUAL, SMALL, MANY = 0.6, 0.24, 60
"""How wide the circles are beside those around beads; of more than `MANY`, which would cover the ground, dots."""


@dataclass(frozen=True)
class StartMark(Mark):
    """Only where there is a surface: a particle may begin outside of the domain."""

    follows = True

    def shapes(self, site: Site) -> list[Polylines | Dots]:
        theme = site.surface.theme
        return [
            Polylines(
                circles(
                    site, paths.positions[0], count := len(paths.ending), SMALL if count > MANY else USUAL
                ),
                theme.faint,
                0.0022,
            )
            for paths in site.runs.values()
        ]

    def told(self, runs: Sequence[Trajectories], theme: Theme) -> Iterator[tuple[str, str, str]]:
        yield theme.say("where each began"), theme.faint, RING
