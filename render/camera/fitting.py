"""How far away a camera stands: one distance for all poses of a film, and nothing is ever cut."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from render.camera.pose import Path, Pose, View, axes
from render.camera.room import NEAREST, Frame, Room

SAMPLES = 193
"""So many poses of a film are fitted."""

STEP = 2.0
"""Degrees from one pose to the next by which a film's distance is told."""

SHARP, TURNS, STILL = (1.0, 4.0, 15.0, 60.0, 200.0), 25, 1e-5
"""How sharply the farthest pose is told from others, ever more so; Newton's steps for each at most, and the least."""

CHOICES, BEST, FINER_CHOICES = 32, 4, 4
"""So many ways past words are looked at, of so many of them finer ones, and so many of these."""

CENTRED = 1.5
"""By how much the camera may go back, world units, for a hull that is not one world unit beside the frame's middle."""

FREE = 1e-3
"""A part of the camera's ways that is smaller moves nothing."""


@dataclass(frozen=True, eq=False)
class Fit:
    """The nearest distance from which every pose of a film shows everything; a little farther where that centres it.

    The hull moves evenly in the picture while the camera turns, so that it keeps in its room: where it stands follows
    from the direction alone, so that equal poses are equal pictures.

    Attributes
    ----------
    room : what has to be in the picture
    distance : world units between the camera and what it looks at, where it does not zoom
    offset : (2,) of the hull, seen from the mean of the directions
    mean : (3,) of the unit vectors to the camera
    turn : (2, 3) by how much the offset changes for directions that are off the mean
    """

    room: Room
    distance: float
    offset: NDArray[np.float64]
    mean: NDArray[np.float64]
    turn: NDArray[np.float64]

    @classmethod
    def of(cls, room: Room, poses: Iterable[Pose], *, roughly: bool = False) -> Fit:
        """The fit of some poses; their zooms and targets do not matter. Found `roughly` it is a little farther away."""
        directions = list(dict.fromkeys((pose.azimuth, pose.elevation) for pose in poses))
        backs = np.array([axes(Pose(*d))[2] for d in directions])
        some = _apart(backs)
        mean = backs[some].mean(axis=0)
        _, sizes, ways = np.linalg.svd(backs[some] - mean, full_matrices=False)
        ways = ways[sizes > FREE] / sizes[sizes > FREE, None]
        parts = np.column_stack([np.ones(len(backs)), (backs - mean) @ ways.T])
        middles = np.array([room.centre(Pose(*directions[k])) for k in some])
        poses = [Pose(*d) for d in directions]
        found = _nearest(room, poses, some, parts, middles, CHOICES)
        best = found[0][1]
        for chosen, _ in found[: BEST if len(room.choices) > 1 and not roughly else 0]:
            finer = _nearest(room.around(chosen), poses, some, parts, middles, FINER_CHOICES)[0][1]
            best = min(best, finer, key=lambda way: way[0])
        _, nearest, moves, least = best
        return cls(room, max(nearest, least), moves[:, 0], mean, moves[:, 1:] @ ways)

    @classmethod
    def along(cls, room: Room, path: Path, *, roughly: bool = False) -> Fit:
        """The fit of a film's poses."""
        return cls.of(room, (path(float(t)) for t in np.linspace(0, 1, SAMPLES)), roughly=roughly)

    def view(self, pose: Pose) -> View:
        """The camera of a pose."""
        basis, distance = axes(pose), self.distance / pose.zoom
        offset = self.offset + self.turn @ (basis[2] - self.mean)
        focus = (offset - distance * self.room.middle) @ basis[:2]
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


def _apart(backs: NDArray[np.float64]) -> list[int]:
    """Which of the directions (k, 3) are far enough from the one before."""
    kept = [0]
    for k, back in enumerate(backs):
        if back @ backs[kept[-1]] < np.cos(np.radians(STEP)):
            kept.append(k)
    return kept


Ways = tuple[float, float, NDArray[np.float64], float]
"""How good it is, the distance, the camera's ways (2, p), and the distance from which everything is before it."""


def _nearest(
    room: Room,
    poses: list[Pose],
    some: list[int],
    parts: NDArray[np.float64],
    middles: NDArray[np.float64],
    most: int,
) -> list[tuple[int, Ways]]:
    """Of a room's choices some that are good for the poses (k,), the best first, and how the camera goes then.

    `some` of the poses tell it; `parts` and `middles` are as of `_evenly`.
    """
    reaches = [room.reach(pose) for pose in poses]
    bounds = np.max([room.bounds(reaches[k]) for k in some], axis=0)
    least = float(max(reach[-1] for reach in reaches)) + NEAREST
    pull = CENTRED if room.frame.corners else 0.0  # else the middle of what is free is the frame's
    found: list[tuple[int, Ways]] = []
    worth = np.inf
    for choice in np.argsort(bounds)[:most]:
        if bounds[choice] >= worth:
            break
        slopes, asked = room.slopes(choice), np.array([room.asked(reach, choice) for reach in reaches])
        moves = _evenly(asked[some], slopes, parts[some], middles, pull)
        needed = float((asked - parts @ moves.T @ slopes.T).max())
        beside = needed + pull * float(np.mean((middles - parts[some] @ moves[0]) ** 2))
        found.append((int(choice), (beside, needed, moves, least)))
        worth = min(worth, beside)
    return sorted(found, key=lambda one: one[1][0])


def _evenly(
    asked: NDArray[np.float64],
    slopes: NDArray[np.float64],
    parts: NDArray[np.float64],
    middles: NDArray[np.float64],
    pull: float,
) -> NDArray[np.float64]:
    """Moves (2, p) with each of some parts (k, p), so that the largest of the distances (k, lines) is the least.

    The largest is told softly, which leaves the middle of what is free, and more and more sharply. To it is added how
    far `middles` (k,) of the hull, to the right, stay beside the frame's, squared and by the factor `pull`.
    """
    shape = (2, parts.shape[1])
    # Rows (k * lines, 2 * p): by how much each move lessens each distance.
    rows = np.einsum("la,kp->klap", slopes, parts).reshape(-1, shape[0] * shape[1])
    asked, moves = asked.ravel(), np.zeros(shape[0] * shape[1])
    across = np.hstack([parts, np.zeros_like(parts)])
    back = 2 * pull / len(parts) * across.T
    for sharp in SHARP:

        def worth(moves: NDArray[np.float64], sharp: float = sharp) -> float:
            lacks = sharp * (asked - rows @ moves)
            beside = pull * float(np.mean((middles - across @ moves) ** 2))
            return float(np.log(np.exp(lacks - lacks.max()).sum()) + lacks.max()) / sharp + beside

        for _ in range(TURNS):
            lacks = sharp * (asked - rows @ moves)
            weight = np.exp(lacks - lacks.max())
            weight /= weight.sum()
            mean = weight @ rows
            spread = sharp * ((rows * weight[:, None]).T @ rows - np.outer(mean, mean)) + back @ across
            down = mean + back @ (middles - across @ moves)
            step = np.linalg.solve(spread + 1e-6 * np.eye(len(moves)), down)
            before = worth(moves)
            while worth(moves + step) > before and np.abs(step).max() > STILL:
                step /= 2
            moves = moves + step
            if np.abs(step).max() <= STILL:
                break
    return moves.reshape(shape)


def fit(pose: Pose, hull: NDArray[np.float64], aspect: float, frame: Frame) -> View:
    """The nearest camera in the pose's direction that shows every world point of `hull` (k, 3) inside `frame`."""
    return Fit.of(Room(hull, aspect, frame), [pose]).view(pose)
