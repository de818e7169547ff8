"""How far away a camera stands: one distance for all poses of a film, and nothing is ever cut."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from render.camera.pose import VIEW_ANGLE, Path, Pose, View, axes

NEAREST = 0.1
"""World units that a camera that shows everything keeps from the nearest point."""

SAMPLES = 193
"""So many poses of a film are fitted."""


@dataclass(frozen=True)
class Frame:
    """The part of a picture that the surface may fill, as shares of its width and height from the top left."""

    left: float = 0.03
    right: float = 0.97
    top: float = 0.03
    bottom: float = 0.97


@dataclass(frozen=True, eq=False)
class Room:
    """What has to be in the picture, and where in it.

    Attributes
    ----------
    hull : (k, 3) world points
    aspect : width to height of the whole picture
    frame : the part of it that the hull may fill
    """

    hull: NDArray[np.float64]
    aspect: float
    frame: Frame

    @property
    def edges(self) -> NDArray[np.float64]:
        """Left, right, bottom and top of the frame, as lengths to the right and up at distance 1, (4,)."""
        half, frame = np.tan(np.radians(VIEW_ANGLE / 2)), self.frame
        shares = np.array([2 * frame.left - 1, 2 * frame.right - 1, 1 - 2 * frame.bottom, 1 - 2 * frame.top])
        return shares * half * np.array([self.aspect, self.aspect, 1, 1])

    def reach(self, pose: Pose) -> NDArray[np.float64]:
        """How far the hull goes beyond each of the edges' planes through the world's middle, (4,), and back, (5,).

        A point seen at depth d appears at right / d, so each edge of the frame asks that
        right - edge * (distance - back) lies on one side.
        """
        right, up, back = axes(pose) @ self.hull.T
        x0, x1, y0, y1 = self.edges
        ends = (
            np.min(right + x0 * back),
            np.max(right + x1 * back),
            np.min(up + y0 * back),
            np.max(up + y1 * back),
        )
        return np.array([*ends, back.max()])


@dataclass(frozen=True, eq=False)
class Fit:
    """The nearest distance from which every pose of a film shows everything.

    The camera turns about the world's middle, which stays at one place of the picture. The two edges of each
    direction, over all poses, give the distance; of the room that is left over in the direction that does not bind,
    half goes to each side.

    Attributes
    ----------
    room : what has to be in the picture
    reach : (5,) of all poses, see `Room.reach`
    """

    room: Room
    reach: NDArray[np.float64]

    @classmethod
    def of(cls, room: Room, poses: Iterable[Pose]) -> Fit:
        """The fit of some poses; their zooms and targets do not matter."""
        directions = dict.fromkeys((pose.azimuth, pose.elevation) for pose in poses)
        found = np.array([room.reach(Pose(*direction)) for direction in directions])
        low, high = found.min(axis=0), found.max(axis=0)
        return cls(room, np.array([low[0], high[1], low[2], high[3], high[4]]))

    @classmethod
    def along(cls, room: Room, path: Path) -> Fit:
        """The fit of a film's poses."""
        return cls.of(room, (path(float(t)) for t in np.linspace(0, 1, SAMPLES)))

    @property
    def distance(self) -> float:
        """World units between the camera and what it looks at, where it does not zoom."""
        x0, x1, y0, y1 = self.room.edges
        left, right, low, high, back = self.reach
        return float(max((right - left) / (x1 - x0), (high - low) / (y1 - y0), back + NEAREST))

    def view(self, pose: Pose) -> View:
        """The camera of a pose."""
        basis = axes(pose)
        distance = self.distance / pose.zoom
        x0, x1, y0, y1 = self.room.edges
        left, right, low, high, _ = self.reach
        focus = (left + right - (x0 + x1) * distance) / 2 * basis[0]
        focus = focus + (low + high - (y0 + y1) * distance) / 2 * basis[1]
        if pose.target is not None:
            focus = (1 - pose.aim) * focus + pose.aim * np.array(pose.target)
        return View(focus + distance * basis[2], focus)


def fit(pose: Pose, hull: NDArray[np.float64], aspect: float, frame: Frame) -> View:
    """The nearest camera in the pose's direction that shows every world point of `hull` (k, 3) inside `frame`."""
    return Fit.of(Room(hull, aspect, frame), [pose]).view(pose)
