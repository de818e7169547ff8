"""The side from which most is seen: where the named cameras stand, and how far they swing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from render.camera.fitting import Fit
from render.camera.paths import USUAL, Swing, find_path, named_paths
from render.camera.pose import Path, Pose
from render.camera.room import Room
from render.camera.watched import Watched

Direction = tuple[float, float]
"""Azimuth and elevation, degrees."""

AZIMUTHS = tuple(float(USUAL[0] + turn) for turn in range(0, 360, 12))
ELEVATIONS = (34.0, 37.0, 40.0, 43.0, 46.0, 49.0, 52.0, 55.0, 58.0)
"""Degrees from which a camera chooses its home: high enough to see into pits, low enough that hills are hills."""

STEEP = (64.0, 70.0, 76.0)
"""Elevations at which else a lone particle would be lost; from the first two a long block is seen from its long side."""

ENOUGH, ENOUGH_OF_FEW = 0.97, 0.995
"""Of what the best direction shows, the share that home and swing have to show; and with few particles."""

REACHES = tuple(
    (side * far, lift) for far in (25.0, 18.0, 12.0, 7.0) for lift in (-3.0, 0.0) for side in (-1, 1)
)
"""How far the camera may swing, azimuth and elevation; the first are the finest."""

FILLS = 6.0
"""What a frame is worth that the block fills."""
WALLS, USUAL_WALLS = 2.0, 0.2
"""What a picture of walls alone loses, and the share of the block that they may have for nothing."""

ALONE = 0.6
"""What it is worth that a lone particle is near."""
PACE = 0.013
"""What a degree of the swing is worth."""

SQUARELY = 9.0
"""Degrees from the middle of a side within which it is looked at squarely."""
CANDIDATES = 20
"""Homes whose swings are looked at."""


@dataclass(frozen=True, eq=False)
class Placing:
    """Chooses a film's poses: by what is seen from them, and among those that see about as much by the picture.

    Parameters
    ----------
    watched : what happens, on each of the surfaces that share the camera; at least one
    room : what has to be in the picture
    """

    watched: Sequence[Watched]
    room: Room

    def share(self, path: Path, fit: Fit | None = None) -> float:
        """How much of what happens is seen, 0..1; by a camera that stands where a fit has it."""
        return float(np.mean([watched.share(path, fit) for watched in self.watched]))

    @cached_property
    def _few(self) -> bool:
        return any(watched.few for watched in self.watched)

    @cached_property
    def _shares(self) -> dict[Direction, float]:
        where = [(azimuth, elevation) for elevation in ELEVATIONS for azimuth in AZIMUTHS]
        if self._few:
            where += [(azimuth, elevation) for elevation in STEEP for azimuth in AZIMUTHS]
        elif self._oblong:
            broad = [azimuth for azimuth in AZIMUTHS if _is_broad(azimuth, self._oblong)]
            where += [(azimuth, elevation) for elevation in STEEP[:2] for azimuth in broad]
        return {d: float(np.mean([w.share_from(*d) for w in self.watched])) for d in where}

    @cached_property
    def _oblong(self) -> float:
        """How much longer the block's longer side is, 0 for a square to 1; negative where it is the one along y."""
        x, y, _ = np.ptp(self.room.top, axis=0)
        more = np.clip((max(x, y) / max(min(x, y), 1e-9) - 1.2) / 0.6, 0, 1)
        return float(more if x >= y else -more)

    @cached_property
    def best_share(self) -> float:
        """What the direction shows from which most is seen; of a crowd no steep one: from above all is seen."""
        steepest = 90.0 if self._few else max(ELEVATIONS)
        return max(share for (_, elevation), share in self._shares.items() if elevation <= steepest)

    @property
    def _enough(self) -> float:
        enough = ENOUGH_OF_FEW if self._few else ENOUGH
        return enough * self.best_share

    @cached_property
    def homes(self) -> list[Direction]:
        """Directions that show enough, the finest picture first."""
        seen = [d for d, share in self._shares.items() if share >= self._enough]
        worth = self._worths([[home] for home in seen])
        return [seen[k] for k in np.argsort(-worth, kind="stable")]

    @cached_property
    def home(self) -> Direction:
        """Where a camera at rest stands."""
        return self.homes[0]

    @cached_property
    def swing(self) -> Swing:
        """The widest swing, from a fine home, that shows enough of what happens; none where none does."""
        reached = [
            (home, reach, (home[0] + reach[0], home[1] + reach[1]))
            for home in self.homes[:CANDIDATES]
            for reach in REACHES
        ]
        worth = self._worths([[home, away] for home, _, away in reached])
        worth = worth + [PACE * abs(reach[0]) for _, reach, _ in reached]
        for k in np.argsort(-worth, kind="stable"):
            swing = Swing(*reached[k][:2])
            if self.share(swing) >= self._enough and (not self._few or self._surely(swing)):
                return swing
        return Swing(self.home, (0.0, 0.0))

    def _surely(self, path: Path) -> bool:
        """Whether enough is seen from where the camera will stand, too: it makes room for words and for the block."""
        return self.share(path, Fit.along(self.room, path, roughly=True)) >= self._enough

    def _worths(self, views: Sequence[Sequence[Direction]]) -> NDArray[np.float64]:
        """How good pictures (n,) are, the first pose of each its home, that must have room for all their poses.

        All of them have as many poses.
        """
        if not views:
            return np.zeros(0)
        homes, poses = [view[0] for view in views], [Pose(*d) for view in views for d in view]
        goal = np.mean([watched.goal_shares(homes) for watched in self.watched], axis=0)
        distances = np.array([np.max([self._bounds(d) for d in view], axis=0).min() for view in views])
        away = np.repeat(distances, len(views[0]))
        block, top = (self.room.filled(poses, away, points) for points in (self.room.hull, self.room.top))
        walls = np.maximum(1 - top / np.maximum(block, 1e-9) - USUAL_WALLS, 0)
        picture = (FILLS * block - WALLS * walls).reshape(len(views), -1).mean(axis=1)
        picture += ALONE * np.mean([watched.nearness(homes) for watched in self.watched], axis=0)
        return np.asarray(0.4 * goal + picture - [strangeness(home, self._oblong) for home in homes])

    def _bounds(self, direction: Direction) -> NDArray[np.float64]:
        """How far away a camera at rest must stand there, as `Room.bounds`."""
        if direction not in self._known:
            self._known[direction] = self.room.bounds(self.room.reach(Pose(*direction)))
        return self._known[direction]

    @cached_property
    def _known(self) -> dict[Direction, NDArray[np.float64]]:
        return {}

    def path(self, camera: str | Path) -> Path:
        """The camera's path: a named one is placed, others are taken as they are.

        Raises
        ------
        LookupError, ValueError
            As of `find_path`, for a camera that does not exist.
        """
        path = find_path(camera)
        if not isinstance(camera, str):
            return path
        swing = self.swing if camera == "orbit" else Swing(self.home, (0.0, 0.0))
        return named_paths(swing.home, swing.reach).get(camera, path)


def _is_broad(azimuth: float, oblong: float) -> bool:
    """Whether the longer side of an oblong block is turned to a camera there."""
    return bool((abs(np.sin(np.radians(azimuth))) > np.sqrt(0.5)) == (oblong > 0))


def strangeness(home: Direction, oblong: float = 0.0) -> float:
    """How far a direction is from the usual look: a corner in front, neither a map's nor a wall's view, the usual side.

    A block that is `oblong` along x, or with a negative number along y, may turn its long side to the camera, though not
    squarely, and be seen from higher up.
    """
    azimuth, elevation = home
    face_on = max(abs((azimuth + 90) % 90 - 45) - 20, 0) / 25
    other = (1 - np.cos(np.radians(azimuth - USUAL[0]))) / 2
    forgiven = abs(oblong) if _is_broad(azimuth, oblong) else 0.0
    squarely = max(1 - abs((azimuth + 45) % 90 - 45) / SQUARELY, 0)
    usual = 0.30 * face_on**2 * (1 - forgiven) + 0.06 * other + 0.25 * squarely * forgiven
    return float(usual + 0.25 * ((elevation - USUAL[1]) / 20) ** 2 * (1 - 0.7 * forgiven))
