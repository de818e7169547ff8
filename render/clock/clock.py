"""From film time t in 0..1 to the descent's step index; pure functions."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

LEAD, REST = 0.05, 0.20
"""Shares of the film before the first step and after the last."""


def slow_then_fast(u: float, strength: float = 3.0) -> float:
    """Ever more steps a second; the greater the strength the slower the beginning, and 0 is even."""
    return u if strength < 1e-6 else float(np.expm1(strength * u) / np.expm1(strength))


KINDS = ("ease", "linear", "arc")
"""The clocks' names, as the command line and scene files write them."""
FIRST_STEP = 0.05
"""Share of the descent's film time that the first step gets."""
HALFWAY = 0.3
"""Share of their way that particles have behind them when half of the descent's film time is gone."""


@dataclass(frozen=True)
class Clock:
    """Film time to step index: a short wait, the descent, a rest in which what little is left runs off.

    Parameters
    ----------
    last : the index at which the rest begins
    easing : "ease" or "linear"; "arc" is made by `render.clock.arc_clock.ArcClock`
    final : the index shown at the end, if it is later than `last`
    halfway : the index that is reached at the latest by half of the descent's film time; 0 asks for none

    Raises
    ------
    ValueError
        For an easing that is not one of `KINDS`.
    """

    last: float
    easing: str = "ease"
    final: float = 0.0
    halfway: float = 0.0

    def __post_init__(self) -> None:
        if self.easing not in KINDS:
            raise ValueError(f"clock must be one of {', '.join(KINDS)}, got {self.easing!r}")

    @cached_property
    def strength(self) -> float:
        """How slowly the film begins: so that the first step takes `FIRST_STEP` of the descent, if there are many.

        Where hardly anything would have moved by half of it, it is less slow.
        """
        if self.easing == "linear" or self.last * FIRST_STEP <= 1.01:
            return 0.0
        low, high = 1e-3, 400.0
        for _ in range(60):
            middle = (low + high) / 2
            early = self.last * slow_then_fast(FIRST_STEP, middle) > 1
            low, high = (middle, high) if early else (low, middle)
        if not self.halfway > 0:
            return high
        # At a half of the time 1 / (1 + e^(strength / 2)) of the steps are gone.
        return min(high, 2 * float(np.log(max(self.last / self.halfway - 1, 1.0))))

    def index(self, t: float) -> float:
        """The step index shown at film time `t`."""
        u = min(max((t - LEAD) / (1 - LEAD - REST), 0.0), 1.0)
        return self.last * slow_then_fast(u, self.strength) + self.run_off(t)

    def run_off(self, t: float) -> float:
        """The steps after `last` that are shown at film time `t`: all of them by half of the rest."""
        v = min(max((t - 1 + REST) / (0.5 * REST), 0.0), 1.0)
        return max(self.final - self.last, 0.0) * v
