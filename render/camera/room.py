"""What has to be in a picture, what words leave of it, and how far away a camera must stand for that."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from render.camera.pose import VIEW_ANGLE, Pose, axes

NEAREST = 0.1
"""World units that a camera that shows everything keeps from the nearest point."""

ANGLES = (0.0, 13.0, 26.0, 39.0, 51.0, 64.0, 77.0, 90.0)
"""Degrees at which a line may pass a corner that words need; the hull stays on one side of it."""

FINER = (-8.0, -5.0, -2.5, 0.0, 2.5, 5.0, 8.0)
"""Degrees beside such an angle at which it is looked for again, once one is chosen."""

WELL = 0.035
"""Lengths at distance 1 that such a line passes beyond the frame's middle, at least."""

SEEN_FROM = 6.5
"""World units from which a camera usually looks."""

SIDES = 64
"""So many points tell the area of an outline."""

AT_ONCE = 32
"""So many outlines are worked out together."""


@dataclass(frozen=True)
class Corner:
    """Words in a corner of a picture.

    Attributes
    ----------
    right, low : which corner it is
    places : places (x, y), shares of the picture from the top left; the box from each to the corner is kept free
    """

    right: bool
    low: bool
    places: tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Frame:
    """The part of a picture that the surface may fill, as shares of its width and height from the top left.

    Attributes
    ----------
    corners : what words take of it
    """

    left: float = 0.03
    right: float = 0.97
    top: float = 0.03
    bottom: float = 0.97
    corners: tuple[Corner, ...] = ()


