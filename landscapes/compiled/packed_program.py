"""A program for few points: what is done to several numbers alike is one call on several rows of memory.

With a few hundred points a ufunc takes as long as calling it. Most functions treat their coordinates alike: the
squares, the sines, the slopes of all of them stand in rows side by side, and one call computes them together
("superword-level parallelism": Larsen and Amarasinghe, PLDI 2000, with rows for words).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from operator import itemgetter
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from landscapes.compiled.program import Step
from landscapes.compiled.ufuncs import Instruction, Parts

Array = NDArray[np.float64]

_CONSTANT, _INPUT, _OUTPUT, _SCRATCH = range(-1, 3)
"""Blocks of memory; those from _SCRATCH on share one array."""
_COMMUTATIVE = frozenset({np.add, np.multiply})


class Place(NamedTuple):
    """A row of a block; in the block of constants, a constant's name."""

    block: int
    row: Any


class Pack(NamedTuple):
    """A call, with the places of each operand and of the results, as many of each."""

    ufunc: Callable[..., Any]
    operands: tuple[tuple[Place, ...], ...]
    results: tuple[Place, ...]


_Member = tuple[list[Place], Any]
"""The places of an instruction's operands, and its result."""


class View(NamedTuple):
    """Some rows of an array, or the names of constants."""

    block: int
    rows: tuple[Any, ...]

    @property
    def where(self) -> int | slice:
        """What picks these rows; a single one as (B,)."""
        return self.rows[0] if len(self.rows) == 1 else slice(self.rows[0], self.rows[-1] + 1)


class Frame(NamedTuple):
    """What the steps of a packed program have in common, wherever they read and write."""

    arrays: list[Array]
    steps: list[Step]


class PackedProgram:
    """Instructions that do the same to neighbours, gathered into calls on several rows."""

    def __init__(self, parts: Parts) -> None:
        packing = _Packing(parts)
        packs = [pack for level in _levels(parts.instructions) for pack in packing.packs(level)]
        packs += packing.copies(parts.outputs)
        self._constants = parts.constants
        self._start, self._rows = _assign_rows(packs, packing.lengths)
        calls = [(p.ufunc, [*map(self._view, (*p.operands, p.results))]) for p in packs]
        views = dict.fromkeys(view for _, arguments in calls for view in arguments)
        self._fixed = [view for view in views if view.block not in (_INPUT, _OUTPUT)]
        told = [view for view in views if view.block in (_INPUT, _OUTPUT)]
        self._told = [(view.block, view.where) for view in told]
        index = {view: i for i, view in enumerate([*self._fixed, *told])}
        self._steps = [(ufunc, itemgetter(*(index[a] for a in arguments))) for ufunc, arguments in calls]
        closed = set(self._fixed)
        self._open = [
            (i, *self._steps[i]) for i, (_, views) in enumerate(calls) if not closed.issuperset(views)
        ]

    def __len__(self) -> int:
        return len(self._steps)

    def frame(self, size: int) -> Frame:
        """Buffers for `bind` with `size` points, and the steps between them."""
        room = np.empty((self._rows, size))
        fixed = [self._spread(v.rows, size) if v.block == _CONSTANT else room[v.where] for v in self._fixed]
        arrays = [*fixed, *[None] * len(self._told)]
        return Frame(fixed, [(ufunc, chosen(arrays)) for ufunc, chosen in self._steps])

    def bind(self, inputs: Array, outputs: Array, frame: Frame) -> list[Step]:
        """The steps that fill the rows of `outputs` (m, B) from those of `inputs` (n, B)."""
        both = inputs, outputs
        arrays = [*frame.arrays, *[both[block][rows] for block, rows in self._told]]
        steps = frame.steps.copy()
        for i, ufunc, chosen in self._open:
            steps[i] = ufunc, chosen(arrays)
        return steps

    def _view(self, places: tuple[Place, ...]) -> View:
        block, rows = places[0].block, tuple(place.row for place in places)
        if block == _CONSTANT and len({self._constants[name].tobytes() for name in rows}) == 1:
            rows = rows[:1]
        if block < _SCRATCH:
            return View(block, rows)
        return View(_SCRATCH, tuple(self._start[block] + row for row in rows))

    def _spread(self, names: tuple[Any, ...], size: int) -> Array:
        """A single constant as it is; several in a row each, as NumPy walks a column row by row."""
        values = [self._constants[name] for name in names]
        return np.repeat(values, size).reshape(len(values), size) if len(values) > 1 else values[0]


