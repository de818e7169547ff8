"""Which way round a surface is shown: a quarter turn where the particles' ends would stand behind a wall."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from descent import Trajectories
from render.camera.paths import find_path
from render.camera.pose import Path, Pose, axes
from render.surface import Surface

TURNED = ("orbit", "still", "fly-in", "top-to-side")
"""Cameras that choose their side; one that goes round, or has been placed, does not."""

TURNS = (0.0, 90.0, -90.0, 180.0)
"""Degrees; the earlier the better."""

ENOUGH = 0.7
"""Where such a share of the ends is seen, the camera stays where everybody expects it."""

GAIN = 0.2
"""So much larger a share must be seen from elsewhere."""

MOMENTS = (0.5, 0.75, 1.0)
"""Film times at which it counts what is seen."""

MOST, REACH = 250, 2.8
"""So many ends are looked at, along rays of so many world units."""

LIFT, GRAZE = 0.025, 0.015
"""World units that a bead's middle lies over the ground, and that a ray may lie under it: a bead half hidden is seen."""


def facing_ends(camera: str | Path, surface: Surface, runs: Iterable[Trajectories]) -> Path:
    """The camera's path; a named one a quarter or half turn round if many more ends of the runs are seen from there.

    Raises
    ------
    LookupError, ValueError
        As of `find_path`, for a camera that does not exist.
    """
    path = find_path(camera)
    ends = _ends(surface, runs)
    if camera not in TURNED or not len(ends):
        return path

    def turned(t: float, turn: float) -> Pose:
        pose = path(t)
        return replace(pose, azimuth=pose.azimuth + turn)

    shares = [np.mean([seen(surface, ends, turned(t, turn)) for t in MOMENTS]) for turn in TURNS]
    best = int(np.argmax(shares))
    if shares[0] >= ENOUGH or shares[best] < shares[0] + GAIN:
        return path
    return lambda t: turned(t, TURNS[best])


def _ends(surface: Surface, runs: Iterable[Trajectories]) -> NDArray[np.float64]:
    """World points (N, 3) where the particles end on the map, some of them where there are many."""
    low, high = np.transpose(surface.landscape.domain)
    last = [p.positions[-1] for p in runs if len(p.ending)]
    points = np.concatenate([np.zeros((0, 2)), *last])
    points = points[((points >= low) & (points <= high)).all(axis=1)]
    points = points[np.unique(np.linspace(0, max(len(points) - 1, 0), min(len(points), MOST)).astype(int))]
    return surface.world.place(points, lift=LIFT)


def seen(surface: Surface, points: NDArray[np.float64], pose: Pose) -> float:
    """The share of world points (N, 3) that no ground hides from a camera far away."""
    x, y = surface.vertices[0, :, 0], surface.vertices[:, 0, 1]
    ray = points[:, None] + np.linspace(0, REACH, 160)[1:, None] * axes(pose)[2]
    column = np.searchsorted((x[1:] + x[:-1]) / 2, ray[..., 0])
    row = np.searchsorted((y[1:] + y[:-1]) / 2, ray[..., 1])
    free = ray[..., 2] > surface.vertices[row, column, 2] - GRAZE
    outside = (np.abs(ray[..., 0]) > x[-1]) | (np.abs(ray[..., 1]) > y[-1])
    return float((free | outside).all(axis=1).mean())
