"""Height over the known minimum, or over the lowest height reached, step by step."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from descent import Ending, Trajectories
from landscapes.stationary import lowest_known
from render.panels.over_steps import OverSteps
from render.surface import common_level


class Loss(OverSteps):
    """Height over the known minimum, or over the lowest height reached."""

    @cached_property
    def log(self) -> bool:
        """Not where the lowest is only how far somebody fell who left: then there is no bottom."""
        if self.landscape.minimum is not None or not self.runs or self._level[1] == "the minimum":
            return True
        lowest = [_lowest(paths) for paths in self.runs]
        return not min(lowest, key=lambda found: found[0])[1]

    @cached_property
    def _level(self) -> tuple[float, str]:
        return common_level(lowest_known(self.landscape), (paths.heights for paths in self.runs))

    @property
    def label(self) -> str:
        return self.theme.say(f"height above {self._level[1]}" if self.log else "height")

    def numbers(self, paths: Trajectories) -> NDArray[np.float64]:
        with np.errstate(over="ignore"):
            return paths.heights - (self._level[0] if self.log else 0.0)


def _lowest(paths: Trajectories) -> tuple[float, bool]:
    """The lowest height of a run, and whether it is of one that left."""
    heights = np.where(np.isfinite(paths.heights), paths.heights, np.inf).min(axis=0, initial=np.inf)
    if not len(heights):
        return np.inf, False
    best = int(np.argmin(heights))
    return float(heights[best]), Ending(int(paths.ending[best])) in (Ending.ESCAPED, Ending.DIVERGED)
