"""Particles moved by a kernel, chunk by chunk on threads, and who of them is handed back.

A kernel does plain arithmetic. A particle that meets a place which that cannot judge (0 / 0, an overflow on the way,
a start outside the box or without a height) is handed back: the NumPy engine takes it from its start, with all its
repairs. Nothing of what the kernel did with it stays. Whom that happens to depends on the particle alone.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from ctypes import addressof, c_char
from functools import lru_cache, partial, reduce
from operator import or_
from struct import Struct
from typing import Any

import numpy as np
from numpy.typing import NDArray

from descent.compiled_engine.compilable import told_rule
from descent.compiled_engine.given_words import (
    DOUBTFUL,
    FIELDS,
    LOST,
    RESTING,
)
from descent.compiled_engine.kernel_text import kernel_text
from descent.compiled_engine.machine import MachineCode
from descent.compiled_engine.rule_shape import RuleShape
from descent.engine import REMEMBERED_STEPS, BlockEnd, Record, Rows, RunSettings
from descent.results import Ending
from landscapes.compiled import Compiled, aligned, run
from landscapes.machine_code import LANES, Unprintable

Array = NDArray[np.float64]

_CHUNK = 16384
"""Particles that a kernel is called for."""
_CACHE = 32 << 10
"""Bytes of a block's places and memory: what every step reads and writes stays in the nearest cache."""
_WORDS = Struct(f"{len(FIELDS)}q")
_LINE = 8
"""Numbers of a cache line."""
_NOBODY = np.zeros(0, dtype=np.intp)
Chunk = tuple[int, int, Array]
"""The first particle, the one after the last, and a kernel's memory of them."""
_WORTH_A_THREAD = 400_000
"""Particle-steps; fewer are done before a thread has begun."""


class KernelEnd:
    """What a kernel left of some particles; of what else became of them nothing is worked out before somebody asks.

    Attributes
    ----------
    stopped_at : (N,), as a `BlockEnd` has it
    """

    is_cut_off = False

    def __init__(
        self, kernel: Kernel, chunks: Sequence[Chunk], stopped_at: NDArray[np.int64], became: int
    ) -> None:
        self._kernel, self._chunks, self._became, self.stopped_at = kernel, chunks, became, stopped_at

    def __reduce__(self) -> tuple[Any, ...]:
        return BlockEnd.joined, ([self.whole()],)  # a kernel does not leave its process

    @property
    def handed_back(self) -> NDArray[np.intp]:
        """The numbers (R,) of those that plain arithmetic could not judge."""
        if not self._became & DOUBTFUL:
            return _NOBODY
        doubtful = [
            low + np.flatnonzero(self._kernel.unpacked(memory, high - low)[1] == DOUBTFUL)
            for low, high, memory in self._chunks
        ]
        return np.concatenate(doubtful)

    def whole(self) -> BlockEnd:
        """All of it."""
        parts = [self._kernel.end(memory, self.stopped_at[low:high]) for low, high, memory in self._chunks]
        return parts[0] if len(parts) == 1 else BlockEnd.joined(parts)


