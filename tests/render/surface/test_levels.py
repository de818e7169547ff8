"""The level that runs are measured from: one for all of them, whatever is not finite."""

import numpy as np
import pytest

from render.surface.levels import common_level

INF, NAN = float("inf"), float("nan")


@pytest.mark.parametrize(
    ("known", "heights", "level", "name"),
    [
        (0.0, [[3.0, 1.0], [2.0, 0.5]], 0.0, "the minimum"),
        (0.0, [[3.0, -1.0]], -1.0, "the lowest reached"),
        (1.0, [[1.0 - 1e-12]], 1.0 - 1e-12, "the minimum"),
        (None, [[3.0, NAN, INF], [2.0, -INF]], 2.0, "the lowest reached"),
        (None, [[NAN, INF]], 0.0, "the lowest reached"),
        (None, [], 0.0, "the lowest reached"),
        (-4.0, [], -4.0, "the minimum"),
    ],
)
def test_the_level_is_the_minimum_unless_something_finite_is_lower(known, heights, level, name):
    assert common_level(known, map(np.array, heights)) == (level, name)
