"""A landscape of one variable: its curve, and at each particle the point and the tangent."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from descent import Trajectories
from render.panels.axes import Axes, log_limits
from render.panels.canvas import OVERSIZE, Canvas, mixed
from render.panels.panel import Panel
from render.panels.tracing import framed, is_of_decades, traced
from render.style import number_text

TANGENTS = 3
"""Of more particles none has its tangent."""


class Curve(Panel):
    """A landscape of one variable: its curve, and at each particle the point and the tangent."""

    variables = (1,)
    follows = False

    @cached_property
    def _axes(self) -> Axes:
        (low, high) = self.landscape.domain[0]
        heights = self.landscape.value(np.linspace(low, high, 801)[:, None])
        shown = [paths.heights.ravel() for paths in self.runs]
        everything = np.concatenate(shown) if shown else None
        if is_of_decades(heights):
            decades = log_limits(heights if everything is None else np.append(heights, everything), 0.0)
            return Axes(self.box(), (low, high), decades or (0.1, 1.0), log=True)
        limits = framed(heights, 0.10, everything)
        return Axes(self.box(), (low, high), limits or (0.0, 1.0))

    def furnish(self, canvas: Canvas) -> None:
        axes = self._axes
        name = self.theme.say("height, in powers of ten" if axes.log else "height")
        canvas.axes(axes, self.names[0], name)
        x = np.linspace(*axes.xlim, 801)
        curve = traced(lambda at: self.landscape.value(at[:, None]), x, axes.ylim)
        canvas.line(axes.pixels(*curve), self.theme.ink, 0.0052)

    def move(self, canvas: Canvas, index: float) -> None:
        for case, paths in enumerate(self.runs):
            for particle in range(min(len(paths.ending), 60)):
                self._one(canvas, paths, case, particle, index)

    @property
    def inside(self) -> tuple[float, float, float, float]:
        left, top, right, bottom = (side / OVERSIZE for side in self._axes.box)
        return left, top, right, bottom

    def pixels_of(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        seen = np.clip(self.landscape.value(points), *self._axes.ylim)
        return self._axes.pixels(points[:, 0], seen) / OVERSIZE

    def _one(self, canvas: Canvas, paths: Trajectories, case: int, particle: int, index: float) -> None:
        axes, color = self._axes, self.color_of_particle(case, particle)
        past = np.asarray(paths.indices) <= index
        for x, y in zip(paths.positions[past, particle, 0], paths.heights[past, particle], strict=True):
            canvas.dot(axes.pixels(x, y), mixed(self.theme.ground_bottom, color, 0.55), 0.0065, inside=axes)
        points, heights = paths.at(index)
        x, y = float(points[particle, 0]), float(heights[particle])
        slope = float(self.landscape.gradient(points[particle])[0])
        if sum(map(len, self.runs)) <= TANGENTS and np.isfinite(y):
            self._tangent(canvas, x, y, slope, color)
        # One beyond the chart's heights is seen at its edge, half as large.
        seen = float(np.clip(y, *axes.ylim))
        radius = 0.0150 if seen == y else 0.0075
        canvas.dot(axes.pixels(x, seen), color, radius, self.theme.rim, inside=axes)
        if sum(map(len, self.runs)) == 1:
            name, say = self.names[0], self.theme.say
            at_x, at_y, steep = (say.number(number_text(number, 4)) for number in (x, y, slope))
            text = f"{name} = {at_x}    {say('height')} {at_y}    {say('slope')} {steep}"
            at = (axes.box[2] - 0.01 * canvas.unit, axes.box[1] + 0.012 * canvas.unit)
            canvas.text(text, at, self.theme.ink, size=self.theme.small_size, anchor="ra")

    def _tangent(self, canvas: Canvas, x: float, y: float, slope: float, color: str) -> None:
        """As long on the picture whatever its slope, so that a steep one does not leave the chart."""
        left, top, right, bottom = self._axes.box
        across = (self._axes.xlim[1] - self._axes.xlim[0]) / (right - left)
        upright = (self._axes.ylim[1] - self._axes.ylim[0]) / (bottom - top)
        reach = 0.16 * (right - left) * across / np.hypot(1.0, slope * across / upright)
        ends = np.array([x - reach, x + reach])
        along = np.linspace(ends[0], ends[1], 80)
        canvas.line(self._axes.pixels(along, y + slope * (along - x)), color, 0.0048, inside=self._axes)