@dataclass(frozen=True, eq=False)
class Room:
    """What has to be in the picture, and where in it.

    A camera looks past the world's middle: by an offset, and by as much as brings the frame's middle there. So a hull
    at a fixed offset shrinks towards the frame's middle while the camera goes back.

    Attributes
    ----------
    hull : (k, 3) world points
    aspect : width to height of the whole picture
    frame : the part of it that the hull may fill
    angles : degrees at which lines may pass each of the frame's corners; none: `ANGLES`
    """

    hull: NDArray[np.float64]
    aspect: float
    frame: Frame
    angles: tuple[tuple[float, ...], ...] = ()

    @cached_property
    def edges(self) -> NDArray[np.float64]:
        """Left, right, bottom and top of the frame, as lengths to the right and up at distance 1, (4,)."""
        frame = self.frame
        (left, bottom), (right, top) = self._at(frame.left, frame.bottom), self._at(frame.right, frame.top)
        return np.array([left, right, bottom, top])

    @property
    def middle(self) -> NDArray[np.float64]:
        """Of the frame, (2,), as `edges`."""
        x0, x1, y0, y1 = self.edges
        return np.array([x0 + x1, y0 + y1]) / 2

    @property
    def between_words(self) -> tuple[float, float]:
        """Bottom and top as `edges`, of what no word reaches into."""
        frame = self.frame
        top = max([frame.top, *(y for corner in frame.corners if not corner.low for _, y in corner.places)])
        bottom = min([frame.bottom, *(y for corner in frame.corners if corner.low for _, y in corner.places)])
        return self._at(0, bottom)[1], self._at(0, top)[1]

    def _at(self, x: float, y: float) -> tuple[float, float]:
        half = float(np.tan(np.radians(VIEW_ANGLE / 2)))
        return (2 * x - 1) * half * self.aspect, (1 - 2 * y) * half

    @cached_property
    def _lines(self) -> tuple[NDArray[np.float64], tuple[slice, ...]]:
        return self._found[:2]

    def around(self, choice: int) -> Room:
        """The same room with lines that pass their corners nearly as those of one of its `choices`."""
        angles, chosen = list(self._angles), self.choices[choice][4:]
        for line, corner in zip(chosen, self._found[2], strict=True):
            angle = self._found[3][line]
            angles[corner] = tuple(sorted({float(np.clip(angle + more, 0.0, 90.0)) for more in FINER}))
        return replace(self, angles=tuple(angles))

    @property
    def _angles(self) -> tuple[tuple[float, ...], ...]:
        return self.angles or (ANGLES,) * len(self.frame.corners)

    @cached_property
    def _found(
        self,
    ) -> tuple[NDArray[np.float64], tuple[slice, ...], tuple[int, ...], tuple[float, ...]]:
        """Lines (m, 3) in the picture, which of them pass one corner, which corner that is, and the lines' angles.

        The hull must be within one line of each corner.

        A point at (x, y) is within (a, b, c) if a x + b y <= c. The first four are the frame's edges.
        """
        x0, x1, y0, y1 = self.edges
        found: list[tuple[float, float, float]] = [(-1, 0, -x0), (1, 0, x1), (0, -1, -y0), (0, 1, y1)]
        groups, whose, angles = [], [], [0.0] * len(found)
        for k, (corner, tried) in enumerate(zip(self.frame.corners, self._angles, strict=True)):
            places = np.array([self._at(*place) for place in corner.places])
            past = []
            for angle in tried:
                turn = np.radians(angle)
                a, b = np.sin(turn) * (1, -1)[not corner.right], np.cos(turn) * (1, -1)[corner.low]
                row = (a, b, float((places @ [a, b]).min()))
                # A line that passes the middle would push the hull far away.
                if row[2] - np.dot(row[:2], self.middle) > WELL:
                    past.append(row)
                    angles.append(angle)
            if past:
                groups.append(slice(len(found), len(found) + len(past)))
                whose.append(k)
                found += past
        return np.array(found), tuple(groups), tuple(whose), tuple(angles)

    def reach(self, pose: Pose) -> NDArray[np.float64]:
        """How far the hull goes beyond each line's plane through the world's middle, and back, (m + 1,).

        A point seen at depth d appears at right / d, so each edge of the frame asks that
        right - edge * (distance - back) lies on one side.
        """
        return (np.concatenate([self._lines[0], [[0, 0, 1]]]) @ axes(pose) @ self.hull.T).max(axis=1)

    def centre(self, pose: Pose) -> float:
        """How far to the right of the world's middle the middle of the hull is seen."""
        right, _, back = axes(pose) @ self.hull.T
        seen = right / (SEEN_FROM - back)
        return float(SEEN_FROM * (seen.min() + seen.max()) / 2)

    @cached_property
    def choices(self) -> NDArray[np.int64]:
        """Which of the lines go together, (choices, 4 + corners): the edges, and one past each corner."""
        each = [np.arange(group.start, group.stop) for group in self._lines[1]]
        past = np.stack(np.meshgrid(*each), axis=-1).reshape(-1, len(each)) if each else np.zeros((1, 0), int)
        return np.concatenate([np.tile(np.arange(4), (len(past), 1)), past], axis=1)

    @cached_property
    def _rules(self) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
        """What lines say together about the distance: factors (n, m) of reaches, and by which choice each counts.

        A camera at distance d with the offset s keeps the hull within a line of reach h if h <= a s_x + b s_y + c d,
        with c from the frame's middle. Lines whose (a, b), with factors that are not negative, add up to nothing leave
        of this a bound on d alone; by duality the largest of them, over pairs and triples, is the least distance.
        """
        lines = self._lines[0]
        three = np.array(list(itertools.combinations(range(len(lines)), 3)))
        rows = np.swapaxes(lines[three], 1, 2)
        # Rows of the matrix: the sums of a, of b, and of c, which is made 1.
        sound = np.abs(np.linalg.det(rows)) > 1e-12
        share = np.linalg.solve(rows[sound], np.array([0.0, 0.0, 1.0])[:, None])[..., 0]
        good = (share > -1e-9).all(axis=1)
        three, share = three[sound][good], np.maximum(share[good], 0)
        factors = np.zeros((len(three), len(lines)))
        np.put_along_axis(factors, three, share, axis=1)
        factors = np.unique(np.round(factors, 12), axis=0)
        chosen = np.zeros((len(self.choices), len(lines)), dtype=bool)
        np.put_along_axis(chosen, self.choices, True, axis=1)
        return factors, ~(~chosen @ (factors > 1e-9).T)

    def bounds(self, reach: NDArray[np.float64]) -> NDArray[np.float64]:
        """The least distance (choices,) at which a hull of such reaches is within the lines of each choice."""
        factors, uses = self._rules
        bounds = np.where(uses, factors @ reach[:-1], -np.inf).max(axis=1)
        return np.asarray(np.maximum(bounds, reach[-1] + NEAREST))

    @cached_property
    def _spare(self) -> NDArray[np.float64]:
        """How far the frame's middle is within each line."""
        return np.asarray(self._lines[0] @ [*-self.middle, 1.0])

    def slopes(self, choice: int) -> NDArray[np.float64]:
        """By how much an offset's two parts lessen the distance that each line of a choice asks for, (lines, 2)."""
        own = self.choices[choice]
        return np.asarray(self._lines[0][own, :2] / self._spare[own, None])

    def asked(self, reach: NDArray[np.float64], choice: int) -> NDArray[np.float64]:
        """The distances (lines,) that the lines of a choice ask for, without an offset."""
        own = self.choices[choice]
        return np.asarray(reach[own] / self._spare[own])

    @cached_property
    def top(self) -> NDArray[np.float64]:
        """Of the hull what is not its foot, (k, 3): the surface without the walls under it."""
        z = self.hull[:, 2]
        return self.hull[z > z.min() + 1e-6 * np.ptp(z)] if np.ptp(z) else self.hull

    def filled(
        self, poses: Sequence[Pose], distances: NDArray[np.float64], points: NDArray[np.float64] | None = None
    ) -> NDArray[np.float64]:
        """The shares (n,) of the frame that an outline covers in n poses, each from its own distance (n,).

        It is the hull's, or that of other world `points` (k, 3).
        """
        points = self.hull if points is None else points
        x0, x1, y0, y1 = self.edges
        turn = 2 * np.pi * np.arange(SIDES) / SIDES
        sides = np.stack([np.cos(turn), np.sin(turn)], axis=1)
        shares = np.empty(len(poses))
        for low in range(0, len(poses), AT_ONCE):
            some = slice(low, low + AT_ONCE)
            right, up, back = np.moveaxis(np.stack([axes(pose) for pose in poses[some]]) @ points.T, 1, 0)
            seen = np.stack([right, up], axis=1) / (distances[some, None] - back)[:, None]
            ends = np.argmax(sides @ seen, axis=2)
            x, y = np.moveaxis(np.take_along_axis(seen, ends[:, None], axis=2), 1, 0)
            area = np.sum(x * np.roll(y, -1, axis=1) - y * np.roll(x, -1, axis=1), axis=1) / 2
            shares[some] = area / ((x1 - x0) * (y1 - y0))
        return shares
