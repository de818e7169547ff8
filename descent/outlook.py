"""How many steps a run that still moves would take: as far as it goes on as it did, or tried out."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, TypeGuard

import numpy as np
from numpy.typing import ArrayLike, NDArray

from descent.engine import MOST
from descent.loop import descend
from descent.optimizers import FirstOrder, Optimizer, RatedOptimizer
from descent.results import Ending, Trajectories, tolerances
from descent.schedules import Cosine, Schedule
from landscapes import Landscape

FARTHEST = 1e6
"""No answer reaches further than so many steps: who is offered more could not ask for them."""
EYE = 1 / 200
"""Share of the domain's sides within which the eye cannot tell two places apart, as a particle and a minimizer."""
TRIED, FEW, MANY = 24, 8, 0.7
"""So many of a run's starts try a remedy out, few of a method that is asked step by step; the share that must arrive."""
LENGTHS, DEAR = (10_000, 40_000), (10_000,)
"""Steps of the trials; of a method that is asked step by step."""


def steps_wanted(run: Trajectories) -> int | None:
    """About how many steps bring most of the particles to rest; None where they are not on their way to it.

    Slopes die away in proportion near a minimum: what each particle's slope lost in the second half of the run, in
    decades, says when it is small enough to stop. Two significant digits. Under noise none is ever small for long.

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
    if run.noise is not None:
        return None
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


@dataclass(frozen=True)
class Remedy:
    """How many particles arrive in so many steps, tried out on some of a run's starts.

    Attributes
    ----------
    steps : int
    falls : bool, whether the rate falls along half a cosine in as many steps
    arrived : float, the share of those tried that came to rest in a minimum or beside a known minimizer

    Examples
    --------
    >>> from descent import Remedy
    >>> Remedy(steps=10_000, falls=True, arrived=0.75).helps
    True
    """

    steps: int
    falls: bool
    arrived: float

    @property
    def helps(self) -> bool:
        """Whether most arrived."""
        return self.arrived >= MANY


def beside_minimizers(f: Landscape, points: ArrayLike) -> NDArray[np.bool_]:
    """Which `points` (N, n), domain units, the eye cannot tell from a known minimizer of `f`.

    Examples
    --------
    >>> from descent import beside_minimizers
    >>> from landscapes import catalogue
    >>> beside_minimizers(catalogue["sphere"], [[0.01, 0.0], [0.1, 0.0]]).tolist()
    [True, False]
    """
    width = np.ptp(np.asarray(f.domain, dtype=float), axis=1)
    away = np.abs(np.asarray(points, dtype=np.float64)[:, None] - f.minimizers) / width
    return np.asarray(away.max(axis=-1).min(axis=-1, initial=np.inf) <= EYE)


def arrived(run: Trajectories) -> NDArray[np.bool_]:
    """Which particles (N,) came to rest in a minimum, or are beside a known minimizer.

    Examples
    --------
    >>> from descent import SignDescent, arrived, descend
    >>> from landscapes import catalogue
    >>> run = descend(catalogue["sphere"], [[1.0, 1.0]], SignDescent(0.013), steps=100)
    >>> run.ending.tolist(), arrived(run).tolist()
    ([3], [True])
    """
    ending = np.asarray(run.ending)
    moving = ending == Ending.RUNNING
    return (ending == Ending.CONVERGED) | (moving & beside_minimizers(run.landscape, run.positions[-1]))


def remedy(run: Trajectories) -> Remedy | None:
    """More steps, or a rate that falls, with which most of the particles arrive; where no trial did that, the last.

    None of a run of somebody else's optimizer.

    Examples
    --------
    >>> from descent import SignDescent, descend, grid, remedy
    >>> from landscapes import catalogue
    >>> f = catalogue["booth"]
    >>> remedy(descend(f, grid(f.domain, 4), SignDescent(0.3), steps=500))
    Remedy(steps=10000, falls=True, arrived=1.0)
    """
    if not isinstance(run.optimizer, Optimizer) or not len(run):
        return None
    many = TRIED if isinstance(run.optimizer, FirstOrder) else FEW
    some = np.unique(np.linspace(0, len(run) - 1, many).round().astype(int))
    how: Any = {"tolerance": run.tolerance, "noise": run.noise, "escape_factor": run.escape_factor}
    found = None
    for steps, falls, method in _trials(run.optimizer):
        if falls or steps > run.steps:
            tried = descend(run.landscape, run.positions[0][some], method, steps=steps, record="ends", **how)
            found = Remedy(steps, falls, float(arrived(tried).mean()))
            if found.helps:
                break
    return found


def _trials(optimizer: Optimizer) -> Iterator[tuple[int, bool, Optimizer]]:
    """Lengths, whether the rate falls, and what moves then: the shortest first."""
    for steps in LENGTHS if isinstance(optimizer, FirstOrder) else DEAR:
        if has_steady_rate(optimizer):
            yield steps, True, replace(optimizer, learning_rate=Cosine(optimizer.rate(0), steps=steps))
        yield steps, False, optimizer


def has_steady_rate(optimizer: Optimizer) -> TypeGuard[RatedOptimizer]:
    """Whether it has a learning rate that does not change, and could fall instead.

    Examples
    --------
    >>> from descent import Adam, Cosine, has_steady_rate
    >>> has_steady_rate(Adam(0.1)), has_steady_rate(Adam(Cosine(0.1, steps=50)))
    (True, False)
    """
    return isinstance(optimizer, RatedOptimizer) and not isinstance(optimizer.learning_rate, Schedule)
