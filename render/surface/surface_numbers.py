"""The numbers of heights, world and light as plain values, for what draws the surface in another language."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import numpy as np

import render.surface.block as block
import render.surface.heights as heights
import render.surface.horizons as horizons
import render.surface.world as world
from render.surface.light import GLOWS, KNEE, Lamps
from render.surface.surface import CONTOUR_STEPS

_HEIGHTS = "FLATTEST FEWEST_DECADES MOST_DECADES SQUEEZED PLAIN DRAWN_MIDDLE NEEDLE CUT RANKS HIGHEST WALLS SPIRE DECADES"
_WORLD = "TALLEST LOWEST NARROWEST MEAN_SLOPE STEEPEST"
_HORIZONS = "DIRECTIONS STRIDES PENUMBRA FINEST"
_BLOCK = "PLINTH FADE WALL_SUN"


def surface_table() -> dict[str, Any]:
    """By the names that they have in their modules."""
    return {
        "heights": {name: getattr(heights, name) for name in _HEIGHTS.split()},
        "world": {name: getattr(world, name) for name in _WORLD.split()},
        "light": {
            "CONTOUR_STEPS": CONTOUR_STEPS,
            "KNEE": KNEE,
            "GLOWS": GLOWS,
            "GLOW": Lamps().glow,
            "FOOT": Lamps().foot,
            **{name: getattr(horizons, name) for name in _HORIZONS.split()},
            **{name: getattr(block, name) for name in _BLOCK.split()},
            **_lamps(Lamps()),
        },
    }


def _lamps(lamps: Lamps) -> dict[str, Any]:
    side = np.radians(lamps.azimuth + 90)
    told = {
        name: value
        for name, value in asdict(lamps).items()
        if name not in ("height", "azimuth", "glow", "foot")
    }
    fill = {"FILL": block.FILL[0], "FILL_SIDE": block.FILL[1], "side": [np.cos(side), np.sin(side)]}
    return told | fill | {"towards": lamps.towards.tolist()}
