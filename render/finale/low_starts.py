"""Where most still move: how low each start's marble is by the last step, beside those of the run."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from descent import Trajectories, beside_minimizers, descend, share_near
from render.clock import left_since
from render.particles import lowness

ROUGH = 0.15
"""Neighbours that differ by so much in the mean say that chance decides how low each is: such ground would be blots."""

Field = NDArray[np.float64]


def low_starts(run: Trajectories, side: int) -> tuple[Field, Field, Field] | None:
    """Lines x and y of `side` x `side` starts, domain units, and what share of the run's marbles ends lower (side, side).

    That is 0 from where they come to a known lowest place, as far as the eye can tell, and 1 from where they leave the
    map. None where neighbours have little in common, and of marbles that moved in more variables than are drawn.
    """
    f = run.landscape
    if share_near(run) < 1:
        return None
    x, y = (np.linspace(low, high, side) for low, high in f.domain)
    starts = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
    tried = descend(f, starts, run.optimizer, steps=run.steps, tolerance=run.tolerance, record="ends")
    share = lowness(run, np.nan_to_num(tried.heights[-1], nan=np.inf))
    share[beside_minimizers(f, tried.positions[-1])] = 0.0
    share[left_since(tried) <= tried.steps] = 1.0
    field = share.reshape(side, side)
    rough = max(float(np.abs(np.diff(field, axis=axis)).mean()) for axis in (0, 1))
    return None if rough > ROUGH else (x, y, field)
