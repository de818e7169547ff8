"""Water on paper runs downhill and gathers in the valleys."""

import numpy as np
import pytest

from landscapes import catalogue, parse
from render.style.themes import DARK, LIGHT, PUBLICATION
from render.surface.ramps import linear
from render.surface.surface import Surface, color_of


def surface_of(name: str) -> Surface:
    return Surface.of(catalogue[name], LIGHT, resolution=90)


@pytest.mark.parametrize("name", ["rosenbrock", "himmelblau", "beale", "rastrigin"])
def test_water_runs_downhill(name):
    surface = surface_of(name)
    water = surface.running_water
    falls = np.diff(water.points[..., 2], axis=0)[water.flowing[1:] & water.flowing[:-1]]
    assert np.mean(falls <= 1e-6) > 0.97 and falls.sum() < 0


@pytest.mark.parametrize("name", ["rosenbrock", "himmelblau", "sphere"])
def test_rivers_are_bluest_where_most_paths_meet(name):
    surface = surface_of(name)
    creeks, rivers = surface.water
    assert np.asarray(rivers["strength"]).mean() > 1.4 * np.asarray(creeks["strength"]).mean()
    low = surface.vertices[..., 2]
    assert np.median(rivers.points[:, 2]) < np.quantile(low, 0.25)
    assert creeks.n_points + rivers.n_points < 20_000, "every one is drawn in every frame"


def test_water_stays_where_there_is_ground():
    surface = Surface.of(parse("sqrt(x*y + 1)", ((-3, 3), (-3, 3))), LIGHT, resolution=60)
    for stream in surface.water:
        x, y = (np.asarray(stream.points)[:, :2] / surface.world.scale).T
        assert (x * y + 1 > -0.6).all()


def test_the_dark_theme_is_dry():
    assert Surface.of(catalogue["sphere"], DARK, resolution=20).water == ()


@pytest.mark.parametrize("theme", [LIGHT, PUBLICATION])
def test_paper_is_lighter_the_higher_it_is(theme):
    light = linear(color_of(np.linspace(0, 1, 60), theme)) @ [0.2126, 0.7152, 0.0722]
    assert (np.diff(light) > 0).all(), "in grey too"
    if theme is PUBLICATION:
        assert light[-1] > 2.5 * light[0]


@pytest.mark.parametrize("name", ["rosenbrock", "himmelblau", "rastrigin"])
def test_a_relief_of_paper_keeps_its_shade_in_grey(name):
    grey = Surface.of(catalogue[name], PUBLICATION, resolution=60).colors.astype(float) @ [
        0.2126,
        0.7152,
        0.0722,
    ]
    assert np.ptp(np.quantile(grey, [0.02, 0.98])) > 60
    assert np.quantile(grey, 0.02) > 20, "no black holes"


@pytest.mark.parametrize("name", ["sphere", "rosenbrock", "himmelblau"])
def test_water_that_has_joined_others_does_not_come_again(name):
    flowing = surface_of(name).running_water.flowing
    assert not (flowing[1:] & ~flowing[:-1]).any(), "or it would be dashes"
    assert flowing[10:].any()
