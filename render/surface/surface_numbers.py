"""The numbers of heights, world and light as plain values, for what draws the surface in another language."""

from __future__ import annotations

from typing import Any

import render.surface.heights as heights
import render.surface.world as world
from render.surface.surface import CONTOUR_STEPS, FILL, KEY

_HEIGHTS = "FLATTEST FEWEST_DECADES MOST_DECADES SQUEEZED PLAIN DRAWN_MIDDLE NEEDLE CUT RANKS HIGHEST WALLS SPIRE DECADES"
_WORLD = "TALLEST LOWEST NARROWEST MEAN_SLOPE STEEPEST"


def surface_table() -> dict[str, Any]:
    """By the names that they have in their modules."""
    return {
        "heights": {name: getattr(heights, name) for name in _HEIGHTS.split()},
        "world": {name: getattr(world, name) for name in _WORLD.split()},
        "light": {"CONTOUR_STEPS": CONTOUR_STEPS, "KEY": KEY.tolist(), "FILL": FILL.tolist()},
    }
