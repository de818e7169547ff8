"""Ends are gathered into destinations."""

from __future__ import annotations

from dataclasses import fields
from importlib import import_module
from typing import Any

import numpy as np
import pytest

from descent import LBFGS, Ending, GradientDescent, descend, grid
from landscapes import Landscape, parse

places = import_module("descent.results.destinations")


def test_however_near_ends_are_found_the_destinations_are_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    f = parse("sin(3*x) + cos(2*y)", domain=((-9, 9), (-9, 9)))
    paths = descend(f, grid(f.domain, 24), GradientDescent(0.05), steps=300)
    found = []
    for few in (10_000, 0):
        monkeypatch.setattr(places, "FEW", few)
        found.append(places.destinations(f, paths.positions[-1], paths.ending))
    assert len(found[0]) > 30
    np.testing.assert_array_equal(found[0].labels, found[1].labels)
    np.testing.assert_array_equal(found[0].positions, found[1].positions)


def test_a_chain_of_ends_is_one_destination() -> None:
    """On the floor of a straight valley every place is an end, each near the next."""
    f = parse("y**2 + 0*x", domain=((-1, 1), (-1, 1)))
    starts = np.stack([np.linspace(-1, 1, 1201)[::-1], np.full(1201, 0.5)], axis=-1)
    paths = descend(f, starts, GradientDescent(0.3), steps=100)
    for some in (slice(0, 100), slice(None)):
        found = places.destinations(f, paths.positions[-1][some], paths.ending[some])
        assert len(found) == 1 and found.counts[0] == len(paths.ending[some])


@pytest.mark.parametrize("text", ["(x**2-y)**4", "(y-sin(x))**4", "abs(x**2-y)**3", "(x**2+y**2-4)**6"])
def test_a_bent_curve_of_minima_that_bends_no_slope_is_one(text: str) -> None:
    f = parse(text, ((-3, 3), (-3, 3)))
    paths = descend(f, grid(f.domain, 9), LBFGS(), steps=300)
    found = paths.destinations
    assert found.counts[0] > 70 and found.whole(0) == "a curve of minima"
    assert found.is_minimum.sum() == 1


@pytest.mark.parametrize(
    "text", ["x**4+y**4/1000", "x**6+y**6+x**4*y**4", "(x-y)**4+(x+y)**4/300", "abs(x)**3+abs(y)**3"]
)
def test_one_minimum_that_bends_no_slope_is_no_curve(text: str) -> None:
    f = parse(text, ((-3, 3), (-3, 3)))
    found = places.destinations(f, np.zeros((1, 2)), np.zeros(1, dtype=np.int8))
    assert len(found) == 1 and found.extent[0] == 0


@pytest.mark.parametrize(
    "text", ["(x**2+y-11)**2 + (x+y**2-7)**2", "abs(x) + abs(y-1)", "(x*y)**2", "-exp(-x**2-y**2)"]
)
def test_what_is_known_from_the_verdicts_is_not_looked_for_again(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    f = parse(text, ((-4, 4), (-4, 4)))
    run = descend(f, grid(f.domain, 9), GradientDescent(0.01), steps=400)
    ends, asked, settle = run.positions[-1], [0], places.settle

    def counted(f: Landscape, points: np.ndarray, limit: np.ndarray) -> Any:
        asked.append(len(points))
        return settle(f, points, limit)

    monkeypatch.setattr(places, "settle", counted)
    for points, anew in ((ends, False), (np.nextafter(ends, 9), True)):  # of other places nothing is known
        before, alone = sum(asked), places.destinations(f, points, run.ending)
        between, found = sum(asked), places.destinations(f, points, run.ending, run.judgement)
        assert between > before and (sum(asked) > between) is anew
        for field in fields(alone):
            np.testing.assert_array_equal(getattr(found, field.name), getattr(alone, field.name))


@pytest.mark.parametrize(("steps", "again"), [(400, 0), (30, 1)])
def test_who_shares_a_cell_is_asked_once_where_all_that_stand_still_arrived(
    steps: int, again: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of other places, and where others stand still too, it is asked anew; whichever it is, nothing differs."""
    f = parse("exp(-x**2 - y**2)*(x + 3*y)", domain=((-9, 9), (-9, 9)))
    starts = grid(((-1, 0), (-1, 0)), 9) if not again else grid(f.domain, 9)
    run = descend(f, starts, GradientDescent(0.1), steps=steps)
    stands = np.isin(run.ending, (Ending.CONVERGED, Ending.SADDLE))
    assert stands.all() == (not again) and stands.any()
    asked: list[int] = []
    grouped = places.grouped
    monkeypatch.setattr(places, "grouped", lambda *a: asked.append(1) or grouped(*a))
    ends = run.positions[-1]
    for points, times in ((ends, again), (np.roll(ends, 1, axis=0), 1)):
        asked.clear()
        found = places.destinations(f, points, run.ending, run.judgement)
        assert len(asked) == times
        anew = places.destinations(f, points, run.ending)
        for field in fields(found):
            assert np.array_equal(getattr(found, field.name), getattr(anew, field.name)), field.name
