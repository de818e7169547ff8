"""A scene: a landscape, its runs and their looks, described first and drawn when asked for.

scene.py     `Scene`: the description, its checks and its verbs
look.py      `check_look`: the same checks of whatever describes a look, without runs
prepared.py  `Prepared`: what follows from the description, each thing made once
composer.py  `Composer`: each picture of 3-D stage, flat panels and words
block_axes.py  ticks, numbers and names at the block's foot
field_names.py  the names that fields may have, as types
plotter.py   the plotter that a scene hands out, with true bounds
ticks.py     the numbers at the scale of heights
edge_scale.py  where they stand: on the block's nearest edge
layout.py    where on a picture each panel lies
opening.py   what words leave to the surface
filmed.py    `Animation`: from what can be drawn at any film time to pictures and files; scenes and mosaics are such
vectors.py   a picture as PDF or SVG
notebook.py  what a notebook shows of a scene
"""

from typing import TYPE_CHECKING

from render.door import door

if TYPE_CHECKING:
    from render.scene.composer import NoRoomError
    from render.scene.filmed import Animation, Size
    from render.scene.layout import natural_size
    from render.scene.look import check_common_look, check_look, check_particles
    from render.scene.scene import Scene

__all__ = [
    "Animation",
    "NoRoomError",
    "Scene",
    "Size",
    "check_common_look",
    "check_look",
    "check_particles",
    "natural_size",
]

__getattr__ = door(__name__, __file__)
