"""Basins from coarse to fine are those of all starts: whatever is wider than a coarse cell is found, its border too."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import render.finale.watersheds as mapping
from descent import Adam, Ending, GradientDescent, Momentum, Newton, descend, grid
from landscapes import catalogue
from render.finale.watersheds import contested

SIDE = 150
RULE = Callable[[np.ndarray], np.ndarray]


def mapped(rule: RULE, starts: Any = ((0.0, 0.0),), side: int = SIDE) -> tuple[np.ndarray, int]:
    """The map of a rule that says by places (N, 2), lines of the lattice, what is reached, and how many it was asked."""
    asked = []

    def reached(f: object, run: object, counted: object, points: np.ndarray, patient: bool) -> np.ndarray:
        asked.append(len(points))
        return rule(points)

    starts = np.array(starts, dtype=float)
    run: Any = SimpleNamespace(
        positions=starts[None],
        ending=np.full(len(starts), Ending.CONVERGED),
        destinations=SimpleNamespace(labels=rule(starts)),
    )
    f: Any = SimpleNamespace(domain=((0.0, side - 1.0), (0.0, side - 1.0)))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(mapping, "_reached", reached)
        return mapping.watersheds(f, run, np.ones(2, dtype=bool), side).labels, sum(asked)


def whole(rule: RULE, side: int = SIDE) -> np.ndarray:
    rows, columns = np.indices((side, side))
    return rule(np.stack([columns, rows], axis=-1).reshape(-1, 2).astype(float)).reshape(side, side)


@settings(max_examples=150, derandomize=True)
@given(x=st.floats(0, SIDE), y=st.floats(0, SIDE), radius=st.floats(3, 30), inside=st.booleans())
def test_round_borders_are_found_to_the_last_start(x: float, y: float, radius: float, inside: bool) -> None:
    """Of discs as wide as a coarse cell and a half, and what is around them."""

    def rule(points: np.ndarray) -> np.ndarray:
        return ((np.hypot(*(points - (x, y)).T) < radius) == inside).astype(np.int64)

    found, asked = mapped(rule)
    np.testing.assert_array_equal(found, whole(rule))
    assert asked <= 1600 + 90 * SIDE


def test_where_all_is_border_all_is_asked() -> None:
    def rule(points: np.ndarray) -> np.ndarray:
        return np.random.default_rng(0).integers(0, 2, (SIDE, SIDE))[tuple(points.astype(int).T)]

    found, asked = mapped(rule)
    assert (found == whole(rule)).mean() > 0.85 and asked > 0.85 * SIDE**2


def test_an_island_in_which_a_particle_starts_is_found() -> None:
    """However small: who saw a marble go from there looks for its colour."""

    def rule(points: np.ndarray) -> np.ndarray:
        return (np.abs(points - (70, 81)).max(axis=1) < 1.2).astype(np.int64)

    assert whole(rule).sum() == 9
    assert mapped(rule)[0].sum() == 0, "smaller than a coarse cell: with nobody there it is missed"
    found, asked = mapped(rule, [(3.0, 3.0), (70.4, 81.0)])
    assert found[81, 70] == 1 and found.sum() == 9 and asked < 1700


def test_so_few_lines_are_all_looked_at() -> None:
    def rule(points: np.ndarray) -> np.ndarray:
        return (points.sum(axis=1) % 2).astype(np.int64)

    found, asked = mapped(rule, side=40)
    assert asked == 1600
    np.testing.assert_array_equal(found, whole(rule, 40))


@pytest.mark.parametrize("name", ["himmelblau", "six_hump_camel", "branin", "shubert", "pen_holder"])
def test_basins_of_landscapes_are_those_of_all_starts(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """But for one start in two hundred, at coarse cells that are twice as large as those of films."""
    f = catalogue[name]
    run = descend(f, grid(f.domain, 9), GradientDescent(), steps=300)
    counted = run.destinations.is_minimum
    monkeypatch.setattr(mapping, "LEAST", 18)
    found = mapping.watersheds(f, run, counted, 73).labels
    monkeypatch.setattr(mapping, "STRIDES", (1,))
    every = mapping.watersheds(f, run, counted, 73).labels
    assert len(np.unique(every)) > 1 and (found != every).mean() <= 0.005


def test_of_two_optimizers_ground_is_that_of_who_alone_comes_to_rest_low() -> None:
    f, side = catalogue["six_hump_camel"], 21
    runs = [descend(f, grid(f.domain, 9), rule, steps=600) for rule in (Momentum(0.01), Adam(0.05))]
    found = contested(*runs, side)
    x, y = np.meshgrid(found.x, found.y)
    starts = np.stack([x, y], axis=-1).reshape(-1, 2)
    low = []
    for run in runs:
        tried = descend(f, starts, run.optimizer, steps=run.steps, tolerance=run.tolerance, record="ends")
        labels = tried.destinations.labels
        low.append(
            (tried.ending == Ending.CONVERGED) & np.append(tried.destinations.is_global, False)[labels]
        )
    expected = np.select([low[0] & low[1], low[0], low[1]], [2, 0, 1], -1).reshape(side, side)
    assert (found.labels == expected).mean() > 0.98
    assert {0, 2, -1} <= set(np.unique(found.labels).tolist())


def test_a_run_of_which_most_still_move_has_no_ground() -> None:
    f = catalogue["rosenbrock"]
    there = descend(f, grid(f.domain, 4), Newton(), steps=200)
    moving = descend(f, grid(f.domain, 4), GradientDescent(1e-4), steps=30)
    assert 2 * (moving.ending == Ending.RUNNING).sum() > len(moving)
    labels = contested(there, moving, 12).labels
    assert (labels == 0).any() and set(np.unique(labels).tolist()) <= {0, -1}
