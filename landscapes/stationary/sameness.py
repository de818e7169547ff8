"""When two points are one: every tolerance, as a share of the domain's width on each side, and why."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

SAME_ZERO = 1e-6
"""Zeros of a gradient: Newton's method has found each to a few digits more than this, unless it is degenerate."""
SAME_HASTENED = 1e-5
"""Zeros where the Hessian is singular, after lengthened steps: rounding of the other directions leaves so much."""
SAME_MEASURED = 1e-6
"""Zeros of slopes that are differences; and so little, as a share of the steepest, is no slope."""
SAME_DEGENERATE = 1e-3
"""Degenerate zeros: the method comes near them by a constant factor a step, and stops early where all is flat."""
SAME_DESTINATION = 1e-3
"""Where particles came to rest: they stop by the slope, so on a flat floor far from each other's place, and minima
closer than this look like one in a picture."""
SAME_IN_TWO_RUNS = 2 * SAME_DESTINATION
"""Destinations of two runs: each run has one place for what is within `SAME_DESTINATION` of it, on either side."""


def apart(a: Array, b: Array, width: Array) -> Array:
    """The largest distance (...) along a side between the points `a` and `b` (..., n), in shares of `width` (n,)."""
    return np.asarray(np.abs((a - b) / width).max(axis=-1))


def cells(columns: Sequence[Array], sizes: Sequence[float]) -> NDArray[np.int64]:
    """A key for each point, given coordinate by coordinate (N,): the same for all in one cell of these `sizes`, else by no
    more than chance."""
    factors = np.random.default_rng(0).integers(1, 2**62, len(columns)) | 1
    keys = np.zeros(len(columns[0]), dtype=np.int64)
    # Column by column: along rows so short as points are NumPy takes several times as long.
    with np.errstate(over="ignore", invalid="ignore"):
        for column, size, factor in zip(columns, sizes, factors, strict=True):
            place = column / size
            number = np.rint(place, out=place).astype(np.int64)
            number *= factor
            keys += number
    return keys


def first_and_group(keys: NDArray[np.int64]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The first of all that share one of the `keys` (N,), in the order of the keys, and which of these groups each is in.

    As `np.unique` has it, which to know the first sorts stably, and takes three times as long.
    """
    order = np.argsort(keys)
    ordered = keys[order]
    begins = np.flatnonzero(ordered[1:] != ordered[:-1]) + 1
    begins = np.concatenate([np.zeros(min(len(keys), 1), dtype=np.intp), begins])
    group = np.empty(len(keys), dtype=np.intp)
    group[order] = np.repeat(np.arange(len(begins)), np.diff(begins, append=len(keys)))
    return np.minimum.reduceat(order, begins) if len(keys) else order, group
