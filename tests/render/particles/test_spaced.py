"""Marbles of a film's first picture lie apart, however narrow their ground is."""

from __future__ import annotations

import numpy as np
import pytest

from descent import grid
from landscapes import Landscape, catalogue, parse
from render.particles import bead_radius, spaced
from render.style.themes import THEMES, Theme
from render.surface import drawn_sides

FLAT = [f for f in catalogue.values() if f.dimensions == 2]


def radius_to_spacing(f: Landscape, theme: Theme, across: int = 15) -> float:
    """Of the beads of a grid, to the way from one to its nearest neighbour on the drawn ground."""
    low, high = np.transpose(f.domain)
    places = grid(f.domain, across) * 2 * drawn_sides(f) / (high - low)
    apart = np.linalg.norm(places[:, None] - places, axis=-1)
    np.fill_diagonal(apart, np.inf)
    return bead_radius(spaced(theme, f), across**2) / float(np.median(apart.min(axis=1)))


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_no_beads_are_larger_than_a_quarter_of_their_spacing(theme: Theme) -> None:
    ratios = {f.name: radius_to_spacing(f, theme) for f in FLAT}
    assert {name: ratio for name, ratio in ratios.items() if ratio > 0.25} == {}
    assert min(ratios.values()) > 0.12


def test_on_square_ground_and_on_lines_beads_are_as_the_theme_has_them() -> None:
    theme = THEMES["dark"]
    assert spaced(theme, catalogue["sphere"]) == theme
    assert spaced(theme, parse("x**2", domain=((-1.0, 1.0),))) == theme
