"""The 3-D picture, off-screen, at any film time.

content.py       what is on it: surface, runs, marks
table.py         what it stands on: graded ground and soft shadow
flooding.py      the ground that floods at the end
stage.py         `Stage`: VTK draws all of it for each picture
still_stage.py   `StillStage`: before a camera at rest, only what moves is drawn again; `open_stage` chooses
disc_raster.py   shadows under beads for it
trail_raster.py  trails for it, pixel by pixel
bead_raster.py   beads for it
bead_sprites.py  their shapes at fractions of a pixel
offscreen.py     the window, without what PyVista's plotter imports
freed_memory.py  what large pictures leave behind
opengl.py        which OpenGL works here, asked before VTK could crash
"""

from typing import TYPE_CHECKING

from render.door import door

if TYPE_CHECKING:
    from render.stage.content import StageContent
    from render.stage.freed_memory import give_back_freed
    from render.stage.opengl import OpenGLMissing, ensure_opengl, opens_windows, start_probe
    from render.stage.stage import OVERSIZE, WIDEST, Capture, Picture, Stage, furnish, look_from
    from render.stage.still_stage import StillStage, open_stage
    from render.stage.table import graded, shadow_table

__all__ = [
    "OVERSIZE",
    "WIDEST",
    "Capture",
    "OpenGLMissing",
    "Picture",
    "Stage",
    "StageContent",
    "StillStage",
    "ensure_opengl",
    "furnish",
    "give_back_freed",
    "graded",
    "look_from",
    "open_stage",
    "opens_windows",
    "shadow_table",
    "start_probe",
]

__getattr__ = door(__name__, __file__)
