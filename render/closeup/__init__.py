"""One step of one particle from close by: where the film stops, what the lens sees, what is drawn and said.

stops.py        which steps are taken apart, and the arrows of each on the drawn ground
closeup_composer.py  `CloseupComposer`: each picture
shot_path.py    the camera: to each step, behind and above it, and back
sentences.py    a step in two lines, with its own numbers
ground_ink.py   arrows, rings and paths that lie on the ground, and the marble
close_surface.py  a surface with more contours
lens_blur.py    what is not at the marble's distance, out of focus
"""

from typing import TYPE_CHECKING

from render.door import door

if TYPE_CHECKING:
    from render.closeup.close_surface import CloseSurface
    from render.closeup.closeup_composer import Closeup, CloseupComposer
    from render.closeup.ground_ink import Arrow, GroundInk, beside
    from render.closeup.lens_blur import out_of_focus
    from render.closeup.sentences import label_of, said_of
    from render.closeup.shot_path import ShotPath
    from render.closeup.stops import Stop, chosen_particle, stops_of

__all__ = [
    "Arrow",
    "CloseSurface",
    "Closeup",
    "CloseupComposer",
    "GroundInk",
    "ShotPath",
    "Stop",
    "beside",
    "chosen_particle",
    "label_of",
    "out_of_focus",
    "said_of",
    "stops_of",
]

__getattr__ = door(__name__, __file__)
