"""Minima that are curves and flats, points beside a jump, and starts where the function is undefined."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
import pytest
import sympy as sp

from descent import Adam, Ending, GradientDescent, Momentum, Trajectories, descend, grid
from descent.results import destinations, same_places, valleys
from landscapes import Landscape, parse

SQUARE = [(-2, 2), (-2, 2)]
X = sp.Symbol("x", real=True)


def counted(run: Trajectories) -> dict[str, int]:
    return dict(Counter(Ending(code).name for code in run.ending))


BOTTOMS = {
    # Each is nowhere below its value on the curve or flat, known by hand: squares, logarithms of 1 + squares, hinges.
    "x**2*y**2": 0.0,
    "x**4*y**4": 0.0,
    "x**2*y**4": 0.0,
    "(x**2-y**2)**2": 0.0,
    "(x**2+y**2-1)**2": 0.0,
    "(x**2+y**2-1)**2*(x-y)**2": 0.0,
    "(x*y-1)**2": 0.0,
    "(x-y)**2": 0.0,
    "(y-sin(2*x))**2": 0.0,
    "log(1+x**2*y**2)": 0.0,
    "1-exp(-x**2*y**2)": 0.0,
    "sin(x*y)**2": 0.0,
    "max(0,1-x-y)": 0.0,
    "max(0,1-x-y)**2": 0.0,
    "max(0,1-x)+max(0,1-y)": 0.0,
    "max(x**2,1)+y**2": 1.0,
    "max(0, sqrt(x**2+y**2)-1)": 0.0,
}
SADDLES = {"(x**2+y**2-1)**2", "(x*y-1)**2", "(x**2+y**2-1)**2*(x-y)**2"}
"""Those with a true saddle or maximum on a start."""


@pytest.mark.parametrize("method", [GradientDescent(0.02), Momentum(0.005), Adam(0.03)], ids=str)
@pytest.mark.parametrize("formula", BOTTOMS)
def test_who_rests_on_a_curve_or_a_flat_of_minima_has_converged(formula: str, method: Any) -> None:
    f = parse(formula, SQUARE)
    run = descend(f, grid(f.domain, 15), method, steps=800)
    told = counted(run)
    assert told["CONVERGED"] > 20 and "STALLED" not in told
    assert formula in SADDLES or "SADDLE" not in told
    at_rest = run.ending == Ending.CONVERGED
    np.testing.assert_allclose(run.heights[-1][at_rest], BOTTOMS[formula], atol=1e-5)


@pytest.mark.parametrize(
    ("formula", "curves"),
    [
        ("x**2*y**2", 1),
        ("(x**2+y**2-1)**2", 1),
        ("(x*y-1)**2", 2),
        ("sin(2*x)**2", 3),
        ("(x**2-y**2)**2", 1),
        ("max(0,1-x-y)**2", 1),
        ("(y-sin(2*x))**2", 1),
        ("(x-y)**2*(x-y-1)**2", 2),
    ],
)
def test_the_destinations_on_a_curve_are_one(formula: str, curves: int) -> None:
    f = parse(formula, SQUARE)
    found = descend(f, grid(f.domain, 14), Adam(0.03), steps=800).destinations
    minima = found.is_minimum & (found.heights < 1e-6)
    assert minima.sum() == curves and (found.extent[minima] > 0).all()
    assert "of minima" in found.whole(0)


def test_rings_of_minima_are_minima() -> None:
    """Of sin r / r: known by mpmath, sin r = r cos r at r = 4.4934 and 10.9041; the last is cut by the box."""
    f = parse("sin(sqrt(x*x+y*y))/sqrt(x*x+y*y+0.1)", [(-8, 8), (-8, 8)])
    run = descend(f, grid(f.domain, 8), GradientDescent(), steps=1000)
    assert counted(run) == {"CONVERGED": 64}
    assert len(run.destinations) == 2
    np.testing.assert_allclose(np.linalg.norm(run.destinations.positions, axis=1), [4.49, 10.9], atol=0.02)


@pytest.mark.parametrize(
    "formula", ["x**2+y**4", "x**4+y**4", "x**2+y**8", "x**2+y**2", "sqrt(abs(x))+y**2", "x**2+1e-8*y**2"]
)
def test_an_isolated_minimum_is_a_point_however_flat(formula: str) -> None:
    f = parse(formula, SQUARE)
    found = destinations(f, np.array([[0.0, 0.0], [0.0, 1e-4]]), np.zeros(2, dtype=np.int8))
    assert found.extent.tolist() == [0] * len(found)


@pytest.mark.parametrize("formula", ["x**2+1e-8*y**2", "x**2+1e-10*y**2", "100*(y-x**2)**2+1e-6*(1-x)**2"])
def test_a_valley_that_slopes_is_no_curve_of_minima(formula: str) -> None:
    f = parse(formula, SQUARE)
    run = Trajectories.from_arrays(f, [[[0.5, 0.25]], [[0.5, 0.25]]], tolerance=1e-4)
    assert run.ending[0] in (Ending.STALLED, Ending.RUNNING)


def test_two_runs_know_that_they_came_to_one_curve() -> None:
    f = parse("(x**2+y**2-1)**2", SQUARE)
    left = descend(f, [[-1.5, 0.2], [-0.5, 0.1]], GradientDescent(0.02), steps=500).destinations
    right = descend(f, [[1.5, 0.6], [0.7, -0.1]], GradientDescent(0.02), steps=500).destinations
    assert len(left) == len(right) == 1 and same_places(f, left, right).tolist() == [[True]]


@pytest.mark.parametrize(
    ("expression", "left", "right"),
    [
        (sp.sign(X) + 0.1 * X**2, Ending.CONVERGED, Ending.STALLED),
        (sp.Heaviside(X) + X**2, Ending.CONVERGED, Ending.STALLED),
        (sp.Piecewise((X**2, X < 0), (X**2 + 1, True)), Ending.CONVERGED, Ending.STALLED),
        (sp.Piecewise((X**2, X <= 0), (X**2 + 1, True)), Ending.CONVERGED, Ending.STALLED),
        (sp.floor(X) + X**2 / 10, Ending.CONVERGED, Ending.STALLED),
        (X**2 - sp.sign(X), Ending.STALLED, Ending.CONVERGED),
    ],
)
def test_beside_a_jump_only_the_lower_side_is_a_minimum(expression: Any, left: Ending, right: Ending) -> None:
    f = Landscape.from_sympy(expression, (-5, 5))
    run = descend(f, grid(f.domain, 10), GradientDescent(0.2), steps=500)
    assert run.ending.tolist() == [left] * 5 + [right] * 5
    # The heights are those on the particles' own side, not the one at the jump.
    low = run.heights[-1].min()
    np.testing.assert_allclose(run.destinations.heights, [low], atol=1e-6)


@pytest.mark.parametrize("formula", ["1e-12*(x**2+y**2)", "1e12*(x**2+y**2)"])
def test_a_bowl_is_a_bowl_in_any_units(formula: str) -> None:
    f = parse(formula, [(-1, 1), (-1, 1)])
    for method in (GradientDescent(), Momentum()):
        assert counted(descend(f, grid(f.domain, 6), method, steps=1000)) == {"CONVERGED": 36}


@pytest.mark.parametrize(
    ("formula", "domain"),
    [
        ("(x-2000)**2/100+(y/1e9-1.5)**2", [(1950, 2030), (1e9, 2e9)]),
        ("x**2+(y/1e9)**2", [(-1, 1), (-1e9, 1e9)]),
    ],
)
def test_a_side_that_is_a_billion_times_longer_makes_no_saddles(formula: str, domain: Any) -> None:
    f = parse(formula, domain)
    run = descend(f, grid(f.domain, 6), GradientDescent(), steps=1000)
    assert set(counted(run)) <= {"RUNNING", "CONVERGED"} and not len(run.destinations)


@pytest.mark.parametrize(
    "formula", ["tanh(10*x)", "(tanh(3*x)-1)**2", "1/(1+exp(-30*x))", "exp(-x**2)", "atan(50*x)"]
)
def test_nobody_converges_on_a_plateau_of_floats(formula: str) -> None:
    f = parse(formula, [(-9, 9)])
    run = descend(f, grid(f.domain, 40), GradientDescent(0.01), steps=50)
    assert "CONVERGED" not in counted(run)


@pytest.mark.parametrize("formula", ["log(x)", "sqrt(x)+y**2", "1/(x*y)", "log(-1-x**2)", "asin(2*x)+y"])
def test_a_start_without_a_value_is_undefined_and_stays_there(formula: str) -> None:
    f = parse(formula, [(-1, 1)] * (2 if "y" in formula else 1))
    starts = grid(f.domain, 5)
    run = descend(f, starts, GradientDescent(0.001), steps=20)
    lost = run.ending == Ending.UNDEFINED
    without = ~np.isfinite(f.value(starts))
    np.testing.assert_array_equal(lost, without)
    assert "DIVERGED" not in counted(run) and lost.any()
    assert (run.stopped_at[lost] == 0).all()
    np.testing.assert_array_equal(run.positions[-1, lost], starts[lost])


def test_a_flat_from_which_it_falls_is_no_minimum() -> None:
    f = parse("min(x**2, 1)", [(-3, 3)])
    run = descend(f, [[0.0], [2.0], [-2.5]], GradientDescent(0.1), steps=100)
    assert run.ending.tolist() == [Ending.CONVERGED, Ending.STALLED, Ending.STALLED]


@pytest.mark.parametrize("formula", ["sqrt(x)+y**2", "x*sqrt(x)+y**2", "sqrt(x)+sqrt(y)", "asin(x)+acos(y)"])
def test_the_edge_of_where_a_function_is_defined_can_be_a_minimum(formula: str) -> None:
    """Where it is the lowest, and no particle goes on: sqrt(x) at 0."""
    f = parse(formula, [(-1, 1), (-1, 1)])
    edge = [-1.0, 1.0] if "asin" in formula else [0.0, 0.0]
    run = descend(f, [edge], GradientDescent(0.001), steps=5)
    assert run.ending[0] in (Ending.CONVERGED, Ending.RUNNING)


@pytest.mark.parametrize(
    ("formula", "place", "extent"),
    [
        ("x1**2*x2**2 + x3**2", (0, 0, 0), 1),
        ("(1-cos(x1))*(1-cos(x2)) + x3**2", (0, 0, 0), 1),
        ("(x1**2-x2**2)**2 + x3**2", (0, 0, 0), 1),
        ("x1**2*x2**2*(x1+x2)**2 + x3**2", (0, 0, 0), 1),
        ("x1**2*x2**2*x3**2", (0, 0, 1), 2),
        ("(x1**2+x2**2+x3**2-1)**2", (0.6, 0.8, 0), 2),
    ],
)
def test_where_floors_cross_there_is_no_more_than_each_has(formula: str, place: Any, extent: int) -> None:
    f = parse(formula, ((-2, 2),) * 3)
    found = Trajectories.from_arrays(f, np.array([[place]], dtype=float)).destinations
    assert found.extent.tolist() == [extent] and found.is_minimum.all()


def test_a_crossing_that_rounding_blurs_hides_no_curve() -> None:
    f = parse("(1-cos(x))*(1-cos(y))", ((-7, 7), (-7, 7)))
    places = np.array([[-12.566370614359172, 1e-17], [-12.566370614359172, 1.0]])
    found = Trajectories.from_arrays(f, places[None]).destinations
    assert found.positions[:, 0].round(3).tolist() == [-12.566] and found.extent.tolist() == [1]


@pytest.mark.parametrize("every", [3, 5])
@pytest.mark.parametrize("formula", ["x**2*y**2", "(x*y-1)**2", "sin(2*x)**2", "-exp(-(x-1)**2 - (y-1)**2)"])
def test_few_ways_walked_together_join_what_they_join_one_by_one(
    formula: str, every: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    f = parse(formula, [(-2, 2), (-30, 30)] if "exp" in formula else SQUARE)
    run = descend(f, grid(f.domain, 4), Adam(0.03), steps=500)
    points = run.positions[-1][::every]
    heights = f.value(points)
    walks: list[int] = []
    walked = valleys._walked
    monkeypatch.setattr(valleys, "_walked", lambda *a: walks.append(len(a[1])) or walked(*a))
    together = valleys.linked_by_floors(f, points, heights, 1e-6)
    assert together.max() < 3 or every == 3 or len(walks) == 1, "four alone are walked between once"
    monkeypatch.setattr(valleys, "_AT_ONCE", 0)
    np.testing.assert_array_equal(together, valleys.linked_by_floors(f, points, heights, 1e-6))
