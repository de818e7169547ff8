"""Work on what floats do not give is bounded, and whoever was cut off says so."""

from __future__ import annotations

import time
import warnings
from pathlib import Path

import numpy as np
import pytest
from benchmarks.random_formulas import formula

from descent import GradientDescent, Trajectories, default_learning_rate, descend, grid
from landscapes import Landscape, catalogue, parse
from landscapes.compiled import Effort, effort

SLOW = {
    "undefined half": ("x**y + y**x", [(-2, 2), (-2, 2)]),
    "tiny box": (
        "(1/((sin(y*y) + atan(y)**(x*x)) + x))*(sinh(log(1/cos(x)))*atan2((sqrt(x) + 2*x) + min(x**3, y - 1.1),"
        " atan2(max(log(0.91), sqrt(y)), y*x - cosh(x))))",
        [(-2e-9, 2e-9), (-1.5e-8, 1.5e-8)],
    ),
    "many waves": ("min(1.04, sinh(x*sin(y)**3*tan(-2.89*y - x)))", [(-1053.7, 445.1), (-905.8, -177.7)]),
    "crossing floors": ("x**2*y**2", [(-2, 2), (-2, 2)]),
}
"""Formulas that took longest."""
MOST = 2.0
"""No budget is overdrawn by more than its own size: the last piece of work may be a large one."""


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[Effort]:
    """Every `Effort` that is opened."""
    seen: list[Effort] = []
    begin = Effort.__enter__

    def noted(self: Effort) -> Effort:
        seen.append(self)
        return begin(self)

    monkeypatch.setattr(Effort, "__enter__", noted)
    return seen


@pytest.mark.parametrize("text, box", SLOW.values(), ids=SLOW)
def test_no_part_of_an_answer_takes_more_work_than_it_is_given(
    text: str, box: list[tuple[float, float]], opened: list[Effort]
) -> None:
    f = parse(text, box)
    run = descend(f, grid(f.domain, 9), GradientDescent(), steps=100)
    assert run.complete in ("likely", "cut off") and f.stationary_points().complete
    assert len(opened) > 3
    for each in opened:
        wide, plain = 2 * effort.WIDE, effort.PLAIN
        assert each.exact > -12 * effort.EXACT, "a point takes up to 60 times its operations"
        assert each.beside > -MOST * effort.BESIDE and each.wide > -MOST * wide and each.plain > -MOST * plain


@pytest.mark.parametrize("text", ["x**2*y**2", "(x*y - 1)**2", "x**2*y**2 + sin(9*x)*cos(7*y)*abs(x - y)"])
def test_searches_stop_when_their_work_is_used_up_and_say_so(
    text: str, opened: list[Effort], monkeypatch: pytest.MonkeyPatch
) -> None:
    f = parse(text, [(-3, 3), (-3, 3)])
    monkeypatch.setattr(effort.Effort.__init__, "__kwdefaults__", {**_given(), "plain": 20_000})
    assert f.stationary_points().complete == "cut off"
    assert len(descend(f, grid(f.domain, 9), GradientDescent(0.01), steps=100).destinations)
    assert min(e.plain for e in opened) > -150_000


def _given() -> dict[str, int]:
    return dict(effort.Effort.__init__.__kwdefaults__ or {})


@pytest.mark.parametrize("text", ["x**y + y**x", "max(x, y)**x"])
def test_a_run_that_was_cut_off_says_so_and_remembers_it(
    text: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    f = parse(text, [(-2, 2), (-2, 2)])
    for name in ("EXACT", "BESIDE", "WIDE"):
        monkeypatch.setattr(effort, name, 500)
    run = descend(f, grid(f.domain, 9), GradientDescent(0.01), steps=30)
    assert run.complete == "cut off" and run.cut_off
    run.save(tmp_path / "run.npz")
    assert Trajectories.load(tmp_path / "run.npz").cut_off


@pytest.mark.parametrize("name", ["himmelblau", "rosenbrock", "ackley", "rastrigin"])
def test_what_is_plain_is_complete(name: str) -> None:
    run = descend(catalogue[name], grid(catalogue[name].domain, 5), GradientDescent(), steps=100)
    assert run.complete == "likely" and not run.cut_off


def test_an_evaluation_counts_by_points_and_operations() -> None:
    f: Landscape = parse("sin(x)*cos(y) + x**2", [(-1, 1), (-1, 1)])
    with Effort() as one:
        f.value(np.zeros((1, 2)))
    with Effort() as many:
        f.value(np.zeros((10_000, 2)))
    assert 0 < effort.PLAIN - one.plain < effort.PLAIN - many.plain


def test_a_rate_is_found_without_a_warning_where_floats_lose_every_height() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert default_learning_rate(parse(*formula(2141))).reason


def test_thousands_of_zeros_on_one_line_are_told_apart_in_time() -> None:
    f = parse("sin(1/(y - 0.5747)) - y - sin(x)", [(4.34, 8.34), (-2, 2)])
    began = time.process_time()
    assert len(f.stationary_points()) > 500
    assert time.process_time() - began < 20
