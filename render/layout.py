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
    return (1280, 720) if "surface" in panels and len(panels) > 1 else (960, 720)


def lay_out(size: tuple[int, int], stage: bool, charts: int, words: float = 0.145) -> Layout:
    """The 3-D picture alone, or to the left of the charts; charts one below the other.

    `words` is the share of the height at the bottom that captions need; the scale of heights stands between the
    surface and the charts.
    """
    width, height = size
    top, bottom = round(0.155 * height), round((1 - words + 0.005) * height)
    if not charts:
        return Layout((0, 0, width, height), replace(SAFE, bottom=1 - words - 0.01), ())
    left = 0
    if stage:
        left = round((0.60 if width > 1.2 * height else 0.5) * width)
    step = (bottom - top) / charts
    boxes = tuple(
        (left, round(top + k * step), width - round(0.01 * width), round(top + (k + 1) * step))
        for k in range(charts)
    )
    box = (0, 0, left, height) if stage else None
    right = 1 - 0.19 * text_unit(size) / (left or width)
    return Layout(box, Frame(left=0.02, right=right, top=SAFE.top, bottom=1 - words - 0.01), boxes)
