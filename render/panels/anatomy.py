"""One step of one particle, built from its parts: arrows tip to tail, each with a sentence of its numbers."""

from __future__ import annotations

import re
from functools import cache

import numpy as np
from numpy.typing import NDArray

from descent import Step, anatomy
from render.clock import SteppedClock
from render.panels.axes import Axes
from render.panels.canvas import OVERSIZE, Canvas, mixed
from render.panels.panel import Panel
from render.style import SMALLEST, number_text, wrapped

COLORS = {"gradient": 0, "momentum": 1, "look-ahead": 2, "decay": 3, "step": 0}
"""Place in the theme's palette of each part."""


class Anatomy(Panel):
    """The first particle's step from close by; it needs the clock that stops inside steps."""

    variables = (2,)
    share = 4
    stops = True

    def move(self, canvas: Canvas, index: float, t: float = 1.0) -> None:
        """Nothing follows from the index alone: see `act`."""

    def state(self, t: float) -> object:
        return self.clock.phase(t) if isinstance(self.clock, SteppedClock) else None

    def act(self, canvas: Canvas, t: float) -> None:
        paths = self.runs[0]
        if not isinstance(self.clock, SteppedClock) or not len(paths.ending) or paths.stopped_at[0] < 1:
            canvas.say(self.theme.say("no step is taken"))
            return
        number, built = self.clock.phase(t)
        step = self._step(min(number, int(paths.stopped_at[0]) - 1))
        axes = self._axes_of(step)
        self._ground_lines(canvas, axes)
        stages = len(step.parts) + 1
        self._scale(canvas, axes, step)
        reached = np.array(step.position)
        for k, (name, part) in enumerate(step.parts.items()):
            share = float(np.clip(built * stages - k, 0, 1))
            if share > 0:
                self._arrow(canvas, axes, reached, part * share, self._part_color(name))
            reached = reached + part
        share = float(np.clip(built * stages - len(step.parts), 0, 1))
        if share > 0 and len(step.parts) > 1:
            self._arrow(canvas, axes, step.position, step.displacement * share, self.theme.ink)
        canvas.dot(axes.pixels(*step.position), self.color_of_particle(0, 0), 0.0125, self.theme.rim)
        self._say(canvas, axes, step, built * stages)

    @cache  # noqa: B019 a panel lives as long as its film, and a film has few stops
    def _step(self, index: int) -> Step:
        return anatomy(self.runs[0], 0, index)

    def _axes_of(self, step: Step) -> Axes:
        """A square window that holds every arrow."""
        corners = [step.position, step.position + step.displacement]
        for part in step.parts.values():
            corners.append(corners[-1] + part if len(corners) > 2 else step.position + part)
        low, high = np.min(corners, axis=0), np.max(corners, axis=0)
        half = 0.72 * max(float((high - low).max()), 1e-9)
        centre = (low + high) / 2
        left, top, right, bottom = self.box()
        side = min(right - left, 0.62 * (bottom - top))
        box = ((left + right - side) / 2, top, (left + right + side) / 2, top + side)
        (x0, y0), (x1, y1) = centre - half, centre + half
        return Axes(box, (float(x0), float(x1)), (float(y0), float(y1)))

    def _ground_lines(self, canvas: Canvas, axes: Axes) -> None:
        from contourpy import contour_generator

        x, y = np.linspace(*axes.xlim, 60), np.linspace(*axes.ylim, 60)
        heights = self.landscape.value(np.stack(np.meshgrid(x, y), axis=-1))
        color = mixed(self.theme.ground_bottom, self.theme.faint, 0.38)
        finite = heights[np.isfinite(heights)]
        levels = np.quantile(finite, np.linspace(0.02, 0.98, 12)) if len(finite) else np.zeros(0)
        for level in levels:
            for line in map(np.asarray, contour_generator(x, y, heights).lines(level)):
                canvas.line(axes.pixels(line[:, 0], line[:, 1]), color, 0.0014)
        x_name, y_name = self.names
        canvas.axes(axes, x_name, y_name, grid=False)

    def _arrow(
        self, canvas: Canvas, axes: Axes, start: NDArray[np.float64], part: NDArray[np.float64], color: str
    ) -> None:
        tail, tip = axes.pixels(*start), axes.pixels(*(start + part))
        along = tip - tail
        length = float(np.hypot(*along))
        if length < 2:
            return
        ahead = along / length * min(0.30 * length, 0.020 * canvas.unit)
        side = np.array([-ahead[1], ahead[0]]) * 0.55
        canvas.line(np.stack([tail, tip]), color, 0.0050)
        canvas.line(np.stack([tip - ahead + side, tip, tip - ahead - side]), color, 0.0050)

    def _scale(self, canvas: Canvas, axes: Axes, step: Step) -> None:
        """What each coordinate is divided by: a box as wide and as high as the two divisors."""
        scale = step.quantities.get("scale")
        if scale is None or not np.isfinite(scale).all() or scale.max() <= 0:
            return
        sides = 0.20 * (axes.box[2] - axes.box[0]) * np.asarray(scale) / float(scale.max())
        left, bottom = axes.box[0] + 0.02 * canvas.unit, axes.box[3] - 0.02 * canvas.unit
        corners = np.array([[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]) * sides * [1, -1] + [left, bottom]
        canvas.line(corners, self.theme.palette[5], 0.0030)
        at = (left + sides[0] + 0.008 * canvas.unit, bottom)
        numbers = ", ".join(number_text(float(q)) for q in scale)
        canvas.text(
            self.theme.say("divided by {numbers}", numbers=f"({numbers})"),
            at,
            self.theme.faint,
            size=self.theme.small_size,
        )

    def _part_color(self, name: str) -> str:
        return self.theme.palette[COLORS.get(name, 4)]

    def _say(self, canvas: Canvas, axes: Axes, step: Step, reached: float) -> None:
        """The sentences of the parts that are there, in their arrows' colours."""
        size = self.theme.small_size
        colors = [self.theme.faint, *(self._part_color(n) for n in step.parts), self.theme.ink]
        y = axes.box[3] + 3.4 * size * canvas.unit
        room = canvas.image.width - 2 * 0.01 * canvas.unit
        said = [re.sub(r"-(?=\d)", "\N{MINUS SIGN}", sentence) for sentence in step.sentences]
        high = canvas.image.height - y
        while size * canvas.unit > SMALLEST * OVERSIZE and high < 1.35 * size * canvas.unit * (
            sum(len(wrapped(sentence, size * canvas.unit, room)) for sentence in said) - 0.6
        ):
            size *= 0.96
        for k, (sentence, color) in enumerate(zip(said, colors, strict=True)):
            if k > reached + 0.001:
                break
            for line in wrapped(sentence, size * canvas.unit, room):
                canvas.text(line, (0.01 * canvas.unit, y), color, size=size)
                y += 1.35 * size * canvas.unit
