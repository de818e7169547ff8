"""When a run that is not told how long it is has gone on long enough."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

LOOKS = 500
"""Every so many steps a look."""
SOON = 1000
"""So many steps a run may take to bring all to rest; a longer one ends with most."""
MOST = 0.95
"""Share of the particles that are most of them."""
FALLING = 0.75
"""So many of those that move are lower than half the run ago, or it leads nowhere: they hover, and half of them rise."""
PATIENCE: Mapping[str, float] = MappingProxyType(
    {"looks": LOOKS, "soon": SOON, "share": MOST, "falling": FALLING}
)
"""All of these by name, for the page."""


class Patience:
    """Looks at a run now and then, and says when it has gone on long enough.

    Parameters
    ----------
    count : the number of particles
    """

    def __init__(self, count: int) -> None:
        self._count = count
        self._marks = {LOOKS: np.full(count, np.inf)}

    def enough(self, step: int, numbers: NDArray[np.int64], heights: Array) -> bool:
        """Whether to end at `step`, where the particles of these `numbers` (B,) still move, at `heights` (B,)."""
        doubled = step in self._marks
        if doubled:
            now = np.full(self._count, np.nan)
            now[numbers] = heights
            before, self._marks = self._marks[step], {2 * step: now}
        if step < SOON:
            return False
        if len(numbers) <= (1 - MOST) * self._count:
            return True
        return bool(doubled and np.count_nonzero(heights < before[numbers]) < FALLING * len(numbers))
