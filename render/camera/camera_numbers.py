"""The cameras' numbers as plain values, for what flies them in another language."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import render.camera.viewpoint as viewpoint
from render.camera.fitting import NEAREST
from render.camera.follow import SMOOTH, WAY
from render.camera.paths import NAMED
from render.camera.pose import DEPTH, NEAR, VIEW_ANGLE, Path

ROWS = 97
"""So many poses of a film's path are told."""

_FACING = "TURNED TURNS ENOUGH GAIN MOMENTS MOST REACH LIFT GRAZE"


def camera_table() -> dict[str, Any]:
    """Lens, named paths, the choice of a side, the ride; angles in degrees, lengths in world units."""
    return {
        "angle": VIEW_ANGLE,
        "nearest": NEAREST,
        "depth": DEPTH,
        "near": NEAR,
        "paths": {name: asdict(path) for name, path in NAMED.items()},
        "facing": {name: getattr(viewpoint, name) for name in _FACING.split()},
        "ride": {"smooth": SMOOTH, **asdict(WAY)},
    }


def path_rows(path: Path) -> list[list[float]]:
    """A film's camera, placed or not, at `ROWS` even film times: azimuth and elevation in degrees, and zoom."""
    poses = [path(k / (ROWS - 1)) for k in range(ROWS)]
    return [[round(number, 4) for number in (pose.azimuth, pose.elevation, pose.zoom)] for pose in poses]
