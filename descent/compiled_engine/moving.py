"""Particles moved by a kernel, chunk by chunk on threads, and who of them is handed back.

A kernel does plain arithmetic. A particle that meets a place which that cannot judge (0 / 0, an overflow on the way,
a start outside the box or without a height) is handed back: the NumPy engine takes it from its start, with all its
repairs. Nothing of what the kernel did with it stays. Whom that happens to depends on the particle alone.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from descent.compiled_engine.given_words import (
    ALL_MOVE,
    DOUBTFUL,
    FIELDS,
    LOST,
    MOVING,
    NONE_MOVES,
    RESTING,
    SOME_MOVE,
)
from descent.compiled_engine.kernel_text import kernel_text
from descent.compiled_engine.machine import MachineCode
from descent.compiled_engine.rule_shape import RuleShape, ToldRule
from descent.engine import BlockEnd, Record, RunSettings
from descent.results import Ending
from landscapes.compiled import Compiled, aligned, run
from landscapes.machine_code import LANES, Unprintable

Array = NDArray[np.float64]

_CHUNK = 16384
"""Particles that a kernel is called for."""
_CACHE = 48 << 10
"""Bytes of a block: what it reads and writes at a step stays in the nearest cache."""
_WORTH_A_THREAD = 400_000
"""Particle-steps; fewer are done before a thread has begun."""


class Kernel:
    """What moves the particles of a run of these settings, into a record of this type.

    Raises
    ------
    Unprintable
        If the run cannot be compiled: one line that says why.
    """

    def __init__(self, settings: RunSettings, record: Record) -> None:
        f, rule = settings.landscape, settings.rule
        if not isinstance(f.compiled, Compiled):
            raise Unprintable(f"{f.name} has no formula")
        if rule is None:
            what = "noise" if settings.noise is not None else "an optimizer that is more than arithmetic"
            raise Unprintable(f"{what} cannot be compiled")
        told = ToldRule.of(rule)
        tame = max(-settings.low.min(), settings.high.max()) < f.compiled.tame_within
        single = record.heights.dtype == np.float32
        made = _made(f.compiled, f.dimensions, told.shape, bool(tame), bool(single))
        if isinstance(made, str):
            raise Unprintable(f"{f.name} cannot be compiled: {made}")
        n = f.dimensions
        self._code, self._settings, self._record = made, settings, record
        self._arrays = n * (1 + len(rule.memory)) + 1 + n
        self._limits = _limits(settings)
        self._numbers, self._tables = told.numbers, told.tables
        self._rows = np.full(settings.steps + 1, -1)
        self._rows[record.indices] = np.arange(len(record.indices))
        following = np.searchsorted(record.indices, np.arange(settings.steps + 1), side="right")
        self._later = np.append(record.indices, settings.steps)[following]
        self._block = max(LANES, _CACHE // (8 * (self._arrays + 2)) // LANES * LANES)

    def move(self, starts: Array) -> tuple[BlockEnd, NDArray[np.intp]]:
        """Where particles from `starts` (N, n) end, and the numbers (R,) of those that are handed back."""
        count = len(starts)
        threads = -(-count * self._settings.steps // _WORTH_A_THREAD)
        threads = min(os.cpu_count() or 1, threads) if threads > 1 else 1
        size = min(_CHUNK, max(-(-count // threads), LANES))
        cuts = range(0, count, size)
        spans = [(low, min(low + size, count)) for low in cuts]
        if threads == 1 or len(cuts) == 1:
            parts = [self._chunk(starts, *span) for span in spans]
        else:
            with ThreadPoolExecutor(threads - 1) as pool:
                # This thread takes the first of every round, the others the rest.
                others = {
                    span: pool.submit(self._chunk, starts, *span)
                    for i, span in enumerate(spans)
                    if i % threads
                }
                ours = {span: self._chunk(starts, *span) for span in spans if span not in others}
                parts = [ours[span] if span in ours else others[span].result() for span in spans]
        if len(parts) == 1:
            return parts[0]
        back = [low + rows for low, (_, rows) in zip(cuts, parts, strict=True)]
        return BlockEnd.joined([end for end, _ in parts]), np.concatenate(back)

    def _chunk(self, starts: Array, low: int, high: int) -> tuple[BlockEnd, NDArray[np.intp]]:
        settings, n, count = self._settings, starts.shape[1], high - low
        columns = -(-count // LANES) * LANES
        state = aligned((self._arrays, columns))
        state[:n, :count] = starts[low:high].T
        state[:n, count:] = state[:n, count - 1 : count]
        state[n : self._arrays - n - 1] = 0.0
        status, stopped = np.full(columns, MOVING), np.full(columns, settings.steps)
        inside = ((state[:n] >= settings.low[:, None]) & (state[:n] <= settings.high[:, None])).all(axis=0)
        status[~inside] = DOUBTFUL
        # Those that fill the last group do what the last particle does.
        ended = (status != MOVING).reshape(-1, LANES)
        moods = np.where(ended.all(axis=1), NONE_MOVES, np.where(ended.any(axis=1), SOME_MOVE, ALL_MOVE))
        told = self._words(
            {"state": state, "status": status, "moods": moods, "stopped_at": stopped}, low, count
        )
        self._code.run(told.ctypes.data)  # `told` must live until it returns
        return self._end(state, status[:count], stopped[:count], count)

    def _words(self, arrays: dict[str, Any], low: int, count: int) -> NDArray[np.int64]:
        record, steps = self._record, self._settings.steps
        positions = record.positions.swapaxes(1, 2)
        size = positions.itemsize
        told = {
            "columns": arrays["state"].strides[0] // 8,
            "count": count,
            "steps": steps,
            "block": self._block,
            "limits": self._limits.ctypes.data,
            "numbers": self._numbers.ctypes.data,
            "tables": self._tables.ctypes.data,
            "table_stride": steps,
            "rows": self._rows.ctypes.data,
            "later": self._later.ctypes.data,
            "positions": positions.ctypes.data + low * size,
            "position_row": positions.strides[0] // size,
            "position_coordinate": positions.strides[1] // size,
            "heights": record.heights.ctypes.data + low * size,
            "height_row": record.heights.strides[0] // size,
        }
        told |= {name: array.ctypes.data for name, array in arrays.items()}
        return np.array([told[field] for field in FIELDS])

    def _end(
        self, state: Array, status: NDArray[np.int64], stopped: NDArray[np.int64], count: int
    ) -> tuple[BlockEnd, NDArray[np.intp]]:
        n = self._settings.landscape.dimensions
        ending = np.full(count, Ending.RUNNING, dtype=np.int8)
        lost = np.flatnonzero(status == LOST)
        if len(lost):
            ending[lost] = self._loss(np.ascontiguousarray(state[-n:, lost]))
        end = BlockEnd(
            points=state[:n, :count],
            heights=state[-n - 1, :count],
            stopped_at=stopped,
            ending=ending,
            resting=status == RESTING,
            finished=np.zeros(count, dtype=bool),
            cut_off=np.zeros(count, dtype=bool),
        )
        return end, np.flatnonzero(status == DOUBTFUL)

    def _loss(self, places: Array) -> NDArray[np.int8]:
        """ESCAPED or DIVERGED, (R,), for those who would have gone to `places` (n, R)."""
        f, rows = self._settings.landscape.compiled, aligned((1 + len(places), places.shape[1]))
        with np.errstate(all="ignore"):
            run(f.bind(places, rows[0], rows[1:], f.scratch(places.shape[1])))
        finite = np.isfinite(rows[0]) & np.isfinite(places).all(axis=0)
        return np.where(finite, Ending.ESCAPED, Ending.DIVERGED).astype(np.int8)


def kernel_of(settings: RunSettings, record: Record) -> Kernel | None:
    """What moves the particles of a run; None for one that cannot be compiled."""
    try:
        return Kernel(settings, record)
    except Unprintable:
        return None


def _limits(settings: RunSettings) -> Array:
    """What stops particles, (7 n + 1,): slopes that stop, slopes that rest in the end, the lowest and the highest
    coordinates; then for a look at all at once: scales and shifts that make of the box the cube from -1 to 1, what
    slopes are multiplied by, and the sum of their squares that is as good as none."""
    low, high, n = settings.low, settings.high, len(settings.low)
    with np.errstate(all="ignore"):
        scales = 2 / (high - low)
        shifts = -scales * (low + high) / 2
        weights = np.ones(n) if settings.stop is None else 1 / settings.stop
    endless = ~(np.isfinite(scales) & np.isfinite(shifts))
    scales[endless], shifts[endless] = 0.0, 0.0
    # A little less, and a little more: roundings must not hide that somebody stops.
    spare = 1 + 1e-9 + 1e-14 * np.abs(shifts)
    small = -1.0 if settings.stop is None else n * (1 + 1e-9)
    stop = np.full(n, -1.0) if settings.stop is None else settings.stop
    return np.concatenate([stop, settings.rest, low, high, scales * spare, shifts * spare, weights, [small]])


@lru_cache(maxsize=128)
def _made(
    compiled: Compiled, dimensions: int, rule: RuleShape, tame: bool, single: bool
) -> MachineCode | str:
    """The kernel, or why there is none."""
    try:
        return MachineCode(kernel_text(compiled, dimensions, rule, tame=tame, single=single))
    except Unprintable as error:
        return str(error)
