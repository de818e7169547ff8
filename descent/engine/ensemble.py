"""All particles of a run: cut into blocks, on threads, and on their way for as long as they need where nobody says."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
from numpy.typing import DTypeLike, NDArray

from descent.engine.block import Block, BlockEnd
from descent.engine.record import Kept, Record
from descent.engine.run import RunSettings
from descent.optimizers import FirstOrder

Array = NDArray[np.float64]

WATCHED = 400
"""So many of the starts, the first, say how long a run takes that is not told."""
FEWEST_STEPS, MOST_STEPS = 50, 1000
"""Between these it takes as many as bring those to rest, in tens."""
_SHORTEST_SHARE = 32768
"""Fewer particles than this are not worth a thread of their own."""
_LONGEST_BLOCK = 32768
"""More particles than this take a step, gradient and record out of the cache."""


def travel(settings: RunSettings, starts: Array, kept: Kept, dtype: DTypeLike) -> tuple[Record, BlockEnd]:
    """The record of a run from `starts` (N, n), and where all of them end.

    Raises
    ------
    ValueError
        If the record does not fit in memory.
    """
    record = _record(settings, len(starts), kept, dtype)
    return record, _moved(settings, starts, record)


def travel_to_rest(
    settings: RunSettings, starts: Array, kept: Kept, dtype: DTypeLike
) -> tuple[RunSettings, Record, BlockEnd]:
    """A run from `starts` (N, n) that is not told how long it is; its settings say how long it became.

    Nobody moves twice: the first 400 starts go on until all have come to rest, at most 1,000 steps. What they
    left is cut to the length of the run, and the other starts, if there are any, run so long.

    Raises
    ------
    ValueError
        If the record does not fit in memory.
    """
    open_ended, first = replace(settings, steps=MOST_STEPS), starts[:WATCHED]
    record = _record(open_ended, len(first), kept, dtype)
    end = _moved(open_ended, first, record, hold=False)
    needed = int(end.stopped_at.max(initial=0))
    settings = replace(settings, steps=min(max(-(-needed // 10) * 10, FEWEST_STEPS), MOST_STEPS))
    end = end.at(settings.steps)
    record.cut(settings.steps, end.points, end.heights)
    record.hold(end.stopped_at, end.points, end.heights, slice(len(first)))
    if len(starts) == len(first):
        return settings, record, end
    whole = _record(settings, len(starts), kept, dtype)
    whole.take(record)
    others = _moved(settings, starts[WATCHED:], whole, number=WATCHED)
    return settings, whole, BlockEnd.joined([end, others])


def _record(settings: RunSettings, count: int, kept: Kept, dtype: DTypeLike) -> Record:
    try:
        return Record(settings.steps, settings.landscape.dimensions, count, kept, dtype)
    except MemoryError:
        raise ValueError(
            f"descend: the record of {count:,} particles and {settings.steps:,} steps does not fit in memory;"
            f' keep less of it: record=k or "ends"'
        ) from None


def _moved(
    settings: RunSettings, starts: Array, record: Record, *, number: int = 0, hold: bool = True
) -> BlockEnd:
    """All particles at their ends, the first of them the one numbered `number` in the record.

    On as many threads as there are processors: NumPy releases the lock.
    """
    count = len(starts)
    threads = count // _SHORTEST_SHARE if isinstance(settings.optimizer, FirstOrder) else 1
    threads = min(os.cpu_count() or 1, threads) if threads > 1 else 1
    size = min(settings.landscape.compiled.block, _LONGEST_BLOCK, -(-count // threads)) or 1
    # Equal shares: the last block is no shorter than the others, the number of blocks a multiple of the threads.
    cuts = -(-count // (size * threads)) * threads if count else 1

    def moved(share: int) -> BlockEnd:
        low, high = count * share // cuts, count * (share + 1) // cuts
        columns, particles = np.array(starts[low:high].T, order="C"), slice(number + low, number + high)
        end = Block(settings, columns, particles).travel(record)
        if hold:
            record.hold(end.stopped_at, end.points, end.heights, particles)
        return end

    if threads == 1:
        return BlockEnd.joined([moved(share) for share in range(cuts)])
    with ThreadPoolExecutor(threads) as pool:
        return BlockEnd.joined(list(pool.map(moved, range(cuts))))
