"""Paths as people have them become one array: of unequal length, padded with NaN, or of plain numbers."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from descent.settings import reals
from landscapes import Landscape

Array = NDArray[np.float64]


def side_by_side(f: Landscape, positions: Any) -> Array:
    """Positions (rows, N, n), a copy; what a shorter path lacks is its last row again, or NaN where it had NaN.

    Raises
    ------
    ValueError
        If they are no numbers of a shape that `Trajectories.from_arrays` takes.
    """
    places = reals(positions)
    if places is None:
        places = _unequal(f, positions)
    if places.ndim == 1 and f.dimensions == 1:
        places = places[:, None]
    if places.ndim == 2 and places.shape[1] == f.dimensions:
        places = places[:, None, :]
    if places.ndim != 3 or places.shape[2] != f.dimensions or not places.shape[0]:
        raise ValueError(
            f"from_arrays: {f.name} takes positions (rows, N, {f.dimensions}), got {places.shape}"
        )
    return places.copy()


def rows_that_stand(places: Array, inside: NDArray[np.bool_]) -> NDArray[np.intp]:
    """For every row and particle (rows, N) the row that stands there: the last of a path where only NaN follows it.

    Parameters
    ----------
    places : (rows, N, n)
    inside : (rows, N), where a particle is at a place like any other; one that was lost before is left as it is
    """
    numbers = np.arange(len(places))[:, None]
    missing = np.isnan(places).all(axis=-1)
    last = np.where(missing, 0, numbers).max(axis=0)
    ended = (numbers > last) & inside[last, np.arange(places.shape[1])]
    return np.where(ended, last, numbers)


def _unequal(f: Landscape, positions: Any) -> Array:
    """Paths (rows, n) of different lengths side by side."""
    paths = [reals(path) for path in positions] if isinstance(positions, list | tuple) else []
    if f.dimensions == 1:
        paths = [path[:, None] if path is not None and path.ndim == 1 else path for path in paths]
    good = [path for path in paths if path is not None and path.ndim == 2 and path.shape[1] == f.dimensions]
    if not good or len(good) < len(paths) or not all(map(len, good)):
        raise ValueError(
            "from_arrays: positions must be numbers of shape (rows, N, n), or a list of paths (rows, n) "
            f"of unequal length, n = {f.dimensions}"
        )
    rows = max(map(len, good))
    return np.stack([np.pad(path, ((0, rows - len(path)), (0, 0)), mode="edge") for path in good], axis=1)
