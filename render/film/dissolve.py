"""Films that begin again without a jump: the last pictures dissolve into the first.

Where a film's camera ends in the pose in which it began, and rests there, only what differs is seen to change: beads,
trails and numbers.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image

SHARE = 0.05
"""Share of the film in which it dissolves."""


class Dissolve:
    """What a film that begins again shows: its own pictures, the last of them mixed more and more with the first.

    Parameters
    ----------
    count : the film's pictures
    words : above and below these shares of the height, where captions are, pictures do not mix but change at once
    """

    def __init__(self, count: int, words: tuple[float, float] = (0.0, 1.0)) -> None:
        self._mixed, self._words = int(SHARE * count), words
        self._last_whole = count - 1 - self._mixed
        self._first: Image.Image | None = None

    def __call__(self, k: int, picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """What is shown in place of picture number `k`, (height, width, 3) uint8; they come in order."""
        if self._first is None:
            self._first = Image.fromarray(picture)
        share = (k - self._last_whole) / (self._mixed + 1)
        return _mixed(picture, self._first, share, self._words) if share > 0 else picture


def _mixed(
    picture: NDArray[np.uint8], first: Image.Image, share: float, words: tuple[float, float]
) -> NDArray[np.uint8]:
    mixed = np.array(Image.blend(Image.fromarray(picture), first, share))
    top, bottom = (round(w * len(picture)) for w in words)
    captions = picture if share < 0.5 else np.asarray(first)
    mixed[:top], mixed[bottom:] = captions[:top], captions[bottom:]
    return mixed
