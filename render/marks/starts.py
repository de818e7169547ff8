"""A circle on the surface where every particle starts."""

from __future__ import annotations

from dataclasses import dataclass

from render.marks.mark import Dots, Mark, Polylines, Site, circles


@dataclass(frozen=True)
class StartMark(Mark):
    """Only where there is a surface: a particle may begin outside of the domain."""

    follows = True

    def shapes(self, site: Site) -> list[Polylines | Dots]:
        theme = site.surface.theme
        return [
            Polylines(circles(site, paths.positions[0], len(paths.ending), 0.6), theme.faint, 0.0022)
            for paths in site.runs.values()
        ]
