"""From domain units to world coordinates: the one home of that conversion."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from landscapes import Landscape
from landscapes.compiled import Effort
from render.surface.heights import HeightTransform

TALLEST, LOWEST = 0.86, 0.34
"""World heights of a smooth and of a rugged surface whose longer side measures 2."""

NARROWEST = 0.4
"""Of the drawn longer side, the least that the other one has."""
MEAN_SLOPE, STEEPEST = 1.05, 3.3
"""World slopes that the mean and the steepest hundredth of a surface have, if `TALLEST` and `LOWEST` let them."""


@dataclass(frozen=True, eq=False)
class World:
    """World coordinates of one landscape: the domain's longer side becomes [-1, 1], drawn heights 0..`height`.

    A domain much longer than wide is drawn no longer than 2.5 to 1.
    """

    landscape: Landscape
    transform: HeightTransform
    height: float = TALLEST

    @property
    def half_sides(self) -> NDArray[np.float64]:
        """Half the drawn length of each side, (2,)."""
        return drawn_sides(self.landscape)

    @property
    def scale(self) -> NDArray[np.float64]:
        """World units per domain unit, (2,)."""
        low, high = np.transpose(self.landscape.domain)
        return 2 * self.half_sides / (high - low)

    def plane(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """World x, y (..., 2) of points (..., 2)."""
        low, high = np.transpose(self.landscape.domain)
        return (points - (low + high) / 2) * self.scale

    def rise(self, heights: NDArray[np.float64]) -> NDArray[np.float64]:
        """World z (...) of true heights (...); the middle of the range lies at 0."""
        return (self.transform(heights) - 0.5) * self.height

    def place(self, points: NDArray[np.float64], lift: float = 0.0) -> NDArray[np.float64]:
        """World positions (..., 3) of points (..., 2) on the surface, lifted along its normal."""
        with Effort():  # digits that nobody sees are not worth more
            heights, gradient = self.landscape.value_and_gradient(points)
        z = self.rise(heights)
        at = np.concatenate([self.plane(points), z[..., None]], axis=-1)
        return at + lift * self.normals(heights, gradient) if lift else at

    def grounded(self, places: NDArray[np.float64]) -> NDArray[np.float64]:
        """World positions (..., 3) of what has to stand somewhere: on the lowest drawn height where none is defined."""
        return np.nan_to_num(np.where(np.isnan(places), (0.0, 0.0, -0.5 * self.height), places))

    def normals(self, heights: NDArray[np.float64], gradient: NDArray[np.float64]) -> NDArray[np.float64]:
        """Unit normals (..., 3) of the drawn surface, pointing up."""
        step = 1e-6 * (self.transform.high - self.transform.low) + 1e-300
        with np.errstate(over="ignore", invalid="ignore"):
            stretch = (self.rise(heights + step) - self.rise(heights - step)) / (2 * step)
            slope = np.nan_to_num(gradient * stretch[..., None] / self.scale, posinf=1e6, neginf=-1e6)
        normal = np.concatenate([-slope, np.ones((*slope.shape[:-1], 1))], axis=-1)
        return normal / np.linalg.norm(normal, axis=-1, keepdims=True)


def drawn_sides(f: Landscape) -> NDArray[np.float64]:
    """Half the drawn length of each side of a domain, world units: 1 for the longest."""
    low, high = np.transpose(f.domain)
    return np.maximum((high - low) / (high - low).max(), NARROWEST)


def becoming_height(unit_heights: NDArray[np.float64], half_sides: NDArray[np.float64]) -> float:
    """The world height at which a lattice of unit heights (rows, columns) is as steep as a hill.

    No bed of nails, and no well whose floor cannot be seen.
    """
    rows, columns = unit_heights.shape
    down, across = np.gradient(unit_heights, 2 * half_sides[1] / rows, 2 * half_sides[0] / columns)
    steepness = np.hypot(down, across)[np.isfinite(down + across)]
    mean, walls = (steepness.mean(), np.quantile(steepness, 0.99)) if len(steepness) else (0.0, 0.0)
    return float(np.clip(min(MEAN_SLOPE / max(mean, 1e-9), STEEPEST / max(walls, 1e-9)), LOWEST, TALLEST))
