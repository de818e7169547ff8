"""The page's words about a run: they follow from the numbers, and they are those of Python's legends and tables."""

from __future__ import annotations

from typing import Any

import numpy as np
from javascript import needs_node, printed_landscapes, run_node

from descent import Adam, Ending, GradientDescent, Momentum, descend, grid, largest_stable_rate
from landscapes import catalogue
from render.page.writing import shared_texts
from render.particles import particle_colors
from render.style import find_theme, number_text, point_text

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
  const run = Thalweg.descend(Thalweg.landscapeOf(name), options);
  const counts = Thalweg.countsOf(run).map(({ place, ...own }) => own);
  return { counts, sentence: Thalweg.sentenceOf(run), about: Thalweg.about(run) };
});
"""


def printed() -> dict[str, str]:
    names = dict.fromkeys(name for name, *_ in _RUNS)
    return {"landscapes": printed_landscapes([catalogue[name] for name in names]), **shared_texts()}


def told() -> list[Any]:
    cases = [[name, optimizer, own.learning_rate, *size] for name, optimizer, own, *size in _RUNS]
    return list(run_node(_ASK, cases, printed()))


def expected(run: Any) -> list[list[Any]]:
    """How many ended where, from the film's legend."""
    found = []
    for entry in particle_colors(run, find_theme("dark")).legend:
        members = entry.members & (run.ending == Ending.RUNNING) if entry.before else entry.members
        if members.any():
            found.append([int(members.sum()), Ending(int(run.ending[members][0])), entry.text])
    return found


def test_counts_and_sentences_follow_from_the_ends() -> None:
    for (name, _, optimizer, lines, steps), page in zip(_RUNS, told(), strict=True):
        f = catalogue[name]
        run = descend(f, grid(f.domain, lines), optimizer, steps=steps)
        ours = expected(run)
        assert [[own["count"], own["ending"]] for own in page["counts"]] == [own[:2] for own in ours], name
        assert sum(own["count"] for own in page["counts"]) == len(run)
        for (count, ending, text), own in zip(ours, page["counts"], strict=True):
            phrase = ending.phrase.alone if count == 1 else ending.phrase.several
            if ending != Ending.CONVERGED:
                assert own["words"] == phrase
            elif text.startswith("at ("):
                place = text.removeprefix("at ").removesuffix(", off the map")
                assert own["words"] == f"{'reaches' if count == 1 else 'reach'} {place}"
            assert own["words"] in page["sentence"]
            assert len(page["counts"]) == 1 or f"{count} {own['words']}" in page["sentence"]


def test_what_is_said_of_a_rate_is_what_theory_says() -> None:
    himmelblau = catalogue["himmelblau"]
    bounds = sorted((largest_stable_rate(himmelblau, at), tuple(at)) for at in himmelblau.minimizers)
    (least, flat), (most, _) = bounds[0], bounds[-1]
    calm, split, wild, stride, *_ = (page["about"] for page in told())
    assert least < 0.02 < most < 0.04
    assert f"up to {number_text(least)} are stable there" in calm
    assert point_text(flat, himmelblau.domain) in calm
    stable = sum(rate > 0.02 for rate, _ in bounds)
    assert split.startswith(f"This rate is stable at {stable} of 4 minima")
    assert f"largest stable rate is {number_text(most)}" in wild
    assert "leave the map" in wild
    assert stride.startswith("The first step crosses 1 % of the domain.")


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


def test_of_several_runs_each_has_its_clause() -> None:
    ask = """
    const f = Thalweg.landscapeOf("himmelblau");
    const made = (label, starts, steps) => ({ label, run: Thalweg.descend(f, { optimizer: "gradient_descent", learning_rate: 0.01, starts, steps }) });
    const runs = input.map((own) => made(...own));
    return [runs, runs.slice(0, 1)].map((some) => [Thalweg.sentenceOf(some), some.map(({ run }) => Thalweg.countsOf(run).map(({ count, words }) => [count, words]))]);
    """
    cases = [
        ["plain_descent", "grid:5", 3],
        ["quick", "grid:5", 400],
        ["one", "points:(3,2.1)", 400],
        ["none", "points:(4,4)", 0],
    ]
    (text, counts), (alone, _) = run_node(ask, cases, printed())
    clauses = text.rstrip(".").split("; ")
    assert [clause.split(":")[0] for clause in clauses] == ["Plain descent", "quick", "one", "none"]
    for clause, own in zip(clauses, counts, strict=True):
        assert all(words in clause for _, words in own)
        assert sum(count for count, _ in own) == (25 if "of 25" in clause or "all 25" in clause else 1)
    assert alone.startswith(("All 25", "Of 25"))
