"""A landscape of one variable: its curve, and at each particle the point and the tangent."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from descent import Ending, Trajectories
from render.panels.axes import Axes, log_limits
from render.panels.canvas import OVERSIZE, Canvas, mixed
from render.panels.panel import Panel
from render.panels.tracing import framed, is_of_decades, traced
from render.particles import CLOTH, flagged
from render.style import number_text, recording, rgb
from render.surface import color_of, toned

TANGENTS = 3
"""Of more particles none has its tangent, and none its steps one by one."""
MOST, MANY = 60, 20
"""So many particles are shown; of more than the second each is smaller."""
LIT, DEEP, STONE = 0.92, 0.42, (1.0, 0.45)
"""How bright the ground is under the curve, how deep the light of its top goes, a share of the chart's height, and how much
of it is stone below, on a light ground and on a dark one."""
TINT = 0.72
"""How much of the ground's colour is at the end that of who started over it, if it came to rest in a pit that is told."""
AIR = 0.012
"""From the curve to a flag's cloth, a share of the unit of text."""
BEAD = 0.0205
"""Of the unit of text: a marble's radius; of many less."""
APART = 0.7
"""Between the words above and the chart, sizes of text."""


class Curve(Panel):
    """A landscape of one variable: its curve, and at each particle the point and the tangent."""

    variables = (1,)
    follows = False

    @cached_property
    def _axes(self) -> Axes:
        (low, high), (left, top, right, bottom) = self.landscape.domain[0], self.box()
        box = (left, top + APART * self.theme.small_size * self.unit * OVERSIZE, right, bottom)
        heights = self.landscape.value(np.linspace(low, high, 801)[:, None])
        shown = [paths.heights.ravel() for paths in self.runs]
        everything = np.concatenate(shown) if shown else None
        if is_of_decades(heights):
            decades = log_limits(heights if everything is None else np.append(heights, everything), 0.0)
            return Axes(box, (low, high), decades or (0.1, 1.0), log=True)
        limits = framed(heights, 0.10, everything)
        return Axes(box, (low, high), limits or (0.0, 1.0))

    @cached_property
    def _line(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """The curve (k,), (k,), broken where the function jumps."""
        x = np.linspace(*self._axes.xlim, 801)
        return traced(lambda at: self.landscape.value(at[:, None]), x, self._axes.ylim)

    def furnish(self, canvas: Canvas) -> None:
        self._drawn(canvas, 0.0)

    def standing(self, t: float) -> Canvas:
        share = self._tide(t)
        if not share or (share < 1 and recording() is not None):
            return super().standing(t)
        if share >= 1:
            return self._flooded.copy()
        canvas = super().standing(t)
        return Canvas(Image.blend(canvas.image, self._flooded.image, share), self.theme, canvas.unit)

    def state(self, t: float) -> object:
        return self._tide(t)

    def _tide(self, t: float) -> float:
        return self.tide.share(t) if self.tide is not None else 0.0

    @cached_property
    def _flooded(self) -> Canvas:
        canvas = self.empty()
        self._drawn(canvas, 1.0)
        return canvas

    def _drawn(self, canvas: Canvas, share: float) -> None:
        """Draw what stands; the ground under the curve takes its territories' colours by a share."""
        axes = self._axes
        name = self.theme.say("height, in powers of ten" if axes.log else "height")
        canvas.axes(axes, self.names[0], name, beads=BEAD)
        self._ground(canvas, share)
        canvas.line(axes.pixels(*self._line), self.theme.ink, 0.0040)
        goals, size = flagged(self.landscape)
        feet = axes.pixels(goals[:, 0], self.landscape.value(goals))
        canvas.flags(feet, size, self._clear(feet, size * canvas.unit))

    def _clear(self, feet: NDArray[np.float64], unit: float) -> NDArray[np.float64]:
        """The rows (k,) over which the cloth of flags at pixels (k, 2) hides no curve; as high as the chart at most."""
        line = self._axes.pixels(*self._line)
        line = line[np.isfinite(line).all(axis=1)]
        rows = []
        for x, y in feet:
            under = line[(line[:, 0] >= x) & (line[:, 0] <= x + CLOTH[0] * unit + 2 * AIR * unit), 1]
            highest = float(under.min()) if len(under) else float(y)
            rows.append(max(highest - AIR * unit, self._axes.box[1] + CLOTH[1] * unit))
        return np.array(rows)

    def _ground(self, canvas: Canvas, share: float) -> None:
        """Fill what is below the curve as a block's wall: of the heights' colours above, darker below."""
        axes, theme = self._axes, self.theme
        left, top, right, bottom = (round(side) for side in axes.box)
        x = axes.xlim[0] + (np.arange(right - left) + 0.5) / (right - left) * (axes.xlim[1] - axes.xlim[0])
        heights = self.landscape.value(x[:, None])
        upper = np.clip(axes.pixels(x, np.nan_to_num(heights))[:, 1], top, bottom) - top
        known = np.isfinite(heights)
        if not known.any():
            return
        low, high = upper[known].max(), upper[known].min()
        unit = np.clip((low - upper) / max(low - high, 1.0), 0, 1)
        dark = sum(rgb(theme.ground_bottom)) < 1.5
        stone = np.array(rgb(mixed(theme.ground_bottom, theme.stone, STONE[dark])))
        below = np.arange(bottom - top)[:, None] - upper
        light = np.exp(-np.maximum(below, 0) / (DEEP * (bottom - top)))[..., None]
        lit = color_of(toned(unit, theme), theme)
        if share:
            tints, there = self._territories(x)
            lit = lit + (TINT * share * there)[:, None] * (tints - lit)
        wall = stone + light * (LIT * lit - stone)
        cover = Image.fromarray(np.round(255 * np.clip(below, 0, 1) * known).astype(np.uint8))
        canvas.image.paste(Image.fromarray(np.round(255 * wall).astype(np.uint8)), (left, top), cover)

    def _territories(self, x: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """The colours (k, 3), 0..1, of who started nearest to x (k,), and where that one found a pit that is told (k,)."""
        if len(self.runs) != 1 or len(self.runs[0]) < 2:
            return np.zeros((len(x), 3)), np.zeros(len(x))
        run, colors = self.runs[0], self.colors[0].colors
        starts = np.nan_to_num(run.positions[0, :, 0], nan=np.inf)
        nearest = np.abs(x[:, None] - starts).argmin(axis=1)
        told = (np.asarray(run.ending) == Ending.CONVERGED) & (colors != self._ash).any(axis=1)
        return colors[nearest] / 255, told[nearest].astype(float)

    @property
    def _ash(self) -> NDArray[np.int64]:
        """The colour of who is not told apart."""
        return np.round(255 * np.array(rgb(self.theme.ash))).astype(np.int64)

    def move(self, canvas: Canvas, index: float, t: float = 1.0) -> None:
        shown = [
            (case, paths, particle)
            for case, paths in enumerate(self.runs)
            for particle in range(min(len(paths.ending), MOST))
        ]
        for one in shown:
            self._way(canvas, *one, index)
        for one in shown:
            self._one(canvas, *one, index)

    @property
    def inside(self) -> tuple[float, float, float, float]:
        left, top, right, bottom = (side / OVERSIZE for side in self._axes.box)
        return left, top, right, bottom

    def pixels_of(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        seen = np.clip(self.landscape.value(points), *self._axes.ylim)
        return self._axes.pixels(points[:, 0], seen) / OVERSIZE

    def _way(self, canvas: Canvas, case: int, paths: Trajectories, particle: int, index: float) -> None:
        """Where a particle has been: of a few each step, of many the part of the curve."""
        axes, color = (
            self._axes,
            mixed(self.theme.ground_bottom, self.color_of_particle(case, particle), 0.75),
        )
        past = np.asarray(paths.indices) <= index
        been = paths.positions[past, particle, 0]
        if sum(map(len, self.runs)) > TANGENTS:
            if (self.colors[case].colors[particle] == self._ash).all():
                return  # the curve keeps its own
            x, y = self._line
            ends = np.append(been, paths.at(index)[0][particle, 0])
            there = (x >= ends.min()) & (x <= ends.max()) if np.isfinite(ends).all() else x < x
            canvas.line(axes.pixels(x, np.where(there, y, np.nan)), color, 0.0075)
            return
        for x, y in zip(been, paths.heights[past, particle], strict=True):
            canvas.dot(axes.pixels(x, y), color, 0.0065, inside=axes)

    def _one(self, canvas: Canvas, case: int, paths: Trajectories, particle: int, index: float) -> None:
        axes, color = self._axes, self.color_of_particle(case, particle)
        points, heights = paths.at(index)
        x, y = float(points[particle, 0]), float(heights[particle])
        slope = float(self.landscape.gradient(points[particle])[0])
        if sum(map(len, self.runs)) <= TANGENTS and np.isfinite(y):
            self._tangent(canvas, x, y, slope, color)
        # One beyond the chart's heights is seen at its edge, half as large.
        seen = float(np.clip(y, *axes.ylim))
        radius = BEAD * min(1.0, (MANY / max(sum(map(len, self.runs)), 1)) ** 0.5) / (1 + (seen != y))
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
