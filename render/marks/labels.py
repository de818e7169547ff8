"""Words at places of the 3-D picture: written where they do not cover one another."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageDraw

from render.camera import View, project
from render.marks.mark import Label
from render.style import Line, text_width, write

SIZE = 0.024
"""Share of the picture's text unit."""


def write_labels(
    picture: Image.Image, labels: Sequence[Label], view: View, size: tuple[int, int], unit: float, halo: str
) -> None:
    """Write each label above its point; the nearer goes first, one that would cover another is left out.

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
    pen, text_size = ImageDraw.Draw(picture), SIZE * unit
    taken: list[tuple[float, float, float, float]] = []
    for k in np.argsort(np.linalg.norm(points - view.position, axis=1)):
        (x, y), label = pixels[k], labels[k]
        half = text_width(label.text, text_size) / 2
        box = (x - half, y - text_size, x + half, y)
        if any(box[0] < b[2] and b[0] < box[2] and box[1] < b[3] and b[1] < box[3] for b in taken):
            continue
        taken.append(box)
        write(pen, Line(label.text, (float(x), float(y)), text_size, label.color, anchor="ms"), halo)
