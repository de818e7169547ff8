"""Stationary points: where the gradient is zero, all of them, and what they are.

sameness.py        when two points are one
newton.py          Newton's step, and damped steps from many starts at once
classification.py  what counts as a stationary point, and its kind by its curvatures
intervals.py       bounds on the operations of a tape over whole boxes
enclosures.py      all zeros of a gradient in a box, by exclusion
points.py          `stationary_points`: proven where that can be done, else searched
"""
