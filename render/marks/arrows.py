"""At each particle an arrow down the slope, as long as the slope is steep beside the others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pyvista as pv

from descent import Trajectories
from render.marks.field import downhill_arrows
from render.marks.mark import Mark, Mover, Site, add_lines
from render.particles import ARROW
from render.style import Theme


@dataclass(frozen=True)
class ParticleArrows(Mark):
    """They move with the particles."""

    follows = True

    def add(self, plotter: pv.Plotter, site: Site) -> list[Mover]:
        reach = 0.09 * float(max(high - low for low, high in site.surface.landscape.domain))
        runs = [paths for paths in site.runs.values() if len(paths.ending)]
        return [_moving(plotter, site, paths, reach) for paths in runs]

    def told(self, runs: Sequence[Trajectories], theme: Theme) -> Iterator[tuple[str, str, str]]:
        yield theme.say("the steepest way down"), theme.ink, ARROW


def _moving(plotter: pv.Plotter, site: Site, paths: Trajectories, reach: float) -> Mover:
    first = downhill_arrows(site.surface, paths.positions[0], reach)
    mesh = add_lines(plotter, first, site.surface.theme.ink, 0.0026 * site.pixels)

    def show(t: float) -> None:
        points = paths.at(site.clock.index(t))[0]
        mesh.points = downhill_arrows(site.surface, points, reach).reshape(-1, 3).astype(np.float32)

    return show
