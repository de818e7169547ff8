"""The panels beside the surface: slices, curve with tangent, loss, gradient norm; all on the film's clock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from descent import Trajectories
from landscapes import Landscape
from render.clock.clock import Clock
from render.clock.settling import last_stop
from render.panels.canvas import OVERSIZE, Axes, Canvas, mixed, padded
from render.particles.colors import ParticleColors
from render.style.numbers import number_text
from render.style.text import text_width
from render.style.themes import Theme
from render.surface.levels import common_level


@dataclass(frozen=True, eq=False)
class Panel:
    """A flat chart of some runs in a box of the picture.

    Parameters
    ----------
    ground : the part of the picture's background that the panel covers
    unit : the whole picture's measure for text, in pixels
    height : the height transform's kind
    """

    landscape: Landscape
    runs: Sequence[Trajectories]
    tints: Sequence[ParticleColors]
    theme: Theme
    ground: Image.Image
    unit: float
    height: str = "auto"
    clock: Clock | None = None

    follows: ClassVar[bool] = True
    """Whether it shows particles and nothing else."""

    @cached_property
    def _standing(self) -> Canvas:
        large = (self.ground.width * OVERSIZE, self.ground.height * OVERSIZE)
        canvas = Canvas(
            self.ground.resize(large, Image.Resampling.BILINEAR), self.theme, self.unit * OVERSIZE
        )
        self.furnish(canvas)
        return canvas

    def draw(self, index: float, t: float = 1.0) -> Image.Image:
        """The panel at step `index` and film time `t`; bare ground where it has no particle to speak of."""
        if self.follows and not (self.runs and all(len(paths) for paths in self.runs)):
            return self.ground
        canvas = self._standing.copy()
        self.move(canvas, index)
        self.act(canvas, t)
        return canvas.reduced()

    def furnish(self, canvas: Canvas) -> None:
        """Draw what never changes."""

    def move(self, canvas: Canvas, index: float) -> None:
        """Draw what holds at step `index`."""

    def act(self, canvas: Canvas, t: float) -> None:
        """Draw what holds at film time `t`."""

    def box(self, part: int = 0, parts: int = 1) -> tuple[float, float, float, float]:
        """The axes' rectangle in large pixels; one of several, one below the other."""
        width, height = self.ground.width * OVERSIZE, self.ground.height * OVERSIZE
        text = self.theme.small_size * self.unit * OVERSIZE
        top, step = part * height / parts, height / parts
        return 3.9 * text, top + 1.7 * text, width - 2.6 * text, top + step - 2.0 * text

    def color_of_particle(self, case: int, particle: int) -> str:
        return "#" + "".join(f"{c:02x}" for c in self.tints[case].colors[particle])


class Curve(Panel):
    """A landscape of one variable: its curve, and at each particle the point and the tangent."""

    follows = False

    @cached_property
    def _axes(self) -> Axes:
        (low, high) = self.landscape.domain[0]
        heights = self.landscape.value(np.linspace(low, high, 801)[:, None])
        finite = heights[np.isfinite(heights)]
        limits = padded(float(finite.min()), float(finite.max()), 0.10) if len(finite) else (0.0, 1.0)
        return Axes(self.box(), (low, high), limits)

    def furnish(self, canvas: Canvas) -> None:
        axes = self._axes
        canvas.axes(axes, str(self.landscape.variables[0]), "height")
        x = np.linspace(*axes.xlim, 801)
        # An infinite height ends at the chart's edge.
        heights = np.clip(self.landscape.value(x[:, None]), *axes.ylim)
        canvas.line(axes.pixels(x, heights), self.theme.ink, 0.0052)

    def move(self, canvas: Canvas, index: float) -> None:
        for case, paths in enumerate(self.runs):
            for particle in range(min(len(paths.ending), 60)):
                self._one(canvas, paths, case, particle, index)

    def _one(self, canvas: Canvas, paths: Trajectories, case: int, particle: int, index: float) -> None:
        axes, color = self._axes, self.color_of_particle(case, particle)
        past = np.asarray(paths.indices) <= index
        for x, y in zip(paths.positions[past, particle, 0], paths.heights[past, particle], strict=True):
            canvas.dot(axes.pixels(x, y), mixed(self.theme.ground_bottom, color, 0.55), 0.0065, inside=axes)
        points, heights = paths.at(index)
        x, y = float(points[particle, 0]), float(heights[particle])
        slope = float(self.landscape.gradient(points[particle])[0])
        if len(paths.ending) <= 3 and np.isfinite(y):
            self._tangent(canvas, x, y, slope, color)
        canvas.dot(axes.pixels(x, y), color, 0.0150, self.theme.rim, inside=axes)
        if len(paths.ending) == 1:
            name = str(self.landscape.variables[0])
            text = (
                f"{name} = {number_text(x, 4)}    height {number_text(y, 4)}    slope {number_text(slope, 4)}"
            )
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


