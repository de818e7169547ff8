"""Our paths against those of the libraries that have the rules, in float64; made once with the versions named there."""

import json
from pathlib import Path

import numpy as np
import pytest

from descent import Muon, descend, parse_optimizer, parse_schedule
from landscapes import catalogue

TRUTH = json.loads((Path(__file__).parents[2] / "truth" / "torch.json").read_text())

NEWER = json.loads((Path(__file__).parents[2] / "truth" / "newer_rules.json").read_text())["runs"]


@pytest.mark.parametrize("run", TRUTH["runs"], ids=lambda run: f"{run['landscape']}-{run['optimizer']}")
def test_path_is_torchs(run):
    f = catalogue[run["landscape"]]
    paths = descend(f, [run["start"]], parse_optimizer(run["optimizer"]), steps=60, tolerance=0)
    for index, place in run["positions"].items():
        np.testing.assert_allclose(paths.positions[int(index), 0], place, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("run", NEWER, ids=lambda run: run["optimizer"])
def test_path_is_the_librarys(run):
    f, close = catalogue[run["landscape"]], run["within"]
    paths = descend(f, [run["start"]], parse_optimizer(run["optimizer"]), steps=60, tolerance=0)
    for index, place in run["positions"].items():
        np.testing.assert_allclose(paths.positions[int(index), 0], place, rtol=close, atol=close)


def test_muon_on_a_column_is_the_polar_factor_that_its_polynomial_stands_for():
    """The paper's five steps with their coefficients, in doubles, on a matrix of one column."""
    f, momentum, x, v = catalogue["himmelblau"], 0.8, np.array([0.3, -1.1]), np.zeros(2)
    size = 1.0
    for _ in range(5):
        size = 3.4445 * size - 4.7750 * size**3 + 2.0315 * size**5
    paths = descend(f, [x], Muon(0.01 * size, momentum=momentum), steps=30, tolerance=0)
    for k in range(30):
        g = f.gradient(x)
        v = momentum * v + g
        matrix = (g + momentum * v)[:, None]
        matrix = matrix / np.linalg.norm(matrix)
        for _ in range(5):
            gram = matrix.T @ matrix
            matrix = 3.4445 * matrix + matrix @ (-4.7750 * gram + 2.0315 * gram @ gram)
        x = x - 0.01 * matrix[:, 0]
        np.testing.assert_allclose(paths.positions[k + 1, 0], x, rtol=1e-11)


@pytest.mark.parametrize("text", TRUTH["schedules"])
def test_schedule_is_torchs(text):
    schedule = parse_schedule(text)
    for index, rate in TRUTH["schedules"][text].items():
        assert schedule(int(index)) == pytest.approx(rate, rel=1e-12), index


@pytest.mark.parametrize("text", ["one_cycle:0.1,steps=10,rising=0.1", "one_cycle:0.1,steps=2,rising=0.5"])
def test_one_cycle_that_rises_in_one_step_begins_at_its_peak(text):
    """There torch divides by zero."""
    schedule = parse_schedule(text)
    assert schedule(0) == pytest.approx(0.1)
    assert schedule(1) < 0.1
