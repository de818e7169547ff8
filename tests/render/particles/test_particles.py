"""Beads and trails lie on the drawn surface: never sunk, never floating."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.interpolate import RegularGridInterpolator

from descent import GradientDescent, descend, grid
from landscapes import catalogue, parse
from render.clock.clock import LEAD, Clock
from render.particles.beads import Particles, bead_radius, presence, resting_place
from render.particles.colors import particle_colors
from render.particles.shadows import REACH
from render.particles.tracks import Tracks, trail_lift
from render.particles.trails import ribbons
from render.style.themes import DARK
from render.surface.surface import Surface

NAMES = (
    "himmelblau",
    "rosenbrock",
    "beale",
    "goldstein_price",
    "easom",
    "ackley",
    "sphere",
    "six_hump_camel",
)
RUGGED = ("rastrigin", "griewank", "eggholder")


def drawn_height(surface: Surface) -> RegularGridInterpolator:
    """World z of the drawn facets over world y, x."""
    v = surface.vertices
    return RegularGridInterpolator((v[:, 0, 1], v[0, :, 0]), v[..., 2], bounds_error=False)


def somewhere(name: str, count: int = 400) -> NDArray[np.float64]:
    low, high = np.transpose(catalogue[name].domain)
    within = np.random.default_rng(7).uniform(low, high, (count, 2))
    return np.concatenate([within, catalogue[name].minimizers])


def clearance(surface: Surface, points: NDArray[np.float64], radius: float) -> NDArray[np.float64]:
    """Distance (N,) from each resting bead's centre to the nearest of many points of the true surface, in radii."""
    world = surface.world
    centres = resting_place(world, points, radius)
    around = np.stack(np.meshgrid(*[np.linspace(-2, 2, 25)] * 2), -1).reshape(-1, 2) * radius / world.scale
    nearby = world.place(points[:, None] + around)
    return np.linalg.norm(nearby - centres[:, None], axis=-1).min(axis=1) / radius


@pytest.mark.parametrize("name", NAMES)
def test_beads_touch_the_surface(name: str) -> None:
    surface = Surface.of(catalogue[name], DARK)
    radius = bead_radius(DARK, 225)
    points = somewhere(name)
    inside = points[presence(surface.world, points) == 1]
    gaps = clearance(surface, inside, radius)
    assert np.quantile(gaps, 0.02) > 0.6 and gaps.min() > 0.2, "sunk"
    assert np.quantile(gaps, 0.98) < 1.3 and gaps.max() < 2.5, "floating"


@pytest.mark.parametrize("name", [*NAMES, *RUGGED])
@pytest.mark.parametrize("count", [1, 225, 10000])
def test_no_bead_is_below_the_drawn_facets(name: str, count: int) -> None:
    surface = Surface.of(catalogue[name], DARK)
    points, radius = somewhere(name), bead_radius(DARK, count)
    centres = resting_place(surface.world, points, radius)
    ground = drawn_height(surface)(centres[:, [1, 0]])
    seen = np.isfinite(ground)
    assert (centres[seen, 2] > ground[seen]).mean() > 0.99
    assert (centres[seen, 2] > ground[seen] - radius).all()


@pytest.mark.parametrize("name", NAMES)
def test_trails_lie_on_the_drawn_facets(name: str) -> None:
    f = catalogue[name]
    surface = Surface.of(f, DARK)
    paths = descend(f, grid(f.domain, 6), GradientDescent(1e-4), steps=60)
    lift = trail_lift(DARK, 36)
    tracks = Tracks.of(paths, surface.world, particle_colors(paths, DARK), Clock(60.0), lift=lift)
    share = np.random.default_rng(2).uniform(0, 1, (len(tracks.segments), 1))
    first, second = tracks.points[tracks.segments].transpose(1, 0, 2)
    vertices = first + share * (second - first)
    over = vertices[:, 2] - drawn_height(surface)(vertices[:, [1, 0]])
    over = over[np.isfinite(over)]
    assert np.quantile(over, 0.01) > -0.2 * lift and np.quantile(over, 0.99) < 12 * lift


