"""The cameras' numbers as plain values, for what flies them in another language."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import render.camera.placing as placing
from render.camera.follow import BEHIND, LOWEST, MOMENTS, SMOOTH, WAY
from render.camera.follow import CLEAR as RIDE_CLEAR
from render.camera.paths import NAMED, USUAL
from render.camera.pose import DEPTH, NEAR, VIEW_ANGLE
from render.camera.room import NEAREST
from render.camera.sight import AWAY, DEEP, GRAZE, LIFT, LOOKS, LOWEST_SIGHT, REACH
from render.camera.watched import CLEAR, CLEAR_OF_FEW, FEW
from render.camera.watched import MOMENTS as LOOKED

_PLACING = "AZIMUTHS ELEVATIONS STEEP ENOUGH ENOUGH_OF_FEW REACHES"


def camera_table() -> dict[str, Any]:
    """Lens, named paths, the choice of a side, the ride; angles in degrees, lengths in world units."""
    return {
        "angle": VIEW_ANGLE,
        "nearest": NEAREST,
        "depth": DEPTH,
        "near": NEAR,
        "paths": {name: asdict(path) for name, path in NAMED.items()},
        "placing": {
            "USUAL": USUAL,
            "LIFT": LIFT,
            "GRAZE": GRAZE,
            "LOWEST": LOWEST_SIGHT,
            "AWAY": AWAY,
            "CLEAR": CLEAR,
            "CLEAR_OF_FEW": CLEAR_OF_FEW,
            "FEW": FEW,
            "MOMENTS": LOOKED,
            **{name: getattr(placing, name) for name in _PLACING.split()},
        },
        "sight": {"REACH": REACH, "LOOKS": LOOKS, "DEEP": DEEP},
        "ride": {
            "smooth": SMOOTH,
            "moments": MOMENTS,
            "lowest": LOWEST,
            "clear": RIDE_CLEAR,
            "behind": BEHIND,
            **asdict(WAY),
        },
    }
