"""Points are compared side by side of the domain, each in shares of its width."""

from __future__ import annotations

import numpy as np

from landscapes.stationary.sameness import SAME_DESTINATION, SAME_IN_TWO_RUNS, apart


def test_distance_is_the_largest_share_of_a_side():
    a, b, width = np.zeros((3, 2)), np.array([[1.0, 1.0], [0.0, 1.0], [-1.0, 0.0]]), np.array([10.0, 100.0])
    np.testing.assert_allclose(apart(a, b, width), [0.1, 0.01, 0.1])
    assert apart(a[:, None], b[None], width).shape == (3, 3)


def test_two_ends_near_one_place_are_one_between_runs():
    """Each may stand for the place from its own side."""
    left, right, width = np.array([-SAME_DESTINATION]), np.array([SAME_DESTINATION]), np.ones(1)
    assert apart(left, right, width) <= SAME_IN_TWO_RUNS
