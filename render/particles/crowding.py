"""How many paths go by a place: where they are dense, contours would make a net with them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from descent import Trajectories
from render.particles.tracks import MOST_TRAILS
from render.surface import World

WIDE = 0.04
"""World units within which paths are side by side."""
DENSE = 5.0
"""So many paths side by side leave half of a contour."""
ROWS, BETWEEN = 120, 4
"""Of a run so many steps are looked at, the first ones all, and so many places on the way from one to the next."""


@dataclass(frozen=True, eq=False)
class Crowding:
    """Paths counted in square cells over a world's ground.

    Attributes
    ----------
    half : (2,) half the sides of the ground, world units
    counts : (columns, rows), how many paths go by each cell
    """

    half: NDArray[np.float64]
    counts: NDArray[np.float64]

    @classmethod
    def of(cls, runs: Iterable[Trajectories], world: World) -> Crowding:
        """The paths that are drawn, of all runs together."""
        half = world.half_sides
        cells = np.ceil(2 * half / WIDE).astype(int)
        counts = np.zeros(cells)
        for run in runs:
            if len(run):
                counts += _passing(world.plane(_ways(run)), half, cells)
        wide = np.pad(counts, 1)
        soft = sum(wide[i : i + cells[0], j : j + cells[1]] for i in range(3) for j in range(3)) / 3
        return cls(half, np.asarray(soft))

    def bare(self, places: NDArray[np.float64]) -> NDArray[np.float64]:
        """1 where hardly a path goes by world places (k, 2), to 0 where many do."""
        last = np.array(self.counts.shape) - 1
        cell = np.clip(((places + self.half) / WIDE).astype(int), 0, last)
        return np.asarray(1 / (1 + (self.counts[cell[:, 0], cell[:, 1]] / DENSE) ** 2))


def _ways(run: Trajectories) -> NDArray[np.float64]:
    """Points (m, N, 2) along the paths that are drawn."""
    rows = np.unique(np.geomspace(1, len(run.positions), ROWS).astype(int)) - 1
    chosen = np.unique(np.linspace(0, len(run) - 1, min(len(run), MOST_TRAILS)).astype(int))
    at = run.positions[np.ix_(rows, chosen)]
    share = np.arange(BETWEEN)[:, None, None, None] / BETWEEN
    way = (1 - share) * at[:-1] + share * at[1:]
    return np.concatenate([way.reshape(-1, *at.shape[1:]), at[-1:]])


def _passing(
    points: NDArray[np.float64], half: NDArray[np.float64], cells: NDArray[np.int64]
) -> NDArray[np.float64]:
    """How many paths (m, N, 2) go by each cell: each counts once in it."""
    inside = (np.abs(points) <= half).all(axis=-1)
    column, row = np.minimum(((points[inside] + half) / WIDE).astype(int), cells - 1).T
    path = np.broadcast_to(np.arange(points.shape[1]), inside.shape)[inside]
    once = np.unique((column * cells[1] + row) * points.shape[1] + path) // points.shape[1]
    return np.bincount(once, minlength=int(np.prod(cells))).reshape(cells).astype(float)
