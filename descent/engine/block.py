"""A block of particles on its way: as many steps at a time as fit into the cache, looked at afterwards.

Particles do not feel each other. So a few steps (a stretch) can be taken blindly; where it turns out that a
particle had come to rest or left in between, what it did afterwards is thrown away. With few particles a look
costs more than a step does: one look at 32 steps is why a small run is not mostly made of looking.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from descent.engine.patience import LOOKS, Patience
from descent.engine.record import Record
from descent.engine.run import RunSettings
from descent.engine.stepping import stepper
from descent.optimizers import FirstOrder
from descent.results import Ending
from landscapes.compiled import Effort, Flags, open_effort

Array = NDArray[np.float64]

_SMALL = 2048
"""A step with fewer particles costs what its calls cost: no use in leaving out the stopped ones often."""


@dataclass(frozen=True)
class BlockEnd:
    """What became of the B particles of a block.

    Attributes
    ----------
    points, heights : (n, B), (B,), where they are in the end
    stopped_at : (B,), the step before which each stopped; `steps` for those that still move
    ending : (B,), ESCAPED, DIVERGED, UNDEFINED, or RUNNING for all others
    resting : (B,), whether they are at rest in the end, so that the ending needs another look
    finished : (B,), whether a test of the optimizer's own says so, be the gradient small or not
    cut_off : (B,), whether the block was left without repairs that it would have got
    """

    points: Array
    heights: Array
    stopped_at: NDArray[np.int64]
    ending: NDArray[np.int8]
    resting: NDArray[np.bool_]
    finished: NDArray[np.bool_]
    cut_off: NDArray[np.bool_]

    @property
    def is_cut_off(self) -> bool:
        """Whether anybody was."""
        return bool(self.cut_off.any())

    def whole(self) -> BlockEnd:
        """It is."""
        return self

    @classmethod
    def joined(cls, parts: Sequence[BlockEnd]) -> BlockEnd:
        """Several blocks as one, in this order."""
        return cls(
            **{f.name: np.concatenate([getattr(p, f.name) for p in parts], axis=-1) for f in fields(cls)}
        )

    def put(self, other: BlockEnd, particles: NDArray[np.intp]) -> None:
        """Let these particles end as those of `other` do."""
        for field in fields(self):
            getattr(self, field.name)[..., particles] = getattr(other, field.name)

    def at(self, steps: int) -> BlockEnd:
        """The same for a run of `steps` steps, where no particle stopped later than there.

        One that the next step would have lost has not taken it: it still moves, on a gradient that is not small.
        """
        cut_short = (self.ending != Ending.RUNNING) & (self.stopped_at == steps)
        return replace(
            self,
            ending=np.where(cut_short, Ending.RUNNING, self.ending).astype(np.int8),
            resting=self.resting & ~cut_short,
        )


class Block:
    """Some particles of a run, from their starts (n, B) to where they end.

    `particles` are their numbers among all starts.
    """

    def __init__(self, settings: RunSettings, starts: Array, particles: slice) -> None:
        self._settings, self._particles = settings, particles
        count = starts.shape[1]
        self._end = BlockEnd(
            points=starts,
            heights=np.empty(count),
            stopped_at=np.full(count, settings.steps),
            ending=np.full(count, Ending.RUNNING, dtype=np.int8),
            resting=np.ones(count, dtype=bool),
            finished=np.zeros(count, dtype=bool),
            cut_off=np.zeros(count, dtype=bool),
        )
        self._stepper = stepper(settings, starts, np.arange(count) + particles.start)
        self._moving = np.ones(count, dtype=bool)
        self._last = settings.steps
        # The largest cube inside the enlarged domain: whoever is in the cube needs no look at single coordinates.
        self._lowest, self._highest = float(settings.low.max()), float(settings.high.min())
        # Some formulas are proven to be finite, derivatives too, wherever a particle may be: no looks for that.
        self._tame = max(-settings.low.min(), settings.high.max()) < settings.landscape.compiled.tame_within
        self._flags = Flags()

    def travel(self, record: Record, patience: Patience | None = None) -> BlockEnd:
        """Take all the steps and write them down; the record still has to `hold` those that stopped.

        With `patience` no more than it has: the end then says at which step the others were left.
        """
        # Blind steps lead stopped particles anywhere; what overflows there is thrown away with them.
        watched = {"all": "ignore"} if self._tame else self._settings.landscape.compiled.watched
        # The trials of a rate share what work there is; a run has its own.
        effort = open_effort() or Effort.of(len(self._moving))
        with np.errstate(**watched, call=self._flags), effort:
            self._begin(record)
            step, pace = 0, self._stepper.longest
            while step < self._last and self._moving.any():
                look = self._last if patience is None else (step // LOOKS + 1) * LOOKS
                count = min(pace, look - step, self._last - step)
                rows = self._stepper.advance(step, count)
                if not self._judge(step, rows):
                    # A gradient on the way had to be repaired (0 / 0 on a kink), and the steps after it were taken
                    # with the raw one. Again, with 0 in its place, which is what most repairs find; should that
                    # be wrong too, step by step, each gradient repaired before it is used.
                    self._stepper.undo()
                    if not self._stepper.guess():
                        pace = 1
                    continue
                record.write(step + 1, self._stepper.x[rows], self._stepper.h[rows], self._numbers)
                step += count
                self._stepper.row = rows.stop - 1
                # The last gradient of a stretch is the first of the next: the only one repaired in any case.
                surprised = self._repair(rows.stop - 1, rows.stop)
                # Along a kink every step needs a repair: there single steps go on. Elsewhere stretches grow again.
                pace = 1 if surprised and count == 1 else min(2 * pace, self._stepper.longest)
                if patience is not None and step == look and self._enough(patience, step):
                    self._last = step
                self._compact()
            self._finish()
        self._end.cut_off[:] = effort.cut_off
        return self._end

    @property
    def _columns(self) -> NDArray[np.int64]:
        """Where the particles that are still looked after stand in the outcome."""
        return self._stepper.numbers - self._particles.start

    @property
    def _numbers(self) -> slice | NDArray[np.int64]:
        """The particles' numbers among all starts."""
        complete = len(self._moving) == len(self._end.heights)
        return self._particles if complete else self._stepper.numbers

    def _begin(self, record: Record) -> None:
        here = self._stepper
        here.begin()
        self._distrust(slice(0, 1))
        self._mend_heights(slice(0, 1))
        self._repair(0, 1)
        self._end.heights[:] = here.h[0]
        if not self._all_well(here.x[:1], here.h[:1]):
            lost = self._losses(here.x[:1], here.h[:1])[0]
            # Far outside heights overflow; inside, that is as good as no value.
            low, high = self._settings.low[:, None], self._settings.high[:, None]
            inside = ((here.x[0] >= low) & (here.x[0] <= high)).all(axis=0)
            undefined = (lost == Ending.DIVERGED) & (inside | np.isnan(here.h[0]))
            self._end.ending[:] = np.where(undefined, Ending.UNDEFINED, lost)
            # They stay in the block until it is compacted; nothing that they do is looked at any more.
            self._moving = self._end.ending == Ending.RUNNING
            self._end.stopped_at[~self._moving] = 0
        record.write(0, here.x[:1], here.h[:1], self._particles)

    def _enough(self, patience: Patience, step: int) -> bool:
        here, moving = self._stepper, self._moving
        return patience.enough(step, self._columns[moving], here.h[here.row][moving])

    def _finish(self) -> None:
        """Where the particles are that nothing stopped."""
        here, row = self._stepper, self._stepper.row
        moving: Any = self._moving
        last: Any = self._columns[moving]
        if len(last) == len(self._end.heights):
            moving = last = slice(None)  # picking columns one by one takes as long as a step
        self._end.points[:, last] = here.x[row][:, moving]
        self._end.heights[last] = here.h[row][moving]
        self._end.stopped_at[last] = self._last
        gradients = np.abs(here.g[row][:, moving])
        finished = here.at_rest(self._last)
        if finished is not None:
            self._end.finished[last] = finished[moving]
        # Here they may rest on a gradient that the tolerance would not have stopped them at (it may be 0).
        self._end.resting[last] = (gradients <= self._settings.rest[:, None]).all(axis=0)
        self._end.resting[last] |= self._end.finished[last]

    def _repair(self, first: int, last: int) -> bool:
        """Make the gradients in rows `first` to `last` finite; whether one was not as it had been guessed."""
        here, rows = self._stepper, slice(first, last)
        if self._finite(here.g[rows]):
            return False
        points, slopes = (a[rows].swapaxes(0, 1).reshape(a.shape[1], -1) for a in (here.x, here.g))
        unknown = ~np.isfinite(slopes)
        # Nobody asks for the slopes of those who stopped.
        slopes[unknown & ~np.tile(self._moving, last - first)] = 0.0
        self._settings.landscape.compiled.repair_gradients(points, here.h[rows].reshape(-1), slopes)
        here.g[rows] = slopes.reshape(len(slopes), last - first, -1).swapaxes(0, 1)
        return not here.guesses or bool((slopes[unknown] != 0).any())

    def _distrust(self, rows: slice) -> None:
        """Make NaN in `rows` what its formula may have got wrong, near a hole or where something overflowed."""
        here, f = self._stepper, self._settings.landscape.compiled
        raised, self._flags.raised = self._flags.raised, False
        if not (raised or f.is_delicate):
            return
        steps, particles = np.nonzero(self._on_the_way(rows))
        steps += rows.start
        points = np.ascontiguousarray(here.x[steps, :, particles].T)
        heights = here.h[steps, particles]
        slopes = np.ascontiguousarray(here.g[steps, :, particles].T)
        # It may have been the optimizer's rule that overflowed, or somebody who has left.
        changed = raised and f.distrust_extremes(points, heights, slopes)
        if f.is_delicate:
            changed |= f.distrust(points, heights, slopes, moving=True)
        if changed:
            here.h[steps, particles], here.g[steps, :, particles] = heights, slopes.T

    def _on_the_way(self, rows: slice) -> NDArray[np.bool_]:
        """Which particles (K, B) in `rows` move, have not left and were not at rest before: the others' steps are
        thrown away."""
        here, low, high = self._stepper, self._settings.low[:, None], self._settings.high[:, None]
        goes_on: Any = ((here.x[rows] >= low) & (here.x[rows] <= high)).all(axis=1)
        rest = self._at_rest(here.g[rows])
        goes_on[1:] &= goes_on[:-1] if rest is None else goes_on[:-1] & ~rest[:-1]
        return np.asarray(np.logical_and.accumulate(goes_on) & self._moving)

    def _mend_heights(self, rows: slice) -> bool:
        """Find heights in `rows` that the floats did not (0 / 0, overflow); whether there is one now.

        The gradient beside such a height is not to be believed either, until it is repaired.
        """
        here = self._stepper
        # Whoever has left is lost, whatever its height is there and afterwards.
        steps, particles = np.nonzero(~np.isfinite(here.h[rows]) & self._on_the_way(rows))
        if not len(steps):
            return False
        steps += rows.start
        heights = here.h[steps, particles]
        points = np.ascontiguousarray(here.x[steps, :, particles].T)
        found = self._settings.landscape.compiled.repair_heights(points, heights)
        here.h[steps, particles] = heights
        here.g[steps[found], :, particles[found]] = np.nan
        return bool(len(found))

    def _compact(self) -> None:
        """Go on with those that still move, once they are few enough.

        Leaving out the stopped ones copies all memory of the rest and binds its program anew: worth it when a
        good part has stopped, not for one. A method that is asked step by step is so dear that one is enough.
        """
        moving, count = np.count_nonzero(self._moving), len(self._moving)
        patience = count // 2 if count < _SMALL else count // 8
        if not isinstance(self._settings.optimizer, FirstOrder):
            patience = 0
        if 0 < moving < count - patience:
            self._stepper = self._stepper.only(self._moving)
            self._moving = np.ones(moving, dtype=bool)

    def _judge(self, step: int, rows: slice) -> bool:
        """Stop the particles that something happened to; False if a gradient on the way was not as they took it."""
        here = self._stepper
        self._distrust(rows)
        x, h = here.x[rows], here.h[rows]
        g = here.g[here.row : here.row + len(h)]
        if here.guesses and len(g) > 1 and self._repair(here.row + 1, here.row + len(g)):
            return False
        # Mostly nothing has happened: two looks at all numbers at once say so, and the particles are not asked.
        lost = not self._all_well(x, h)
        if lost and self._mend_heights(rows):
            lost = not self._all_well(x, h)
        rest = self._at_rest(g)
        finished = here.at_rest(step)
        if finished is not None and (finished := finished & self._moving).any():
            self._end.finished[self._columns[finished]] = True
            rest = finished[None] if rest is None else rest | finished
        if rest is None and not lost and (len(g) == 1 or self._finite(g)):
            return True
        code = self._losses(x, h) if lost else np.full(h.shape, Ending.RUNNING, dtype=np.int8)
        stops = (code != Ending.RUNNING) if rest is None else (code != Ending.RUNNING) | rest
        stopping = stops.any(axis=0)
        # Row k of `g` is where step k begins, row k of `x` where it ends: a particle at rest at k does not take
        # step k, one that step k loses takes it back. Either way k is the last place that counts.
        first = np.where(stopping, stops.argmax(axis=0), len(g))
        if not self._tame:
            # A raw gradient spoils the stretch only for a particle that went on from there.
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
        who, here, before = self._columns[places], self._stepper, self._stepper.row + when
        self._end.stopped_at[who] = step + when
        self._end.points[:, who] = here.x[before, :, places].T
        self._end.heights[who] = here.h[before, places]
        resting = np.zeros(len(places), dtype=bool) if rest is None else rest[when, places]
        self._end.ending[who] = np.where(resting, Ending.RUNNING, code[when, places])
        self._moving[places] = False

    def _at_rest(self, gradients: Array) -> NDArray[np.bool_] | None:
        """Where no component of `gradients` (K, n, B) is larger than the tolerance, (K, B); None if nowhere."""
        stop = self._settings.stop
        if stop is None:
            return None
        # The first coordinate alone says "nowhere" most of the time.
        rest: NDArray[np.bool_] = np.abs(gradients[:, 0]) <= stop[0]
        if not rest.any():
            return None
        for slope, small in zip(gradients.swapaxes(0, 1)[1:], stop[1:], strict=True):
            rest &= np.abs(slope) <= small
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
        low, high = self._settings.low, self._settings.high
        return bool((points.min(axis=(0, 2)) >= low).all() and (points.max(axis=(0, 2)) <= high).all())

    def _finite(self, numbers: Array) -> bool:
        """Whether all `numbers` are finite; looked at where the landscape does not vouch for it."""
        # One sum reads them once and makes no array: a single NaN or infinity is in it too. Should finite numbers
        # overflow together, the answer is a false alarm, and the slower look follows.
        return self._tame or math.isfinite(np.add.reduce(numbers, axis=None))

    def _losses(self, points: Array, heights: Array) -> NDArray[np.int8]:
        """DIVERGED, ESCAPED or RUNNING, (K, B), for `points` (K, n, B) with `heights` (K, B)."""
        low, high = self._settings.low[:, None], self._settings.high[:, None]
        finite = np.isfinite(heights) & np.isfinite(points).all(axis=1)
        inside = ((points >= low) & (points <= high)).all(axis=1)
        lost: Any = np.where(finite, Ending.ESCAPED, Ending.DIVERGED)
        return np.where(finite & inside, Ending.RUNNING, lost).astype(np.int8)
