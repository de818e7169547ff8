"""The spline's values and derivatives against SciPy's, which evaluates it by other code."""

import numpy as np
import pytest
from scipy.interpolate import RectBivariateSpline

from landscapes.measured.bicubic import Bicubic


@pytest.mark.parametrize("order", [(0, 0), (1, 0), (0, 1), (2, 0), (1, 1), (0, 2)])
def test_a_spline_is_scipys_on_knots_and_between(order: tuple[int, int]) -> None:
    draw = np.random.default_rng(0)
    xs, ys = np.sort(draw.uniform(-3, 3, 14)), np.sort(draw.uniform(0, 900, 9))
    theirs = RectBivariateSpline(xs, ys, draw.normal(size=(14, 9)), s=0)
    x = np.concatenate([draw.uniform(xs[0], xs[-1], 300), np.repeat(xs, 9)])
    y = np.concatenate([draw.uniform(ys[0], ys[-1], 300), np.tile(ys, 14)])
    ours = Bicubic(*theirs.tck)
    (found,) = ours(x, y, [order])
    wanted = theirs.ev(x, y, *order)
    np.testing.assert_allclose(found, wanted, rtol=1e-12, atol=1e-13 * abs(wanted).max())
    # A point alone has the bits that it has among many, whatever else is asked of it.
    for k in range(0, len(x), 29):
        assert ours(x[k : k + 1], y[k : k + 1], [(0, 0), order])[1] == found[k]
