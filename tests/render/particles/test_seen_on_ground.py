"""A bead is seen on every ground: its body, its rim or its casing differs from the ground's colour as it is drawn."""

import numpy as np
import pytest
from numpy.typing import NDArray

from landscapes import find
from render.particles import BILLBOARD, bytes_of, told_apart
from render.style import THEMES, Theme, rgb
from render.surface import Surface

XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.072175], [0.0193339, 0.119192, 0.9503041]]
)
LEAST = 35
"""CIE76, as between destinations."""


def lab(encoded: NDArray[np.float64]) -> NDArray[np.float64]:
    """CIELAB (..., 3) under D65 of sRGB values (..., 3), 0..1."""
    light = np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4)
    part = light @ XYZ.T / [0.95047, 1.0, 1.08883]
    f = np.where(part > 216 / 24389, np.cbrt(part), (24389 / 27 * part + 16) / 116)
    a, b, c = np.moveaxis(f, -1, 0)
    return np.stack([116 * b - 16, 500 * (a - b), 200 * (b - c)], axis=-1)


def grounds(theme: Theme) -> NDArray[np.float64]:
    """All colours (k, 3), 0..1, that lit surfaces have: a bent valley, ripples, a lone pit, plains."""
    drawn = [
        Surface.of(find(name), theme, resolution=90).colors for name in ("rosenbrock", "rastrigin", "easom")
    ]
    return np.unique(np.concatenate([c.reshape(-1, 3) for c in drawn]) // 8, axis=0) * 8 / 255


def bands(color: str, theme: Theme) -> NDArray[np.float64]:
    """The colours (3, 3) of a bead's lit body, of its rim and of its casing."""
    own, rim = bytes_of(color) / 255, np.array(rgb(theme.rim))
    lit = own * (BILLBOARD.shade + 0.6 * BILLBOARD.light)
    return np.array([lit, own + BILLBOARD.pale * (rim - own), own * BILLBOARD.dark])


@pytest.mark.parametrize("name", THEMES)
def test_a_bead_of_any_color_is_seen_on_any_ground(name: str) -> None:
    theme = THEMES[name]
    ground = lab(grounds(theme))
    for color in (*theme.palette, theme.still, theme.ash):
        apart = np.linalg.norm(ground[:, None] - lab(bands(color, theme)), axis=-1).max(axis=1)
        assert apart.min() >= LEAST, f"{color} on {ground[apart.argmin()]}: {apart.min():.0f}"


@pytest.mark.parametrize("name", THEMES)
def test_a_trail_of_any_color_is_told_apart_from_any_ground(name: str) -> None:
    theme = THEMES[name]
    there = grounds(theme)
    under = np.round(255 * there).astype(np.uint8)
    for color in (*theme.palette, theme.still, theme.ash):
        own = told_apart(np.broadcast_to(bytes_of(color), under.shape), under)
        apart = np.linalg.norm(lab(there) - lab(own / 255), axis=-1)
        assert apart.min() >= 20, f"{color} on {there[apart.argmin()]}: {apart.min():.0f}"
