"""Newton's step: exact for quadratic functions, nothing along what is flat."""

from __future__ import annotations

import numpy as np
import pytest

from landscapes.stationary.newton import largest_of_rows, newton_step

RNG = np.random.default_rng(4)
CURVATURE = RNG.normal(size=(5, 3, 3))
CURVATURE = CURVATURE + CURVATURE.swapaxes(1, 2)
SLOPE = RNG.normal(size=(5, 3))


@pytest.mark.parametrize("span", [np.ones(3), np.array([2.0, 100.0, 0.5])])
def test_plain_step_solves_the_linear_equations_whatever_the_units(span):
    step = newton_step(CURVATURE, SLOPE, span) * span
    np.testing.assert_allclose(step, np.linalg.solve(CURVATURE, SLOPE[..., None])[..., 0], rtol=1e-9)


def test_damped_step_is_the_least_squares_solution_with_a_penalty():
    damping = np.full(5, 0.3)
    largest = np.abs(np.linalg.eigvalsh(CURVATURE)).max(axis=1) ** 2
    left = CURVATURE @ CURVATURE + (damping * largest)[:, None, None] * np.eye(3)
    wanted = np.linalg.solve(left, CURVATURE @ SLOPE[..., None])[..., 0]
    np.testing.assert_allclose(newton_step(CURVATURE, SLOPE, np.ones(3), damping), wanted, rtol=1e-9)


def test_what_rounding_leaves_of_a_zero_is_no_curvature_where_that_is_asked():
    nearly, slope, span = np.diag([1.0, 1e-15])[None], np.array([[0.5, 1e-3]]), np.ones(2)
    assert newton_step(nearly, slope, span)[0, 1] == pytest.approx(1e12)
    np.testing.assert_allclose(newton_step(nearly, slope, span, flat=1e-13), [[0.5, 0.0]])


def test_nothing_bends_and_nobody_moves():
    assert not newton_step(np.zeros((1, 2, 2)), np.ones((1, 2)), np.ones(2), flat=1e-13).any()
    assert newton_step(np.zeros((0, 2, 2)), np.zeros((0, 2)), np.ones(2)).shape == (0, 2)


@pytest.mark.parametrize("shape", [(7, 2), (7, 3, 3), (7, 20), (0, 2), (7, 1)])
def test_the_largest_of_a_row_is_numpys(shape):
    numbers = np.random.default_rng(3).normal(size=shape)
    numbers[3:5].flat[:1] = np.nan
    numbers[5:6] = -np.inf
    np.testing.assert_array_equal(largest_of_rows(numbers), numbers.max(axis=tuple(range(1, len(shape)))))
