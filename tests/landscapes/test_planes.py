"""Principal planes hold as much of some positions as a plane can, and are the same function there."""

from __future__ import annotations

import numpy as np
import pytest

from landscapes import catalogue, parse
from landscapes.planes import principal_plane

RNG = np.random.default_rng(11)
FIVE = catalogue["rosenbrock"].in_dimensions(5)


def test_principal_plane_of_positions_on_a_plane_holds_them_all():
    basis = np.linalg.qr(RNG.normal(size=(5, 2)))[0].T
    positions = np.array([1.0, -1, 0.5, 0, 2]) + RNG.normal(size=(6, 10, 2)) * [3, 1] @ basis
    plane = principal_plane(FIVE, positions)
    assert plane.explained == pytest.approx(1, abs=1e-12) and plane.shares[0] > plane.shares[1]
    np.testing.assert_allclose(plane.lift(plane.project(positions)), positions, atol=1e-12)
    np.testing.assert_allclose(plane.gap(positions) / (1 + FIVE.value(positions)), 0, atol=1e-12)
    low, high = np.array(plane.landscape.domain).T
    coordinates = plane.project(positions)
    assert (coordinates > low).all() and (coordinates < high).all()


def test_principal_plane_is_the_best_of_all_planes():
    positions = RNG.normal(size=(300, 5)) * [5, 0.2, 3, 1, 0.5]
    plane = principal_plane(FIVE, positions)
    np.testing.assert_allclose(
        [plane.u @ plane.u, plane.v @ plane.v, plane.u @ plane.v], [1, 1, 0], atol=1e-12
    )
    values = np.linalg.eigvalsh(np.cov(positions.T))
    np.testing.assert_allclose(plane.shares, values[:-3:-1] / values.sum(), rtol=1e-9)
    lifted = plane.lift(plane.project(positions))
    np.testing.assert_allclose(
        plane.gap(positions), FIVE.value(positions) - FIVE.value(lifted), rtol=1e-9, atol=1e-7
    )
    assert np.abs(plane.gap(positions)).max() > 1


@pytest.mark.parametrize("positions", [np.ones((4, 5)), np.outer(np.arange(4.0), np.ones(5)), np.arange(5.0)])
def test_principal_plane_of_a_line_or_a_point_can_still_be_drawn(positions):
    plane = principal_plane(FIVE, positions)
    assert plane.explained == pytest.approx(1)
    assert plane.u @ plane.v == pytest.approx(0, abs=1e-12)
    assert all(high > low for low, high in plane.landscape.domain)


def test_principal_plane_leaves_out_what_is_not_finite():
    positions = RNG.normal(size=(20, 5))
    spoilt = np.concatenate([positions, np.full((1, 5), np.inf)])
    np.testing.assert_array_equal(principal_plane(FIVE, positions).u, principal_plane(FIVE, spoilt).u)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: principal_plane(parse("x", (0, 1)), np.zeros((3, 1))), "two or more"),
        (lambda: principal_plane(FIVE, np.zeros((3, 4))), "shape"),
        (lambda: principal_plane(FIVE, np.full((3, 5), np.nan)), "finite"),
        (lambda: principal_plane(FIVE, np.zeros((3, 5)), margin=-1), "margin"),
    ],
)
def test_refusals_name_the_rule_in_one_line(call, words):
    with pytest.raises(ValueError, match=words) as refusal:
        call()
    assert "\n" not in str(refusal.value)
