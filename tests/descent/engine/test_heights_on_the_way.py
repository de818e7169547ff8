"""What a descent takes for the height of a place is what a call says it is, where floats overflow on the way too."""

from __future__ import annotations

import numpy as np
import pytest

from descent import Adam, Ending, GradientDescent, descend, grid
from landscapes import parse

HIDDEN = {
    "pole under a minimum": ("min(x**2 - atan(x), 1/(x + y))", [(-2, 2)] * 2),
    "pole in an arctangent": ("atan(1/(x - y)) + x**2", [(-2, 2)] * 2),
    "power of what overflowed": ("cos((-exp(-1.5*x))**cos(x))", [(-1e9, -5e8)]),
    "a power that fades": ("exp((sinh(x))**(y - 0.25)) + y**2", [(-2000, 2000), (-2, -1)]),
    "overflow that comes back": ("x**81/(1 + x**80) + y**2", [(-1e4, 1e4), (-1, 1)]),
    "nothing is hidden": ("(x**2 + y - 11)**2 + (x + y**2 - 7)**2", [(-5, 5)] * 2),
}
"""Formulas that make a number of what has none, or another one of what has."""


@pytest.mark.parametrize("optimizer", [GradientDescent(1e-3), Adam(0.05)], ids=["descent", "adam"])
@pytest.mark.parametrize("text, box", HIDDEN.values(), ids=HIDDEN)
def test_heights_of_a_descent_are_the_function_s(text, box, optimizer):
    f = parse(text, box)
    run = descend(f, grid(f.domain, 9 if f.dimensions == 2 else 25), optimizer, steps=40)
    exact = f.value(run.positions)
    lost = np.isin(run.ending, (Ending.UNDEFINED, Ending.DIVERGED))
    assert np.isfinite(exact[:, run.ending != Ending.UNDEFINED]).all()
    np.testing.assert_allclose(run.heights[:, ~lost], exact[:, ~lost], rtol=1e-12, atol=1e-300)
    assert not np.isfinite(exact[0, run.ending == Ending.UNDEFINED]).any()


def test_what_overflowed_below_zero_has_only_whole_powers():
    f = parse("(-exp(x))**y", [(0, 800), (-3, 3)])
    run = descend(f, [[800.0, -0.5], [800.0, -2.0]], GradientDescent(1e-3), steps=1)
    assert run.ending[0] == Ending.UNDEFINED and run.heights[0, 1] == 0
