"""Stationary points where a formula says 0/0 and its limit is as smooth as anything."""

from __future__ import annotations

import numpy as np
import pytest

from landscapes import parse

LIMITS = [
    ("1-sin(x)/x*sin(y)/y", 6, 2, "minimum", 0.0),
    ("x/sin(x)", 3, 1, "minimum", 1.0),
    ("(1-cos(x))/x**2", 5, 1, "maximum", 0.5),
    ("sin(sqrt(x**2+y**2))/sqrt(x**2+y**2)", 10, 2, "maximum", 1.0),
    ("(sin(x)/x)**2+y**2", 3, 2, "saddle", 1.0),
    ("tan(x)/x", 1.5, 1, "minimum", 1.0),
    ("x/asin(x)", 0.9, 1, "maximum", 1.0),
    ("sin(x1)/x1*sin(x2)/x2*sin(x3)/x3", 3, 3, "maximum", 1.0),
    ("x1/sin(x1)+x2**2+x3**2", 3, 3, "minimum", 1.0),
]


@pytest.mark.parametrize(
    ("text", "reach", "dimensions", "kind", "height"), LIMITS, ids=[c[0] for c in LIMITS]
)
def test_the_point_of_the_limit_is_found_once(text, reach, dimensions, kind, height) -> None:
    box = (-reach, 0.8 * reach)  # not in the middle
    found = parse(text, (box,) * dimensions if dimensions > 1 else box).stationary_points()
    there = [p for p in found if np.abs(p.position).max() < 1e-3 * reach]
    assert [p.kind for p in there] == [kind]
    assert np.abs(there[0].position).max() < 1e-6 * reach
    assert there[0].height == pytest.approx(height, abs=1e-12)


@pytest.mark.parametrize(
    "text", ["(exp(x)-1)/x", "log(1+x)/x", "(x**2-1)/(x-1)-x/2", "x/(1-exp(-x))", "(sqrt(1+x)-1)/x"]
)
def test_where_the_limit_slopes_nothing_is_stationary(text) -> None:
    assert not len(parse(text, (-0.5, 1.5)).stationary_points())


def test_other_points_beside_the_limit_stay() -> None:
    found = parse("(x**3-1)/(x-1)", (-3, 3)).stationary_points()
    assert [(round(float(p.position[0]), 9), p.height, p.kind) for p in found] == [(-0.5, 0.75, "minimum")]
