"""Stationary points: where the gradient is zero, all of them, and what they are.

sameness.py        when two points are one
newton.py          Newton's step, and damped steps from many starts at once
multiplicity.py    longer steps, to zeros where the Hessian is singular
classification.py  what counts as a stationary point, and its kind by its curvatures
decorations.py     where a node of a tape is defined and continuous over a box, and nowhere zero
bounds.py          bounds on the results of operations, rounded outward
intervals.py       bounds on the nodes of a tape over whole boxes
flats.py           where nothing depends on the point at all
krawczyk.py        whether a box holds exactly one zero, or none
enclosures.py      all zeros of a gradient in a box, by exclusion
surroundings.py    jumps, kinks, holes and plateaus of floats beside a point
confirmation.py    which candidates are stationary points
points.py          `stationary_points`: proven where that can be done, else searched
"""

from landscapes.stationary.classification import curvature_signs, kinds_by
from landscapes.stationary.flats import NEIGHBORHOOD, flatness
from landscapes.stationary.newton import (
    all_of_rows,
    largest_of_rows,
    newton_step,
    polished,
    principal,
    step_along,
)
from landscapes.stationary.points import StationaryPoint, StationaryPoints, lowest_known, stationary_points
from landscapes.stationary.sameness import SAME_DESTINATION, SAME_IN_TWO_RUNS, apart, cells, first_and_group

__all__ = [
    "NEIGHBORHOOD",
    "SAME_DESTINATION",
    "SAME_IN_TWO_RUNS",
    "StationaryPoint",
    "StationaryPoints",
    "all_of_rows",
    "apart",
    "cells",
    "curvature_signs",
    "first_and_group",
    "flatness",
    "kinds_by",
    "largest_of_rows",
    "lowest_known",
    "newton_step",
    "polished",
    "principal",
    "stationary_points",
    "step_along",
]
