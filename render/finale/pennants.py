"""Where no lowest place is known: the lowest that the runs of a film came to rest in."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from descent import Ending, Trajectories
from descent.results import slack
from render.particles import MOST_FLAGS, deepest


def lowest_found(runs: Sequence[Trajectories]) -> NDArray[np.float64]:
    """The places (k, n) of the domain, domain units, of the lowest minima that particles of the runs came to rest in.

    None where a lowest place is known, where all rest elsewhere or lower ones off the map, or on a curve or a flat of
    minima: that is no point.
    """
    none = np.zeros((0, 2))
    if not runs or len(runs[0].landscape.minimizers) or runs[0].landscape.dimensions != 2:
        return none
    f = runs[0].landscape
    points, heights, extents = [none], [np.zeros(0)], [np.zeros(0, dtype=int)]
    for run in runs:
        ends = run.destinations
        labels = ends.labels[np.asarray(run.ending) == Ending.CONVERGED]
        used = np.unique(labels[labels >= 0])
        points.append(ends.positions[used])
        heights.append(ends.heights[used])
        extents.append(np.asarray(ends.extent)[used])
    at, height, extent = np.concatenate(points), np.concatenate(heights), np.concatenate(extents)
    if not len(at):
        return none
    low = deepest(height, slack(f))
    corner, other = np.transpose(f.domain)
    inside = ((at >= corner) & (at <= other)).all(axis=1)
    if extent[low].any() or not inside[low].all():
        return none
    near = np.unique(np.round((at[low] - corner) / (other - corner), 3), axis=0, return_index=True)[1]
    return at[low][np.sort(near)] if len(near) <= MOST_FLAGS else none
