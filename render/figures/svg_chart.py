"""Line charts as SVG text: sharp at any size, for pages and notebooks.

Colours are CSS variables with a fallback, so that a page can give them for a dark and a light ground; `plain` is for
files, which CairoSVG, Inkscape and LaTeX read.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from render.panels import Graduation, Limits, linear_ticks, log_limits, log_ticks, padded
from render.style import one_line, text_width

Array = NDArray[np.float64]

WIDTH, HEIGHT = 760, 440
TEXT = 13.0
ROOM = 5.0
"""Widths of a letter M for a number at an axis."""
DASHES = ("", "6 3", "2 3", "8 3 2 3")
COLORS = ("#0a9c76", "#2f7fd0", "#c98a00", "#d6457f", "#8458d6", "#6b7280", "#5a9c1b", "#d2691e")
"""Readable on white and on black alike; the page's ``--line-0`` ... come before them."""
INK, PAPER = "#1f2430", "#ffffff"
"""Of words and of the ground around them, in a file."""
DEEPEST = 1e-12
"""Of the range of a logarithmic axis, the smallest share that is drawn."""


@dataclass(frozen=True, eq=False)
class Series:
    """One line with an optional band.

    Attributes
    ----------
    x, y : (k,), in the units of the chart's axes; values that are not finite break the line
    low, high : (k,), the band's edges, or None
    """

    label: str
    x: Array
    y: Array
    low: Array | None = None
    high: Array | None = None


@dataclass(frozen=True, eq=False)
class Graph:
    """A chart of some series.

    Parameters
    ----------
    label : what it shows, for who cannot see it
    log_x : whether the level axis is logarithmic; the upright one always is where all values are positive
    marks : upright lines, (x, text)
    strips : named stretches of the level axis, (from, to, text)
    """

    label: str
    series: Sequence[Series]
    xlabel: str
    ylabel: str
    log_x: bool = False
    marks: Sequence[tuple[float, str]] = ()
    strips: Sequence[tuple[float, float, str]] = field(default=())

    @property
    def svg(self) -> str:
        """The chart as one ``<svg>`` element."""
        drawing = _Drawing(self)
        body = [*drawing.strips(), *drawing.grid(), *drawing.lines(), *drawing.marks(), *drawing.legend()]
        height = round(drawing.height)
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" '
            f'font-family="system-ui, sans-serif" font-size="{TEXT:g}" fill="currentColor">'
            f"<title>{html.escape(one_line(self.label))}</title>" + "".join(body) + "</svg>"
        )


