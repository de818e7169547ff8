"""What stands on the surface, or under it: one file a mark, found by its name.

A mark's file holds one subclass of `Mark` that can be made without arguments, and nothing else has to change but the map
below: its name is the mark's name on the command line, in scene files and in `Scene.marks`. What stands still is told once,
as lines and dots, by `shapes`: films draw it, and explorers do. What moves has an `add` of its own that puts actors into a
plotter and gives back what brings them to a film time. `labels` are its words.

mark.py         the role; what marks are set on; lines and dots in a plotter
known_marks.py  the marks by name

arrows.py       at each particle an arrow down the slope
curvature.py    the Hessian's eigenvectors at the first particle
ends.py         a diamond where every particle ends
followed.py     a ring about the particle that the camera follows
field.py        arrows down the slope all over the domain
floor.py        the contour map beneath the surface
gaps.py         stems from the surface to a training's true losses
population.py   a population as what it is: ellipse, velocities, simplex, difference vectors
starts.py       a ring where every particle starts
stationary.py   pins on the stationary points, by kind
tangent.py      the tangent plane at the first particle
taylor.py       the quadratic model at the first particle
"""

from typing import TYPE_CHECKING

from render.door import door

if TYPE_CHECKING:
    from render.marks.followed import FollowedMark, RingMark, Wedge
    from render.marks.gaps import GapMark
    from render.marks.known_marks import MARKS, find_marks
    from render.marks.mark import Dots, Label, Mark, Polylines, Site, keyed
    from render.marks.population import PopulationMark
    from render.marks.stationary import PINS

__all__ = [
    "MARKS",
    "PINS",
    "Dots",
    "FollowedMark",
    "GapMark",
    "Label",
    "Mark",
    "Polylines",
    "PopulationMark",
    "RingMark",
    "Site",
    "Wedge",
    "find_marks",
    "keyed",
]

__getattr__ = door(__name__, __file__)
