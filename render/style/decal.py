"""What stands alike on every picture, laid there again without being drawn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]


@dataclass(frozen=True, eq=False)
class Decal:
    """How words and marks cover the pixels that they touch.

    Attributes
    ----------
    rows, columns : (k,) the pixels
    kept : (k, 3) float32, the share of what was there
    ink : (k, 3) float32, 0..255, what is added to that
    """

    rows: NDArray[np.int64]
    columns: NDArray[np.int64]
    kept: NDArray[np.float32]
    ink: NDArray[np.float32]

    @classmethod
    def of(cls, write: Callable[[Picture], None], size: tuple[int, int]) -> Decal:
        """What `write` draws onto a picture `size` pixels wide and high, in place, whatever was there."""
        dark, light = (np.full((size[1], size[0], 3), shade, dtype=np.uint8) for shade in (0, 255))
        write(dark)
        write(light)
        rows, columns = np.nonzero((dark != 0).any(axis=-1) | (light != 255).any(axis=-1))
        ink = dark[rows, columns].astype(np.float32)
        kept = (light[rows, columns] - ink) / np.float32(255)
        return cls(rows, columns, kept, ink + np.float32(0.5))

    def lay(self, picture: Picture) -> None:
        """Lay it on a picture (height, width, 3), in place."""
        there = picture[self.rows, self.columns]
        picture[self.rows, self.columns] = there * self.kept + self.ink
