"""A clock that stops at a few chosen steps, runs from one to the next, and then to the end."""

from __future__ import annotations

from dataclasses import dataclass

from render.clock.clock import LEAD, REST, slow_then_fast
from render.clock.stepped_clock import SteppedClock

APPROACH, PAUSE = 0.24, 0.64
"""Shares of a stop: the way to it, and while nothing moves but the arrows; in the rest the step is made."""
TOGETHER, MOST = 0.27, 0.84
"""Of the descent's film time each stop takes the first, and all of them at most the second."""


@dataclass(frozen=True)
class ShotClock(SteppedClock):
    """Film time to step index, with stops.

    Attributes
    ----------
    stops : the steps that are taken apart, rising
    """

    stops: tuple[int, ...] = ()

    @property
    def count(self) -> int:
        """How many steps are taken apart."""
        return len(self.stops)

    @property
    def share(self) -> float:
        """Of the descent's film time that the stops take together."""
        return min(TOGETHER * self.count, MOST)

    def part(self, t: float) -> tuple[int, float]:
        """The stop at film time `t` and how much of its time has gone, 0..1; past the last one, their number."""
        u = min(max((t - LEAD) / (1 - LEAD - REST), 0.0), 1.0)
        if u >= self.share or not self.count:
            return self.count, (u - self.share) / max(1 - self.share, 1e-9)
        stop, gone = divmod(u / self.share * self.count, 1.0)
        return min(int(stop), self.count - 1), gone

    def built(self, t: float) -> float | None:
        """How much of the pause has gone at film time `t`, 0..1; None where the film does not stand."""
        stop, gone = self.part(t)
        if stop >= self.count or not APPROACH <= gone < APPROACH + PAUSE or t < LEAD:
            return None
        return (gone - APPROACH) / PAUSE

    def told(self, t: float) -> float | None:
        """The same, and 1 while the step is made: what it consists of goes on being shown."""
        stop, gone = self.part(t)
        making = stop < self.count and gone >= APPROACH + PAUSE and t >= LEAD
        return 1.0 if making else self.built(t)

    def phase(self, t: float) -> tuple[int, float]:
        """The step that is being taken apart at film time `t`, and how much of it is built, 0..1."""
        stop, gone = self.part(t)
        if stop >= self.count:
            return self.stops[-1] if self.stops else 0, 1.0
        return self.stops[stop], min(max((gone - APPROACH) / PAUSE, 0.0), 1.0)

    def index(self, t: float) -> float:
        """The step index shown at film time `t`."""
        stop, gone = self.part(t)
        before = self.stops[stop - 1] + 1 if stop else 0
        if stop >= self.count:
            return before + (self.last - before) * slow_then_fast(gone, 1.5) + self.run_off(t)
        here = self.stops[stop]
        if gone < APPROACH:
            return before + (here - before) * _eased(gone / APPROACH)
        return min(here + _eased(max((gone - APPROACH - PAUSE) / (1 - APPROACH - PAUSE), 0.0)), self.last)


def _eased(u: float) -> float:
    return u * u * (3 - 2 * u)
