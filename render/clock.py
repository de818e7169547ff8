"""From film time t in 0..1 to the descent's step index; pure functions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

Easing = Callable[[float], float]

LEAD, REST = 0.05, 0.14
"""Shares of the film before the first step and after the last."""


def linear(u: float) -> float:
    """The same number of steps in every second."""
    return u


def slow_then_fast(u: float) -> float:
    """Ever more steps a second: the first hundredth of the steps takes about the first quarter of the time."""
    strength = 5.0
    return float(np.expm1(strength * u) / np.expm1(strength))


easings: Mapping[str, Easing] = MappingProxyType({"ease": slow_then_fast, "linear": linear})


@dataclass(frozen=True)
class Clock:
    """Film time to step index: a short wait, the descent, a rest.

    Parameters
    ----------
    last : the index shown at the end
    easing : "ease" or "linear"
    """

    last: float
    easing: str = "ease"

    def __post_init__(self) -> None:
        if self.easing not in easings:
            raise ValueError(f"clock must be one of {', '.join(easings)}, got {self.easing!r}")

    def index(self, t: float) -> float:
        """The step index shown at film time `t`."""
        u = min(max((t - LEAD) / (1 - LEAD - REST), 0.0), 1.0)
        return self.last * easings[self.easing](u)
