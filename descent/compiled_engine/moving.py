"""Particles moved by a kernel, chunk by chunk on threads, and who of them is handed back.

A kernel does plain arithmetic. A particle that meets a place which that cannot judge (0 / 0, an overflow on the way,
a start outside the box or without a height) is handed back: the NumPy engine takes it from its start, with all its
repairs. Nothing of what the kernel did with it stays. Whom that happens to depends on the particle alone.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from descent.compiled_engine.given_words import (
    DOUBTFUL,
    FIELDS,
    LOST,
    RESTING,
)
from descent.compiled_engine.kernel_text import kernel_text
from descent.compiled_engine.machine import MachineCode
from descent.compiled_engine.rule_shape import RuleShape, ToldRule
from descent.engine import REMEMBERED_STEPS, BlockEnd, Record, Rows, RunSettings
from descent.results import Ending
from landscapes.compiled import Compiled, aligned, run
from landscapes.machine_code import LANES, Unprintable

Array = NDArray[np.float64]

_CHUNK = 16384
"""Particles that a kernel is called for."""
_CACHE = 48 << 10
"""Bytes of a block: what it reads and writes at a step stays in the nearest cache."""
_AT = {field: place for place, field in enumerate(FIELDS)}
_OWN = np.array(
    [
        _AT[field]
        for field in (
            *("columns", "count", "state", "status", "moods", "stopped_at", "starts", "starts_stride"),
            *("positions", "position_row", "position_coordinate", "heights", "height_row"),
        )
    ]
)
"""What a chunk says for itself."""
_LINE = 8
"""Numbers of a cache line."""
_NOBODY = np.zeros(0, dtype=np.intp)
_WORTH_A_THREAD = 400_000
"""Particle-steps; fewer are done before a thread has begun."""


@dataclass(frozen=True, eq=False)
class _Plan:
    """What moves the particles of all runs of these settings: the kernel, and what it is told.

    Attributes
    ----------
    arrays : int, of how many arrays a particle's state consists
    words : (len(FIELDS),), 0 where it is a run's memory that says
    told : what `words` point to
    """

    code: MachineCode
    arrays: int
    words: NDArray[np.int64]
    told: tuple[NDArray[Any], ...]

    @classmethod
    def of(cls, settings: RunSettings, rows: Rows, single: bool) -> _Plan:
        """The plan of a run; `single` for a record of float32. Unprintable if the run cannot be compiled."""
        f, rule, n = settings.landscape, settings.rule, settings.landscape.dimensions
        if not isinstance(f.compiled, Compiled):
            raise Unprintable(f"{f.name} has no formula")
        if rule is None:
            what = "noise" if settings.noise is not None else "an optimizer that is more than arithmetic"
            raise Unprintable(f"{what} cannot be compiled")
        told = ToldRule.of(rule)
        tame = max(-settings.low.min(), settings.high.max()) < f.compiled.tame_within
        made = _made(f.compiled, n, told.shape, bool(tame), single)
        if isinstance(made, str):
            raise Unprintable(f"{f.name} cannot be compiled: {made}")
        arrays = n * (1 + len(rule.memory)) + 1 + n
        words = np.zeros(len(FIELDS), dtype=np.int64)
        words[_AT["steps"]] = words[_AT["table_stride"]] = settings.steps
        words[_AT["block"]] = max(LANES, _CACHE // (8 * (arrays + 2)) // LANES * LANES)
        tables = _limits(settings), told.numbers, told.tables, rows.of_steps, rows.later
        for field, array in zip(("limits", "numbers", "tables", "rows", "later"), tables, strict=True):
            words[_AT[field]] = array.ctypes.data
        return cls(made, arrays, words, tables)


_planned = lru_cache(maxsize=16)(_Plan.of)


class Kernel:
    """What moves the particles of a run of these settings, into this record.

    Raises
    ------
    Unprintable
        If the run cannot be compiled: one line that says why.
    """

    def __init__(self, settings: RunSettings, record: Record) -> None:
        heights, count = record.heights, record.heights.shape[1]
        planned = _planned if settings.steps <= REMEMBERED_STEPS else _Plan.of
        self._plan = planned(settings, record.rows, heights.dtype == np.float32)
        self._settings, self._record = settings, record
        # Rows follow each other, and in a row the coordinates.
        n = settings.landscape.dimensions
        self._into = _address(record.positions), n * count, count, _address(heights), count

    def move(self, starts: Array) -> tuple[BlockEnd, NDArray[np.intp]]:
        """Where particles from `starts` (N, n) end, and the numbers (R,) of those that are handed back."""
        count = len(starts)
        if not count:
            none = np.zeros(0, dtype=np.int64)
            return self._end(np.zeros((self._plan.arrays, 0)), none, none)
        columns = np.ascontiguousarray(starts.T)
        threads = -(-count * self._settings.steps // _WORTH_A_THREAD)
        threads = min(os.cpu_count() or 1, threads) if threads > 1 else 1
        size = min(_CHUNK, max(-(-count // threads), LANES))
        cuts = range(0, count, size)
        spans = [(low, min(low + size, count)) for low in cuts]
        if threads == 1 or len(cuts) == 1:
            parts = [self._chunk(columns, *span) for span in spans]
        else:
            with ThreadPoolExecutor(threads - 1) as pool:
                # This thread takes the first of every round, the others the rest.
                others = {
                    span: pool.submit(self._chunk, columns, *span)
                    for i, span in enumerate(spans)
                    if i % threads
                }
                ours = {span: self._chunk(columns, *span) for span in spans if span not in others}
                parts = [ours[span] if span in ours else others[span].result() for span in spans]
        if len(parts) == 1:
            return parts[0]
        back = [low + rows for low, (_, rows) in zip(cuts, parts, strict=True)]
        return BlockEnd.joined([end for end, _ in parts]), np.concatenate(back)

    def _chunk(self, starts: Array, low: int, high: int) -> tuple[BlockEnd, NDArray[np.intp]]:
        """Particles number `low` to `high` - 1, of all that begin at `starts` (n, N)."""
        arrays, count, size = self._plan.arrays, high - low, self._record.heights.itemsize
        columns = -(-count // LANES) * LANES
        # In one piece of memory: for a few particles every array costs more than a step of theirs.
        status = arrays * columns
        stopped, moods = status + columns, status + 2 * columns
        words = moods + columns // LANES
        memory = np.empty(words + len(FIELDS) + _LINE)
        first = -_address(memory) % (8 * _LINE) // 8
        memory = memory[first:]
        numbers, address = memory.view(np.int64), _address(memory)
        told = numbers[words : words + len(FIELDS)]
        told[:] = self._plan.words
        places, *strides, heights, stride = self._into
        its = columns, count, address, address + 8 * status, address + 8 * moods, address + 8 * stopped
        begin = _address(starts) + 8 * low, starts.shape[1]
        told[_OWN] = *its, *begin, places + low * size, *strides, heights + low * size, stride
        self._plan.code.run(address + 8 * words)
        state = memory[:status].reshape(arrays, columns)[:, :count]
        return self._end(state, numbers[status : status + count], numbers[stopped : stopped + count])

    def _end(
        self, state: Array, status: NDArray[np.int64], stopped: NDArray[np.int64]
    ) -> tuple[BlockEnd, NDArray[np.intp]]:
        n, count = self._settings.landscape.dimensions, len(status)
        usual = np.maximum.reduce(status, initial=0) <= RESTING
        ending, back = np.empty(count, dtype=np.int8), _NOBODY
        ending.fill(Ending.RUNNING.value)
        if not usual:
            back, lost = np.flatnonzero(status == DOUBTFUL), np.flatnonzero(status == LOST)
            if len(lost):
                ending[lost] = self._loss(np.ascontiguousarray(state[-n:, lost]))
        finished, cut_off = np.zeros((2, count), dtype=bool)
        end = BlockEnd(
            points=state[:n],
            heights=state[-n - 1],
            stopped_at=stopped.copy(),
            ending=ending,
            resting=status == RESTING,
            finished=finished,
            cut_off=cut_off,
        )
        return end, back

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
    """Where its memory begins; `array.ctypes` takes twice as long to say it."""
    return int(array.__array_interface__["data"][0])


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
