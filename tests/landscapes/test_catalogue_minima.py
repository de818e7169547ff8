"""The global minimizers of the catalogue: right to the last digits, all listed, and nothing lower."""

import json
from pathlib import Path

import mpmath
import numpy as np
import pytest
import sympy as sp

from landscapes import catalogue

BOUNDED = [name for name, f in catalogue.items() if f.minimum is not None]
UNBOUNDED = {"monkey_saddle", "hyperbolic_saddle"}
TRUTH = json.loads((Path(__file__).parents[1] / "truth" / "global_minima.json").read_text())
CREASED_ROOTS = {"alpine1"}  # the crease runs through an irrational point: no float lies on it
SEVERAL = {"alpine1", "parsopoulos", "shubert", "shubert3", "shubert4", "hansen", "price1", "qing"}


def scale(f):
    return max(1.0, abs(f.minimum))


def lattice(box, count):
    axes = [np.linspace(low, high, count) for low, high in box]
    return np.stack(np.meshgrid(*axes), axis=-1).reshape(-1, len(box))


def polished(f, points, first=1 / 200, rounds=70):
    """The lowest points that a compass search from `points` reaches inside the closed search domain."""
    low, high = np.array(f.search_domain).T
    heights = f.value(points)
    step = np.full(len(points), first)
    compass = np.vstack([np.eye(f.dimensions), -np.eye(f.dimensions)]) * (high - low)
    for _ in range(rounds):
        around = np.clip(points[:, None] + step[:, None, None] * compass, low, high)
        found = np.nan_to_num(f.value(around), nan=np.inf)
        best = found.argmin(axis=1)
        rows = np.arange(len(points))
        lower = found[rows, best] < heights
        points = np.where(lower[:, None], around[rows, best], points)
        heights = np.where(lower, found[rows, best], heights)
        step = np.where(lower, step, step / 2)
    return points, heights


def test_only_the_saddles_have_no_minimum():
    assert set(catalogue) - set(BOUNDED) == UNBOUNDED
    assert all(len(catalogue[name].minimizers) == 0 for name in UNBOUNDED)


@pytest.mark.parametrize("name", BOUNDED)
def test_minimizers_are_distinct_points_of_the_closed_search_domain(name):
    f = catalogue[name]
    low, high = np.array(f.search_domain).T
    assert len(f.minimizers) > 0
    assert np.all((f.minimizers >= low) & (f.minimizers <= high))
    assert len(np.unique(f.minimizers.round(6), axis=0)) == len(f.minimizers) or name in {
        "powell_badly_scaled",
        "brown_badly_scaled",
    }


@pytest.mark.parametrize("name", BOUNDED)
def test_formula_at_the_minimizers_is_the_minimum_at_thirty_digits(name):
    f = catalogue[name]
    value = sp.lambdify(f.variables, f.formula, "mpmath")
    with mpmath.workdps(30):
        for point in f.minimizers[:12]:
            assert abs(value(*map(mpmath.mpf, point)) - mpmath.mpf(f.minimum)) <= 8e-15 * scale(f)


@pytest.mark.parametrize("name", BOUNDED)
def test_compiled_value_at_every_minimizer_is_the_minimum(name):
    f = catalogue[name]
    assert np.abs(f.value(f.minimizers) - f.minimum).max() <= 1e-14 * scale(f) * len(str(f.formula)) ** 0.5


@pytest.mark.parametrize("name", BOUNDED)
def test_nothing_is_lower_on_a_lattice_nor_after_local_descent_from_it(name):
    f = catalogue[name]
    count = 200 if f.dimensions == 2 else 4001
    for box in {f.search_domain, f.domain}:
        low, high = np.array(f.search_domain).T
        points = np.clip(lattice(box, count), low, high)
        heights = f.value(points)
        slack = 1e-12 * scale(f)
        assert np.nanmin(heights) >= f.minimum - slack
        lowest = points[np.argsort(heights)[:40]]
        assert polished(f, lowest)[1].min() >= f.minimum - slack


@pytest.mark.parametrize("name", BOUNDED)
def test_descent_finds_no_minimizer_that_is_not_listed(name):
    f = catalogue[name]
    low, high = np.array(f.search_domain).T
    count = 201 if f.dimensions == 2 else 4001
    points = np.clip(lattice(f.domain, count), low, high)
    lowest = points[np.argsort(f.value(points))[:120]]
    ends, heights = polished(f, lowest)
    size = np.ptp(np.array(f.domain), axis=1)
    level = ends[heights <= f.minimum + 1e-13 * scale(f)]
    gaps = np.linalg.norm((level[:, None] - f.minimizers) / size, axis=-1)
    assert np.all(gaps.min(axis=1, initial=np.inf) < 2e-3)


@pytest.mark.parametrize("name", sorted(SEVERAL))
def test_descent_finds_every_one_of_several_minimizers(name):
    f = catalogue[name]
    rng = np.random.default_rng(0)
    size = np.ptp(np.array(f.domain), axis=1)
    near = f.minimizers + rng.uniform(-0.002, 0.002, f.minimizers.shape) * size
    low, high = np.array(f.search_domain).T
    ends, _ = polished(f, np.clip(near, low, high), first=1e-3)
    assert np.all(np.linalg.norm((ends - f.minimizers) / size, axis=1) < 1e-5)


@pytest.mark.parametrize("name", sorted(set(BOUNDED) - CREASED_ROOTS))
def test_gradient_vanishes_at_minimizers_off_the_edges(name):
    f = catalogue[name]
    low, high = np.array(f.search_domain).T
    free = (f.minimizers > low) & (f.minimizers < high)
    slopes = np.where(free, f.gradient(f.minimizers), 0.0)
    curvature = np.abs(f.hessian(f.minimizers)).max()
    rounding = 1e-15 * (scale(f) + curvature * (1 + np.abs(f.minimizers).max()))
    assert np.abs(slopes).max() <= 20 * rounding


@pytest.mark.parametrize("name", sorted(TRUTH))
def test_minimizers_and_minimum_agree_with_the_table_computed_at_fifty_digits(name):
    f, known = catalogue[name], TRUTH[name]
    assert len(f.minimizers) == known["count"]
    assert f.minimum == pytest.approx(float(known["minimum"]), rel=4e-16, abs=1e-18)
    point = np.array([float(c) for c in known["minimizer"]])
    near = np.abs(f.minimizers - point).max(axis=1).argmin()
    assert f.minimizers[near] == pytest.approx(point, rel=4e-16, abs=1e-22)


@pytest.mark.parametrize(
    ("name", "edge"),
    [
        ("adjiman", [True, False]),
        ("eggholder", [True, False]),
        ("ursem_waves", [True, True]),
        ("brent", [True, True]),
    ],
)
def test_minimizers_on_the_edge_of_the_box_are_on_it_exactly(name, edge):
    f = catalogue[name]
    ends = np.array(f.search_domain)
    assert [bool(np.any(x == e)) for x, e in zip(f.minimizers[0], ends, strict=True)] == edge
