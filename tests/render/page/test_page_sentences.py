"""The page's words about a run: they follow from the numbers, and they are those of Python's legends and tables."""

from __future__ import annotations

from typing import Any

import numpy as np
from javascript import needs_node, printed_landscapes, run_node

from descent import Adam, Ending, GradientDescent, Momentum, descend, largest_stable_rate
from landscapes import catalogue
from render.page.writing import shared_texts
from render.style import number_text, point_text

pytestmark = needs_node

_RUNS = (
    ("himmelblau", "gradient_descent", GradientDescent(0.01), 15, 200),
    ("himmelblau", "gradient_descent", GradientDescent(0.02), 15, 60),
    ("himmelblau", "gradient_descent", GradientDescent(0.04), 15, 60),
    ("himmelblau", "adam", Adam(0.1), 9, 400),
    ("rastrigin", "gradient_descent", GradientDescent(0.002), 15, 200),
    ("drop_wave", "momentum", Momentum(0.02), 9, 300),
    ("easom", "gradient_descent", GradientDescent(0.1), 9, 100),
    ("six_hump_camel", "gradient_descent", GradientDescent(0.01), 1, 200),
)
_ASK = """
return input.map(([name, optimizer, rate, lines, steps]) => {
  const options = { optimizer, learning_rate: rate, starts: `grid:${lines}`, steps };
  return Thalweg.about(Thalweg.descend(Thalweg.landscapeOf(name), options));
});
"""


def printed() -> dict[str, str]:
    names = dict.fromkeys(name for name, *_ in _RUNS)
    return {"landscapes": printed_landscapes([catalogue[name] for name in names]), **shared_texts()}


def told() -> list[Any]:
    cases = [[name, optimizer, own.learning_rate, *size] for name, optimizer, own, *size in _RUNS]
    return list(run_node(_ASK, cases, printed()))


def test_what_is_said_of_a_rate_is_what_theory_says() -> None:
    himmelblau = catalogue["himmelblau"]
    bounds = sorted((largest_stable_rate(himmelblau, at), tuple(at)) for at in himmelblau.minimizers)
    (least, flat), (most, _) = bounds[0], bounds[-1]
    calm, split, wild, stride, *_ = told()
    assert least < 0.02 < most < 0.04
    assert f"up to {number_text(least)} are stable there" in calm
    assert point_text(flat, himmelblau.domain) in calm
    stable = sum(rate > 0.02 for rate, _ in bounds)
    assert split.startswith(f"This rate is stable at {stable} of 4 minima")
    assert f"largest stable rate is {number_text(most)}" in wild
    assert "go over the edge" in wild
    assert stride.startswith("The first step crosses 1 % of the domain.")


def test_who_moves_on_off_the_map_has_left_it() -> None:
    f, starts = catalogue["beale"], [[-1.9, 1.4], [0.0, 0.0]]
    run = descend(f, starts, Momentum(0.00075), steps=500)
    assert (run.ending == Ending.RUNNING).all()
    width = np.ptp(np.asarray(f.domain), axis=1)
    beyond = (run.positions[-1] < [low for low, _ in f.domain] - 0.1 * width).any(axis=1)
    assert beyond.tolist() == [True, False]
    ask = """
    return input.map((starts) => Thalweg.about(Thalweg.descend(Thalweg.landscapeOf("beale"),
      { optimizer: "momentum", learning_rate: 0.00075, starts, steps: 500 })));"""
    printed = {"landscapes": printed_landscapes([f]), **shared_texts()}
    both, gone, moving = run_node(ask, [starts, starts[:1], starts[1:]], printed)
    assert "After 500 steps 1 of 2 is still moving, 1 of 2 went over the edge." in both
    assert "After 500 steps the particle went over the edge." in gone
    assert "After 500 steps the particle is still moving." in moving


def test_points_are_told_in_pythons_digits() -> None:
    rng = np.random.default_rng(4)
    cases = []
    for _ in range(400):
        half = 10.0 ** rng.uniform(-6, 8, 2)
        domain = [[-float(h), float(h)] for h in half]
        cases.append([(half * rng.uniform(-1.5, 1.5, 2)).tolist(), domain])
    page = run_node(
        "return input.map(([p, domain]) => Thalweg.pointText(p, domain));", cases, {"tables": "{}"}
    )
    assert page == [point_text(point, domain) for point, domain in cases]
