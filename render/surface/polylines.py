"""Polylines of few vertices: one where a line has gone far or turned much."""

from __future__ import annotations

import numpy as np
import pyvista as pv
from numpy.typing import NDArray

LENGTH, TURN = 0.06, 0.15
"""A vertex is kept where a line has gone so far (world units) or turned so much (radians)."""


def needed(
    points: NDArray[np.float32],
    starts: NDArray[np.bool_],
    effort: NDArray[np.float64] | float = 0.0,
    *,
    fine: float = 1.0,
) -> NDArray[np.bool_]:
    """Which vertices (V,) of polylines, one behind the other in `points` (V, 3) in world coordinates, they need.

    Parameters
    ----------
    starts : (V,), True at each line's first vertex; it is kept, and so is the last
    effort : (V,), what else makes a vertex worth keeping, growing along a line: one for each unit
    fine : so many times closer and straighter than usual
    """
    way = np.diff(points, axis=0, prepend=points[:1])
    way[starts] = 0
    length = np.linalg.norm(way, axis=1)
    way = way / np.maximum(length, 1e-12)[:, None]
    turn = np.zeros(len(points))
    turn[:-1] = np.arccos(np.clip(np.sum(way[:-1] * way[1:], axis=1), -1, 1))
    # Steps much shorter than the others have no direction to speak of.
    steady = length > 0.2 * (np.median(length) if len(length) else 0.0)
    turn[:-1] *= steady[:-1] & steady[1:] & ~starts[1:] & ~starts[:-1]
    total = fine * (np.cumsum(length) / LENGTH + np.cumsum(turn) / TURN) + effort
    kept = np.diff(np.floor(total), prepend=-1) != 0
    return kept | starts | np.append(starts[1:], True)[: len(starts)]


def thinned(lines: pv.PolyData) -> pv.PolyData:
    """Lines of two vertices each, joined and with as few of them as needed; their point data stay."""
    joined = lines.strip(join=True)
    cells = np.asarray(joined.GetLines().GetConnectivityArray())
    offsets = np.asarray(joined.GetLines().GetOffsetsArray())
    starts = np.zeros(len(cells), dtype=bool)
    starts[offsets[:-1]] = True
    kept = needed(np.asarray(joined.points)[cells], starts)
    of, line = cells[kept], np.cumsum(starts)[kept]
    ends = np.flatnonzero(line[1:] == line[:-1])
    thin = pv.PolyData(np.asarray(joined.points)[of])
    thin.verts = np.zeros(0, dtype=int)
    thin.lines = np.column_stack([np.full(len(ends), 2), ends, ends + 1]).ravel()
    for name in joined.point_data:
        thin[name] = np.asarray(joined[name])[of]
    return thin
