"""Basin maps: where each start ends, flat and draped on the surface; and where two of them disagree.

Hue says which minimum, lightness how many steps; greys for saddle, stalled and still moving, black for lost.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, fields, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw
from scipy.interpolate import RegularGridInterpolator

from descent import Basins, Ending, disagreement
from render.camera import Frame, still
from render.film import SHEET_SIZE
from render.particles import GLYPHS, Key, bytes_of, glyph, key_of
from render.stage import Stage, StageContent
from render.style import Line, Theme, find_theme, text_unit, text_width, write
from render.surface import Surface, color_of
from render.tiles import grid_of

Size = tuple[int, int]
DISAGREE = "#ffb36b"
FRAME = Frame(left=0.02, right=0.98, top=0.05, bottom=0.97)


@dataclass(frozen=True, eq=False)
class Atlas:
    """Basin maps of one landscape, with colours that mean the same on each.

    Parameters
    ----------
    maps : mapping from label to `Basins`, all of the same landscape of two variables
    theme : "dark", "light", "publication", or a `Theme`

    Raises
    ------
    ValueError
        If there is no map, the maps are of several landscapes, or the landscape has not two variables.
    """

    maps: Mapping[str, Basins]
    theme: str | Theme = "dark"

    def __post_init__(self) -> None:
        if not self.maps:
            raise ValueError("an atlas needs at least one basin map")
        names = {m.landscape.name for m in self.maps.values()}
        if len(names) > 1:
            raise ValueError(f"an atlas is of one landscape, got {', '.join(sorted(names))}")
        if next(iter(self.maps.values())).landscape.dimensions != 2:
            raise ValueError("a basin map needs a landscape of two variables")

    @cached_property
    def look(self) -> Theme:
        """The theme."""
        return find_theme(self.theme)

    @cached_property
    def first(self) -> Basins:
        """Any of the maps, for what they have in common."""
        return next(iter(self.maps.values()))

    @cached_property
    def key(self) -> Key:
        """Which colour is which minimum."""
        return key_of([m.destinations for m in self.maps.values()], self.first.landscape, self.look)

    def paint(self, label: str) -> NDArray[np.uint8]:
        """Colours (resolution, resolution, 3) of one map, 0..255; row 0 is the lowest y."""
        chart = self.maps[label]
        labels = self.key.places_of(chart.destinations, chart.ending.ravel(), chart.landscape)
        labels = labels.reshape(chart.labels.shape)
        table = np.array([bytes_of(c) for c in self.key.colors or ("#000000",)], dtype=float)
        light = _lightness(chart)[..., None]
        hue = table[np.maximum(labels, 0)]
        mixed = np.where(light >= 0, hue + light * (255 - hue), hue * (1 + light))
        grey = np.zeros(chart.ending.shape)
        for ending, mark in GLYPHS.items():
            if mark.grey is not None:
                grey[chart.ending == ending] = mark.grey
        return np.where((labels >= 0)[..., None], mixed, grey[..., None]).astype(np.uint8)

    def flat(self, label: str, size: int = 480) -> Image.Image:
        """One map as a picture with y upwards, its longer side `size` pixels."""
        return _upright(self.paint(label), self._sides(size))

    def _sides(self, size: int) -> Size:
        """Width and height in pixels in the proportion of the domain, but no longer than 2.5 to 1."""
        width, height = np.ptp(np.asarray(self.first.domain, dtype=float), axis=1)
        longest = max(width, height)
        return round(size * max(width / longest, 0.4)), round(size * max(height / longest, 0.4))

    def disagreement(self, first: str, second: str, size: int = 480) -> Image.Image:
        """Where two cases end in different places: bright; where they agree the first one's map, darkened."""
        apart = disagreement(self.maps[first], self.maps[second])
        ground = 0.32 * self.paint(first).astype(float)
        return _upright(
            np.where(apart[..., None], bytes_of(DISAGREE), ground).astype(np.uint8), self._sides(size)
        )

    def share_apart(self, first: str, second: str) -> float:
        """The share of starts that two cases bring to different places."""
        return float(disagreement(self.maps[first], self.maps[second]).mean())

    def draped(self, label: str, size: Size = (640, 480)) -> Image.Image:
        """One map on the surface; `size` in pixels."""
        surface = DrapedSurface.under(self.maps[label], self.look, self.paint(label))
        stage = Stage(StageContent(surface), camera=still, size=size, frame=FRAME)
        with closing(stage):
            return stage.draw(0.0)

    def sheet(self, size: Size = SHEET_SIZE, *, draped: bool = False) -> Image.Image:
        """All maps side by side, named, with the legend; `size` in pixels, cropped to what they need."""
        unit, margin = text_unit(size), round(0.026 * text_unit(size))
        text = self.look.text_size * unit
        width, height = size[0] - margin, round(size[1] - 2.6 * text - margin)
        wide, high = (4, 3) if draped else self._sides(100)
        spare = margin + 1.6 * text
        columns, rows = grid_of(len(self.maps), width, height, 0.95 * wide / high)
        step = (width // columns, height // rows)
        room = (step[0] - margin, round(step[1] - spare))
        # No room over and under maps that are not as high as it.
        tall = round(high * min(room[0] / wide, room[1] / high))
        size = (size[0], size[1] - rows * (room[1] - tall))
        step, room = (step[0], step[1] - room[1] + tall), (room[0], tall)
        picture = Image.new("RGB", size, self.look.ground_bottom)
        pen = ImageDraw.Draw(picture)
        for k, label in enumerate(self.maps):
            row, column = divmod(k, columns)
            left, top = margin + column * step[0], margin + row * step[1]
            stage = (room[0] // 2 * 2, room[1] // 2 * 2)
            longest = round(max(wide, high) * min(room[0] / wide, room[1] / high))
            part = self.draped(label, stage) if draped else self.flat(label, longest)
            corner = (left + (room[0] - part.width) // 2, top + (room[1] - part.height) // 2)
            picture.paste(part, (corner[0], round(corner[1] + 1.6 * text)))
            at = (corner[0], corner[1] + 1.1 * text)
            name = label[:1].upper() + label[1:]
            write(pen, Line(name, at, text, self.look.ink).shrunk_to(step[0] - margin))
        _write_legend(picture, pen, self.legend, self.look, margin)
        return picture

    @property
    def legend(self) -> list[tuple[str, str]]:
        """Colours and what they mean, those that occur."""
        greys = {e: "#" + 3 * f"{mark.grey:02x}" for e, mark in GLYPHS.items() if mark.grey is not None}
        met = [e for e in greys if any((m.ending == e).any() for m in self.maps.values())]
        return [*self.key.texts.items(), *((greys[e], e.phrase.short) for e in met)]


@dataclass(frozen=True, eq=False, kw_only=True)
class DrapedSurface(Surface):
    """A surface in other colours than those of its heights.

    Attributes
    ----------
    coat : (rows, columns, 3), 0..1, the colours before they are lit
    shade : (rows, columns), the light, about 0..1
    """

    coat: NDArray[np.float64]
    shade: NDArray[np.float64]

    @classmethod
    def under(cls, chart: Basins, theme: Theme, paint: NDArray[np.uint8]) -> DrapedSurface:
        """The map's landscape with `paint` (resolution, resolution, 3), 0..255, on it; row 0 is the lowest y."""
        bare = Surface.of(chart.landscape, theme, resolution=min(max(len(chart.x), 120), 320))
        nearest = RegularGridInterpolator(
            (chart.y, chart.x), paint / 255.0, method="nearest", bounds_error=False, fill_value=None
        )
        coat = nearest(bare.lattice.points[..., ::-1])
        shade = bare.colors.mean(axis=-1) / 255 / color_of(bare.unit_heights, theme).mean(axis=-1)
        kept = {field.name: getattr(bare, field.name) for field in fields(bare)}
        return cls(**{**kept, "theme": replace(theme, contour_strength=0.15)}, coat=coat, shade=shade)

    @cached_property
    def colors(self) -> NDArray[np.uint8]:
        """The coat in the surface's own light, (rows, columns, 3), 0..255."""
        return (np.clip(self.coat * (0.25 + 0.85 * self.shade[..., None]), 0, 1) * 255).astype(np.uint8)


def _lightness(chart: Basins) -> NDArray[np.float64]:
    """-0.6 (slow, dark) to 0.55 (quick, light), by rank of the steps on a logarithmic scale."""
    steps = np.log1p(chart.steps.astype(float))
    arrived = chart.ending == Ending.CONVERGED
    if not arrived.any():
        return np.zeros(steps.shape)
    low, high = np.quantile(steps[arrived], [0.02, 0.98])
    u = np.clip((steps - low) / max(high - low, 1e-9), 0, 1) if high > low else np.full(steps.shape, 0.4)
    return 0.45 - 1.0 * u


def _upright(paint: NDArray[np.uint8], size: Size) -> Image.Image:
    picture = Image.fromarray(paint[::-1].copy())
    larger = size[0] * size[1] >= picture.width * picture.height
    return picture.resize(size, Image.Resampling.BICUBIC if larger else Image.Resampling.BOX)


def _write_legend(
    picture: Image.Image,
    pen: ImageDraw.ImageDraw,
    words: Sequence[tuple[str, str]],
    theme: Theme,
    margin: float,
) -> None:
    """One row of dots and words, and what lightness means; smaller if it must be."""
    said = [*words, ("", "light: few steps, dark: many")]
    size = theme.small_size * text_unit(picture.size)

    def row(size: float) -> float:
        return sum(text_width(text, size) + 2.3 * size for _, text in said)

    size *= min(1.0, (picture.width - 2 * margin) / row(size))
    x, y = margin, picture.height - 1.1 * size
    for color, text in said:
        if color:
            at = (x + 0.38 * size, y - 0.34 * size)
            glyph(picture, at, 0.40 * size, theme.faint)  # a rim, for black on a dark ground
            glyph(picture, at, 0.34 * size, color)
        write(pen, Line(text, (x + 1.05 * size * bool(color), y), size, theme.faint))
        x += text_width(text, size) + 2.3 * size
