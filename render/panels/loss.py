"""Height over the known minimum, or over the lowest height reached, step by step."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from descent import Trajectories
from render.panels.over_steps import OverSteps
from render.surface import common_level


class Loss(OverSteps):
    """Height over the known minimum, or over the lowest height reached."""

    @cached_property
    def _level(self) -> tuple[float, str]:
        return common_level(self.landscape.minimum, (paths.heights for paths in self.runs))

    @property
    def label(self) -> str:
        return f"height above {self._level[1]}"

    def numbers(self, paths: Trajectories) -> NDArray[np.float64]:
        with np.errstate(over="ignore"):
            return paths.heights - self._level[0]