class _Drawing:
    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        rows = self._legend_rows()
        self.left, self.right = 66.0, WIDTH - 16.0
        self.top = 30.0 + (18.0 if graph.strips else 0.0)
        self.bottom = HEIGHT - 46.0
        self.height = HEIGHT + 20.0 * len(rows)
        self.rows = rows
        self.xlim, self.ylim, self.log_y = self._limits()

    def _limits(self) -> tuple[Limits, Limits, bool]:
        xs = np.concatenate(
            [np.zeros(0), *(s.x for s in self.graph.series), [m for m, _ in self.graph.marks]]
        )
        ys = [a for s in self.graph.series for a in (s.y, s.low, s.high) if a is not None]
        values = np.concatenate([np.zeros(0), *ys])
        values = values[np.isfinite(values)]
        xlim = (float(xs.min()), float(xs.max())) if len(xs) else (0.0, 1.0)
        xlim = xlim if xlim[0] < xlim[1] else (xlim[0], xlim[0] * 2 + 1)
        if not len(values):
            return xlim, (0.0, 1.0), False
        low, high = float(values.min()), float(values.max())
        decades = log_limits(values, DEEPEST)
        if low >= 0 and decades is not None:
            return xlim, decades, True
        return xlim, padded(low, high, 0.05), False

    def across(self, x: Array | float) -> Array:
        """Pixels from the left."""
        with np.errstate(divide="ignore"):
            u, (a, b) = (np.log(x), np.log(self.xlim)) if self.graph.log_x else (np.asarray(x), self.xlim)
        return np.asarray(self.left + (u - a) / (b - a) * (self.right - self.left))

    def up(self, y: Array | float) -> Array:
        """Pixels from the top; values below the axis lie on it."""
        with np.errstate(divide="ignore", invalid="ignore"):
            v = np.log(np.maximum(y, self.ylim[0])) if self.log_y else np.asarray(y)
            a, b = np.log(self.ylim) if self.log_y else self.ylim
        return np.asarray(self.bottom - (v - a) / (b - a) * (self.bottom - self.top))

    def strips(self) -> list[str]:
        found = []
        for k, (low, high, text) in enumerate(self.graph.strips):
            a, b = float(self.across(low)), float(self.across(high))
            found.append(
                f'<rect x="{a:.1f}" y="{self.top:.1f}" width="{b - a:.1f}" height="{self.bottom - self.top:.1f}" '
                f'fill="currentColor" fill-opacity="{0.035 + 0.05 * (k % 2)}"/>'
            )
            if b - a > text_width(text, 12.0) + 4:
                found.append(
                    f'<text x="{(a + b) / 2:.1f}" y="{self.top - 6:.1f}" text-anchor="middle" font-size="12" '
                    f'opacity=".8">{html.escape(one_line(text))}</text>'
                )
            elif b - a > 11:
                x, y = (a + b) / 2 + 4, self.bottom - 8
                found.append(
                    f'<text x="{x:.1f}" y="{y:.1f}" transform="rotate(-90 {x:.1f} {y:.1f})" font-size="12" '
                    f'opacity=".8">{html.escape(one_line(text))}</text>'
                )
        return found

    def grid(self) -> list[str]:
        found = []
        ticks = log_ticks(self.xlim, 8) if self.graph.log_x else linear_ticks(self.xlim, 7)
        across = Graduation.of(ticks, ROOM)
        for x, text in zip(ticks, across.texts, strict=True):
            at = float(self.across(x))
            found.append(_line(at, self.top, at, self.bottom, 'opacity=".14"'))
            found.append(_text(text, at, self.bottom + 18, "middle"))
        ticks = log_ticks(self.ylim, 7) if self.log_y else linear_ticks(self.ylim, 6)
        upright = Graduation.of(ticks, ROOM)
        for y, text in zip(ticks, upright.texts, strict=True):
            at = float(self.up(y))
            found.append(_line(self.left, at, self.right, at, 'opacity=".14"'))
            found.append(_text(text, self.left - 8, at + 4.5, "end"))
        found.append(_text(across.named(self.graph.xlabel), self.right, self.bottom + 36, "end"))
        head = self.top - 10 - (18 if self.graph.strips else 0)
        found.append(_text(upright.named(self.graph.ylabel), self.left - 58, head, "start"))
        return found

    def marks(self) -> list[str]:
        found = []
        for k, (x, text) in enumerate(self.graph.marks):
            at = float(self.across(x))
            found.append(_line(at, self.top, at, self.bottom, 'stroke-dasharray="5 4" opacity=".75"'))
            fits = at + 6 + text_width(text, TEXT) < self.right
            anchor, shift = ("start", 6) if fits and at < (self.left + self.right) / 2 else ("end", -6)
            halo = 'style="paint-order:stroke;stroke:Canvas;stroke-width:4px;stroke-linejoin:round"'
            found.append(_text(text, at + shift, self.top + 16 + 17 * k, anchor, halo))
        return found

    def lines(self) -> list[str]:
        found = []
        for k, series in enumerate(self.graph.series):
            if series.low is not None and series.high is not None:
                band = self._band(series.x, series.low, series.high)
                found.append(f'<path d="{band}" fill="{color(k)}" fill-opacity=".14"/>')
        for k, series in enumerate(self.graph.series):
            path = self._path(series.x, series.y)
            dash = f' stroke-dasharray="{DASHES[k // len(COLORS) % 4]}"' if k >= len(COLORS) else ""
            found.append(
                f'<path d="{path}" fill="none" stroke="{color(k)}" stroke-width="2.2"{dash} '
                'stroke-linejoin="round" stroke-linecap="round"/>'
            )
        return found

    def _path(self, x: Array, y: Array) -> str:
        words, begun = [], False
        for a, b, good in zip(self.across(x), self.up(y), np.isfinite(y), strict=True):
            if good:
                words.append(f"{'L' if begun else 'M'}{a:.1f} {b:.1f}")
            begun = bool(good)
        return "".join(words)

    def _band(self, x: Array, low: Array, high: Array) -> str:
        """The band's outline; above the top of the chart where its upper edge is lost."""
        shown = np.isfinite(low)
        x, low, high = x[shown], low[shown], np.where(np.isfinite(high), high, self.ylim[1])[shown]
        if not len(x):
            return ""
        there = [f"{a:.1f} {b:.1f}" for a, b in zip(self.across(x), self.up(high), strict=True)]
        back = [f"{a:.1f} {b:.1f}" for a, b in zip(self.across(x), self.up(low), strict=True)][::-1]
        return "M" + "L".join(there + back) + "Z"

    def _legend_rows(self) -> list[list[int]]:
        rows: list[list[int]] = [[]]
        room = WIDTH - 90.0
        for k, series in enumerate(self.graph.series):
            wide = text_width(series.label, TEXT) + 44
            if rows[-1] and room < wide:
                rows.append([])
                room = WIDTH - 90.0
            rows[-1].append(k)
            room -= wide
        return rows if len(self.graph.series) > 1 else []

    def legend(self) -> list[str]:
        found = []
        for place, row in enumerate(self.rows):
            x, y = self.left, self.bottom + 60 + 20 * place
            for k in row:
                label = self.graph.series[k].label
                found.append(
                    _line(x, y - 4.5, x + 18, y - 4.5, f'stroke-width="3" style="stroke:{color(k)}"')
                )
                found.append(_text(label, x + 24, y, "start"))
                x += text_width(label, TEXT) + 44
        return found


def plain(svg: str) -> str:
    """A chart for a file of its own: colours as numbers, a size, fonts by common names, and nothing of CSS."""
    svg = re.sub(r"var\(--[\w-]+, *(#\w+)\)", r"\1", svg).replace("currentColor", INK)
    svg = re.sub(
        r'style="stroke:(#\w+)"',
        r'stroke="\1"',
        svg.replace(f' stroke="{INK}" stroke-width="3" style', ' stroke-width="3" style'),
    )
    halo = f'stroke="{PAPER}" stroke-width="4" stroke-linejoin="round" paint-order="stroke"'
    svg = re.sub(r'style="paint-order[^"]*"', halo, svg)
    svg = svg.replace("system-ui, sans-serif", "Source Sans 3, Helvetica, Arial, sans-serif")
    return re.sub(r'viewBox="0 0 (\d+) (\d+)"', r'width="\1" height="\2" viewBox="0 0 \1 \2"', svg, count=1)


def color(place: int) -> str:
    """The colour of line number `place`, as CSS."""
    k = place % len(COLORS)
    return f"var(--line-{k}, {COLORS[k]})"


def _line(x1: float, y1: float, x2: float, y2: float, more: str) -> str:
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="currentColor" {more}/>'


def _text(text: str, x: float, y: float, anchor: str, more: str = "") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" {more}>{html.escape(one_line(text))}</text>'
