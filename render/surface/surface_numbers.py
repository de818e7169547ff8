"""The numbers of heights, world and light as plain values, for what draws the surface in another language."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import numpy as np

import render.surface.block as block
import render.surface.heights as heights
import render.surface.horizons as horizons
import render.surface.light as light
import render.surface.ramps as ramps
import render.surface.water as water
import render.surface.world as world
from render.surface.surface import CONTOUR_STEPS

_HEIGHTS = (
    "FLATTEST FEWEST_DECADES MOST_DECADES SQUEEZED PLAIN CHASM NARROW DRAWN_MIDDLE NEEDLE CUT RANKS HIGHEST LOWER UNSEEN "
    "WALLS SPIRE DECADES"
)
_WORLD = "TALLEST LOWEST NARROWEST MEAN_SLOPE STEEPEST"
_WATER = "SPRINGS STRIDE STEPS BEND STILL WIDE DENSE BROAD RIVER FAINT DRAWN LIFT WATER_WIDTHS"
_LIGHT = {
    horizons: "DIRECTIONS STRIDES PENUMBRA FINEST",
    light: "KNEE GLOWS CORE AROUND",
    ramps: "QUARTER MIDDLE MOST_BENT MOST_RAISED",
    block: "PLINTH FADE FILL WALL_SUN",
}


def surface_table() -> dict[str, Any]:
    """By the names that they have in their modules."""
    lit = {name: getattr(where, name) for where, names in _LIGHT.items() for name in names.split()}
    return {
        "heights": {name: getattr(heights, name) for name in _HEIGHTS.split()},
        "world": {name: getattr(world, name) for name in _WORLD.split()},
        "water": {name: getattr(water, name) for name in _WATER.split()},
        "light": {"CONTOUR_STEPS": CONTOUR_STEPS, **lit},
    }


def lamps_table(name: str) -> dict[str, Any]:
    """What a theme whose `lamps` are of this name is lit by."""
    lamps = light.LAMPS[name]
    side = np.radians(lamps.azimuth + 90)
    told = {key: value for key, value in asdict(lamps).items() if key not in ("height", "azimuth")}
    return told | {
        "towards": lamps.towards.round(4).tolist(),
        "side": [round(np.cos(side), 4), round(np.sin(side), 4)],
    }
