"""Learning-rate schedules: frozen values that, called with the index of a step (from 0), give its rate.

Formulas of torch.optim.lr_scheduler where the name is the same. After its last step a schedule stays there.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from dataclasses import dataclass

from descent.settings import Count, NonNegative, Positive, UnitInterval, brief, check


@dataclass(frozen=True)
class Schedule(ABC):
    """The rate as a function of the step index."""

    def __post_init__(self) -> None:
        check(self)

    @abstractmethod
    def __call__(self, index: int) -> float:
        """The rate of step `index`, counted from 0."""


@dataclass(frozen=True)
class Constant(Schedule):
    """The same rate at every step."""

    rate: Positive

    def __call__(self, index: int) -> float:
        return self.rate


@dataclass(frozen=True)
class StepDecay(Schedule):
    """rate * factor**(index // every) (torch StepLR)."""

    rate: Positive
    every: Count = 100
    factor: UnitInterval = 0.1
    word = "step"

    def __call__(self, index: int) -> float:
        return float(self.rate * self.factor ** (index // self.every))


@dataclass(frozen=True)
class Exponential(Schedule):
    """rate * factor**index (torch ExponentialLR)."""

    rate: Positive
    factor: UnitInterval = 0.99

    def __call__(self, index: int) -> float:
        return float(self.rate * self.factor**index)


@dataclass(frozen=True)
class InverseSqrt(Schedule):
    """rate / sqrt(1 + index / timescale): with timescale 1 the 1/sqrt(k) of stochastic approximation.

    Notes
    -----
    The schedule of the same name in Vaswani et al. (2017) is a warm-up into this one.
    """

    rate: Positive
    timescale: Positive = 1.0

    def __call__(self, index: int) -> float:
        return self.rate / math.sqrt(1 + index / self.timescale)


@dataclass(frozen=True)
class Cosine(Schedule):
    """From rate down to final along half a cosine in `steps` steps (torch CosineAnnealingLR).

    Notes
    -----
    torch climbs again after `steps`; here the rate stays at `final`.

    References
    ----------
    Loshchilov & Hutter (2017), equation 5, without restarts.
    """

    rate: Positive
    steps: Count
    final: NonNegative = 0.0

    def __call__(self, index: int) -> float:
        part = min(index / self.steps, 1.0)
        return self.final + (self.rate - self.final) * ((1 + math.cos(math.pi * part)) / 2)


@dataclass(frozen=True)
class Warmup(Schedule):
    """Linear from start_factor times the first rate of `then` up to it in `steps` steps, then `then`.

    torch's LinearLR followed by another schedule in a SequentialLR.
    """

    then: Schedule
    steps: Count = 10
    start_factor: UnitInterval = 1 / 3

    def __post_init__(self) -> None:
        super().__post_init__()
        if not isinstance(self.then, Schedule):
            raise ValueError(f"Warmup.then must be a schedule such as Constant(0.1), got {brief(self.then)}")

    def __call__(self, index: int) -> float:
        if index >= self.steps:
            return self.then(index - self.steps)
        return self.then(0) * (self.start_factor + (1 - self.start_factor) * index / self.steps)


@dataclass(frozen=True)
class OneCycle(Schedule):
    """Up from rate / divisor to rate, then down to rate / divisor / final_divisor, both along a cosine.

    torch's OneCycleLR with its defaults (Smith & Topin 2019); `rate` is the peak.
    """

    rate: Positive
    steps: Count
    rising: UnitInterval = 0.3
    divisor: Positive = 25.0
    final_divisor: Positive = 1e4

    def __post_init__(self) -> None:
        super().__post_init__()
        last = self.rate / self.divisor / self.final_divisor
        if not math.isfinite(self.rate / self.divisor) or not math.isfinite(last):
            raise ValueError(
                f"OneCycle: rate / divisor and rate / divisor / final_divisor must be finite, got {last}; "
                "take larger divisors"
            )

    def __call__(self, index: int) -> float:
        first = self.rate / self.divisor
        last = first / self.final_divisor
        top, end = self.rising * self.steps - 1, self.steps - 1
        if index >= end:
            return last
        if index <= top and top > 0:
            return _cosine(first, self.rate, index / top)
        return _cosine(self.rate, last, (index - top) / (end - top))


def _cosine(start: float, end: float, part: float) -> float:
    return end + (start - end) / 2 * (1 + math.cos(math.pi * part))
