"""A GIF's 255 colours: pictures to numbers of colours, with an ordered dither that stands still."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

CLEAR = 255
"""The number that stands for "as before"; no colour has it."""

_BITS = 6
_CELL = 1 << (8 - _BITS)
_DITHER = np.array([[0, 2], [3, 1]], np.uint8)
"""Bayer's pattern of order two, as high as one cell of the table: it gives back what the table's coarseness takes."""


class Palette:
    """A film's colours.

    A table of 64 x 64 x 64 cells holds the nearest colour of each, found when a cell is first asked for. Before a
    picture is looked up, the dither is added: a smooth slope keeps its mean, and what stands still stays as it is,
    since the pattern does.

    Parameters
    ----------
    colours : (k, 3) uint8, k <= 255
    size : width, height of the pictures
    """

    def __init__(self, colours: NDArray[np.uint8], size: tuple[int, int]) -> None:
        self.colours = colours
        tall, wide = -(-size[1] // 2), -(-size[0] // 2)
        pattern = np.tile(_DITHER, (tall, wide))[: size[1], : size[0], None]
        self._pattern = np.ascontiguousarray(np.broadcast_to(pattern, (*pattern.shape[:2], 3)))
        self._table = np.full(1 << 3 * _BITS, CLEAR, np.uint8)

    @classmethod
    def read(cls, path: Path, size: tuple[int, int]) -> Palette:
        """The palette that ffmpeg's palettegen left in a PNG."""
        with Image.open(path) as image:
            colours = np.asarray(image.convert("RGBA")).reshape(-1, 4)
        return cls(np.unique(colours[colours[:, 3] == 255][:, :3], axis=0)[:CLEAR], size)

    @cached_property
    def argb(self) -> NDArray[np.uint8]:
        """All 256 entries as raw video of format pal8 wants them behind each picture; the last one is clear."""
        entries = np.zeros((256, 4), np.uint8)
        entries[: len(self.colours)] = np.insert(self.colours[:, ::-1], 3, 255, axis=1)
        entries[len(self.colours) : CLEAR, 3] = 255
        return entries

    def numbers(self, rows: NDArray[np.uint8], top: int = 0) -> NDArray[np.uint8]:
        """The colours' numbers (h, width) of a picture's rows (h, width, 3) that begin at row `top`."""
        raised = np.minimum(rows, 256 - _CELL)
        raised += self._pattern[top : top + len(rows)]
        raised >>= 8 - _BITS
        cells = raised[..., 0].astype(np.intp)
        for channel in (1, 2):
            cells <<= _BITS
            cells |= raised[..., channel]
        numbers: NDArray[np.uint8] = self._table.take(cells, mode="clip")
        new = numbers == CLEAR
        if new.any():
            self._find(np.unique(cells[new]))
            numbers = self._table.take(cells, mode="clip")
        return numbers

    def _find(self, cells: NDArray[np.intp]) -> None:
        mask = (1 << _BITS) - 1
        inside = np.stack([cells >> 2 * _BITS, cells >> _BITS & mask, cells & mask], axis=-1) * float(_CELL)
        entries = self.colours.astype(float)
        for part in np.array_split(np.arange(len(cells)), len(cells) // 8192 + 1):
            distances = (entries**2).sum(axis=-1) - 2 * inside[part] @ entries.T
            self._table[cells[part]] = distances.argmin(axis=-1)


def changed_rows(picture: NDArray[np.uint8], before: NDArray[np.uint8]) -> slice:
    """The rows from the first to the last in which two pictures differ; none where they are equal."""
    rows = np.flatnonzero((picture != before).reshape(len(picture), -1).any(axis=1))
    return slice(int(rows[0]), int(rows[-1]) + 1) if len(rows) else slice(0, 0)
