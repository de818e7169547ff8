"""Populations beside descents: one search from each start, paid for as the others' steps are."""

from __future__ import annotations

from itertools import takewhile
from typing import Any

import numpy as np
import pytest

from descent import (
    CMAES,
    Adam,
    DifferentialEvolution,
    Gaussian,
    NelderMead,
    ParticleSwarm,
    Population,
    uniform,
)
from descent.comparison import cross
from descent.comparison.case_outcome import run_case
from descent.searching import heights_of_a_step, raced
from descent.searching.loop_of_generations import Asking, answered_together
from descent.starts import parse_starts
from landscapes import Landscape, catalogue, parse

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


@pytest.mark.parametrize("n", [1, 2, 5])
@pytest.mark.parametrize(
    "method",
    [
        *(CMAES(), CMAES(population=9), ParticleSwarm(), ParticleSwarm(population=1)),
        *(DifferentialEvolution(), DifferentialEvolution(population=4, crossover=0.3)),
    ],
    ids=lambda method: method.text,
)
def test_many_searches_side_by_side_are_those_one_after_the_other(
    n: int, method: Population, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = ["x"] if n == 1 else ["x", "y"] if n == 2 else [f"x{k + 1}" for k in range(n)]
    # Where it has no height some are told infinity.
    f = parse(" + ".join(f"sqrt({v} + 2)*({v} - {k})**2" for k, v in enumerate(names)), [(-3.0, 4.0)] * n)
    starts = uniform([(-1.0, 4.0)] * n, 4, seed=4)
    together = raced(f, method, starts, 25)
    monkeypatch.setattr(type(method), "many", False)
    alone = raced(f, method, starts, 25)
    for part in ("positions", "heights", "ending", "stopped_at"):
        np.testing.assert_array_equal(getattr(together, part), getattr(alone, part))


def test_a_population_is_a_case_beside_others() -> None:
    asked = [Adam(0.1), CMAES(), ParticleSwarm()]
    cases = cross([F], [parse_starts("uniform:5")], asked, steps=120)
    assert [case.label for case in cases][1:] == ["CMA-ES", "particle swarm"]
    outcome = run_case(cases[1])
    assert (outcome.labels >= 0).all() and len(outcome) == 5
    assert (outcome.stopped_at < 120).all()
    with pytest.raises(ValueError, match=r"^CMA-ES asks for no gradient: a noise has no effect"):
        cross([F], [parse_starts("uniform:5")], asked, noises=[Gaussian(0.1)])


def test_searches_ask_together_and_are_told_what_they_would_be_alone() -> None:
    f, asked = counted()
    starts = uniform(f.domain, 8, seed=3)
    rounds = []
    for some in (starts[:1], starts):
        asked.clear()
        raced(f, CMAES(), some, 40)
        sixes = takewhile((6.0).__eq__, (count / len(some) for count in asked[1:]))
        rounds.append(sum(1 for _ in sixes))  # six make a generation; verdicts ask later
    assert rounds[0] == rounds[1] > 15
    # 0 / 0 all along an edge, and more of that than one call repairs.
    holed = parse("sqrt(abs(x))*sin(y)/y/(x+1) + atan(1/y)", ((-1, 4), (-1, 4)))
    places = np.stack([np.linspace(-0.9, 0.9, 100), np.zeros(100)], axis=1)
    together = answered_together(holed, [asking(place[None]) for place in places])
    alone = [answered_together(holed, [asking(place[None])])[0] for place in places]
    np.testing.assert_array_equal(together, alone)


def asking(points: np.ndarray) -> Asking[np.ndarray]:
    """Asks once, and is what it is told."""
    heights = yield points
    return heights


def test_a_case_looks_at_every_row_and_runs_no_search_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    case = cross([F], [parse_starts("uniform:9")], [NelderMead()], steps=60)[0]
    run = raced(F, NelderMead(), case.points(), 60)
    calls: list[int] = []
    monkeypatch.setattr(
        "descent.comparison.case_outcome.raced",
        lambda f, method, starts, *a, **k: calls.append(len(starts)) or raced(f, method, starts, *a, **k),
    )
    outcome = run_case(case)
    assert calls == [9]
    np.testing.assert_array_equal(outcome.drawn_positions, run.positions[:, outcome.drawn])
    np.testing.assert_array_equal(outcome.drawn_heights, run.heights[:, outcome.drawn])
    # A search is as good as at its end some time before it is at it.
    assert (outcome.stopped_at < 60).all() and not np.array_equal(run.heights[-2], run.heights[-3])
    np.testing.assert_allclose(outcome.band, np.quantile(run.heights, (0.25, 0.5, 0.75), axis=1), rtol=1e-13)
