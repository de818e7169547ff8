"""Words at places of the 3-D picture: written where they do not cover one another."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from render.camera import View, project
from render.marks import Label
from render.style import Line, meet, text_width, write

SIZE = 0.0325
"""Share of the picture's text unit."""


Box = tuple[float, float, float, float]

_BESIDE = ((0.0, 0.0, "ms"), (0.8, 1.1, "ls"), (-0.8, 1.1, "rs"), (0.0, 2.6, "ms"))
"""Where a label stands of its point, in sizes of text: above, to the sides, below."""
_AWAY = tuple(
    (reach * float(np.cos(angle)), -reach * float(np.sin(angle)), "ms")
    for reach in (2.6, 4.2, 6.0, 8.0)
    for angle in np.radians([90, 45, 135, 0, 180, 20, 160, -30, 210, -90])
)
"""And where not even there is room for it: farther away, a line leads to it."""


def write_labels(
    picture: Image.Image,
    labels: Sequence[Label],
    view: View,
    size: tuple[int, int],
    unit: float,
    halo: str,
    kept_free: Sequence[Box] = (),
) -> None:
    """Write each label above its point; where one would cover another, or a point, beside it or farther away.

    Parameters
    ----------
    picture : what is written on, `size` its width and height in pixels
    view : the camera that the picture was drawn with
    unit : the whole picture's measure for text, in pixels
    halo : colour around the letters, so that they are read on any ground
    kept_free : left, top, right, bottom in pixels of what no label may cover
    """
    labels = [label for label in labels if np.isfinite(label.at).all()]
    if not labels:
        return
    points = project(view, size, np.array([label.at for label in labels]).reshape(-1, 3))
    pen, text_size = ImageDraw.Draw(picture), SIZE * unit
    # In their own order: the nearest first would make them change places while the camera moves.
    for line, at in zip(placed(labels, points, size, text_size, kept_free), points, strict=True):
        x, y = line.at[0], line.at[1] - 0.35 * text_size
        away = np.hypot(x - at[0], y - at[1])
        if line.anchor == "ms" and away > 2.0 * text_size:
            half = text_width(line.text, text_size) / 2
            end = (min(max(at[0], x - half), x + half), y + np.sign(at[1] - y) * 0.6 * text_size)
            pen.line((*map(float, at), *map(float, end)), fill=line.color, width=max(round(0.0016 * unit), 1))
        write(pen, line, halo)


def placed(
    labels: Sequence[Label],
    points: NDArray[np.float64],
    size: tuple[int, int],
    text_size: float,
    kept_free: Sequence[Box] = (),
) -> list[Line]:
    """The labels' lines, none over another or what is `kept_free` if there is any room, for points (k, 2) in pixels."""
    near = 0.45 * text_size
    heads = [(x - near, y, x + near, y + 2 * near) for x, y in points]
    taken: list[Box] = list(kept_free)
    lines = []
    for k, label in enumerate(labels):
        width = text_width(label.text, text_size)
        choices = [
            (points[k] + np.array([right, down]) * text_size, anchor)
            for right, down, anchor in (*_BESIDE, *_AWAY)
        ]
        boxes = [_box(at, anchor, width, text_size) for at, anchor in choices]
        others = [*taken, *heads[:k], *heads[k + 1 :]]
        free = (
            n for n, box in enumerate(boxes) if _within(box, size) and not any(meet(box, b) for b in others)
        )
        best = next(free, 0)
        taken.append(boxes[best])
        (x, y), anchor = choices[best]
        lines.append(Line(label.text, (float(x), float(y)), text_size, label.color, anchor=anchor))
    return lines


def _box(at: NDArray[np.float64], anchor: str, width: float, height: float) -> Box:
    left = at[0] - {"l": 0.0, "m": width / 2, "r": width}[anchor[0]]
    return left, at[1] - 0.85 * height, left + width, at[1] + 0.15 * height


def _within(box: Box, size: tuple[int, int]) -> bool:
    return box[0] >= 0 and box[1] >= 0 and box[2] <= size[0] and box[3] <= size[1]
