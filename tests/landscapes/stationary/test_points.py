"""Stationary points: all of them, each once, told apart, and honest about what cannot be promised."""

from __future__ import annotations

import json
import pickle
from pathlib import Path

import numpy as np
import pytest

from landscapes import catalogue, parse

# Found by SciPy's hybrid method from a grid of 30 x 30 starts and refined by mpmath to 20 digits.
TRUTH = json.loads((Path(__file__).parents[2] / "truth" / "stationary.json").read_text(encoding="utf-8"))
SQUARE = ((-2.0, 2.0), (-2.0, 2.0))


def kinds(points):
    return [sum(p.kind == kind for p in points) for kind in ("minimum", "maximum", "saddle", "degenerate")]


@pytest.mark.parametrize("name", TRUTH)
def test_finds_all_stationary_points_each_once(name):
    f, truth = catalogue[name], TRUTH[name]
    points = f.stationary_points(truth["domain"])
    assert points.complete == "proven"  # interval arithmetic says that there are no more
    span = np.ptp(np.array(truth["domain"]), axis=1)
    assert len(points) == len(truth["points"])
    for x, y, height, kind in truth["points"]:
        near = [p for p in points if (np.abs(p.position - [float(x), float(y)]) <= 1e-12 * span).all()]
        assert len(near) == 1 and near[0].kind == kind
        assert near[0].height == pytest.approx(float(height), rel=1e-12, abs=1e-12)


def test_himmelblau_and_the_camel_have_what_everybody_knows():
    """So does the table that they are compared with."""
    assert kinds(catalogue["himmelblau"].stationary_points()) == [4, 1, 4, 0]
    known = {name: [point[3] for point in about["points"]] for name, about in TRUTH.items()}
    camel = [known["six_hump_camel"].count(kind) for kind in ("minimum", "maximum", "saddle")]
    assert camel == [6, 2, 7] and known["goldstein_price"].count("minimum") == 4


def test_come_lowest_first_and_travel():
    points = catalogue["himmelblau"].stationary_points()
    assert isinstance(points, tuple) and [p.height for p in points] == sorted(p.height for p in points)
    again = pickle.loads(pickle.dumps(points))
    assert again.complete == "proven" and again[0].kind == "minimum"
    np.testing.assert_allclose(
        points[0].curvatures, np.linalg.eigvalsh(catalogue["himmelblau"].hessian(points[0].position))
    )


@pytest.mark.slow
@pytest.mark.parametrize("part", range(6))
def test_every_known_smooth_minimizer_is_among_them(part):
    missing, seen = [], 0
    for name in list(catalogue)[part::6]:
        f = catalogue[name]
        low, high = np.array(f.domain).T
        smooth = [m for m in f.minimizers[:40] if ((m > low) & (m < high)).all() and _is_smooth_zero(f, m)]
        for minimizer in smooth[:2]:
            seen += 1
            box = np.stack([minimizer - 0.012 * (high - low), minimizer + 0.015 * (high - low)], axis=1)
            found = np.array([p.position for p in f.stationary_points(box)]).reshape(-1, f.dimensions)
            if not (np.abs(found - minimizer) <= 1e-6 * (high - low)).all(axis=1).any():
                missing.append((name, minimizer))
    assert missing == [] and seen > 12


def _is_smooth_zero(f, point):
    span = np.ptp(np.array(f.domain), axis=1)
    around = point + 1e-7 * span * np.random.default_rng(1).normal(size=(20, f.dimensions))
    curvature = np.linalg.eigvalsh(f.hessian(point))
    regular = np.abs(curvature).min() > 1e-6 * np.abs(curvature).max()
    return regular and np.abs(f.gradient(around)).max() < 1e-2 * np.abs(f.gradient(point + 0.01 * span)).max()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x**2", [(0.0, "minimum")]),
        ("3*x**2-4*x+5", [(2 / 3, "minimum")]),
        ("x**4-3*x**3+2", [(0.0, "degenerate"), (9 / 4, "minimum")]),
        ("x**3", [(0.0, "degenerate")]),
        ("exp(x)", []),
        ("abs(x)", []),
        (
            "sin(3*x)",
            [
                (-np.pi / 2, "maximum"),
                (-np.pi / 6, "minimum"),
                (np.pi / 6, "maximum"),
                (np.pi / 2, "minimum"),
            ],
        ),
        ("cos(pi*x/2)", [(-2.0, "minimum"), (0.0, "maximum"), (2.0, "minimum")]),
    ],
)
def test_one_variable(text, expected):
    points = parse(text, (-2, 2.5) if "4" in text else (-2, 2)).stationary_points()
    found = sorted((float(p.position[0]), p.kind) for p in points)
    assert [k for _, k in found] == [k for _, k in expected]
    np.testing.assert_allclose([x for x, _ in found], [x for x, _ in expected], atol=1e-12)


@pytest.mark.parametrize(
    "name", ["ackley", "ackley2", "bukin6", "bukin4", "tripod", "bartels_conn", "xin_she_yang1"]
)
def test_kinks_are_no_stationary_points(name):
    f = catalogue[name]
    at = [p for p in f.stationary_points() if (np.abs(p.position - f.minimizers).max(axis=1) < 1e-3).any()]
    assert at == []


