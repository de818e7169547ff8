"""When two points are one: every tolerance, as a share of the domain's width on each side, and why."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

SAME_ZERO = 1e-6
"""Zeros of a gradient: Newton's method has found each to a few digits more than this, unless it is degenerate."""
SAME_HASTENED = 1e-5
"""Zeros where the Hessian is singular, after lengthened steps: rounding of the other directions leaves so much."""
SAME_MEASURED = 1e-6
"""Zeros of slopes that are differences; and so little, as a share of the steepest, is no slope."""
SAME_DEGENERATE = 1e-3
"""Degenerate zeros: the method comes near them by a constant factor a step, and stops early where all is flat."""
SAME_DESTINATION = 1e-3
"""Where particles came to rest: they stop by the slope, so on a flat floor far from each other's place, and minima
closer than this look like one in a picture."""
SAME_IN_TWO_RUNS = 2 * SAME_DESTINATION
"""Destinations of two runs: each run has one place for what is within `SAME_DESTINATION` of it, on either side."""


def apart(a: Array, b: Array, width: Array) -> Array:
    """The largest distance (...) along a side between the points `a` and `b` (..., n), in shares of `width` (n,)."""
    return np.asarray(np.abs((a - b) / width).max(axis=-1))
