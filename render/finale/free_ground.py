"""Where a picture shows nothing of the block: there stands what is said of those who left it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from render.camera import View, project
from render.surface import Surface, border_of

Box = tuple[float, float, float, float]
"""Left, top, right, bottom in pixels."""
Array = NDArray[np.float64]

CELL = 0.009
"""Side of the cells in which a picture is looked at, a share of the unit of text; the block is one wider all around."""
DOWN = 24
"""Places of a wall that are looked at, one below the other."""


class FreeGround:
    """The cells of pictures of `size` pixels, whose unit of text is `unit`, that a surface and its walls leave.

    Nothing is written within a `margin` in pixels.
    """

    def __init__(self, surface: Surface, size: tuple[int, int], unit: float, margin: float = 0.0) -> None:
        self._surface, self._size, self._cell, self._margin = surface, size, CELL * unit, margin
        self._asked: tuple[float, ...] = ()
        self._answer = np.zeros((0, 0), dtype=bool)

    @cached_property
    def _points(self) -> Array:
        """World points (k, 3) of the surface, and of all that is under its border."""
        mesh = self._surface.mesh
        top = np.asarray(mesh.points, dtype=float)
        border = top[np.unique(border_of(np.asarray(mesh.regular_faces)))] if mesh.n_cells else top[:0]
        walls = np.repeat(border[None], DOWN, axis=0)
        walls[..., 2] += np.linspace(0, 1, DOWN)[:, None] * (self._surface.base - border[:, 2])
        return np.concatenate([top, walls.reshape(-1, 3)])

    def covered(self, view: View) -> NDArray[np.bool_]:
        """The cells (rows, columns) that show the block, or lie beside such a one."""
        key = (*view.position.tolist(), *view.focus.tolist())
        if key != self._asked:
            wide, high = (int(np.ceil(side / self._cell)) for side in self._size)
            x, y = np.floor(project(view, self._size, self._points) / self._cell).T
            on = (x >= 0) & (x < wide) & (y >= 0) & (y < high)
            cells = np.zeros((high + 2, wide + 2), dtype=bool)
            cells[y[on].astype(int) + 1, x[on].astype(int) + 1] = True
            rows = cells[:-2] | cells[1:-1] | cells[2:]
            self._asked, self._answer = key, rows[:, :-2] | rows[:, 1:-1] | rows[:, 2:]
        return self._answer

    def spot(
        self, at: Array, wide: float, high: float, view: View, taken: Sequence[Box], reach: float
    ) -> Box | None:
        """The box, so `wide` and `high`, beside the block that is nearest to a pixel, clear of what is `taken`.

        None where there is none within `reach`. All are pixels.
        """
        cells = self.covered(view).copy()
        for left, top, right, bottom in taken:
            first, last = np.floor(np.array([[left, top], [right, bottom]]) / self._cell).astype(int)
            cells[max(first[1], 0) : max(last[1] + 1, 0), max(first[0], 0) : max(last[0] + 1, 0)] = True
        edge = self._margin
        # All places are whole cells from the pixel, so that words go with it when the camera moves.
        lefts, tops = (
            np.arange(edge + (c - half - edge) % self._cell, side - 2 * half - edge, self._cell)
            for c, half, side in zip(at, (wide / 2, high / 2), self._size, strict=True)
        )
        if not len(lefts) or not len(tops):
            return None
        sums = np.pad(cells.cumsum(axis=0).cumsum(axis=1), ((1, 0), (1, 0)))
        (x0, x1), (y0, y1) = (
            (np.floor(ends / self._cell).astype(int), np.ceil((ends + extent) / self._cell).astype(int))
            for ends, extent in ((lefts, wide), (tops, high))
        )
        x1, y1 = np.minimum(x1, cells.shape[1]), np.minimum(y1, cells.shape[0])
        inside = sums[np.ix_(y1, x1)] - sums[np.ix_(y0, x1)] - sums[np.ix_(y1, x0)] + sums[np.ix_(y0, x0)]
        aside = np.maximum(np.maximum(lefts - at[0], at[0] - lefts - wide), 0)
        away = np.maximum(np.maximum(tops - at[1], at[1] - tops - high), 0)
        far = np.hypot(away[:, None], aside[None])
        # Of places as near the one whose middle is nearest.
        middle = np.hypot((tops + high / 2 - at[1])[:, None], (lefts + wide / 2 - at[0])[None])
        worth = np.where((inside == 0) & (far <= reach), far + 0.05 * middle, np.inf)
        row, column = np.unravel_index(int(np.argmin(worth)), worth.shape)
        if not np.isfinite(worth[row, column]):
            return None
        left, top = float(lefts[column]), float(tops[row])
        return left, top, left + wide, top + high
