"""A camera's pose, the view that follows from it, and the fit that keeps everything in the frame."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

VIEW_ANGLE = 26.0
"""Vertical angle of view, degrees: long enough a lens that near pits do not dwarf far ones."""
NEAREST = 0.1
"""World units that a camera that shows everything keeps from the nearest point."""
DEPTH, NEAR = 3.0, 0.05
"""World units before and behind what a camera looks at that are drawn; but nothing nearer than the second."""


@dataclass(frozen=True)
class Pose:
    """A direction to look from, in degrees, and a magnification over the fit.

    With a `target`, a world point, the camera looks at it by the share `aim`, and else at the whole surface.

    Examples
    --------
    A camera of one's own is a function from film time, 0..1, to a pose:

    >>> from render import Pose, Scene
    >>> scene = Scene(f, paths, camera=lambda t: Pose(azimuth=-60 + 40 * t, elevation=35, zoom=1 + 0.3 * t))
    """

    azimuth: float
    elevation: float
    zoom: float = 1.0
    target: tuple[float, float, float] | None = None
    aim: float = 1.0


Path = Callable[[float], Pose]
"""From film time in 0..1 to a pose."""


def smooth(u: float) -> float:
    """Ease in and out, 0..1 to 0..1."""
    u = min(max(u, 0.0), 1.0)
    return u * u * (3 - 2 * u)


@dataclass(frozen=True)
class View:
    """A placed camera: where it is, (3,), and what it looks at, (3,), both in world coordinates."""

    position: NDArray[np.float64]
    focus: NDArray[np.float64]


def axes(pose: Pose) -> NDArray[np.float64]:
    """Rows: the camera's right, up and backward directions in world coordinates, (3, 3)."""
    a, e = np.radians([pose.azimuth, pose.elevation])
    back = np.array([np.cos(a) * np.cos(e), np.sin(a) * np.cos(e), np.sin(e)])
    right = np.array([-np.sin(a), np.cos(a), 0.0])
    return np.stack([right, np.cross(back, right), back])


@dataclass(frozen=True)
class Frame:
    """The part of a picture that the surface may fill, as shares of its width and height from the top left."""

    left: float = 0.03
    right: float = 0.97
    top: float = 0.03
    bottom: float = 0.97


def fit(pose: Pose, hull: NDArray[np.float64], aspect: float, frame: Frame) -> View:
    """The nearest camera in the pose's direction that shows every world point of `hull` (k, 3) inside `frame`.

    The camera moves sideways as well: a point seen at depth d appears at right / d, so each edge of the frame
    asks that right - edge * (distance - back) lies on one side; the two edges of a direction give the distance.
    """
    basis = axes(pose)
    right, up, back = basis @ hull.T
    half = np.tan(np.radians(VIEW_ANGLE / 2))
    x0, x1 = (2 * frame.left - 1) * half * aspect, (2 * frame.right - 1) * half * aspect
    y0, y1 = (1 - 2 * frame.bottom) * half, (1 - 2 * frame.top) * half
    spread_x = (np.max(right + x1 * back) - np.min(right + x0 * back)) / (x1 - x0)
    spread_y = (np.max(up + y1 * back) - np.min(up + y0 * back)) / (y1 - y0)
    distance = max(spread_x, spread_y, back.max() + NEAREST) / pose.zoom
    # Of the room that is left over in the direction that does not bind, half goes to each side.
    shift_x = (np.max(right + x1 * back) - x1 * distance + np.min(right + x0 * back) - x0 * distance) / 2
    shift_y = (np.max(up + y1 * back) - y1 * distance + np.min(up + y0 * back) - y0 * distance) / 2
    focus = shift_x * basis[0] + shift_y * basis[1]
    if pose.target is not None:
        focus = (1 - pose.aim) * focus + pose.aim * np.array(pose.target)
    return View(focus + distance * basis[2], focus)


def project(view: View, size: tuple[int, int], points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Pixels (k, 2) from the top left of a picture at which world points (k, 3) appear."""
    back = (view.position - view.focus) / np.linalg.norm(view.position - view.focus)
    right = np.cross([0.0, 0.0, 1.0], back)
    right = right / np.linalg.norm(right)
    away = points - view.position
    depth = -away @ back
    half = np.tan(np.radians(VIEW_ANGLE / 2)) * depth
    x = away @ right / (half * size[0] / size[1])
    y = away @ np.cross(back, right) / half
    return np.stack([(1 + x) / 2 * size[0], (1 - y) / 2 * size[1]], axis=-1)
