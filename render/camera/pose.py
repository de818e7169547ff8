"""A camera's pose, the view that it becomes, and projection to pixels."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

VIEW_ANGLE = 26.0
"""Vertical angle of view, degrees: long enough a lens that near pits do not dwarf far ones."""
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
    close: bool = False
    """Whether the surface may fill the whole picture, title and all."""


Path = Callable[[float], Pose]
"""From film time in 0..1 to a pose."""


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
    return np.stack([right, cross(back, right), back])


def cross(a: NDArray[np.float64], b: NDArray[np.float64]) -> NDArray[np.float64]:
    """The vector product (3,) of two vectors (3,): NumPy's own takes ten times as long for so few numbers."""
    (ax, ay, az), (bx, by, bz) = a.tolist(), b.tolist()
    return np.array([ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx])


def project(view: View, size: tuple[int, int], points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Pixels (k, 2) from the top left of a picture at which world points (k, 3) appear."""
    back = (view.position - view.focus) / np.linalg.norm(view.position - view.focus)
    right = np.array([-back[1], back[0], 0.0])
    right = right / np.linalg.norm(right)
    away = points - view.position
    depth = -away @ back
    half = np.tan(np.radians(VIEW_ANGLE / 2)) * depth
    x = away @ right / (half * size[0] / size[1])
    y = away @ cross(back, right) / half
    return np.stack([(1 + x) / 2 * size[0], (1 - y) / 2 * size[1]], axis=-1)


def nearest_corner(view: View) -> tuple[int, float]:
    """The block's corner that is turned to the camera, 0 to 3 counterclockwise from the lowest x and y; and how many
    degrees further the camera could turn before another is.
    """
    back = view.position - view.focus
    azimuth = float(np.degrees(np.arctan2(back[1], back[0]))) + 180.0
    corner = int(azimuth // 90) % 4
    return corner, min(azimuth % 90, 90 - azimuth % 90)