def test_trails_are_born_in_order_and_join_neighbours() -> None:
    f = catalogue["himmelblau"]
    surface = Surface.of(f, DARK)
    paths = descend(f, grid(f.domain, 5), GradientDescent(0.01), steps=40)
    tracks = Tracks.of(paths, surface.world, particle_colors(paths, DARK), Clock(40.0), lift=0.01)
    first, second = tracks.segments.T
    assert (second == first + 1).all() and (tracks.birth[second] > tracks.birth[first]).all()
    assert (np.diff(tracks.birth[first]) >= 0).all(), "not in the order of appearance"
    assert tracks.birth.min() > LEAD - 1 / 480 and tracks.birth.max() <= 1, "a tail before the first step"
    assert (tracks.colors[first] == tracks.colors[second]).all(), "a segment joins two particles"
    assert ribbons(tracks).n_cells >= 2 * len(first)


@pytest.mark.parametrize(("rate", "faint"), [(0.04, False), (0.105, True)])
def test_trails_of_a_crowd_that_leaps_to_and_fro_are_faint(rate: float, faint: bool) -> None:
    f = catalogue["booth"]
    surface = Surface.of(f, DARK)
    drawn = []
    for side in (1, 15):
        paths = descend(f, grid(f.domain, 15)[: side**2], GradientDescent(rate), steps=160)
        drawn.append(
            Tracks.of(paths, surface.world, particle_colors(paths, DARK), Clock(160.0), lift=0.01).strength
        )
    assert drawn[0].min() == 1.0, "the path of one particle hides nothing"
    assert 0 < drawn[1].min() < 0.1 if faint else drawn[1].min() == 1.0


def test_particles_fade_where_they_leave_the_domain() -> None:
    world = Surface.of(catalogue["sphere"], DARK).world
    (low, high), _ = world.landscape.domain
    width = high - low
    points = np.array([[low, low], [0, 0], [high + 0.006 * width, 0], [high + 0.03 * width, 0], [np.nan, 0]])
    np.testing.assert_allclose(np.nan_to_num(presence(world, points)), [1, 1, 0.5, 0, 0], atol=1e-9)


def test_more_particles_are_smaller() -> None:
    sizes = [bead_radius(DARK, n) for n in (0, 1, 10, 100, 1000, 10**4, 10**5, 10**6)]
    assert sizes == sorted(sizes, reverse=True) and sizes[-1] > 0


def test_particles_where_nothing_is_defined_stand_on_the_lowest_height_of_the_picture() -> None:
    f = parse("log(x)+log(y)", domain=[(-1, 3)] * 2)
    run = descend(f, np.array([(-0.5, 1.0), (1.0, 1.0), (-1.0, -1.0)]), GradientDescent(0.001), steps=5)
    world = Surface.of(f, DARK).world
    centres, _, _ = Particles.of(run, world, DARK).at(0.0)
    lowest = world.rise(np.array(world.transform.low))
    assert centres[[0, 2], 2] == pytest.approx(lowest, abs=1e-9)
    assert centres[1, 2] > lowest + 0.1
    np.testing.assert_allclose(centres[[0, 2], :2], world.plane(run.positions[0][[0, 2]]))


@pytest.mark.parametrize("name", ["rastrigin", "himmelblau", "beale"])
def test_no_shadow_hangs_over_the_edge(name: str) -> None:
    f = catalogue[name]
    run = descend(f, grid(f.domain, 12), GradientDescent(1e-6), steps=2)  # the outer ones are on the edge
    surface = Surface.of(f, DARK)
    particles = Particles.of(run, surface.world, DARK)
    discs = particles.discs(particles.standing(0.0))
    assert discs is not None
    reach = np.hypot(discs.across[:, 0, :2], discs.across[:, 1, :2])
    beyond = np.abs(discs.middles[:, :2]) + reach - surface.world.half_sides
    assert (beyond <= 0.2 * particles.radius * REACH).all()
    on_edge = np.abs(run.positions[0] - f.domain[0][0]).min(axis=1) < 1e-9
    assert on_edge.any() and (beyond[on_edge].max(axis=1) > -0.1).all(), "they stay by their beads"
