"""Draws a mosaic's pictures: a grid of panels, each with its name and a bar that fills as particles arrive."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from PIL import Image, ImageDraw

from descent import Trajectories
from render.camera import Path as CameraPath
from render.camera import Placing, Room, Watched
from render.finale import spoken
from render.panels import Curve, mixed
from render.particles import ROUND, LegendEntry, ParticleColors, glyph
from render.stage import Picture, graded
from render.style import ENGLISH, Line, Phrases, Theme, number_text, span_of, text_unit, text_width, write
from render.surface import Surface
from render.tiles.prepared_mosaic import PreparedMosaic
from render.tiles.run_group import SURFACE, RunGroup
from render.tiles.tile_maps import SHARE, beside_map

Box = tuple[int, int, int, int]
SHAPE, SURFACE_ALONE, WITH_MAP = 1.3, 0.9, 1.5
"""Width to height at which a panel is best used: of a chart or map, of a surface, of both side by side."""
EMPTY = 0.5
"""How much panels count that have none beside them: the exponent of the share of places that are taken."""


def grid_of(count: int, width: float, height: float, shape: float = SHAPE) -> tuple[int, int]:
    """Columns and rows for `count` panels, as large as they can be; rather a little smaller than with empty places."""

    def use(columns: int) -> float:
        rows = -(-count // columns)
        return float(min(width / columns / shape, height / rows) * (count / (rows * columns)) ** EMPTY)

    columns = max(range(1, count + 1), key=lambda c: (round(use(c), 6), -c))
    return columns, -(-count // columns)


def _shape(mosaic: PreparedMosaic) -> float:
    """Width to height at which its panels are best used."""
    if any(run.landscape.dimensions != 2 for run in mosaic.runs.values()) or not mosaic.surfaces:
        return SHAPE
    return WITH_MAP if mosaic.maps else SURFACE_ALONE


@dataclass(frozen=True, eq=False)
class Tile:
    """One panel: where it lies, what it shows, and how its picture at a film time is made."""

    box: Box
    label: str
    run: Trajectories
    colors: ParticleColors
    draw: Callable[[float], Image.Image]


def _surface(mosaic: PreparedMosaic, labels: Sequence[str], size: tuple[int, int]) -> Surface:
    """The surface of runs on one landscape, on panels of `size` pixels."""
    resolution = min(max(size[0] // 3, 90), 180)
    return Surface.of(
        mosaic.runs[labels[0]].landscape, mosaic.theme, resolution=resolution, height=mosaic.height
    )


def _camera(
    mosaic: PreparedMosaic,
    groups: Sequence[Sequence[str]],
    surfaces: Sequence[Surface],
    size: tuple[int, int],
) -> CameraPath:
    """The one camera of all panels: it sees as much as it can of what happens on all of them."""
    watched = [
        Watched.of(surface, [mosaic.runs[label] for label in labels], mosaic.timing)
        for labels, surface in zip(groups, surfaces, strict=True)
    ]
    hull = np.concatenate([surface.hull for surface in surfaces])
    return Placing(watched, Room(hull, size[0] / size[1], SURFACE)).path(mosaic.camera)


class MosaicComposer:
    """Composes each picture of a mosaic. Close it when done.

    Parameters
    ----------
    size : of the pictures in pixels

    Raises
    ------
    OpenGLMissing
        If a panel has a surface and nothing here can draw.
    """

    def __init__(self, mosaic: PreparedMosaic, size: tuple[int, int]) -> None:
        self._look, self._clock, self._size = mosaic.theme, mosaic.timing, size
        self._unit = text_unit(size)
        self._margin = round(0.026 * self._unit)
        self._head, self._foot = round(0.085 * self._unit), round(0.075 * self._unit)
        self._heading = mosaic.heading
        self._groups: list[RunGroup] = []
        self._tiles = self._laid_out(mosaic)
        self._ground = self._standing(mosaic.note)
        self._ended = self._standing(mosaic.ending, True) if mosaic.ending else self._ground

    def _laid_out(self, mosaic: PreparedMosaic) -> list[Tile]:
        width = self._size[0] - self._margin
        height = self._size[1] - self._head - self._foot
        columns, rows = grid_of(len(mosaic.runs), width, height, _shape(mosaic))
        step = (width // columns, height // rows)
        inner = tuple(s - self._margin for s in step)
        size = (inner[0] // 2 * 2, inner[1] // 2 * 2)
        shown: dict[str, Callable[[float], Image.Image]] = {}
        plane = [labels for labels in mosaic.groups if mosaic.runs[labels[0]].landscape.dimensions == 2]
        flat = plane if mosaic.surfaces else []
        stage = (round((1 - SHARE) * size[0]) // 2 * 2, size[1]) if mosaic.maps else size
        surfaces = [_surface(mosaic, labels, stage) for labels in flat]
        camera = _camera(mosaic, flat, surfaces, stage) if flat else None
        for labels, surface in zip(flat, surfaces, strict=True):
            assert camera is not None
            group = RunGroup(mosaic, labels, surface, camera, graded(mosaic.theme, size).crop((0, 0, *stage)))
            self._groups.append(group)
            shown |= {label: lambda t, label=label, group=group: group.draw(label, t) for label in labels}  # type: ignore[misc]
        if mosaic.maps:
            drawn = [label for labels in plane for label in labels]
            floods = {label: group.flood for group in self._groups for label in group.labels}
            shown = {
                label: beside_map(mosaic, label, shown.get(label), size, self._size, floods.get(label))
                for label in drawn
            }
        for labels in mosaic.groups:
            if labels not in plane:
                shown |= {label: self._curve(mosaic, label, size) for label in labels}
        tiles = []
        for k, (label, run) in enumerate(mosaic.runs.items()):
            row, column = divmod(k, columns)
            # A last row that is not full stands in the middle.
            missing = columns - min(columns, len(mosaic.runs) - row * columns)
            left = self._margin + column * step[0] + missing * step[0] // 2
            top = self._head + row * step[1]
            box = (left, top, left + size[0], top + size[1])
            tiles.append(Tile(box, label[:1].upper() + label[1:], run, mosaic.colors[label], shown[label]))
        return tiles

    def _curve(
        self, mosaic: PreparedMosaic, label: str, size: tuple[int, int]
    ) -> Callable[[float], Image.Image]:
        run, ground = mosaic.runs[label], graded(self._look, size)
        top, bottom = round(0.12 * size[1]), round(0.88 * size[1])
        box = (0, top, size[0], bottom)
        unit = 0.85 * text_unit(size)
        chart = Curve(
            run.landscape,
            (run,),
            [mosaic.colors[label]],
            self._look,
            ground.crop(box),
            unit,
            mosaic.height,
        )

        def draw(t: float) -> Image.Image:
            picture = ground.copy()
            picture.paste(chart.draw(self._clock.index(t)), box[:2])
            return picture

        return draw

    def _standing(self, note: str, last: bool = False) -> Image.Image:
        """Ground and heading, and a note beside it if it fits; at `last` that is a sentence."""
        picture = Image.new("RGB", self._size, self._look.ground_bottom)
        left, base = self._margin, self._head - 0.028 * self._unit
        size = 1.1 * self._look.text_size * self._unit
        room = self._size[0] - 2 * left - text_width("step 00000", size, True)
        heading = Line(self._heading, (left, base), size, self._look.ink, bold=True).shrunk_to(room)
        pen, small = ImageDraw.Draw(picture), self._look.small_size * self._unit
        write(pen, heading)
        beside = left + text_width(heading.text, heading.size, bold=True) + 1.5 * small
        color = self._look.ink if last else self._look.faint
        if text_width(note, small, last) < room + left - beside:
            write(pen, Line(note, (beside, base), small, color, bold=last))
        return picture

    def pictures(self, times: Iterable[float]) -> Iterator[Picture]:
        """Those (height, width, 3) of several film times, one by one."""
        return map(self.picture, times)

    def picture(self, t: float) -> Picture:
        """The picture (height, width, 3) uint8 at film time `t` in 0..1."""
        index = self._clock.index(t)
        # The film's last step leaves out the few stragglers; what is counted in the end is everybody.
        counted = index if index < self._clock.last else np.inf
        picture = self._ground.copy()
        if share := spoken(t):
            picture = Image.blend(picture, self._ended, share)
        pen = ImageDraw.Draw(picture)
        for tile in self._tiles:
            picture.paste(tile.draw(t), tile.box[:2])
            self._write(pen, tile, counted)
        at = (self._size[0] - self._margin, self._head - 0.028 * self._unit)
        size = 1.1 * self._look.text_size * self._unit
        write(pen, Line(self._look.say("step {n}", n=int(index)), at, size, self._look.ink, "rs", bold=True))
        self._write_legend(picture, pen)
        return np.asarray(picture)

    @cached_property
    def _text_size(self) -> float:
        """Of the panels' names, in pixels: one for all, so that the longest fits."""
        left, top, right, bottom = self._tiles[0].box
        width, height = right - left, bottom - top
        size = min(self._look.text_size * self._unit, 0.085 * height, 0.06 * width)
        longest = max(text_width(tile.label, size) for tile in self._tiles)
        return max(size * min(1.0, (width - 1.6 * size) / longest), 0.62 * size)

    def _write(self, pen: ImageDraw.ImageDraw, tile: Tile, index: float) -> None:
        """The panel's name, its bar, and how many have arrived."""
        left, top, right, bottom = tile.box
        size = self._text_size
        inset = round(0.4 * size) + 4
        name = Line(tile.label, (left + inset, top + 1.4 * size), size, self._look.ink)
        write(pen, name.shrunk_to(right - left - 2 * inset))
        small = max(0.86 * size, min(self._look.small_size * self._unit, 0.09 * (bottom - top)), 9.0)
        said = ""
        for part in tally(tile.run, tile.colors.legend, index, self._goals, self._look.say):
            more = f"{said}, {part}" if said else part
            said = more if not said or text_width(more, small) <= right - left - 2 * inset else said
        counts = Line(said, (right - inset, bottom - 1.15 * small), small, self._look.faint, "rs")
        write(pen, counts.shrunk_to(right - left - 2 * inset))
        thick = max(round(0.28 * size), 3)
        if self._goals:
            bar = (left + inset, bottom - thick - inset // 2, right - inset, bottom - inset // 2)
            _bar(pen, bar, tile.colors.legend, index, self._look, len(tile.run))

    @cached_property
    def _goals(self) -> bool:
        """Whether there is anything to arrive at: a minimum that one of the runs reaches."""
        return any(reaches(entry) for tile in self._tiles for entry in tile.colors.legend)

    def _write_legend(self, picture: Image.Image, pen: ImageDraw.ImageDraw) -> None:
        still = self._look.still
        marks = dict.fromkeys((e.color, e.text, e.shape) for tile in self._tiles for e in tile.colors.legend)
        words = sorted(marks, key=lambda mark: mark[0] == still)
        size = self._look.small_size * self._unit
        room = self._size[0] - 2 * self._margin
        while len(words) > 1 and _row(words, size) > room:
            if size > 0.7 * self._look.small_size * self._unit:
                size *= 0.95
            else:
                words.pop()
        x, y = float(self._margin), self._size[1] - 0.028 * self._unit
        for color, text, shape in words:
            glyph(picture, (x + 0.38 * size, y - 0.34 * size), 0.36 * size, color, shape)
            write(pen, Line(text, (x + 1.05 * size, y), size, self._look.faint))
            x += _row([(color, text, shape)], size)

    def close(self) -> None:
        """Give the windows back."""
        for group in self._groups:
            group.close()


def tally(
    run: Trajectories, legend: Sequence[LegendEntry], index: float, goals: bool, say: Phrases = ENGLISH
) -> list[str]:
    """``56 of 100 at a minimum`` at a step, ``40 stalled``; without `goals` first the median height."""
    if goals:
        there = sum(e.count(index) for e in legend if reaches(e))
        first = say("{n} of {of} at a minimum", n=there, of=len(run))
    else:
        row = int(np.searchsorted(run.indices, index, side="right")) - 1
        span = span_of(run.heights[[0, row]].ravel())
        first = say(
            "median height {height}", height=number_text(float(np.median(run.heights[row])), span=span)
        )
    others = sorted((e.count(index), e.text) for e in legend if e.shape != ROUND)
    return [first, *(f"{count} {text}" for count, text in reversed(others) if count)]


def reaches(entry: LegendEntry) -> bool:
    """Whether a legend's entry counts particles at a minimum."""
    return entry.at_minimum and bool(entry.members.any())


def _bar(
    pen: ImageDraw.ImageDraw, box: Box, legend: Sequence[LegendEntry], index: float, theme: Theme, total: int
) -> None:
    left, top, right, bottom = box
    pen.rectangle((left, top, right, bottom), fill=mixed(theme.ground_bottom, theme.faint, 0.20))
    at = float(left)
    for entry in legend:
        if not entry.counted:
            continue
        end = at + (right - left) * entry.count(index) / max(total, 1)
        if end - at >= 0.5:
            pen.rectangle((round(at), top, round(end), bottom), fill=entry.color)
        at = end


def _row(words: Sequence[tuple[str, str, str]], size: float) -> float:
    return sum(text_width(text, size) + 2.3 * size for _, text, _ in words)
