"""A GIF's 255 colours: pictures to numbers of colours, with an ordered dither that stands still."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

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
    colors : (k, 3) uint8, k <= 255
    size : width, height of the pictures
    """

    def __init__(self, colors: NDArray[np.uint8], size: tuple[int, int]) -> None:
        self.colors = colors
        tall, wide = -(-size[1] // 2), -(-size[0] // 2)
        self._pattern = np.tile(_DITHER, (tall, wide))[: size[1], : size[0]].ravel()
        self._table = np.full(1 << 3 * _BITS, CLEAR, np.uint8)
        self._regrets = np.zeros(256 << 3 * _BITS, np.uint8)  # the system gives only what is written to

    @classmethod
    def read(cls, path: Path, size: tuple[int, int]) -> Palette:
        """The palette that ffmpeg's palettegen left in a PNG, for pictures of width and height `size`."""
        from PIL import Image

        with Image.open(path) as image:
            colors = np.asarray(image.convert("RGBA")).reshape(-1, 4)
        return cls(np.unique(colors[colors[:, 3] == 255][:, :3], axis=0)[:CLEAR], size)

    @cached_property
    def argb(self) -> NDArray[np.uint8]:
        """All entries, (256, 4) uint8, as raw video of format pal8 wants them behind each picture; the last is clear."""
        entries = np.zeros((256, 4), np.uint8)
        entries[: len(self.colors)] = np.insert(self.colors[:, ::-1], 3, 255, axis=1)
        entries[len(self.colors) : CLEAR, 3] = 255
        return entries

    def numbers(self, picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """The numbers (height, width) of the colours nearest to a picture (height, width, 3)."""
        return self.nearest(self.cells(picture)).reshape(picture.shape[:2])

    def cells(self, picture: NDArray[np.uint8], at: NDArray[np.intp] | None = None) -> NDArray[np.intp]:
        """The table's cells (k,) that a picture's pixels fall into, dithered; `at` is which of them, all if None."""
        pixels, pattern = picture.reshape(-1, 3), self._pattern
        if at is not None:
            pixels, pattern = pixels.take(at, axis=0), pattern.take(at)
        raised = np.minimum(pixels, 256 - _CELL)
        raised += pattern[:, None]
        raised >>= 8 - _BITS
        cells = raised[:, 0].astype(np.intp)
        for channel in (1, 2):
            cells <<= _BITS
            cells |= raised[:, channel]
        return cells

    def nearest(self, cells: NDArray[np.intp]) -> NDArray[np.uint8]:
        """The numbers (k,) uint8 of the colours nearest to cells (k,)."""
        numbers: NDArray[np.uint8] = self._table.take(cells, mode="clip")
        new = numbers == CLEAR
        if new.any():
            self._find(np.unique(cells[new]))
            numbers = self._table.take(cells, mode="clip")
        return numbers

    def regrets(self, cells: NDArray[np.intp], numbers: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """How much farther (k,), in RGB of 0..255, colours of other numbers (k,) are from cells (k,) than their `nearest`.

        The cells must have been asked for their `nearest` before.
        """
        return self._regrets.take(cells << 8 | numbers, mode="clip")

    def _find(self, cells: NDArray[np.intp]) -> None:
        mask = (1 << _BITS) - 1
        inside = np.stack([cells >> 2 * _BITS, cells >> _BITS & mask, cells & mask], axis=-1)
        inside = (inside * _CELL).astype(np.float32)
        entries = self.colors.astype(np.float32)
        for part in np.array_split(np.arange(len(cells)), len(cells) // 8192 + 1):
            distances = inside[part] @ (-2 * entries.T) + (entries**2).sum(axis=-1)
            self._table[cells[part]] = distances.argmin(axis=-1)
            distances += (inside[part] ** 2).sum(axis=-1, keepdims=True)
            away = np.sqrt(np.maximum(distances, 0))
            away -= away.min(axis=-1, keepdims=True)
            self._regrets.reshape(-1, 256)[cells[part], : len(entries)] = np.minimum(away, 255)
