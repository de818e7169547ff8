"""Degenerate points are found whatever the powers along their directions, shifted, rescaled or coupled."""

from __future__ import annotations

import numpy as np
import pytest

from landscapes import parse
from landscapes.stationary.multiplicity import hastened

POWELL = "(x1+10*x2)**2+5*(x3-x4)**2+(x2-2*x3)**4+10*(x1-x4)**4"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (POWELL, [0, 0, 0, 0]),
        (POWELL.replace("x1", "(x1-1)").replace("x3", "(x3+0.7)").replace("x4", "(x4*3)"), [1, 0, -0.7, 0]),
        ("(x1-x2)**2+(x2-x3)**4+x3**2", [0, 0, 0]),
        ("x1**6+x2**2+x3**2", [0, 0, 0]),
        ("(x1+10*x2)**2+5*x3**2+(x2-2*x3)**4", [0, 0, 0]),
        ("1-exp(-x1**4-x2**2-x3**2)", [0, 0, 0]),
        ("x1**2+x2**4+x3**6+x4**8+x5**2-x6**2", [0] * 6),
        ("(x1-1.3)**4+(x2+0.7)**6+(x3-2)**2+(x1-1.3+x4)**8", [1.3, -0.7, 2, 0]),
        ("1e-9*(x1-1)**4+1e9*(x2+2)**2-(x3-0.5)**3", [1, -2, 0.5]),
    ],
)
def test_the_only_point_is_found_once(text, place):
    points = parse(text, [(-5, 5)] * len(place)).stationary_points()
    assert [p.kind for p in points] == ["degenerate"] and points.complete == "likely"
    np.testing.assert_allclose(points[0].position, place, atol=1e-5)


@pytest.mark.parametrize("power", [3, 4, 5, 6, 8])
def test_lengthened_steps_arrive_at_once(power):
    f = parse(f"(x-0.3)**{power}+(y+1)**2", [(-2, 2)] * 2)
    points, distance = hastened(f, np.array([[0.4, -0.9], [0.25, -1.1]]), f.domain)
    assert (distance < 1e-8).all()
    np.testing.assert_allclose(points, [[0.3, -1.0]] * 2, atol=1e-8)
