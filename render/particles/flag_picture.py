"""A chequered flag on a known lowest point, a pennant on the lowest that was found, as small flat pictures by Pillow."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from landscapes import Landscape
from render.style import Theme

POLE, CLOTH = 0.078, (0.040, 0.027)
"""Height of a pole, width and height of its cloth, shares of the unit of text."""
CHECKS = 4, 3
MOST_FLAGS, MOST_PINS, SMALLER = 6, 24, 0.55
"""So many flags stand on one surface; of more they are so much smaller; of more than that there are none."""
CLOSE, TINIEST = 4.5, 0.35
"""Of the usual size a flag is so many times as large as the share of the domain's sides to its neighbour, and at least."""
SLACK = 4
"""Pixels around a flag that its picture takes as well."""
FINE = 3
"""Each pixel is drawn in so many lines and averaged."""


def flagged(f: Landscape) -> tuple[NDArray[np.float64], float]:
    """The known lowest points (k, n) in the domain that have a flag, and how large it is, 1 for its usual size.

    They are smaller where they are many, and where two stand close to each other: they are not to cover the pits.
    """
    low, high = np.transpose(f.domain)
    known = np.asarray(f.minimizers, dtype=float).reshape(-1, f.dimensions)
    inside = known[((known >= low) & (known <= high)).all(axis=1)]
    most = 1.0 if len(inside) <= MOST_FLAGS else SMALLER
    if not 1 < len(inside) <= MOST_PINS:
        return inside[: MOST_PINS * (len(inside) <= MOST_PINS)], most
    apart = np.linalg.norm((inside[:, None] - inside) / (high - low), axis=-1)
    between = float(apart[np.triu_indices(len(inside), 1)].min())
    return inside, float(np.clip(CLOSE * between, TINIEST, most))


def flag_colors(theme: Theme) -> tuple[str, str, str, str]:
    """Of light and dark checks, of the pole, and around all."""
    dark, light = sorted((theme.ink, theme.ground_bottom))
    return light, dark, theme.ink, theme.halo


@lru_cache(maxsize=512)
def flag(
    foot: tuple[float, float],
    size: tuple[int, int],
    unit: float,
    pole: float,
    hidden: float,
    strength: float,
    colors: tuple[str, str, str, str],
    discs: tuple[tuple[float, float, float], ...],
    pennant: bool = False,
) -> tuple[Image.Image, Image.Image]:
    """A flag on a small picture of `size`, and how strongly it covers what is there: the same while the camera rests.

    Parameters
    ----------
    foot : where its pole stands, pixels from the top left
    unit : the measure of the flag
    pole : its length, pixels
    hidden : the share of the pole, from below, that something hides
    strength : of all of it
    colors : of light and dark checks, of the pole, and around all
    discs : places and radii, pixels, of what lies before it
    pennant : whether its cloth is a triangle of one colour, the first
    """
    light, dark, inner, around = colors
    cover = Image.new("RGBA", (size[0] * FINE, size[1] * FINE), (0, 0, 0, 0))
    pen = ImageDraw.Draw(cover)
    w, h = (side * unit * FINE for side in CLOTH)
    x, base = foot[0] * FINE, (foot[1] - hidden * pole) * FINE
    upper, thick = (foot[1] - pole) * FINE, max(0.0034 * unit, 1.2) * FINE
    pen.rectangle((x - thick, upper - thick / 2, x + thick, base), fill=around)
    if pennant:
        cloth = [(x, upper), (x + w, upper + h / 2), (x, upper + h)]
        pen.polygon(cloth, fill=light, outline=around, width=max(round(thick / 2), 1))
    else:
        pen.rectangle((x, upper - thick / 2, x + w + thick / 2, upper + h + thick / 2), fill=around)
        columns, rows = CHECKS
        for row in range(rows):
            for column in range(columns):
                corner = (x + column * w / columns, upper + row * h / rows)
                color = light if (row + column) % 2 == 0 else dark
                pen.rectangle((*corner, corner[0] + w / columns, corner[1] + h / rows), fill=color)
    pen.rectangle((x - thick / 2, upper - thick / 2, x + thick / 2, base), fill=inner)
    for x, y, r in discs:
        pen.ellipse([side * FINE for side in (x - r, y - r, x + r, y + r)], fill=(0, 0, 0, 0))
    small = cover.reduce(FINE)
    return small, small.getchannel("A").point([round(a * strength) for a in range(256)])
