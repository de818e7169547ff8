"""What stands at the top of a film: its name, and under it a formula or a line of words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from landscapes import Landscape
from landscapes.remembered import recipe_of
from render.style import (
    MINUS,
    Formula,
    Line,
    Theme,
    fitted_formula,
    fitted_lines,
    formula_lines,
    large_fractions,
    paste_mask,
    recording,
    text_width,
    write,
)

LINES, TOLD = 3, 2
"""So many lines at most of a title, and of what is told under it."""
LONG, BREAK = 0.52, re.compile(r" (?=\(|at )")
"""A title that is longer, a share of the room, is broken before a bracket or a place: what comes then is smaller."""
LEADING, GAP = 1.16, 0.55
"""From one line to the next, in sizes of text; from the title to what is under it, in sizes of that."""
WIDEST, WIDEST_UPRIGHT = 0.56, 0.92
"""Share of the room that a formula's line may take, and where it has the block below it; else there is none."""
WIDE, ROWS, OWN_ROWS = 0.44, 2, 3
"""Of the room: a longer formula is broken, into so many lines at most; and one that is the title itself."""
TALLEST, BROKEN_TALLEST, FORMULA_GAP = 3.6, 2.1, 0.3
"""Sizes of text that a formula's line may be high, and one of several; and that are between two of them."""
AS_WIDE = 1.2
"""Of the title: no wider formula is broken, where it takes little beside it."""
FINE, FLAT = 16.0, 1.75
"""Pixels of text from which on a formula may have fractions; and sizes of text that one without them is high."""


