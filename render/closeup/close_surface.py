"""A surface that is seen from close by: more contours, so that the ground has a grain there."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from render.surface import Surface

LEVELS = 54
"""So many steps of the drawn height; a whole number of times those of other surfaces."""


class CloseSurface(Surface):
    """The same surface with more contour lines."""

    @cached_property
    def levels(self) -> NDArray[np.float64]:
        """Unit heights (k,), 0..1, of the contour lines."""
        return np.arange(1, LEVELS) / LEVELS
