"""Looking for a stationary point costs no more than it must, and finds the same."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import numpy as np
import pytest

from descent import grid, uniform
from landscapes import Landscape, catalogue, parse

places = import_module("descent.results.rest")
BOX = ((-4, 4), (-4, 4))
F = {
    "tails": catalogue["easom"],
    "floors": parse("(x*y)**2", BOX),
    "bent": parse("(x**2-y)**4", BOX),
    "waves": parse("sin(3*x)*exp(-y**2)", BOX),
}


def assert_same(one: Any, other: Any) -> None:
    for what in ("limits", "found", "sharp", "floor"):
        np.testing.assert_array_equal(getattr(one, what), getattr(other, what))


@pytest.mark.parametrize("name", F)
def test_floors_are_looked_for_where_a_step_could_be_another_one(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    f, asked = F[name], [0]
    points = np.asarray(grid(f.domain, 31))
    point, floor = places._point, places._floor

    def counted(f: Landscape, points: Any, here: Any, share: float) -> Any:
        asked[-1] += len(points)
        return floor(f, points, here, share)

    monkeypatch.setattr(places, "_floor", counted)
    found = places.rest(f, points, places.Bends.at(f, points))
    asked.append(0)
    monkeypatch.setattr(places, "_point", lambda *a: (*point(*a)[:3], np.zeros(len(points), dtype=bool)))
    thorough = places.rest(f, points, places.Bends.at(f, points))
    assert_same(found, thorough)
    assert asked[0] < asked[1] / (4 if name == "tails" else 1)


def test_who_is_sure_to_walk_away_would_have_been_seen_to(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without eigenvectors of theirs: most of all on easom's plateau, where nearly all stand."""
    decomposed, principal, sure = [0], places.principal, 0

    def counted(matrix: Any, slope: Any, span: Any) -> Any:
        decomposed[-1] += len(matrix)
        return principal(matrix, slope, span)

    monkeypatch.setattr(places, "principal", counted)
    for f in (catalogue["griewank"], catalogue["beale"], F["waves"], F["bent"], F["tails"]):
        points = uniform(f.domain, places._MANY, seed=1)
        sure += places._walks(f, points, places.Bends.at(f, points)).sum()
        decomposed.append(0)
        found = places.rest(f, points, places.Bends.at(f, points))
        with monkeypatch.context() as patch:
            patch.setattr(places, "_MANY", len(points) + 1)
            decomposed.append(0)
            assert_same(found, places.rest(f, points, places.Bends.at(f, points)))
    assert sure > 300 and decomposed[-2] < decomposed[-1] / 2


def test_steps_by_cramers_rule_are_newtons() -> None:
    """Where they are said to be: not where a direction does not bend, or hardly."""
    some = np.random.default_rng(5)
    for f in (catalogue["griewank"], parse("x**2 + 1e-5*y**2", BOX), parse("(x + y)**2", BOX)):
        here = places.Bends.at(f, some.uniform(-3, 3, (200, 2)))
        step, length, holds = here.solved()
        newton, least = here.step(0.0)
        assert (least[holds] > 0.01).all() and holds.any() == (f.name == "griewank")
        np.testing.assert_allclose(step[holds], newton[holds], rtol=1e-11, atol=1e-13)
        assert (length[holds] == np.abs(step[holds]).max(axis=1)).all()
