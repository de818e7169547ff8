"""The Hessian's eigenvectors at the first particle, on its quadratic model: bright where it curves up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pyvista as pv
from numpy.typing import NDArray

from descent import Trajectories
from render.marks.mark import Mark, Mover, Site, add_lines
from render.marks.taylor import SIDE, held, taylor
from render.particles import DASH
from render.style import Theme


@dataclass(frozen=True)
class CurvatureMark(Mark):
    """Two lines along the directions of the largest and the smallest eigenvalue."""

    follows = True

    reach: float = 0.14
    """Half a line's length, a share of the domain's longer side."""

    def add(self, plotter: pv.Plotter, site: Site) -> list[Mover]:
        paths, theme = site.first, site.surface.theme
        if paths is None:
            return []
        meshes = [
            add_lines(plotter, np.zeros((1, SIDE, 3)), color, 0.005 * site.pixels)
            for color in (theme.palette[0], theme.palette[3])
        ]

        def show(t: float) -> None:
            for mesh, line in zip(meshes, self._lines(site, paths, t), strict=True):
                mesh.points = line.astype(np.float32)

        return [show]

    def told(self, runs: Sequence[Trajectories], theme: Theme) -> Iterator[tuple[str, str, str]]:
        yield theme.say("where it curves most"), theme.palette[0], DASH
        yield theme.say("where it curves least"), theme.palette[3], DASH

    def _lines(self, site: Site, paths: Trajectories, t: float) -> NDArray[np.float64]:
        """World polylines (2, SIDE, 3): the direction of the largest eigenvalue, then of the smallest."""
        f, world = site.surface.landscape, site.surface.world
        centre = paths.at(site.clock.index(t))[0][0]
        values, vectors = np.linalg.eigh(f.hessian(centre))
        width = self.reach * max(high - low for low, high in f.domain)
        steps = np.linspace(-1, 1, SIDE)[:, None]
        lines = []
        for k in np.argsort(-values):
            points = held(f, centre, centre + steps * width * vectors[:, k], 2, world.transform)
            heights = np.clip(taylor(f, centre, points, 2), world.transform.low, world.transform.high)
            lines.append(np.concatenate([world.plane(points), world.rise(heights)[:, None] + 0.012], axis=-1))
        return np.stack(lines)
