"""How steep a landscape is where it is gentle: the unit in which a slope is small, whatever the units."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from landscapes.compiled import bounded
from landscapes.function import Function

Array = NDArray[np.float64]

PLACES = 512
"""Of the domain, always the same."""
GENTLE, STEEP, LEAST = 0.1, 0.9, 1e-4
"""The gentle tenth of the places, the steep tenth, and the least share of the second that the first counts as: on a
plain with one hole nine tenths of the slopes are what floats leave of nothing."""


@bounded
def gentle_slopes(f: Function) -> Array:
    """Slopes (n,) along each axis, in value units over domain units; `Landscape.gentle_slopes` documents them."""
    low, high = np.array(f.domain, dtype=float).T
    # Powers of two as units of variables and heights go through all of this exactly: the verdicts stay the same.
    points = low + (high - low) * np.random.default_rng(0).random((PLACES, f.dimensions))
    slopes = np.abs(f.gradient(points)[np.isfinite(f.value(points))])
    slopes = slopes[np.isfinite(slopes).all(axis=1)]
    if not len(slopes):
        return np.zeros(f.dimensions)
    gentle, steep = np.quantile(slopes, [GENTLE, STEEP], axis=0)
    found = np.maximum(gentle, LEAST * steep)
    return np.asarray(np.where(found > 0, found, LEAST * slopes.max(axis=0)))
