"""Cameras that follow a particle from behind."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from descent import Trajectories
from render.camera.paths import USUAL, paced
from render.camera.pose import Pose, axes
from render.camera.sight import LIFT, Sight
from render.clock import LEAD, REST, Clock
from render.surface import Surface

ELEVATIONS = np.arange(28.0, 89.0, 4.0)
"""Degrees at which a ride-along camera may stand above the particle that it follows, the best first."""

RIDE_DISTANCE = 1.3
"""World units between a ride-along camera and its particle."""

TURNING, SINKING = 0.15, 1.5
"""How much of its turn such a camera makes in one picture, and how many degrees it comes down again."""

MOMENTS = 441
"""Film times at which a ride's way is known."""

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


LOWEST, CLEAR = 30.0, 7.0
"""Degrees: the least elevation of a ride, and how far its sight passes over the ground."""

BEHIND = 0.12
"""What a degree more of elevation is worth, in degrees that the camera stands beside the particle's way."""


@dataclass(frozen=True, eq=False)
class Ride:
    """A camera that keeps one particle in sight, from behind and as low as nothing hides it: film time to `Pose`.

    Beginning and end look at the whole from the same place, so that one sees where the ride goes, and a loop closes.
    """

    run: Trajectories
    particle: int
    surface: Surface
    clock: Clock

    @cached_property
    def _times(self) -> NDArray[np.float64]:
        return np.linspace(-SMOOTH, 1 + SMOOTH, MOMENTS)

    @cached_property
    def _places(self) -> NDArray[np.float64]:
        points = np.stack([self.run.at(self.clock.index(t))[0][self.particle] for t in self._times])
        return _held(self.surface.world.place(points, lift=LIFT))

    @cached_property
    def _way(self) -> NDArray[np.float64]:
        """World points (k, 3) that the camera looks at."""
        return _smoothed(self._places)

    @cached_property
    def azimuth(self) -> float:
        """Degrees: behind the particle's whole way, turned aside where the camera would have to stand much higher."""
        going = self._places[-1] - self._places[0]
        behind = np.degrees(np.arctan2(-going[1], -going[0])) if np.hypot(*going[:2]) > 0.05 else USUAL[0]
        around = behind + np.arange(-180, 180, 10.0)
        needed = self._needed(around).clip(LOWEST, 90)
        cost = needed.mean(axis=0) + 0.5 * needed.max(axis=0) + BEHIND * np.abs(around - behind)
        return float(around[np.argmin(cost)])

    def _needed(self, azimuths: NDArray[np.float64]) -> NDArray[np.float64]:
        """Elevations (k, azimuths) from which the particle is in sight."""
        sight = Sight.of(self.surface, self._places)
        return np.stack([sight.horizon(azimuth) for azimuth in azimuths], axis=-1) + CLEAR

    @cached_property
    def _elevations(self) -> NDArray[np.float64]:
        """Degrees (k,): the lowest that keep the particle in sight, without a start or a stop."""
        needed = self._needed(np.array([self.azimuth]))[:, 0].clip(LOWEST, 88)
        width = _width()
        windows = np.lib.stride_tricks.sliding_window_view(np.pad(needed, width, mode="edge"), 2 * width + 1)
        return _smoothed(windows.max(axis=1)[:, None])[:, 0]

    def __call__(self, t: float) -> Pose:
        # A camera at rest, at either end, sees what follows from there, and stands where the other end stands.
        rest = max(self._elevations[0], self._elevations[-1], USUAL[1])
        near = paced((t - LEAD) / WAY.approach) * paced((1 - REST - t) / WAY.approach)
        x, y, z = (float(np.interp(t, self._times, self._way[:, axis])) for axis in range(3))
        low = float(np.interp(t, self._times, self._elevations))
        closer = WAY.nearer[1] * near
        return Pose(self.azimuth, rest + near * (low - rest), 1 + closer, (x, y, z), WAY.aim * near)


def _width() -> int:
    return max(int(SMOOTH * MOMENTS / (1 + 2 * SMOOTH)), 1)


def _smoothed(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    """Means over `SMOOTH` film time of what a ride's moments have, (k, n)."""
    window = np.hanning(2 * _width() + 3)[1:-1]
    padded = np.pad(rows, ((_width(), _width()), (0, 0)), mode="edge")
    columns = [np.convolve(column, window / window.sum(), mode="valid") for column in padded.T]
    return np.stack(columns, axis=-1)


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
