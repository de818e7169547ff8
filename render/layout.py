"""Where on a picture each panel lies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from render.camera import Frame
from render.words import text_unit

Box = tuple[int, int, int, int]
"""Left, top, right, bottom in pixels."""

SAFE = Frame(left=0.03, right=0.875, top=0.178, bottom=0.845)
"""The part of a lone 3-D picture that the captions leave to the surface."""

_SHARES, _FULL = {"contour": 3, "slices": 4, "anatomy": 4}, 6
"""Heights of panels, two for all others, and what fits below each other."""


@dataclass(frozen=True)
class Layout:
    """The boxes of a picture's panels.

    Attributes
    ----------
    stage : box of the 3-D picture, or None
    frame : the part of the stage that the surface may fill
    charts : one box for each flat panel, in order
    """

    stage: Box | None
    frame: Frame
    charts: tuple[Box, ...]


def natural_size(panels: Sequence[str]) -> tuple[int, int]:
    """Width and height that suit a picture of these panels: a surface with others beside it is wider."""
    if "surface" not in panels or len(panels) == 1:
        return 960, 720
    return (1280, 720) if len(_columns(shares(panels))) == 1 else (1600, 720)


def shares(panels: Sequence[str]) -> tuple[int, ...]:
    """How high each chart among these panels is, compared with the others: two slices are two charts, a map is square."""
    return tuple(_SHARES.get(name, 2) for name in panels if name != "surface")


def lay_out(size: tuple[int, int], stage: bool, charts: Sequence[int], words: float = 0.145) -> Layout:
    """The 3-D picture alone, or to the left of the charts; charts one below the other, many in two columns.

    `charts` are their shares of the height. `words` is the share of the height at the bottom that captions need; the
    scale of heights stands between the surface and the charts.
    """
    width, height = size
    top, bottom = round(0.155 * height), round((1 - words + 0.005) * height)
    if not charts:
        return Layout((0, 0, width, height), replace(SAFE, bottom=1 - words - 0.01), ())
    columns = _columns(charts)
    left = 0
    if stage:
        left = round((0.60 if width > 1.2 * height and len(columns) == 1 else 0.5) * width)
    across = (width - round(0.01 * width) - left) / len(columns)
    boxes: list[Box] = []
    for k, column in enumerate(columns):
        step, done = (bottom - top) / sum(column), 0
        for share in column:
            upper, lower = round(top + done * step), round(top + (done + share) * step)
            boxes.append((round(left + k * across), upper, round(left + (k + 1) * across), lower))
            done += share
    box = (0, 0, left, height) if stage else None
    right = 1 - 0.19 * text_unit(size) / (left or width)
    return Layout(box, Frame(left=0.02, right=right, top=SAFE.top, bottom=1 - words - 0.01), tuple(boxes))


def _columns(charts: Sequence[int]) -> list[Sequence[int]]:
    """The charts' shares, cut into two columns of about the same height where one would be too full."""
    if sum(charts) <= _FULL or len(charts) < 2:
        return [charts]
    cut = min(range(1, len(charts)), key=lambda k: max(sum(charts[:k]), sum(charts[k:])))
    return [charts[:cut], charts[cut:]]
