"""A clock that stops inside steps, so that a film can build each from its parts."""

from __future__ import annotations

from dataclasses import dataclass

from render.clock.clock import LEAD, REST, Clock, slow_then_fast

STOPS = 4
"""So many steps, the first ones, are taken apart."""
DWELL = 0.80
"""Share of the descent's film time that the stops take together."""
BUILD = 0.82
"""Share of a stop in which the parts appear; in the rest the particle moves."""


@dataclass(frozen=True)
class SteppedClock(Clock):
    """Film time to step index: `STOPS` steps one by one, each taken apart before it is made, then the rest."""

    easing: str = "stops"

    def __post_init__(self) -> None:
        """Nothing to check: there is one such clock."""

    @property
    def count(self) -> int:
        """How many steps are taken apart."""
        return max(min(STOPS, int(self.last)), 1)

    def phase(self, t: float) -> tuple[int, float]:
        """The step that is being taken apart at film time `t`, and how much of it is built, 0..1."""
        u = self._along(t) / DWELL * self.count
        step = min(int(u), self.count - 1)
        return step, min((u - step) / BUILD, 1.0)

    def index(self, t: float) -> float:
        """The step index shown at film time `t`."""
        u = self._along(t)
        if u >= DWELL:
            rest = slow_then_fast((u - DWELL) / (1 - DWELL), 1.5)
            return self.count + (self.last - self.count) * rest + self.run_off(t)
        step, within = divmod(u / DWELL * self.count, 1.0)
        return min(step + max((within - BUILD) / (1 - BUILD), 0.0), self.last)

    @staticmethod
    def _along(t: float) -> float:
        return min(max((t - LEAD) / (1 - LEAD - REST), 0.0), 1.0)
