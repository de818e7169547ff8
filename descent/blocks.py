"""A block of particles on its way: as many steps at a time as fit into the cache, looked at afterwards.

Particles do not feel each other. So a few steps can be taken blindly; where it turns out that a particle had
come to rest or left in between, what it did afterwards is thrown away.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from descent.endings import Ending
from descent.noise import Noise
from descent.optimizers import FirstOrder, Optimizer, State
from descent.record import Record
from landscapes import Landscape
from landscapes.program import Step, run

Array = NDArray[np.float64]

_BLIND_STEPS, _BLIND_POINTS = 32, 60000
_SMALL = 2048
"""A step with fewer particles costs what its calls cost: no use in closing ranks often."""


@dataclass(frozen=True)
class Plan:
    """What all blocks of a run have in common; `low` and `high` (n,) bound the enlarged search domain."""

    landscape: Landscape
    optimizer: Optimizer
    noise: Noise | None
    steps: int
    tolerance: float
    low: Array
    high: Array


@dataclass(frozen=True)
class Outcome:
    """What became of the B particles of a block.

    Attributes
    ----------
    points, heights : (n, B), (B,), where they are in the end
    stopped_at : (B,), the step before which each stopped; `steps` for those that still move
    ending : (B,), ESCAPED, DIVERGED, or RUNNING for all others
    resting : (B,), whether the gradient in the end is so small that the ending needs another look
    """

    points: Array
    heights: Array
    stopped_at: NDArray[np.int64]
    ending: NDArray[np.int8]
    resting: NDArray[np.bool_]


class Block:
    """Some particles of a run, from their starts (n, B) to where they end.

    `particles` are their numbers among all starts; a gradient up to `gentle` counts as resting.
    """

    def __init__(self, plan: Plan, starts: Array, particles: slice, gentle: float) -> None:
        self._plan, self._compiled, self._gentle = plan, plan.landscape.compiled, gentle
        count = starts.shape[1]
        self._particles = particles
        self._outcome = Outcome(
            points=starts,
            heights=np.empty(count),
            stopped_at=np.full(count, plan.steps),
            ending=np.full(count, Ending.RUNNING, dtype=np.int8),
            resting=np.ones(count, dtype=bool),
        )
        self._columns = np.arange(count)
        self._state: State = {}
        blind = _BLIND_STEPS if isinstance(plan.optimizer, FirstOrder) else 1
        self._longest = int(np.clip(_BLIND_POINTS // max(count, 1), 1, min(blind, plan.steps or 1)))
        self._scratch = self._compiled.scratch(count)
        self._enter(starts)

    def travel(self, record: Record) -> Outcome:
        """Take all the steps and write them down."""
        with np.errstate(all="ignore"):
            self._begin(record)
            step, pace = 0, self._longest
            while step < self._plan.steps and self._moving.any():
                count = min(pace, self._plan.steps - step)
                direct = self._lean_on(record, step)
                before, rows = self._state, self._advance(step, count)
                if not self._judge(step, rows):
                    self._state, pace = before, 1
                    continue
                if not direct:
                    record.write(step + 1, self._x[rows], self._h[rows], self._numbers)
                step += count
                self._row = rows.stop - 1
                mended = self._mend()
                pace = 1 if mended and count == 1 else min(2 * pace, self._longest)
                self._close_ranks()
            self._finish()
            end = self._outcome
            record.hold(end.stopped_at, end.points, end.heights, self._particles)
        return end

    def _enter(self, points: Array) -> None:
        """Make room for the particles at `points` (n, B): a row for each step of a blind stretch."""
        rows = self._longest + 1
        self._x, self._g = (np.empty((rows, *points.shape)) for _ in range(2))
        self._h = np.empty((rows, points.shape[1]))
        self._programs: list[list[Step] | None] = [None] * rows
        self._moving = np.ones(points.shape[1], dtype=bool)
        self._x[0], self._row = points, 0

    def _lean_on(self, record: Record, step: int) -> bool:
        """Let the rows of the next stretch be the record's own, where so many particles move that it pays."""
        if len(self._columns) < max(_SMALL, len(self._outcome.heights)):
            return False
        memory = record.memory(step, self._longest + 1, self._particles)
        if memory is None:
            return False
        if self._row == self._longest:
            self._g = self._g[::-1]
        elif self._row:
            self._g[0] = self._g[self._row]
        self._x, self._h = memory
        self._programs = [None] * (self._longest + 1)
        self._row = 0
        return True

    @property
    def _numbers(self) -> slice | NDArray[np.int64]:
        """The particles' numbers among all starts."""
        complete = len(self._columns) == len(self._outcome.heights)
        return self._particles if complete else self._columns + self._particles.start

    def _look(self, row: int) -> None:
        """Heights and raw gradients of one row."""
        program = self._programs[row]
        if program is None:
            program = self._compiled.bind(self._x[row], self._h[row], self._g[row], self._scratch)
            self._programs[row] = program
        run(program)

    def _begin(self, record: Record) -> None:
        self._look(0)
        self._mend()
        self._state = self._plan.optimizer.initial_state(self._x[0].copy())
        self._outcome.heights[:] = self._h[0]
        self._outcome.ending[:] = self._losses(self._x[:1], self._h[:1])[0]
        self._moving = self._outcome.ending == Ending.RUNNING
        self._outcome.stopped_at[~self._moving] = 0
        record.write(0, self._x[:1], self._h[:1], self._particles)

    def _finish(self) -> None:
        """Where the particles are that nothing stopped."""
        last, row = self._columns[self._moving], self._row
        self._outcome.points[:, last] = self._x[row][:, self._moving]
        self._outcome.heights[last] = self._h[row][self._moving]
        gradients = np.abs(self._g[row][:, self._moving])
        self._outcome.resting[last] = gradients.max(axis=0, initial=0.0) <= self._gentle

    def _advance(self, step: int, count: int) -> slice:
        """Take `count` steps without looking; the rows that they are in."""
        optimizer, noise, f = self._plan.optimizer, self._plan.noise, self._plan.landscape
        if count > 1 and self._row:
            for array in (self._x, self._h, self._g):
                array[0] = array[self._row]
            self._row = 0
        row, state = self._row, self._state
        for index in range(step, step + count):
            x, gradient = self._x[row], self._g[row]
            if noise is not None:
                gradient = noise.noisy(gradient, x, index, self._columns + self._particles.start, f)
            displacement, state = optimizer.step(x, gradient, state, index, f)
            row = row + 1 if row < self._longest else 0
            np.add(x, displacement, out=self._x[row])
            self._look(row)
        self._state = state
        return slice(row - count + 1, row + 1)

    def _mend(self) -> bool:
        """Make the gradients in the last row finite; whether there was something to mend."""
        row = self._row
        if np.isfinite(np.add.reduce(self._g[row], axis=None)):
            return False
        self._compiled.repair(self._x[row], self._h[row], self._g[row])
        return True

    def _close_ranks(self) -> None:
        """Go on with those that still move, once they are few enough."""
        moving, count = np.count_nonzero(self._moving), len(self._moving)
        patience = count // 2 if count < _SMALL else count // 8
        if not isinstance(self._plan.optimizer, FirstOrder):
            patience = 0
        if 0 < moving < count - patience:
            keep, row = self._moving, self._row
            h, g = self._h[row][keep], self._g[row][:, keep]
            self._columns = self._columns[keep]
            self._state = {name: array[..., keep] for name, array in self._state.items()}
            self._enter(self._x[row][:, keep])
            self._h[0], self._g[0] = h, g

    def _judge(self, step: int, rows: slice) -> bool:
        """Stop the particles that something happened to; False if a gradient on the way was not finite."""
        x, h, g = self._x[rows], self._h[rows], self._g[self._row : self._row + len(self._h[rows])]
        rest, lost = self._at_rest(g), not self._all_well(x, h)
        if rest is None and not lost and (len(g) == 1 or np.isfinite(np.add.reduce(g, axis=None))):
            return True
        code = self._losses(x, h) if lost else np.full(h.shape, Ending.RUNNING, dtype=np.int8)
        stops = (code != Ending.RUNNING) if rest is None else (code != Ending.RUNNING) | rest
        stopping = stops.any(axis=0)
        first = np.where(stopping, stops.argmax(axis=0), len(g))
        used = (np.arange(1, len(g))[:, None] <= first) & np.isfinite(h[:-1]) & self._moving
        if (used & ~np.isfinite(g[1:]).all(axis=1)).any():
            return False
        places = np.flatnonzero(stopping & self._moving)
        self._stop(step, places, first[places], code, rest)
        return True

    def _stop(
        self, step: int, places: NDArray[np.int64], when: NDArray[np.int64], code: Any, rest: Any
    ) -> None:
        """Write down for the particles in `places` that `when` steps after `step` was their last place."""
        who, before = self._columns[places], self._row + when
        self._outcome.stopped_at[who] = step + when
        self._outcome.points[:, who] = self._x[before, :, places].T
        self._outcome.heights[who] = self._h[before, places]
        resting = np.zeros(len(places), dtype=bool) if rest is None else rest[when, places]
        self._outcome.ending[who] = np.where(resting, Ending.RUNNING, code[when, places])
        self._moving[places] = False

    def _at_rest(self, gradients: Array) -> NDArray[np.bool_] | None:
        """Where no component of `gradients` (K, n, B) is larger than the tolerance, (K, B); None if nowhere."""
        tolerance = self._plan.tolerance
        if not tolerance or np.abs(gradients[:, 0]).min() > tolerance:
            return None
        rest = np.abs(gradients).max(axis=1) <= tolerance
        rest &= self._moving
        return rest if rest.any() else None

    def _all_well(self, points: Array, heights: Array) -> bool:
        """Whether all `points` (K, n, B) are inside and their `heights` (K, B) finite. Wrong only to be careful."""
        if not np.isfinite(np.add.reduce(heights, axis=None)):
            return False
        # NumPy is quicker along one long row than along several.
        rows = points.reshape(-1) if points.flags.c_contiguous else points
        least, most = np.minimum.reduce(rows, axis=None), np.maximum.reduce(rows, axis=None)
        low, high = self._plan.low, self._plan.high
        if least >= low.max() and most <= high.min():
            return True
        return bool((points.min(axis=(0, 2)) >= low).all() and (points.max(axis=(0, 2)) <= high).all())

    def _losses(self, points: Array, heights: Array) -> NDArray[np.int8]:
        """DIVERGED, ESCAPED or RUNNING, (K, B), for `points` (K, n, B) with `heights` (K, B)."""
        low, high = self._plan.low[:, None], self._plan.high[:, None]
        finite = np.isfinite(heights) & np.isfinite(points).all(axis=1)
        inside = ((points >= low) & (points <= high)).all(axis=1)
        lost: Any = np.where(finite, Ending.ESCAPED, Ending.DIVERGED)
        return np.where(finite & inside, Ending.RUNNING, lost).astype(np.int8)
