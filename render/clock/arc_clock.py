"""A clock by the way that is gone: in every second of film the particles move equally far."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from descent import Trajectories
from render.clock.clock import LEAD, REST, Clock
from render.clock.travel import travelled


@dataclass(frozen=True, eq=False)
class ArcClock(Clock):
    """Film time to step index at constant arc length, averaged over the particles.

    Parameters
    ----------
    indices : (k,) step indices
    travelled : (k,) share of the whole way that is gone at each, rising from 0 to 1
    """

    indices: NDArray[np.float64] = None  # type: ignore[assignment]
    travelled: NDArray[np.float64] = None  # type: ignore[assignment]
    easing: str = "arc"

    def __post_init__(self) -> None:
        """Nothing to check: it is made by `of`."""

    @classmethod
    def of(cls, runs: Iterable[Trajectories], last: float, final: float) -> ArcClock:
        """The clock of some runs up to step `last`; the longest run's steps are its table."""
        indices, gone = travelled(runs, last)
        whole = gone[-1] if gone[-1] > 0 else 1.0
        # A little of the even clock keeps it rising where nothing moves.
        share = 0.97 * gone / whole + 0.03 * indices / max(indices[-1], 1.0)
        return cls(last, final=final, indices=indices, travelled=share / max(share[-1], 1e-12))

    def index(self, t: float) -> float:
        """The step index shown at film time `t`."""
        u = min(max((t - LEAD) / (1 - LEAD - REST), 0.0), 1.0)
        return min(float(np.interp(u, self.travelled, self.indices)), self.last) + self.run_off(t)
