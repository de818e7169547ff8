"""The downhill field: arrows down the slope on a lattice of the domain, longer where it is steeper."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from descent import Trajectories, grid
from render.marks.mark import Dots, Mark, Polylines, Site
from render.particles import ARROW
from render.style import Theme
from render.surface import Surface


@dataclass(frozen=True)
class FieldMark(Mark):
    """So many arrows a side as `count` says."""

    count: int = 15

    def shapes(self, site: Site) -> list[Polylines | Dots]:
        domain = np.array(site.surface.landscape.domain)
        inner = domain + np.array([[0.5, -0.5]]) * (domain[:, 1:] - domain[:, :1]) / self.count
        points = grid(tuple(map(tuple, inner)), self.count)
        reach = 0.55 * float((domain[:, 1] - domain[:, 0]).max()) / self.count
        return [Polylines(downhill_arrows(site.surface, points, reach), site.surface.theme.ink, 0.0022)]

    def told(self, runs: Sequence[Trajectories], theme: Theme) -> Iterator[tuple[str, str, str]]:
        yield theme.say("the steepest way down"), theme.ink, ARROW


def downhill_arrows(surface: Surface, points: NDArray[np.float64], reach: float) -> NDArray[np.float64]:
    """World polylines (N, 12, 3) of arrows that lie on the surface from `points` (N, 2) downhill.

    The length is `reach` (domain units) for the steepest, and falls with the square root of the drawn slope.
    """
    world, f = surface.world, surface.landscape
    gradient = f.gradient(points)
    gradient = gradient / np.maximum(np.abs(gradient).max(axis=1, keepdims=True), 1e-300) * world.scale
    norm = np.linalg.norm(gradient, axis=1, keepdims=True)
    direction = -np.divide(gradient, norm, out=np.zeros_like(gradient), where=norm > 0)
    drawn = np.abs(world.normals(f.value(points), f.gradient(points)))
    steep = np.sqrt(np.clip(1 - drawn[:, 2:] ** 2, 0, 1))
    step = direction * reach * np.sqrt(steep)
    side = np.stack([-step[:, 1], step[:, 0]], axis=1)
    shaft = points[:, None] + np.linspace(0, 1, 8)[None, :, None] * step[:, None]
    head = np.stack(
        [points + 0.68 * step + 0.20 * side, points + step, points + 0.68 * step - 0.20 * side], axis=1
    )
    return world.place(np.concatenate([shaft, head, head[:, 1:2]], axis=1), lift=0.014)
