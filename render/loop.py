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


def dissolving(pictures: Iterable[NDArray[np.uint8]], count: int) -> Iterator[NDArray[np.uint8]]:
    """The same pictures, the last of them mixed more and more with the first."""
    mixed = dissolve_length(count)
    first: Image.Image | None = None
    for k, picture in enumerate(pictures):
        if first is None:
            first = Image.fromarray(picture)
        share = (k - (count - 1 - mixed)) / (mixed + 1)
        yield np.asarray(Image.blend(Image.fromarray(picture), first, share)) if share > 0 else picture
