"""Many learning rates tried on the same starts: what each regime looks like, and a fair choice among them."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from descent.comparison.cases import Case
from descent.comparison.statistics import quantiles
from descent.loop import descend
from descent.optimizers import FirstOrder, RatedOptimizer
from descent.rates import FASTEST, SLOWEST, default_learning_rate, is_linear, largest_stable_rate
from descent.results import LOST, Ending, Trajectories
from descent.starts import Starts
from landscapes.tasks import check_executor, in_order

Array = NDArray[np.float64]

HELD_OUT = 200
"""So many starts, none of them among those compared, decide which rate is best."""
HELD_OUT_SEED = 1_000_003
REACH = 100.0
"""The grid of rates spans the default rate divided and multiplied by this."""
AS_LOW = 1e-6


@dataclass(frozen=True, eq=False, kw_only=True)
class Sweep:
    """What one optimizer does at many learning rates.

    Attributes
    ----------
    case : str, label of the case whose optimizer, starts and steps these are
    rates : (k,) float, ascending
    quartiles : (3, k) final heights; a lost start counts as infinitely high
    start : float, median height of the starts
    patience : (k,) median step at which a start came to rest; all the steps if it did not
    regimes : (k,) words, measured: "too slow", "right", "bounces", "restless" or "diverges"
    limits : the largest stable rates at the minima, ascending; empty where theory has none
    starts : int, how many at each rate
    """

    case: str
    rates: Array
    quartiles: Array
    start: float
    patience: Array
    regimes: tuple[str, ...]
    limits: tuple[float, ...]
    starts: int

    @property
    def best(self) -> int:
        """The place of the lowest median height; of those as low as that the one at rest soonest, then the gentlest.

        As low: within a millionth of the fall from the starts.
        """
        median = self.quartiles[1]
        if not np.isfinite(median).any():
            return 0
        low = median <= np.min(median) + AS_LOW * max(self.start - np.min(median), 0.0)
        patience = np.where(low, self.patience, np.inf)
        return int(np.flatnonzero(patience == patience.min())[0])


@dataclass(frozen=True, eq=False, kw_only=True)
class Tuning:
    """How a case got its learning rate: `budget` trials, the lowest median height on held-out starts.

    Attributes
    ----------
    sweep : Sweep, the trials
    held_out : str, the starts they were tried on
    winner : float
    at_edge : bool, whether the winner is the smallest or largest rate tried: then a wider range may do better
    """

    sweep: Sweep
    held_out: str
    winner: float
    at_edge: bool

    @property
    def budget(self) -> int:
        """The number of trials."""
        return len(self.sweep.rates)


def sweep(
    case: Case,
    rates: Array | None = None,
    count: int = 41,
    starts: int = 100,
    executor: Executor | None = None,
) -> Sweep | None:
    """The case's optimizer at many rates (k,), from some of its starts; None where it has no rate to vary.

    `executor` takes each rate as a task.
    """
    check_executor("sweep.executor", executor)
    optimizer = case.optimizer
    if not isinstance(optimizer, FirstOrder) or not isinstance(optimizer.learning_rate, float):
        return None
    limits = stable_limits(case)
    rates = _grid(case, count, limits) if rates is None else rates
    points = case.points()
    starts = min(len(points), starts if rates is not None else max(200 // case.landscape.dimensions, 20))
    points = points[np.unique(np.linspace(0, len(points) - 1, starts).astype(int))]
    trials = [replace(case, optimizer=replace(optimizer, learning_rate=float(r))) for r in rates]
    trial = partial(_tried, points=points)
    tried = list(map(trial, trials) if executor is None else in_order(executor, trial, trials, "sweep"))
    found = Sweep(
        case=case.label,
        rates=np.asarray(rates),
        quartiles=np.array([t.quartiles for t in tried]).T,
        start=float(np.median(case.landscape.value(points))),
        patience=np.array([t.patience for t in tried]),
        regimes=tuple(t.regime for t in tried),
        limits=limits,
        starts=len(points),
    )
    # Above the best rate whoever is not at rest is not slow: it is thrown about.
    regimes = tuple(
        "restless" if regime == "too slow" and place > found.best else regime
        for place, regime in enumerate(found.regimes)
    )
    return replace(found, regimes=regimes)


def tune(
    case: Case, budget: int, bounds: tuple[float, float] | None = None, *, executor: Executor | None = None
) -> tuple[Case, Tuning] | None:
    """The case with the best of `budget` learning rates, on starts that are not its own.

    Every optimizer gets the same number of trials, of the case's own steps, on a logarithmic grid: of `bounds`,
    or a hundred times below to a hundred times above its default rate on the landscape. None where the
    optimizer has no rate to tune. `executor` takes each trial as a task; who is done first is no matter.

    Raises
    ------
    ValueError
        If `budget` is below 2, or `bounds` are not 0 < low < high.
    """
    check_executor("tune.executor", executor)
    optimizer = case.optimizer
    if not isinstance(optimizer, RatedOptimizer) or not isinstance(optimizer.learning_rate, float):
        return None
    if budget < 2:
        raise ValueError(f"tuning needs a budget of at least 2 trials, got {budget}")
    low, high = bounds or _around(float(default_learning_rate(case.landscape, optimizer)))
    if not 0 < low < high < np.inf:
        raise ValueError(f"tuning needs rates 0 < low < high, got {low:g} to {high:g}")
    apart = held_out(case.starts)
    rates = np.array([float(f"{rate:.3g}") for rate in np.geomspace(low, high, budget)])
    tried = sweep(replace(case, starts=apart), rates, starts=HELD_OUT, executor=executor)
    if tried is None:
        return None
    winner = float(tried.rates[tried.best])
    settled = replace(
        case, optimizer=replace(optimizer, learning_rate=winner), rate_reason=f"the best of {budget} tried"
    )
    at_edge = tried.best in (0, budget - 1)
    return settled, Tuning(sweep=tried, held_out=apart.text, winner=winner, at_edge=at_edge)


def held_out(starts: Starts) -> Starts:
    """Starts of the same kind by another seed, few; uniform ones where the kind knows no chance."""
    if not starts.is_random:
        return Starts("uniform", (("count", HELD_OUT), ("seed", HELD_OUT_SEED)))
    settings = dict(starts.settings)
    settings["seed"] = int(settings.get("seed", 0)) + HELD_OUT_SEED
    settings["count"] = min(int(settings.get("count", HELD_OUT)), HELD_OUT)
    return Starts(starts.name, tuple(settings.items()))


def stable_limits(case: Case) -> tuple[float, ...]:
    """The rate above which the optimizer leaves each known minimum: for gradient descent 2 / L."""
    f, optimizer = case.landscape, case.optimizer
    if not isinstance(optimizer, FirstOrder) or not len(f.minimizers) or not is_linear(optimizer):
        return ()
    found = set()
    for minimizer in f.minimizers[:16]:
        try:
            limit = largest_stable_rate(f, minimizer, optimizer)
        except ValueError:
            continue
        if np.isfinite(limit) and limit > 0:
            found.add(float(f"{limit:.6g}"))
    return tuple(sorted(found))


def _around(rate: float) -> tuple[float, float]:
    return max(rate / REACH, SLOWEST), min(rate * REACH, FASTEST)


def _grid(case: Case, count: int, limits: Sequence[float]) -> Array:
    """Rates around the default one; with a known limit from well below to a little above it."""
    rate = float(default_learning_rate(case.landscape, case.optimizer))
    low, high = _around(rate)
    if limits:
        low, high = min(limits) / 500, max(limits) * 4
    return np.geomspace(low, high, count)


@dataclass(frozen=True, eq=False)
class _Trial:
    quartiles: Array
    patience: float
    regime: str


def _tried(case: Case, points: Array) -> _Trial:
    """One rate."""
    every = max(1, case.steps * len(points) * points.shape[1] // 4_000_000)
    run = descend(
        case.landscape,
        points,
        case.optimizer,
        steps=case.steps,
        tolerance=case.tolerance,
        noise=case.noise,
        record=every,
        engine=case.engine,
    )
    final = np.where(np.isin(run.ending, LOST), np.inf, run.heights[-1])
    rest = np.where(run.ending == Ending.CONVERGED, run.stopped_at, run.steps)
    return _Trial(quantiles(final, (0.25, 0.5, 0.75)), float(np.median(rest)), _regime(run, final))


def _regime(run: Trajectories, final: Array) -> str:
    """Most starts lost, or no lower than they began: diverges. Most turn back at every other step: bounces."""
    if np.isinf(final).mean() > 0.5 or np.median(final) > np.median(run.heights[0]):
        return "diverges"
    step = np.diff(run.positions, axis=0)
    turn = (step[1:] * step[:-1]).sum(axis=-1)
    moving = np.maximum((turn != 0).sum(axis=0), 1)
    if np.median((turn < 0).sum(axis=0) / moving) > 0.5:
        return "bounces"
    return "right" if (run.ending == Ending.CONVERGED).mean() > 0.5 else "too slow"
