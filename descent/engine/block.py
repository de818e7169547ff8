"""A block of particles on its way: as many steps at a time as fit into the cache, looked at afterwards.

Particles do not feel each other. So a few steps can be taken blindly; where it turns out that a particle had
come to rest or left in between, what it did afterwards is thrown away.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from descent.engine.record import Record
from descent.engine.run import Plan
from descent.engine.stepping import motion
from descent.optimizers.optimizer import FirstOrder
from descent.results.endings import Ending

Array = NDArray[np.float64]

_SMALL = 2048
"""A step with fewer particles costs what its calls cost: no use in closing ranks often."""


@dataclass(frozen=True)
class BlockEnd:
    """What became of the B particles of a block.

    Attributes
    ----------
    points, heights : (n, B), (B,), where they are in the end
    stopped_at : (B,), the step before which each stopped; `steps` for those that still move
    ending : (B,), ESCAPED, DIVERGED, or RUNNING for all others
    resting : (B,), whether they are at rest in the end, so that the ending needs another look
    finished : (B,), whether a test of the optimizer's own says so, be the gradient small or not
    """

    points: Array
    heights: Array
    stopped_at: NDArray[np.int64]
    ending: NDArray[np.int8]
    resting: NDArray[np.bool_]
    finished: NDArray[np.bool_]


class Block:
    """Some particles of a run, from their starts (n, B) to where they end.

    `particles` are their numbers among all starts; a gradient up to `gentle` counts as resting.
    """

    def __init__(self, plan: Plan, starts: Array, particles: slice, gentle: float) -> None:
        self._plan, self._gentle, self._particles = plan, gentle, particles
        count = starts.shape[1]
        self._outcome = BlockEnd(
            points=starts,
            heights=np.empty(count),
            stopped_at=np.full(count, plan.steps),
            ending=np.full(count, Ending.RUNNING, dtype=np.int8),
            resting=np.ones(count, dtype=bool),
            finished=np.zeros(count, dtype=bool),
        )
        self._motion = motion(plan, starts, np.arange(count) + particles.start)
        self._moving = np.ones(count, dtype=bool)
        self._lowest, self._highest = float(plan.low.max()), float(plan.high.min())
        self._tame = max(-plan.low.min(), plan.high.max()) < plan.landscape.compiled.tame_within

    def travel(self, record: Record) -> BlockEnd:
        """Take all the steps and write them down."""
        with np.errstate(all="ignore"):
            self._begin(record)
            step, pace = 0, self._motion.longest
            while step < self._plan.steps and self._moving.any():
                count = min(pace, self._plan.steps - step)
                rows = self._motion.advance(step, count)
                if not self._judge(step, rows):
                    self._motion.take_back()
                    if not self._motion.guess():
                        pace = 1
                    continue
                record.write(step + 1, self._motion.x[rows], self._motion.h[rows], self._numbers)
                step += count
                self._motion.row = rows.stop - 1
                surprised = self._mend(rows.stop - 1, rows.stop)
                pace = 1 if surprised and count == 1 else min(2 * pace, self._motion.longest)
                self._close_ranks()
            self._finish()
            end = self._outcome
            record.hold(end.stopped_at, end.points, end.heights, self._particles)
        return end

    @property
    def _columns(self) -> NDArray[np.int64]:
        """Where the particles that are still looked after stand in the outcome."""
        return self._motion.numbers - self._particles.start

    @property
    def _numbers(self) -> slice | NDArray[np.int64]:
        """The particles' numbers among all starts."""
        complete = len(self._moving) == len(self._outcome.heights)
        return self._particles if complete else self._motion.numbers

    def _begin(self, record: Record) -> None:
        here = self._motion
        here.begin()
        self._mend(0, 1)
        self._outcome.heights[:] = here.h[0]
        if not self._all_well(here.x[:1], here.h[:1]):
            self._outcome.ending[:] = self._losses(here.x[:1], here.h[:1])[0]
            self._moving = self._outcome.ending == Ending.RUNNING
            self._outcome.stopped_at[~self._moving] = 0
        record.write(0, here.x[:1], here.h[:1], self._particles)

    def _finish(self) -> None:
        """Where the particles are that nothing stopped."""
        here, row = self._motion, self._motion.row
        moving: Any = self._moving
        last: Any = self._columns[moving]
        if len(last) == len(self._outcome.heights):
            moving = last = slice(None)  # picking columns one by one takes as long as a step
        self._outcome.points[:, last] = here.x[row][:, moving]
        self._outcome.heights[last] = here.h[row][moving]
        gradients = np.abs(here.g[row][:, moving])
        finished = here.at_rest(self._plan.steps)
        if finished is not None:
            self._outcome.finished[last] = finished[moving]
        self._outcome.resting[last] = gradients.max(axis=0, initial=0.0) <= self._gentle
        self._outcome.resting[last] |= self._outcome.finished[last]

    def _mend(self, first: int, last: int) -> bool:
        """Make the gradients in rows `first` to `last` finite; whether one was not as it had been guessed."""
        here, rows = self._motion, slice(first, last)
        if self._finite(here.g[rows]):
            return False
        points, slopes = (a[rows].swapaxes(0, 1).reshape(a.shape[1], -1) for a in (here.x, here.g))
        unknown = ~np.isfinite(slopes)
        self._plan.landscape.compiled.repair(points, here.h[rows].reshape(-1), slopes)
        here.g[rows] = slopes.reshape(len(slopes), last - first, -1).swapaxes(0, 1)
        return not here.guesses or bool((slopes[unknown] != 0).any())

    def _close_ranks(self) -> None:
        """Go on with those that still move, once they are few enough."""
        moving, count = np.count_nonzero(self._moving), len(self._moving)
        patience = count // 2 if count < _SMALL else count // 8
        if not isinstance(self._plan.optimizer, FirstOrder):
            patience = 0
        if 0 < moving < count - patience:
            self._motion = self._motion.only(self._moving)
            self._moving = np.ones(moving, dtype=bool)

    def _judge(self, step: int, rows: slice) -> bool:
        """Stop the particles that something happened to; False if a gradient on the way was not as they took it."""
        here = self._motion
        x, h = here.x[rows], here.h[rows]
        g = here.g[here.row : here.row + len(h)]
        if here.guesses and len(g) > 1 and self._mend(here.row + 1, here.row + len(g)):
            return False
        rest, lost = self._at_rest(g), not self._all_well(x, h)
        finished = here.at_rest(step)
        if finished is not None and (finished := finished & self._moving).any():
            self._outcome.finished[self._columns[finished]] = True
            rest = finished[None] if rest is None else rest | finished
        if rest is None and not lost and (len(g) == 1 or self._finite(g)):
            return True
        code = self._losses(x, h) if lost else np.full(h.shape, Ending.RUNNING, dtype=np.int8)
        stops = (code != Ending.RUNNING) if rest is None else (code != Ending.RUNNING) | rest
        stopping = stops.any(axis=0)
        first = np.where(stopping, stops.argmax(axis=0), len(g))
        if not self._tame:
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
        who, here, before = self._columns[places], self._motion, self._motion.row + when
        self._outcome.stopped_at[who] = step + when
        self._outcome.points[:, who] = here.x[before, :, places].T
        self._outcome.heights[who] = here.h[before, places]
        resting = np.zeros(len(places), dtype=bool) if rest is None else rest[when, places]
        self._outcome.ending[who] = np.where(resting, Ending.RUNNING, code[when, places])
        self._moving[places] = False

    def _at_rest(self, gradients: Array) -> NDArray[np.bool_] | None:
        """Where no component of `gradients` (K, n, B) is larger than the tolerance, (K, B); None if nowhere."""
        tolerance = self._plan.tolerance
        if not tolerance:
            return None
        rest: NDArray[np.bool_] = np.abs(gradients[:, 0]) <= tolerance
        if not rest.any():
            return None
        for slope in gradients.swapaxes(0, 1)[1:]:
            rest &= np.abs(slope) <= tolerance
        rest &= self._moving
        return rest if rest.any() else None

    def _all_well(self, points: Array, heights: Array) -> bool:
        """Whether all `points` (K, n, B) are inside and their `heights` (K, B) finite. Wrong only to be careful."""
        if not self._finite(heights):
            return False
        if not heights.size:
            return True
        # NumPy is quicker along one long row than along several.
        rows = points.reshape(-1) if points.flags.c_contiguous else points
        if (
            np.minimum.reduce(rows, axis=None) >= self._lowest
            and np.maximum.reduce(rows, axis=None) <= self._highest
        ):
            return True
        low, high = self._plan.low, self._plan.high
        return bool((points.min(axis=(0, 2)) >= low).all() and (points.max(axis=(0, 2)) <= high).all())

    def _finite(self, numbers: Array) -> bool:
        """Whether all `numbers` are finite; looked at where the landscape does not vouch for it."""
        return self._tame or math.isfinite(np.add.reduce(numbers, axis=None))

    def _losses(self, points: Array, heights: Array) -> NDArray[np.int8]:
        """DIVERGED, ESCAPED or RUNNING, (K, B), for `points` (K, n, B) with `heights` (K, B)."""
        low, high = self._plan.low[:, None], self._plan.high[:, None]
        finite = np.isfinite(heights) & np.isfinite(points).all(axis=1)
        inside = ((points >= low) & (points <= high)).all(axis=1)
        lost: Any = np.where(finite, Ending.ESCAPED, Ending.DIVERGED)
        return np.where(finite & inside, Ending.RUNNING, lost).astype(np.int8)
