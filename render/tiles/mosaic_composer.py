"""Draws a mosaic's pictures: a grid of cards, each with its views, its words and a bar that fills as particles arrive."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from PIL import Image, ImageDraw

from render.camera import Path as CameraPath
from render.camera import Placing, Room, Watched
from render.finale import spoken
from render.panels import Curve
from render.particles import glyph
from render.stage import Picture, graded
from render.style import Line, fitted_lines, text_unit, text_width, write
from render.surface import Surface
from render.tiles.prepared_mosaic import PreparedMosaic
from render.tiles.run_group import SURFACE, RunGroup
from render.tiles.tile_layout import BLOCK, SHAPE, Box, Size, TileLayout, Wordage
from render.tiles.tile_maps import map_of
from render.tiles.tile_words import TileWords, counts_lowest, reaches

HEADING, SAID, LEAST = 0.056, 0.044, 0.72
"""Sizes of the heading and of the sentence at the end beside it, shares of the unit of text; and what of its size that has
at least."""
HEAD = 0.095, 0.125
"""Height of what is above the cards, and where the sentence has two lines in place of the heading."""

Draw = Callable[[float], Image.Image]


@dataclass(frozen=True, eq=False)
class Tile:
    """One card: where it lies, what it says, and how each of its views at a film time is made."""

    at: tuple[int, int]
    words: TileWords
    views: Sequence[tuple[Box, Draw]]
    ground: Image.Image

    def draw(self, t: float) -> Image.Image:
        """The card at film time `t`, without its words."""
        picture = self.ground.copy()
        for box, draw in self.views:
            picture.paste(draw(t), box[:2])
        return picture


def _shapes(mosaic: PreparedMosaic) -> list[float]:
    """Widths to heights of a card's views."""
    first = next(iter(mosaic.runs.values())).landscape
    if first.dimensions != 2:
        return [SHAPE]
    (x0, x1), (y0, y1) = first.domain
    flat = [float(np.clip((x1 - x0) / (y1 - y0), 0.5, 2.0))] if mosaic.maps else []
    return [BLOCK] * mosaic.surfaces + flat


