"""What the picture in a browser reads from Python's tables, so that no number and no phrase is written there again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from descent import Ending
from render.camera import (
    DEPTH,
    ELEVATIONS,
    NEAR,
    NEAREST,
    RIDE_DISTANCE,
    SINKING,
    TURNING,
    VIEW_ANGLE,
    Frame,
    still,
)
from render.figures import DEEPEST
from render.interactive.web_arrays import OUTSIDE
from render.panels import ABOVE, BELOW
from render.particles import BILLBOARD, FADE, FRESH, web_code

WEB = Path(__file__).parent / "web"
PICTURE_SCRIPTS = ("numbers.js", "camera.js", "picture.js", "charts.js")
"""The picture's own scripts, in `WEB`; a page sets ``window.thalweg.tables`` before it makes their parts, in this order."""
FRAME = Frame(left=0.025, right=0.975, top=0.05, bottom=0.95)
"""The part of the page's picture that the surface may fill."""
MOST_DECADES = 4
"""So many powers of ten are named at the loss chart's logarithmic axis."""


def page_tables() -> dict[str, Any]:
    """The tables as JSON values, for ``window.thalweg.tables``; lengths in world units, angles in degrees."""
    pose, (low, high, step) = still(0.0), (ELEVATIONS[0], ELEVATIONS[-1], ELEVATIONS[1] - ELEVATIONS[0])
    return {
        "endings": {ending.name: ending.phrase.one for ending in Ending},
        "beads": web_code(),
        "pale": BILLBOARD.pale,
        "trails": {"fade": FADE, "fresh": FRESH},
        "outside": OUTSIDE / 2,
        "camera": {
            "angle": VIEW_ANGLE,
            "nearest": NEAREST,
            "depth": DEPTH,
            "near": NEAR,
            "fills": [round(FRAME.right - FRAME.left, 6), round(FRAME.bottom - FRAME.top, 6)],
            "pose": {"azimuth": pose.azimuth, "elevation": pose.elevation, "zoom": pose.zoom, "x": 0, "y": 0},
            "ride": {
                "distance": RIDE_DISTANCE,
                "lowest": float(low),
                "highest": float(high),
                "step": float(step),
                "sinking": SINKING,
                "turning": TURNING,
            },
        },
        "charts": {"deepest": DEEPEST, "below": BELOW, "above": ABOVE, "ticks": MOST_DECADES},
    }
