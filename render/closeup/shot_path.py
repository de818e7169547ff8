"""The camera of a close-up: still before the whole, then behind and above each step, and back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product

import numpy as np
from numpy.typing import NDArray

from render.camera import VIEW_ANGLE, Fit, Pose, Room, axes, paced
from render.clock import APPROACH, LEAD, REST, ShotClock
from render.closeup.stops import Stop
from render.surface import Surface

Array = NDArray[np.float64]

FILLED = 0.50
"""Of half the picture's height that a step's arrows reach from its middle."""
NEAREST, FARTHEST = 0.34, 1.9
"""World units between the camera and a step."""
TURNS = (40.0, -40.0, 20.0, -20.0, 65.0, -65.0, 95.0, -95.0, 130.0, -130.0, 180.0)
"""Degrees from straight behind, the best first."""
HEIGHTS = (46.0, 54.0, 38.0, 62.0, 70.0)
"""Elevations, the best first."""
GROUND = 2.2
"""How much it is worth that there is ground behind all of the picture's middle, and not the dark beside the block."""
AROUND = ((0.0, 0.0), (-0.8, 0.0), (0.8, 0.0), (0.0, 0.6), (-0.8, 0.6), (0.8, 0.6))
"""Places of the picture, shares of half its height from its middle, that should show ground."""
WALLED, SAMPLED = 1.5, 5
"""What a picture of the block's walls alone loses; they are looked for at so many places along its sides."""
BACK = 0.45
"""Share of the time after the last stop in which the camera goes back."""


@dataclass(frozen=True, eq=False)
class ShotPath:
    """Film time to `Pose`.

    Parameters
    ----------
    home : how the whole is shown
    stops : the steps that are taken apart
    room : what has to be in the picture when the whole is shown
    """

    surface: Surface
    home: Pose
    stops: Sequence[Stop]
    clock: ShotClock
    room: Room

    @cached_property
    def shots(self) -> list[tuple[Pose, float]]:
        """The pose at each stop, without its zoom, and the distance in world units."""
        found: list[tuple[Pose, float]] = []
        for stop in self.stops:
            found.append(self._shot(stop, found[-1][0].azimuth if found else self.home.azimuth))
        return found

    @cached_property
    def fit(self) -> Fit:
        """How far away the camera stands at home; the distances of the stops are told from it."""
        return Fit.of(self.room, [self.home])

    @property
    def _far(self) -> float:
        return self.fit.distance

    def near(self, t: float) -> float:
        """How far the camera has gone to a step, 0..1."""
        pose = self(t)
        return pose.aim if pose.target is not None else 0.0

    def distance(self, t: float) -> float:
        """World units between the camera and what it looks at."""
        return self._far / self(t).zoom

    def __call__(self, t: float) -> Pose:
        stop, gone = self.clock.part(t)
        first = self._at(stop - 1)
        if t <= LEAD or t >= 1 - REST:
            return self.home
        if stop >= len(self.shots):
            return _between(self._at(len(self.shots) - 1), self.home, min(gone / BACK, 1.0))
        return _between(first, self._at(stop), min(gone / APPROACH, 1.0))

    def _at(self, stop: int) -> Pose:
        if stop < 0 or not self.shots:
            return Pose(self.home.azimuth, self.home.elevation, 1.0, self._middle, 0.0, close=True)
        pose, distance = self.shots[stop]
        return Pose(pose.azimuth, pose.elevation, self._far / distance, pose.target, 1.0, close=True)

    @property
    def _middle(self) -> tuple[float, float, float]:
        pose = self.shots[0][0] if self.shots else self.home
        return pose.target or (0.0, 0.0, 0.0)

    def _shot(self, stop: Stop, before: float) -> tuple[Pose, float]:
        points = stop.points(self.surface.world)
        middle = (points.min(axis=0) + points.max(axis=0)) / 2
        reach = float(np.linalg.norm(points - middle, axis=1).max())
        half = np.tan(np.radians(VIEW_ANGLE / 2))
        distance = float(np.clip(reach / (FILLED * half), NEAREST, FARTHEST))
        way = stop.step.displacement * self.surface.world.scale
        behind = float(np.degrees(np.arctan2(-way[1], -way[0])))
        heights, gradient = self.surface.landscape.value_and_gradient(stop.step.position[None])
        normal = self.surface.world.normals(heights, gradient)[0]
        best, found = -np.inf, self.home
        for (k, turn), (j, height) in product(enumerate(TURNS), enumerate(HEIGHTS)):
            pose = Pose(
                _near(behind + turn, before),
                height,
                1.0,
                (float(middle[0]), float(middle[1]), float(middle[2])),
            )
            right, up, back = axes(pose)
            eye, wide = middle + distance * back, distance * half
            around = middle + np.array([a * wide * right + b * wide * up for a, b in AROUND])
            seen = clear(self.surface, points[::3], eye)
            worth = (
                6.0 * seen
                + GROUND * backed(self.surface, around, eye)
                - WALLED * walled(self.surface, _frame(middle, right, up, wide), eye)
                + 1.2 * min(float(normal @ back), 0.6)
                - 0.05 * k
                - 0.08 * j
            )
            worth -= 0.0015 * abs(pose.azimuth - before)
            if worth > best:
                best, found = worth, pose
        return found, distance


