"""What charts over the steps share: the median of all particles, and the band of their middle half."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from descent import Trajectories
from descent.results import LOST
from render.clock import last_stop, off_since
from render.panels.axes import Axes, log_limits, padded
from render.panels.canvas import Canvas, mixed
from render.panels.panel import Panel

EARLY, BEND = 0.12, 0.2
"""Where half of what a chart shows has happened by this share of its steps, they are told apart by decades from this share
of that half on."""


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
        return [_on_the_map(paths, self.numbers(paths)) for paths in self.runs]

    @cached_property
    def _axes(self) -> Axes:
        numbers = np.concatenate([b.ravel() for b in self._bands])
        across = (0.0, max(self._last, 1.0))
        if not self.log:
            finite = numbers[np.isfinite(numbers)]
            whole = padded(finite.min(), finite.max()) if len(finite) else (0.0, 1.0)
            return self._paced(Axes(self.box(), across, whole))
        limits = log_limits(numbers, 1e-16)
        if limits is None:
            return Axes(self.box(), (0.0, 1.0), (0.1, 1.0), log=True)
        return self._paced(Axes(self.box(), across, limits, log=True))

    def _paced(self, axes: Axes) -> Axes:
        """The same, or where nearly all happens at its left edge one of decades of steps."""
        steps, moved = np.arange(int(self._last) + 1, dtype=float), np.zeros(int(self._last) + 1)
        for paths, band in zip(self.runs, self._bands, strict=True):
            for quantile in band:
                upright = np.clip(axes.pixels(paths.indices, quantile)[:, 1], axes.box[1], axes.box[3])
                change = np.abs(np.nan_to_num(np.diff(upright)))
                moved += np.interp(steps, paths.indices, np.concatenate([[0.0], np.cumsum(change)]))
        half = float(steps[np.searchsorted(moved, moved[-1] / 2)])
        return replace(axes, knee=max(BEND * half, 1.0)) if half < EARLY * self._last else axes

    @cached_property
    def _last(self) -> float:
        """The last step of which there is something to show."""
        shown = [
            float(np.asarray(paths.indices)[np.isfinite(band[1])].max(initial=0))
            for paths, band in zip(self.runs, self._bands, strict=True)
        ]
        return max(min(last_stop(p), last) for p, last in zip(self.runs, shown, strict=True))

    def furnish(self, canvas: Canvas) -> None:
        for case, (paths, band) in enumerate(zip(self.runs, self._bands, strict=True)):
            low, middle, high = (self._axes.pixels(paths.indices, quantile) for quantile in band)
            pale, faint = (
                mixed(self.theme.ground_bottom, self._case_color(case), share) for share in (0.16, 0.45)
            )
            canvas.band(low, high, pale, self._axes)
            canvas.line(self._kept(middle), faint, 0.0020, inside=self._axes)
        many = any(len(paths) > 1 for paths in self.runs)
        say = self.theme.say
        canvas.axes(self._axes, say("step"), self.label, note=say("median, middle half") if many else "")

    def move(self, canvas: Canvas, index: float, t: float = 1.0) -> None:
        for case, (paths, band) in enumerate(zip(self.runs, self._bands, strict=True)):
            past = np.asarray(paths.indices) <= index
            line = self._kept(self._axes.pixels(np.asarray(paths.indices)[past], band[1][past]))
            canvas.line(line, self._case_color(case), 0.0045, inside=self._axes)
            line = line[np.isfinite(band[1][past])]
            if not len(line) or (self.log and not (band[1] > 0).any()):
                continue
            line = np.clip(line, self._axes.box[:2], self._axes.box[2:])
            canvas.dot(line[-1], self._case_color(case), 0.0115, self.theme.rim)

    def _kept(self, line: NDArray[np.float64]) -> NDArray[np.float64]:
        """The line (k, 2) in pixels; what is lower than the chart, as zero among decades is, goes along its foot."""
        return np.stack([line[:, 0], np.minimum(line[:, 1], self._axes.box[3])], axis=1)

    def _case_color(self, case: int) -> str:
        """That of the run's particles, where they have one."""
        own = self.colors[case].colors
        if len(own) and (own == own[0]).all():
            return "#{:02x}{:02x}{:02x}".format(*own[0])
        return self.theme.palette[case % len(self.theme.palette)]


def _on_the_map(paths: Trajectories, numbers: NDArray[np.float64]) -> NDArray[np.float64]:
    """The quartiles (3, rows) of numbers (rows, N): who leaves the map keeps the one that he had there last.

    NaN once more than half have left: the median is then a number of nobody who is there.
    """
    indices, off = np.asarray(paths.indices), off_since(paths)
    last = np.maximum(np.searchsorted(indices, off) - 1, 0)
    held = np.where(indices[:, None] < off, numbers, numbers[last, np.arange(len(off))])
    band = _quartiles(held)
    gone = np.minimum(off, np.where(np.isin(paths.ending, LOST), paths.stopped_at, paths.steps + 1))
    if len(gone):
        band[:, indices > np.sort(gone)[len(gone) // 2]] = np.nan
    return band


def _quartiles(numbers: NDArray[np.float64]) -> NDArray[np.float64]:
    """The three quartiles (3, rows) of numbers (rows, N), those that are NaN left out; NaN where all are."""
    found = np.full((3, len(numbers)), np.nan)
    some = ~np.isnan(numbers).all(axis=1)
    with np.errstate(invalid="ignore"):
        found[:, some] = np.nanquantile(numbers[some], [0.25, 0.5, 0.75], axis=1)
    return found