@dataclass(frozen=True, eq=False)
class Title:
    """The words at the top left.

    Parameters
    ----------
    unit : the picture's measure for text, in pixels
    room : pixels from the left to the right margin
    note : what stands in the formula's place; its lines stay lines
    heading : in place of the landscape's title; empty for nothing at all
    """

    landscape: Landscape
    theme: Theme
    unit: float
    room: float
    note: str = ""
    heading: str | None = None

    @property
    def _titled(self) -> bool:
        return self.heading is not None or self.landscape.is_titled

    @cached_property
    def _formula_size(self) -> float:
        """Of letters in the formula: of one that is the title as large as it is whole in one line."""
        small, usual = self.theme.small_size * self.unit, self.theme.text_size * self.unit
        if self._titled:
            return small if small >= FINE else usual
        return 1.3 * usual if self._set(1, 1.3 * usual, WIDE) else usual

    @cached_property
    def _formula(self) -> tuple[tuple[str, NDArray[np.uint8]], ...]:
        """The formula's lines and what they cover (h, w); none where it is left out."""
        if self.heading == "":
            return ()
        if (self.note or self.landscape.kind != "formula") and self._titled:
            return ()
        size, widest = self._formula_size, WIDEST if self.room > self.unit else WIDEST_UPRIGHT
        whole = self._set(1, size, widest)
        named = (
            text_width(self._heading, self.theme.title_size * self.unit, bold=True) if self._titled else 0.0
        )
        if whole and whole[0][1].shape[1] <= max(WIDE * self.room, AS_WIDE * named):
            return whole
        for rows in range(2, self._rows + 1):
            if broken := self._set(rows, size, WIDE):
                return broken
        return whole if whole or self._titled else self._set(OWN_ROWS, size, widest)

    @property
    def _rows(self) -> int:
        """Lines of a formula at most."""
        return OWN_ROWS if not self._titled else ROWS - bool(self._detail)

    def _set(self, rows: int, size: float, widest: float) -> tuple[tuple[str, NDArray[np.uint8]], ...]:
        """The formula in so many lines of this size; nothing where they are longer than that share of the room."""
        tallest = BROKEN_TALLEST if rows > 1 or self._detail else TALLEST
        tallest = tallest if size >= FINE else FLAT  # small fractions cannot be read
        f = self.landscape
        ours = recipe_of(f.builder, f.dimensions) is not None
        found = []
        for latex in formula_lines(large_fractions(f.latex), rows):
            mask = fitted_formula(latex, size, widest * self.room, tallest * size, least=0.97, kept=ours)
            if mask is None:
                return ()
            found.append((latex, mask))
        return tuple(found)

    @property
    def _heading(self) -> str:
        return self.landscape.title if self.heading is None else self.heading

    @cached_property
    def _detail(self) -> str:
        """What of a long title is written smaller below it."""
        size = self.theme.title_size * self.unit
        if not self._titled or text_width(self._heading, size, bold=True) <= LONG * self.room:
            return ""
        return BREAK.split(self._heading, maxsplit=1)[-1] if BREAK.search(self._heading) else ""

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """What is written, placed from the top left corner of the words."""
        size, y = self.theme.title_size * self.unit, 0.0
        placed: list[Line] = []
        heading = self._heading.removesuffix(self._detail).rstrip()
        if not heading:
            return ()
        if not self._titled:
            if self._formula:
                return ()
            heading, size = self._typed, 1.2 * self.theme.text_size * self.unit
        texts, size = fitted_lines(heading, size, self.room, LINES, bold=self._titled)
        for k, text in enumerate(texts):
            y += (0.74 if k == 0 else LEADING) * size
            placed.append(Line(text, (0.0, y), size, self.theme.ink, bold=self._titled))
        if self._detail:
            small = self.theme.text_size * self.unit
            y += (GAP + 0.74) * small
            placed.append(Line(self._detail, (0.0, y), small, self.theme.faint).shrunk_to(self.room))
        if self._titled and not self._formula:
            placed += self._under(y)
        return tuple(placed)

    def _under(self, y: float) -> list[Line]:
        """The note, or the landscape's story where it is short."""
        size = self.theme.text_size * self.unit
        told = [text for part in self.note.split("\n") if part for text in [part]]
        if told:
            told = [Line(text, (0, 0), size, "").shrunk_to(self.room).text for text in told]
        elif self.landscape.story:
            told, least = fitted_lines(self.landscape.story, size, 0.72 * self.room, TOLD)
            told = told if least >= 0.9 * size else []
        return [
            Line(text, (0.0, y + (GAP + 0.74 + LEADING * k) * size), size, self.theme.faint)
            for k, text in enumerate(told)
        ]

    @property
    def _typed(self) -> str:
        """The formula as people type it, for what cannot be typeset."""
        return str(self.landscape.formula).replace("**", "^").replace("*", "·").replace("-", MINUS)

    @cached_property
    def _formula_top(self) -> float:
        if not self.lines:
            return 0.0
        return self.lines[-1].at[1] + GAP * self.theme.text_size * self.unit

    @cached_property
    def _formula_tops(self) -> list[float]:
        """The upper edges of the formula's lines."""
        tops, y = [], self._formula_top
        for _, mask in self._formula:
            tops.append(y)
            y += mask.shape[0] + FORMULA_GAP * self._formula_size
        return tops

    @cached_property
    def size(self) -> tuple[float, float]:
        """Width and height in pixels of all of it."""
        widths = [text_width(line.text, line.size, line.bold) for line in self.lines]
        bottom = max((line.at[1] + 0.28 * line.size for line in self.lines), default=0.0)
        for (_, mask), top in zip(self._formula, self._formula_tops, strict=True):
            widths.append(mask.shape[1])
            bottom = top + mask.shape[0]
        return max(widths, default=0.0), bottom

    def write(self, picture: Image.Image, left: float, top: float) -> None:
        """Write it on a picture, its top left corner at these pixels."""
        pen = ImageDraw.Draw(picture)
        for line in self.lines:
            at = (left + line.at[0], top + line.at[1])
            write(pen, Line(line.text, at, line.size, line.color, bold=line.bold))
        color = self.theme.faint if self.lines else self.theme.ink
        for (latex, mask), down in zip(self._formula, self._formula_tops, strict=True):
            if (kept := recording()) is not None:
                at = kept.place((left, top + down))
                kept.add(Formula(latex, at, self._formula_size * kept.scale, color))
            else:
                paste_mask(picture, mask, (round(left), round(top + down)), color)
