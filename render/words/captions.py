"""The words of one film, placed on its pictures: the title at the top left, two or more lines at the bottom."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from descent import Searched, Trajectories
from landscapes import Landscape
from render.particles import ParticleColors
from render.style import Line, Theme, opened, recording, rgb, text_unit, text_width, unrecorded, write
from render.words.legend import Legend
from render.words.own_words import OwnWords
from render.words.said import hint_text, release_text, settings_text
from render.words.title import Title

Box = tuple[float, float, float, float]
"""Left, top, right, bottom in pixels."""

PITCH, LEADING = 1.35, 1.3
"""From the base line of what happens to that of what explains it, and from one line of that to the next, in its sizes."""
APART = 1.2
"""Sizes of text between words on the left and on the right."""
COLUMNS, COLUMN_ROWS = (0.36, 0.39, 0.43, 0.47), 5
"""Of the width: the legend of a wide picture ends there, if so many rows do; the middle is the block's."""
VEIL, DEPTH = 0.8, 2.2
"""How much of the ground's colour lies under words, and how far beyond them it fades out, in sizes of the title."""


@dataclass(frozen=True, eq=False)
class Captions:
    """The words of one film, written on each of its pictures.

    Parameters
    ----------
    colors : of the particles, run by run, which the legend names
    size : of the picture in pixels
    note : what stands in the formula's place
    says : step index to what happens then, where it is not how the run began
    explained : what stands in the legend's place
    own : words of one's own
    """

    landscape: Landscape
    runs: Mapping[str, Trajectories]
    colors: tuple[ParticleColors, ...]
    theme: Theme
    size: tuple[int, int]
    note: str = ""
    says: Callable[[float], str] | None = None
    explained: str = ""
    own: OwnWords = field(default_factory=OwnWords)

    @property
    def unit(self) -> float:
        """The measure in pixels that sizes of text are shares of."""
        return text_unit(self.size)

    @property
    def _margin(self) -> float:
        return self.theme.margin * self.unit

    @property
    def _room(self) -> float:
        return self.size[0] - 2 * self._margin

    @cached_property
    def title(self) -> Title:
        """What stands at the top."""
        return Title(self.landscape, self.theme, self.unit, self._room, self.note, self.own.title)

    @property
    def _small(self) -> float:
        return self.theme.small_size * self.unit

    @cached_property
    def _column(self) -> Legend | None:
        """The legend in its corner of a wide picture, if it is whole there."""
        if self.size[0] <= self.size[1] or self.explained:
            return None
        beside = self._beside(self._widest(True))
        rooms = [min(share * self.size[0] - self._margin, beside) for share in COLUMNS]
        columns = [Legend(self.colors, self.theme, self.unit, room, most=COLUMN_ROWS) for room in rooms]
        whole = [column for column in columns if column.whole]
        best = min(whole, key=lambda column: (not column.told, len(column.rows)), default=None)
        return None if best and not best.told and self._spread(self._widest(False)).told else best

    def _spread(self, beside: float) -> Legend:
        """The legend over the picture's width; its first row leaves so many pixels for what is beside it."""
        colors, first = () if self.explained else self.colors, self._beside(beside)
        return Legend(colors, self.theme, self.unit, self._room, note=self.explained, first=first)

    @cached_property
    def legend(self) -> Legend:
        """What the colours mean; its first row is beside the settings."""
        return self._spread(self._settings_width) if self._column is None else self._column

    @cached_property
    def _hint(self) -> str:
        """What stands in the legend's place until it has something to say, if words are as wide at other times."""
        if len(self.runs) != 1 or len(self.colors) != 1 or self.explained:
            return ""
        said = hint_text(next(iter(self.runs.values())), self.colors[0], self.theme.say)
        line = self._line(0.0)
        room = max(text_width(line.text, line.size, line.bold), self.legend.width)
        room = min(room, self._beside(self._settings_width))
        return said if text_width(said, self._small) <= room else ""

    def _beside(self, width: float) -> float:
        """Pixels that are left beside words of this width."""
        return max(self._room - width - (APART * self._small if width else 0.0), 1.0)

    def _widest(self, broken: bool) -> float:
        """Of the lines of settings in the whole film, in pixels."""
        last = max((run.steps for run in self.runs.values()), default=0)
        said = {text for k in np.linspace(0, last, 24).astype(int) for text in self._texts(float(k), broken)}
        return max((text_width(text, self._small) for text in said), default=0.0)

    @cached_property
    def _settings_width(self) -> float:
        return self._widest(self._column is not None)

    @cached_property
    def _bases(self) -> tuple[float, float, float]:
        """The base lines, pixels from the top: of what happens, of the settings' last line, of the legend's last row."""
        bottom = self.size[1] - self._margin - 0.05 * self._small
        rows = max(len(self.legend.rows) - 1, 0) * self.legend.pitch
        first = bottom - rows - PITCH * self._small
        settings = bottom if self._column is not None else bottom - rows
        return first, settings, bottom

    @property
    def title_box(self) -> Box:
        """What the title and what is under it take."""
        wide, high = self.title.size
        return self._margin, self._margin, self._margin + wide, self._margin + high

    @cached_property
    def bottom_boxes(self) -> tuple[Box, Box]:
        """What the words at the bottom take, on the left and on the right; over the picture's width the same."""
        over, low = 0.8 * self.theme.text_size * self.unit, float(self.size[1])
        top = self._bases[0] - over
        left, right = self._margin, self.size[0] - self._margin
        if not self.runs:
            return (left, low, left, low), (right, low, right, low)
        first = self._line(0.0)
        told = text_width(first.text, first.size, first.bold)
        told = max(told, self.legend.width)
        step = text_width(self._count(1e9).text, self.theme.text_size * self.unit, bold=True)
        beside = self._count_base - over
        return (left, top, left + told, low), (right - max(step, self._settings_width), beside, right, low)

    def boxes(self, ending: float) -> tuple[Box, ...]:
        """What all words take at any time: `ending` is the base line of the count of steps at the end."""
        left, right = self.bottom_boxes
        over = 0.8 * self.theme.text_size * self.unit
        return self.title_box, left, right, (right[0], ending - over, right[2], right[3])

    @property
    def top(self) -> float:
        """The first row under the title, a share of the height."""
        return self.title_box[3] / self.size[1]

    @property
    def bottom(self) -> float:
        """The last row over the words at the bottom, a share of the height."""
        return min(box[1] for box in self.bottom_boxes) / self.size[1]

    def stand(self, picture: Image.Image) -> None:
        """Write on a picture what holds all the time."""
        if recording() is not None:
            self.title.write(picture, self._margin, self._margin)
            return
        picture.paste(self._standing, (0, 0), self._standing)

    def stand_over(self, picture: NDArray[np.uint8], bare: Image.Image) -> None:
        """Write the same over a picture (height, width, 3) uint8, in place, whose surface may reach under the words.

        There the `bare` ground veils it.
        """
        image = Image.fromarray(picture)
        image.paste(bare, (0, 0), self.veil)
        self.stand(image)
        picture[...] = np.asarray(image)

    @cached_property
    def veil(self) -> Image.Image:
        """How much of the ground's colour lies between the surface and the words: most under them, softly less beyond."""
        width, height = self.size
        x, y = np.arange(width)[None, :] + 0.5, np.arange(height)[:, None] + 0.5
        reach = DEPTH * self.theme.title_size * self.unit
        covered = np.zeros((height, width))
        (_, top, inner, _), (outer, beside, *_) = self.bottom_boxes
        title = self.title_box
        # Up to the picture's edges, where nothing brighter is left beyond the words; between them the ground is bare.
        boxes = ((0.0, 0.0, title[2], title[3]), (0.0, top, inner, height), (outer, beside, width, height))
        for box in boxes if self.runs else boxes[:1]:
            away = np.hypot(_outside(x, box[0], box[2]), _outside(y, box[1], box[3])) / reach
            near = np.clip(1 - away, 0, 1)
            covered = np.maximum(covered, near**2 * (3 - 2 * near))
        return Image.fromarray(np.round(255 * VEIL * covered).astype(np.uint8))

    def write(
        self, picture: NDArray[np.uint8], index: float, *, ending: float | None = None, t: float = 0.0
    ) -> None:
        """Write on a picture (height, width, 3) uint8, in place, what holds at step `index`.

        In the ending only the count of steps, on the base line `ending` of its headline: the rest gives way to that.
        Subtitles stand by step or by film time `t`.
        """
        if not self.runs:
            return
        lines = [self._count(index)]
        if ending is not None:
            lines = [replace(lines[0], at=(lines[0].at[0], ending))]
        else:
            lines += [self._line(index, t), *self._settings(index)]
        top = self.first_row if ending is None else min(self.first_row, self._row_over(ending))
        for anchor in ("l", "r"):
            own = [line for line in lines if line.text and line.anchor[0] == anchor]
            legend = self.legend if anchor == "l" and ending is None else None
            if not own and legend is None:
                continue
            width = max((text_width(line.text, line.size, line.bold) for line in own), default=0.0)
            hint = self._hint if legend is not None else ""
            hint = "" if hint and legend is not None and legend.speaks(index) else hint
            width = (
                max(width, self._legend_width if legend else 0.0, text_width(hint, self._small))
                + self._margin
            )
            left, right = (0.0, width) if anchor == "l" else (self.size[0] - width, self.size[0])
            with opened(picture, (left - self._small, top, right + self._small, self.size[1])) as part:
                if part is None:
                    continue
                image, across, down = part
                pen = ImageDraw.Draw(image)
                for line in own:
                    write(pen, replace(line, at=(line.at[0] - across, line.at[1] - down)))
                if legend is not None:
                    left, bottom = self._margin - across, self._bases[2] - down
                    legend.write(image, left, bottom, index)
                    first = bottom - max(len(legend.rows) - 1, 0) * legend.pitch
                    if hint:
                        write(pen, Line(hint, (left, first), self._small, self.theme.faint))

    @cached_property
    def _legend_width(self) -> float:
        """Pixels of its longest row; where rooms are sought it is asked for often."""
        return self.legend.width

    @property
    def first_row(self) -> int:
        """Of the words that change."""
        return self._row_over(min(self._bases[0], self._count_base))

    def _row_over(self, base: float) -> int:
        """The first row of a line on this base line."""
        return max(int(base - 1.5 * self.theme.text_size * self.unit) // 2 * 2, 0)

    def ink(self, ending: float | None = None) -> NDArray[np.bool_]:
        """Where words stand at the beginning or the end, (height, width); in the ending on the base line `ending`."""
        if ending not in self._inks:
            with unrecorded():
                self._inks[ending] = self._ink(ending)
        return self._inks[ending]

    @cached_property
    def _inks(self) -> dict[float | None, NDArray[np.bool_]]:
        return {}

    def _ink(self, ending: float | None) -> NDArray[np.bool_]:
        shade = Image.new("RGB", self.size, (128, 128, 128))
        self.stand(shade)
        found = np.asarray(shade) != 128
        last = max((run.steps for run in self.runs.values()), default=0)
        for index, ground in ((0.0, 0), (float(last), 0), (float(last), 255)):
            for base in dict.fromkeys((None, ending)) if index else (None,):
                written = np.full((self.size[1], self.size[0], 3), ground, dtype=np.uint8)
                self.write(written, index, ending=base)
                found |= written != ground
        return found[..., 0] | found[..., 1] | found[..., 2]  # several times as fast as `any` of threes

    @property
    def room(self) -> float:
        """Where words at the left must end that stand beside the count of steps, pixels from the left."""
        if not self.runs:
            return self.size[0] - self._margin
        size = self.theme.text_size * self.unit
        return self.size[0] - self._margin - text_width(self._count(1e9).text, size, True) - APART * size

    @cached_property
    def _standing(self) -> Image.Image:
        """What is the same on every picture, on a ground that is clear, and of the ink's colour at the letters' edges."""
        ink = tuple(round(255 * c) for c in rgb(self.theme.ink))
        clear = Image.new("RGBA", self.size, (*ink, 0))
        self.title.write(clear, self._margin, self._margin)
        return clear

    def _line(self, index: float, t: float = 0.0) -> Line:
        text = self.own.subtitle(index, t)
        if text is None:
            text = self.own.caption
        if text is None:
            text = self.says(index) if self.says is not None else release_text(self.runs, self.theme.say)
        size = self.theme.text_size * self.unit
        line = Line(text, (self._margin, self._bases[0]), size, self.theme.ink, bold=True)
        return line.shrunk_to(self._room - text_width(self._count(1e9).text, size, True) - APART * size)

    def _count(self, index: float) -> Line:
        runs = self.runs.values()
        word = "generation {n}" if runs and all(isinstance(run, Searched) for run in runs) else "step {n}"
        text = self.theme.say(word, n=min(int(index), max(run.steps for run in runs)))
        at = (self.size[0] - self._margin, self._count_base)
        return Line(text, at, self.theme.text_size * self.unit, self.theme.ink, "rs", bold=True)

    @cached_property
    def _count_base(self) -> float:
        """The base line of the count of steps: over the settings."""
        lines = len(self._settings(0.0))
        if self._column is None or not lines:
            return self._bases[0]
        return self._bases[1] - (PITCH + LEADING * (lines - 1)) * self._small

    def _settings(self, index: float) -> list[Line]:
        """The optimizer and its settings, from the first line to the last."""
        texts = self._texts(index, self._column is not None)
        right, last = self.size[0] - self._margin, self._bases[1]
        lines = []
        for k, text in enumerate(reversed(texts)):
            at = (right, last - LEADING * k * self._small)
            lines.append(Line(text, at, self._small, self.theme.faint, "rs").shrunk_to(self._room))
        return lines[::-1]

    def _texts(self, index: float, broken: bool) -> list[str]:
        """One text, or `broken` its two halves: short lines leave the block room for a corner."""
        if len(self.runs) != 1:
            return []
        text = settings_text(next(iter(self.runs.values())), index, self.theme.say)
        name, comma, rest = text.partition(", ")
        return [name, rest] if comma and broken else [text]


def _outside(places: NDArray[np.floating], low: float, high: float) -> NDArray[np.float64]:
    return np.maximum(np.maximum(low - places, places - high), 0.0)
