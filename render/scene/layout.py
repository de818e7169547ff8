"""Where on a picture each panel lies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from render.camera import Frame
from render.film import USUAL_SIZE
from render.panels import PANELS, SURFACE
from render.style import text_unit

Box = tuple[int, int, int, int]
"""Left, top, right, bottom in pixels."""

SIDE, NEAR = 0.02, 0.02
"""Shares of the picture's width and height that a surface keeps off its sides, and off words above and below."""

ABOVE, BELOW = 0.175, 0.145
"""Shares of the height that usual words take."""

SAFE = Frame(SIDE, 1 - SIDE, ABOVE, 1 - BELOW)
"""The part of a picture that usual words leave to a surface."""

EDGE = 0.036
"""Distance from the left edge of charts below a surface, a share of the unit of text: their words begin below the title."""

BESIDE, BETWEEN = 0.62, 0.5
"""Where charts beside a surface begin, a share of the width: in one column, in two."""

WORDY = 0.06
"""So much of the width more do they have where a race's names and numbers stand over them."""

BLOCK = 0.80
"""Height of a surface that fills the width of an upright picture, a share of the width."""

MOST = 0.7
"""Share of the height that is left to words at most: on a picture smaller than its words they lie over the charts."""

_FULL, _HIGH = 4, 6
"""So many shares of charts (`Panel.share`) fit below each other beside a surface, and where a picture is upright."""


@dataclass(frozen=True)
class Layout:
    """The boxes of a picture's panels.

    Attributes
    ----------
    stage : box of the 3-D picture, or None
    frame : the part of the stage that the surface may fill
    charts : one box for each flat panel, in order
    ranking : box of a race's bars, or None
    """

    stage: Box | None
    frame: Frame
    charts: tuple[Box, ...]
    ranking: Box | None = None

    @property
    def closed(self) -> bool:
        """Whether a race's bars are under the surface."""
        return self.ranking is not None and self.stage is not None and self.ranking[1] >= self._end

    @property
    def _end(self) -> float:
        return self.frame.bottom * (self.stage[3] - self.stage[1]) if self.stage is not None else 0.0

    def barred(self, ink: NDArray[np.bool_], beside: bool = True) -> NDArray[np.bool_]:
        """Where words stand, (height, width), and a race's bars; those `beside` the surface if that is asked for."""
        left, top, right, bottom = self.ranking or (0, 0, 0, 0)
        if not beside and top < self.frame.bottom * len(ink):
            return ink
        found = ink.copy()
        found[top:bottom, left:right] = True
        return found


def natural_size(panels: Sequence[str], runs: int = 1) -> tuple[int, int]:
    """Width and height that suit a picture of these panels: a surface with others beside it, or several runs, is wider."""
    if SURFACE not in panels or len(panels) == 1:
        return (1280, 720) if runs > 1 else USUAL_SIZE
    return (1280, 720) if len(_columns(shares(panels))) == 1 else (1600, 720)


def shares(panels: Sequence[str]) -> tuple[int, ...]:
    """How high each chart among these panels is, compared with the others; `check_panels` refuses names of none."""
    return tuple(PANELS[name].share for name in panels if name in PANELS)


def lay_out(
    size: tuple[int, int],
    stage: bool,
    charts: Sequence[int],
    above: float = ABOVE,
    below: float = BELOW,
    raced: bool = False,
) -> Layout:
    """The 3-D picture alone, or to the left of the charts; charts one below the other, many in two columns.

    On a picture that is no wider than high the charts are below the 3-D picture, in two columns; without one they
    are in two columns where the picture is wide. `charts` are their shares of the height. `above` and `below` are the
    shares of the height that words need. Where a race is run its names need wider charts.
    """
    width, height = size
    if not charts:
        return Layout((0, 0, width, height), Frame(SIDE, 1 - SIDE, above + NEAR, 1 - below - NEAR), ())
    kept = MOST / max(above + below, MOST)
    above, below = kept * above, kept * below
    top, bottom = round(above * height), round((1 - below) * height)
    if stage and width <= height:
        return _upright(size, charts, top, bottom)
    wide = not stage and width > height
    columns = _halves(charts) if wide else _columns(charts, _FULL if stage else _HIGH)
    left = 0
    if stage:
        beside = BESIDE if width > 1.2 * height and len(columns) == 1 else BETWEEN
        left = round((beside - WORDY * raced) * width)
    boxes = _stacked(columns, (left, top, width - round(0.01 * width), bottom))
    box = (0, 0, left, height) if stage else None
    return Layout(box, Frame(SIDE, 1 - SIDE / 3, above + NEAR, 1 - below - NEAR), boxes)


def _upright(size: tuple[int, int], charts: Sequence[int], top: int, bottom: int) -> Layout:
    """The 3-D picture above the charts; what matters lies between the rows `top` and `bottom`."""
    width, unit = size[0], text_unit(size)
    low = round(top + (bottom - top) * (0.52 if len(charts) < 3 else 0.45))
    low = min(low, round(top + BLOCK * width)) if len(charts) < 3 else low
    columns = _halves(charts)
    boxes = _stacked(columns, (round(EDGE * unit), low, width - round(0.01 * width), bottom))
    return Layout((0, 0, width, low), Frame(SIDE, 1 - SIDE, (top + NEAR * unit) / low, 0.99), boxes)


