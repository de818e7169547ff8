"""Parts of a picture: whether two meet, and one given to Pillow and taken back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from render.style.vector_items import moved

Box = tuple[float, float, float, float]
"""Left, top, right, bottom in pixels."""


def meet(first: Sequence[float], second: Sequence[float]) -> bool:
    """Whether two boxes have a part in common; those that only touch have none."""
    across = first[0] < second[2] and second[0] < first[2]
    return across and first[1] < second[3] and second[1] < first[3]


@contextmanager
def opened(picture: NDArray[np.uint8], box: Box) -> Iterator[tuple[Image.Image, int, int] | None]:
    """A box of a picture (height, width, 3) as an image to draw on: when the block ends the picture has what was drawn.

    Parameters
    ----------
    box : left, top, right, bottom in pixels

    Yields
    ------
    The image, and the even column and row of the picture at which it begins, so that places between two pixels are
    rounded as on the whole; None where the box is outside.
    """
    height, width = picture.shape[:2]
    left, top = max(int(box[0]) // 2 * 2, 0), max(int(box[1]) // 2 * 2, 0)
    part = picture[
        top : min(max(int(box[3]) + 1, top), height), left : min(max(int(box[2]) + 1, left), width)
    ]
    if not part.size:
        yield None
        return
    image = Image.fromarray(part)
    with moved(left, top):
        yield image, left, top
    part[...] = np.asarray(image)
