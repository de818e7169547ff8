"""Holes have their limits for values, gradients and Hessians; what is defined nowhere near costs nothing."""

from __future__ import annotations

import math

import numpy as np
import pytest

from descent import Ending, GradientDescent, default_learning_rate, descend, grid
from landscapes import parse
from landscapes.compiled import UFUNCS, Effort, limits
from landscapes.compiled.extended_precision import shown_by_rounding

NAN = math.nan
HOLES = [
    # formula, point, value, gradient, Hessian (None: not asked, it has no limit)
    ("sin(x)/x", 0, 1, [0], [-1 / 3]),
    ("log(1+x)/x", 0, 1, [-0.5], [2 / 3]),
    ("x/sin(x)", 0, 1, [0], [1 / 3]),
    ("x/tan(x)", 0, 1, [0], [-2 / 3]),
    ("asin(x)/x", 0, 1, [0], [1 / 3]),
    ("(exp(x)-1)/x", 0, 1, [0.5], [1 / 3]),
    ("(exp(x)-1-x)/x**2", 0, 0.5, [1 / 6], [1 / 12]),
    ("(x-sin(x))/x**3", 0, 1 / 6, [0], [-1 / 60]),
    ("(2**x-1)/x", 0, math.log(2), [math.log(2) ** 2 / 2], [math.log(2) ** 3 / 3]),
    ("(x**3-1)/(x-1)", 1, 3, [3], [2]),
    ("(sqrt(x)-2)/(x-4)", 4, 0.25, [-1 / 64], [1 / 256]),
    ("x*log(x)", 0, 0, [0], None),
    ("x**x", 0, 1, [0], None),
    ("sqrt(x)*log(x)", 0, 0, [0], None),
    ("x*sin(1/x)", 0, 0, [0], None),
    ("exp(-1/x**2)", 0, 0, [0], [0]),
    ("1-sin(x)/x*sin(y)/y", (0, 0), 0, [0, 0], [1 / 3, 0, 0, 1 / 3]),
    ("1-sin(x)/x*sin(y)/y", (0, 2), 1 - math.sin(2) / 2, [0, math.sin(2) / 4 - math.cos(2) / 2], None),
    ("sin(x-y)/(x-y)", (1, 1), 1, [0, 0], [-1 / 3, 1 / 3, 1 / 3, -1 / 3]),
    ("sin(sqrt(x**2+y**2))/sqrt(x**2+y**2)", (0, 0), 1, [0, 0], [-1 / 3, 0, 0, -1 / 3]),
    ("(cos(x)-cos(y))/(x-y)", (0.3, 0.3), -math.sin(0.3), [-math.cos(0.3) / 2] * 2, None),
    ("x*log(x)+y*log(y)", (0, 0.5), 0.5 * math.log(0.5), [0, 1 + math.log(0.5)], None),
    ("x**2*y/(x**2+y**2)", (0, 0), 0, [0, 0], None),
]


def at(formula: str, point):
    f = parse(formula, ((-9, 9),) * 2 if "y" in formula else (-9, 9))
    return f, np.atleast_1d(np.array(point, dtype=float))


