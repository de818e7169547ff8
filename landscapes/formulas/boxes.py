"""Boxes that come from outside, checked at the door."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

Box = tuple[tuple[float, float], ...]
Points = Sequence[Sequence[float]]


def checked_domain(domain: Sequence[float] | Sequence[Sequence[float]], *, owner: str) -> Box:
    """`domain` as pairs of floats; a single pair of numbers is the range of one variable.

    Raises
    ------
    ValueError
        If a range is not two finite numbers, the lower first.
    """
    try:
        array = np.asarray(domain, dtype=float)
    except (TypeError, ValueError):
        array = np.empty(0)
    if array.ndim == 1 and array.size == 2:
        array = array[None]
    if array.ndim != 2 or array.shape[1] != 2 or len(array) == 0:
        raise ValueError(
            f"{owner}: domain must be pairs (low, high), one for each variable, got {_short(domain)}"
        )
    for low, high in array.tolist():
        if not (math.isfinite(low) and math.isfinite(high) and low < high and math.isfinite(high - low)):
            raise ValueError(f"{owner}: a range must be finite with low < high, got ({low:g}, {high:g})")
    return tuple((low, high) for low, high in array.tolist())


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."
