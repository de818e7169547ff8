"""Patches of Taylor polynomials end where the surface does."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from landscapes import catalogue
from render.marks.taylor import held, taylor
from render.surface.heights import HeightTransform


@pytest.mark.parametrize("name", ["himmelblau", "six_hump_camel", "rosenbrock", "sphere", "ackley"])
@pytest.mark.parametrize("order", [1, 2])
@settings(max_examples=30, deadline=None)
@given(u=st.floats(0, 1), v=st.floats(0, 1))
def test_a_patch_stays_in_the_domain_and_near_the_height_it_touches(name, order, u, v):
    f = catalogue[name]
    low, high = np.transpose(f.domain)
    centre = low + np.array([u, v]) * (high - low)
    side = np.linspace(-0.2, 0.2, 9)
    points = centre + np.stack(np.meshgrid(side, side), axis=-1) * (high - low)
    heights = f.value(np.random.default_rng(0).uniform(low, high, (2000, 2)))
    scale = HeightTransform(
        "log", float(heights.min()), float(heights.max()), knee=float(np.ptp(heights)) / 50
    )
    moved = held(f, centre, points, order, scale)
    assert (moved >= low - 1e-9 * (high - low)).all() and (moved <= high + 1e-9 * (high - low)).all()
    drawn = scale(np.clip(taylor(f, centre, moved, order), scale.low, scale.high))
    here = float(np.clip(scale(f.value(centre)), 0, 1))
    assert drawn.min() >= max(here - 0.18, 0) - 1e-6
    assert drawn.max() <= min(here + 0.3, 1) + 1e-6
    kept = np.linalg.norm(moved - centre, axis=-1) <= np.linalg.norm(points - centre, axis=-1) + 1e-9
    assert kept.all()
