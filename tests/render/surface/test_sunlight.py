"""Light: the lowest places are the brightest, shadows fall away from the sun, units do not matter."""

from __future__ import annotations

import numpy as np
import pytest

from landscapes import catalogue, parse
from render.style.themes import DARK
from render.surface.horizons import Relief
from render.surface.light import Lamps, filmic, glow_of
from render.surface.surface import Surface

LUMA = np.array([0.2126, 0.7152, 0.0722])
FLAT = [name for name, f in catalogue.items() if f.dimensions == 2]


def _contrast(name: str) -> float:
    """How much brighter the lowest hundredth is than the mean, of 255."""
    surface = Surface.of(catalogue[name], DARK, resolution=60)
    light = (surface.colors @ LUMA)[np.isfinite(surface.lattice.heights)]
    heights = surface.unit_heights[np.isfinite(surface.lattice.heights)]
    return float(light[heights <= np.quantile(heights, 0.01)].mean() - light.mean())


def test_the_lowest_places_are_the_brightest_over_the_catalogue() -> None:
    found = {name: _contrast(name) for name in FLAT}
    assert np.mean(list(found.values())) > 60
    assert not {name: value for name, value in found.items() if value < 20}


def test_shadows_fall_away_from_the_sun() -> None:
    """Behind a post, seen from the sun, it is dark; before it and beside it, it is not."""
    x = np.linspace(-1, 1, 101)
    z = np.zeros((101, 101))
    z[48:53, 48:53] = 0.4
    for azimuth in (0.0, 90.0, 150.0, 300.0):
        lamps = Lamps(azimuth=azimuth, height=40.0)
        sun = Relief(x, x, z).sunlit(lamps.towards)
        way = lamps.towards[:2] / np.linalg.norm(lamps.towards[:2])

        def at(place: np.ndarray, sun: np.ndarray = sun) -> float:
            column, row = np.round((place + 1) * 50).astype(int)
            return float(sun[row, column])

        assert at(-0.2 * way) < 0.1 < 0.9 < at(0.2 * way), azimuth
        assert at(0.2 * np.array([-way[1], way[0]])) > 0.9
        assert at(-0.8 * way) > 0.9  # no shadow is longer than the post's height allows


def test_the_sky_is_whole_on_a_plain_and_half_at_the_foot_of_a_wall() -> None:
    x = np.linspace(-1, 1, 81)
    plain = Relief(x, x, np.zeros((81, 81))).open_sky()
    np.testing.assert_allclose(plain, 1.0, atol=1e-6)
    wall = np.where(x[None] > 0, 50.0, 0.0) * np.ones((81, 1))
    foot = Relief(x, x, wall).open_sky()[40, np.searchsorted(x, 0.0) - 0]
    assert 0.45 < foot < 0.6


def test_uneven_lines_see_the_same_sky() -> None:
    even = np.linspace(-1, 1, 121)
    uneven = np.sort(np.concatenate([even, [0.2011, 0.2012, -0.5003]]))

    def sky(x: np.ndarray) -> np.ndarray:
        z = 0.4 * np.exp(-8 * (x[None] ** 2 + even[:, None] ** 2))
        return Relief(x, even, z).open_sky()

    np.testing.assert_allclose(sky(uneven)[:, np.isin(uneven, even)], sky(even), atol=0.02)


def test_rescaled_units_have_the_same_colors() -> None:
    small = parse("x**2 + 3*y**2 + x*y", domain=((-2.0, 2.0), (-1.0, 3.0)))
    large = parse("1024*((x/64)**2 + 3*(y/64)**2 + x*y/4096)", domain=((-128.0, 128.0), (-64.0, 192.0)))
    one, other = (Surface.of(f, DARK, resolution=50).colors.astype(int) for f in (small, large))
    assert np.abs(one - other).max() <= 1


@pytest.mark.parametrize(
    "formula", ["x*0 + y*0 + 3", "log(x + y)", "sign(x)*y", "log(-1 - x**2 - y**2)", "1/x"]
)
def test_light_is_defined_everywhere(formula: str) -> None:
    surface = Surface.of(parse(formula, domain=((-2.0, 2.0), (-2.0, 2.0))), DARK, resolution=40)
    with np.errstate(all="raise"):
        colors = surface.colors
    assert colors.dtype == np.uint8 and np.isfinite(surface.tones).all()


def test_little_light_floods_nothing() -> None:
    """However much of a surface is low, little of it glows."""
    for name in FLAT:
        glow = glow_of(Surface.of(catalogue[name], DARK, resolution=50).tones)
        assert glow.mean() < 0.25, name


def test_the_shoulder_keeps_order_and_stays_below_one() -> None:
    light = np.linspace(0, 20, 400)
    seen = filmic(light)
    assert (np.diff(seen) >= 0).all() and seen.max() <= 1 and seen[3] == light[3]
