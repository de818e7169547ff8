"""What the living page's picture reads from Python's tables, so that no number and no colour is written there again."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

import numpy as np

from render.camera import Frame, camera_table
from render.clock import clock_table
from render.finale import finale_table
from render.marks import PINS
from render.panels import tracing_table
from render.particles import FEW_NAMED, LATTICE, STEPS, particle_table
from render.race import race_table
from render.stage import shadow_table
from render.style import THEMES, Theme, rgb
from render.surface import color_of, lamps_table, surface_table

FRAME = Frame(left=0.04, right=0.96, top=0.05, bottom=0.95)
"""The part of the picture that the block may fill, where nobody says otherwise."""
SHADES = 17
"""So many colours of a theme's map are printed; between them the page mixes."""
_THEME = (
    "name ground_top ground_bottom ink faint contour contour_strength palette still rim bead_radius"
    " trail_width contour_width stone umbra shadow vignette toned ash halo water wet tint"
)


def picture_tables() -> dict[str, Any]:
    """The tables as JSON values; lengths in world units, angles in degrees, colours as hex text."""
    surface = surface_table()
    surface["light"] |= shadow_table()
    return {
        "themes": {name: _theme(theme) for name, theme in THEMES.items()},
        "frame": asdict(FRAME),
        "camera": camera_table(),
        "pins": {kind: list(look) for kind, look in PINS.items()},
        "basins": {"lattice": LATTICE, "steps": STEPS, "named": FEW_NAMED},
        "clock": clock_table(),
        "finale": finale_table(),
        "race": race_table(),
        "tracing": tracing_table(),
        **surface,
        **particle_table(),
    }


def shades_of(cmap: str) -> str:
    """A map's colours by its name, from low to high, as a theme's are told: six letters each.

    Raises
    ------
    LookupError
        If there is none of that name.
    """
    return _shades(replace(THEMES["dark"], colormap=cmap, colormap_range=(0.0, 1.0)))


def _shades(theme: Theme) -> str:
    shades = np.round(255 * color_of(np.linspace(0, 1, SHADES), theme)).astype(int)
    return "".join(f"{r:02x}{g:02x}{b:02x}" for r, g, b in shades)


def _theme(theme: Theme) -> dict[str, Any]:
    return {key: getattr(theme, key) for key in _THEME.split()} | {
        "light": lamps_table(theme.lamps),
        "dark": sum(rgb(theme.ground_top)) < 1.5,
        "shades": _shades(theme),
    }
