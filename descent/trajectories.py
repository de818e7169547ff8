"""The record of a run."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from descent.optimizers import FirstOrder
from landscapes import Landscape


@dataclass(frozen=True, eq=False, kw_only=True)
class Trajectories:
    """Where every particle was at every recorded step, and how it ended.

    Attributes
    ----------
    positions : (rows, N, n) float64, domain units
    heights : (rows, N) float64
    ending : (N,) of `Ending`
    stopped_at : (N,) int, the step index at which a particle came to rest; `steps` if it never did
    indices : (rows,) int, the step index of each row
    """

    landscape: Landscape
    positions: NDArray[np.float64]
    heights: NDArray[np.float64]
    ending: NDArray[np.int8]
    stopped_at: NDArray[np.int64]
    steps: int
    optimizer: FirstOrder | None = None
    tolerance: float = 1e-6

    @cached_property
    def indices(self) -> NDArray[np.int64]:
        return np.arange(self.steps + 1)

    def at(self, index: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Positions (N, n) and heights (N,) at step `index`, which may lie between two steps."""
        index = float(np.clip(index, self.indices[0], self.indices[-1]))
        row = min(int(np.searchsorted(self.indices, index, side="right")) - 1, len(self.indices) - 1)
        after = min(row + 1, len(self.indices) - 1)
        span = self.indices[after] - self.indices[row]
        part = (index - self.indices[row]) / span if span else 0.0
        positions = (1 - part) * self.positions[row] + part * self.positions[after]
        return positions, self.landscape.value(positions)
