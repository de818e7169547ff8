"""What a film is about: where its particles are at which time, and the goal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from descent import Trajectories
from render.camera.fitting import Fit
from render.camera.pose import Path, Pose
from render.camera.sight import LIFT, Sight
from render.clock import Clock, last_inside
from render.surface import Surface

FEW = 8
"""So many particles are told apart: none of them may be lost."""

CLEAR, CLEAR_OF_FEW = 2.5, 3.5
"""Degrees by which a sight has to pass over the ground; to one of a few, who must not be lost."""

MOMENTS, ALL_MOMENTS = 24, 96
"""Film times at which it is looked where a crowd's particles are, and each of a few."""

MOST = 300
"""So many particles of a run stand for all."""

CELL = 1 / 64
"""World units within which particles are one."""


@dataclass(frozen=True, eq=False)
class Watched:
    """Places over one surface that should be seen, when, and how much they count.

    Attributes
    ----------
    sight : of all places
    place : (m,) which of the places; the rows below are about these m entries
    time : (m,) film times
    weight : (m,) particles there at that time
    owner : (m,) which particle, of a few; 0 for a crowd
    goals : the places' numbers of what all strive for
    leaving : whether that is where most leave the surface: it is the better seen the more it is in front
    """

    sight: Sight
    place: NDArray[np.int64]
    time: NDArray[np.float64]
    weight: NDArray[np.int64]
    owner: NDArray[np.int64]
    goals: NDArray[np.int64]
    leaving: bool = False

    @classmethod
    def of(cls, surface: Surface, runs: Sequence[Trajectories], clock: Clock) -> Watched:
        """Where particles of these runs are during a film, and where the landscape is known to be lowest."""
        runs = [run for run in runs if len(run)]
        few = sum(map(len, runs)) <= FEW
        count = ALL_MOMENTS if few else MOMENTS
        times = (np.arange(count) + 0.5) / count
        entries = _entries(surface, runs, [clock.index(float(t)) for t in times])
        _, owner = np.unique(entries[:, 3], return_inverse=True)
        cells = np.round(surface.world.plane(entries[:, :2]) / CELL)
        _, first, place = np.unique(cells, axis=0, return_index=True, return_inverse=True)
        rows = np.stack([place.ravel(), entries[:, 2].astype(np.int64), owner if few else 0 * owner])
        (place, moment, owner), weight = np.unique(rows, axis=1, return_counts=True)
        goals, leaving = _goals(surface, runs)
        sight = Sight.of(surface, surface.world.place(np.concatenate([entries[first, :2], goals]), lift=LIFT))
        return cls(sight, place, times[moment], weight, owner, np.arange(len(goals)) + len(first), leaving)

    @cached_property
    def few(self) -> bool:
        """Whether each particle counts by itself."""
        return len(np.unique(self.owner)) > 1 or bool((self.weight <= 1).all())

    @property
    def _clear(self) -> float:
        return CLEAR_OF_FEW if self.few else CLEAR

    def share(self, path: Path, fit: Fit | None = None) -> float:
        """How much of what happens a camera sees, 0..1: of a few particles none may be lost, so that the worst counts.

        It stands where a `fit` has it, else as far as usual and looks at the middle.
        """
        if not len(self.place):
            return self.goal_share(path(1.0))
        moments, when = self._moments
        poses = [path(float(t)) for t in moments]
        if fit is not None:
            eyes = np.stack([fit.view(pose).position for pose in poses])
            return self._of_owners(self.sight.clearance_from(self.place, eyes[when]) > self._clear)
        azimuth, elevation = np.array([(pose.azimuth, pose.elevation) for pose in poses]).T
        return self._of_owners(self.sight.clearance(self.place, azimuth[when], elevation[when]) > self._clear)

    def share_from(self, azimuth: float, elevation: float) -> float:
        """The same of a camera at rest, degrees."""
        if not len(self.place):
            return self.goal_share(Pose(azimuth, elevation))
        every = np.arange(self.goals[0] if len(self.goals) else len(self.sight.points))
        clear = self.sight.clearance(every, np.array(azimuth), np.array(elevation))
        return self._of_owners((clear > self._clear)[self.place])

    @cached_property
    def _moments(self) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
        return np.unique(self.time, return_inverse=True)

    @cached_property
    def _owned(self) -> NDArray[np.float64]:
        return np.asarray(np.bincount(self.owner, self.weight), dtype=float)

    def _of_owners(self, seen: NDArray[np.bool_]) -> float:
        there = self._owned > 0
        shares = np.bincount(self.owner, self.weight * seen)[there] / self._owned[there]
        return float((shares.mean() + shares.min()) / 2)

    def nearness(self, directions: Sequence[tuple[float, float]]) -> NDArray[np.float64]:
        """How near to the camera (n,) a lone particle is from each of n directions: 1 at a corner in front; else 0."""
        if not len(self.place) or len(np.unique(self.owner)) > 1 or (self.weight > 1).any():
            return np.zeros(len(directions))
        azimuth, at = np.radians(np.array(directions)[:, 0]), self.sight.points[self.place, :2]
        ahead = np.stack([np.cos(azimuth), np.sin(azimuth)], axis=-1) @ at.T
        return np.asarray(
            ahead.mean(axis=1) / max(np.linalg.norm(self.sight.points[:, :2], axis=1).max(), 1e-9)
        )

    def goal_share(self, pose: Pose) -> float:
        """The share of the goals that a camera sees."""
        return float(self.goal_shares([(pose.azimuth, pose.elevation)])[0])

    def goal_shares(self, directions: Sequence[tuple[float, float]]) -> NDArray[np.float64]:
        """The same (n,) from each of n azimuths and elevations, degrees."""
        count = len(self.goals)
        if not count:
            return np.ones(len(directions))
        azimuth, elevation = np.repeat(np.array(directions), count, axis=0).T
        clear = self.sight.clearance(np.tile(self.goals, len(directions)), azimuth, elevation)
        seen = clear.reshape(-1, count) > 0
        if self.leaving:
            at = self.sight.points[self.goals, :2]
            away = np.radians(np.array(directions)[:, 0])[:, None] - np.arctan2(at[:, 1], at[:, 0])
            return np.asarray((seen * (1 + np.cos(away)) / 2).mean(axis=1))
        return np.asarray(seen.mean(axis=1))


