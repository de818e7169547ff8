"""What stands alike on every picture, laid there again without being drawn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]


@dataclass(frozen=True, eq=False)
class Decal:
    """How words and marks cover the bands of the pixels that they touch.

    Attributes
    ----------
    at : (k,) places in the bands of a picture, row by row
    kept : (k,) uint16, how many 256ths of what was there stay
    ink : (k,) uint16, 256ths, what is added to that
    """

    at: NDArray[np.int64]
    kept: NDArray[np.uint16]
    ink: NDArray[np.uint16]

    @classmethod
    def of(cls, write: Callable[[Picture], None], size: tuple[int, int]) -> Decal:
        """What `write` draws onto a picture `size` pixels wide and high, in place, whatever was there."""
        dark, light = (np.full((size[1], size[0], 3), shade, dtype=np.uint8) for shade in (0, 255))
        write(dark)
        write(light)
        at = np.flatnonzero((dark != 0) | (light != 255))
        ink, bright = (each.ravel()[at].astype(np.float64) for each in (dark, light))
        kept = np.round(256 * np.clip(bright - ink, 0, 255) / 255)
        return cls(
            at, kept.astype(np.uint16), np.minimum(256 * ink + 128, 65535 - 255 * kept).astype(np.uint16)
        )

    def lay(self, picture: Picture) -> None:
        """Lay it on a picture (height, width, 3) of that size and in one piece, in place."""
        bands = picture.reshape(-1)
        bands[self.at] = ((bands.take(self.at) * self.kept + self.ink) >> 8).astype(np.uint8)
