"""What stands at the top of a film: its name, and under it a formula or a line of words."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from landscapes import Landscape
from landscapes.remembered import recipe_of
from render.style import (
    Formula,
    Line,
    Theme,
    fitted_formula,
    fitted_lines,
    large_fractions,
    paste_mask,
    recording,
    text_width,
    write,
)

LINES, TOLD = 3, 2
"""So many lines at most of a title, and of what is told under it."""
LEADING, GAP = 1.16, 0.55
"""From one line to the next, in sizes of text; from the title to what is under it, in sizes of that."""
WIDEST = 0.92
"""Share of the room that a formula may take; it is set in its full size or not at all."""
TALLEST = 3.1
"""Sizes of text that a formula may be high."""
FINE = 16.0
"""Pixels of text from which on a formula may have fractions."""


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

    @property
    def _formula_size(self) -> float:
        return (1.0 if self._titled else 1.3) * self.theme.text_size * self.unit

    @cached_property
    def _formula(self) -> NDArray[np.uint8] | None:
        if self.heading == "":
            return None
        if (self.note or self.landscape.kind != "formula") and self._titled:
            return None
        size = self._formula_size
        tallest = TALLEST if size >= FINE else 1.4  # small fractions cannot be read
        f = self.landscape
        ours = recipe_of(f.builder, f.dimensions) is not None
        return fitted_formula(
            large_fractions(f.latex), size, WIDEST * self.room, tallest * size, least=0.97, kept=ours
        )

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """What is written, placed from the top left corner of the words."""
        size, y = self.theme.title_size * self.unit, 0.0
        placed: list[Line] = []
        heading = self.landscape.title if self.heading is None else self.heading
        if not heading:
            return ()
        if not self._titled:
            if self._formula is not None:
                return ()
            heading, size = self._typed, 1.2 * self.theme.text_size * self.unit
        texts, size = fitted_lines(heading, size, self.room, LINES, bold=self._titled)
        for k, text in enumerate(texts):
            y += (0.74 if k == 0 else LEADING) * size
            placed.append(Line(text, (0.0, y), size, self.theme.ink, bold=self._titled))
        if self._titled and self._formula is None:
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
        return str(self.landscape.formula).replace("**", "^").replace("*", "·")

    @cached_property
    def _formula_top(self) -> float:
        if not self.lines:
            return 0.0
        return self.lines[-1].at[1] + GAP * self.theme.text_size * self.unit

    @cached_property
    def size(self) -> tuple[float, float]:
        """Width and height in pixels of all of it."""
        widths = [text_width(line.text, line.size, line.bold) for line in self.lines]
        bottom = max((line.at[1] + 0.28 * line.size for line in self.lines), default=0.0)
        if self._formula is not None:
            widths.append(self._formula.shape[1])
            bottom = self._formula_top + self._formula.shape[0]
        return max(widths, default=0.0), bottom

    def write(self, picture: Image.Image, left: float, top: float) -> None:
        """Write it on a picture, its top left corner at these pixels."""
        pen = ImageDraw.Draw(picture)
        for line in self.lines:
            at = (left + line.at[0], top + line.at[1])
            write(pen, Line(line.text, at, line.size, line.color, bold=line.bold))
        if self._formula is not None:
            color = self.theme.faint if self.lines else self.theme.ink
            if (kept := recording()) is not None:
                at = kept.place((left, top + self._formula_top))
                size = self._formula_size * kept.scale
                kept.add(Formula(large_fractions(self.landscape.latex), at, size, color))
                return
            paste_mask(picture, self._formula, (round(left), round(top + self._formula_top)), color)
