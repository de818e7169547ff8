"""`descend`, the one loop that moves particles: cut into blocks, on threads, for a number of steps or until they rest."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import replace
from functools import lru_cache, partial
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, DTypeLike, NDArray

from descent.compiled_engine import EngineName, KernelEnd, chosen_engine, kernel_of
from descent.engine import ESCAPE_FACTOR, LOOKS, SOON, Block, BlockEnd, Kept, Patience, Record, RunSettings
from descent.guests import Guest, GuestError, check_guest, is_ours
from descent.noise import Noise
from descent.optimizers import FirstOrder, Optimizer
from descent.rates import settled
from descent.results import Ending, Judgement, Trajectories, judge
from descent.settings import brief, check_landscape, number
from descent.starts import checked_starts
from landscapes import Landscape
from landscapes.tasks import check_executor, in_order

Array = NDArray[np.float64]

WATCHED = 400
"""So many of the starts, the first, say how long a run takes that is not told."""
FEWEST_STEPS, MOST_STEPS = 50, 10_000
"""Between these it takes as many as bring those to rest: up to 1,000 in tens, then in five hundreds until most rest."""
ROOM = 2e7
"""Numbers that such a run may record beyond a thousand steps: many particles get fewer steps."""
_SHORTEST_SHARE = 32768
"""Fewer particles than this are not worth a thread of their own."""
_LARGEST_BLOCK = 32768
"""More particles than this take a step, gradient and record out of the cache."""
BLOCK, MOST_BLOCKS = 1 << 15, 256
"""Particles that an executor's task takes at least, and how many tasks there are at most, if nothing is said.