def _stacked(columns: Sequence[Sequence[int]], within: Box) -> tuple[Box, ...]:
    """The boxes of columns side by side, each filled from top to bottom by its shares."""
    left, top, right, bottom = within
    across = (right - left) / len(columns)
    boxes: list[Box] = []
    for k, column in enumerate(columns):
        step, done = (bottom - top) / sum(column), 0
        for share in column:
            upper, lower = round(top + done * step), round(top + (done + share) * step)
            boxes.append((round(left + k * across), upper, round(left + (k + 1) * across), lower))
            done += share
    return tuple(boxes)


def _columns(charts: Sequence[int], full: int = _FULL) -> list[Sequence[int]]:
    """The charts' shares, cut into two columns of about the same height where one would be too `full`."""
    return [charts] if sum(charts) <= full else _halves(charts)


def _halves(charts: Sequence[int]) -> list[Sequence[int]]:
    if len(charts) < 2:
        return [charts]
    cut = min(range(1, len(charts)), key=lambda k: max(sum(charts[:k]), sum(charts[k:])))
    return [charts[:cut], charts[cut:]]


OVER_CHARTS = 0.5
"""Share of the charts' height that a race's bars over them take at most."""
RANKED, MOST_RANKED = 0.38, 0.42
"""Least width of a race's bars, a share of the unit of text, and the most, one of the width; where the picture is wide."""


STACKED = 1.4
"""How much higher a race's bars are where their numbers stand below the names, as on a square picture."""
BESIDE_BARS = 0.9
"""Width to height from which on a race's bars stand beside what else is there."""


def with_ranking(
    layout: Layout, size: tuple[int, int], rows: int, margin: float, words: float = 0.0
) -> Layout:
    """The same with room for the bars of a race of so many rows: right of the surface, on an upright picture below it.

    `margin` in pixels is kept from the picture's edge; the rows' `words` are so many wide. Where charts stand beside
    the surface the bars are above them.
    """
    width, height = size
    unit, frame = text_unit(size), layout.frame
    deep = round((0.076 * rows + 0.06) * unit)
    if layout.stage is not None and layout.charts:
        return _over_charts(layout, deep, margin)
    if width <= BESIDE_BARS * height:
        bottom = round(frame.bottom * height)
        top = bottom - min(deep, round(0.4 * height))
        box = (round(margin), top, width - round(margin), bottom)
        if layout.charts:
            return replace(layout, charts=_squeezed(layout.charts, 1, top - 0.02 * unit), ranking=box)
        lower = replace(frame, left=0.02, right=0.98, bottom=top / height - 0.01)
        return replace(layout, frame=lower, ranking=box)
    square = width <= 1.05 * height
    wide = min(int(np.ceil(max(RANKED * unit, words))), round((RANKED if square else MOST_RANKED) * width))
    deep = round((STACKED if square else 1.0) * deep)
    top = round(frame.top * height)
    middle = (frame.top + frame.bottom) / 2 * height
    top = max(top, round(middle - deep / 2))
    box = (width - round(margin) - wide, top, width - round(margin), round(frame.bottom * height))
    right = (box[0] - 0.04 * unit) / width
    if layout.charts:
        return replace(layout, charts=_squeezed(layout.charts, 0, right * width), ranking=box)
    return replace(layout, frame=replace(frame, left=0.02, right=right), ranking=box)


def _over_charts(layout: Layout, deep: int, margin: float) -> Layout:
    """The bars take the upper part of the first column of charts."""
    left, right = layout.charts[0][0], layout.charts[0][2]
    column = [box for box in layout.charts if box[0] == left]
    top, bottom = column[0][1], column[-1][3]
    deep, gap = min(deep, round(OVER_CHARTS * (bottom - top))), round(0.5 * margin)
    share = (bottom - top - deep) / (bottom - top)
    moved = {
        box: (
            left,
            round(bottom - (bottom - box[1]) * share),
            right,
            round(bottom - (bottom - box[3]) * share),
        )
        for box in column
    }
    ranking = (round(left + margin / 2), top, round(right - margin / 2), top + deep - gap)
    return replace(layout, charts=tuple(moved.get(box, box) for box in layout.charts), ranking=ranking)


def _squeezed(charts: Sequence[Box], axis: int, end: float) -> tuple[Box, ...]:
    """Boxes that end at a column (0) or a row (1), each with its share of the place."""
    first, last = min(box[axis] for box in charts), max(box[axis + 2] for box in charts)
    boxes = np.array(charts, dtype=float)
    boxes[:, [axis, axis + 2]] = first + (boxes[:, [axis, axis + 2]] - first) * (end - first) / (last - first)
    return tuple((int(a), int(b), int(c), int(d)) for a, b, c, d in np.round(boxes))