def _surface(mosaic: PreparedMosaic, labels: Sequence[str], size: Size) -> Surface:
    """The surface of runs on one landscape, on panels of `size` pixels."""
    resolution = min(max(size[0] // 3, 90), 180)
    return Surface.of(
        mosaic.runs[labels[0]].landscape, mosaic.theme, resolution=resolution, height=mosaic.height
    )


def _camera(
    mosaic: PreparedMosaic, groups: Sequence[Sequence[str]], surfaces: Sequence[Surface], size: Size
) -> CameraPath:
    """The one camera of all panels: it sees as much as it can of what happens on all of them."""
    watched = [
        Watched.of(surface, [mosaic.runs[label] for label in labels], mosaic.timing)
        for labels, surface in zip(groups, surfaces, strict=True)
    ]
    hull = np.concatenate([surface.hull for surface in surfaces])
    return Placing(watched, Room(hull, size[0] / size[1], SURFACE)).path(mosaic.camera)


def _size(box: Box) -> Size:
    return box[2] - box[0], box[3] - box[1]


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
        self._heading = mosaic.heading
        self._foot = round(0.075 * self._unit)
        self._head = round(HEAD[mosaic.ending != "" and not self._is_beside(mosaic.ending)] * self._unit)
        self._groups: list[RunGroup] = []
        self._tiles = self._laid_out(mosaic)
        self._ground = self._standing(mosaic.note)
        self._ended = self._standing(mosaic.ending, True) if mosaic.ending else self._ground

    def _laid_out(self, mosaic: PreparedMosaic) -> list[Tile]:
        goals = any(reaches(entry) for own in mosaic.colors.values() for entry in own.legend)
        lowest = goals and counts_lowest(tuple(mosaic.runs.values()))
        words = {}
        for label, run in mosaic.runs.items():
            name, legend = label[:1].upper() + label[1:], mosaic.colors[label].legend
            words[label] = TileWords(name, run, legend, goals, mosaic.theme, lowest)
        each = [own.wordage for own in words.values()]
        within = (
            self._size[0] - 2 * self._margin,
            self._size[1] - self._head - self._foot - self._margin,
            self._margin,
        )
        most = Wordage(*(max(getattr(own, part) for own in each) for part in ("over", "apart", "column")))
        layout = self._layout = TileLayout.of(len(words), within, self._unit, most, _shapes(mosaic))
        ground = graded(self._look, layout.size)
        shown = self._views(mosaic, ground)
        tiles = []
        rows = -(-len(words) // layout.columns)
        # Cards are as high as what is on them; what is left over is between them.
        spare = (within[1] + self._margin) / rows - layout.size[1]
        step = layout.size[0] + self._margin, layout.size[1] + spare
        for k, (label, own) in enumerate(words.items()):
            row, column = divmod(k, layout.columns)
            # A last row that is not full stands in the middle.
            missing = layout.columns - min(layout.columns, len(words) - row * layout.columns)
            left = self._margin + column * step[0] + missing * step[0] // 2
            top = round(self._head + (spare - self._margin) / 2 + row * step[1])
            tiles.append(Tile((left, top), own, shown[label], ground))
        return tiles

    def _views(self, mosaic: PreparedMosaic, ground: Image.Image) -> dict[str, list[tuple[Box, Draw]]]:
        """The boxes of each run's views on its card, and what draws them."""
        views = self._layout.views
        shown: dict[str, list[tuple[Box, Draw]]] = {label: [] for label in mosaic.runs}
        plane = [labels for labels in mosaic.groups if mosaic.runs[labels[0]].landscape.dimensions == 2]
        floods = {}
        if mosaic.surfaces and plane:
            box = views[0]
            surfaces = [_surface(mosaic, labels, _size(box)) for labels in plane]
            camera = _camera(mosaic, plane, surfaces, _size(box))
            for labels, surface in zip(plane, surfaces, strict=True):
                group = RunGroup(mosaic, labels, surface, camera, ground.crop(box))
                self._groups.append(group)
                for label in labels:
                    draw: Draw = lambda t, label=label, group=group: group.draw(label, t)  # type: ignore[misc]  # noqa: E731
                    shown[label].append((box, draw))
                    floods[label] = group.flood
        for labels in mosaic.groups:
            for label in labels:
                if labels not in plane:
                    shown[label].append((views[0], self._curve(mosaic, label, ground.crop(views[0]))))
                elif mosaic.maps:
                    part = ground.crop(views[-1])
                    shown[label].append((views[-1], map_of(mosaic, label, part, floods.get(label))))
        return shown

    def _curve(self, mosaic: PreparedMosaic, label: str, ground: Image.Image) -> Draw:
        run, color, unit = mosaic.runs[label], mosaic.colors[label], 0.85 * text_unit(ground.size)
        chart = Curve(run.landscape, (run,), [color], self._look, ground, unit, mosaic.height)
        return lambda t: chart.draw(self._clock.index(t))

    def _standing(self, note: str, last: bool = False) -> Image.Image:
        """Ground and heading, and a note beside it if it fits; at `last` a sentence, in its place if it is long."""
        picture = Image.new("RGB", self._size, self._look.ground_bottom)
        heading, room, beside = self._headed
        left, base = heading.at[0], self._base
        pen, small = ImageDraw.Draw(picture), (SAID if last else self._look.small_size) * self._unit
        color = self._look.ink if last else self._look.faint
        if last and not self._is_beside(note):
            lines, size = fitted_lines(note, small, room, 2, True)
            for k, line in enumerate(reversed(lines)):
                write(pen, Line(line, (left, base - 1.12 * k * size), size, color, bold=True))
            return picture
        write(pen, replace(heading, at=(left, base)))
        said, free = Line(note, (beside, base), small, color, bold=last), left + room - beside
        if last or text_width(note, small) < free:
            write(pen, said.shrunk_to(free))
        return picture

    @property
    def _headed(self) -> tuple[Line, float, float]:
        """The heading, how wide it and what is beside it may be, and where that begins; pixels."""
        left, size = float(self._margin), HEADING * self._unit
        room = self._size[0] - 2 * left - text_width(self._step(1e5), size, True)
        heading = Line(self._heading, (left, 0.0), size, self._look.ink, bold=True).shrunk_to(room)
        return heading, room, left + text_width(heading.text, heading.size, bold=True) + 0.8 * size

    def _is_beside(self, sentence: str) -> bool:
        """Whether the last sentence has room beside the heading, in letters that can be read."""
        heading, room, beside = self._headed
        wide = text_width(sentence, SAID * self._unit, True)
        return LEAST * wide <= heading.at[0] + room - beside

    @property
    def _base(self) -> float:
        """The base line of what stands above, pixels from the top."""
        return self._head - 0.03 * self._unit

    def _step(self, index: float) -> str:
        return self._look.say("step {n}", n=int(index))

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
            picture.paste(tile.draw(t), tile.at)
            tile.words.write(pen, self._layout, tile.at, counted)
        at, size = (self._size[0] - self._margin, self._base), 1.1 * self._look.text_size * self._unit
        write(pen, Line(self._step(index), at, size, self._look.ink, "rs", bold=True))
        self._write_legend(picture, pen)
        return np.asarray(picture)

    def _write_legend(self, picture: Image.Image, pen: ImageDraw.ImageDraw) -> None:
        still = self._look.still
        marks = dict.fromkeys((e.color, e.text, e.shape) for tile in self._tiles for e in tile.words.legend)
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


def _row(words: Sequence[tuple[str, str, str]], size: float) -> float:
    return sum(text_width(text, size) + 2.3 * size for _, text, _ in words)
