"""The numbers of beads and trails as plain values, for what draws them in another language."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import render.particles.beads as beads
import render.particles.colors as colors
import render.particles.crowding as crowding
import render.particles.shadows as shadows
import render.particles.tracks as trails
from render.particles.colors import ENDING_PLACES, TO_HEIGHT
from render.particles.glyphs import BILLBOARD, GLYPHS, SHAPES, TRIANGLE
from render.surface import LENGTH, TURN

_BEADS = "BEADS SHRINKING SMALLEST LARGEST"
_RANK = "FOUND STUCK CHANGING"
_CROWDING = "WIDE BORNE ROWS"
_SHADOWS = "REACH DARK ASIDE MOST INSIDE"
_TRAILS = "MOST_TRAILS GRAIN TIME CROWD LEAST LASTING FADE FRESH COMET NEAR APART DEEP BRIGHT"


def particle_table() -> dict[str, Any]:
    """Shapes by their places in "shapes"; "endings" has the place of each ending's, by its code, "hues" of its color."""
    return {
        "shapes": [*SHAPES, TRIANGLE],
        "endings": [SHAPES.index(GLYPHS[ending].shape) for ending in sorted(GLYPHS)],
        "hues": [ENDING_PLACES.get(ending) for ending in sorted(GLYPHS)],
        "to_height": TO_HEIGHT,
        "beads": {**asdict(BILLBOARD), **{name: getattr(beads, name) for name in _BEADS.split()}}
        | {name: getattr(colors, name) for name in _RANK.split()},
        "shadows": {name: getattr(shadows, name) for name in _SHADOWS.split()},
        "trails": {name: getattr(trails, name) for name in _TRAILS.split()}
        | {"LENGTH": LENGTH, "TURN": TURN}
        | {name: getattr(crowding, name) for name in _CROWDING.split()},
    }
