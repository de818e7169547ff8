"""What a block stands on: the graded ground, and its soft shadow there."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from render.camera import VIEW_ANGLE, View, cross
from render.style import Theme, rgb
from render.surface import Surface, spread

WIDE, NEAR = 0.30, 0.055
"""World units over which the shadow's edge is blurred: of the light that the block keeps away, and where it touches."""
ASIDE = 0.16
"""World units that the shadow lies away from the sun."""
CELLS, HALF = 96, 2.4
"""Of the map of the shadow: cells a side, and half its width in world units."""
COARSE = 12
"""The shadow is looked up for one of so many pixels and enlarged: it has no detail."""
EDGE = 0.10
"""Share of a stage's side over which the shadow ends towards its edge."""
STRIP = 32
"""So many pairs of rows are darkened at once: they stay in the processor's cache."""
MIDDLE = (0.5, 0.40)
"""Where the ground is brightest, shares of the picture."""


def graded(theme: Theme, size: tuple[int, int]) -> Image.Image:
    """The theme's background, from its top to its bottom colour, darker towards the corners."""
    width, height = size
    rows = np.linspace(0, 1, height)[:, None]
    colors = (1 - rows) * np.array(rgb(theme.ground_top)) + rows * np.array(rgb(theme.ground_bottom))
    if not theme.vignette:
        return Image.fromarray(np.repeat(np.round(colors[:, None] * 255).astype(np.uint8), width, axis=1))
    across, upright = (np.linspace(0, 1, width) - MIDDLE[0]) ** 2, 0.8 * (rows - MIDDLE[1]) ** 2
    farthest = across.max() + upright.max()
    ground = np.empty((height, width, 3), dtype=np.uint8)
    for first in range(0, height, STRIP):  # of all at once the floats would take eight times its memory
        strip = slice(first, first + STRIP)
        light = 1 - theme.vignette * (across + upright[strip]) / farthest
        for band in range(3):
            ground[strip, :, band] = np.round(255 * colors[strip, band, None] * light)
    return Image.fromarray(ground)


def shadow_table() -> dict[str, float]:
    """The shadow's measures, for what draws it in another language."""
    return {"WIDE": WIDE, "NEAR": NEAR, "ASIDE": ASIDE}


