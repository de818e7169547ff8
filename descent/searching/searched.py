"""The record of a search: a run whose rows are generations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from descent.results import Ending, Trajectories, classify
from landscapes import Landscape

Array = NDArray[np.float64]
WAIT = 0.5
"""The part of a generation for which it stands still in films."""
GATHERED, TOGETHER = 1e-3, 5e-3
"""So near its end, in shares of the domain's sides, a search has come to rest; so near one another particles are where
the population ends: nobody could tell them apart on a picture."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Searched(Trajectories):
    """Where a population was in every generation: a run like ours, one particle for each of a generation.

    Attributes
    ----------
    drawn : mapping of str to (rows, ...)
        What pictures draw beside the particles, by generation: ``mean`` and ``covariance``, ``velocities``, ``simplex``.
    evaluations : (rows,) int
        How many heights had been asked for when a generation was complete.

    joined : bool
        Whether a particle is the same as in the generation before, moved.

    Examples
    --------
    >>> from descent import CMAES, search
    >>> from landscapes import catalogue
    >>> run = search(catalogue["sphere"], CMAES(), generations=20)
    >>> run.positions.shape, run.drawn["covariance"].shape, run.evaluations[[0, 20]].tolist()
    ((21, 6, 2), (21, 2, 2), [6, 126])
    """

    drawn: Mapping[str, Array] = field(default_factory=dict)
    evaluations: NDArray[np.int64] = None  # type: ignore[assignment]
    joined: bool = True

    def at(self, index: float) -> tuple[Array, Array]:
        """As of any run; between two generations whose particles are not the same, they wait, and then are quick."""
        if not self.joined and not float(index).is_integer():
            part = min(max((index % 1 - WAIT) / (1 - WAIT), 0.0), 1.0)
            index = np.floor(index) + part * part * (3 - 2 * part)
        return super().at(index)

    @property
    def best(self) -> Array:
        """The lowest height (rows,) of all up to each generation, value units."""
        lowest = np.fmin.reduce(np.where(np.isnan(self.heights), np.inf, self.heights), axis=1)
        return np.minimum.accumulate(lowest)


def recorded(
    f: Landscape, places: list[Array], heights: list[Array], evaluations: list[int], **more: Any
) -> Searched:
    """The record of generations: places (N, n) and heights (N,), infinite where there is no value."""
    positions, levels = np.stack(places), np.stack(heights)
    known = np.isfinite(levels)
    # Without a height nobody stands on the surface; with one, what the landscape says is the height.
    levels = np.where(known, levels, np.nan)
    ending = np.full(positions.shape[1], Ending.UNDEFINED, dtype=np.int8)
    last = np.flatnonzero(known[-1])
    ending[last] = judged(f, positions[-1, last], _gathered(f, positions, levels)[last])
    steps = len(positions) - 1
    return Searched(
        landscape=f,
        positions=positions,
        heights=levels,
        ending=ending,
        stopped_at=np.full(positions.shape[1], steps),
        steps=steps,
        evaluations=np.array(evaluations),
        **more,
    )


def judged(f: Landscape, points: Array, still: NDArray[np.bool_]) -> NDArray[np.int8]:
    """Endings (N,) of members at `points` (N, n) of whom some are `still` (N,).

    Whoever is led by heights alone and has a slope beneath is stuck nowhere.
    """
    ending = classify(f, points, None, still)
    stuck = ending == Ending.STALLED
    ending[stuck] = classify(f, points[stuck], None)
    return ending


def _gathered(f: Landscape, positions: Array, levels: Array) -> NDArray[np.bool_]:
    """Which particles (N,) have come together where nothing moves: a population has no slope that could be small."""
    alone = positions.shape[1] == 1
    best = positions[-1, np.argmin(np.where(np.isnan(levels[-1]), np.inf, levels[-1]))]
    late = positions[-1 - len(positions) // 20 - alone :]
    far = np.abs(late - best) / np.ptp(np.asarray(f.domain, dtype=float), axis=1)
    return np.asarray((far <= TOGETHER).all(axis=(0, 2)))
