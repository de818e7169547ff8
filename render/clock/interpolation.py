"""What was recorded of a run, at steps that may lie between the recorded ones."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from descent import Trajectories


def between(run: Trajectories, record: NDArray[np.float64], steps: Any) -> NDArray[np.float64]:
    """A run's record between its rows: on the line between the two rows around each step.

    Parameters
    ----------
    record : (rows, ...), positions or heights, say, at `run.indices`
    steps : (k,), clipped to those that were made

    Returns
    -------
    (k, ...), in the record's unit.
    """
    indices = run.indices
    steps = np.clip(steps, indices[0], indices[-1])
    rows = np.searchsorted(indices, steps, side="right") - 1
    after = np.minimum(rows + 1, len(indices) - 1)
    part = (steps - indices[rows]) / np.maximum(indices[after] - indices[rows], 1)
    part = part.reshape(-1, *(1,) * (record.ndim - 1))
    with np.errstate(invalid="ignore"):  # infinite heights of those that diverge
        return np.asarray((1 - part) * record[rows] + part * record[after])