A task costs Dask's scheduler and client 2 to 4 ms of a processor: of more, the scheduler is what many workers wait for.
"""
_MOST_STEPS = 10**12
"""That may be asked for."""


def descend(
    f: Landscape,
    starts: ArrayLike,
    optimizer: Optimizer | Any,
    *,
    steps: int | None = 200,
    tolerance: float | None = None,
    escape_factor: float = ESCAPE_FACTOR,
    record: Kept = 1,
    dtype: DTypeLike = np.float64,
    noise: Noise | None = None,
    engine: EngineName = "numpy",
    executor: Executor | None = None,
    block: int | None = None,
) -> Trajectories:
    """Move every start down the landscape and record where it was at each step.

    A particle stops before a step whose gradient has no component larger than `tolerance`, and stays there. One
    that would leave the search domain enlarged `escape_factor` times about its centre (ESCAPED), or whose
    position or height would not be finite (DIVERGED), stays at its last point inside. One that begins where the
    function has no finite value (UNDEFINED) stays at its start.

    Parameters
    ----------
    f : Landscape
    starts : (N, n)
        Where particles begin, domain units; one point (n,) is taken as one particle.
    optimizer : Optimizer, or somebody else's
        An optax pair, a factory of a torch optimizer, a function ``step(x, gradient) -> x``: see `Guest`.
    steps : int or None
        The number of steps, 0 or more. None takes `default_steps(f, optimizer, starts)`: as many as bring the first
        400 starts to rest, at least 50, in tens; after 1,000 as many as bring 95 % of them to rest, at most 10,000, in
        five hundreds, as long as they still go down. With the usual tolerance and escape factor and without noise
        that costs no run beside this one.
    tolerance : float, optional
        In value units over domain units; 0 switches the stop off. None is the landscape's own: on each axis
        2e-7 of `f.gentle_slopes`, so that nothing depends on the units of heights and variables.
    escape_factor : float
    record : int, "ends" or tuple of int
        1 keeps every step, k every k-th and the last, "ends" only the first and the last; several numbers keep these
        steps, the first and the last.
    dtype : float64 or float32
        Of the record; the arithmetic is in float64.
    noise : Noise, optional
        Stands between the gradient and the optimizer. The stop looks at the gradient itself.
    engine : "numpy", "compiled" or "auto"
        "compiled" fuses landscape, rule, stop and record into one loop in machine code (``pip install "thalweg[fast]"``),
        several times as fast for many particle-steps, kept on disk for the next time. "auto" takes it above 250 million
        particle-steps of `steps` that are told, if it is installed, else "numpy". `Trajectories.engine` is the one that
        ran: "numpy" too for what is no rule of plain arithmetic or no formula (Newton's method, noise, guests, samples).
    executor : concurrent.futures.Executor, optional
        Where particles move, `block` of them a task; here by default. The run is the same bit for bit, whatever the
        blocks and whoever runs them, unless it is `cut_off`. Optimizers of ours, and a number of steps, only.
    block : int, optional
        By default 32,768, or as many more as make 256 tasks.

    Notes
    -----
    One engine gives the same bits every time, "compiled" on every processor. Between the two, arithmetic is the same but
    for sines, exponentials and logarithms, which differ in the last digits: places by less than 1e-12 of the domain after
    a step. Where a component of the gradient is as good as zero (below 1e-10 of `f.gentle_slopes`) its sign and size are
    roundings: rules that take its sign or divide by its size (sign descent, Lion, Rprop, Adam and its kin) may differ
    there by as much as they step. Ends differ as little, except where paths part on such a digit: there, or at a ridge. A
    particle that meets a place where plain arithmetic cannot be trusted (0 / 0, an overflow on the way) is taken from its
    start by "numpy", with all repairs.

    Raises
    ------
    ValueError
        If a start is not finite or of the wrong shape, a setting out of range, or the engine not installed.
    BrokenExecutor
        In one line, if an executor's workers died.
    GuestError
        If an optimizer of somebody else's does what it must not; its `trajectories` are the run up to there.

    Examples
    --------
    >>> from descent import Adam, descend, grid
    >>> from landscapes import catalogue
    >>> f = catalogue["himmelblau"]
    >>> paths = descend(f, grid(f.domain, 5), Adam(0.1), steps=300)
    >>> paths.positions.shape, paths.heights.shape
    ((301, 25, 2), (301, 25))
    >>> bool((paths.heights[-1] < paths.heights[0]).all())
    True
    >>> descend(f, grid(f.domain, 5), Adam(), steps=None).steps % 10
    0
    """
    _check_kinds(f, noise)
    points = checked_starts(f, starts)
    try:
        # Equal tuples may hold other kinds of numbers.
        check: Callable[..., None] = _check_settings if isinstance(record, tuple) else _check_once
        check(steps, tolerance, escape_factor, record, dtype)
    except TypeError:  # something without a hash
        _check_settings(steps, tolerance, escape_factor, record, dtype)
    optimizer = settled(check_guest("descend.optimizer", optimizer, f), f, points)
    engine = chosen_engine("descend.engine", engine, len(points) * (steps or 0))
    check_executor("descend.executor", executor)
    if executor is not None:
        _check_apart(steps, optimizer, block)
    usual = noise is None and (tolerance, escape_factor) == (None, ESCAPE_FACTOR) and engine == "numpy"
    if steps is None and not usual:
        # Rest is what it is without noise, to the usual tolerance: here the length is another run's.
        steps = descend(f, points[:WATCHED], optimizer, steps=None, record="ends").steps
    settings = RunSettings.of(
        f, optimizer, int(steps or 0), tolerance=tolerance, escape_factor=escape_factor, noise=noise
    )
    end: BlockEnd | KernelEnd
    if steps is None:
        settings, kept, end = _travel_to_rest(settings, points, record, dtype)
    elif executor is None:
        kept, end, engine = _travel(settings, points, record, dtype, engine)
    else:
        size = block or max(BLOCK, -(-len(points) // MOST_BLOCKS))
        kept, end, engine = _travel_apart(settings, points, record, dtype, engine, executor, size)
    # Verdicts need Hessians and Newton steps, which cost more than many a run: they wait until somebody asks.
    run = Trajectories(
        landscape=f,
        optimizer=optimizer,
        positions=kept.positions,
        heights=kept.heights,
        ending=partial(_judged, f, end, noise, tolerance),
        stopped_at=end.stopped_at,
        steps=settings.steps,
        indices=kept.indices,
        noise=noise,
        tolerance=None if tolerance is None else float(tolerance),
        escape_factor=float(escape_factor),
        cut_off=end.is_cut_off,
        engine=engine,
    )
    if not is_ours(type(optimizer)) and isinstance(optimizer, Guest) and optimizer.failure:
        error = GuestError(f"{optimizer.name}: {optimizer.failure}")
        error.trajectories = run
        raise error
    return run


def _check_apart(steps: int | None, optimizer: Any, block: int | None) -> None:
    if steps is None or isinstance(optimizer, Guest):
        raise ValueError("descend.executor needs a number of steps and an optimizer of ours")
    if block is not None:
        number("descend.block", block, int, "[1, 1e12]")


def _travel_apart(
    settings: RunSettings,
    starts: Array,
    kept: Kept,
    dtype: DTypeLike,
    engine: EngineName,
    executor: Executor,
    size: int,
) -> tuple[Record, BlockEnd, EngineName]:
    """As `_travel`, `size` particles a task."""
    lows = range(0, max(len(starts), 1), size)
    tiles = in_order(
        executor,
        partial(_travelled, kept=kept, dtype=dtype, engine=engine),
        ((replace(settings, first=low), starts[low : low + size]) for low in lows),
        "descend",
    )
    whole, ends, engines = _record(settings, len(starts), kept, dtype), [], []
    for low, (part, end, moved_by) in zip(lows, tiles, strict=True):
        whole.take(part, slice(low, low + size))
        ends.append(end)
        engines.append(moved_by)
    return whole, BlockEnd.joined(ends), engines[0]


def _travelled(
    tile: tuple[RunSettings, Array], kept: Kept, dtype: DTypeLike, engine: EngineName
) -> tuple[Record, BlockEnd, EngineName]:
    record, end, moved_by = _travel(*tile, kept, dtype, engine)
    return record, end.whole(), moved_by


def _travel(
    settings: RunSettings, starts: Array, kept: Kept, dtype: DTypeLike, engine: EngineName
) -> tuple[Record, BlockEnd | KernelEnd, EngineName]:
    """The record of a run from `starts` (N, n), where all of them end, and the engine that moved them.

    Raises
    ------
    ValueError
        If the record does not fit in memory.
    """
    record = _record(settings, len(starts), kept, dtype)
    kernel = kernel_of(settings, record) if engine == "compiled" else None
    if kernel is None:
        return record, _moved(settings, starts, record), "numpy"
    end, back = kernel.move(starts, record)
    if len(back):
        end = end.whole()
        again = _record(settings, len(back), kept, dtype)
        end.put(_moved(settings, starts[back], again), back)
        record.take(again, back)
    return record, end, engine


def _travel_to_rest(
    settings: RunSettings, starts: Array, kept: Kept, dtype: DTypeLike
) -> tuple[RunSettings, Record, BlockEnd]:
    """A run from `starts` (N, n) that is not told how long it is; its settings say how long it became.

    Nobody moves twice: the first 400 starts go on until all have come to rest, or until it has been long enough. What
    they left is cut to the length of the run, and the other starts, if there are any, run so long.

    Raises
    ------
    ValueError
        If the record does not fit in memory.
    """
    open_ended, first = replace(settings, steps=longest(settings.optimizer, starts)), starts[:WATCHED]
    record = _record(open_ended, len(first), kept, dtype)
    block = Block(open_ended, np.array(first.T, order="C"), slice(0, len(first)))
    end = block.travel(record, Patience(len(first)))
    needed = int(end.stopped_at.max(initial=0))
    settings = replace(settings, steps=max(-(-needed // 10) * 10, FEWEST_STEPS))
    end = end.at(settings.steps)
    record.cut(settings.steps, end.points, end.heights)
    record.hold(end.stopped_at, end.points, end.heights, slice(len(first)))
    if len(starts) == len(first):
        return settings, record, end
    whole = _record(settings, len(starts), kept, dtype)
    whole.take(record)
    others = _moved(settings, starts[WATCHED:], whole, WATCHED)
    return settings, whole, BlockEnd.joined([end, others])


def longest(optimizer: Optimizer, starts: Array) -> int:
    """The most steps that a run from `starts` (N, n) takes that is not told its length; whole five hundreds."""
    fits = int(ROOM // (max(len(starts), 1) * (starts.shape[1] + 1))) // LOOKS * LOOKS
    # A method that is asked step by step is dear, and soon there or never.
    return min(max(fits, SOON), MOST_STEPS) if isinstance(optimizer, FirstOrder) else SOON


def _record(settings: RunSettings, count: int, kept: Kept, dtype: DTypeLike) -> Record:
    try:
        return Record(settings.steps, settings.landscape.dimensions, count, kept, dtype)
    except MemoryError:
        raise ValueError(
            f"descend: the record of {count:,} particles and {settings.steps:,} steps does not fit in memory;"
            f' keep less of it: record=k or "ends"'
        ) from None


def _moved(settings: RunSettings, starts: Array, record: Record, number: int = 0) -> BlockEnd:
    """All particles at their ends, the first of them the one numbered `number` in the record.

    On as many threads as there are processors: NumPy releases the lock.
    """
    count = len(starts)
    threads = count // _SHORTEST_SHARE if isinstance(settings.optimizer, FirstOrder) else 1
    threads = min(os.cpu_count() or 1, threads) if threads > 1 else 1
    size = min(settings.landscape.compiled.block, _LARGEST_BLOCK, -(-count // threads)) or 1
    # Equal shares: the last block is no shorter than the others, the number of blocks a multiple of the threads.
    cuts = -(-count // (size * threads)) * threads if count else 1

    def moved(share: int) -> BlockEnd:
        low, high = count * share // cuts, count * (share + 1) // cuts
        columns, particles = np.array(starts[low:high].T, order="C"), slice(number + low, number + high)
        end = Block(settings, columns, particles).travel(record)
        record.hold(end.stopped_at, end.points, end.heights, particles)
        return end

    if threads == 1:
        return BlockEnd.joined([moved(share) for share in range(cuts)])
    with ThreadPoolExecutor(threads) as pool:
        return BlockEnd.joined(list(pool.map(moved, range(cuts))))


def _judged(
    f: Landscape, left: BlockEnd | KernelEnd, noise: Noise | None, tolerance: float | None
) -> Judgement:
    """What the run saw of endings (N,), and a verdict on those that it left where they are."""
    end = left.whole()
    # With noise somebody who moves is nowhere; without it he may hop about a kink and be as good as there.
    unjudged = (end.ending == Ending.RUNNING) & (end.resting | (noise is None))
    if unjudged.all():
        return judge(f, end.points.T, tolerance, end.finished)
    result = Judgement.of(end.points.T, end.ending.copy())
    result.put(unjudged, judge(f, end.points.T[unjudged], tolerance, end.finished[unjudged]))
    return result


def _check_kinds(f: object, noise: object) -> None:
    if not isinstance(f, Landscape):
        check_landscape("descend.f", f)
    if noise is not None and not isinstance(noise, Noise):
        raise ValueError(f"descend.noise must be a Noise or None, got {brief(noise)}")


def _check_settings(
    steps: int | None, tolerance: float | None, escape_factor: float, record: Kept, dtype: DTypeLike
) -> None:
    if steps is not None and not (_is_whole(steps) and 0 <= steps <= _MOST_STEPS):
        raise ValueError(
            f"descend.steps must be a whole number >= 0 and at most {_MOST_STEPS:,}, or None: until most have come "
            f"to rest; got {brief(steps)}"
        )
    for name, value, least in (("tolerance", tolerance, 0.0), ("escape_factor", escape_factor, 1.0)):
        if value is not None or name == "escape_factor":
            number(f"descend.{name}", value, float, f"[{least:g}, inf)")
    if isinstance(record, tuple):
        kept = len(record) > 0 and all(_is_whole(step) and step >= 0 for step in record)
    else:
        kept = record == "ends" if isinstance(record, str) else _is_whole(record) and record >= 1
    if not kept:
        raise ValueError(
            f'descend.record must be a whole number >= 1, "ends" or a tuple of steps, got {brief(record)}'
        )
    try:
        fits = np.dtype(dtype) in (np.float64, np.float32)
    except TypeError:
        fits = False
    if not fits:
        raise ValueError(f"descend.dtype must be float64 or float32, got {brief(dtype)}")


_check_once = lru_cache(maxsize=64, typed=True)(_check_settings)
"""A short run costs little more than such questions."""


def _is_whole(value: object) -> bool:
    return isinstance(value, int | np.integer) and not isinstance(value, bool)
