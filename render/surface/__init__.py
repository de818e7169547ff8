"""The landscape as a surface in the world.

surface.py    `Surface`: light and contours baked into the colours of a lattice of heights
lattice.py    `Lattice`: heights on a lattice, their slopes, and what lies beyond their border
cuts.py       triangles cut where the function bends, breaks or ends
light.py      sun, sky and glow: colours in linear light
horizons.py   how much of the sun and the sky each place sees
ramps.py      colours of heights that are our own, and light to sRGB and back
block.py      `Block`: the walls below the surface's border
water.py      steepest paths that add up to rivers
heights.py    true heights to drawn heights
world.py      domain units to world coordinates
levels.py     the height that several runs are measured from
mesh.py       as few triangles as the eye allows
polylines.py  lines of few vertices
surface_numbers.py  the numbers of all this, for other languages
"""

from typing import TYPE_CHECKING

from render.door import door

if TYPE_CHECKING:
    from render.surface.block import border_of
    from render.surface.heights import HIGHEST, KINDS, UNSEEN, HeightTransform, choose_transform
    from render.surface.lattice import Lattice, spread
    from render.surface.levels import common_level
    from render.surface.light import LAMPS, glow_of
    from render.surface.mesh import HEIGHT
    from render.surface.polylines import LENGTH, TURN, needed
    from render.surface.ramps import find_colormap, toned
    from render.surface.surface import Surface, color_of
    from render.surface.surface_numbers import lamps_table, surface_table
    from render.surface.water import WATER_WIDTHS
    from render.surface.world import World, drawn_sides

__all__ = [
    "HEIGHT",
    "HIGHEST",
    "KINDS",
    "LAMPS",
    "LENGTH",
    "TURN",
    "UNSEEN",
    "WATER_WIDTHS",
    "HeightTransform",
    "Lattice",
    "Surface",
    "World",
    "border_of",
    "choose_transform",
    "color_of",
    "common_level",
    "drawn_sides",
    "find_colormap",
    "glow_of",
    "lamps_table",
    "needed",
    "spread",
    "surface_table",
    "toned",
]

__getattr__ = door(__name__, __file__)
