"""A number reads the same wherever it is written: one rule, in Python and in the browser."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import render
from gallery.terminal.numbers import number_text as with_room
from render.style.numbers import number_text

SCRIPT = Path(render.__file__).parent / "interactive" / "web" / "numbers.js"
RUN = """
globalThis.window = globalThis;
require(process.argv[1]);
thalwegParts.numbers();
const lost = { nan: NaN, inf: Infinity, minus: -Infinity };
const cases = JSON.parse(require("fs").readFileSync(0, "utf8"), (key, value) => lost[value] ?? value);
console.log(JSON.stringify(cases.map(([number, digits, times]) => thalweg.numberText(number, digits, times))));
"""
SPECIAL = [
    0.0,
    -0.0,
    1.0,
    -1.0,
    999.95,
    9999.5,
    1234.5,
    1235.5,
    0.015625,
    0.046875,
    2.5,
    3.5,
    1e-4,
    9.9996e-5,
    1e300,
    5e-324,
]


def some_numbers() -> list[float]:
    """Of all sizes and signs, with few digits and many, on the edges of rounding too."""
    chance = np.random.default_rng(5)
    wide = chance.choice([-1, 1], 600) * 10 ** chance.uniform(-12, 12, 600)
    short = [float(f"{x:.{k}g}") for x, k in zip(wide[:300], chance.integers(1, 5, 300), strict=True)]
    ties = (chance.integers(-4000, 4000, 300) / 2.0 ** chance.integers(1, 10, 300)).tolist()
    return [*SPECIAL, *wide.tolist(), *short, *ties, *(10.0**k for k in range(-12, 13))]


@pytest.mark.parametrize("digits", [1, 3, 4, 7])
@pytest.mark.parametrize("times", ["·", " × "])
def test_the_browser_writes_numbers_as_python_does(digits: int, times: str) -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("there is no node to run the browser's function with")
    numbers = some_numbers()
    lost = {"nan": float("nan"), "inf": float("inf"), "minus": float("-inf")}
    asked = json.dumps([[x, digits, times] for x in [*numbers, *lost]])
    told = subprocess.run(
        [node, "-e", RUN, str(SCRIPT)], input=asked, capture_output=True, text=True, check=True
    )
    expected = [number_text(x, digits, times) for x in [*numbers, *lost.values()]]
    wrong = [(x, a, b) for x, a, b in zip(numbers, json.loads(told.stdout), expected, strict=False) if a != b]
    assert wrong == []
    assert json.loads(told.stdout)[-3:] == expected[-3:] == ["nan", "inf", "−inf"]


def test_pages_and_pictures_differ_in_the_room_around_the_cross_alone() -> None:
    for number in some_numbers():
        assert with_room(number, 3) == number_text(number, 3).replace("·", " × ")


@pytest.mark.parametrize("digits", [3, 6, 10, 16])
def test_many_digits_are_all_told(digits: int) -> None:
    for number in (2345.678912345, -1000.0001, 0.1 + 0.2):
        assert float(number_text(number, digits).replace("−", "-")) == float(f"{number:.{digits}g}")


def test_numbers_as_text_cost_no_pyvista() -> None:
    script = "import sys, gallery.terminal.numbers as n; n.number_text(1.5); print('pyvista' in sys.modules)"
    answer = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "False"
