"""How many paths go by a place: where they are dense, contours would make a net with them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from descent import Trajectories
from render.particles.tracks import MOST_TRAILS, Thinned
from render.surface import World

WIDE = 0.04
"""World units within which paths are side by side."""
DENSE = 5.0
"""So many paths side by side leave half of a contour."""
BORNE = 5.0
"""So many paths side by side are drawn in full where several runs are: more share their ink."""
ROWS, BETWEEN = 120, 60
"""Of a run so many steps are looked at, the first ones all, and at most so many places on the way from one to the next."""


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
                counts += _passing(_ways(run, world), half, cells)
        wide = np.pad(counts, 1)
        soft = sum(wide[i : i + cells[0], j : j + cells[1]] for i in range(3) for j in range(3)) / 3
        return cls(half, np.asarray(soft))

    def bare(self, places: NDArray[np.float64]) -> NDArray[np.float64]:
        """1 where hardly a path goes by world places (k, 2), to 0 where many do."""
        return np.asarray(1 / (1 + (self._at(places) / DENSE) ** 2))

    def shared(self, runs: Collection[Trajectories]) -> Thinned | None:
        """What `Tracks` of one of several runs are thinned by, where they are crowds."""
        return self.thinned if len(runs) > 1 and max(map(len, runs)) > 1 else None

    def thinned(self, places: NDArray[np.float64]) -> NDArray[np.float64]:
        """The share (k,) that is left of each trail at world places (k, 2): all of them together are no more than a few."""
        return np.asarray(np.minimum(BORNE / np.maximum(self._at(places), 1e-9), 1.0))

    def _at(self, places: NDArray[np.float64]) -> NDArray[np.float64]:
        last = np.array(self.counts.shape) - 1
        cell = np.clip(((places + self.half) / WIDE).astype(int), 0, last)
        return self.counts[cell[:, 0], cell[:, 1]]


def _ways(run: Trajectories, world: World) -> NDArray[np.float64]:
    """World places (m, N, 2) along the paths that are drawn, hardly more than a cell apart."""
    rows = np.unique(np.round(np.geomspace(1, len(run.positions), ROWS)).astype(int)) - 1
    chosen = np.unique(np.linspace(0, len(run) - 1, min(len(run), MOST_TRAILS)).astype(int))
    at = world.plane(run.positions[np.ix_(rows, chosen)])
    ways = [at[-1:]]
    for here, there in pairwise(at):
        far = float(np.nan_to_num(np.abs(there - here)).max(initial=0.0))
        share = np.arange(count := int(np.clip(far / WIDE, 1, BETWEEN))) / count
        ways.append(here + share[:, None, None] * (there - here))
    return np.concatenate(ways)


def _passing(
    points: NDArray[np.float64], half: NDArray[np.float64], cells: NDArray[np.int64]
) -> NDArray[np.float64]:
    """How many paths (m, N, 2) go by each cell: each counts once in it."""
    inside = (np.abs(points) <= half).all(axis=-1)
    column, row = np.minimum(((points[inside] + half) / WIDE).astype(int), cells - 1).T
    path = np.broadcast_to(np.arange(points.shape[1]), inside.shape)[inside]
    once = np.unique((column * cells[1] + row) * points.shape[1] + path) // points.shape[1]
    return np.bincount(once, minlength=int(np.prod(cells))).reshape(cells).astype(float)
