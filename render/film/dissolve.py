"""Films that begin again without a jump: the last pictures dissolve into the first.

Where a film's camera ends in the pose in which it began, and rests there, only what differs is seen to change: beads,
trails and numbers. Where it ends elsewhere the ground lies between the two: poses on top of each other are no picture.
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
    between : a picture (height, width, 3) uint8 into which the last ones vanish and from which the first one comes, if any
    """

    def __init__(
        self,
        count: int,
        words: tuple[float, float] = (0.0, 1.0),
        between: NDArray[np.uint8] | None = None,
    ) -> None:
        self._mixed, self._words, self._between = int(SHARE * count), words, between
        self._last_whole = count - 1 - self._mixed
        self._first: Image.Image | None = None

    def __call__(self, k: int, picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """What is shown in place of picture number `k`, (height, width, 3) uint8; they come in order."""
        if self._first is None:
            self._first = Image.fromarray(picture)
        share = (k - self._last_whole) / (self._mixed + 1)
        if share <= 0:
            return picture
        last, first = Image.fromarray(picture), self._first
        mixed = np.array(self._through(last, first, share))
        top, bottom = (round(w * len(picture)) for w in self._words)
        captions = picture if share < 0.5 else np.asarray(first)
        mixed[:top], mixed[bottom:] = captions[:top], captions[bottom:]
        return mixed

    def _through(self, last: Image.Image, first: Image.Image, share: float) -> Image.Image:
        if self._between is None:
            return Image.blend(last, first, share)
        ground = Image.fromarray(self._between)
        if share < 0.5:
            return Image.blend(last, ground, 2 * share)
        return Image.blend(ground, first, 2 * share - 1)