class Slices(Panel):
    """The two one-dimensional cuts through the first particle, each with the moving coordinate on it."""

    @cached_property
    def _axes(self) -> tuple[Axes, Axes]:
        paths, f = self.runs[0], self.landscape
        track = paths.positions[:, 0]
        limits = []
        for axis in (0, 1):
            cuts = self._cut(track[:: max(len(track) // 12, 1)], axis)
            visible = cuts[np.isfinite(cuts)]
            top = max(float(np.quantile(visible, 0.80)), 1.15 * float(np.nanmax(paths.heights[:, 0])))
            limits.append(padded(float(visible.min()), top, 0.08))
        return tuple(Axes(self.box(a, 2), f.domain[a], limits[a]) for a in (0, 1))  # type: ignore[return-value]

    def _cut(self, points: NDArray[np.float64], axis: int) -> NDArray[np.float64]:
        """Heights (..., 241) along one axis through points (..., 2)."""
        line = np.repeat(points[..., None, :], 241, axis=-2)
        line[..., axis] = np.linspace(*self.landscape.domain[axis], 241)
        return self.landscape.value(line)

    def furnish(self, canvas: Canvas) -> None:
        for axis, axes in enumerate(self._axes):
            names = [str(v) for v in self.landscape.variables]
            canvas.axes(axes, names[axis], "")

    def move(self, canvas: Canvas, index: float) -> None:
        paths, f = self.runs[0], self.landscape
        points, heights = paths.at(index)
        point, height = points[0], float(heights[0])
        gradient, color = f.gradient(point), self.color_of_particle(0, 0)
        for axis, axes in enumerate(self._axes):
            x = np.linspace(*axes.xlim, 241)
            canvas.line(axes.pixels(x, self._cut(point, axis)), self.theme.faint, 0.0042, inside=axes)
            reach = 0.09 * (axes.xlim[1] - axes.xlim[0])
            ends = point[axis] + np.array([-reach, reach])
            tangent = np.linspace(ends[0], ends[1], 60)
            canvas.line(
                axes.pixels(tangent, height + gradient[axis] * (tangent - point[axis])),
                color,
                0.0040,
                inside=axes,
            )
            canvas.dot(axes.pixels(point[axis], height), color, 0.0125, self.theme.rim, inside=axes)
            name, other = (str(f.variables[a]) for a in (axis, 1 - axis))
            above = axes.box[1] - 0.45 * self.theme.small_size * canvas.unit
            size = self.theme.small_size * 0.92
            here, cut = (
                f"{name} = {number_text(point[axis])}",
                f"cut at {other} = {number_text(point[1 - axis])}",
            )
            canvas.text(here, (axes.box[0], above), self.theme.ink, size=size)
            if text_width(f"{here}   {cut}", size * canvas.unit) < axes.box[2] - axes.box[0]:
                canvas.text(cut, (axes.box[2], above), self.theme.faint, size=size, anchor="rs")


class OverSteps(Panel):
    """Some number of every particle against the step: its median, and the band of its middle half."""

    @property
    def label(self) -> str:
        """What the upright axis shows."""
        raise NotImplementedError

    def numbers(self, paths: Trajectories) -> NDArray[np.float64]:
        """The number (rows, N) that is shown."""
        raise NotImplementedError

    @cached_property
    def _bands(self) -> list[NDArray[np.float64]]:
        with np.errstate(invalid="ignore"):
            return [np.nanquantile(self.numbers(p), [0.25, 0.5, 0.75], axis=1) for p in self.runs]

    @cached_property
    def _axes(self) -> Axes:
        everything = np.concatenate([b.ravel() for b in self._bands])
        positive = everything[np.isfinite(everything) & (everything > 0)]
        if not len(positive):
            return Axes(self.box(), (0.0, 1.0), (0.1, 1.0), log=True)
        high = float(positive.max())
        low = max(float(positive.min()), 1e-16 * high)
        last = max(last_stop(p) for p in self.runs)
        return Axes(self.box(), (0.0, max(last, 1.0)), (low * 0.6, high * 1.6), log=True)

    def furnish(self, canvas: Canvas) -> None:
        for case, (paths, band) in enumerate(zip(self.runs, self._bands, strict=True)):
            low, middle, high = (self._axes.pixels(paths.indices, quantile) for quantile in band)
            pale, faint = (
                mixed(self.theme.ground_bottom, self._case_color(case), share) for share in (0.16, 0.45)
            )
            canvas.band(low, high, pale, self._axes)
            canvas.line(middle, faint, 0.0020, inside=self._axes)
        many = any(len(paths) > 1 for paths in self.runs)
        canvas.axes(self._axes, "step", self.label, note="median, middle half" if many else "")

    def move(self, canvas: Canvas, index: float) -> None:
        for case, (paths, band) in enumerate(zip(self.runs, self._bands, strict=True)):
            past = np.asarray(paths.indices) <= index
            line = self._axes.pixels(np.asarray(paths.indices)[past], band[1][past])
            canvas.line(line, self._case_color(case), 0.0045, inside=self._axes)
            if not len(line) or not (band[1] > 0).any():
                continue
            line = np.clip(line, self._axes.box[:2], self._axes.box[2:])
            canvas.dot(line[-1], self._case_color(case), 0.0115, self.theme.rim)

    def _case_color(self, case: int) -> str:
        return self.theme.palette[case % len(self.theme.palette)]


class Loss(OverSteps):
    """Height over the known minimum, or over the lowest height reached."""

    @cached_property
    def _level(self) -> tuple[float, str]:
        return common_level(self.landscape.minimum, (paths.heights for paths in self.runs))

    @property
    def label(self) -> str:
        return f"height above {self._level[1]}"

    def numbers(self, paths: Trajectories) -> NDArray[np.float64]:
        return paths.heights - self._level[0]


class GradientNorm(OverSteps):
    """The length of the gradient."""

    @property
    def label(self) -> str:
        return "gradient norm"

    def numbers(self, paths: Trajectories) -> NDArray[np.float64]:
        return np.linalg.norm(self.landscape.gradient(paths.positions), axis=-1)
