"""Which of many minima are gold: all that are as deep as the deepest, however floats differ there."""

from __future__ import annotations

import numpy as np
import pytest

from descent import GradientDescent, descend, grid
from descent.results import Destinations
from landscapes import parse
from render.particles import bytes_of, lowest_of, particle_colors
from render.particles.colors import lowest_text
from render.style.themes import DARK


def destinations(heights: list[float]) -> Destinations:
    count = len(heights)
    none, zeros = np.zeros(count, dtype=bool), np.zeros(count, dtype=np.int64)
    places = np.arange(count, dtype=float)[:, None]
    return Destinations(places, np.array(heights), zeros, zeros + 1, ~none, none, zeros)


@pytest.mark.parametrize("unit", [1e-9, 1.0, 1e9])
@pytest.mark.parametrize("common", [0.0, 1e6])
def test_equally_deep_ones_are_the_lowest_together(unit: float, common: float) -> None:
    heights = [(common + h) * unit for h in (0.0, 2e-16, 1e-3, 1.0, 0.0)]
    assert lowest_of(destinations(heights), range(5)) == [0, 1, 4]
    assert lowest_of(destinations(heights), [2, 3]) == [2]


def test_a_mirrored_curve_has_two_golden_pits() -> None:
    f = parse("sin(3*x)/x + x**2/20", domain=((-8.0, 8.0),))
    run = descend(f, grid(f.domain, 15), GradientDescent(0.07), steps=400)
    colors = particle_colors(run, DARK)
    golden = (colors.colors == bytes_of(DARK.palette[0])).all(axis=1)
    deep = run.heights[-1] < run.heights[-1].min() + 1e-6
    np.testing.assert_array_equal(golden, deep)
    assert {np.sign(x) for x in run.positions[-1][golden, 0]} == {-1.0, 1.0}
    assert colors.legend[0].text == lowest_text(2, known=False)
