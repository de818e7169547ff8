"""What the ground hides: the horizon around points over a surface, from which every direction's sight follows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from render.camera.pose import View
from render.surface import Surface

LIFT = 0.025
"""World units that a bead's middle lies over the ground."""

AROUND = 60
"""Directions in which the ground's horizon is looked for; between them it is interpolated."""

STRIDE, NEAREST_GROUND = 0.02, 0.03
"""World units from one look at the ground to the next along a ray, and to the first."""

LATTICE = 160
"""The ground is looked up on so many lines a side."""

GRAZE = 0.015
"""World units that a ray may lie under the ground: a bead half hidden is seen."""

LOWEST_SIGHT = 24.0
"""Degrees; no camera looks from lower, so that rays end where they have left the highest ground below them."""

AWAY = 7.5
"""World units that a camera stands from the middle of what it shows: rays to it are not parallel."""
REACH, LOOKS, DEEP = 3.2, 160, 0.012
"""A ray of so many world units is followed in so many steps to see whether ground hides a head; it may be so deep."""


@dataclass(frozen=True, eq=False)
class Sight:
    """Points over a surface and how high the ground stands around each of them.

    Attributes
    ----------
    points : (k, 3) world points
    horizons : (k, AROUND) slopes, rise over run, over which the ground is left behind; from azimuth 0 on
    """

    points: NDArray[np.float64]
    horizons: NDArray[np.float32]

    @classmethod
    def of(cls, surface: Surface, points: NDArray[np.float64]) -> Sight:
        """March from each of the world points (k, 3) over the surface's drawn heights."""
        return cls(points, _horizons(_Ground.of(surface), points))

    def horizon(self, azimuth: float) -> NDArray[np.float64]:
        """Degrees (k,) over which the ground is left behind in the direction of an azimuth, degrees."""
        turn = azimuth / 360 * AROUND
        first, share = int(np.floor(turn)), turn - np.floor(turn)
        slope = (1 - share) * self.horizons[:, first % AROUND] + share * self.horizons[
            :, (first + 1) % AROUND
        ]
        return np.degrees(np.arctan(slope))

    def clearance(
        self, places: NDArray[np.int64], azimuth: NDArray[np.float64], elevation: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """Degrees (m,) by which the sight from each of some points to a camera passes over the ground.

        Parameters
        ----------
        places : (m,) numbers of points
        azimuth, elevation : (m,) or single numbers, degrees: where the camera of each stands
        """
        a, e = np.radians(azimuth), np.radians(elevation)
        eyes = np.stack([np.cos(e) * np.cos(a), np.cos(e) * np.sin(a), np.sin(e)], axis=-1)
        return self.clearance_from(places, AWAY * eyes)

    def clearance_from(self, places: NDArray[np.int64], eyes: NDArray[np.float64]) -> NDArray[np.float64]:
        """The same of cameras that stand at `eyes`, (m, 3) or (3,) in world units."""
        east, north, height = np.moveaxis(eyes - self.points[places], -1, 0)
        turn = np.arctan2(north, east) / (2 * np.pi) * AROUND
        first = np.floor(turn).astype(int)
        share = turn - first
        horizon = (1 - share) * self.horizons[places, first % AROUND]
        horizon = horizon + share * self.horizons[places, (first + 1) % AROUND]
        up = np.arctan2(height, np.hypot(east, north))
        return np.degrees(up - np.arctan(horizon))


@dataclass(frozen=True, eq=False)
class _Ground:
    """Drawn heights on an even lattice with a border that hides nothing."""

    heights: NDArray[np.float32]
    corner: NDArray[np.float64]
    cell: NDArray[np.float64]

    @classmethod
    def of(cls, surface: Surface) -> _Ground:
        x, y, z = surface.vertices[0, :, 0], surface.vertices[:, 0, 1], surface.vertices[..., 2]
        z = np.where(np.isfinite(surface.lattice.heights), z, -np.inf)
        across, upright = (np.linspace(line[0], line[-1], LATTICE) for line in (x, y))
        column, row = (
            np.searchsorted((line[1:] + line[:-1]) / 2, at) for line, at in ((x, across), (y, upright))
        )
        heights = np.full((LATTICE + 2, LATTICE + 2), -np.inf, dtype=np.float32)
        heights[1:-1, 1:-1] = z[np.ix_(row, column)]
        corner = np.array([x[0], y[0]])
        cell = (np.array([x[-1], y[-1]]) - corner) / (LATTICE - 1)
        if surface.tiling is not None:  # crests rise between the lines of a lattice
            crests = np.asarray(surface.mesh.points)
            column, row = np.clip((crests[:, :2] - corner) / cell + 1.5, 1, LATTICE).astype(int).T
            np.maximum.at(heights, (row, column), crests[:, 2])
        return cls(heights, corner, cell)


def _horizons(ground: _Ground, points: NDArray[np.float64]) -> NDArray[np.float32]:
    tallest = float(ground.heights.max(initial=-np.inf))
    reach = (tallest - points[:, 2].min(initial=np.inf)) / np.tan(np.radians(LOWEST_SIGHT))
    steps = np.arange(NEAREST_GROUND, max(reach, 0) + STRIDE if np.isfinite(reach) else STRIDE, STRIDE)
    steps = steps.astype(np.float32)
    at = ((points[:, :2] - ground.corner) / ground.cell + 1.5).astype(np.float32)
    low = (points[:, 2] + GRAZE).astype(np.float32)
    heights, width, last = ground.heights.ravel(), ground.heights.shape[1], np.float32(LATTICE + 1)
    found = np.empty((len(points), AROUND), dtype=np.float32)
    for k in range(AROUND):
        angle = 2 * np.pi * k / AROUND
        column, row = (
            np.clip(at[:, axis, None] + steps * np.float32(way / ground.cell[axis]), 0, last).astype(np.int32)
            for axis, way in ((0, np.cos(angle)), (1, np.sin(angle)))
        )
        rise = heights[row * width + column]
        rise -= low[:, None]
        rise /= steps
        found[:, k] = rise.max(axis=1, initial=-10.0)
    return found


def seen_from(surface: Surface, points: NDArray[np.float64], view: View) -> NDArray[np.float64]:
    """1 for each world point (k, 3) that no ground hides from the camera, else 0."""
    x, y = surface.vertices[0, :, 0], surface.vertices[:, 0, 1]
    way = view.position - points
    way = way / np.linalg.norm(way, axis=-1, keepdims=True)
    ray = points[:, None] + np.linspace(0, REACH, LOOKS)[2:, None] * way[:, None]
    column = np.searchsorted((x[1:] + x[:-1]) / 2, ray[..., 0])
    row = np.searchsorted((y[1:] + y[:-1]) / 2, ray[..., 1])
    free = ray[..., 2] > surface.vertices[row, column, 2] - DEEP
    outside = (np.abs(ray[..., 0]) > x[-1]) | (np.abs(ray[..., 1]) > y[-1])
    return np.asarray((free | outside).all(axis=1), dtype=float)
