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
        return "gradient norm"

    def numbers(self, paths: Trajectories) -> NDArray[np.float64]:
        return np.linalg.norm(self.landscape.gradient(paths.positions), axis=-1)
