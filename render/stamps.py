"""Beads for a camera at rest: sprites laid on a picture, the far ones first, hidden where the ground is nearer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import maximum_filter, minimum_filter

from render.particles import LOOKS
from render.sprites import PHASES, STEP, sprites
from render.themes import rgb

MARGIN = 32
"""Pixels around the picture in which a bead may still be drawn; no sprite reaches farther."""

LARGEST = 24.0
"""Pixels: beads with larger radii are not for sprites."""


@dataclass(frozen=True, eq=False)
class Discs:
    """Beads on the picture: centres (N, 2) and radii (N,) in pixels, distances (N,), `LOOKS` (N,), colours (N, 3)."""

    centres: NDArray[np.float64]
    radii: NDArray[np.float64]
    depth: NDArray[np.float64]
    looks: NDArray[np.int64]
    colours: NDArray[np.uint8]

    def __getitem__(self, which: NDArray[np.int64]) -> Discs:
        return Discs(*(getattr(self, name)[which] for name in self.__dataclass_fields__))

    @classmethod
    def joined(cls, parts: Sequence[Discs]) -> Discs:
        """Those of several runs."""
        return cls(*(np.concatenate([getattr(p, name) for p in parts]) for name in cls.__dataclass_fields__))


class Stamps:
    """Lays beads on pictures of one size before one ground.

    Parameters
    ----------
    ground : (rows, columns) float32, the distance of what stands at each pixel's four samples: twice as many each way
    rim : colour
    """

    def __init__(self, ground: NDArray[np.float32], rim: str) -> None:
        rows, columns = ground.shape[0] // 2, ground.shape[1] // 2
        self._size, self._rim = (rows, columns), 255 * np.array(rgb(rim), dtype=np.float32)
        self.stride = columns + 2 * MARGIN
        samples = ground.reshape(rows, 2, columns, 2).transpose(0, 2, 1, 3).reshape(rows, columns, 4)
        self._samples = np.pad(samples, ((MARGIN,) * 2, (MARGIN,) * 2, (0, 0)), constant_values=np.inf)
        self._lowest, self._highest = self._samples.min(axis=2), self._samples.max(axis=2)
        self._reach = 0
        self._rows: dict[tuple[int, int], int] = {}
        self._table = _Table()
        self._nearest = np.full(self._samples.shape[0] * self.stride, -1, dtype=np.int32)

    def lay(self, pixels: NDArray[np.uint8], discs: Discs) -> None:
        """Draw the beads into the padded picture's `pixels` (count, 4)."""
        column, row, entry = self._placed(discs)
        ok = (column >= 0) & (column < self._size[1]) & (row >= 0) & (row < self._size[0]) & (entry >= 0)
        home = (row + MARGIN) * self.stride + column + MARGIN
        kept = self._distinct(np.flatnonzero(ok), home, entry, discs)
        kept = kept[discs.depth[kept] <= self._far[home[kept]]]
        home, entry, discs = home[kept], entry[kept], discs[kept]
        table = self._table
        count = table.count[entry]
        bead = np.repeat(np.arange(len(entry)), count)
        at = np.arange(len(bead)) + np.repeat(table.start[entry] - (np.cumsum(count) - count), count)
        pixel = home[bead] + table.row[at] * self.stride + table.column[at]
        cover = table.cover[at]
        hidden = np.flatnonzero((discs.depth > self._near[home])[bead])
        if len(hidden):
            samples, depth = self._samples.reshape(-1, 4), discs.depth[bead[hidden]]
            seen = sum((depth <= samples[pixel[hidden], k]).astype(np.float32) for k in range(4))
            cover[hidden] *= seen / 4
        self._blend(pixels, pixel, bead, cover, table.colours(at, discs.colours[bead], self._rim))

    def _placed(self, discs: Discs) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
        """Column and row of the middle pixel, and the sprite's row in the table; -1 where there is nothing to draw."""
        steps = np.round(discs.radii / STEP).astype(np.int64)
        fine = np.floor(np.nan_to_num(discs.centres, nan=-1e6, posinf=-1e6) * PHASES).astype(np.int64)
        column, row = np.floor_divide(fine, PHASES).T
        phase = (fine[:, 1] % PHASES) * PHASES + fine[:, 0] % PHASES
        kinds, which = np.unique(discs.looks * 4096 + steps, return_inverse=True)
        first = np.array(
            [self._sprite(int(kind) // 4096, int(kind) % 4096) for kind in kinds], dtype=np.int64
        )
        first = first[which]
        return column, row, np.where(first >= 0, first + phase, -1)

    def _sprite(self, look: int, steps: int) -> int:
        if steps < 1:
            return -1
        if (look, steps) not in self._rows:
            self._rows[look, steps] = self._table.add(LOOKS[look][0], steps)
            if self._table.reach > self._reach:
                self._reach = self._table.reach + 3  # room to grow: the filters take a while
                self._near = minimum_filter(self._lowest, 2 * self._reach + 1).ravel()
                self._far = maximum_filter(self._highest, 2 * self._reach + 1).ravel()
        return self._rows[look, steps]

    @staticmethod
    def _distinct(
        ok: NDArray[np.int64], home: NDArray[np.int64], entry: NDArray[np.int64], discs: Discs
    ) -> NDArray[np.int64]:
        """Far to near, one of those that look the same in the same place."""
        ok = ok[np.argsort(-discs.depth[ok], kind="stable")]
        packed = discs.colours[ok].astype(np.int64) @ np.array([1, 256, 65536])
        key = (home[ok] * 8192 + entry[ok]) * (1 << 24) + packed
        _, last = np.unique(key[::-1], return_index=True)
        return ok[np.sort(len(ok) - 1 - last)]

    def _blend(
        self,
        pixels: NDArray[np.uint8],
        pixel: NDArray[np.int64],
        bead: NDArray[np.int64],
        cover: NDArray[np.float32],
        colour: NDArray[np.uint8],
    ) -> None:
        """Whole pixels first: of several the last, nearest one stays. Then edges, on what is not nearer."""
        whole = cover > 0.99
        inside = pixel[whole]
        self._nearest[inside] = bead[whole]
        pixels.view(np.uint32)[inside, 0] = colour.view(np.uint32)[whole, 0]
        edge = np.flatnonzero(~whole & (cover > 0) & (self._nearest[pixel] <= bead))
        at, share = pixel[edge], cover[edge, None]
        old = pixels[at].astype(np.float32)
        pixels[at] = old + (colour[edge] - old) * share + 0.5
        self._nearest[inside] = -1


class _Table:
    """Sprites one behind the other, only the pixels that they cover."""

    def __init__(self) -> None:
        self.reach = 0
        self.start, self.count = np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
        self.row, self.column = np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
        self.cover, self._body, self._white = (np.zeros(0, dtype=np.float32) for _ in range(3))
        self._rim = np.zeros(0, dtype=np.float32)

    def add(self, shape: str, steps: int) -> int:
        """Append a shape at one radius, all its phases; returns the first one's row."""
        made, first = sprites(shape, steps), len(self.start)
        reach = made.side // 2
        self.reach = max(self.reach, reach)
        phase, place = np.nonzero(made.cover)
        count = np.bincount(phase, minlength=len(made.cover))
        self.start = np.append(self.start, len(self.cover) + np.cumsum(count) - count)
        self.count = np.append(self.count, count)
        self.row = np.append(self.row, place // made.side - reach)
        self.column = np.append(self.column, place % made.side - reach)
        self.cover = np.append(self.cover, made.cover[phase, place])
        self._body = np.append(self._body, made.body[phase, place])
        self._rim = np.append(self._rim, made.rim[phase, place])
        self._white = np.append(self._white, 255 * made.white[phase, place])
        return first

    def colours(
        self, at: NDArray[np.int64], own: NDArray[np.uint8], rim: NDArray[np.float32]
    ) -> NDArray[np.uint8]:
        """Colours (k, 4) of entries whose beads have the colours `own` (k, 3)."""
        mixed = np.empty((len(at), 4), dtype=np.uint8)
        body, edge, white = self._body[at], self._rim[at], self._white[at]
        for c in range(3):
            mixed[:, c] = np.minimum(own[:, c] * body + (edge * rim[c] + white), 255)
        mixed[:, 3] = 255
        return mixed
