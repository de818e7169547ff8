"""A small ring where every particle starts."""

from __future__ import annotations

from dataclasses import dataclass

from render.marks.mark import Dots, Mark, Polylines, Site
from render.particles import RING


@dataclass(frozen=True)
class StartMark(Mark):
    """Only where there is a surface: a particle may begin outside of the domain."""

    def shapes(self, site: Site) -> list[Polylines | Dots]:
        theme, place = site.surface.theme, site.surface.world.place
        return [
            Dots(
                place(site.inside(paths.positions[0]), lift=0.006), theme.faint, 0.5 * theme.bead_radius, RING
            )
            for paths in site.runs.values()
            if len(paths.ending)
        ]
