"""What flat charts are drawn on: axes, lines, dots and words by Pillow, large and averaged down."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from render.panels.axes import Axes
from render.panels.graduation import Graduation
from render.particles import CLOTH, DIAMOND, POLE, ROUND, SLACK, draw_shape, flag, flag_colors
from render.style import Dot, Line, Stroke, Theme, recording, rgb, text_width, write

OVERSIZE = 3


class Canvas:
    """A picture three times too large, with Pillow's pen and lengths that follow the theme.

    `unit` is the large picture's measure for text: the whole film's height times three.
    """

    def __init__(self, ground: Image.Image, theme: Theme, unit: float) -> None:
        self.image, self.theme, self.unit = ground, theme, unit
        self.pen = ImageDraw.Draw(ground)

    def copy(self) -> Canvas:
        """The same picture, to be drawn on."""
        return Canvas(self.image.copy(), self.theme, self.unit)

    def reduced(self) -> Image.Image:
        """The picture in its true size."""
        return self.image.reduce(OVERSIZE)

    def line(self, pixels: NDArray[np.float64], color: str, width: float, inside: Axes | None = None) -> None:
        """A polyline through pixels (k, 2), broken where they are not finite or not `inside`; `width` in units."""
        whole: NDArray[np.bool_] = np.asarray(np.isfinite(pixels).all(axis=-1))
        if inside is not None:
            left, top, right, bottom = inside.box
            whole &= (pixels[:, 0] >= left - 1) & (pixels[:, 0] <= right + 1)
            whole &= (pixels[:, 1] >= top - 1) & (pixels[:, 1] <= bottom + 1)
        for run in np.split(np.arange(len(pixels)), np.flatnonzero(np.diff(whole.astype(int))) + 1):
            if len(run) > 1 and whole[run[0]]:
                for part in _unreversed(pixels[run]):
                    if self._records(part, color, max(round(width * self.unit), 1)):
                        continue
                    flat = [tuple(p) for p in part]
                    self.pen.line(flat, fill=color, width=max(round(width * self.unit), 1), joint="curve")

    def _records(self, points: NDArray[np.float64], color: str, width: float, filled: bool = False) -> bool:
        """Keep a line for a vector figure, if one is made."""
        kept = recording()
        if kept is not None:
            places = tuple(map(kept.place, points))
            kept.add(Stroke(places, color, kept.scale * width, filled, kept.alpha))
        return kept is not None

    def _rule(self, first: tuple[float, float], last: tuple[float, float], color: str) -> None:
        if not self._records(np.array([first, last]), color, OVERSIZE):
            self.pen.line([first, last], fill=color, width=OVERSIZE)

    def dot(
        self,
        pixel: NDArray[np.float64],
        color: str,
        radius: float,
        rim: str | None = None,
        shape: str = ROUND,
        inside: Axes | None = None,
    ) -> None:
        """One of `glyphs.SHAPES` at large pixel (2,), with a rim if one is asked for; `radius` as a share of the unit."""
        if not np.isfinite(pixel).all() or (inside is not None and not inside.holds(pixel)):
            return
        at, size = (float(pixel[0]), float(pixel[1])), radius * self.unit
        if shape == ROUND and (kept := recording()) is not None:
            kept.add(Dot(kept.place(at), kept.scale * size, color, rim or ""))
            return
        thick = (0.26 if shape in (ROUND, DIAMOND) else 0.12) * size
        for inset, fill in ((0.0, rim or color), (thick, color)):
            draw_shape(self.pen, at, size, fill, shape, inset)

    def flags(
        self, feet: NDArray[np.float64], share: float, clear: NDArray[np.float64] | None = None
    ) -> None:
        """Flags at large pixels (k, 2), `share` times as large as usual; their cloth is over row `clear` (k,)."""
        unit, colors = share * self.unit, flag_colors(self.theme)
        for k, (x, y) in enumerate(feet):
            if not np.isfinite([x, y]).all():
                continue
            pole = POLE * unit if clear is None else max(POLE * unit, y - clear[k] + CLOTH[1] * unit)
            left, top = int(x) - SLACK, int(y - pole) - SLACK
            size = (int(CLOTH[0] * unit) + 3 * SLACK, int(y) + SLACK - top)
            cover, strength = flag((x - left, y - top), size, unit, pole, 0.0, 1.0, colors, ())
            self.image.paste(cover, (left, top), strength)

    def text(
        self, text: str, at: tuple[float, float], color: str, *, size: float, anchor: str = "ls"
    ) -> None:
        """One line of text at a large pixel; `size` as a share of the unit."""
        write(self.pen, Line(text, at, size * self.unit, color, anchor))

    def say(self, text: str) -> None:
        """Words in the middle, in place of a chart."""
        at, size = (self.image.width / 2, self.image.height / 2), self.theme.small_size * self.unit
        line = Line(text, at, size, self.theme.faint, anchor="mm")
        write(self.pen, line.shrunk_to(0.94 * self.image.width))

    def axes(
        self, axes: Axes, xlabel: str, ylabel: str, grid: bool = True, note: str = "", beads: float = 0.0
    ) -> None:
        """Grid, numbers, the name of x between them and of y above, a letter among them; a note beside it if it fits.

        Numbers on the left are clear of `beads` on the border, whose radius is such a share of the unit.
        """
        theme, (left, top, right, bottom) = self.theme, axes.box
        rule = mixed(theme.ground_bottom, theme.faint, 0.22)
        size, gap = theme.small_size, 0.5 * theme.small_size * self.unit
        across, upright = axes.ticks()
        numbers = Graduation.of(across).said(self.theme.say)
        shown = self._apart(across, numbers.texts, axes)
        named = self._name_across(axes, numbers.named(xlabel), [ends for _, _, ends in shown])
        for x, text, (low, high) in shown:
            at = float(axes.pixels(x, axes.ylim[0])[0])
            if grid:
                self._rule((at, top), (at, bottom), rule)
            if high <= named[0] + 1 or low >= named[1] - 1:
                self.text(text, (at, bottom + gap), theme.faint, size=size, anchor="ma")
        heights = Graduation.of(upright).said(self.theme.say)
        middle = (top + bottom) / 2 if len(heights.named(ylabel)) == 1 else -np.inf
        for y, text in self._apart_upright(upright, heights.texts, axes):
            at = float(axes.pixels(axes.xlim[0], y)[1])
            if grid:
                self._rule((left, at), (right, at), rule)
            if abs(at - middle) < 1.1 * size * self.unit:
                continue
            edge = left - max(gap, 0.5 * gap + beads * self.unit)
            line = Line(text, (edge, at), size * self.unit, theme.faint, anchor="rm")
            self._put(line.shrunk_to(edge))
        above, room = top - 0.45 * size * self.unit, self.image.width - left
        name = heights.named(ylabel)
        if len(name) == 1:
            self._put(Line(name, (left - gap, (top + bottom) / 2), size * self.unit, theme.ink, anchor="rm"))
        elif ylabel:
            self._put(Line(name, (left, above), size * self.unit, theme.ink).shrunk_to(room))
        elif heights.common:
            name = heights.named(self.theme.say("height"))
            line = Line(name, (left + gap, top + gap), size * self.unit, theme.faint, anchor="la")
            self._put(line.shrunk_to(room - gap))
        if note and text_width(f"{name}   {note}", size * self.unit) < right - left:
            self.text(note, (right, above), theme.faint, size=size, anchor="rs")

    def _name_across(
        self, axes: Axes, name: str, taken: Sequence[tuple[float, float]]
    ) -> tuple[float, float]:
        """Write the name of x in the row of the numbers; from where to where none of these may be.

        It stands between two of those that are `taken`, the nearest to the axis' middle; else there, in a number's place.
        """
        size, (left, _, right, bottom) = self.theme.small_size * self.unit, axes.box
        line = Line(name, ((left + right) / 2, bottom + 0.5 * size), size, self.theme.ink, anchor="ma")
        line = line.shrunk_to(0.7 * (right - left))
        half = text_width(line.text, line.size) / 2 + 0.5 * size if name else 0.0
        ends = [left, *(end for pair in taken for end in pair), right]
        gaps = list(zip(ends[::2], ends[1::2], strict=True))
        middles = [line.at[0]] * any(low + half <= line.at[0] <= high - half for low, high in gaps)
        middles += [(low + high) / 2 for low, high in gaps if high - low > 2 * half]
        at = min(middles, key=lambda middle: abs(middle - line.at[0]), default=line.at[0])
        self._put(replace(line, at=(at, line.at[1])))
        return at - half, at + half

    def _put(self, line: Line) -> None:
        self.text(line.text, line.at, line.color, size=line.size / self.unit, anchor=line.anchor)

    def _apart(
        self, ticks: NDArray[np.float64], texts: Sequence[str], axes: Axes
    ) -> list[tuple[float, str, tuple[float, float]]]:
        """So many of the ticks along x that their texts do not touch, with these and where they begin and end."""
        size = self.theme.small_size * self.unit
        places = axes.pixels(ticks, axes.ylim[0])[:, 0]
        widths = np.array([text_width(text, size) for text in texts])
        every = _every(places, max(widths, default=0.0) + 0.5 * size)
        shown = []
        for x, text, at, width in list(zip(ticks, texts, places, widths, strict=True))[::every]:
            low, high = float(at - width / 2), float(at + width / 2)
            if low >= 0 and high <= self.image.width:
                shown.append((float(x), text, (low, high)))
        return shown

    def _apart_upright(
        self, ticks: NDArray[np.float64], texts: Sequence[str], axes: Axes
    ) -> Iterator[tuple[float, str]]:
        """The same along y."""
        places = axes.pixels(axes.xlim[0], ticks)[:, 1]
        every = _every(places, 1.15 * self.theme.small_size * self.unit)
        return iter([(float(y), text) for y, text in zip(ticks, texts, strict=True)][::every])

    def band(self, low: NDArray[np.float64], high: NDArray[np.float64], color: str, inside: Axes) -> None:
        """Fill what lies between two lines of pixels (k, 2), where both are finite, `inside` the axes."""
        outline = np.concatenate([low, high[::-1]])
        outline = outline[np.isfinite(outline).all(axis=1)]
        left, top, right, bottom = inside.box
        outline = np.clip(outline, (left, top), (right, bottom))
        if len(outline) > 2 and not self._records(outline, color, 0.0, filled=True):
            self.pen.polygon([tuple(p) for p in outline], fill=color)


def _every(places: NDArray[np.float64], room: float) -> int:
    """Of numbers at pixels (k,) every how-many-th can stand where each takes `room` pixels."""
    gap = float(np.abs(np.diff(places)).min()) if len(places) > 1 else np.inf
    return max(int(np.ceil(room / max(gap, 1e-9))), 1)


def _unreversed(line: NDArray[np.float64]) -> Iterator[NDArray[np.float64]]:
    """The line (k, 2) in parts, cut where it turns right back: Pillow rounds such a corner across the picture."""
    step = np.diff(line, axis=0)
    length = np.linalg.norm(step, axis=1)
    back = (step[1:] * step[:-1]).sum(axis=1) < -0.99 * length[1:] * length[:-1]
    cuts = [0, *(np.flatnonzero(back) + 1), len(line) - 1]
    return (line[a : b + 1] for a, b in pairwise(cuts))


def mixed(first: str, second: str, share: float) -> str:
    """The colour that lies `share` of the way from the first to the second."""
    pair = zip(rgb(first), rgb(second), strict=True)
    return "#" + "".join(f"{round(255 * ((1 - share) * a + share * b)):02x}" for a, b in pair)
