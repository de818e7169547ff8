"""Particles at rest on kinks: what is said of them is what the function does there, however the kink bends."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from descent import LBFGS, Ending, ScipyMinimize, TrustRegion, descend, grid
from descent.results import classify
from descent.results.destinations import destinations
from landscapes import parse

ANGLES = np.linspace(0, 2 * np.pi, 12, endpoint=False) + 0.1
RING = np.column_stack([np.cos(ANGLES), np.sin(ANGLES)])
T = np.linspace(-1.2, 1.1, 9)
PLACES = {
    "abs(x**2+y**2-1)": RING,
    "abs(sqrt(x**2+y**2)-1)": RING,
    "3*max(x**2+y**2-1, (1-x**2-y**2)/5)": RING,
    "abs(y-x**2)": np.column_stack([T, T**2]),
    "abs(y-sin(3*x))**0.7": np.column_stack([T, np.sin(3 * T)]),
    "abs(x-y)": np.column_stack([T, T]),
    "abs(x*y-1)": np.column_stack([T + 2.5, 1 / (T + 2.5)])[T + 2.5 < 2],
}
"""Curves of minima, and points on them."""


@pytest.mark.parametrize("noise", [0.0, 1e-12, 1e-7])
@pytest.mark.parametrize("text", PLACES)
def test_a_kink_of_minima_is_one_destination(text: str, noise: float) -> None:
    f = parse(text, [(-2, 2), (-2, 2)])
    points = PLACES[text] + noise * np.random.default_rng(0).normal(size=PLACES[text].shape)
    ending = classify(f, points, None, np.ones(len(points), dtype=bool))
    assert (ending == Ending.CONVERGED).all()
    found = destinations(f, points, ending)
    assert len(found) == 1 and found.extent[0] == 1 and found.whole(0) == "a curve of minima"


def test_along_a_kink_it_is_followed_round_its_bend() -> None:
    """Straight on from (0, 0) the first of these rises, along the kink it falls; of the second only one place is low."""
    box = [(-2, 2), (-2, 2)]
    still = np.ones(1, dtype=bool)
    assert classify(parse("abs(y-x**2)-x**2/2", box), np.zeros((1, 2)), None, still)[0] == Ending.SADDLE
    assert classify(parse("abs(y-x**2)+x**2/2", box), np.zeros((1, 2)), None, still)[0] == Ending.CONVERGED
    tilted = parse("abs(sqrt(x**2+y**2)-1)+x/10", box)
    ending = classify(tilted, np.concatenate([[[-1.0, 0.0]], RING]), None, np.ones(len(RING) + 1, dtype=bool))
    assert ending[0] == Ending.CONVERGED and (ending[1:] == Ending.STALLED).all()


def test_the_brink_of_a_plateau_is_as_its_inside() -> None:
    f = parse("min(x**2+y**2, 1)", [(-2, 2), (-2, 2)])
    points = np.concatenate([RING, 1.5 * RING, [[0.0, 1.0]]])
    assert (classify(f, points, None, np.ones(len(points), dtype=bool)) == Ending.STALLED).all()


def test_whoever_is_brought_to_a_kink_is_at_rest() -> None:
    f = parse("abs(x**2+y**2-1)", [(-2, 2), (-2, 2)])
    run = descend(f, grid(f.domain, 4), ScipyMinimize("nelder-mead"), steps=300)
    assert (run.ending == Ending.CONVERGED).all()
    assert len(run.destinations) == 1 and run.destinations.extent[0] == 1


@pytest.mark.parametrize(
    "text, method",
    [
        ("abs(x*y)", TrustRegion),
        ("abs(x**2+y**2-1)", LBFGS),
        ("abs(x-y**2)", TrustRegion),
        ("abs(min(x,y))", LBFGS),
        ("abs(x)**1.5+abs(y)", LBFGS),
    ],
)
def test_whoever_is_at_a_kink_of_minima_is_there_though_floats_still_move(text: str, method: Any) -> None:
    """Trials of a line search end ever closer to the kink, 1e-200 at last; the slope beside it stays."""
    f = parse(text, [(-2, 2), (-2, 2)])
    run = descend(f, grid(f.domain, 6), method(), steps=300)
    low = run.heights[-1] < 1e-14
    assert low.sum() > 4 and (run.ending[low] == Ending.CONVERGED).all()


def test_whoever_crosses_a_kink_on_its_way_still_moves() -> None:
    """Down a valley's crease that falls, hopping; and far from it, hopping by a step that is something."""
    f = parse("abs(x)+y/5", [(-2, 2), (-2, 2)])
    beside = np.array([[1e-13, 0.3], [-1e-13, 1.0], [1e-6, 0.3]])
    assert (classify(f, beside, None) == Ending.RUNNING).all()
    bowl = parse("abs(x)+y**2", [(-2, 2), (-2, 2)])
    places = np.array([[1e-13, 0.0], [1e-6, 0.0], [1e-13, 0.5]])
    assert classify(bowl, places, None).tolist() == [Ending.CONVERGED, Ending.RUNNING, Ending.RUNNING]


def test_a_flat_of_minima_is_one_outside_the_domain_too() -> None:
    f = parse("max(0,1-x-y)**2", [(-2, 2), (-2, 2)])
    places = np.array([[8.0, 8.0], [19.0, 19.0], [1.5, 1.0]])
    assert (classify(f, places, None) == Ending.CONVERGED).all()
