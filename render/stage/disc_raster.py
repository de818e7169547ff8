"""Contact shadows for a camera at rest: soft ellipses on the picture, where the ground is seen."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from render.particles import DARK


def darken(
    pixels: NDArray[np.uint8],
    stride: int,
    margin: int,
    middles: NDArray[np.float64],
    across: NDArray[np.float64],
) -> None:
    """Lay discs on the padded picture's `pixels` (count, 4), in place.

    Parameters
    ----------
    stride, margin : of the padded picture
    middles : (N, 2) pixels of the picture
    across : (N, 2, 2) two radii of each, pixels
    """
    rows = len(pixels) // stride
    reach = np.sqrt((across**2).sum(axis=1))
    height, width = rows - 2 * margin, stride - 2 * margin
    inside = ((middles >= 0) & (middles < (width, height))).all(axis=1)
    area = across[:, 0, 0] * across[:, 1, 1] - across[:, 0, 1] * across[:, 1, 0]
    ok = np.flatnonzero(inside & (reach.max(axis=1) < margin - 1) & (np.abs(area) > 0.5))
    if not len(ok):
        return
    middles, across, area = middles[ok] + margin, across[ok], area[ok]
    home = np.floor(middles).astype(np.int64)
    # A box for all of them alike: sides that are too long for some cost less than lists of their own for each.
    right, down = (np.arange(-side, side + 1) for side in np.ceil(reach[ok].max(axis=0)).astype(int))
    x = (right + 0.5 - (middles - home)[:, :1]).astype(np.float32)
    y = (down + 0.5 - (middles - home)[:, 1:]).astype(np.float32)
    a, b, c, d = (across.reshape(-1, 4) / area[:, None]).astype(np.float32).T[..., None]
    free = ((x * d)[:, None] - (y * c)[..., None]) ** 2
    free += ((y * a)[..., None] - (x * b)[:, None]) ** 2
    at = np.flatnonzero(free.ravel() < 1)
    free = 1 - free.ravel().take(at)
    disc, place = np.divmod(at, len(down) * len(right))
    box = (down[:, None] * stride + right).ravel()
    pixel = (home[:, 1] * stride + home[:, 0]).take(disc) + box.take(place)
    kept = 1 - np.float32(DARK) * free * np.sqrt(free)
    first = int(pixel.min())
    light = np.ones(int(pixel.max()) + 1 - first, dtype=np.float32)
    np.multiply.at(light, pixel - first, kept)
    left = light.take(pixel - first)
    old = pixels.take(pixel, axis=0)
    for band in range(3):
        old[:, band] = old[:, band] * left + np.float32(0.5)
    pixels.view(np.uint32)[pixel, 0] = old.view(np.uint32)[:, 0]
