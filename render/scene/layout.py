"""Where on a picture each panel lies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from render.camera import Frame
from render.film import USUAL_SIZE
from render.panels import PANELS, SURFACE
from render.style import text_unit

Box = tuple[int, int, int, int]
"""Left, top, right, bottom in pixels."""

SIDE, NEAR = 0.03, 0.02
"""Shares of the picture's width and height that a surface keeps off its sides, and off words above and below."""

ABOVE, BELOW = 0.175, 0.145
"""Shares of the height that usual words take."""

SAFE = Frame(SIDE, 1 - SIDE, ABOVE, 1 - BELOW)
"""The part of a picture that usual words leave to a surface."""

EDGE = 0.035
"""Distance from the left edge of charts below a surface, a share of the unit of text: their words begin below the title."""

OUTER, WIDEST = 0.035, 0.46
"""Share of the height that a surface keeps off the edges, and of the width that words in a corner may take."""

BESIDE, BETWEEN = 0.56, 0.44
"""Where charts beside a surface begin, a share of the width: in one column, in two."""

BLOCK = 0.80
"""Height of a surface that fills the width of an upright picture, a share of the width."""

_FULL = 6
"""So many shares of charts (`Panel.share`) fit below each other."""


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
    words: Sequence[tuple[float, float, float, float]] = (),
) -> Layout:
    """The 3-D picture alone, or to the left of the charts; charts one below the other, many in two columns.

    On a picture that is no wider than high the charts are below the 3-D picture, in two columns; without one they
    are in two columns where the picture is wide. `charts` are their shares of the height. `above` and `below` are the
    shares of the height that words need; where `words` are the boxes in pixels that they take in the picture's
    corners, a lone surface may reach up and down between them.
    """
    width, height = size
    top, bottom = round(above * height), round((1 - below) * height)
    if not charts:
        frame = Frame(SIDE, 1 - SIDE, above + NEAR, 1 - below - NEAR)
        return Layout((0, 0, width, height), _between(size, frame, words), ())
    if stage and width <= height:
        return _upright(size, charts, top, bottom)
    columns = _columns(charts) if stage or width <= height else _halves(charts)
    left = 0
    if stage:
        left = round((BESIDE if width > 1.2 * height and len(columns) == 1 else BETWEEN) * width)
    boxes = _stacked(columns, (left, top, width - round(0.01 * width), bottom))
    box = (0, 0, left, height) if stage else None
    return Layout(box, Frame(SIDE, 1 - SIDE / 3, above + NEAR, 1 - below - NEAR), boxes)


def _between(
    size: tuple[int, int], frame: Frame, words: Sequence[tuple[float, float, float, float]]
) -> Frame:
    """The frame, higher where all words above or below leave the middle free."""
    width, height = size
    corners: list[tuple[float, float]] = []
    top, bottom = OUTER, 1 - OUTER
    for left, upper, right, lower in words:
        at_left, at_top = left < width - right, upper < height - lower
        x = right / width + NEAR if at_left else left / width - NEAR
        y = lower / height + NEAR if at_top else upper / height - NEAR
        if upper >= height:
            continue
        if (x if at_left else 1 - x) > WIDEST:
            top, bottom = (max(top, y), bottom) if at_top else (top, min(bottom, y))
        else:
            corners.append((x, y))
    beyond = [(x, y) for x, y in corners if (y > top if y < 0.5 else y < bottom)]
    return replace(frame, top=top, bottom=bottom, corners=tuple(beyond)) if words else frame


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


def _columns(charts: Sequence[int]) -> list[Sequence[int]]:
    """The charts' shares, cut into two columns of about the same height where one would be too full."""
    return [charts] if sum(charts) <= _FULL else _halves(charts)


def _halves(charts: Sequence[int]) -> list[Sequence[int]]:
    if len(charts) < 2:
        return [charts]
    cut = min(range(1, len(charts)), key=lambda k: max(sum(charts[:k]), sum(charts[k:])))
    return [charts[:cut], charts[cut:]]


RANKED = 0.42
"""Width of a race's bars, a share of the unit of text; where the picture is wide."""


def with_ranking(layout: Layout, size: tuple[int, int], rows: int, margin: float) -> Layout:
    """The same with room for the bars of a race of so many rows: right of the surface, on an upright picture below it.

    `margin` in pixels is kept from the picture's edge. Where charts stand beside the surface the bars are above them.
    """
    width, height = size
    unit, frame = text_unit(size), layout.frame
    deep = round((0.076 * rows + 0.06) * unit)
    if layout.stage is None or layout.charts:
        return _over_charts(layout, deep, margin)
    if width <= 1.05 * height:
        bottom = round(frame.bottom * height)
        top = bottom - min(deep, round(0.4 * height))
        box = (round(margin), top, width - round(margin), bottom)
        lower = replace(frame, left=0.02, right=0.98, bottom=top / height - 0.01)
        return replace(layout, frame=lower, ranking=box)
    wide = min(round(RANKED * unit), round(0.34 * width))
    top = round(frame.top * height)
    middle = (frame.top + frame.bottom) / 2 * height
    top = max(top, round(middle - deep / 2))
    box = (width - round(margin) - wide, top, width - round(margin), round(frame.bottom * height))
    right = (box[0] - 0.06 * unit) / width
    return replace(layout, frame=replace(frame, left=0.02, right=right), ranking=box)


def _over_charts(layout: Layout, deep: int, margin: float) -> Layout:
    """The bars take the upper part of the first column of charts; without any there is no room for them."""
    if not layout.charts:
        return layout
    left, right = layout.charts[0][0], layout.charts[0][2]
    column = [box for box in layout.charts if box[0] == left]
    top, bottom = column[0][1], column[-1][3]
    deep = min(deep, round(0.42 * (bottom - top)))
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
    ranking = (round(left + margin / 2), top, round(right - margin / 2), top + deep)
    return replace(layout, charts=tuple(moved.get(box, box) for box in layout.charts), ranking=ranking)
