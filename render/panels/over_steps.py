"""What charts over the steps share: the median of all particles, and the band of their middle half."""

from __future__ import annotations

from abc import ABC, abstractmethod
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from descent import Ending, Trajectories
from render.clock import last_stop
from render.panels.axes import Axes, log_limits, padded
from render.panels.canvas import Canvas, mixed
from render.panels.panel import Panel


class OverSteps(Panel, ABC):
    """Some number of every particle against the step: its median, and the band of its middle half."""

    @property
    @abstractmethod
    def label(self) -> str:
        """What the upright axis shows."""

    @abstractmethod
    def numbers(self, paths: Trajectories) -> NDArray[np.float64]:
        """The number (rows, N) that is shown, one for each recorded row and particle."""

    @property
    def log(self) -> bool:
        """Whether the upright axis is one of powers of ten."""
        return True

    @cached_property
    def _bands(self) -> list[NDArray[np.float64]]:
        return [_while_there(paths, _quartiles(self.numbers(paths))) for paths in self.runs]

    @cached_property
    def _axes(self) -> Axes:
        numbers = np.concatenate([b.ravel() for b in self._bands])
        if not self.log:
            finite = numbers[np.isfinite(numbers)]
            whole = padded(finite.min(), finite.max()) if len(finite) else (0.0, 1.0)
            return Axes(self.box(), (0.0, max(self._last, 1.0)), whole)
        limits = log_limits(numbers, 1e-16)
        if limits is None:
            return Axes(self.box(), (0.0, 1.0), (0.1, 1.0), log=True)
        return Axes(self.box(), (0.0, max(self._last, 1.0)), limits, log=True)

    @cached_property
    def _last(self) -> float:
        return max(last_stop(p) for p in self.runs)

    def furnish(self, canvas: Canvas) -> None:
        for case, (paths, band) in enumerate(zip(self.runs, self._bands, strict=True)):
            low, middle, high = (self._axes.pixels(paths.indices, quantile) for quantile in band)
            pale, faint = (
                mixed(self.theme.ground_bottom, self._case_color(case), share) for share in (0.16, 0.45)
            )
            canvas.band(low, high, pale, self._axes)
            canvas.line(middle, faint, 0.0020, inside=self._axes)
        many = any(len(paths) > 1 for paths in self.runs)
        say = self.theme.say
        canvas.axes(self._axes, say("step"), self.label, note=say("median, middle half") if many else "")

    def move(self, canvas: Canvas, index: float) -> None:
        for case, (paths, band) in enumerate(zip(self.runs, self._bands, strict=True)):
            past = np.asarray(paths.indices) <= index
            line = self._axes.pixels(np.asarray(paths.indices)[past], band[1][past])
            canvas.line(line, self._case_color(case), 0.0045, inside=self._axes)
            line = line[np.isfinite(band[1][past])]
            if not len(line) or (self.log and not (band[1] > 0).any()):
                continue
            line = np.clip(line, self._axes.box[:2], self._axes.box[2:])
            canvas.dot(line[-1], self._case_color(case), 0.0115, self.theme.rim)

    def _case_color(self, case: int) -> str:
        """That of the run's particles, where they have one."""
        own = self.colors[case].colors
        if len(own) and (own == own[0]).all():
            return "#{:02x}{:02x}{:02x}".format(*own[0])
        return self.theme.palette[case % len(self.theme.palette)]


def _while_there(paths: Trajectories, band: NDArray[np.float64]) -> NDArray[np.float64]:
    """The quartiles (3, rows), NaN after the last particle has left: what follows are heights of nobody."""
    left = np.isin(paths.ending, [Ending.ESCAPED, Ending.DIVERGED, Ending.UNDEFINED])
    if len(left) and left.all():
        band[:, np.asarray(paths.indices) > np.max(paths.stopped_at)] = np.nan
    return band


def _quartiles(numbers: NDArray[np.float64]) -> NDArray[np.float64]:
    """The three quartiles (3, rows) of numbers (rows, N), those that are NaN left out; NaN where all are."""
    found = np.full((3, len(numbers)), np.nan)
    some = ~np.isnan(numbers).all(axis=1)
    with np.errstate(invalid="ignore"):
        found[:, some] = np.nanquantile(numbers[some], [0.25, 0.5, 0.75], axis=1)
    return found
