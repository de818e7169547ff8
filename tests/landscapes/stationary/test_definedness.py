"""Nothing is stationary at a jump, at a hole, on a plateau that only floats make, or beside the function's domain."""

from __future__ import annotations

import numpy as np
import pytest
import sympy as sp

from landscapes import Landscape, parse

X = sp.Symbol("x", real=True)


def found(text, box):
    """The points as (position, kind), their heights finite."""
    f = parse(text, box) if isinstance(text, str) else Landscape.from_sympy(text, box, variables=[X])
    points = f.stationary_points()
    assert all(np.isfinite(p.height) for p in points)
    return [(p.position.round(9).tolist(), p.kind) for p in points], points.complete


@pytest.mark.parametrize(
    ("text", "box"),
    [
        ("x+y-log(1-x)-log(1-y)", [(-3, 3)] * 2),
        ("log(-1-x**2-y**2)", [(-3, 3)] * 2),
        ("x-log(1-x)", (-3, 5)),
        ("-x+2*log(x-1)", (-5, 0.9)),
        ("log(x)+x**2", (-3, 3)),
        ("x**1.5", (-1, 2)),
        ("x-0.5*sqrt(x)-x*y+y*log(-y)", [(-2, -0.1), (0.1, 2)]),
        ("x+log(sin(x)-2)", (-5, 5)),
    ],
)
def test_nothing_is_stationary_where_the_function_is_not_defined(text, box):
    assert found(text, box)[0] == []


def test_what_is_defined_beside_a_hole_is_found_and_proven():
    points, complete = found("log(cos(x))", (-7, 7))
    assert [k for _, k in points] == ["maximum"] * 3 and complete == "proven"
    np.testing.assert_allclose(sorted(p[0] for p, _ in points), [-2 * np.pi, 0, 2 * np.pi], atol=1e-8)


H, P = sp.Heaviside, sp.Piecewise


@pytest.mark.parametrize(
    "text",
    [
        "sign(x)+0.1*x**2",
        "(x-1/3)**2-sign(x-1/3)",
        H(X) + X**2,
        X**2 - 3 * H(X),
        P((X**2, X < 0), (X**2 + 1, True)),
        P((-(X**2), X <= 0), (X**2 + 1, True)),
        P((X**2, X >= 0), (X**2 - 1e-6, True)),
        X**2 + sp.floor(X + 0.5) + 5 * X,
    ],
)
def test_a_jump_is_no_stationary_point(text):
    points, _ = found(text, (-5, 5))
    assert points == []


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (P((X**2, X <= 0), (X**2 + 1, True)), "minimum"),
        (P((-(X**2), X <= 0), (-(X**2) - 1, True)), "maximum"),
        ("sign(x)**2+x**2", "minimum"),
    ],
)
def test_an_extremum_attained_at_a_jump_counts_where_the_slope_goes_to_zero(text, kind):
    assert found(text, (-5, 5))[0] == [([0.0], kind)]


@pytest.mark.parametrize("text", ["0.0001*abs(x)+x**2", "x**2+1e-5*max(x, 0)", "abs(x-1)+100*(x-1)**2"])
def test_a_weak_kink_is_no_stationary_point(text):
    assert found(text, (-5, 5))[0] == []


PLATEAUS = [
    ("tanh(10*x)", [(-5, 5)]),
    ("tanh(1000*x)", [(-5, 5)]),
    ("tanh(x)+tanh(y)", [(-30, 30)] * 2),
    ("(tanh(3*x)-1)**2", [(-10, 10)]),
    ("(0.5-0.5*tanh(5*x))**2", [(-10, 10)]),
    ("1/(1+exp(-100*x))", [(-10, 10)]),
    ("(1/(1+exp(-100*x))-1)**2", [(-10, 10)]),
    ("tanh(x)+y**2", [(-30, 30)] * 2),
    ("exp(-x)+exp(-y)", [(-5, 1000)] * 2),
    ("tanh(x1)+tanh(x2)+tanh(x3)", [(-30, 30)] * 3),
    ("x1**2+tanh(x2)+x3**2", [(-30, 30)] * 3),
]


@pytest.mark.parametrize(("text", "box"), PLATEAUS)
def test_plateaus_of_floats_are_no_stationary_points(text, box):
    points, complete = found(text, box)
    assert points == [] and complete == ("proven" if len(box) < 3 else "likely")


@pytest.mark.parametrize(("text", "box"), [("(1-tanh(x*y))**2", 6), ("tanh(x)*tanh(y)", 30)])
def test_the_saddle_between_plateaus_is_the_only_one(text, box):
    points, complete = found(text, [(-box, box)] * 2)
    assert ([abs(c) for c in points[0][0]], points[0][1]) == ([0, 0], "saddle")
    assert complete == "proven"


def test_what_is_level_is_said_to_be_and_has_a_height():
    for text in ("sign(log(x))", "max(0, x)**2", sp.floor(X)):
        points, complete = found(text, (-3.3, 5))
        assert complete == "cut off" and {k for _, k in points} == {"degenerate"}
