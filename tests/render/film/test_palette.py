"""The 255 colours of a GIF."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.spatial import cKDTree

from render.film.palette import CLEAR, Palette

SIZE = (64, 48)


def noise(seed: int, *shape: int) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 256, (*shape, 3), dtype=np.uint8)


def test_every_pixel_gets_about_the_nearest_color() -> None:
    colors, picture = noise(0, 255), noise(1, 48, 64)
    numbers = Palette(colors, SIZE).numbers(picture)
    assert numbers.max() < CLEAR
    got = np.linalg.norm(colors[numbers].astype(float) - picture, axis=-1)
    nearest, _ = cKDTree(colors).query(picture.astype(float))
    # A cell's corner and the dither lie at most 4 away in each channel, on both sides of the comparison.
    assert (got - nearest).max() <= 2 * 4 * 3**0.5 and (got - nearest).mean() < 1


def test_a_slope_finer_than_the_palette_keeps_its_mean() -> None:
    """With a colour for every fourth level, the dither makes up for the levels between."""
    greys = np.repeat(np.arange(0, 252, 4, dtype=np.uint8)[:, None], 3, axis=1)
    palette = Palette(greys, SIZE)
    for level in range(100, 110):
        numbers = palette.numbers(np.full((48, 64, 3), level, np.uint8))
        assert greys[numbers].mean() == pytest.approx(level, abs=1e-9)


def test_pixels_get_the_same_cells_alone_and_in_the_picture() -> None:
    palette, picture = Palette(noise(2, 100), SIZE), noise(3, 48, 64)
    some = np.flatnonzero(np.random.default_rng(0).random(48 * 64) < 0.3)
    assert (palette.cells(picture, some) == palette.cells(picture)[some]).all()


def test_regrets_tell_how_much_farther_off_a_color_is() -> None:
    colors, picture = noise(5, 200), noise(6, 48, 64)
    palette, others = (
        Palette(colors, SIZE),
        np.random.default_rng(7).integers(0, 200, 48 * 64).astype(np.uint8),
    )
    cells = palette.cells(picture)
    nearest = palette.nearest(cells)
    assert (palette.regrets(cells, nearest) == 0).all()
    away = np.linalg.norm(colors[np.stack([others, nearest])].astype(float) - picture.reshape(-1, 3), axis=-1)
    assert np.abs(palette.regrets(cells, others) - np.minimum(away[0] - away[1], 255)).max() <= 2 * 4 * 3**0.5


def test_the_entries_end_with_a_clear_one() -> None:
    entries = Palette(np.array([[1, 2, 3], [4, 5, 6]], np.uint8), SIZE).argb
    assert entries.shape == (256, 4)
    assert entries[:2].tolist() == [[3, 2, 1, 255], [6, 5, 4, 255]]
    assert (entries[:CLEAR, 3] == 255).all() and entries[CLEAR, 3] == 0