class Kernel:
    """What moves the particles of all runs of these settings.

    Parameters
    ----------
    rows : Rows, that a record of such a run has
    single : bool, whether the record is of float32

    Raises
    ------
    Unprintable
        If such a run cannot be compiled: one line that says why.
    """

    def __init__(self, settings: RunSettings, rows: Rows, single: bool) -> None:
        f, rule, n = settings.landscape, settings.rule, settings.landscape.dimensions
        told, is_tame = told_rule(f, rule, settings.noise, settings.low, settings.high)
        made = _made(f.compiled, n, told.shape, is_tame, single)
        if isinstance(made, str):
            raise Unprintable(f"{f.name} cannot be compiled: {made}")
        moving = n * (1 + told.shape.memory)
        self._settings, self._code, self._arrays = settings, made, moving + 1 + n
        # The words point to them.
        self._tables = _limits(settings), told.numbers, told.tables, rows.of_steps, rows.later
        limits, numbers, by_step, of_steps, later = (array.ctypes.data for array in self._tables)
        block = max(LANES, _CACHE // (8 * moving) // LANES * LANES)
        self._words = settings.steps, block, limits, numbers, by_step, settings.steps, of_steps, later

    def move(self, starts: Array, record: Record) -> tuple[BlockEnd | KernelEnd, NDArray[np.intp]]:
        """Where particles from `starts` (N, n) end, and the numbers (R,) of those that are handed back.

        The record is of N particles, and of the kernel's rows and kind.
        """
        count = len(starts)
        if not count:
            nothing = np.zeros(self._arrays + 1)[:0]
            return self.end(nothing, nothing.astype(np.int64)), _NOBODY
        columns = np.array(starts.T, order="C")
        # Groups are whole: the last one needs room for all of its lanes.
        stopped_at = np.empty(-(-count // LANES) * LANES, dtype=np.int64)
        if count <= _CHUNK and count * self._settings.steps <= _WORTH_A_THREAD:
            memory, became = self._chunk(record, columns, stopped_at, 0, count)
            end = KernelEnd(self, ((0, count, memory),), stopped_at[:count], became)
            return end, end.handed_back
        threads = -(-count * self._settings.steps // _WORTH_A_THREAD)
        threads = min(os.cpu_count() or 1, threads) if threads > 1 else 1
        size = min(_CHUNK, -(-count // (threads * LANES)) * LANES)
        spans = [(low, min(low + size, count)) for low in range(0, count, size)]
        move = partial(self._chunk, record, columns, stopped_at)
        if threads == 1 or len(spans) == 1:
            made = [move(*span) for span in spans]
        else:
            with ThreadPoolExecutor(threads - 1) as pool:
                # This thread takes the first of every round, the others the rest.
                others = {span: pool.submit(move, *span) for i, span in enumerate(spans) if i % threads}
                ours = {span: move(*span) for span in spans if span not in others}
                made = [ours[span] if span in ours else others[span].result() for span in spans]
        chunks = [(*span, memory) for span, (memory, _) in zip(spans, made, strict=True)]
        became = reduce(or_, (bits for _, bits in made))
        end = KernelEnd(self, chunks, stopped_at[:count], became)
        return end, end.handed_back

    def _chunk(
        self, record: Record, starts: Array, stopped_at: NDArray[np.int64], low: int, high: int
    ) -> tuple[Array, int]:
        """Move particles number `low` to `high` - 1, of all that begin at `starts` (n, N): their states and what became
        of them."""
        count, size = high - low, record.heights.itemsize
        columns = -(-count // LANES) * LANES
        # In one piece of memory: for a few particles every array costs more than a step of theirs.
        status = self._arrays * columns
        moods = status + columns
        memory = np.empty(moods + columns // LANES + _LINE)
        begin = _address(memory)
        first = -begin % (8 * _LINE) // 8
        memory, begin = memory[first:], begin + 8 * first
        n, everyone = starts.shape
        # Rows of the record follow each other, and in a row the coordinates.
        words = _WORDS.pack(
            *self._words,
            columns,
            count,
            begin,
            begin + 8 * status,
            begin + 8 * moods,
            _address(stopped_at) + 8 * low,
            _address(starts) + 8 * low,
            everyone,
            _address(record.coordinates) + low * size,
            n * everyone,
            everyone,
            _address(record.heights) + low * size,
            everyone,
        )
        return memory, self._code.run(words)

    def unpacked(self, memory: Array, count: int) -> tuple[Array, NDArray[np.int64]]:
        """From a chunk's `memory` the state (arrays, count) and status (count,) of its particles."""
        columns = -(-count // LANES) * LANES
        state, status = np.split(
            memory[: (self._arrays + 1) * columns].reshape(self._arrays + 1, columns), [self._arrays]
        )
        return state[:, :count], status[0, :count].view(np.int64)

    def end(self, memory: Array, stopped_at: NDArray[np.int64]) -> BlockEnd:
        """What became of the particles of a chunk, all of them looked at."""
        n, count = self._settings.landscape.dimensions, len(stopped_at)
        state, status = self.unpacked(memory, count)
        ending = np.full(count, Ending.RUNNING.value, dtype=np.int8)
        lost = np.flatnonzero(status == LOST)
        if len(lost):
            ending[lost] = self._loss(np.ascontiguousarray(state[-n:, lost]))
        finished, cut_off = np.zeros((2, count), dtype=bool)
        return BlockEnd(
            points=state[:n],
            heights=state[-n - 1],
            stopped_at=stopped_at,
            ending=ending,
            resting=status == RESTING,
            finished=finished,
            cut_off=cut_off,
        )

    def _loss(self, places: Array) -> NDArray[np.int8]:
        """ESCAPED or DIVERGED, (R,), for those who would have gone to `places` (n, R)."""
        f = self._settings.landscape.compiled
        if np.abs(places).max() < f.tame_within:  # it has a height there
            return np.full(places.shape[1], Ending.ESCAPED.value, dtype=np.int8)
        rows = aligned((1 + len(places), places.shape[1]))
        with np.errstate(all="ignore"):
            run(f.bind(places, rows[0], rows[1:], f.scratch(places.shape[1])))
        finite = np.isfinite(rows[0]) & np.isfinite(places).all(axis=0)
        return np.where(finite, Ending.ESCAPED, Ending.DIVERGED).astype(np.int8)


def _address(array: NDArray[Any]) -> int:
    """Where the memory of an array begins that may be written to; `array.ctypes` takes three times as long to say it."""
    return addressof(c_char.from_buffer(array))  # type: ignore[arg-type]


def kernel_of(settings: RunSettings, record: Record) -> Kernel | None:
    """What moves the particles of a run into this record, or one like it; None for one that cannot be compiled."""
    planned = _planned if settings.steps <= REMEMBERED_STEPS else _plan
    return planned(settings, record.rows, record.heights.dtype == np.float32)


def _plan(settings: RunSettings, rows: Rows, single: bool) -> Kernel | None:
    try:
        return Kernel(settings, rows, single)
    except Unprintable:
        return None


_planned = lru_cache(maxsize=16)(_plan)


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