@pytest.mark.parametrize(("formula", "point", "height", "slope", "bend"), HOLES, ids=[h[0] for h in HOLES])
def test_a_hole_has_its_limits(formula, point, height, slope, bend) -> None:
    f, place = at(formula, point)
    value, gradient = f.value_and_gradient(place)
    assert value == pytest.approx(height, rel=1e-12, abs=1e-15)
    assert f.value(place) == value
    np.testing.assert_allclose(gradient, slope, rtol=1e-12, atol=1e-12)
    matrix = f.hessian(place).ravel()
    assert np.isfinite(matrix).all()
    if bend is not None:
        np.testing.assert_allclose(matrix, bend, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize(
    ("formula", "point"),
    [("1/x", 0), ("sin(1/x)", 0), ("log(x)", 0), ("log(x)", -1), ("abs(x)/x", 0), ("sqrt(x)", -2), ("asin(x)", 2),
     ("x*y/(x**2+y**2)", (0, 0)), ("x**y", (-1, 0.5)), ("atan(1/x)", 0), ("log(-1-x**2)", 0.5),
     ("exp(-x**2)*acos(x)", -40), ("max(x,0)*acos(x)", -40), ("max(x,exp(x))/(1+acos(x))", -800),
     ("tan(max(y,exp(x))*exp(tan(y)**3)/(y-x+acos(y)))", (-40, -9)), ("max(x,0)*log(x)", -2),
     ("log(x)**y", (-1, 0)), ("x**acos(y)", (1, 5)), ("((y**y))**(x**3)", (0, -20.3)), ("sign(1/x)", 0)],
)  # fmt: skip
def test_where_there_is_no_limit_there_is_no_value(formula, point) -> None:
    f, place = at(formula, point)
    value, gradient = f.value_and_gradient(place)
    assert not np.isfinite(value) and not np.isfinite(f.value(place))
    assert (gradient == 0).all() and (f.hessian(place) == 0).all()


@pytest.mark.parametrize("name", sorted(UFUNCS.keys() - {"lt", "le", "eq", "where"}))
def test_no_operation_makes_a_number_of_none(name) -> None:
    given = np.array([0.0, -0.0, 1.0, -1.0, 2.0, 0.5, np.inf, -np.inf, 700.0])
    none = np.full_like(given, np.nan)
    two = name in ("add", "mul", "power", "max", "min", "atan2", "logaddexp")
    with np.errstate(all="ignore"):
        for arguments in [(none, given), (given, none), (none, none)] if two else [(none,)]:
            assert np.isnan(UFUNCS[name](*arguments)).all()


@pytest.mark.parametrize(
    "formula", ["1-sin(x)/x*sin(y)/y", "x*log(x+6)/(x+6)", "log(1+exp(x**2*y**2))", "x/sin(x)+y**2"]
)
def test_a_run_sees_the_landscapes_own_heights(formula) -> None:
    f = parse(formula, ((-6, 6), (-6, 6)))
    paths = descend(f, grid(f.domain, 7), GradientDescent(0.01), steps=40)
    np.testing.assert_allclose(paths.heights, f.value(paths.positions), rtol=1e-12, atol=1e-14)
    defined = np.isfinite(f.value(paths.positions[0]))
    np.testing.assert_array_equal(defined, paths.ending != Ending.UNDEFINED)


UNDEFINED = [
    "x**y",
    "x**y + y**x",
    "sin(x)**y",
    "log(x)**y",
    "min(max(log(x), y), y)",
    "log(x)*sqrt(y)",
    "asin(3*x)**y",
]


@pytest.mark.parametrize("formula", UNDEFINED)
def test_undefined_points_cost_no_arithmetic_in_many_digits(formula, monkeypatch) -> None:
    points = []
    exact = limits.precise_values
    monkeypatch.setattr(limits, "precise_values", lambda *a, **k: points.append(1) or exact(*a, **k))
    f = parse(formula, ((-2, 2), (-2, 2)))
    places = np.random.default_rng(0).uniform(-2, 2, size=(20_000, 2))
    f.value_and_gradient(places)
    assert len(points) <= 20
    default_learning_rate(f)
    assert len(points) <= 2_000


def test_work_in_many_digits_has_a_bound_for_each_call(monkeypatch) -> None:
    f = parse("(exp(x*y)-1-x*y)/(x*y)**2", ((-1, 1), (-1, 1)))
    points = []
    exact = limits.precise_values
    monkeypatch.setattr(limits, "precise_values", lambda *a, **k: points.append(1) or exact(*a, **k))
    near = np.random.default_rng(0).uniform(1e-9, 1e-8, size=(5000, 2))
    heights, slopes = f.value_and_gradient(near)
    assert 0 < len(points) <= 2 * limits.MOST_EXACT
    assert np.isfinite(heights).all() and np.isfinite(slopes).all()


@pytest.mark.parametrize(
    "text", ["exp(x)/(exp(x)-1)", "x/(1-exp(-x))/x", "exp(x)*exp(-x)", "sinh(x)/(cosh(x)-1)"]
)
@pytest.mark.parametrize("x", [800.0, 2e4, 1e5])
def test_an_underflow_times_an_overflow_is_worked_out(text, x):
    """Beyond the widest floats too, where one factor is zero and the other infinite."""
    assert parse(text, (-10, 10)).value([x]) == pytest.approx(1.0, rel=1e-13)


@pytest.mark.parametrize("text", ["min(x**2+y**2, 1)", "max(x**2+y**2, 1)", "max(x, y)*min(x, -y)"])
def test_a_slope_at_a_kink_is_the_same_alone_and_among_many(text: str) -> None:
    points = np.array([[1.0, 0.0], [0.0, 1.0], [-1.0, 0.0], [0.0, -1.0], [-2.0, -2.0], [1.0, 1.0]])
    together = parse(text, [(-3, 3), (-3, 3)]).gradient(points)
    alone = [parse(text, [(-3, 3), (-3, 3)]).gradient(point) for point in points]
    assert together.tolist() == np.array(alone).tolist()


@pytest.mark.parametrize("text", ["exp(-1/x)", "exp(1/x)", "x*exp(1/x)", "sinh(1/x)+1/x**2"])
def test_what_grows_beyond_all_bounds_on_one_side_has_no_value_between(text: str) -> None:
    f = parse(text, (-1, 1))
    assert not np.isfinite(f.value([0.0])) and np.isfinite(f.value([[0.5], [-0.5]])).all()
    assert descend(f, [[0.0]], GradientDescent(1e-3), steps=3).ending.tolist() == [Ending.UNDEFINED]


def test_a_slope_along_a_kink_costs_a_run_no_limits() -> None:
    """The largest of two has one slope along their tie, told by plain floats on both sides: no work runs out."""
    f = parse("sqrt(1+max(x**2,(y-x)**2))", [(-2, 2), (-2, 2)])
    columns = np.stack([np.linspace(-2, 2, 61)[1:], np.zeros(60)])
    slopes = np.full((2, 60), np.nan)
    with Effort.of(60) as effort:
        f.compiled.repair_gradients(columns, f.value(columns.T), slopes)
    assert effort.exact == Effort.of(60).exact and effort.beside == Effort.of(60).beside
    np.testing.assert_allclose(slopes[0], columns[0] / np.sqrt(1 + columns[0] ** 2), rtol=1e-15)


def test_what_a_place_rounded_a_few_times_shows_is_each_row_of_the_hessian_times_the_place() -> None:
    chance = np.random.default_rng(0)
    points, hessian = chance.normal(size=(7, 4)), chance.normal(size=(7, 4, 4))
    hessian += hessian.swapaxes(1, 2)
    triangle = np.stack([hessian[:, i, j] for i in range(4) for j in range(i + 1)])
    triangle[0, 0], triangle[0, 1] = np.nan, np.inf
    hessian[:2, 0, 0] = 0.0
    shown = shown_by_rounding(points.T, triangle)
    expected = np.einsum("pij,pj->ip", np.abs(hessian), np.abs(points))
    assert not shown[0].any()
    np.testing.assert_allclose(shown[1:], 16 * np.finfo(float).eps * expected)
