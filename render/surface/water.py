"""Water on a relief: steepest paths from all over it, thin and clear, which add up to rivers where they meet."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyvista as pv
from numpy.typing import NDArray

from render.surface.polylines import needed

SPRINGS = 32
"""Paths begin at so many places a side."""
STRIDE = 0.012
"""World units from one place of a path to the next."""
STEPS = 260
BEND = 0.55
"""Of a path's direction so much is that of the stride before: along a valley's floor it does not go to and fro."""
STILL = 0.004
"""World slope at which water stands."""
WIDE = 0.016
"""World units within which paths count as one river."""
DENSE, BROAD, RIVER = 4.0, 24.0, 160.0
"""So many paths side by side hide half of a contour, are a river, and are as blue as water gets."""
FAINT = 0.16
"""Of a river's strength, that of a single path."""
DRAWN = 3
"""Of paths in one place so many are drawn; they are as blue as all of them."""
SOURCE = 10.0
"""Strides from a spring until water is as blue as it is there."""
LIFT = 0.003
"""World units that water lies over the ground."""
WATER_WIDTHS = 0.75, 1.7
"""Of creeks and rivers, in widths of a contour line."""

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Water:
    """Paths over a relief.

    Attributes
    ----------
    points : (rows, paths, 3), world units
    flowing : (rows, paths), whether a path goes on there and is drawn
    flow : (rows, paths), how many paths go by there
    corner, counts : the world place (2,) and the numbers of paths of cells `WIDE` apart
    """

    points: Array
    flowing: NDArray[np.bool_]
    flow: Array
    corner: Array
    counts: Array

    @classmethod
    def over(cls, x: Array, y: Array, z: Array, there: NDArray[np.bool_]) -> Water:
        """Over heights z (rows, columns) at lines x (columns,), y (rows,), world units; dry where nothing is `there`."""
        down, across = -np.gradient(z, y, axis=0), -np.gradient(z, x, axis=1)
        springs = np.random.default_rng(0).uniform(-0.5, 0.5, (SPRINGS, SPRINGS, 2)) + 0.5
        springs = (springs + np.stack(np.meshgrid(*[np.arange(SPRINGS)] * 2), axis=-1)) / SPRINGS
        corner, far = np.array([x[0], y[0]]), np.array([x[-1], y[-1]])
        at = corner + springs.reshape(-1, 2) * (far - corner)
        field = np.stack([down, across, z, there.astype(float)], axis=-1)
        points, flowing = [], []
        moves = np.ones(len(at), dtype=bool)
        before = np.zeros_like(at)
        for _ in range(STEPS):
            here = looked_up(field, x, y, at)
            slope, height, ground = here[:, 1::-1], here[:, 2], here[:, 3]
            steep = np.linalg.norm(slope, axis=1)
            way = slope / np.maximum(steep, 1e-12)[:, None] + BEND * before
            length = np.linalg.norm(way, axis=1)
            # Where a path would turn back it has arrived.
            moves &= (steep > STILL) & (length > 0.55) & (ground > 0.999)
            points.append(np.column_stack([at, height + LIFT]))
            flowing.append(moves.copy())
            before = way / np.maximum(length, 1e-12)[:, None]
            at = np.clip(np.where(moves[:, None], at + STRIDE * before, at), corner, far)
        way_down, runs = np.array(points), np.array(flowing)
        cell, counts = _flow(way_down[..., :2], runs, corner, far)
        # Who has joined others goes on with them: drawn here and there they would be dashes.
        drawn = np.logical_and.accumulate(runs & _first_in(cell, runs), axis=0)
        return cls(way_down, drawn, counts.ravel()[cell], corner, counts)

    def dry(self, places: Array) -> Array:
        """1 where hardly a path goes by world places (k, 2), to 0 at a river."""
        return np.asarray(1 / (1 + (self._counted(places) / DENSE) ** 2))

    def _counted(self, places: Array) -> Array:
        cell = ((places - self.corner) / WIDE + 0.5).astype(int)
        return np.asarray(self.counts[tuple(np.clip(cell, 0, np.array(self.counts.shape) - 1).T)])

    def _unbroken(self, rows: NDArray[np.int64], path: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Whether paths are drawn all the way from each of these places (k,) to the next (k - 1,)."""
        gone = np.cumsum(~self.flowing, axis=0)
        return np.asarray(gone[rows[1:], path[1:]] == gone[rows[:-1], path[:-1]])

    def streams(self, wet: float) -> tuple[pv.PolyData, pv.PolyData]:
        """Creeks and rivers as lines with their "strength", 0 to `wet`; the strongest come last."""
        count = self.points.shape[1]
        ends = np.arange(len(self.points) * count).reshape(-1, count)
        goes = self.flowing[:-1] & self.flowing[1:]
        order = self.points.transpose(1, 0, 2).reshape(-1, 3)
        kept = needed(order.astype(np.float32), np.arange(len(order)) % len(self.points) == 0, 0.0)
        kept = kept.reshape(count, -1).T
        kept[:-1] |= ~goes
        kept[1:] |= ~goes
        strength = wet * (
            FAINT + (1 - FAINT) * np.clip(np.log(np.maximum(self.flow, 1)) / np.log(RIVER), 0, 1)
        )
        rows, path = np.nonzero((kept & self.flowing).T)[::-1]
        inside = (path[1:] == path[:-1]) & self._unbroken(rows, path)
        pairs = np.column_stack([ends[rows[:-1], path[:-1]], ends[rows[1:], path[1:]]])[inside]
        of = self.flow.ravel()[pairs].mean(axis=1)
        pairs = pairs[np.argsort(of, kind="stable")]
        wide = np.sort(of, kind="stable") > BROAD
        return _lines(self, pairs[~wide], strength), _lines(self, pairs[wide], strength)


def _lines(water: Water, pairs: NDArray[np.int64], strength: Array) -> pv.PolyData:
    used, ends = np.unique(pairs, return_inverse=True)
    mesh = pv.PolyData(water.points.reshape(-1, 3)[used].astype(np.float32)) if len(used) else pv.PolyData()
    mesh.verts = np.zeros(0, dtype=int)
    mesh.lines = np.column_stack([np.full(len(pairs), 2), ends.reshape(-1, 2)]).ravel()
    mesh["strength"] = strength.ravel()[used]
    return mesh


def looked_up(field: Array, x: Array, y: Array, at: Array) -> Array:
    """A field (rows, columns, k) at places (m, 2), bilinear."""
    column = np.clip(np.searchsorted(x, at[:, 0]) - 1, 0, len(x) - 2)
    row = np.clip(np.searchsorted(y, at[:, 1]) - 1, 0, len(y) - 2)
    over = ((at[:, 0] - x[column]) / (x[column + 1] - x[column]))[:, None]
    down = ((at[:, 1] - y[row]) / (y[row + 1] - y[row]))[:, None]
    upper = (1 - over) * field[row, column] + over * field[row, column + 1]
    lower = (1 - over) * field[row + 1, column] + over * field[row + 1, column + 1]
    return np.asarray((1 - down) * upper + down * lower)


def _first_in(cell: NDArray[np.int64], flowing: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Where a path is one of the first `DRAWN` in its cell (rows, paths): the others have joined them."""
    paths = cell.shape[1]
    visits = np.unique(cell[flowing] * paths + np.broadcast_to(np.arange(paths), cell.shape)[flowing])
    of = visits // paths
    begins = np.flatnonzero(np.diff(of, prepend=-1))
    rank = np.arange(len(of)) - np.repeat(begins, np.diff(np.append(begins, len(of))))
    allowed = np.zeros(int(cell.max()) * paths + paths, dtype=bool)
    allowed[visits[rank < DRAWN]] = True
    return allowed[cell * paths + np.arange(paths)]


def _flow(
    points: Array, flowing: NDArray[np.bool_], corner: Array, far: Array
) -> tuple[NDArray[np.int64], Array]:
    """The cell of each place (rows, paths), and how many paths go by every cell: each counts once in it."""
    cells = np.ceil((far - corner) / WIDE).astype(int) + 2
    cell = ((points - corner) / WIDE + 0.5).astype(int)
    number = cell[..., 0] * cells[1] + cell[..., 1]
    path = np.broadcast_to(np.arange(points.shape[1]), number.shape)
    once = np.unique(number[flowing] * points.shape[1] + path[flowing]) // points.shape[1]
    count = np.bincount(once, minlength=int(np.prod(cells))).reshape(cells).astype(float)
    wide = np.pad(count, 1, mode="edge")
    soft = sum(wide[i : i + cells[0], j : j + cells[1]] for i in range(3) for j in range(3)) / 3
    return number, np.asarray(soft)
