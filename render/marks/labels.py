"""Words at places of the 3-D picture: written where they do not cover one another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from PIL import Image, ImageDraw

from render.camera import View, project
from render.marks.mark import Label
from render.style import Line, text_width, write

SIZE = 0.0325
"""Share of the picture's text unit."""
NEAR, FAR = 0.35, (1.6, 2.8, 4.2)
"""From a point to its label, in sizes of text: beside it, and at the end of a line."""
CLOSE = 0.25
"""Sizes of text that labels stay apart."""

Box = tuple[float, float, float, float]


def write_labels(
    picture: Image.Image, labels: Sequence[Label], view: View, size: tuple[int, int], unit: float, halo: str
) -> None:
    """Write each label near its point, at the end of a line where there is no room beside it.

    The nearer goes first. None covers another, another's point, or the picture's edge; one that has no place is left
    out.

    Parameters
    ----------
    picture : what is written on, `size` its width and height in pixels
    view : the camera that the picture was drawn with
    unit : the whole picture's measure for text, in pixels
    halo : colour around the letters, so that they are read on any ground
    """
    if not labels:
        return
    labels = [label for label in labels if np.isfinite(label.at).all()]
    points = np.array([label.at for label in labels]).reshape(-1, 3)
    pixels = project(view, size, points)
    order = np.argsort(np.linalg.norm(points - view.position, axis=1))
    pen, text = ImageDraw.Draw(picture), SIZE * unit
    places = seats([(labels[k].text, (float(pixels[k, 0]), float(pixels[k, 1]))) for k in order], size, text)
    for k, box in zip(order, places, strict=True):
        if box is None:
            continue
        (x, y), label = pixels[k], labels[k]
        end = (float(np.clip(x, box[0], box[2])), float(np.clip(y, box[1], box[3])))
        if np.hypot(end[0] - x, end[1] - y) > 0.9 * text:
            pen.line((float(x), float(y), *end), fill=label.color, width=max(round(text / 14), 1))
        write(pen, Line(label.text, ((box[0] + box[2]) / 2, box[3]), text, label.color, anchor="ms"), halo)


def seats(
    labels: Sequence[tuple[str, tuple[float, float]]], size: tuple[int, int], text: float
) -> list[Box | None]:
    """For each text and its pixel the box in which it stands, apart from all before it and from all pixels."""
    dot = 0.3 * text
    dots = [(x - dot, y - dot, x + dot, y + dot) for _, (x, y) in labels]
    found: list[Box | None] = []
    for k, (words, (x, y)) in enumerate(labels):
        half, taken = text_width(words, text) / 2, [box for box in found if box is not None]
        others = [*taken, *(d for j, d in enumerate(dots) if j != k)]
        free = (
            box
            for box in _around(x, y, half, text)
            if _inside(box, size) and not any(_meet(box, other, CLOSE * text) for other in others)
        )
        found.append(next(free, None))
    return found


def _around(x: float, y: float, half: float, text: float) -> Iterator[Box]:
    """Boxes above, beside and below a point, then further away."""
    for reach in (NEAR, *FAR):
        away = reach * text
        sides = ((0, -1), (1, 0), (-1, 0), (0, 1), (0.8, -0.8), (-0.8, -0.8), (0.8, 0.8), (-0.8, 0.8))
        for across, down in sides:
            middle = x + across * (half + away)
            base = y + down * away + (0.35 + 0.35 * down) * text
            yield middle - half, base - 0.75 * text, middle + half, base


def _inside(box: Box, size: tuple[int, int]) -> bool:
    return box[0] >= 0 and box[1] >= 0 and box[2] <= size[0] and box[3] <= size[1]


def _meet(one: Box, other: Box, gap: float) -> bool:
    return (
        one[0] - gap < other[2]
        and other[0] < one[2] + gap
        and one[1] - gap < other[3]
        and other[1] < one[3] + gap
    )
