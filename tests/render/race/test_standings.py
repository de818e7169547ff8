"""A race's order and bars say what its heights say."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
import sympy as sp

from descent import Adam, GradientDescent, Momentum, descend
from landscapes import Landscape, catalogue, parse
from render.clock import Clock
from render.race import Standings, is_race

FLAT = [name for name, f in catalogue.items() if f.dimensions == 2][::4]
METHODS = {"plain": GradientDescent, "heavy": Momentum, "Adam": Adam}


@cache
def catalogued(name):
    return race(catalogue[name])


def race(f, start=None, steps=60):
    low, high = np.transpose(f.domain)
    place = low + 0.31 * (high - low) if start is None else start
    return {name: descend(f, [place], kind(0.01), steps=steps) for name, kind in METHODS.items()}


@pytest.mark.parametrize("name", FLAT)
def test_the_last_order_is_that_of_the_last_heights(name: str) -> None:
    runs = catalogued(name)
    standings = Standings(catalogue[name], runs, Clock(60.0))
    heights = standings.heights(standings.clock.index(1.0))
    ordered = np.nan_to_num(heights, nan=np.inf)[standings.order()]
    assert (np.diff(ordered) >= 0).all()
    assert sorted(standings.places(1.0)) == pytest.approx([0, 1, 2], abs=1e-9)


@pytest.mark.parametrize("name", FLAT)
def test_a_shorter_bar_is_a_lower_marble_and_no_bar_leaves_its_ground(name: str) -> None:
    standings = Standings(catalogue[name], catalogued(name), Clock(60.0))
    for index in (0, 7, 60):
        heights = standings.heights(index)
        bars, there = standings.bars(heights), np.isfinite(heights)
        assert ((bars >= 0) & (bars <= 1)).all()
        assert (np.diff(bars[there][np.argsort(heights[there])]) >= 0).all()


def test_the_order_on_a_slope_without_end_is_that_of_the_heights_on_the_map() -> None:
    """Who leaves falls for ever: his heights out there say nothing of how far apart the others are."""
    f = catalogue["hyperbolic_saddle"]
    kinds = {"plain": GradientDescent(0.0012), "heavy": Momentum(0.012), "Adam": Adam(0.01)}
    runs = {name: descend(f, [(-0.9, 0.01)], kind, steps=3000) for name, kind in kinds.items()}
    assert min(run.heights.min() for run in runs.values()) < -100  # somebody did
    standings = Standings(f, runs, Clock(3000.0))
    for t in (0.3, 0.5, 0.7, 1.0):  # not while rows glide
        heights = standings.heights(standings.clock.index(t))
        places = standings.places(t)
        assert (np.diff(heights[np.argsort(places)]) >= -0.05).all(), (t, heights, places)
    bars = standings.bars(np.array([1.0, 0.0, -2.0, -3.9]))
    assert (np.diff(bars) < -0.05).all()


def test_rows_glide_and_do_not_jump() -> None:
    f = catalogue["rosenbrock"]
    standings = Standings(f, race(f, (-1.5, 2.0), 400), Clock(400.0))
    places = np.stack([standings.places(t) for t in np.linspace(0, 1, 226)])
    assert np.abs(np.diff(places, axis=0)).max() < 0.8
    assert places.min() >= 0 and places.max() <= 2


def test_heights_are_told_above_a_minimum_that_is_known_or_proven_only() -> None:
    known, box = catalogue["rosenbrock"], ((-2, 2), (-2, 2))
    proven = Landscape.from_sympy(sp.sympify("x**4 + y**2 + x"), box)
    unknown = parse("abs(x) + y**2 + x/2", domain=box)
    assert Standings(known, race(known), Clock(60.0)).level == known.minimum
    bottom = Standings(proven, race(proven), Clock(60.0)).level
    assert bottom is not None and abs(bottom + 3 / 4 ** (4 / 3)) < 1e-12
    assert Standings(unknown, race(unknown), Clock(60.0)).level is None


def test_a_race_is_of_lone_particles() -> None:
    f = catalogue["sphere"]
    lone, two = (descend(f, starts, Adam(0.1), steps=3) for starts in ([[1, 1]], [[1, 1], [2, 2]]))
    assert is_race({"a": lone, "b": lone})
    assert not is_race({"a": lone}) and not is_race({"a": lone, "b": two})


def test_a_row_that_others_pass_is_gone_while_they_are_on_it() -> None:
    f = catalogue["rosenbrock"]
    kinds = {"plain": GradientDescent(1e-3), "heavy": Momentum(1e-3), "Adam": Adam(0.05)}
    runs = {name: descend(f, [(-1.5, 2.0)], kind, steps=400) for name, kind in kinds.items()}
    standings, passes = Standings(f, runs, Clock(400.0)), 0
    for t in np.linspace(0, 1, 1001):
        places, strengths = standings.places(t), standings.strengths(t)
        for a in range(3):
            for b in range(a):
                if abs(places[a] - places[b]) < 0.6:
                    passes += 1
                    assert min(strengths[a], strengths[b]) == 0
    assert passes and (standings.strengths(1.0) == 1).all()
