"""The memory that a run is written into: allocated once, coordinate-first, rows only for the steps to be kept.

Blocks write their own columns, so threads need no lock. Coordinate-first as the blocks' memory is, a block's rows
are copied in long pieces. Rows that nobody has written to yet cost address space, not memory: a run that is not
told how long it is begins with all it may need, and is cut.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, Literal

import numpy as np
from numpy.typing import DTypeLike, NDArray

from descent.memory import free_memory

Array = NDArray[np.float64]
Kept = int | Literal["ends"] | tuple[int, ...]

REMEMBERED_STEPS = 10_000
"""What was made for a run of so many steps is kept for the next; for longer ones that would be too much memory."""
_SMALL = 1 << 25
"""Bytes that there always are: asking how many are free takes as long as a small run."""


@dataclass(frozen=True, eq=False)
class Rows:
    """Which steps of a run have a row in its record; nobody may write into these arrays.

    Attributes
    ----------
    indices : (rows,) int, the steps, rising
    every : int, their distance, where it is the same for all but the last; else anything above 1
    steps : int, of the run
    """

    indices: NDArray[np.int64]
    every: int
    steps: int

    @cached_property
    def of_steps(self) -> NDArray[np.int64]:
        """The row (steps + 1,) of each step, -1 where it has none."""
        rows = np.full(self.steps + 1, -1)
        rows[self.indices] = np.arange(len(self.indices))
        return rows

    @cached_property
    def later(self) -> NDArray[np.int64]:
        """For each step (steps + 1,) the next one that has a row; the last step has none after it."""
        following = np.searchsorted(self.indices, np.arange(self.steps + 1), side="right")
        return np.append(self.indices, self.steps)[following]


class Record:
    """Positions (rows, n, N) and heights (rows, N) of N particles at the steps `indices` (rows,).

    Parameters
    ----------
    kept : int or "ends"
        1 keeps every step, k every k-th and the last, "ends" the first and the last.
        Several numbers are the steps themselves, rising; the first and the last are kept with them.

    Attributes
    ----------
    coordinates : (rows, n, N), the positions as they lie in memory
    heights : (rows, N)

    Raises
    ------
    MemoryError
        If it would take more than there is, before any of it is taken.
    """

    def __init__(self, steps: int, dimensions: int, particles: int, kept: Kept, dtype: DTypeLike) -> None:
        row = 8 + particles * (dimensions + 1) * np.dtype(dtype).itemsize
        size = row * (steps + 2 if kept == 1 else _rows(steps, kept))
        if size > _SMALL and size > free_memory():
            raise MemoryError
        self._kept, self.rows = kept, rows_of(steps, kept)
        rows = len(self.rows.indices)
        self.coordinates = np.empty((rows, dimensions, particles), dtype)
        self.heights = np.empty((rows, particles), dtype)

    @property
    def indices(self) -> NDArray[np.int64]:
        """The steps (rows,) that are kept; not to be written into."""
        return self.rows.indices

    @property
    def positions(self) -> NDArray[Any]:
        """The same memory seen as (rows, N, n)."""
        return self.coordinates.swapaxes(1, 2)

    def write(self, first: int, points: Array, heights: Array, particles: slice | NDArray[np.int64]) -> None:
        """Keep what is to be kept of steps `first`, `first` + 1, ...: `points` (K, n, B), `heights` (K, B)."""
        low, high = first, first + len(points)
        if self.rows.every > 1:
            low, high = np.searchsorted(self.indices, [low, high])
            rows = self.indices[low:high] - first
            points, heights = points[rows], heights[rows]
        self.coordinates[low:high][..., particles] = points
        self.heights[low:high][..., particles] = heights

    def hold(self, stopped_at: NDArray[np.int64], points: Array, heights: Array, particles: slice) -> None:
        """From the step after `stopped_at` (B,) on, leave the particles at `points` (n, B), `heights` (B,).

        Once, in the end: while a particle's block moves on its column holds what it did after it had stopped.
        """
        first = int(np.searchsorted(self.indices, stopped_at.min(initial=self.indices[-1]), side="right"))
        for row in range(first, len(self.indices)):
            still = stopped_at < self.indices[row]
            if still.all():
                self.coordinates[row:, :, particles] = points
                self.heights[row:, particles] = heights
                return
            np.copyto(self.coordinates[row, :, particles], points, where=still, casting="same_kind")
            np.copyto(self.heights[row, particles], heights, where=still, casting="same_kind")

    def cut(self, steps: int, points: Array, heights: Array) -> None:
        """Let the run end at `steps`, where the particles are at `points` (n, N), `heights` (N,)."""
        self.rows = rows_of(steps, self._kept)
        self.coordinates, self.heights = (
            self.coordinates[: len(self.indices)],
            self.heights[: len(self.indices)],
        )
        self.coordinates[-1], self.heights[-1] = points, heights

    def take(self, other: Record, particles: slice | NDArray[np.intp] | None = None) -> None:
        """Everything that `other`, of the same steps, holds of these particles; of the first ones if none are said."""
        where = slice(other.heights.shape[1]) if particles is None else particles
        self.coordinates[..., where], self.heights[:, where] = other.coordinates, other.heights


def rows_of(steps: int, kept: Kept) -> Rows:
    """Which steps a record keeps."""
    return (_remembered if steps <= REMEMBERED_STEPS else _thinned)(steps, kept)


def _thinned(steps: int, kept: Kept) -> Rows:
    if isinstance(kept, tuple):
        every, indices = 2, np.unique([0, *(step for step in kept if step < steps), steps])
    else:
        every = _every(steps, kept)
        indices = np.arange(0, steps + 1, every)
        indices = indices if indices[-1] == steps else np.append(indices, steps)
    indices.flags.writeable = False
    return Rows(indices, every, steps)


_remembered = lru_cache(maxsize=8)(_thinned)


def _every(steps: int, kept: int | Literal["ends"]) -> int:
    return max(steps, 1) if kept == "ends" else min(kept, max(steps, 1))


def _rows(steps: int, kept: Kept) -> int:
    """How many rows there are, at most."""
    return len(kept) + 2 if isinstance(kept, tuple) else steps // _every(steps, kept) + 2
