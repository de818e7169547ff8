"""Stationary points: where the gradient is zero, all of them, and what they are.

sameness.py        when two points are one
newton.py          Newton's step, and damped steps from many starts at once
classification.py  what counts as a stationary point, and its kind by its curvatures
intervals.py       bounds on the operations of a tape over whole boxes
flats.py           where nothing depends on the point at all
enclosures.py      all zeros of a gradient in a box, by exclusion
points.py          `stationary_points`: proven where that can be done, else searched
"""

from landscapes.stationary.classification import curvature_signs, kinds_by
from landscapes.stationary.flats import flatness
from landscapes.stationary.newton import newton_step, polished
from landscapes.stationary.points import StationaryPoint, StationaryPoints, stationary_points
from landscapes.stationary.sameness import SAME_DESTINATION, SAME_IN_TWO_RUNS, apart

__all__ = [
    "SAME_DESTINATION",
    "SAME_IN_TWO_RUNS",
    "StationaryPoint",
    "StationaryPoints",
    "apart",
    "curvature_signs",
    "flatness",
    "kinds_by",
    "newton_step",
    "polished",
    "stationary_points",
]
