"""The solid that a surface is the top of: walls from its border down to the base, and a bottom."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pyvista as pv
from numpy.typing import NDArray

from render.style import rgb
from render.surface.light import Lamps
from render.surface.ramps import encoded, linear

PLINTH = 0.09
"""World units from the lowest drawn height down to the base."""
ROWS = (0.0, 0.05, 0.14, 0.30, 0.55, 1.0)
"""Shares of a wall's height at which its colour is said; between them it is mixed."""
FADE = 0.36
"""World units after which of the surface's colour at a wall's upper edge a third is left."""
FILL, WALL_SUN = (0.72, 0.28), 0.7
"""What falls on walls: from everywhere, more or less by where they face, and a share of the sun."""
OVER = 0.002
"""World units that the border's line lies over it."""
SHARP = 0.8
"""Cosine of the turn at which a border has a corner."""

Color = NDArray[np.float64]


def border_of(triangles: NDArray[np.int64]) -> NDArray[np.int64]:
    """The edges (m, 2) that one triangle alone of (k, 3) has, with the inside to their left."""
    edges = np.concatenate([triangles[:, [0, 1]], triangles[:, [1, 2]], triangles[:, [2, 0]]]).astype(
        np.int64
    )
    count = int(triangles.max(initial=0)) + 1
    there, back = edges[:, 0] * count + edges[:, 1], edges[:, 1] * count + edges[:, 0]
    back.sort()
    same = back[np.minimum(np.searchsorted(back, there), len(back) - 1)] if len(back) else back
    return edges[same != there]


@dataclass(frozen=True, eq=False)
class Block:
    """Walls below the border of a mesh.

    Parameters
    ----------
    top : triangles, counterclockwise from above, with uint8 "color" and "unit height" at their points
    base : world height of the bottom
    stone : hex colour of the walls where the surface's light does not reach
    """

    top: pv.PolyData
    base: float
    stone: str
    lamps: Lamps

    @cached_property
    def walls(self) -> pv.PolyData:
        """Their triangles, with the points' "color", "unit height" and "above": which of the top's points is over it."""
        edges, rows = self._edges, np.array(ROWS)
        above = np.repeat(edges.ravel(), len(rows))
        points = np.asarray(self.top.points, dtype=float)[above]
        share = np.tile(rows, edges.size)
        points[:, 2] += share * (self.base - points[:, 2])
        # Each edge has its own points, one column of rows below each end: neighbours may be lit differently.
        first = 2 * len(rows) * np.arange(len(edges))[:, None] + np.arange(len(rows) - 1)
        a, d = first.ravel(), first.ravel() + len(rows)
        faces = np.concatenate([np.stack([a, a + 1, d], -1), np.stack([d, a + 1, d + 1], -1)])
        single: Any = points.astype(np.float32)
        mesh = pv.PolyData.from_regular_faces(single, faces)
        mesh["above"], mesh["share"] = above, share
        mesh["unit height"] = np.asarray(self.top["unit height"])[above]
        mesh["color"] = self.painted(np.asarray(self.top["color"]), mesh)
        return mesh

    def outline(self, color: str, strength: float) -> pv.PolyData:
        """The border as lines in the top's colours under another of some strength, 0..1."""
        used, ends = np.unique(self._edges, return_inverse=True)
        points: Any = np.asarray(self.top.points)[used] + np.array([0, 0, OVER], dtype=np.float32)
        lines = pv.PolyData(points)
        lines.verts = np.zeros(0, dtype=int)
        pairs = ends.reshape(-1, 2)
        lines.lines = np.column_stack([np.full(len(pairs), 2), pairs]).ravel()
        under = np.asarray(self.top["color"], dtype=float)[used]
        lines["color"] = np.round(under + strength * (255 * np.array(rgb(color)) - under)).astype(np.uint8)
        return lines

    @cached_property
    def bottom(self) -> pv.PolyData:
        """What closes the block from below."""
        points: Any = np.array(self.top.points)
        points[:, 2] = self.base
        mesh = pv.PolyData.from_regular_faces(points, self.top.regular_faces[:, ::-1])
        mesh["color"] = np.tile(
            np.round(255 * self.lamps.foot * np.array(rgb(self.stone))).astype(np.uint8), (len(points), 1)
        )
        return mesh

    def painted(self, colors: NDArray[np.uint8], walls: pv.PolyData | None = None) -> NDArray[np.uint8]:
        """The walls' colours (k, 3) where the top's points have `colors` (n, 3), both 0..255."""
        walls = self.walls if walls is None else walls
        above, share = np.asarray(walls["above"]), np.asarray(walls["share"])[:, None]
        deep = share * (np.asarray(self.top.points, dtype=float)[above, 2:] - self.base)
        over = linear(colors[above] / 255)
        glow = self.lamps.glow * np.exp(-deep / FADE)
        light = np.repeat(self._light, len(ROWS), axis=0)
        stone = linear(np.array(rgb(self.stone))) * light * (1 - (1 - self.lamps.foot) * share)
        shown = (1 - glow) * stone + glow * over * (0.35 + 0.65 * light)
        return np.round(255 * encoded(shown)).astype(np.uint8)

    @cached_property
    def _edges(self) -> NDArray[np.int64]:
        return border_of(np.asarray(self.top.regular_faces))

    @cached_property
    def _light(self) -> Color:
        """Light (2 m, 3) at both ends of each edge: a corner parts it, a curve does not."""
        edges = self._edges
        plan = np.asarray(self.top.points, dtype=float)[:, :2]
        way = plan[edges[:, 1]] - plan[edges[:, 0]]
        out = np.stack([way[:, 1], -way[:, 0]], axis=-1)
        around = np.zeros((len(plan), 2))
        np.add.at(around, edges.ravel(), np.repeat(out, 2, axis=0))
        own = (
            np.repeat(out, 2, axis=0)
            / np.maximum(np.linalg.norm(np.repeat(out, 2, axis=0), axis=1), 1e-12)[:, None]
        )
        mean = around[edges.ravel()]
        mean = mean / np.maximum(np.linalg.norm(mean, axis=1), 1e-12)[:, None]
        facing = np.where((np.sum(own * mean, axis=1) > SHARP)[:, None], mean, own)
        sun = np.maximum(facing @ self.lamps.towards[:2], 0)[:, None]
        side = np.radians(self.lamps.azimuth + 90)
        fill = FILL[0] + FILL[1] * facing @ np.array([np.cos(side), np.sin(side)])
        return fill[:, None] * np.ones(3) + WALL_SUN * sun * np.array(self.lamps.sun)
