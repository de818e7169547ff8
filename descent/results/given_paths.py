"""Paths as people have them become one array: of unequal length, padded with NaN, or of plain numbers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from descent.settings import reals
from landscapes import Landscape, read_table

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
    return _stacked(good)


def _stacked(paths: list[Array]) -> Array:
    rows = max(map(len, paths))
    return np.stack([np.pad(path, ((0, rows - len(path)), (0, 0)), mode="edge") for path in paths], axis=1)


PARTICLES, ASIDE = ("run", "particle"), ("step", "index", "iteration", "height", "loss", "ending", "epoch")
"""Columns that say whose row it is; and those that are told beside the points."""


def paths_in_file(f: Landscape, path: str | Path) -> Array:
    """The paths (rows, N, n) of all particles in a table of text, one row a step; shorter ones stay where they ended.

    Raises
    ------
    ValueError
        If it is no such table; one line.
    OSError
        If it cannot be read.
    """
    name, variables = Path(path).name, {*map(str, f.variables)}
    wanted = {*variables, *map(str.upper, variables), *PARTICLES}
    table = read_table(path, skip=ASIDE, wanted=wanted, words=PARTICLES)
    if not variables <= {
        column.lower() for column in table.names
    }:  # then text may not stand where a variable could
        table = read_table(path, skip=ASIDE, words=PARTICLES)
    names = [column.lower() for column in table.names]
    owners = [k for k, column in enumerate(names) if column in PARTICLES]
    known = [names.index(str(v)) for v in f.variables if str(v) in names]
    rest = [
        k for k in range(table.numbers.shape[1]) if k not in owners and (not names or names[k] not in ASIDE)
    ]
    columns = known if len(known) == f.dimensions else rest
    if len(columns) != f.dimensions:
        held = ", ".join(table.names) or f"{table.numbers.shape[1]} without names"
        raise ValueError(
            f"{name}: a run on {f.name} has a column for each of {f.dimensions} variables, got {held}"
        )
    points = table.numbers[:, columns]
    if not np.isfinite(points[:1]).all():
        raise ValueError(f"{name}: the first point must be finite")
    numbers = table.numbers[:, owners[0]] if owners else np.zeros(len(points))
    paths = [np.flatnonzero(numbers == number) for number in dict.fromkeys(numbers.tolist())]
    for rows in paths:
        finite = np.asarray(np.isfinite(points[rows]).all(axis=1))
        if (gaps := rows[~finite & np.logical_or.accumulate(finite[::-1])[::-1]]).size:
            raise ValueError(
                f"{name}, line {table.lines[gaps[0]]} has no point, though its run goes on: fill it in, or delete it"
            )
    return _stacked([points[rows] for rows in paths])
