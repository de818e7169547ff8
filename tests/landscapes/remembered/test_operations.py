"""Functions that are read are those that are made, to the last bit, without SymPy."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import sympy as sp

from landscapes import catalogue, parse
from landscapes.compiled import Compiled, Tape
from landscapes.compiled.multiprecision import _decimals
from landscapes.compiled.tape import PI, E
from landscapes.formulas import variables
from landscapes.remembered import cache_folder, functions_of, operations

NAMES = (
    "himmelblau",
    "easom",
    "ackley",
    "keane",
    "plateau",
    "dejong5",
    "cross_in_tray",
    "muller_brown",
    "price1",
)
"""pi, e, pieces, kinks, long ones, and where sums cancel."""
NAMES = tuple(name for name in NAMES if name in catalogue)


@pytest.fixture(autouse=True)
def apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("THALWEG_CACHE", str(tmp_path))


def read(name: str) -> Compiled:
    def never() -> Any:
        raise AssertionError("the formula is asked for")

    f = catalogue[name]
    return functions_of(f.builder, f.dimensions, never)


def kept(name: str) -> Path:
    f = catalogue[name]
    functions_of(f.builder, f.dimensions, lambda: f._usual_formula)
    (file,) = (cache_folder() / "formulas").iterdir()
    return file


@pytest.mark.parametrize("name", NAMES)
def test_what_is_read_computes_the_same_bits(name: str) -> None:
    f = catalogue[name]
    kept(name)
    made, known = Compiled(f._usual_formula, variables(2)), read(name)
    low, high = np.transpose(f.domain)
    points = np.random.default_rng(0).uniform(low, high, (200, 2))
    points[:20], points[20:40] = 0.0, points[20:40] * 1e-9
    for one, other in zip(
        [made.value(points), *made.value_and_gradient(points), made.hessian(points)],
        [known.value(points), *known.value_and_gradient(points), known.hessian(points)],
        strict=True,
    ):
        assert one.tobytes() == other.tobytes()
    for order in range(3):
        assert repr(made.constants(order)) == repr(known.constants(order))
    for told in (
        "tame_within",
        "is_smooth",
        "is_piecewise",
        "has_holes",
        "delicate",
        "delicately_bent",
        "watched",
    ):
        assert getattr(made, told) == getattr(known, told), told


@pytest.mark.parametrize(
    "record",
    [
        None,
        [],
        [[[], []], [0], [[0.0, False], [0.0, False]]],
        [[[["constant", "0"], ["constant", "1"], ["add", 0, 5]], []], [2] * 6, [[0.0, False], [0.0, False]]],
        [[[["constant", "0"], ["constant", "1"]], []], [0, 1, 1, 1, 1, 2], [[0.0, False], [0.0, False]]],
        [[[["constant", "0"], ["constant", "x"]], []], [0] * 6, [[0.0, False], [0.0, False]]],
    ],
)
def test_a_record_that_says_nothing_is_not_believed(record: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    f = catalogue["himmelblau"]
    monkeypatch.setattr(operations, "recall", lambda *asked: record)
    found = functions_of(f.builder, 2, lambda: f._usual_formula)
    assert found.value(np.zeros(2)) == 170.0


def test_only_formulas_of_our_own_are_kept() -> None:
    f = parse("x**2 + y", domain=((-1, 1), (-1, 1)))
    assert f.compiled.value(np.array([1.0, 1.0])) == 2.0
    assert not (cache_folder() / "formulas").exists()


@pytest.mark.parametrize("digits", [115, 405, 1605])
def test_named_numbers_have_the_digits_that_sympy_gives(digits: int) -> None:
    assert Tape().number(sp.pi) == Tape().number(PI)
    for ours, theirs in ((PI, sp.pi), (E, sp.E)):
        assert _decimals(ours, digits) == str(theirs.evalf(digits))


def test_a_second_process_descends_without_sympy(tmp_path: Path) -> None:
    code = """
import sys
from descent import Momentum, descend, grid
from landscapes import catalogue
f = catalogue["easom"]
run = descend(f, grid(f.domain, 5), Momentum(), steps=20)
print("sympy" in sys.modules, run.positions.tobytes().hex()[-40:])
"""
    told = [
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True
        ).stdout.split()
        for _ in range(2)
    ]
    assert [words[0] for words in told] == ["True", "False"] and told[0][1] == told[1][1]
    assert json.loads(next((tmp_path / "rates").iterdir()).read_text().partition("\n")[2])
