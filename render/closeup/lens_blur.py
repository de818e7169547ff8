"""Depth of field: what is not at the marble's distance is out of focus."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

SOFT, SOFTEST = 0.006, 0.016
"""Radii of the two blurs, shares of the unit of text."""
SHARP, FAR = 0.16, 0.75
"""Shares of the distance in focus by which what is sharp may lie before or behind it, and from which on all is softest."""


def out_of_focus(
    picture: NDArray[np.uint8], depth: NDArray[np.float32], focus: float, unit: float
) -> NDArray[np.uint8]:
    """The picture (height, width, 3) with two blurs mixed in by depth.

    Parameters
    ----------
    depth : (height, width) distances, infinite where nothing is
    focus : the distance that is sharp
    unit : the picture's measure for text, in pixels
    """
    away = np.abs(np.where(np.isfinite(depth), depth, 4 * focus) - focus) / focus
    share = np.clip((away - SHARP) / (FAR - SHARP), 0.0, 1.0) * 2
    layers = [picture.astype(np.float32)]
    source = Image.fromarray(picture)
    for radius in (SOFT, SOFTEST):
        layers.append(np.asarray(source.filter(ImageFilter.GaussianBlur(radius * unit)), dtype=np.float32))
    low = np.clip(share, 0, 1)[..., None]
    high = np.clip(share - 1, 0, 1)[..., None]
    mixed = (1 - low) * layers[0] + (low - high) * layers[1] + high * layers[2]
    return np.round(mixed).astype(np.uint8)
