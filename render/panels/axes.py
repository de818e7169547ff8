"""Axes of charts, whatever draws them: limits a little wider than the numbers, and round numbers inside of them."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from render.surface import HIGHEST

Limits = tuple[float, float]
"""The numbers at an axis' two ends, the lower first."""

BELOW, ABOVE = 0.6, 1.6
"""How far a logarithmic axis goes beyond the numbers: factors of the smallest and of the largest."""

LEAST = 5e-324
"""The smallest positive float: where a logarithmic axis ends."""

_STEPS = (0.1, 0.2, 0.25, 0.5, 1.0, 2.0, 2.5, 5.0, 10.0, 20.0)
"""Round steps, in powers of ten; where one leaves fewer than two numbers the next smaller one is taken."""


@dataclass(frozen=True)
class Axes:
    """A rectangle of a chart and the numbers at its edges.

    Parameters
    ----------
    box : left, top, right, bottom in the chart's large pixels
    xlim, ylim : the numbers at the edges
    log : whether the upright axis is logarithmic
    knee : up to about this number x is even, beyond it logarithmic; where it is 0, x is even
    """

    box: tuple[float, float, float, float]
    xlim: Limits
    ylim: Limits
    log: bool = False
    knee: float = 0.0

    def pixels(self, x: ArrayLike, y: ArrayLike) -> NDArray[np.float64]:
        """Large pixels (..., 2) of points; far outside is held just outside, so that lines stay short."""
        left, top, right, bottom = self.box
        x, y = np.clip(x, -HIGHEST, HIGHEST), np.clip(y, -HIGHEST, HIGHEST)
        u = (self._across(x) - self._across(self.xlim[0])) / (
            self._across(self.xlim[1]) - self._across(self.xlim[0])
        )
        v = (self._upright(y) - self._upright(self.ylim[0])) / (
            self._upright(self.ylim[1]) - self._upright(self.ylim[0])
        )
        u, v = np.broadcast_arrays(np.clip(u, -0.5, 1.5), np.clip(v, -0.5, 1.5))
        return np.stack([left + u * (right - left), bottom + v * (top - bottom)], axis=-1)

    def holds(self, pixel: NDArray[np.float64]) -> bool:
        """Whether a large pixel (2,) lies in the rectangle, edges included."""
        left, top, right, bottom = self.box
        return bool(left - 1 <= pixel[0] <= right + 1 and top - 1 <= pixel[1] <= bottom + 1)

    def _upright(self, y: ArrayLike) -> NDArray[np.float64]:
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.log10(np.maximum(y, LEAST)) if self.log else np.asarray(y, dtype=float)

    def _across(self, x: ArrayLike) -> NDArray[np.float64]:
        return np.log1p(np.maximum(x, 0.0) / self.knee) if self.knee > 0 else np.asarray(x, dtype=float)

    def ticks(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Round numbers inside the edges, along x (k,) and along y (m,)."""
        upright = log_ticks(self.ylim, 5, halves=True) if self.log else linear_ticks(self.ylim, 4)
        if not self.knee > 0:
            return linear_ticks(self.xlim, 5), upright
        decades = 10.0 ** np.arange(np.floor(np.log10(self.knee)), np.log10(self.xlim[1]) + 1e-9)
        several = decades[:, None] * ((1.0, 2.0, 5.0) if len(decades) < 4 else (1.0,))
        return np.append(0.0, _within(several.ravel(), (self.knee, self.xlim[1]), 1e-9)), upright


def linear_ticks(limits: Limits, most: int) -> NDArray[np.float64]:
    """Round numbers (k,) between the limits, at most `most` + 1; what is zero but for rounding is zero."""
    return _within(even_ticks(limits, most), limits, 1e-9)


def even_ticks(limits: Limits, most: int) -> NDArray[np.float64]:
    """Round numbers (k,) evenly apart, from the last one at or below the lower limit to the first one above the upper.

    They are those of matplotlib's `MaxNLocator`, which takes a tenth of a second to import.
    """
    scale = _middling(max(abs(limits[0]), abs(limits[1])))
    low, high = sorted((limits[0] * scale, limits[1] * scale))
    if not high - low > 1e-14 * max(abs(low), abs(high)):
        least = 1e-13 * (max(abs(low), abs(high)) or 1.0)
        low, high = low - least, high + least
    wanted = (high - low) / most
    steps = 10.0 ** math.floor(math.log10(wanted)) * np.array(_STEPS)
    for step in steps[: int(np.argmax(steps >= wanted)) + 1][::-1]:
        first, last = low / step, high / step
        # So many steps from zero a number is not exact to the last one.
        slack = min(max(1e-10, 1e-12 * abs(first)), 0.5)
        ticks = np.arange(np.floor(first + slack), np.ceil(last - slack) + 1) * step
        if np.count_nonzero((ticks >= low) & (ticks <= high)) >= 2:
            break
    return np.asarray(ticks / scale)


def log_ticks(limits: Limits, most: int, *, halves: bool = False) -> NDArray[np.float64]:
    """Powers of ten (k,) between the limits, about `most` of them.

    With `halves` also 2, 5, 20, ... where there are but few decades, and where there is not even one numbers that
    are evenly apart: an axis of a small chart needs at least two.
    """
    span = limits[1] / limits[0]
    if halves and span <= 5:
        return _within(even_ticks(limits, most - 1), limits, 0.0)
    from matplotlib.ticker import LogLocator  # takes a tenth of a second, and most films have no such axis

    locator = LogLocator(subs=(1.0, 2.0, 5.0)) if halves and span < 120 else LogLocator(numticks=most)
    scale = _middling(limits[1])
    ticks = np.asarray(locator.tick_values(limits[0] * scale, limits[1] * scale), dtype=float)
    with np.errstate(over="ignore"):
        return _within(ticks / scale, limits, 0.0)


def _middling(largest: float) -> float:
    """The factor that takes numbers to where ticks are found: of the smallest and largest floats there are none."""
    return 1e200 if largest < 1e-200 else 1e-200 if largest > 1e200 else 1.0


def padded(low: float, high: float, share: float = 0.06) -> Limits:
    """Limits a little wider than the numbers, and never of no width."""
    low, high = np.clip([low, high], -HIGHEST, HIGHEST).tolist()
    width = high - low
    if not width > 1e-12 * max(abs(low), abs(high)):
        width = max(abs(low), 1.0)
    return low - share * width, high + share * width


def log_limits(numbers: NDArray[np.float64], deepest: float) -> Limits | None:
    """Limits of a logarithmic axis that shows numbers (...); None where none is finite and positive.

    `deepest` is the smallest share of the largest number that is shown: what is as good as zero has no decade.
    """
    positive = numbers[np.isfinite(numbers) & (numbers > 0)]
    if not len(positive):
        return None
    high = float(positive.max())
    low = max(float(positive.min()), deepest * high) * BELOW
    return max(low, LEAST), max(min(high, HIGHEST) * ABOVE, 2 * LEAST)


def _within(ticks: ArrayLike, limits: Limits, slack: float) -> NDArray[np.float64]:
    """The ticks (k,) between the limits; `slack` is the share of their distance that is as good as none."""
    numbers = np.asarray(ticks, dtype=float)
    margin = slack * (limits[1] - limits[0])
    inside = numbers[(numbers >= limits[0] - margin) & (numbers <= limits[1] + margin)]
    return np.where(np.abs(inside) <= margin, 0.0, inside)
