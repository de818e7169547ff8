"""A small diamond where every particle ends."""

from __future__ import annotations

from dataclasses import dataclass

from render.marks.mark import Dots, Mark, Polylines, Site
from render.particles import DIAMOND


@dataclass(frozen=True)
class EndMark(Mark):
    """Only where there is a surface: a particle may end outside of the domain."""

    def shapes(self, site: Site) -> list[Polylines | Dots]:
        theme, place = site.surface.theme, site.surface.world.place
        return [
            Dots(
                place(site.inside(paths.positions[-1]), lift=0.008),
                theme.ink,
                0.5 * theme.bead_radius,
                DIAMOND,
            )
            for paths in site.runs.values()
            if len(paths.ending)
        ]
