"""Particles at rest on kinks: what is said of them is what the function does there, however the kink bends."""

from __future__ import annotations

import numpy as np
import pytest

from descent import Ending, ScipyMinimize, descend, grid
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
