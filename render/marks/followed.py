"""What tells the particle that the camera follows: a ring on the ground about it, and a wedge over it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pyvista as pv
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from descent import Trajectories
from render.camera import View, project
from render.marks.mark import CORNERS, Mark, Mover, Site, add_lines, circles
from render.particles import POINTER, Particles
from render.style import Theme


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

    def told(self, runs: Sequence[Trajectories], theme: Theme) -> Iterator[tuple[str, str, str]]:
        count = len(self.run.ending)
        if count > 1:
            text = theme.say("marble {n} of {of}, followed", n=self.particle + 1, of=count)
            yield text, theme.ink, POINTER


class RingMark(FollowedMark):
    """The same of a particle that panels speak of, which say so."""

    def told(self, runs: Sequence[Trajectories], theme: Theme) -> Iterator[tuple[str, str, str]]:
        return iter(())


WEDGE, OVER, SHARPLY = (0.026, 0.030), 0.012, 4
"""Width and height of the wedge and how far it hangs over its particle, shares of the unit of text; its oversize."""


class Wedge:
    """Points at one of the `particles` on pictures whose unit of text is `unit`, whatever is in front of it."""

    def __init__(self, particles: Particles, number: int, theme: Theme, unit: float) -> None:
        self._particles, self._number, self._unit = particles, number, unit
        self._ink, self._rim = theme.ink, theme.rim

    def draw(self, picture: NDArray[np.uint8], view: View, index: float) -> None:
        """Draw it onto a picture (height, width, 3) uint8 at step `index`, in place."""
        centres, radii, *_ = self._particles.at(index)
        centre, radius = centres[self._number], radii[self._number]
        size = (picture.shape[1], picture.shape[0])
        # The bead's outline as the camera sees it, a sphere's.
        top = centre + radius * np.array([0, 0, 1])
        (x, y), (_, edge) = project(view, size, np.stack([centre, top]))
        if not (np.isfinite([x, y]).all() and radius > 0):
            return
        wide, high = (side * self._unit for side in WEDGE)
        tip = min(edge, y) - OVER * self._unit
        air = max(0.1 * wide, 1.5)
        left, upper = int(x - wide / 2 - air) - 1, int(tip - high - air) - 1
        right, lower = int(x + wide / 2 + air) + 2, int(tip + 2 * air) + 2
        if left < 0 or upper < 0 or right > size[0] or lower > size[1]:
            return
        part = picture[upper:lower, left:right]
        for grown, color in ((air, self._rim), (0.0, self._ink)):
            stencil = Image.new("L", (part.shape[1] * SHARPLY, part.shape[0] * SHARPLY), 0)
            corners = (
                (x - wide / 2 - grown, tip - high - grown),
                (x + wide / 2 + grown, tip - high - grown),
                (x, tip + 1.6 * grown),
            )
            ImageDraw.Draw(stencil).polygon(
                [((a - left) * SHARPLY, (b - upper) * SHARPLY) for a, b in corners], fill=255
            )
            ground = Image.fromarray(part)
            ground.paste(color, (0, 0), stencil.reduce(SHARPLY))
            part[...] = np.asarray(ground)
