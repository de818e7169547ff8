"""When a particle is there, for the eye: its clock ends the film, its count fills the legend."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from descent import EYE, Ending, Trajectories, beside_minimizers
from descent.results import LOST

NEAR = EYE
"""Share of the domain's side within which a particle counts as being at its end: no eye tells them apart."""

BEYOND = 0.012
"""Share of the domain's side outside of it beyond which a particle is not drawn: it is off the map."""

FEW = 3
"""So many particles are followed to their very last step."""


def arrivals(run: Trajectories) -> NDArray[np.int64]:
    """The step index (N,) from which on each particle stays within `NEAR` of where it ends."""
    return np.asarray(run.stopped_at) if len(run.ending) <= FEW else near_since(run)


def near_since(run: Trajectories) -> NDArray[np.int64]:
    """The same of ever so few particles: the step index (N,) from which on each stays within `NEAR` of where it ends."""
    low, high = np.transpose(run.landscape.domain)
    near, end = NEAR * (high - low), run.positions[-1]
    row = np.zeros(len(end), dtype=np.int64)
    for k, points in enumerate(run.positions):  # a row at a time stays in the cache: three times as fast
        gone = np.abs(points - end) > near
        row[gone[:, 0] | gone[:, -1] if gone.shape[1] <= 2 else gone.any(axis=1)] = k + 1
    return np.asarray(run.indices)[np.minimum(row, len(run.indices) - 1)]


def settled_since(run: Trajectories) -> NDArray[np.int64]:
    """The step index (N,) from which on each particle counts as settled; past the last for one still running."""
    arrived = np.isin(run.ending, [int(Ending.CONVERGED), int(Ending.SADDLE)])
    lost = np.isin(run.ending, [int(ending) for ending in LOST])  # they are, once they are off the map
    stopped = np.where(lost, over_since(run), run.stopped_at)
    since = np.where(arrived, np.minimum(arrivals(run), stopped), stopped)
    return np.where(run.ending == Ending.RUNNING, run.steps + 1, since)


def off_since(run: Trajectories) -> NDArray[np.int64]:
    """The step index (N,) from which on each is off the map for good, whatever becomes of it; past the last for others."""
    low, high = np.transpose(run.landscape.domain)
    beyond, last = BEYOND * (high - low), np.full(len(run.ending), -1)
    left = np.arange(len(last))
    for k in range(
        len(run.positions) - 1, -1, -1
    ):  # from the end: there most are on the map, and are done with
        points = run.positions[k][left]
        inside = ((points >= low - beyond) & (points <= high + beyond)).all(axis=1)
        last[left[inside]] = k
        left = left[~inside]
        if not len(left):
            break
    indices = np.asarray(run.indices)
    gone = last < len(run.positions) - 1
    return np.where(gone, indices[np.minimum(last + 1, len(indices) - 1)], run.steps + 1)


def last_inside(run: Trajectories) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """The last place (N, n) over the domain of each particle, and which (N,) were ever there."""
    low, high = np.transpose(run.landscape.domain)
    inside = ((run.positions >= low) & (run.positions <= high)).all(axis=-1)
    last = len(inside) - 1 - np.argmax(inside[::-1], axis=0)
    return np.asarray(run.positions[last, np.arange(len(last))]), np.asarray(inside.any(axis=0))


def left_since(run: Trajectories) -> NDArray[np.int64]:
    """The same of those that end somewhere, on whatever ground; past the last step for who is lost by his ending."""
    lost = np.isin(run.ending, [int(ending) for ending in LOST])
    return np.where(lost, run.steps + 1, off_since(run))


def nearby(run: Trajectories) -> NDArray[np.bool_]:
    """Which particles (N,) still move on the map where the eye cannot tell them from a known minimizer."""
    moving = (np.asarray(run.ending) == Ending.RUNNING) & (off_since(run) > run.steps)
    moving[moving] = beside_minimizers(run.landscape, run.positions[-1][moving])
    return moving


def over_since(run: Trajectories) -> NDArray[np.int64]:
    """The step index (N,) after which there is nothing more to be seen of each: it has stopped, or is off the map."""
    return np.asarray(np.minimum(run.stopped_at, off_since(run)))


def last_stop(run: Trajectories) -> float:
    """The step index after which nothing changes any more on the map."""
    return float(over_since(run).max(initial=0))


def last_motion(run: Trajectories) -> float:
    """The step index after which hardly anything moves: 95 in 100 of those that go somewhere are there."""
    if not len(run.ending):
        return 0.0
    over = over_since(run)
    if len(run.ending) <= FEW:
        return float(max(over.max(), 1))
    resting = (run.ending != Ending.RUNNING) | (over < run.stopped_at)
    there = np.minimum(arrivals(run), over)
    there = there[resting] if resting.mean() > 0.2 else there
    moved = there[there > 0]
    return float(max(np.quantile(moved, 0.95), 1)) if len(moved) else 1.0
