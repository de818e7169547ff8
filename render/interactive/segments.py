"""Marks that stand still as coloured segments, for pictures that are made of nothing but lines: the window's."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray

from render.clock import Clock
from render.marks import MARKS, Dots, Polylines, Site
from render.style import rgb
from render.surface import Surface

Segments = tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.uint8]]
"""World points (k, 3), pairs of their indices (m, 2), colours (k, 3)."""

_CROSS = 1.4 * np.array([[(1, 0, 0), (-1, 0, 0)], [(0, 1, 0), (0, -1, 0)], [(0, 0, 1), (0, 0, -1)]])
"""What stands for a dot of radius one: three lines (3, 2, 3) through it."""


def mark_segments(surface: Surface, shown: Collection[str]) -> Segments:
    """The marks among the names that are `shown`, without runs; names that no mark has are others' business.

    Points (k, 3) in world units, pairs (m, 2) of them, colours (k, 3) uint8.
    """
    site = Site(surface, {}, Clock(0.0), 0.0)
    parts = [_lines(shape) for name in MARKS if name in shown for shape in MARKS[name]().shapes(site)]
    points, pairs, colors = [np.zeros((0, 3))], [np.zeros((0, 2), dtype=np.int64)], [np.zeros((0, 3))]
    for line, color in parts:
        count, length = line.shape[:2]
        first = sum(map(len, points)) + np.arange(count)[:, None] * length + np.arange(length - 1)
        whole: NDArray[np.bool_] = np.asarray(np.isfinite(line).all(axis=-1))
        pairs.append(np.stack([first, first + 1], axis=-1)[whole[:, :-1] & whole[:, 1:]])
        points.append(np.nan_to_num(line.reshape(-1, 3)))
        colors.append(np.full((count * length, 3), np.round(np.array(rgb(color)) * 255)))
    return np.concatenate(points), np.concatenate(pairs), np.concatenate(colors).astype(np.uint8)


def _lines(shape: Polylines | Dots) -> tuple[NDArray[np.float64], str]:
    """Polylines (N, k, 3) and their colour; a dot becomes a cross."""
    if isinstance(shape, Polylines):
        return shape.at, shape.color
    return (shape.at[:, None, None] + shape.radius * _CROSS).reshape(-1, 2, 3), shape.color