def _entries(surface: Surface, runs: Sequence[Trajectories], indices: Sequence[float]) -> NDArray[np.float64]:
    """Rows (m, 4): x and y of a particle on the surface, the number of the moment, the number of the particle; sorted."""
    rows, before = [np.zeros((0, 4))], 0
    for run in runs:
        who = np.lexsort(run.positions[0].T)
        who = who[np.unique(np.linspace(0, len(who) - 1, min(len(who), MOST)).astype(int))]
        for moment, index in enumerate(indices):
            at = run.at(index)[0][who]
            rows.append(np.column_stack([at, np.full(len(at), moment), before + np.arange(len(at))]))
        before += len(who)
    found = np.concatenate(rows)
    found = found[_there(surface, found[:, :2])]
    return found[np.lexsort(found.T[::-1])]


def _there(surface: Surface, points: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which of the points (N, 2) lie where there is a surface."""
    low, high = np.transpose(surface.landscape.domain)
    inside = ((points >= low) & (points <= high)).all(axis=1)
    lifted = surface.world.place(np.where(inside[:, None], points, (low + high) / 2), lift=LIFT)
    return inside & np.isfinite(lifted).all(axis=1)


def _goals(surface: Surface, runs: Sequence[Trajectories]) -> tuple[NDArray[np.float64], bool]:
    """Points (g, 2): the global minimizers, or else where most particles end, or leave the surface, and whether so."""
    known = surface.landscape.minimizers
    known = known[_there(surface, known)] if len(known) else np.zeros((0, 2))
    if len(known):
        return known, False
    ends = np.concatenate([np.zeros((0, 2)), *(run.positions[-1] for run in runs)])
    ends, total = ends[_there(surface, ends)], len(ends)
    if leaving := 2 * len(ends) < total:
        ends = np.concatenate([places[ever] for places, ever in map(last_inside, runs)])
        ends = ends[_there(surface, ends)]
    ends = ends[np.lexsort(ends.T[::-1])]
    cells = np.round(surface.world.plane(ends) / (4 * CELL))
    _, first, count = np.unique(cells, axis=0, return_index=True, return_counts=True)
    return (ends[first[np.argmax(count)], None] if len(ends) else ends), leaving