class _Packing:
    """Where every number stands, and which are computed together.

    Attributes
    ----------
    lengths : the number of rows of every block
    """

    def __init__(self, parts: Parts) -> None:
        self.lengths = [len(parts.inputs), len(parts.outputs)]
        self._places = {name: Place(_CONSTANT, name) for name in parts.constants}
        self._places.update((name, Place(_INPUT, i)) for i, name in enumerate(parts.inputs))
        for i, name in enumerate(parts.outputs):
            self._places.setdefault(name, Place(_OUTPUT, i))

    def packs(self, instructions: Iterable[Instruction]) -> Iterator[Pack]:
        """The calls for instructions that do not need each other."""
        alike: dict[Any, list[_Member]] = defaultdict(list)
        for result, ufunc, arguments in instructions:
            places = [self._places[a] for a in arguments]
            if ufunc in _COMMUTATIVE:
                places.sort(key=_standing)
            alike[ufunc, tuple(place.block for place in places)].append((places, result))
        for (ufunc, _), members in alike.items():
            runs = _runs(members)
            self._settle([result for run in runs for _, result in run])
            for run in runs:
                operands = [places for places, _ in run]
                results = [self._places[name] for _, name in run]
                cuts = [i for i, (a, b) in enumerate(pairwise(results), 1) if b != (a.block, a.row + 1)]
                for low, high in pairwise([0, *cuts, len(run)]):
                    yield Pack(ufunc, tuple(zip(*operands[low:high], strict=True)), tuple(results[low:high]))

    def _settle(self, names: Sequence[Any]) -> None:
        """Let those stand side by side that have no place yet."""
        new = [name for name in names if name not in self._places]
        self._places.update((name, Place(len(self.lengths), i)) for i, name in enumerate(new))
        self.lengths.append(len(new))

    def copies(self, outputs: Sequence[Any]) -> Iterator[Pack]:
        """The calls for outputs that stand elsewhere: constants, inputs, what is an earlier output too."""
        for i, name in enumerate(outputs):
            here = Place(_OUTPUT, i)
            if self._places[name] != here:
                yield Pack(np.positive, ((self._places[name],),), (here,))


def _levels(instructions: Iterable[Instruction]) -> list[list[Instruction]]:
    """The instructions in order, as many at a time as do not need each other."""
    level: dict[Any, int] = {}
    levels: dict[int, list[Instruction]] = defaultdict(list)
    for instruction in instructions:
        result, _, arguments = instruction
        level[result] = 1 + max((level.get(a, 0) for a in arguments), default=0)
        levels[level[result]].append(instruction)
    return [levels[k] for k in sorted(levels)]


def _runs(members: Iterable[_Member]) -> list[list[_Member]]:
    """The members so that in each run all operands stand in consecutive rows."""
    runs = [[member] for member in sorted(members, key=lambda member: [*map(_standing, member[0])])]
    # Those with the same constants belong together; for the others it is enough to have one.
    return _chained(_chained(runs, constants=True), constants=False)


def _chained(runs: list[list[_Member]], constants: bool) -> list[list[_Member]]:
    """Runs joined where one begins in the rows after another's, if `constants` then only with the same ones."""
    chains: list[list[_Member]] = []
    ends: dict[Any, list[list[_Member]]] = defaultdict(list)
    for run in runs:
        before = ends[_signature(run[0][0], constants, 0)]
        if before:
            chain = before.pop()
            chain += run
        else:
            chain = list(run)
            chains.append(chain)
        ends[_signature(run[-1][0], constants, 1)].append(chain)
    return chains


def _signature(places: Sequence[Place], constants: bool, ahead: int) -> tuple[Any, ...]:
    """The rows `ahead` of these; of constants their names, or nothing."""
    return tuple((row if constants else None) if block == _CONSTANT else row + ahead for block, row in places)


def _standing(place: Place) -> tuple[int, int]:
    return (place.block, -1 if place.block == _CONSTANT else place.row)


def _assign_rows(packs: Sequence[Pack], lengths: Sequence[int]) -> tuple[dict[int, int], int]:
    """The first row of every block of scratch, and how many rows there are; one read for the last time is free."""
    reads = [{place.block for places in pack.operands for place in places} for pack in packs]
    last_read = {block: i for i, blocks in enumerate(reads) for block in blocks}
    start: dict[int, int] = {}
    free: dict[int, list[int]] = defaultdict(list)
    total = 0
    for i, pack in enumerate(packs):
        for block in reads[i]:
            if block >= _SCRATCH and last_read[block] == i:
                free[lengths[block]].append(start[block])
        block = pack.results[0].block
        if block >= _SCRATCH and block not in start:
            if not free[lengths[block]]:
                free[lengths[block]].append(total)
                total += lengths[block]
            start[block] = free[lengths[block]].pop()
    return start, total
