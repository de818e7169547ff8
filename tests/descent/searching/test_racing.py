"""Populations beside descents: one search from each start, paid for as the others' steps are."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from descent import CMAES, Adam, Gaussian, NelderMead, ParticleSwarm, uniform
from descent.comparison import cross
from descent.comparison.case_outcome import run_case
from descent.searching import heights_of_a_step, raced
from descent.starts import parse_starts
from landscapes import Landscape, catalogue

F = catalogue["himmelblau"]


def counted() -> tuple[Landscape, list[int]]:
    """Himmelblau's function, and how many heights were asked for one after the other."""
    asked: list[int] = []

    def value(points: np.ndarray) -> np.ndarray:
        asked.append(len(np.atleast_2d(points)))
        return np.asarray(F.value(points))

    f = Landscape.from_function(value, F.domain, gradient=F.gradient)
    asked.clear()
    return f, asked


@pytest.mark.parametrize("method", [CMAES(), ParticleSwarm(population=5), NelderMead()], ids=lambda m: m.name)
def test_a_step_buys_a_height_and_one_for_each_component_of_a_slope(method: Any, monkeypatch: Any) -> None:
    f, asked = counted()
    # Verdicts look at heights too, when all is over.
    monkeypatch.setattr("descent.searching.racing.judged", lambda *_: np.zeros(1, dtype=np.int8))
    steps = 20
    run = raced(f, method, np.array([[1.0, -2.0]]), steps)
    assert heights_of_a_step(f) == 3
    # The search stopped at the first generation that it could not pay for; what it found there does not count.
    last = 8 if method.name == "CMA-ES" else 5
    paid = sum(asked[1:]) - len(
        run.positions
    )  # the first is the start's own height, the rows' are read in the end
    assert 3 * steps < paid <= 3 * steps + last
    assert (np.diff(run.heights[:, 0]) <= 0).all() and run.heights[-1, 0] < run.heights[0, 0]
    np.testing.assert_array_equal(run.positions[0, 0], [1.0, -2.0])


def test_a_search_follows_from_its_start_and_not_from_its_neighbours() -> None:
    starts = uniform(F.domain, 6, seed=2)
    whole = raced(F, CMAES(), starts, 30)
    np.testing.assert_array_equal(raced(F, CMAES(), starts[2:4], 30).positions, whole.positions[:, 2:4])
    thin = raced(F, CMAES(), starts, 30, record=7)
    np.testing.assert_array_equal(thin.positions, whole.positions[thin.indices])
    assert not np.array_equal(whole.positions[-1, 0], whole.positions[-1, 1])


def test_a_population_is_a_case_beside_others() -> None:
    asked = [Adam(0.1), CMAES(), ParticleSwarm()]
    cases = cross([F], [parse_starts("uniform:5")], asked, steps=120)
    assert [case.label for case in cases][1:] == ["CMA-ES", "particle swarm"]
    outcome = run_case(cases[1])
    assert (outcome.labels >= 0).all() and len(outcome) == 5
    assert (outcome.stopped_at < 120).all()
    with pytest.raises(ValueError, match=r"^CMA-ES asks for no gradient: a noise has no effect"):
        cross([F], [parse_starts("uniform:5")], asked, noises=[Gaussian(0.1)])
