"""Beads for a camera at rest: sprites laid on a picture, the far ones first, hidden where the ground is nearer.

A bead always faces the camera and is a few pixels wide, so the same small pictures come again and again: one for each
shape, radius and fraction of a pixel, made once. All beads are laid at once by indexing, without a loop over them;
before that one is kept of those that would look the same in the same place, which in a crowd are many.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from render.particles import SHAPES
from render.stage.bead_sprites import PHASES, STEP, Sprites, sprites
from render.stage.bead_sprites import SHAPES as LAYERS_OF
from render.style import rgb

MARGIN = 32
"""Pixels around the picture in which a bead may still be drawn; no sprite reaches farther."""

LARGEST = 24.0
"""Pixels: beads with larger radii are not for sprites."""


@dataclass(frozen=True, eq=False)
class ScreenBeads:
    """Beads on the picture.

    Attributes
    ----------
    centres : (N, 2) pixels from the top left
    radii : (N,) pixels
    depth : (N,) distances along the view, world units
    balls : (N,) radii, world units
    looks : (N,) places in `SHAPES`
    colors : (N, 3) uint8
    """

    centres: NDArray[np.float64]
    radii: NDArray[np.float64]
    depth: NDArray[np.float64]
    balls: NDArray[np.float64]
    looks: NDArray[np.int64]
    colors: NDArray[np.uint8]

    def __getitem__(self, which: NDArray[np.int64]) -> ScreenBeads:
        return ScreenBeads(*(getattr(self, name)[which] for name in self.__dataclass_fields__))

    @classmethod
    def joined(cls, parts: Sequence[ScreenBeads]) -> ScreenBeads:
        """Those of several runs."""
        return cls(*(np.concatenate([getattr(p, name) for p in parts]) for name in cls.__dataclass_fields__))


_FARTHER = [[layer.farther for layer in LAYERS_OF[shape](*np.zeros((2, 1)))] for shape in SHAPES]
"""By the place in `SHAPES`: how far behind its centre each layer of a bead lies, in radii."""
MOST_LAYERS = max(map(len, _FARTHER))


def _layered(beads: ScreenBeads) -> tuple[ScreenBeads, NDArray[np.int64], NDArray[np.float64]]:
    """Each bead once for each of its layers: those beads, their layers (M,) and how far away each is (M,), world units."""
    which, layers, far = [], [], []
    for look, farther in enumerate(_FARTHER):
        own = np.flatnonzero(beads.looks == look)
        for layer, away in enumerate(farther if len(own) else ()):
            which.append(own)
            layers.append(np.full(len(own), layer))
            far.append(beads.depth[own] + away * beads.balls[own])
    if not which:
        return beads, np.zeros(0, dtype=np.int64), np.zeros(0)
    return beads[np.concatenate(which)], np.concatenate(layers), np.concatenate(far)


class BeadRaster:
    """Lays beads on pictures of one size before one ground.

    Parameters
    ----------
    depth : (rows, columns) float32, the distance along the view, world units, of what stands at each pixel's four
        samples: twice as many each way, and around them twice `MARGIN` infinite ones
    rim : the edge's colour as hex text

    Attributes
    ----------
    ground : the depth without what is around
    """

    def __init__(self, depth: NDArray[np.float32], rim: str) -> None:
        rows, columns = (side // 2 - 2 * MARGIN for side in depth.shape)
        self._size = rows, columns
        self.stride = columns + 2 * MARGIN
        self.ground = depth[2 * MARGIN : -2 * MARGIN, 2 * MARGIN : -2 * MARGIN]
        lowest, highest = (least(depth[::2], depth[1::2]) for least in (np.minimum, np.maximum))
        self._samples, self._lowest = depth.ravel(), np.minimum(lowest[:, ::2], lowest[:, 1::2]).ravel()
        self._farthest = _farthest_around(np.maximum(highest[:, ::2], highest[:, 1::2]))
        self._rows: dict[tuple[int, int], int] = {}
        self._table = _Table(self.stride, 255 * np.array(rgb(rim), dtype=np.float32))
        self._nearest = np.full(len(self._lowest), -1, dtype=np.int32)

    def lay(self, pixels: NDArray[np.uint8], beads: ScreenBeads) -> None:
        """Draw the beads into the padded picture's `pixels` (count, 4) uint8, in place."""
        beads, layer, order = _layered(beads)
        column, row, entry = self._placed(beads, layer)
        ok = (column >= 0) & (column < self._size[1]) & (row >= 0) & (row < self._size[0]) & (entry >= 0)
        around = self._farthest[
            np.clip(row, 0, self._size[0] - 1) // MARGIN, np.clip(column, 0, self._size[1] - 1) // MARGIN
        ]
        ok &= beads.depth <= around
        home = (row + MARGIN) * self.stride + column + MARGIN
        kept = self._distinct(np.flatnonzero(ok), home, entry, beads.colors, order)
        entry, colors, table = entry[kept], beads.colors[kept], self._table
        count = table.count[entry]
        total = np.cumsum(count)
        bead = np.repeat(np.arange(len(entry), dtype=np.int32), count)
        at = np.arange(len(bead)) + np.repeat(table.start[entry] - (total - count), count)
        pixel = np.repeat(home[kept], count) + table.offset.take(at)
        cover = table.cover.take(at)
        depth = np.repeat(beads.depth[kept].astype(np.float32), count)
        hidden = np.flatnonzero(depth > self._lowest.take(pixel))
        if len(hidden):
            cover[hidden] *= self._share(pixel[hidden], depth[hidden])
        self._blend(pixels, pixel, bead, cover, table.colors(at, colors, count))

    def seen(self, pixel: NDArray[np.int64], depth: NDArray[np.floating[Any]]) -> NDArray[np.float32]:
        """The share of each of the padded picture's pixels (k,) that shows what is seen there at `depth`, 0..1."""
        shares = np.ones(len(pixel), dtype=np.float32)
        hidden = np.flatnonzero(depth > self._lowest.take(pixel))
        shares[hidden] = self._share(pixel[hidden], depth[hidden])
        return shares

    def _share(self, pixel: NDArray[np.int64], depth: NDArray[np.floating[Any]]) -> NDArray[np.float32]:
        """The share of each pixel's samples that stands no nearer than `depth`."""
        row, column = np.divmod(pixel, self.stride)
        corner, below = 2 * (2 * row * self.stride + column), 2 * self.stride
        four = (corner, corner + 1, corner + below, corner + below + 1)
        return sum((depth <= self._samples.take(at)).astype(np.float32) for at in four) / 4

    def _placed(
        self, beads: ScreenBeads, layer: NDArray[np.int64]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
        """Column and row of the middle pixel, and the sprite's row in the table; -1 where there is nothing to draw."""
        steps = np.round(beads.radii / STEP).astype(np.int64)
        fine = np.floor(np.nan_to_num(beads.centres, nan=-1e6, posinf=-1e6) * PHASES).astype(np.int64)
        column, row = np.floor_divide(fine, PHASES).T
        phase = (fine[:, 1] % PHASES) * PHASES + fine[:, 0] % PHASES
        kinds, which = np.unique((beads.looks * MOST_LAYERS + layer) * 4096 + steps, return_inverse=True)
        first = np.array([self._sprite(*divmod(int(kind), 4096)) for kind in kinds], dtype=np.int64)[which]
        return column, row, np.where(first >= 0, first + phase, -1)

    def _sprite(self, part: int, steps: int) -> int:
        if steps < 1:
            return -1
        if (part, steps) not in self._rows:
            look, layer = divmod(part, MOST_LAYERS)
            self._rows[part, steps] = self._table.add(sprites(SHAPES[look], steps)[layer])
        return self._rows[part, steps]

    @staticmethod
    def _distinct(
        ok: NDArray[np.int64],
        home: NDArray[np.int64],
        entry: NDArray[np.int64],
        colors: NDArray[np.uint8],
        order: NDArray[np.float64],
    ) -> NDArray[np.int64]:
        """Far to near by `order`, one of those that look the same in the same place."""
        ok = ok[np.argsort(-order[ok], kind="stable")]
        packed = colors[ok].astype(np.int64) @ np.array([1, 256, 65536])
        key = (home[ok] * 8192 + entry[ok]) * (1 << 24) + packed
        _, last = np.unique(key[::-1], return_index=True)
        return ok[np.sort(len(ok) - 1 - last)]

    def _blend(
        self,
        pixels: NDArray[np.uint8],
        pixel: NDArray[np.int64],
        bead: NDArray[np.int32],
        cover: NDArray[np.float32],
        color: NDArray[np.uint8],
    ) -> None:
        """Whole pixels first: of several the last, nearest one stays. Then edges, on what is not nearer."""
        whole = cover > 0.99
        inside, edge = np.flatnonzero(whole), np.flatnonzero(~whole)
        within = pixel.take(inside)
        self._nearest[within] = bead.take(inside)
        pixels.view(np.uint32)[within, 0] = color.view(np.uint32)[:, 0].take(inside)
        at = pixel.take(edge)
        edge = edge[(self._nearest.take(at) <= bead.take(edge)) & (cover.take(edge) > 0)]
        at, share = pixel.take(edge), cover.take(edge)[:, None]
        old = pixels.take(at, axis=0).astype(np.float32)
        mixed = old + (color.take(edge, axis=0) - old) * share + 0.5
        pixels.view(np.uint32)[at, 0] = mixed.astype(np.uint8).view(np.uint32)[:, 0]
        self._nearest[within] = -1


def _farthest_around(depth: NDArray[np.float32]) -> NDArray[np.float32]:
    """The largest of `depth`, a padded picture, in squares of `MARGIN` pixels and those around them."""
    rows, columns = (-(-side // MARGIN) for side in depth.shape)
    spare = ((0, rows * MARGIN - depth.shape[0]), (0, columns * MARGIN - depth.shape[1]))
    filled = np.pad(depth, spare, constant_values=np.inf)
    blocks = filled.reshape(rows, MARGIN, columns, MARGIN).max(axis=(1, 3))
    return np.lib.stride_tricks.sliding_window_view(blocks, (3, 3)).max(axis=(2, 3))


class _Table:
    """Sprites one behind the other, only the pixels that they cover.

    Parameters
    ----------
    stride : pixels from one row of the picture to the next
    rim : (3,), 0..255
    """

    def __init__(self, stride: int, rim: NDArray[np.float32]) -> None:
        self._stride, self._rim = stride, np.append(rim, np.float32(255))
        self.start, self.count = np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
        self.offset = np.zeros(0, dtype=np.int64)
        self.cover, self._body = (np.zeros(0, dtype=np.float32) for _ in range(2))
        self._rest = np.zeros((0, 4), dtype=np.float32)

    def add(self, made: Sprites) -> int:
        """Append a layer of a shape at one radius, all its phases; returns the first one's row."""
        first = len(self.start)
        phase, place = np.nonzero(made.cover)
        count = np.bincount(phase, minlength=len(made.cover))
        self.start = np.append(self.start, len(self.cover) + np.cumsum(count) - count)
        self.count = np.append(self.count, count)
        row, column = place // made.side - made.side // 2, place % made.side - made.side // 2
        self.offset = np.append(self.offset, row * self._stride + column)
        self.cover = np.append(self.cover, made.cover[phase, place])
        self._body = np.append(self._body, made.body[phase, place])
        rest = made.rim[phase, place, None] * self._rim + 255 * made.white[phase, place, None]
        self._rest = np.append(self._rest, rest, axis=0)
        return first

    def colors(
        self, at: NDArray[np.int64], own: NDArray[np.uint8], count: NDArray[np.int64]
    ) -> NDArray[np.uint8]:
        """Colours (k, 4) of entries; `own` (N, 3) are the colours of beads, `count` (N,) how many entries each has."""
        mixed = np.repeat(np.pad(own, ((0, 0), (0, 1))).astype(np.float32), count, axis=0)
        mixed *= self._body.take(at)[:, None]
        mixed += self._rest.take(at, axis=0)
        return np.minimum(mixed, 255, out=mixed).astype(np.uint8)
