"""How far particles have come by each step, on the map."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from descent import Trajectories
from render.clock.clock import HALFWAY

Array = NDArray[np.float64]

SOME = 500
"""Of so many rows, or particles, and more only every second one is asked, of twice as many every third, and so on."""


def travelled(runs: Iterable[Trajectories], last: float) -> tuple[Array, Array]:
    """The steps up to `last` (k,), and the way (k,) that is gone by each, shares of the domain's sides in the mean.

    Off the map nobody is seen to move.
    """
    indices = np.arange(int(np.ceil(last)) + 1, dtype=float)
    gone = np.zeros(len(indices))
    for run in runs:
        rows, places = _places(run, last)
        steps = np.linalg.norm(np.diff(places, axis=0), axis=-1).mean(axis=1)
        gone += np.interp(indices, rows, np.concatenate([[0.0], np.cumsum(np.nan_to_num(steps))]))
    return indices, gone


def halfway(runs: Sequence[Trajectories], last: float) -> float:
    """The step by which particles have `HALFWAY` of their way up to `last` behind them; 0 where none moves.

    Of the way that they go, or as the crow flies, if that is earlier: who only hops about his end goes nowhere.
    """
    indices, gone = travelled(runs, last)
    left = np.zeros(len(indices))
    for run in runs:
        rows, places = _places(run, last)
        left += np.interp(indices, rows, np.linalg.norm(places - places[-1], axis=-1).mean(axis=1))
    return float(np.argmax((gone >= HALFWAY * gone[-1]) | (left <= (1 - HALFWAY) * left[0])))


def _places(run: Trajectories, last: float) -> tuple[Array, Array]:
    """Some of the steps up to `last` (rows,), and where some particles are by then: (rows, N, n), shares of the domain."""
    low, high = np.transpose(run.landscape.domain)
    rows = int(np.searchsorted(run.indices, last)) + 1
    every = slice(None, rows, rows // SOME + 1)
    places = (run.positions[every, :: len(run) // SOME + 1] - low) / (high - low)
    return np.asarray(run.indices[every], dtype=float), np.clip(places, 0, 1)
