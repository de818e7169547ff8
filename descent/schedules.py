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
    """The rate as a function of the step index.

    Raises
    ------
    ValueError
        For a setting outside of its interval.

    Examples
    --------
    >>> from descent import Cosine, Schedule, parse_schedule
    >>> isinstance(parse_schedule("cosine:0.1,steps=200"), Schedule)
    True
    >>> parse_schedule("cosine:0.1,steps=200") == Cosine(0.1, steps=200)
    True
    """

    def __post_init__(self) -> None:
        check(self)

    @abstractmethod
    def __call__(self, index: int) -> float:
        """The rate of step `index`, counted from 0."""


@dataclass(frozen=True)
class Constant(Schedule):
    """The same rate at every step.

    Examples
    --------
    >>> from descent import Constant
    >>> rate = Constant(0.1)
    >>> [round(rate(index), 4) for index in (0, 1, 10, 50, 100)]
    [0.1, 0.1, 0.1, 0.1, 0.1]
    """

    rate: Positive

    def __call__(self, index: int) -> float:
        return self.rate


@dataclass(frozen=True)
class StepDecay(Schedule):
    """rate * factor**(index // every) (torch StepLR).

    References
    ----------
    torch.optim.lr_scheduler.StepLR, gamma 0.1.

    Examples
    --------
    >>> from descent import StepDecay
    >>> rate = StepDecay(0.1, every=10)
    >>> [round(rate(index), 4) for index in (0, 1, 10, 50, 100)]
    [0.1, 0.1, 0.01, 0.0, 0.0]
    """

    rate: Positive
    every: Count = 100
    factor: UnitInterval = 0.1
    word = "step"

    def __call__(self, index: int) -> float:
        return float(self.rate * self.factor ** (index // self.every))


@dataclass(frozen=True)
class Exponential(Schedule):
    """rate * factor**index (torch ExponentialLR).

    References
    ----------
    torch.optim.lr_scheduler.ExponentialLR.

    Examples
    --------
    >>> from descent import Exponential
    >>> rate = Exponential(0.1, factor=0.5)
    >>> [round(rate(index), 4) for index in (0, 1, 10, 50, 100)]
    [0.1, 0.05, 0.0001, 0.0, 0.0]
    """

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

    References
    ----------
    Zinkevich (2003), theorem 1, for steps of 1 / sqrt(k).

    Examples
    --------
    >>> from descent import InverseSqrt
    >>> rate = InverseSqrt(0.1)
    >>> [round(rate(index), 4) for index in (0, 1, 10, 50, 100)]
    [0.1, 0.0707, 0.0302, 0.014, 0.01]
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

    Examples
    --------
    >>> from descent import Cosine
    >>> rate = Cosine(0.1, steps=100)
    >>> [round(rate(index), 4) for index in (0, 1, 10, 50, 100)]
    [0.1, 0.1, 0.0976, 0.05, 0.0]
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

    Raises
    ------
    ValueError
        If `then` is no schedule, or a setting lies outside of its interval.

    References
    ----------
    Goyal et al. (2017), section 2.2; torch.optim.lr_scheduler.LinearLR.

    Examples
    --------
    >>> from descent import Constant, Warmup
    >>> rate = Warmup(Constant(0.3), steps=10)
    >>> [round(rate(index), 4) for index in (0, 5, 10, 50)]
    [0.1, 0.2, 0.3, 0.3]
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

    Raises
    ------
    ValueError
        For a setting outside of its interval, and where rate / divisor or rate / divisor / final_divisor overflows.

    References
    ----------
    Smith & Topin (2019); torch.optim.lr_scheduler.OneCycleLR.

    Examples
    --------
    >>> from descent import OneCycle
    >>> rate = OneCycle(0.1, steps=100)
    >>> [round(rate(index), 4) for index in (0, 1, 10, 50, 100)]
    [0.004, 0.0043, 0.0295, 0.0794, 0.0]
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
