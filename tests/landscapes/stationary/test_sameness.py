"""Points are compared side by side of the domain, each in shares of its width."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from landscapes.stationary.sameness import (
    SAME_DESTINATION,
    SAME_IN_TWO_RUNS,
    apart,
    cells,
    first_and_group,
)


def test_distance_is_the_largest_share_of_a_side():
    a, b, width = np.zeros((3, 2)), np.array([[1.0, 1.0], [0.0, 1.0], [-1.0, 0.0]]), np.array([10.0, 100.0])
    np.testing.assert_allclose(apart(a, b, width), [0.1, 0.01, 0.1])
    assert apart(a[:, None], b[None], width).shape == (3, 3)


def test_two_ends_near_one_place_are_one_between_runs():
    """Each may stand for the place from its own side."""
    left, right, width = np.array([-SAME_DESTINATION]), np.array([SAME_DESTINATION]), np.ones(1)
    assert apart(left, right, width) <= SAME_IN_TWO_RUNS


@given(keys=st.lists(st.sampled_from([0, 7, -3, 2**63 - 1, -(2**63)]), max_size=40))
def test_groups_are_numbered_as_their_keys_rise_and_stand_where_they_are_first(keys: list[int]):
    first, group = first_and_group(np.array(keys, dtype=np.int64))
    assert first.tolist() == [keys.index(key) for key in sorted(set(keys))]
    assert group.tolist() == [sorted(set(keys)).index(key) for key in keys]


def test_whoever_is_first_is_told_among_very_many():
    """Where a sort that is quick leaves equals in any order."""
    keys = np.random.default_rng(0).integers(0, 50, 200_000)
    first, group = first_and_group(keys)
    names, stably, member = np.unique(keys, return_index=True, return_inverse=True)
    assert (first == stably).all() and (group == member).all() and len(names) == 50


def test_points_of_one_cell_have_one_key_and_others_have_others():
    x = np.array([0.0, 0.4, -0.4, 0.0, 1.0, 0.0, np.inf])
    y = np.array([0.0, 0.0, 0.0, 0.04, 0.0, 0.1, 0.0])
    keys = cells([x, y], [1.0, 0.1]).tolist()
    assert keys[0] == keys[1] == keys[2] == keys[3] and len(set(keys)) == 4
