"""Contours fade where paths are dense, and nowhere else."""

import numpy as np

from descent import GradientDescent, Momentum, descend, grid
from landscapes import find
from render.clock import Clock
from render.particles import Crowding, Tracks, particle_colors
from render.particles.crowding import BORNE
from render.style.themes import DARK
from render.surface import Surface

F = find("rosenbrock")
SURFACE = Surface.of(F, DARK, resolution=60)
VALLEY = np.array([(x, x * x) for x in (-0.5, 0.2, 0.7)])
SLOPE = np.array([(-1.9, -0.9), (1.9, -0.9), (0.0, 2.9)])


def test_a_valley_that_all_go_down_is_bare_and_a_slope_that_few_cross_is_not() -> None:
    run = descend(F, grid(F.domain, 15), GradientDescent(), steps=300)
    crowding = Crowding.of([run], SURFACE.world)
    assert crowding.bare(SURFACE.world.plane(VALLEY)).max() < 0.4
    assert crowding.bare(SURFACE.world.plane(SLOPE)).min() > 0.6
    assert (crowding.bare(np.array([[9.0, 9.0], [-9.0, 0.0]])) > 0).all(), "beyond the border too"


def test_contours_are_as_they_were_where_nobody_goes_and_of_the_ground_where_all_do() -> None:
    whole, alone = SURFACE.contours, Crowding.of([], SURFACE.world)
    np.testing.assert_array_equal(SURFACE.contours_beside(alone.bare)["color"], whole["color"])
    gone = SURFACE.contours_beside(lambda at: np.zeros(len(at)))
    assert np.abs(np.asarray(gone["color"]).astype(int) - np.asarray(whole["ground"])).max() <= 1
    assert (np.asarray(whole["color"]) != np.asarray(whole["ground"])).any()


def test_one_long_step_is_a_path_all_the_way() -> None:
    f = find("sphere")
    surface = Surface.of(f, DARK, resolution=20)
    run = descend(f, np.repeat([[-4.0, 0.0]], 60, axis=0), GradientDescent(0.9), steps=1)
    between = surface.world.plane(np.array([[-2.0, 0.0], [2.0, 0.0]]))
    assert (Crowding.of([run], surface.world).bare(between) < 0.1).all()


def test_trails_of_several_runs_together_leave_the_pits_free() -> None:
    f = find("six_hump_camel")
    surface = Surface.of(f, DARK, resolution=60)
    runs = [
        descend(f, grid(f.domain, 9), method, steps=200) for method in (GradientDescent(0.01), Momentum(0.01))
    ]
    crowding = Crowding.of(runs, surface.world)
    pits, rim = surface.world.plane(f.minimizers), surface.world.plane(np.array([[-1.9, 0.9], [1.9, -0.9]]))
    assert crowding.thinned(pits).max() < 0.25 and crowding.thinned(rim).min() > 0.7
    for run in runs:
        how = (run, surface.world, particle_colors(run, DARK), Clock(200.0))
        whole, thin = Tracks.of(*how, lift=0.01), Tracks.of(*how, lift=0.01, thinned=crowding.thinned)
        np.testing.assert_array_equal(whole.points, thin.points)
        left = crowding.thinned(whole.points[:, :2])
        np.testing.assert_allclose(thin.strength, whole.strength * left, rtol=1e-6)
    counted = crowding.counts.max()
    assert counted > 20 and np.isclose(crowding.thinned(pits).min() * counted, BORNE, rtol=0.5)
