"""The two one-dimensional cuts through one particle, each with the moving coordinate on it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from descent import Trajectories
from render.panels.axes import Axes
from render.panels.canvas import Canvas
from render.panels.panel import Panel
from render.panels.tracing import framed, traced
from render.style import point_text, text_width

PANEL = "slices"
"""What these cuts are called among panels."""


class Slices(Panel):
    """The two one-dimensional cuts through one particle, each with the moving coordinate on it."""

    variables = (2,)
    share = 4  # two charts, one below the other

    @cached_property
    def _followed(self) -> int:
        return longest_inside(self.runs[0])

    @cached_property
    def _axes(self) -> tuple[Axes, Axes] | None:
        paths, f = self.runs[0], self.landscape
        track = paths.positions[:, self._followed]
        limits = []
        for axis in (0, 1):
            cuts = self._cut(track[:: max(len(track) // 12, 1)], axis)
            found = framed(cuts, 0.08, paths.heights[:, self._followed])
            if found is None:
                return None
            limits.append(found)
        return tuple(Axes(self.box(a, 2), f.domain[a], limits[a]) for a in (0, 1))  # type: ignore[return-value]

    def _cut(self, points: NDArray[np.float64], axis: int) -> NDArray[np.float64]:
        """Heights (..., 241) along one axis through points (..., 2)."""
        line = np.repeat(points[..., None, :], 241, axis=-2)
        line[..., axis] = np.linspace(*self.landscape.domain[axis], 241)
        return self.landscape.value(line)

    def _along(
        self, point: NDArray[np.float64], axis: int
    ) -> Callable[[NDArray[np.float64]], NDArray[np.float64]]:
        """Numbers (k,) of one axis to heights (k,), the other as at a point (2,)."""

        def height_of(x: NDArray[np.float64]) -> NDArray[np.float64]:
            line = np.tile(point, (len(x), 1))
            line[:, axis] = x
            return self.landscape.value(line)

        return height_of

    def furnish(self, canvas: Canvas) -> None:
        if self._axes is None:
            canvas.say(self.theme.say("nothing to cut: undefined all along"))
            return
        for axis, axes in enumerate(self._axes):
            names = self.names
            canvas.axes(axes, names[axis], "")

    def move(self, canvas: Canvas, index: float, t: float = 1.0) -> None:
        if self._axes is None:
            return
        paths, f = self.runs[0], self.landscape
        points, heights = paths.at(index)
        point, height = points[self._followed], float(heights[self._followed])
        gradient, color = f.gradient(point), self.color_of_particle(0, self._followed)
        texts = [point_text(point[[a]], [f.domain[a]]).removeprefix("x = ") for a in (0, 1)]
        places = [self.theme.say.number(text) for text in texts]
        for axis, axes in enumerate(self._axes):
            x = np.linspace(*axes.xlim, 241)
            line = traced(self._along(point, axis), x, axes.ylim)
            canvas.line(axes.pixels(*line), self.theme.faint, 0.0042, inside=axes)
            reach = 0.09 * (axes.xlim[1] - axes.xlim[0])
            ends = point[axis] + np.array([-reach, reach])
            tangent = np.linspace(ends[0], ends[1], 60)
            with np.errstate(over="ignore"):
                slope = height + gradient[axis] * (tangent - point[axis])
            canvas.line(axes.pixels(tangent, slope), color, 0.0040, inside=axes)
            canvas.dot(axes.pixels(point[axis], height), color, 0.0125, self.theme.rim, inside=axes)
            name, other = (self.names[a] for a in (axis, 1 - axis))
            above = axes.box[1] - 0.45 * self.theme.small_size * canvas.unit
            size = self.theme.small_size
            here = f"{name} = {places[axis]}"
            cut = self.theme.say("cut at {place}", place=f"{other} = {places[1 - axis]}")
            cut = self.theme.say("through the ring") if self.ringed and axis == 0 else cut
            canvas.text(here, (axes.box[0], above), self.theme.ink, size=size)
            if text_width(f"{here}   {cut}", size * canvas.unit) < axes.box[2] - axes.box[0]:
                canvas.text(cut, (axes.box[2], above), self.theme.faint, size=size, anchor="rs")


def longest_inside(paths: Trajectories) -> int:
    """The particle with the longest path of those that stay where the axes are; of a few the first that stays."""
    low, high = np.transpose(paths.landscape.domain)
    track = paths.positions
    with np.errstate(invalid="ignore", over="ignore"):
        inside = ((track >= low) & (track <= high)).all(axis=(0, 2))
        ways = np.linalg.norm(np.diff(track, axis=0) / (high - low), axis=-1).sum(axis=0)
    return int(np.argmax(np.where(inside, ways, -1.0))) if inside.any() else 0


def cut_through(panels: Sequence[str], runs: Sequence[Trajectories]) -> tuple[Trajectories, int] | None:
    """The run and the number of the particle of a crowd that cuts among these panels go through."""
    if PANEL not in panels or not runs or len(runs[0]) < 2:
        return None
    return runs[0], longest_inside(runs[0])
