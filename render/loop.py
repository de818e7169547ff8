"""Films that begin again without a jump: the last pictures dissolve into the first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray
from PIL import Image

SHARE = 0.05
"""Share of the film in which it dissolves."""


def dissolve_length(count: int) -> int:
    """How many of a film's `count` pictures are mixed with the first."""
    return int(SHARE * count)


def dissolving(
    pictures: Iterable[NDArray[np.uint8]], count: int, words: tuple[float, float] = (0.0, 1.0)
) -> Iterator[NDArray[np.uint8]]:
    """The same pictures, the last of them mixed more and more with the first.

    Above and below the shares `words` of the height, where captions are, they do not mix but change at once.
    """
    mixed = dissolve_length(count)
    first: Image.Image | None = None
    for k, picture in enumerate(pictures):
        if first is None:
            first = Image.fromarray(picture)
        share = (k - (count - 1 - mixed)) / (mixed + 1)
        yield _mixed(picture, first, share, words) if share > 0 else picture


def _mixed(
    picture: NDArray[np.uint8], first: Image.Image, share: float, words: tuple[float, float]
) -> NDArray[np.uint8]:
    mixed = np.array(Image.blend(Image.fromarray(picture), first, share))
    top, bottom = (round(w * len(picture)) for w in words)
    captions = picture if share < 0.5 else np.asarray(first)
    mixed[:top], mixed[bottom:] = captions[:top], captions[bottom:]
    return mixed
