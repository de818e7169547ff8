"""The one loop that moves particles."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from descent.endings import Ending, classify
from descent.optimizers import FirstOrder
from descent.trajectories import Trajectories
from landscapes import Landscape


def descend(
    f: Landscape,
    starts: ArrayLike,
    optimizer: FirstOrder,
    *,
    steps: int = 200,
    tolerance: float = 1e-6,
    escape_factor: float = 10.0,
) -> Trajectories:
    """Move every start down the landscape and record where it was at each step.

    A particle stops before a step whose gradient has no component larger than `tolerance`; one that leaves the
    search domain enlarged `escape_factor` times, or whose value is not finite, stays at its last point inside.
    """
    points = np.array(starts, dtype=float).reshape(-1, f.dimensions)
    low, high = np.transpose(f.search_domain)
    centre, reach = (low + high) / 2, (high - low) / 2 * escape_factor
    positions = np.empty((steps + 1, *points.shape))
    heights = np.empty((steps + 1, len(points)))
    ending = np.full(len(points), Ending.RUNNING, dtype=np.int8)
    stopped_at = np.full(len(points), steps)
    live = np.arange(len(points))
    state = {name: np.zeros_like(points.T) for name in optimizer.memory}
    height, gradient = f.value_and_gradient(points)
    positions[0], heights[0] = points, height
    for k in range(steps):
        resting = np.abs(gradient[live]).max(axis=-1, initial=0) <= tolerance if tolerance else np.zeros(len(live), bool)
        stopped_at[live[resting]] = k
        live, state = live[~resting], {name: s[:, ~resting] for name, s in state.items()}
        shift, state = optimizer.rule(np, gradient[live].T, state, k, optimizer.learning_rate)
        moved = points[live] + shift.T
        value, slope = f.value_and_gradient(moved)
        diverged = ~(np.isfinite(moved).all(axis=-1) & np.isfinite(value))
        escaped = ~diverged & (np.abs(moved - centre) > reach).any(axis=-1)
        lost = diverged | escaped
        ending[live[diverged]], ending[live[escaped]] = Ending.DIVERGED, Ending.ESCAPED
        stopped_at[live[lost]] = k
        live, state = live[~lost], {name: s[:, ~lost] for name, s in state.items()}
        points[live], height[live], gradient[live] = moved[~lost], value[~lost], slope[~lost]
        positions[k + 1], heights[k + 1] = points, height
    settled = ending == Ending.RUNNING
    ending[settled] = classify(f, points[settled], tolerance)
    return Trajectories(
        landscape=f,
        optimizer=optimizer,
        positions=positions,
        heights=heights,
        ending=ending,
        stopped_at=stopped_at,
        steps=steps,
        tolerance=tolerance,
    )
