"""The legend: a dot and "56 at (3, 2)" for each colour, in one row or two."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from PIL import Image, ImageDraw

from render.particles import LegendEntry, ParticleColors, glyph, parted
from render.style import Line, Theme, fitted_lines, text_width, wrapped, write

ROWS, MOST_ENTRIES = 2, 5
"""Of so many rows at most, where nobody says otherwise; of more entries those alone that explain what is drawn besides."""
GAP, INDENT = 1.2, 1.05
"""Space behind an entry and before its text, in units of the text's size."""


def _appears(entry: LegendEntry) -> float:
    """The step at which an entry is first seen: in this order none leaves a gap for another that is still to come."""
    if entry.before or not entry.counted:
        return -1.0
    return float(entry.since[entry.members].min(initial=np.iinfo(np.int64).max))


class Legend:
    """Entries set in rows once, so that they do not move when their counts grow.

    One that counts nobody yet, or nobody any more, is not shown.

    Parameters
    ----------
    colors : of the particles, run by run
    unit : the picture's measure for text, in pixels
    room : width of a row in pixels
    first : width of the first row, where something stands beside it
    note : what stands there instead
    most : so many rows at most

    Attributes
    ----------
    whole, told : whether everything is in its rows, and whether what is explained besides what is counted is
    """

    def __init__(
        self,
        colors: Sequence[ParticleColors],
        theme: Theme,
        unit: float,
        room: float,
        note: str = "",
        first: float = 0.0,
        most: int = ROWS,
    ) -> None:
        self._entries = sorted((entry for own in colors for entry in own.legend), key=_appears)
        self._counted = len(colors) == 1
        explained = [entry for entry in self._entries if not entry.counted]
        if self._counted and explained and len(self._entries) > MOST_ENTRIES:
            self._entries = explained[:MOST_ENTRIES]
        self._theme, self.size = theme, theme.small_size * unit
        texts, size = wrapped(note, self.size, first or room) if note else [], self.size
        if len(texts) > ROWS:
            texts, size = fitted_lines(note, size, first or room, ROWS)
        self._notes = [Line(text, (0, 0), size, theme.faint) for text in texts]
        self.rows = self._set(room, first or room) if not note else [[] for _ in texts]
        self.told = True
        counted = [entry for entry in self._entries if entry.counted]
        if 0 < len(counted) < len(self._entries):
            most += 1  # what is explained besides has a row more
        if len(self.rows) > 1 and not note:
            # Who counts down to nothing goes rather than take a row of its own.
            lasting = [entry for entry in self._entries if not entry.before or entry.lasting]
            shorter = self._set(room, first or room, lasting)
            self.rows = shorter if len(shorter) < len(self.rows) and lasting else self.rows
            if len(self.rows) > most and counted:
                self.rows, self.told = self._set(room, first or room, counted), False
        self.whole = len(self.rows) <= most
        self.rows = self.rows[:most] if note or self._entries else []

    @property
    def width(self) -> float:
        """Pixels of the longest row."""
        if self._notes:
            return max(text_width(line.text, line.size) for line in self._notes)
        ends = [
            x + INDENT * self.size + text_width(self._text(entry, int(entry.members.sum())), self.size)
            for row in self.rows
            for x, entry in row
        ]
        return max(ends, default=0.0)

    @property
    def pitch(self) -> float:
        """Pixels from one row to the next."""
        return 1.3 * self.size

    def _set(
        self, room: float, first: float, entries: Sequence[LegendEntry] | None = None
    ) -> list[list[tuple[float, LegendEntry]]]:
        rows: list[list[tuple[float, LegendEntry]]] = [[]]
        x = 0.0
        for entry in self._entries if entries is None else entries:
            width = text_width(self._text(entry, int(entry.members.sum())), self.size) + INDENT * self.size
            if x + width > (first if len(rows) == 1 else room) and (rows[-1] or len(rows) == 1):
                rows.append([])
                x = 0.0
            rows[-1].append((x, entry))
            x += width + GAP * self.size
        return rows

    def _text(self, entry: LegendEntry, count: int) -> str:
        text = entry.single if count == 1 and entry.single else entry.text
        return f"{count} {text}" if self._counted and entry.counted else entry.text

    def speaks(self, index: float) -> bool:
        """Whether anything of it is seen at step `index`."""
        return bool(self._notes) or any(self._is_seen(entry, index) for row in self.rows for _, entry in row)

    def _is_seen(self, entry: LegendEntry, index: float) -> bool:
        return bool(entry.count(index)) or not (entry.before or (self._counted and entry.counted))

    def write(self, picture: Image.Image, left: float, bottom: float, index: float) -> None:
        """Write it with its counts at step `index`; `bottom` is the last row's base line."""
        pen = ImageDraw.Draw(picture)
        for k, line in enumerate(reversed(self._notes)):
            write(pen, replace(line, at=(left, bottom - k * self.pitch)))
        for k, row in enumerate(reversed(self.rows)):
            y = bottom - k * self.pitch
            gone = [entry.before and not entry.count(index) for _, entry in row]
            # Where the first ones count nobody any more the others close up.
            start = left - next((x for (x, _), hidden in zip(row, gone, strict=True) if not hidden), 0.0)
            for x, entry in row:
                count = entry.count(index)
                if not self._is_seen(entry, index):
                    continue
                centre = (start + x + 0.38 * self.size, y - 0.34 * self.size)
                shares = entry.shares(index)
                if len(shares) > 1:
                    parted(picture, centre, 0.36 * self.size, shares)
                else:
                    glyph(picture, centre, 0.36 * self.size, shares[0][0], entry.shape)
                text = self._text(entry, count)
                write(pen, Line(text, (start + x + INDENT * self.size, y), self.size, self._theme.faint))
