"""Paths of somebody else's optimizer, held to the same rules as our own."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from descent.results.endings import Ending
from descent.results.given_paths import rows_that_stand, side_by_side
from descent.results.rest import resting_slopes, tolerances
from descent.results.verdicts import classify
from descent.settings import check_landscape, number
from landscapes import Landscape


def judged(
    f: Landscape, positions: ArrayLike, tolerance: float | None, escape_factor: float
) -> dict[str, Any]:
    """The fields of a `Trajectories` from `positions` (rows, N, n), domain units, judged as its `from_arrays` says.

    Raises
    ------
    ValueError
        If `f` is no landscape, the positions are no numbers of that shape or not finite in the first row, or
        a setting is out of range.
    """
    check_landscape("from_arrays.f", f)
    if tolerance is not None:
        tolerance = number("from_arrays: tolerance", tolerance, float, "[0, inf)")
    escape_factor = number("from_arrays: escape_factor", escape_factor, float, "[1, inf)")
    places = side_by_side(f, positions)
    steps = len(places) - 1
    low, high = np.transpose(f.search_domain)
    with np.errstate(over="ignore"):
        reach = (high - low) / 2 * escape_factor
    heights = np.stack([f.value(row) for row in places])
    rows = rows_that_stand(places, np.isfinite(heights) & _within(places, low, high, reach))
    places = np.take_along_axis(places, rows[..., None], axis=0)
    heights = np.take_along_axis(heights, rows, axis=0)
    ending = np.full(places.shape[1], Ending.RUNNING, dtype=np.int8)
    stopped_at = np.full(places.shape[1], steps)

    finite = np.isfinite(places).all(axis=-1) & np.isfinite(heights)
    # As in `descend`: inside there may be no value; far outside heights overflow.
    if not (np.isfinite(places[0]).all(axis=-1) & (finite[0] | _within(places[0], low, high, reach))).all():
        raise ValueError(f"from_arrays: the first row must be finite on {f.name}")
    gone = _gone(places, finite & _within(places, low, high, reach))
    for particle in np.flatnonzero(gone.any(axis=0)):
        first = int(np.argmax(gone[:, particle]))
        lost = Ending.UNDEFINED if first == 0 else Ending.DIVERGED
        ending[particle] = Ending.ESCAPED if finite[first, particle] else lost
        stopped_at[particle] = max(first - 1, 0)
    # Where there is no height a particle waits at the place before; one that begins outside stays where it began.
    rows = np.where(finite & ~gone, np.arange(len(places))[:, None], 0)
    rows = np.maximum.accumulate(rows, axis=0)
    places = np.take_along_axis(places, rows[..., None], axis=0)
    heights = np.take_along_axis(heights, rows, axis=0)

    settled = np.flatnonzero(ending == Ending.RUNNING)
    ending[settled] = classify(f, places[-1, settled], tolerance)
    settled = np.flatnonzero(ending < Ending.RUNNING)
    stopped_at[settled] = _settled_since(
        f, places[:, settled], np.maximum(tolerances(f, tolerance), resting_slopes(f))
    )
    return {
        "landscape": f,
        "positions": places,
        "heights": heights,
        "ending": ending,
        "stopped_at": stopped_at,
        "steps": steps,
        "tolerance": tolerance,
        "escape_factor": escape_factor,
    }


def _within(places: Any, low: Any, high: Any, reach: Any) -> Any:
    return (np.abs(places - (low + high) / 2) <= reach).all(axis=-1)


def _gone(places: NDArray[np.float64], standing: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """From where on (rows, N) a particle is nowhere, or is never again at a place like any other; whole or not at all
    where it begins so."""
    numbers = np.isfinite(places).all(axis=-1)
    lost = np.maximum.accumulate(~numbers, axis=0)
    later = np.maximum.accumulate((standing & ~lost)[::-1], axis=0)[::-1]
    return lost | ~later | ~standing[0]


def _settled_since(
    f: Landscape, places: NDArray[np.float64], limit: NDArray[np.float64]
) -> NDArray[np.int64]:
    """The first row from which the gradient stays within `limit` (n,), for particles that end so."""
    since = np.full(places.shape[1], len(places) - 1)
    small = np.ones(places.shape[1], bool)
    for row in range(len(places) - 1, -1, -1):
        small &= (np.abs(f.gradient(places[row])) <= limit).all(axis=-1)
        if not small.any():
            break
        since[small] = row
    return since
