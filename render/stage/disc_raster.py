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
    area = np.abs(across[:, 0, 0] * across[:, 1, 1] - across[:, 0, 1] * across[:, 1, 0])
    ok = np.flatnonzero(inside & (reach.max(axis=1) < margin - 1) & (area > 0.5))
    if not len(ok):
        return
    middles, reach = middles[ok] + margin, np.ceil(reach[ok]).astype(np.int64)
    inverse = np.linalg.inv(across[ok])
    home = np.floor(middles).astype(np.int64)
    wide = 2 * reach[:, 0] + 1
    count = wide * (2 * reach[:, 1] + 1)
    disc = np.repeat(np.arange(len(ok)), count)
    step = np.arange(len(disc)) - np.repeat(np.cumsum(count) - count, count)
    down, right = np.divmod(step, wide[disc])
    right, down = right + (home[:, 0] - reach[:, 0])[disc], down + (home[:, 1] - reach[:, 1])[disc]
    x = (right + 0.5 - middles[disc, 0]).astype(np.float32)
    y = (down + 0.5 - middles[disc, 1]).astype(np.float32)
    a, b, c, d = inverse.reshape(-1, 4).T.astype(np.float32)[:, disc]
    free = 1 - (x * a + y * c) ** 2 - (x * b + y * d) ** 2
    shown = np.flatnonzero(free > 0)
    free = free[shown]
    light = np.log1p(-DARK * free * np.sqrt(free))
    pixel = down[shown] * stride + right[shown]
    first = int(pixel.min())
    total = np.bincount(pixel - first, weights=light)
    at = np.flatnonzero(total)
    kept = np.exp(total[at]).astype(np.float32)[:, None]
    pixels[at + first] = (pixels[at + first] * kept + 0.5).astype(np.uint8)
