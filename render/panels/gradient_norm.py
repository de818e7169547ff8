"""The length of the gradient, step by step."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from descent import Trajectories
from render.panels.over_steps import OverSteps


class GradientNorm(OverSteps):
    """The length of the gradient."""

    @property
    def label(self) -> str:
        return self.theme.say("gradient norm")

    def numbers(self, paths: Trajectories) -> NDArray[np.float64]:
        gradient = self.landscape.gradient(paths.positions)
        largest = np.maximum(np.abs(gradient).max(axis=-1), 1e-300)
        with np.errstate(over="ignore"):
            return largest * np.linalg.norm(gradient / largest[..., None], axis=-1)
