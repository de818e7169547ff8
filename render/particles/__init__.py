"""What moves on the surface: beads, the trails behind them, and what their colours and marks mean.

glyphs.py         a shape and a grey for each ending; the numbers of shapes and light, for GLSL, NumPy, Pillow, JavaScript
shaders.py        the shapes in GLSL, printed from those numbers, for VTK
flat_glyphs.py    the shapes by Pillow: in legends, on charts
flag_picture.py   a flag on a known lowest point, by Pillow
billboards.py     the shapes in a plotter: points that face the camera
colors.py         a colour for every particle, and the legend that explains it
shared_colors.py  colours that several runs have in common
beads.py          where the particles of a run are in the world, how large and of which shape, and they in a plotter
foreseen.py       answers for steps of a film, worked out several at a time
tracks.py         every particle's way over the ground, and how a comet's tail runs out
crowding.py       how many paths go by a place, where contours fade
trails.py         they in a plotter, as far as it has happened
shadows.py        soft discs on the ground under beads
particle_numbers.py  the numbers of all this, for other languages
"""

from typing import TYPE_CHECKING

from render.door import door

if TYPE_CHECKING:
    from render.particles.beads import (
        Beads,
        Particles,
        Standing,
        bead_radius,
        large_beads,
        resting_place,
        spaced,
    )
    from render.particles.billboards import add_billboards
    from render.particles.colors import (
        COLOR_BY,
        FEW_NAMED,
        LATTICE,
        STEPS,
        LegendEntry,
        ParticleColors,
        beside_lowest,
        by_label,
        bytes_of,
        creeps,
        lowness,
        particle_colors,
    )
    from render.particles.crowding import Crowding
    from render.particles.flag_picture import (
        CHECKS,
        CLOSE,
        CLOTH,
        FINE,
        MOST_FLAGS,
        MOST_PINS,
        POLE,
        SLACK,
        SMALLER,
        TINIEST,
        flag,
        flag_colors,
        flagged,
    )
    from render.particles.flat_glyphs import draw_shape, glyph, parted
    from render.particles.foreseen import Foreseen
    from render.particles.glyphs import (
        ARROW,
        BILLBOARD,
        CROSS,
        DASH,
        DIAMOND,
        GLYPHS,
        LEVEL,
        NONE,
        POINTER,
        RING,
        ROUND,
        ROUNDING,
        SHAPES,
        TARGET,
        TRIANGLE,
        deepest,
        golden_of,
        lowest_of,
    )
    from render.particles.particle_numbers import particle_table
    from render.particles.shadows import DARK, Discs
    from render.particles.shared_colors import Key, colors_in_common, key_of
    from render.particles.tracks import FRESH, SHARED, Comet, Tracks, told_apart, trail_lift
    from render.particles.trails import NEARER, Trails, fineness

__all__ = [
    "ARROW",
    "BILLBOARD",
    "CHECKS",
    "CLOSE",
    "CLOTH",
    "COLOR_BY",
    "CROSS",
    "DARK",
    "DASH",
    "DIAMOND",
    "FEW_NAMED",
    "FINE",
    "FRESH",
    "GLYPHS",
    "LATTICE",
    "LEVEL",
    "MOST_FLAGS",
    "MOST_PINS",
    "NEARER",
    "NONE",
    "POINTER",
    "POLE",
    "RING",
    "ROUND",
    "ROUNDING",
    "SHAPES",
    "SHARED",
    "SLACK",
    "SMALLER",
    "STEPS",
    "TARGET",
    "TINIEST",
    "TRIANGLE",
    "Beads",
    "Comet",
    "Crowding",
    "Discs",
    "Foreseen",
    "Key",
    "LegendEntry",
    "ParticleColors",
    "Particles",
    "Standing",
    "Tracks",
    "Trails",
    "add_billboards",
    "bead_radius",
    "beside_lowest",
    "by_label",
    "bytes_of",
    "colors_in_common",
    "creeps",
    "deepest",
    "draw_shape",
    "fineness",
    "flag",
    "flag_colors",
    "flagged",
    "glyph",
    "golden_of",
    "key_of",
    "large_beads",
    "lowest_of",
    "lowness",
    "parted",
    "particle_colors",
    "particle_table",
    "resting_place",
    "spaced",
    "told_apart",
    "trail_lift",
]

__getattr__ = door(__name__, __file__)
