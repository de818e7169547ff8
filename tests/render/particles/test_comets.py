"""Comets taper, beads shade the ground away from the sun, and those that start on one spot stand side by side."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from descent import GradientDescent, Momentum, descend, grid
from landscapes import catalogue
from render.particles.beads import Particles, Standing
from render.particles.shadows import MOST, REACH, Discs
from render.particles.tracks import Comet
from render.stage.disc_raster import darken
from render.stage.trail_raster import Touched, TrailRaster, strokes
from render.style.themes import DARK, LIGHT
from render.surface.surface import Surface

GROUND = np.full((40, 4), 100, dtype=np.uint8)
COMET = Comet(wide=4.0, hair=1.0, lasting=0.5)


def one_trail(apart: list[float]) -> TrailRaster:
    """Pixels so far from the middle of a white trail that passes at film time 0.2 and fades for 0.4."""
    count = len(apart)
    touched = Touched(
        np.arange(count),
        np.full(count, 0.2),
        np.full(count, 0.4),
        np.array(apart),
        np.ones(count, dtype=np.float32),
        np.zeros(count, dtype=int),
        np.ones(count),
    )
    return TrailRaster(GROUND.copy(), strokes([([touched], np.full((1, 3), 255, np.uint8), COMET)]))


def test_a_trail_narrows_and_fades_to_a_hair() -> None:
    raster = one_trail([0.0, 2.5, 3.5, 9.0])
    shown = {t: raster.bring_to(t)[:4, 0].astype(int) for t in (0.1, 0.2, 0.4, 0.6, 0.9)}
    assert (shown[0.1] == 100).all(), "not yet there"
    assert shown[0.2][0] == shown[0.2][2] > 240 and shown[0.2][3] == 100
    assert shown[0.4][0] > shown[0.4][1] > shown[0.4][2] == 100, "half as wide: its edge moves inwards"
    np.testing.assert_array_equal(shown[0.6], [178, 100, 100, 100])
    np.testing.assert_array_equal(shown[0.6], shown[0.9])
    np.testing.assert_array_equal(raster.bring_to(0.4)[:4, 0], shown[0.4])


def test_many_comets_are_finer_and_none_grows_with_age() -> None:
    comets = [Comet.of(DARK, count, 1440.0) for count in (1, 6, 225, 1000, 100_000)]
    for values in ([c.wide for c in comets], [c.lasting for c in comets]):
        assert (np.diff(values) <= 0).all() and values[0] > values[-1]
    assert all(c.wide >= c.hair > 0 for c in comets)


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: theme.name)
def test_shadows_lie_on_the_slope_away_from_the_sun(theme) -> None:  # type: ignore[no-untyped-def]
    f = catalogue["himmelblau"]
    run = descend(f, grid(f.domain, 8), GradientDescent(0.005), steps=5)
    particles = Particles.of(run, Surface.of(f, theme).world, theme)
    standing = particles.standing(0.0)
    centres, radii, _, normals, _ = standing
    discs = particles.discs(standing)
    assert discs is not None
    shown = discs.across.any(axis=(1, 2))
    across = discs.across[shown]
    np.testing.assert_allclose(np.linalg.norm(across, axis=2), REACH * radii[shown, None] * [1, 1])
    np.testing.assert_allclose(np.einsum("nkj,nj->nk", across, normals[shown]), 0, atol=1e-12)
    np.testing.assert_allclose((across[:, 0] * across[:, 1]).sum(axis=1), 0, atol=1e-12)
    sun = particles.towards_sun.copy()
    sun[2] = 0
    aside = discs.middles[shown] - centres[shown]
    aside -= (aside * normals[shown]).sum(axis=1)[:, None] * normals[shown]
    inner = (np.abs(run.positions[0][shown]) < 4.9).all(axis=1)  # at the edge they stay on the ground
    assert inner.any() and (aside[inner] @ sun < 0).all()


def test_beads_on_one_spot_cast_one_shadow_and_crowds_none() -> None:
    f = catalogue["himmelblau"]
    world = Surface.of(f, DARK).world
    run = descend(f, np.tile([1.0, 2.0], (MOST, 1)), GradientDescent(0.005), steps=3)
    particles = Particles.of(run, world, DARK)
    standing = particles.standing(0.0)
    discs = particles.discs(standing)
    assert isinstance(discs, Discs) and discs.across.any(axis=(1, 2)).sum() == 1
    many = Standing(*(np.repeat(each, 2, axis=0) for each in standing))
    assert particles.discs(many) is None


def test_a_disc_is_darkest_in_its_middle_and_ends_at_its_radii() -> None:
    pixels = np.full((100 * 100, 4), 200, dtype=np.uint8)
    middles = np.array([[30.0, 30.0], [np.nan, np.nan]])
    across = np.array([[[10.0, 0.0], [0.0, 5.0]]] * 2)
    darken(pixels, 100, 20, middles, across)
    seen = pixels.reshape(100, 100, 4)[..., 0].astype(int)
    row, column = np.nonzero(seen < 200)
    assert column.min() in (40, 41) and column.max() in (58, 59), "radius 10 about column 50"
    assert row.min() in (45, 46) and row.max() in (53, 54), "radius 5 about row 50"
    assert seen.min() == seen[50, 50] == seen[49, 49]
    assert (np.diff(seen[50, 50:60]) >= 0).all()
    double = np.full((100 * 100, 4), 200, dtype=np.uint8)
    darken(double, 100, 20, middles[[0, 0]], across)
    np.testing.assert_allclose(double[:, 0], 200 * (seen.ravel() / 200) ** 2, atol=1.5)


def test_runs_from_one_start_stand_side_by_side_until_they_part() -> None:
    f = catalogue["himmelblau"]
    world = Surface.of(f, DARK).world
    runs = [descend(f, [(1.0, 2.0)], kind, steps=60) for kind in (GradientDescent(0.005), Momentum(0.002))]
    runs.append(replace(runs[0]))
    beads = [Particles.of(run, world, DARK, runs) for run in runs]
    at = np.concatenate([b.at(0.0)[0] for b in beads])[:, :2]
    between = np.linalg.norm(at[:, None] - at, axis=-1)[np.triu_indices(3, 1)]
    np.testing.assert_allclose(between, 2.1 * beads[0].radius, rtol=0.1)  # the slope tilts them
    alone = Particles.of(runs[0], world, DARK, [runs[0]])
    assert alone.fan is None
    far = next(i for i in range(60) if np.linalg.norm(runs[0].positions[i] - runs[1].positions[i]) > 1.0)
    pair = Particles.of(runs[0], world, DARK, runs[:2])
    np.testing.assert_allclose(pair.at(float(far))[0], alone.at(float(far))[0])
