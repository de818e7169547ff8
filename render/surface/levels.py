"""The height that several runs are measured from."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray


def common_level(known: float | None, heights: Iterable[NDArray[np.float64]]) -> tuple[float, str]:
    """The level, and its name: the minimum that is known, unless something got lower.

    Parameters
    ----------
    known : the landscape's lowest height that is known or proven; None where there is none
    heights : (...) value units, of any shape, one array a run; those that are not finite do not count
    """
    lowest = min((float(np.min(h, where=np.isfinite(h), initial=np.inf)) for h in heights), default=np.inf)
    if known is not None and known <= lowest + 1e-9 * max(abs(known), 1.0):
        return min(float(known), lowest), "the minimum"
    return (lowest if np.isfinite(lowest) else 0.0), "the lowest reached"