@pytest.mark.parametrize(("name", "kind"), [("drop_wave", "minimum"), ("schaffer1", "minimum")])
def test_a_gradient_that_goes_to_zero_counts_although_its_formula_is_zero_by_zero(name, kind):
    points = catalogue[name].stationary_points()
    assert [p.kind for p in points if not p.position.any()] == [kind]


def test_plateau_that_underflows_is_no_stationary_point():
    points = catalogue["easom"].stationary_points(((60, 100), (60, 100)))
    assert len(points) == 0 and points.complete == "likely"
    assert len(parse("exp(-x**2-y**2)", ((25, 40), (25, 40))).stationary_points()) == 0


@pytest.mark.parametrize(
    "text", ["x**2", "(x-y)**2", "(x**2+y**2-1)**2", "3", "max(x, 0)", "(x*y)**2", "sin(x+y)"]
)
def test_curves_are_sampled_and_said_to_be_cut_off(text):
    f = parse(text, SQUARE)
    points = f.stationary_points()
    assert points.complete == "cut off" and 0 < len(points) <= 30
    np.testing.assert_allclose(f.gradient([p.position for p in points]), 0, atol=1e-7)
    assert all(p.kind == "degenerate" for p in points) or text == "(x**2+y**2-1)**2"


@pytest.mark.parametrize(
    ("text", "place"),
    [("x**3-3*x*y**2", (0, 0)), ("x**4+y**4", (0, 0)), ("x**2+y**4", (0, 0)), ("(x-1)**4-y**2", (1, 0))],
)
def test_degenerate_points_are_found_once(text, place):
    points = parse(text, SQUARE).stationary_points()
    assert [p.kind for p in points] == ["degenerate"] and points.complete == "likely"
    np.testing.assert_allclose(points[0].position, place, atol=1e-6)


def test_points_on_the_edge_count_and_edge_minimizers_do_not():
    assert len(parse("x**2+y**2", ((0, 1), (0, 1))).stationary_points()) == 1
    assert len(parse("x**2+y**2", ((1e-9, 1), (0, 1))).stationary_points()) == 0
    assert len(parse("x+y", SQUARE).stationary_points()) == 0


def test_too_many_points_are_cut_off_lowest_first():
    f = catalogue["griewank"]
    points = f.stationary_points(f.search_domain)
    assert points.complete == "cut off" and len(points) <= 1000
    assert points[0].height == pytest.approx(0, abs=1e-12)
    assert len(catalogue["rastrigin"].stationary_points()) == 441


@pytest.mark.parametrize("count", [3, 5])
def test_many_variables_are_searched(count):
    f = catalogue["styblinski_tang"].in_dimensions(count)
    points = f.stationary_points()
    assert points.complete in ("likely", "cut off")
    assert len(points) == 27 if count == 3 else len(points) > 150
    assert points[0].height == pytest.approx(f.minimum, rel=1e-12)
    np.testing.assert_allclose(f.gradient([p.position for p in points]), 0, atol=1e-9)


def test_refuses_a_domain_that_does_not_fit():
    with pytest.raises(ValueError, match=r"himmelblau.stationary_points: domain must have 2 ranges, got 1"):
        catalogue["himmelblau"].stationary_points((0, 1))


@pytest.mark.parametrize(("name", "dimensions"), [("levy13", 2), ("styblinski_tang", 3)])
def test_is_the_same_every_time(name, dimensions):
    f = catalogue[name] if dimensions == 2 else catalogue[name].in_dimensions(dimensions)
    first, second = f.stationary_points(), f.stationary_points()
    assert [tuple(p.position) for p in first] == [tuple(p.position) for p in second]


@pytest.mark.parametrize("size", ["1e308", "1.7e308", "1e300", "1e-150"])
@pytest.mark.parametrize(
    ("form", "wanted"),
    [("x*y", [0, 0, 1, 0]), ("x**2/9", [1, 0, 0, 0]), ("sin(x)*cos(y)", [1, 1, 2, 0]), ("x/9", [0, 0, 0, 0])],
)
def test_heights_at_the_ends_of_the_floats_hide_no_stationary_point(form, wanted, size):
    f = parse(f"{size}*({form})", [(-2.9, 2.8)] * (2 if "y" in form else 1))
    assert kinds(f.stationary_points()) == wanted


@pytest.mark.parametrize("exponent", [-1000, -960, -900, -500, 500, 990])
@pytest.mark.parametrize(
    ("text", "kind"), [("x*y", "saddle"), ("x**2+y**2", "minimum"), ("cos(x)+cos(y)", "maximum")]
)
def test_heights_of_any_size_have_their_points(text, kind, exponent):
    found = parse(f"{2.0**exponent!r}*({text})", [(-2, 2), (-3, 3)]).stationary_points()
    assert [p.kind for p in found] == [kind]
    np.testing.assert_allclose(found[0].position, 0, atol=1e-9)


@pytest.mark.parametrize("text", ["cos(x**2)+x", "sin(x**3)*x", "x*sin(1e7*x)+cos(3e7*x)"])
def test_waves_that_no_search_sees_are_not_likely_all(text: str) -> None:
    found = parse(text, ((1e6, 1e6 + 8),)).stationary_points()
    assert found.complete == "cut off"