def clear(surface: Surface, points: Array, eye: Array) -> float:
    """The share of world points (k, 3) between which and an eye there is no ground; none where the eye is in it."""
    shares = np.linspace(0.06, 1, 60)[:, None]
    rays = points[:, None] + shares * (eye - points)[:, None]
    free = rays[..., 2] > _ground(surface, rays) + 0.02 * shares[:, 0]
    return float(free.all(axis=1).mean()) if eye[2] > _ground(surface, eye) + 0.05 else 0.0


def backed(surface: Surface, points: Array, eye: Array) -> float:
    """The share of world points (k, 3) at which, or behind which, an eye sees the block's ground."""
    shares = np.linspace(0.0, 3.0, 60)[:, None]
    rays = points[:, None] + shares * (points - eye)[:, None]
    return float((rays[..., 2] < _ground(surface, rays)).any(axis=1).mean())


def walled(surface: Surface, points: Array, eye: Array) -> float:
    """The share of rays from an eye through world points (k, 3) that meet a wall of the block before its ground."""
    shares = np.linspace(0.05, 3.0, 120)[:, None]
    rays = eye + shares * (points - eye)[:, None]
    ground = _ground(surface, rays)
    inside = rays[..., 2] < ground
    first = inside.argmax(axis=1)
    off = np.isneginf(np.take_along_axis(ground, np.maximum(first - 1, 0)[:, None], axis=1))[:, 0]
    return float((inside.any(axis=1) & off).mean())


def _frame(middle: Array, right: Array, up: Array, wide: float) -> Array:
    """World points (k, 3) all over a picture that shows `middle` in its middle and `wide` above it."""
    at = np.linspace(-1, 1, SAMPLED)
    return np.array([middle + 1.3 * a * wide * right + b * wide * up for a in at for b in at])


def _ground(surface: Surface, at: Array) -> Array:
    """Drawn heights (...) at world points (..., 3); beside the block none."""
    x, y, z = surface.vertices[0, :, 0], surface.vertices[:, 0, 1], surface.vertices[..., 2]
    column = np.searchsorted((x[1:] + x[:-1]) / 2, at[..., 0])
    row = np.searchsorted((y[1:] + y[:-1]) / 2, at[..., 1])
    off = (np.abs(at[..., 0]) > x[-1]) | (np.abs(at[..., 1]) > y[-1])
    return np.where(off, -np.inf, z[row, column])


def _near(angle: float, other: float) -> float:
    """The same angle, at most half a turn from another."""
    return other + (angle - other + 180) % 360 - 180


def _between(first: Pose, last: Pose, u: float) -> Pose:
    """From one pose to another; the distance changes by the same factor in the same time."""
    s = paced(u, 0.5)
    target = last.target or first.target
    if first.target is not None and last.target is not None:
        pair = zip(first.target, last.target, strict=True)
        x, y, z = ((1 - s) * a + s * b for a, b in pair)
        target = (x, y, z)
    azimuth = first.azimuth + s * (_near(last.azimuth, first.azimuth) - first.azimuth)
    zoom = float(first.zoom ** (1 - s) * last.zoom**s)
    aims = (first.aim if first.target else 0.0, last.aim if last.target else 0.0)
    return Pose(
        azimuth,
        first.elevation + s * (last.elevation - first.elevation),
        zoom,
        target,
        aims[0] + s * (aims[1] - aims[0]),
        close=True,
    )
