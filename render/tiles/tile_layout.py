"""How a mosaic's cards share a picture: rows and columns, and where on a card its words and its views are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

Box = tuple[int, int, int, int]
"""Left, top, right, bottom in pixels."""
Size = tuple[int, int]

SHAPE = 1.3
"""Width to height at which a panel is best used: of a chart or a map with its axes."""
BLOCK = 1.12
"""Width to height of what blocks need while a camera goes around them."""
EMPTY = 0.5
"""How much panels count that have none beside them: the exponent of the share of places that are taken."""
SIZES = (0.056, 0.051, 0.046, 0.042, 0.038, 0.034, 0.030, 0.026, 0.022)
"""Sizes of a card's name that are tried, shares of the unit of text; and of those that are read best, how much that counts:
an exponent."""
READ = 0.3
HEAD, TAIL, INSET, LINE = 1.75, 0.95, 0.55, 1.3
"""Over a card's views, below them where its bar is, at its sides, and of one more line, in sizes of its name."""
TALL = 8.2
"""Sizes of its name that a column of words is high: the name, the large count, three lines and a bar."""
SPLIT = np.linspace(0.40, 0.64, 13)
"""Shares of a room's longer side that a block may have beside its map."""
AIRY = 1.04
"""Height of a view's room, in heights of what is drawn on it: of more a card is made lower."""
GUTTER = 0.012
"""Between a block and its map, a share of the room's width."""


def grid_of(count: int, width: float, height: float, shape: float = SHAPE) -> tuple[int, int]:
    """Columns and rows for `count` panels, as large as they can be; rather a little smaller than with empty places."""

    def use(columns: int) -> float:
        rows = -(-count // columns)
        return float(min(width / columns / shape, height / rows) * _taken(count, columns))

    columns = max(range(1, count + 1), key=lambda c: (round(use(c), 6), -c))
    return columns, -(-count // columns)


def _taken(count: int, columns: int) -> float:
    """By how much panels in so many columns are preferred that have few places empty beside them."""
    return float((count / (-(-count // columns) * columns)) ** EMPTY)


@dataclass(frozen=True)
class Wordage:
    """How wide a card's words are, in sizes of its name.

    Attributes
    ----------
    over : name and count on one line
    apart : the longer of them, where each has its own
    column : the longest of name, count and what explains it, below each other
    """

    over: float
    apart: float
    column: float


@dataclass(frozen=True)
class TileLayout:
    """One card, and how many of its kind there are in a row.

    Attributes
    ----------
    columns : cards in a full row
    size : of a card, pixels
    text : size of its name, pixels
    beside : whether its words are a column beside its views; else they are over them
    lines : of words over them
    words : the column's box, or that of the words above; pixels on the card
    views : a box for each view, pixels on the card
    """

    columns: int
    size: Size
    text: float
    beside: bool
    lines: int
    words: Box
    views: tuple[Box, ...]

    @property
    def inset(self) -> int:
        """What words keep from the card's sides, pixels."""
        return round(INSET * self.text)

    @classmethod
    def of(
        cls,
        count: int,
        within: tuple[float, float, float],
        unit: float,
        wordage: Wordage,
        shapes: Sequence[float],
    ) -> TileLayout:
        """The layout of `count` cards in which the views are largest.

        Parameters
        ----------
        within : width, height and the gap between cards, pixels
        unit : the picture's measure for text, in pixels
        shapes : of the views, widths to heights
        """
        best, most = None, -1.0
        for columns in range(1, count + 1):
            width, height, gap = within
            rows = -(-count // columns)
            size = _even((width + gap) / columns - gap), _even((height + gap) / rows - gap)
            for layout in _arrangements(columns, size, unit, wordage, shapes):
                worth = _drawn(layout.views, shapes) * _taken(count, columns) * (layout.text / unit) ** READ
                if worth > most * (1 + 1e-6):
                    best, most = layout, worth
        assert best is not None
        return best._trimmed(shapes)

    def _trimmed(self, shapes: Sequence[float]) -> TileLayout:
        """The same on a card that is no higher than what is on it."""
        if self.beside or len({box[1] for box in self.views}) > 1:
            return self
        top = self.views[0][1]
        deep = max(
            (right - left) / shape for (left, _, right, _), shape in zip(self.views, shapes, strict=True)
        )
        spare = max(self.views[0][3] - top - int(AIRY * deep), 0) // 2 * 2
        views = tuple((left, top, right, bottom - spare) for left, top, right, bottom in self.views)
        return replace(self, size=(self.size[0], self.size[1] - spare), views=views)


def _arrangements(
    columns: int, size: Size, unit: float, wordage: Wordage, shapes: Sequence[float]
) -> Iterator[TileLayout]:
    """What a card of a size may look like."""
    wide, high = size
    for k, share in enumerate(SIZES):
        text, last = share * unit, k == len(SIZES) - 1
        inset, head, tail = round(INSET * text), HEAD * text, TAIL * text
        for lines, length in ((1, wordage.over), (2, wordage.apart)):
            top = round(head + (lines - 1) * LINE * text)
            if last or (length * text <= wide - 2 * inset and top + tail < 0.5 * high):
                box = (0, min(top, high - 8), wide, max(high - round(tail), top + 4))
                for views in _shared(box, shapes, wide, inset):
                    yield TileLayout(columns, size, text, False, lines, (0, 0, wide, top), views)
        beside = round(wordage.column * text) + 2 * inset
        if beside < 0.5 * wide and TALL * text < high:
            for views in _shared((beside, 0, wide, high), shapes, wide, round(0.25 * text)):
                yield TileLayout(columns, size, text, True, 0, (0, 0, beside, high), views)


def _shared(box: Box, shapes: Sequence[float], wide: int, inset: int) -> Iterator[tuple[Box, ...]]:
    """How views may share a box of a card."""
    left, top, right, bottom = box
    left, right, top = left + inset, right - inset, top + (inset // 2 if left else 0)
    bottom -= inset // 2 if left else 0
    if len(shapes) == 1:
        yield ((left, top, right, bottom),)
        return
    gap = round(GUTTER * wide)
    for share in SPLIT:
        cut = round(left + share * (right - left))
        yield (left, top, cut - gap, bottom), (cut + gap, top, right, bottom)
        cut = round(top + share * (bottom - top))
        yield (left, top, right, cut - gap // 2), (left, cut + gap // 2, right, bottom)


def _drawn(views: Sequence[Box], shapes: Sequence[float]) -> float:
    """How large what is drawn on views is: the sum of the square roots of their areas."""
    total = 0.0
    for (left, top, right, bottom), shape in zip(views, shapes, strict=True):
        high = min((right - left) / shape, bottom - top)
        total += max(high, 0.0) * shape**0.5
    return total


def _even(length: float) -> int:
    """A side of a card: OpenGL's pictures are averaged down from whole pairs of pixels."""
    return max(int(length) // 2 * 2, 2)
