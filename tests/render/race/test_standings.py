"""A race's order and bars say what its heights say."""

from __future__ import annotations

from functools import cache
from itertools import pairwise

import numpy as np
import pytest
import sympy as sp

from descent import Adam, GradientDescent, Momentum, Nesterov, RMSProp, descend
from landscapes import Landscape, catalogue, parse
from render.clock import Clock, near_since
from render.race import Standings, is_race, verdict
from render.race.outcome import LOST, ending_of, lost_at, reaches_lowest

FLAT = [name for name, f in catalogue.items() if f.dimensions == 2][::4]
METHODS = {"plain": GradientDescent, "heavy": Momentum, "Adam": Adam}


@cache
def catalogued(name):
    return race(catalogue[name])


def race(f, start=None, steps=60):
    low, high = np.transpose(f.domain)
    place = low + 0.31 * (high - low) if start is None else start
    return {name: descend(f, [place], kind(0.01), steps=steps) for name, kind in METHODS.items()}


def expected(f: Landscape, runs) -> list[str]:  # type: ignore[no-untyped-def]
    """Who arrived by when, the others by height, and who left by when: before them where most did and nobody arrived."""
    there = {name: near_since(run)[0] for name, run in runs.items() if reaches_lowest(run)}
    lost = {name: lost_at(run) for name, run in runs.items() if ending_of(run) in LOST}
    rest = {name: run.heights[-1, 0] for name, run in runs.items() if name not in (*there, *lost)}
    first, middle, last = (sorted(own, key=own.__getitem__) for own in (there, rest, lost))
    leads = len(lost) == len(runs) or (2 * len(lost) > len(runs) and not there)
    return [*last, *middle] if leads else [*first, *middle, *last]


RACES = [
    *((name, 0.01, 60) for name in FLAT),
    *((name, 0.12, 400) for name in FLAT[1::3]),
    ("hyperbolic_saddle", 0.02, 500),
    ("monkey_saddle", 0.05, 800),
    ("hyperbolic_saddle", 0.0012, 200),
]


@pytest.mark.parametrize(("name", "rate", "steps"), RACES)
def test_the_list_and_the_sentence_have_one_order(name: str, rate: float, steps: int) -> None:
    f = catalogue[name]
    low, high = np.transpose(f.domain)
    kinds = {**METHODS, "NAG": Nesterov, "RMSProp": RMSProp}
    runs = {
        label: descend(f, [low + 0.31 * (high - low)], kind(rate), steps=steps)
        for label, kind in kinds.items()
    }
    standings = Standings(f, runs, Clock(float(steps)))
    wanted, order, told = expected(f, runs), [standings.names[k] for k in standings.order()], verdict(f, runs)
    keys = {name: k for k, name in enumerate(wanted)}
    ends = {name: run.heights[-1, 0] for name, run in runs.items()}
    steps_of = {name: (lost_at(run), near_since(run)[0]) for name, run in runs.items()}
    for one, other in pairwise(order):
        alike = ends[one] == ends[other] or any(
            a == b for a, b in zip(steps_of[one], steps_of[other], strict=True)
        )
        assert keys[one] < keys[other] or alike, (order, wanted)
    if " first, after" in told:
        assert order[0] in told
    if " is lowest" in told or " ends lowest" in told:
        named = any(f"{order[0]} {how} lowest".lower() in told.lower() for how in ("is", "ends"))
        assert named or ends[order[0]] == min(h for n, h in ends.items() if ending_of(runs[n]) not in LOST)
    assert sorted(standings.places(1.0)) == pytest.approx(range(len(runs)), abs=1e-9)


@pytest.mark.parametrize("name", FLAT)
def test_a_shorter_bar_is_a_lower_marble_and_no_bar_leaves_its_ground(name: str) -> None:
    standings = Standings(catalogue[name], catalogued(name), Clock(60.0))
    for index in (0, 7, 60):
        heights = standings.heights(index)
        bars, there = standings.bars(heights), np.isfinite(heights)
        assert ((bars >= 0) & (bars <= 1)).all()
        assert (np.diff(bars[there][np.argsort(heights[there])]) >= 0).all()


def test_the_order_on_a_slope_without_end_is_that_in_which_they_leave() -> None:
    """Who leaves falls for ever: his heights, there and where he left, say nothing of who is ahead."""
    f = catalogue["hyperbolic_saddle"]
    kinds = {"plain": GradientDescent(0.0012), "heavy": Momentum(0.012), "Adam": Adam(0.01)}
    runs = {name: descend(f, [(-0.9, 0.01)], kind, steps=3000) for name, kind in kinds.items()}
    assert min(run.heights.min() for run in runs.values()) < -100  # somebody did
    standings = Standings(f, runs, Clock(3000.0))
    assert verdict(f, runs) == "All three go over the edge, heavy first, after 50 steps"
    for t in (0.3, 0.5, 0.7, 1.0):  # not while rows glide
        index, places = standings.clock.index(t), standings.places(t)
        heights, order = standings.heights(index), np.argsort(places)
        gone = standings.losses[order] <= index
        assert (np.diff(gone.astype(int)) <= 0).all() and (np.diff(standings.losses[order][gone]) >= 0).all()
        assert (np.diff(heights[order][~gone]) >= -0.05).all(), (t, heights, places)
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


def test_who_overtakes_is_told_from_who_falls_back() -> None:
    f = catalogue["rosenbrock"]
    kinds = {"plain": GradientDescent(1e-3), "heavy": Momentum(1e-3), "Adam": Adam(0.05)}
    runs = {name: descend(f, [(-1.5, 2.0)], kind, steps=400) for name, kind in kinds.items()}
    standings, passes = Standings(f, runs, Clock(400.0)), 0
    for t in np.linspace(0, 1, 1001):
        places, falls, moves = standings.places(t), standings.falls(t), standings.moves(t)
        for a in range(3):
            for b in range(a):
                if abs(places[a] - places[b]) < 0.6:
                    passes += 1
                    assert falls[a] != falls[b] and moves[a] and moves[b]
    assert passes and not standings.moves(1.0).any()
