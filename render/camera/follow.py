"""Cameras that follow: a particle from behind, or key-frames of one's own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from descent import Trajectories
from landscapes import one_line
from render.camera.pose import Pose, axes
from render.clock import Clock
from render.surface import World

if TYPE_CHECKING:
    from scipy.interpolate import PchipInterpolator

    from render.surface import Surface

LARGEST = 1_000_000
"""Bytes of a file of key-frames; nobody has more."""

ELEVATIONS = np.arange(28.0, 89.0, 4.0)
"""Degrees at which a ride-along camera may stand above the particle that it follows, the best first."""

RIDE_DISTANCE = 1.3
"""World units between a ride-along camera and its particle."""

TURNING, SINKING = 0.15, 1.5
"""How much of its turn such a camera makes in one picture, and how many degrees it comes down again."""

SMOOTH = 0.05
"""Film time over which a following camera averages the particle's way."""


@dataclass(frozen=True)
class Way:
    """How a following camera stands: at the film's ends as far as for the whole surface, near in between.

    Attributes
    ----------
    far : azimuth and elevation in degrees, and zoom, at the beginning
    turn : degrees that it goes round during the film
    nearer : what elevation and zoom gain when it is near
    aim : the share by which it then looks at the particle
    approach : film time that coming near takes, and going away
    """

    far: tuple[float, float, float] = (-70.0, 43.0, 1.0)
    turn: float = 50.0
    nearer: tuple[float, float] = (19.0, 0.9)
    aim: float = 0.75
    approach: float = 0.12


WAY = Way()


@dataclass(frozen=True, eq=False)
class Ride:
    """A camera that keeps one particle before it and turns slowly: film time to `Pose`."""

    run: Trajectories
    particle: int
    world: World
    clock: Clock

    @cached_property
    def _way(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        times = np.linspace(-SMOOTH, 1 + SMOOTH, 441)
        points = np.stack([self.run.at(self.clock.index(t))[0][self.particle] for t in times])
        way = _held(self.world.place(points))
        width = max(int(SMOOTH * 441 / (1 + 2 * SMOOTH)), 1)
        window = np.hanning(2 * width + 3)[1:-1]
        padded = np.pad(way, ((width, width), (0, 0)), mode="edge")
        smooth = [np.convolve(padded[:, axis], window / window.sum(), mode="valid") for axis in range(3)]
        return times, np.stack(smooth, axis=-1)

    def __call__(self, t: float) -> Pose:
        times, way = self._way
        x, y, z = (float(np.interp(t, times, way[:, axis])) for axis in range(3))
        # Beginning and end look at the whole, so that one sees where the ride goes.
        near = float(np.clip(min(t, 1 - t) / WAY.approach, 0, 1) ** 2)
        azimuth, elevation, zoom = WAY.far
        lift, closer = WAY.nearer
        return Pose(
            azimuth + WAY.turn * t,
            elevation + lift * near,
            zoom + closer * near,
            (x, y, z),
            WAY.aim * near,
        )


def _held(way: NDArray[np.float64]) -> NDArray[np.float64]:
    """World points (k, 3), in the middle where there is no height: as the last that has one, or the first."""
    there = np.isfinite(way).all(axis=1)
    if not there.any():
        return np.zeros_like(way)
    last = np.maximum.accumulate(np.where(there, np.arange(len(way)), -1))
    return way[np.where(last < 0, int(np.argmax(there)), last)]


def outlook(surface: Surface, here: NDArray[np.float64], azimuth: float, distance: float) -> float:
    """The lowest elevation, degrees, from which a camera sees a point over the ground.

    Parameters
    ----------
    here : (3,) world point
    azimuth : degrees
    distance : of the camera from the point, world units
    """
    low, high = np.transpose(surface.landscape.domain)
    shares = np.linspace(0.04, 1, 40)
    for elevation in ELEVATIONS:
        back = axes(Pose(azimuth, elevation))[2]
        ray = here + distance * shares[:, None] * back
        points = ray[:, :2] / surface.world.scale + (low + high) / 2
        ground = surface.world.rise(surface.landscape.value(np.clip(points, low, high)))
        # Near the particle the ray may graze: the camera needs more room than the line of sight.
        if not (ray[:, 2] < np.nan_to_num(ground, nan=-np.inf) + 0.10 * shares).any():
            return float(elevation)
    return float(ELEVATIONS[-1])


@dataclass(frozen=True, eq=False)
class KeyFrames:
    """A camera through poses of one's own.

    Attributes
    ----------
    rows : (k, 4) film time in 0..1, azimuth and elevation in degrees, zoom
    """

    rows: NDArray[np.float64]

    @classmethod
    def of(cls, rows: Sequence[Sequence[float]] | NDArray[np.float64]) -> KeyFrames:
        """Check rows (k, 3) or (k, 4): film time in 0..1, azimuth and elevation in degrees, and a zoom or none.

        Raises
        ------
        ValueError
            If there are fewer than two, a number is missing or not finite, or the times do not rise.
        """
        table = np.array([[*row, 1.0][:4] for row in rows], dtype=float)
        if table.ndim != 2 or len(table) < 2 or table.shape[1] != 4 or not np.isfinite(table).all():
            raise ValueError("key-frames need two or more rows of film time, azimuth, elevation[, zoom]")
        if (np.diff(table[:, 0]) <= 0).any():
            raise ValueError("key-frames need film times that rise from row to row")
        return cls(table)

    @classmethod
    def load(cls, path: str | Path) -> KeyFrames:
        """Read a CSV file of such rows; its first line may name the columns, lines that begin with # are comments.

        Raises
        ------
        ValueError
            If the file cannot be read or is too large, or `of` refuses its rows: one line that names it.
        """
        try:
            with open(path, "rb") as file:
                raw = file.read(LARGEST + 1)
            if len(raw) > LARGEST:
                raise ValueError(f"larger than {LARGEST:,} bytes")
            lines = [line for line in raw.decode("utf-8").splitlines() if line.strip()]
            named = bool(lines) and any(c.isalpha() and c not in "eE" for c in lines[0].partition("#")[0])
            rows = np.loadtxt(lines[named:], delimiter=",", ndmin=2) if lines[named:] else np.empty((0, 4))
            return cls.of(rows)
        except (OSError, ValueError) as error:
            raise ValueError(f"cannot read key-frames from {path}: {one_line(str(error))[:200]}") from error

    @cached_property
    def _curve(self) -> PchipInterpolator:
        from scipy.interpolate import PchipInterpolator  # a third of a second, for those who have key-frames

        return PchipInterpolator(self.rows[:, 0], self.rows[:, 1:], extrapolate=True)

    def __call__(self, t: float) -> Pose:
        azimuth, elevation, zoom = self._curve(np.clip(t, self.rows[0, 0], self.rows[-1, 0]))
        return Pose(float(azimuth), float(np.clip(elevation, -89, 89)), float(zoom))
