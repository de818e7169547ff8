"""How far away a camera stands: one distance for all poses of a film, and nothing is ever cut."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from render.camera.pose import VIEW_ANGLE, Path, Pose, View, axes

NEAREST = 0.1
"""World units that a camera that shows everything keeps from the nearest point."""

SAMPLES = 193
"""So many poses of a film are fitted."""


ANGLES = (0.0, 20.0, 45.0, 70.0)
"""Degrees at which a line may pass a corner that words need; the hull stays on one side of it."""

WORTH_THE_MIDDLE = 0.04
"""So much farther away a camera may stand to have the hull nearer to the middle of the picture."""


@dataclass(frozen=True)
class Frame:
    """The part of a picture that the surface may fill, as shares of its width and height from the top left.

    Attributes
    ----------
    corners : places (x, y); from each to the nearest corner of the picture a box is kept free for words
    """

    left: float = 0.03
    right: float = 0.97
    top: float = 0.03
    bottom: float = 0.97
    corners: tuple[tuple[float, float], ...] = ()


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

    @cached_property
    def edges(self) -> NDArray[np.float64]:
        """Left, right, bottom and top of the frame, as lengths to the right and up at distance 1, (4,)."""
        frame = self.frame
        (left, bottom), (right, top) = self._at(frame.left, frame.bottom), self._at(frame.right, frame.top)
        return np.array([left, right, bottom, top])

    @property
    def between_words(self) -> tuple[float, float]:
        """Bottom and top as `edges`, of what no word reaches into."""
        frame = self.frame
        top = max([frame.top, *(y for _, y in frame.corners if y < 0.5)])
        bottom = min([frame.bottom, *(y for _, y in frame.corners if y >= 0.5)])
        return self._at(0, bottom)[1], self._at(0, top)[1]

    def _at(self, x: float, y: float) -> tuple[float, float]:
        half = float(np.tan(np.radians(VIEW_ANGLE / 2)))
        return (2 * x - 1) * half * self.aspect, (1 - 2 * y) * half

    @cached_property
    def lines(self) -> NDArray[np.float64]:
        """Lines (m, 3) in the picture: a point at (x, y) is on the right side of (a, b, c) if a x + b y <= c.

        The first four are the frame's edges, then for each of its corners come those at `ANGLES`.
        """
        x0, x1, y0, y1 = self.edges
        found = [(-1, 0, -x0), (1, 0, x1), (0, -1, -y0), (0, 1, y1)]
        for corner in self.frame.corners:
            x, y = self._at(*corner)
            for angle in np.radians(ANGLES):
                a, b = np.copysign(np.sin(angle), x), np.copysign(np.cos(angle), y)
                found.append((a, b, a * x + b * y))
        return np.array(found)

    @cached_property
    def choices(self) -> NDArray[np.int64]:
        """Which of the lines go together, (choices, 4 + corners): the edges, and one past each corner."""
        each = [4 + np.arange(len(ANGLES)) + k * len(ANGLES) for k in range(len(self.frame.corners))]
        past = np.stack(np.meshgrid(*each), axis=-1).reshape(-1, len(each)) if each else np.zeros((1, 0), int)
        return np.concatenate([np.tile(np.arange(4), (len(past), 1)), past], axis=1)

    @cached_property
    def _bounds(self) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
        """What lines say together about the distance: factors (n, m) of reaches, and by which choice each counts.

        A camera at distance d, moved sideways by s, keeps the hull on the right side of a line of reach h if
        h <= a s_x + b s_y + c d. Lines whose (a, b), with factors that are not negative, add up to nothing leave of this
        a bound on d alone; by duality the largest of them, over pairs and triples of lines, is the least distance.
        """
        lines, factors = self.lines, []
        for three in itertools.combinations(range(len(lines)), 3):
            rows = lines[list(three)]
            # Rows of the matrix: the sums of a, of b, and of c, which is made 1.
            if abs(np.linalg.det(rows)) > 1e-12:
                share = np.linalg.solve(rows.T, [0, 0, 1])
                if (share > -1e-9).all():
                    factors.append(np.bincount(three, np.maximum(share, 0), len(lines)).astype(float))
        found = np.array(factors, dtype=float)
        uses = np.array(
            [~(found[:, np.setdiff1d(np.arange(len(lines)), c)] > 1e-9).any(axis=1) for c in self.choices]
        )
        return found, uses

    def reach(self, pose: Pose) -> NDArray[np.float64]:
        """How far the hull goes beyond each line's plane through the world's middle, and back, (m + 1,).

        A point seen at depth d appears at right / d, so each edge of the frame asks that
        right - edge * (distance - back) lies on one side.
        """
        basis = axes(pose)
        return (np.concatenate([self.lines, [[0, 0, 1]]]) @ basis @ self.hull.T).max(axis=1)

    def nearest(self, reach: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        """The least distance at which a hull of such reaches is in the frame, and the move sideways, (2,), then."""
        if not self.frame.corners:
            return self._in_a_box(reach)
        factors, uses = self._bounds
        bounds = np.where(uses, factors @ reach[:-1], -np.inf).max(axis=1)
        least = max(bounds.min(), reach[-1] + NEAREST)
        found = []
        for choice, bound in zip(self.choices, np.maximum(bounds, least), strict=True):
            if bound <= (1 + WORTH_THE_MIDDLE) * least:
                move = _middle(self.lines[choice], reach[choice], float(bound))
                found.append((abs(move[0]) + 2 * (bound - least), float(bound), move))
        _, distance, move = min(found, key=lambda row: row[0])
        return distance, move

    def _in_a_box(self, reach: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        left, right, low, high, back = reach
        x0, x1, y0, y1 = self.edges
        distance = float(max((right + left) / (x1 - x0), (high + low) / (y1 - y0), back + NEAREST))
        move = np.array([right - left - (x0 + x1) * distance, high - low - (y0 + y1) * distance]) / 2
        return distance, move


def _middle(lines: NDArray[np.float64], reach: NDArray[np.float64], distance: float) -> NDArray[np.float64]:
    """The move sideways, (2,), that leaves as much room to the right as to the left, and above as below."""
    sides, needs = lines[:, :2], reach - lines[:, 2] * distance
    corners = [
        np.linalg.solve(sides[list(two)], needs[list(two)])
        for two in itertools.combinations(range(len(lines)), 2)
        if abs(np.linalg.det(sides[list(two)])) > 1e-9
    ]
    short = [np.max(needs - sides @ corner) for corner in corners]
    allowed = [corner for corner, lack in zip(corners, short, strict=True) if lack < min(short) + 1e-6]
    move = np.mean(allowed, axis=0)
    for _ in range(8):
        for axis in (0, 1):
            with np.errstate(divide="ignore", invalid="ignore"):
                bounds = (needs - sides[:, 1 - axis] * move[1 - axis]) / sides[:, axis]
            above, below = sides[:, axis] > 1e-9, sides[:, axis] < -1e-9
            move[axis] = (bounds[above].max() + bounds[below].min()) / 2
    return np.asarray(move)


@dataclass(frozen=True, eq=False)
class Fit:
    """The nearest distance from which every pose of a film shows everything.

    The camera turns about the world's middle, which stays at one place of the picture. Of the room that is left over
    in the direction that does not bind, half goes to each side.

    Attributes
    ----------
    room : what has to be in the picture
    distance : world units between the camera and what it looks at, where it does not zoom
    move : (2,) world units sideways, to the right and up
    """

    room: Room
    distance: float
    move: NDArray[np.float64]

    @classmethod
    def of(cls, room: Room, poses: Iterable[Pose]) -> Fit:
        """The fit of some poses; their zooms and targets do not matter."""
        directions = dict.fromkeys((pose.azimuth, pose.elevation) for pose in poses)
        reach = np.max([room.reach(Pose(*direction)) for direction in directions], axis=0)
        return cls(room, *room.nearest(reach))

    @classmethod
    def along(cls, room: Room, path: Path) -> Fit:
        """The fit of a film's poses."""
        return cls.of(room, (path(float(t)) for t in np.linspace(0, 1, SAMPLES)))

    def view(self, pose: Pose) -> View:
        """The camera of a pose."""
        basis = axes(pose)
        distance = self.distance / pose.zoom
        x0, x1, y0, y1 = self.room.edges
        move = self.move + np.array([x0 + x1, y0 + y1]) / 2 * (self.distance - distance)
        focus = move @ basis[:2]
        if pose.target is not None:
            focus = (1 - pose.aim) * focus + pose.aim * np.array(pose.target)
            if not pose.close:
                focus, distance = self._below_the_title(pose, focus, distance)
        return View(focus + distance * basis[2], focus)

    def _below_the_title(
        self, pose: Pose, focus: NDArray[np.float64], distance: float
    ) -> tuple[NDArray[np.float64], float]:
        """A focus (3,) and a distance that are moved so far that nothing is over the frame's top, or beside words there.

        The camera rises, so that its target sinks in the picture; where it would leave it, the camera goes back.
        """
        basis, (bottom, top) = axes(pose), self.room.between_words
        highest = ((basis[1] + top * basis[2]) @ self.room.hull.T).max()
        lowest = (basis[1] + bottom * basis[2]) @ np.array(pose.target)
        away = distance + basis[2] @ focus
        farther = max((highest - lowest) / (top - bottom) - away, 0.0)
        lift = max(highest - top * (away + farther) - basis[1] @ focus, 0.0)
        return focus + lift * basis[1], distance + farther


def fit(pose: Pose, hull: NDArray[np.float64], aspect: float, frame: Frame) -> View:
    """The nearest camera in the pose's direction that shows every world point of `hull` (k, 3) inside `frame`."""
    return Fit.of(Room(hull, aspect, frame), [pose]).view(pose)
