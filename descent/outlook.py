"""How many steps a run that still moves would take, as far as it goes on as it did."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from descent.engine import MOST
from descent.results import Ending, Trajectories, tolerances

FARTHEST = 1e7
"""No answer reaches further than so many steps."""


def steps_wanted(run: Trajectories) -> int | None:
    """About how many steps bring most of the particles to rest; None where they are not on their way to it.

    Slopes die away in proportion near a minimum: what each particle's slope lost in the second half of the run, in
    decades, says when it is small enough to stop. Two significant digits.

    Examples
    --------
    >>> from descent import GradientDescent, descend, steps_wanted
    >>> from landscapes import catalogue
    >>> run = descend(catalogue["sphere"], [[1.0, 1.0]], GradientDescent(0.01), steps=200)
    >>> longer = descend(run.landscape, [[1.0, 1.0]], GradientDescent(0.01), steps=2000)
    >>> steps_wanted(run), int(longer.stopped_at[0])
    (800, 796)
    """
    moving = np.asarray(run.ending) == Ending.RUNNING
    if not len(moving) or moving.mean() <= 1 - MOST:
        return run.steps
    half = int(np.searchsorted(run.indices, run.steps / 2))
    before, last = int(run.indices[half]), run.steps
    if not 0 < before < last:
        return None
    needed = run.stopped_at.astype(float)
    with np.errstate(all="ignore"):
        then, now = _decades(run, half, moving), _decades(run, len(run.indices) - 1, moving)
        speed = (then - now) / (last - before)
        needed[moving] = np.where(speed > 0, last + np.maximum(now, 0) / speed, np.inf)
    wanted = float(np.sort(needed)[math.ceil(MOST * len(needed)) - 1])
    if not wanted <= FARTHEST:
        return None
    unit = 10 ** max(math.floor(math.log10(wanted)) - 1, 0)
    return math.ceil(wanted / unit) * unit


def _decades(run: Trajectories, row: int, who: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Of the steepest component of the slope over the one at which a particle stops."""
    slopes = run.landscape.gradient(np.asarray(run.positions[row][who], dtype=np.float64))
    return np.asarray(
        np.log10(np.abs(slopes) / tolerances(run.landscape, run.tolerance or None)).max(axis=-1)
    )
