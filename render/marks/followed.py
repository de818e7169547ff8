"""A ring on the ground about the particle that the camera follows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyvista as pv

from descent import Trajectories
from render.marks.mark import CORNERS, Mark, Mover, Site, add_lines, circles


@dataclass(frozen=True, eq=False)
class FollowedMark(Mark):
    """It goes with the particle, and is not there while the particle is off the surface.

    Parameters
    ----------
    run, particle : which particle of which run
    """

    run: Trajectories
    particle: int

    follows = True

    def add(self, plotter: pv.Plotter, site: Site) -> list[Mover]:
        nowhere = np.full((1, CORNERS, 3), np.nan)
        meshes = [
            add_lines(plotter, np.nan_to_num(nowhere), color, width * site.pixels)
            for color, width in ((site.surface.theme.rim, 0.0055), (site.surface.theme.ink, 0.0030))
        ]

        def show(t: float) -> None:
            at = self.run.at(site.clock.index(t))[0][[self.particle]]
            ring = circles(site, at, len(self.run.ending), 1.8)
            for mesh in meshes:
                mesh.points = (ring if len(ring) else nowhere)[0].astype(np.float32)

        return [show]
