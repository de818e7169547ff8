"""A lattice's triangles cut where the function bends, breaks or ends, so that crests are sharp and edges clean."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from landscapes import Landscape, creases

HALVINGS = 44
"""A place on an edge is found to so many binary digits."""
ASIDE = 3e-7
"""Of the domain: so far beside a crease it is seen whether heights jump there."""
JUMP = 0.006
"""Drawn heights, 0..1, between which it is a jump and no kink."""
BESIDE = 1.2
"""Cells beside a jump from which its edges take their colours."""

INSIDE = 1.5
"""Cells within the border of where there is a height from which that border takes its colours."""

Array = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Tiling:
    """Triangles over a domain.

    Attributes
    ----------
    points : (n, 2), domain units
    heights : (n,), true ones; NaN where there is none
    nudges : (n, 2), domain units, from a point on a jump to where its side is seen
    places : (n, 2), row and column on the lattice, not whole numbers, from which a point takes its colour
    triangles : (k, 3)
    """

    points: Array
    heights: Array
    nudges: Array
    places: Array
    triangles: Ints


def tiled(f: Landscape, points: Array, heights: Array, unit: Callable[[Array], Array]) -> Tiling | None:
    """The tiling of a lattice of `points` (rows, columns, 2) with `heights` (rows, columns); None where nothing is cut.

    Parameters
    ----------
    unit : true to drawn heights, 0..1
    """
    rows, columns = heights.shape
    corner = np.arange(rows * columns).reshape(rows, columns)
    a, b, c, d = corner[:-1, :-1], corner[:-1, 1:], corner[1:, 1:], corner[1:, :-1]
    triangles = np.concatenate([np.stack(t, -1).reshape(-1, 3) for t in ((a, b, c), (a, c, d))])
    places = np.stack(np.meshgrid(np.arange(rows), np.arange(columns), indexing="ij"), axis=-1)
    flat = points.reshape(-1, 2)
    whole = Tiling(flat, heights.ravel(), np.zeros_like(flat), places.reshape(-1, 2).astype(float), triangles)
    tiling = whole
    for crease in creases(f):
        tiling = _along(tiling, f, crease, unit)
    tiling = _ended(tiling, f)
    return None if tiling is whole else tiling


def signs_of(crease: Landscape, points: Array) -> NDArray[np.int8]:
    """-1, 0 or 1 (...) on either side of a crease and on it, at `points` (..., 2); 0 where it is not defined too."""
    values = np.nan_to_num(crease.value(points), nan=0.0, posinf=1e300, neginf=-1e300)
    near = 1e-13 * min(float(np.abs(values).max(initial=0.0)), 1e280)
    return np.where(np.abs(values) <= near, 0, np.sign(values)).astype(np.int8)


def _along(tiling: Tiling, f: Landscape, crease: Landscape, unit: Callable[[Array], Array]) -> Tiling:
    """Cut along one crease; where heights jump each side has points of its own."""
    sign = signs_of(crease, tiling.points)
    at = sign[tiling.triangles]
    low, high = at.min(axis=1), at.max(axis=1)
    if not ((low < 0).any() and (high > 0).any()):
        return tiling
    crossed = (low < 0) & (high > 0)
    edges, of = _edges(tiling.triangles[crossed], sign)
    first, second = tiling.points[edges[:, 0]], tiling.points[edges[:, 1]]
    share = _halved(lambda p: signs_of(crease, p) == sign[edges[:, 0]], first, second)
    count = len(tiling.points)
    points, nudges, places = (
        np.concatenate(
            [field, field[edges[:, 0]] + share[:, None] * (field[edges[:, 1]] - field[edges[:, 0]])]
        )
        for field in (tiling.points, tiling.nudges, tiling.places)
    )
    sign = np.append(sign, np.zeros(len(edges), dtype=np.int8))
    heights = np.append(tiling.heights, f.value((points + nudges)[count:]))
    cut = _split(tiling.triangles[crossed], of, count, sign)
    triangles = np.concatenate([tiling.triangles[~crossed], cut])
    made = Tiling(points, heights, nudges, places, triangles)
    return _parted(made, f, crease, sign, unit)


def _parted(
    tiling: Tiling, f: Landscape, crease: Landscape, sign: NDArray[np.int8], unit: Callable[[Array], Array]
) -> Tiling:
    """The points on the crease with their heights: one for both sides, or of a jump one for each."""
    on = np.flatnonzero(sign == 0)
    sides = np.transpose(f.domain)[1] - np.transpose(f.domain)[0]
    p = tiling.points[on]
    step = 1e-5 * sides * np.eye(2)[:, None]
    slope = np.stack([crease.value(p + s) - crease.value(p - s) for s in step], axis=-1)
    away = np.nan_to_num(slope / np.maximum(np.linalg.norm(slope, axis=-1, keepdims=True), 1e-300))
    nudge = ASIDE * sides * away
    below, above = (f.value(p + tiling.nudges[on] + s * nudge) for s in (-1.0, 1.0))
    drawn = [np.clip(unit(h), 0, 1) for h in (below, above)]
    jumps = np.abs(drawn[0] - drawn[1]) > JUMP
    jumps &= np.isfinite(below) & np.isfinite(above)
    heights, known = tiling.heights.copy(), np.isfinite(tiling.heights[on])
    heights[on] = np.where(known, heights[on], np.where(np.isfinite(below), below, above))
    there = on[jumps]
    if not len(there):
        return replace(tiling, heights=heights)
    heights[there] = below[jumps]
    beside = BESIDE * away[jumps][:, ::-1]
    places, nudges = tiling.places.copy(), tiling.nudges.copy()
    places[there] -= beside
    nudges[there] -= nudge[jumps]
    twin = np.arange(len(tiling.points))
    twin[there] = len(twin) + np.arange(len(there))
    triangles = tiling.triangles.copy()
    upper = sign[triangles].max(axis=1) > 0
    triangles[upper] = twin[triangles[upper]]
    return Tiling(
        np.concatenate([tiling.points, tiling.points[there]]),
        np.append(heights, above[jumps]),
        np.concatenate([nudges, tiling.nudges[there] + nudge[jumps]]),
        np.concatenate([places, tiling.places[there] + beside]),
        triangles,
    )


def _ended(tiling: Tiling, f: Landscape) -> Tiling:
    """Cut at the border of where the function is defined; what lies beyond goes."""
    sign = np.where(np.isfinite(tiling.heights), 1, -1).astype(np.int8)
    at = sign[tiling.triangles]
    crossed = (at.min(axis=1) < 0) & (at.max(axis=1) > 0)
    if (at > 0).all():
        return tiling
    inside = tiling.triangles[(at > 0).all(axis=1)]
    if not crossed.any():
        return replace(tiling, triangles=inside)
    edges, of = _edges(tiling.triangles[crossed], sign)
    inner = np.where(sign[edges[:, 0]] > 0, edges[:, 0], edges[:, 1])
    outer = edges.sum(axis=1) - inner
    first, second = tiling.points[inner], tiling.points[outer]
    share = _halved(lambda p: np.isfinite(f.value(p)), first, second)
    count = len(tiling.points)
    fresh = first + share[:, None] * (second - first)
    points = np.concatenate([tiling.points, fresh])
    sign = np.append(sign, np.zeros(len(edges), dtype=np.int8))
    cut = _split(tiling.triangles[crossed], of, count, sign)
    value = f.value(fresh)
    heights = np.append(tiling.heights, np.where(np.isfinite(value), value, tiling.heights[inner]))
    # An edge that falls steeply has light that changes from cell to cell: it is coloured as what lies a little inside.
    within = tiling.places[inner] + INSIDE * (tiling.places[inner] - tiling.places[outer])
    places = np.concatenate([tiling.places, within])
    nudges = np.concatenate([tiling.nudges, np.zeros_like(fresh)])
    return Tiling(points, heights, nudges, places, np.concatenate([inside, cut[sign[cut].min(axis=1) >= 0]]))


def _edges(triangles: Ints, sign: NDArray[np.int8]) -> tuple[Ints, Ints]:
    """The edges (m, 2) of `triangles` (k, 3) whose ends have opposite signs, and which each side (k, 3) is; -1 for none."""
    pairs = np.sort(np.stack([triangles, np.roll(triangles, -1, axis=1)], axis=-1), axis=-1)
    opposite = sign[pairs[..., 0]] * sign[pairs[..., 1]] < 0
    edges, which = np.unique(pairs[opposite], axis=0, return_inverse=True)
    of = np.full(triangles.shape, -1)
    of[opposite] = which.ravel()
    return edges, of


def _split(triangles: Ints, of: Ints, count: int, sign: NDArray[np.int8]) -> Ints:
    """Triangles (k, 3) that the zeros of `sign` cross, each as two or three; the point on edge e is number count + e."""
    pieces = []
    cuts = (of >= 0).sum(axis=1)
    # One corner lies on the crease, the side opposite to it is cut.
    one, edge = triangles[cuts == 1], of[cuts == 1]
    for k in range(3):
        here = edge[:, k] >= 0
        a, b, c = (np.roll(one[here], -k, axis=1)).T
        m = count + edge[here, k]
        pieces += [np.stack([a, m, c], -1), np.stack([m, b, c], -1)]
    # One corner is alone on its side: both sides that meet in it are cut.
    two, edge = triangles[cuts == 2], of[cuts == 2]
    for k in range(3):
        here = (edge[:, k] >= 0) & (edge[:, k - 1] >= 0)
        a, b, c = (np.roll(two[here], -k, axis=1)).T
        m, n = count + edge[here, k], count + edge[here, k - 1]
        pieces += [np.stack([a, m, n], -1), np.stack([m, b, c], -1), np.stack([m, c, n], -1)]
    return np.concatenate(pieces) if pieces else np.zeros((0, 3), dtype=np.int64)


def _halved(stays: Callable[[Array], NDArray[np.bool_]], first: Array, second: Array) -> Array:
    """Shares (m,) of the ways from `first` to `second` (m, 2) up to which something `stays` as it is at the first."""
    near, far = np.zeros(len(first)), np.ones(len(first))
    for _ in range(HALVINGS):
        middle = (near + far) / 2
        there = stays(first + middle[:, None] * (second - first))
        near, far = np.where(there, middle, near), np.where(there, far, middle)
    return near