class TableShadow:
    """How much darker a block makes a `ground`, a picture of the table (height, width, 3), whatever the camera."""

    def __init__(self, surface: Surface, ground: NDArray[np.uint8]) -> None:
        height, width = ground.shape[:2]
        self._base, self._size = surface.base, (width, height)
        self._map = _footprint(surface) * surface.theme.shadow
        even = (
            np.pad(ground, ((0, height % 2), (0, width % 2), (0, 0))) if height % 2 or width % 2 else ground
        )
        self._ground = even.reshape(len(even) // 2, 2, -1)
        self._umbra = np.tile(
            np.round(255 * np.array(rgb(surface.theme.umbra))).astype(np.uint8), even.shape[1]
        )

    def mask(self, view: View) -> NDArray[np.uint8] | None:
        """The shadow's strength, 0..255, for every other pixel; None where the table is not seen."""
        back = view.position - view.focus
        back = back / np.linalg.norm(back)
        right = np.array([-back[1], back[0], 0.0])
        right = right / max(float(np.linalg.norm(right)), 1e-9)
        up = cross(back, right)
        columns, rows = (-(-side // COARSE) for side in self._size)
        half = np.tan(np.radians(VIEW_ANGLE / 2))
        x = (
            ((np.arange(columns) + 0.5) * COARSE / self._size[0] * 2 - 1)
            * half
            * self._size[0]
            / self._size[1]
        )
        y = (1 - (np.arange(rows) + 0.5) * COARSE / self._size[1] * 2) * half
        ray = x[None, :, None] * right + y[:, None, None] * up - back
        down = -ray[..., 2]
        if view.position[2] <= self._base or not (down > 1e-3).any():
            return None
        length = (view.position[2] - self._base) / np.maximum(down, 1e-3)
        at = view.position[:2] + length[..., None] * ray[..., :2]
        strength = np.where(down > 1e-3, self._looked_up(at), 0) * _inner(columns) * _inner(rows)[:, None]
        small = Image.fromarray(np.round(255 * strength).astype(np.uint8))
        # Twice as coarse as the picture: a soft shadow does not show it, and to enlarge is what costs time.
        half_size = (-(-self._size[0] // 2), -(-self._size[1] // 2))
        box = (0.0, 0.0, self._size[0] / COARSE, self._size[1] / COARSE)
        return np.asarray(small.resize(half_size, Image.Resampling.BICUBIC, box))

    def cast(self, picture: NDArray[np.uint8], mask: NDArray[np.uint8]) -> None:
        """Put the ground in this shadow into a picture (height, width, 3), in place."""
        width, height = self._size
        shaded = np.flatnonzero(mask.any(axis=1))
        if not len(shaded):
            return
        wide = np.empty((STRIP, mask.shape[1], 3), dtype=np.uint32)
        last = int(shaded[-1]) + 1
        for first in range(int(shaded[0]), last, STRIP):
            shades = mask[first : min(first + STRIP, last)]
            light = (256 - shades.astype(np.uint32)) * 0x10001  # for two bands at once
            for k in range(3):  # two pixels have six bands
                wide[: len(shades), :, k] = light
            factors = wide[: len(shades)].view(np.uint16).reshape(len(shades), 1, -1)
            rows = slice(2 * first, min(2 * (first + len(shades)), height))
            ground = self._ground[first : first + len(shades)]
            # Where the ground is darker than the umbra it stays.
            dark = np.minimum(ground, self._umbra)
            mixed: Any = (ground - dark) * factors
            mixed >>= 8
            mixed += dark
            part = picture[rows, :width]
            part[...] = mixed.reshape(-1, mixed.shape[-1] // 3, 3)[: len(part), :width]

    def _looked_up(self, at: NDArray[np.float64]) -> NDArray[np.float64]:
        """The map's values at world x, y (..., 2), mixed between its cells."""
        place = np.clip((at + HALF) / (2 * HALF) * CELLS - 0.5, 0, CELLS - 1.001)
        cell = place.astype(np.int64)
        share = place - cell
        first = cell[..., 1] * CELLS + cell[..., 0]
        flat, across = self._map.ravel(), share[..., 0]
        low = flat[first] + across * (flat[first + 1] - flat[first])
        high = flat[first + CELLS] + across * (flat[first + CELLS + 1] - flat[first + CELLS])
        return np.asarray(low + share[..., 1] * (high - low))


def _inner(count: int) -> NDArray[np.float64]:
    """0 at the first and the last of so many cells to 1 inside: what is beside a stage has no shadow to go on with."""
    away = np.minimum(np.arange(count), np.arange(count)[::-1]) / max(EDGE * count, 1.0)
    near = np.clip(away, 0, 1)
    return near * near * (3 - 2 * near)


def _footprint(surface: Surface) -> NDArray[np.float64]:
    """0 in the light to 1 under the block, (CELLS, CELLS): blurred, and moved away from the sun."""
    centres = (np.arange(CELLS) + 0.5) / CELLS * 2 * HALF - HALF
    x, y = surface.vertices[0, :, 0], surface.vertices[:, 0, 1]
    column, row = (np.clip(np.searchsorted(line, centres), 0, len(line) - 1) for line in (x, y))
    there = np.isfinite(surface.lattice.heights)[np.ix_(row, column)].astype(float)
    there *= ((centres >= y[0]) & (centres <= y[-1]))[:, None] & ((centres >= x[0]) & (centres <= x[-1]))
    towards = surface.lamps.towards[:2] / np.linalg.norm(surface.lamps.towards[:2])
    aside = -ASIDE * towards
    wide = spread(_blur(centres, WIDE, aside[1]), there, _blur(centres, WIDE, aside[0]))
    near = spread(_blur(centres, NEAR), there, _blur(centres, NEAR))
    return 1 - (1 - 0.85 * wide) * (1 - 0.6 * near)


def _blur(centres: NDArray[np.float64], sigma: float, moved: float = 0.0) -> NDArray[np.float64]:
    """The matrix that takes Gaussian means about places `moved` away."""
    weights = np.exp(-0.5 * ((centres[:, None] - moved - centres[None]) / sigma) ** 2)
    return np.asarray(weights / (np.sqrt(2 * np.pi) * sigma) * (centres[1] - centres[0]))
