"""The one loop that moves particles."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, DTypeLike, NDArray

from descent.engine.block import Block, BlockEnd
from descent.engine.record import Kept, Record
from descent.engine.run import Plan
from descent.noise import Noise
from descent.optimizers.optimizer import FirstOrder, Optimizer, check_optimizer
from descent.rates.learning_rate import settled
from descent.results.endings import SMALLEST_TOLERANCE, Ending, classify
from descent.results.trajectories import Trajectories
from descent.settings import brief, check_landscape, number
from descent.starts.shapes import checked_starts
from landscapes import Landscape

Array = NDArray[np.float64]

_SHORTEST_SHARE = 32768
"""Fewer particles than this are not worth a thread of their own."""
_LONGEST_BLOCK = 32768
"""More particles than this take a step, gradient and record out of the cache."""
_MOST_STEPS = 10**12


def descend(
    f: Landscape,
    starts: ArrayLike,
    optimizer: Optimizer,
    *,
    steps: int = 200,
    tolerance: float = 1e-6,
    escape_factor: float = 10.0,
    record: Kept = 1,
    dtype: DTypeLike = np.float64,
    noise: Noise | None = None,
) -> Trajectories:
    """Move every start down the landscape and record where it was at each step.

    A particle stops before a step whose gradient has no component larger than `tolerance`, and stays there. One
    that would leave the search domain enlarged `escape_factor` times about its centre (ESCAPED), or whose
    position or height would not be finite (DIVERGED), stays at its last point inside.

    Parameters
    ----------
    f : Landscape
    starts : (N, n)
        Where particles begin, domain units; one point (n,) is taken as one particle.
    optimizer : Optimizer
    steps : int
        The number of steps, 0 or more.
    tolerance : float
        0 switches the stop off.
    escape_factor : float
    record : int or "ends"
        1 keeps every step, k every k-th and the last, "ends" only the first and the last.
    dtype : float64 or float32
        Of the record; the arithmetic is in float64.
    noise : Noise, optional
        Stands between the gradient and the optimizer. The stop looks at the gradient itself.

    Raises
    ------
    ValueError
        If a start is not finite or of the wrong shape, or a setting out of range.
    """
    _check_kinds(f, optimizer, noise)
    points = checked_starts(f, starts)
    _check_settings(steps, tolerance, escape_factor, record, dtype)
    low, high = np.transpose(f.search_domain)
    with np.errstate(over="ignore"):  # of a domain without end
        centre, reach = (low + high) / 2, (high - low) / 2 * escape_factor
    optimizer = settled(optimizer, f)
    plan = Plan(f, optimizer, noise, int(steps), float(tolerance), centre - reach, centre + reach)
    try:
        kept = Record(plan.steps, f.dimensions, len(points), record, dtype)
    except MemoryError:
        raise ValueError(
            f"descend: the record of {len(points):,} particles and {plan.steps:,} steps does not fit in memory;"
            f' keep less of it: record=k or "ends"'
        ) from None
    blocks = _travel(plan, points, kept)
    ending = np.concatenate([b.ending for b in blocks])
    judged = np.concatenate([b.resting for b in blocks]) & (ending == Ending.RUNNING)
    last = np.concatenate([b.points for b in blocks], axis=1).T[judged]
    finished = np.concatenate([b.finished for b in blocks])[judged]
    # Verdicts need Hessians and Newton steps, which cost more than many a run: they wait until somebody asks.
    return Trajectories(
        landscape=f,
        optimizer=optimizer,
        positions=kept.positions,
        heights=kept.heights,
        ending=partial(_judged, f, ending, judged, last, plan.tolerance, finished),
        stopped_at=np.concatenate([b.stopped_at for b in blocks]),
        steps=plan.steps,
        indices=kept.indices,
        noise=noise,
        tolerance=plan.tolerance,
        escape_factor=float(escape_factor),
    )


def _judged(
    f: Landscape, ending: NDArray[np.int8], settled: Any, last: Array, tolerance: float, finished: Any
) -> Any:
    """Endings (N,): `ending`, and where `settled` (N,) the verdict on the points `last`."""
    result = ending.copy()
    result[settled] = classify(f, last, tolerance, finished)
    return result


def _travel(plan: Plan, starts: Array, record: Record) -> list[BlockEnd]:
    """All blocks at their ends, moved on as many threads as there are processors (NumPy releases the lock)."""
    count = len(starts)
    threads = count // _SHORTEST_SHARE if isinstance(plan.optimizer, FirstOrder) else 1
    threads = min(os.cpu_count() or 1, threads) if threads > 1 else 1
    size = min(plan.landscape.compiled.block, _LONGEST_BLOCK, -(-count // threads)) or 1
    # Equal shares: the last block is no shorter than the others, the number of blocks a multiple of the threads.
    cuts = -(-count // (size * threads)) * threads if count else 1
    gentle = max(plan.tolerance, SMALLEST_TOLERANCE)

    def travel(share: int) -> BlockEnd:
        particles = slice(count * share // cuts, count * (share + 1) // cuts)
        return Block(plan, np.array(starts[particles].T, order="C"), particles, gentle).travel(record)

    if threads == 1:
        return [travel(i) for i in range(cuts)]
    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(travel, range(cuts)))


def _check_kinds(f: object, optimizer: object, noise: object) -> None:
    check_landscape("descend.f", f)
    check_optimizer("descend.optimizer", optimizer)
    if noise is not None and not isinstance(noise, Noise):
        raise ValueError(f"descend.noise must be a Noise or None, got {brief(noise)}")


def _check_settings(
    steps: int, tolerance: float, escape_factor: float, record: Kept, dtype: DTypeLike
) -> None:
    if not _is_whole(steps) or not 0 <= steps <= _MOST_STEPS:
        raise ValueError(
            f"descend.steps must be a whole number >= 0 and at most {_MOST_STEPS:,}, got {brief(steps)}"
        )
    for name, value, least in (("tolerance", tolerance, 0.0), ("escape_factor", escape_factor, 1.0)):
        number(f"descend.{name}", value, float, f"[{least:g}, inf)")
    if not (record == "ends" if isinstance(record, str) else _is_whole(record) and record >= 1):
        raise ValueError(f'descend.record must be a whole number >= 1 or "ends", got {brief(record)}')
    try:
        fits = np.dtype(dtype) in (np.float64, np.float32)
    except TypeError:
        fits = False
    if not fits:
        raise ValueError(f"descend.dtype must be float64 or float32, got {brief(dtype)}")


def _is_whole(value: object) -> bool:
    return isinstance(value, int | np.integer) and not isinstance(value, bool)
