"""The cameras' numbers as plain values, for what flies them in another language."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import render.camera.viewpoint as viewpoint
from render.camera.fitting import NEAREST
from render.camera.follow import SMOOTH, WAY
from render.camera.paths import NAMED
from render.camera.pose import DEPTH, NEAR, VIEW_ANGLE

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
