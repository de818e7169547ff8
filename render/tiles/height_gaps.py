"""Functions of many variables on a plane: lines from each bead on the plane's surface to its true height."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from descent import Trajectories
from render.camera import View, project
from render.style import Theme
from render.surface import World

WIDTH = 0.0016
"""Of a line, as a share of the picture's height; drawn three times too large and averaged down."""
OVERSIZE = 3


@dataclass(frozen=True, eq=False)
class Gaps:
    """What lies between a run's true heights and the surface of the plane that it is drawn on.

    Parameters
    ----------
    run : on the plane's landscape, but with the heights of the function of many variables
    """

    run: Trajectories
    world: World
    theme: Theme

    def at(self, index: float) -> NDArray[np.float64]:
        """True heights (N,) at step `index`, linear between recorded steps."""
        indices = self.run.indices
        index = float(np.clip(index, indices[0], indices[-1]))
        row = min(int(np.searchsorted(indices, index, side="right")) - 1, len(indices) - 1)
        after = min(row + 1, len(indices) - 1)
        part = (index - indices[row]) / max(indices[after] - indices[row], 1)
        return np.asarray((1 - part) * self.run.heights[row] + part * self.run.heights[after])

    def ends(self, index: float) -> NDArray[np.float64]:
        """World places (N, 2, 3): on the surface, and at the true height above or below it."""
        points = self.run.at(index)[0]
        ground = self.world.place(points)
        top = ground.copy()
        top[:, 2] = self.world.rise(self.at(index))
        return np.stack([ground, top], axis=1)

    def draw(self, picture: Image.Image, view: View, index: float) -> None:
        """Lines with a cap at the true height, seen through the surface: half of them may lie below it."""
        ends = self.ends(index)
        pixels = project(view, picture.size, ends.reshape(-1, 3)).reshape(-1, 2, 2) * OVERSIZE
        stencil = Image.new("L", (picture.width * OVERSIZE, picture.height * OVERSIZE), 0)
        pen, unit = ImageDraw.Draw(stencil), picture.height * OVERSIZE
        width, cap = max(round(WIDTH * unit), 2), 0.006 * unit
        for (x0, y0), (x1, y1) in pixels:
            pen.line((x0, y0, x1, y1), fill=170, width=width)
            pen.ellipse((x1 - cap, y1 - cap, x1 + cap, y1 + cap), fill=255)
        picture.paste(self.theme.ink, (0, 0), stencil.reduce(OVERSIZE))
