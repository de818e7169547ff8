"""What can be laid over a surface: stationary points and gradient arrows, as lines with colours of their own."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import numpy as np
from numpy.typing import NDArray

from render.style.themes import rgb
from render.surface.surface import Surface

ARROWS = 17
LIFT = 0.012
MARK = 0.035

Lines = tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.uint8]]
"""World points (k, 3), pairs of their indices (m, 2), colours (k, 3)."""


def mark_arrays(surface: Surface, shown: Collection[str]) -> dict[str, Any]:
    """The lines of the layers that are shown, as little-endian bytes."""
    points, pairs, colors = marks(surface, shown)
    cells = np.concatenate([np.full((len(pairs), 1), 2), pairs], axis=1) if len(pairs) else np.zeros((0, 3))
    return {
        "points": points.astype(np.float32).tobytes(),
        "lines": cells.astype(np.uint32).tobytes(),
        "colors": colors.astype(np.uint8).tobytes(),
    }


def marks(surface: Surface, shown: Collection[str]) -> Lines:
    """The lines of "stationary" and "arrows", those of the two that are shown."""
    parts = []
    if "arrows" in shown:
        parts.append(arrows(surface))
    if "stationary" in shown:
        parts.append(stationary(surface))
    if not parts:
        return np.zeros((0, 3)), np.zeros((0, 2), dtype=int), np.zeros((0, 3), dtype=np.uint8)
    starts = np.cumsum([0, *(len(points) for points, _, _ in parts)])
    return (
        np.concatenate([points for points, _, _ in parts]),
        np.concatenate([pairs + start for (_, pairs, _), start in zip(parts, starts, strict=False)]),
        np.concatenate([colors for _, _, colors in parts]),
    )


def arrows(surface: Surface) -> Lines:
    """Arrows downhill, minus the gradient: direction true, length by rank so that all can be seen."""
    f, world = surface.landscape, surface.world
    low, high = np.transpose(f.domain)
    cell = (high - low) / ARROWS
    x, y = (low[a] + cell[a] * (np.arange(ARROWS) + 0.5) for a in (0, 1))
    at = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
    gradient = f.gradient(at)
    downhill = -gradient * world.scale
    size = np.linalg.norm(downhill, axis=-1, keepdims=True)
    way = np.divide(downhill, size, out=np.zeros_like(downhill), where=size > 0) / world.scale
    rank = np.argsort(np.argsort(size[:, 0]))[:, None] / max(len(size) - 1, 1)
    reach = (0.25 + 0.6 * rank) * (2 * world.half_sides.max() / ARROWS)
    tip = at + way * reach
    side = np.stack(
        [-way[:, 1] * world.scale[1] / world.scale[0], way[:, 0] * world.scale[0] / world.scale[1]], axis=-1
    )
    wings = [tip - 0.35 * reach * (way + sign * 0.6 * side) for sign in (1, -1)]
    points = world.place(np.clip(np.stack([at, tip, *wings], axis=1), low, high), lift=LIFT)
    corner = 4 * np.arange(len(at))[:, None]
    pairs = (corner[:, None] + np.array([(0, 1), (1, 2), (1, 3)])).reshape(-1, 2)
    return np.nan_to_num(points.reshape(-1, 3)), pairs, _painted(4 * len(at), surface.theme.ink)


def stationary(surface: Surface) -> Lines:
    """A cross on every stationary point of the domain: minima, maxima and saddles in a colour each."""
    found = list(surface.landscape.stationary_points(surface.landscape.domain))[:200]
    if not found:
        return np.zeros((0, 3)), np.zeros((0, 2), dtype=int), np.zeros((0, 3), dtype=np.uint8)
    at = surface.world.place(np.array([point.position for point in found], dtype=float), lift=LIFT)
    arms = MARK * np.array([(1, 1, 0), (-1, -1, 0), (1, -1, 0), (-1, 1, 0), (0, 0, 0), (0, 0, 3)])
    points = (at[:, None] + arms).reshape(-1, 3)
    corner = 6 * np.arange(len(found))[:, None]
    pairs = (corner[:, None] + np.array([(0, 1), (2, 3), (4, 5)])).reshape(-1, 2)
    inks = dict(zip(("minimum", "saddle", "maximum"), surface.theme.palette, strict=False))
    colors = [_painted(6, inks.get(str(point.kind), surface.theme.still)) for point in found]
    return points, pairs, np.concatenate(colors)


def _painted(count: int, color: str) -> NDArray[np.uint8]:
    return np.full((count, 3), np.round(np.array(rgb(color)) * 255), dtype=np.uint8)
