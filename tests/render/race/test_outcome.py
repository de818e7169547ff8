"""The sentence under a race follows from the runs: read side by side over the catalogue."""

from __future__ import annotations

import re

import numpy as np
import pytest
import sympy as sp

from descent import Adam, ChosenRate, Ending, GradientDescent, Momentum, RMSProp, descend
from landscapes import Landscape, catalogue, parse
from render.clock import near_since, over_since
from render.clock.settling import BEYOND
from render.race import rates_text, verdict
from render.race.outcome import reaches_lowest
from render.style import number_text

FLAT = [name for name, f in catalogue.items() if f.dimensions == 2][::4]


def raced(f, steps=150):
    low, high = np.transpose(f.domain)
    wide, start = float((high - low).max()), [low + 0.31 * (high - low)]
    methods = {"Momentum": Momentum(0.002), "Adam": Adam(0.01 * wide), "RMSProp": RMSProp(0.01 * wide)}
    return {name: descend(f, start, method, steps=steps) for name, method in methods.items()}


def is_lost(run) -> bool:
    """Given up, or still on its way where no map is."""
    ending = Ending(int(run.ending[0]))
    low, high = np.transpose(run.landscape.domain)
    end, beyond = run.positions[-1, 0], BEYOND * (high - low)
    off = bool((end < low - beyond).any() or (end > high + beyond).any())
    return ending in (Ending.ESCAPED, Ending.DIVERGED, Ending.UNDEFINED) or (ending == Ending.RUNNING and off)


@pytest.mark.parametrize("name", FLAT)
def test_the_sentence_agrees_with_the_record(name: str) -> None:
    f = catalogue[name]
    runs = raced(f)
    said = verdict(f, runs)
    there = {n for n, run in runs.items() if reaches_lowest(run)}
    for n in there:
        away = np.abs(runs[n].positions[-1, 0] - f.minimizers).max(axis=1).min()
        assert away < 1e-2 * np.ptp(f.domain, axis=1).max()
    lost = [is_lost(run) for run in runs.values()]
    lowered = said.lower()
    if there:
        assert "reach" in lowered and "lowest point" in lowered
        told = re.search(r"after ([\d,]+) step", said)
        if told:
            assert int(told[1].replace(",", "")) == min(int(near_since(runs[n])[0]) for n in there)
    elif all(lost):
        assert lowered.startswith("all three")
    elif sum(lost) > len(runs) / 2:
        assert lowered.startswith("two of three")
    elif len(f.minimizers):
        assert lowered.startswith("nobody")
        best = min(
            (n for n, out in zip(runs, lost, strict=True) if not out), key=lambda n: runs[n].heights[-1, 0]
        )
        assert "is lowest" not in said or f"{best} is lowest".lower() in lowered
    else:
        assert "ends lowest" in said or "same height" in said or "ends at the height" in said


def test_a_height_that_is_said_to_be_the_same_is_that_of_each() -> None:
    """Near nothing two heights differ in all of their digits, and are the same by the measure of the descent."""
    f = parse("x**2 + y**2", domain=((-2.0, 2.0), (-2.0, 2.0)))
    runs = {str(k): descend(f, [[1.0, 1.0]], GradientDescent(0.3), steps=18 + k) for k in range(2)}
    low, high = (float(run.heights[-1, 0]) for run in runs.values())
    assert number_text(low) != number_text(high)
    assert verdict(f, runs) == "Both end at the same height, 0"


def test_who_is_there_is_named_and_the_others_are_told_as_they_are() -> None:
    f = catalogue["himmelblau"]
    runs = {
        "Adam": descend(f, [[2.5, 2.5]], Adam(0.1), steps=500),
        "gradient descent": descend(f, [[2.5, 2.5]], GradientDescent(1e-6), steps=5),
    }
    assert verdict(f, runs) == "Adam reaches a lowest point; gradient descent is still moving"
    step = int(near_since(runs["Adam"])[0])
    assert (
        verdict(f, {"Adam": runs["Adam"], "again": runs["Adam"]})
        == f"Both reach a lowest point, after {step} steps"
    )


def test_nobody_is_there() -> None:
    f = catalogue["rosenbrock"]
    runs = {
        name: descend(f, [[-1.5, 2.0]], kind(1e-5), steps=20) for name, kind in (("A", Adam), ("B", Momentum))
    }
    low = min(runs, key=lambda n: runs[n].heights[-1, 0])
    assert verdict(f, runs).startswith(f"Nobody is at the lowest point after 20 steps; {low} is lowest, ")


def test_all_are_lost() -> None:
    f = catalogue["hyperbolic_saddle"]
    runs = {
        name: descend(f, [[0.5, 0.5]], kind(0.2), steps=400) for name, kind in (("A", Adam), ("B", Momentum))
    }
    over = {name: int(over_since(run)[0]) for name, run in runs.items()}
    assert all(over[name] < run.stopped_at[0] for name, run in runs.items())  # the search goes on off the map
    first = min(over, key=lambda name: over[name])
    assert verdict(f, runs) == f"Both go over the edge, {first} first, after {over[first]} steps"


def test_without_a_known_minimum_the_lowest_is_told() -> None:
    f = Landscape.from_sympy(sp.sympify("x**4 + y**2 + x"), ((-2, 2), (-2, 2)))
    runs = {
        name: descend(f, [[1.5, 1.5]], GradientDescent(rate), steps=9)
        for name, rate in (("A", 0.001), ("B", 0.01))
    }
    assert verdict(f, runs).startswith("B ends lowest, at ") and "; A highest, at " in verdict(f, runs)


def test_where_rates_come_from() -> None:
    f = catalogue["himmelblau"]
    derived = {"A": descend(f, [[1, 1]], Adam(), steps=2), "M": descend(f, [[1, 1]], Momentum(), steps=2)}
    assert isinstance(derived["A"].optimizer.learning_rate, ChosenRate)
    assert rates_text(derived) == "each at the learning rate derived for it"
    assert rates_text(
        {"A": descend(f, [[1, 1]], Adam(0.01), steps=2), "M": descend(f, [[1, 1]], Momentum(0.01), steps=2)}
    ) == ("learning rate 0.01 for all")
    assert "0.01 to 0.1, as given" in rates_text(
        {"A": descend(f, [[1, 1]], Adam(0.1), steps=2), "M": descend(f, [[1, 1]], Momentum(0.01), steps=2)}
    )
    mixed = {"A": derived["A"], "N": descend(f, [[1, 1]], Momentum(0.5), steps=1)}
    assert rates_text(mixed).endswith("some derived")
