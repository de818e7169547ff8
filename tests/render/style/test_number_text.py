"""A number reads the same wherever it is written: one rule, in Python and in the browser."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from javascript import needs_node, run_node

from gallery.terminal.numbers import interval_text
from gallery.terminal.numbers import number_text as with_room
from gallery.terminal.numbers import point_text as point_with_room
from render.style.numbers import number_text, point_text, span_of

SCRIPT = "return input.map(([number, ...rule]) => Thalweg.numberText(number, ...rule));"
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


@needs_node
@pytest.mark.parametrize("digits", [1, 3, 4, 7])
@pytest.mark.parametrize(
    ("times", "span"), [("·", None), (" × ", None), ("·", 20.0), ("·", 1e-3), ("·", 3e-7)]
)
def test_the_browser_writes_numbers_as_python_does(digits: int, times: str, span: float | None) -> None:
    numbers = [*some_numbers(), float("nan"), float("inf"), float("-inf")]
    rule = (digits, times) if span is None else (digits, times, span)
    told = run_node(SCRIPT, [[x, *rule] for x in numbers])
    expected = [number_text(x, *rule) for x in numbers]
    assert [(x, a, b) for x, a, b in zip(numbers, told, expected, strict=True) if a != b] == []
    assert told[-3:] == ["nan", "inf", "−inf"]


def test_pages_and_pictures_differ_in_the_room_around_the_cross_alone() -> None:
    for number in some_numbers():
        assert with_room(number, 3) == number_text(number, 3).replace("·", " × ")


@pytest.mark.parametrize("digits", [3, 6, 10, 16])
def test_many_digits_are_all_told(digits: int) -> None:
    for number in (2345.678912345, -1000.0001, 0.1 + 0.2):
        assert float(number_text(number, digits).replace("−", "-")) == float(f"{number:.{digits}g}")


@settings(max_examples=300, deadline=None)
@given(
    common=st.floats(1.0, 10.0),
    size=st.integers(-200, 200),
    share=st.integers(0, 9),
    parts=st.lists(st.integers(0, 100), min_size=2, max_size=5, unique=True),
    digits=st.integers(3, 6),
)
def test_numbers_that_differ_read_differently(
    common: float, size: int, share: int, parts: list[int], digits: int
) -> None:
    """To a hundredth of their span, however much they have in common."""
    numbers = [(common + part * 10.0 ** (-share - 2)) * 10.0**size for part in parts]
    span = span_of(numbers)
    assert len({number_text(x, digits, span=span) for x in numbers}) == len(numbers)


def test_a_span_adds_digits_and_takes_none_away() -> None:
    assert number_text(1e9 + 2.5, span=2) == "1000000002.5"
    assert number_text(-1699999990.0, span=20) == "−1699999990"
    assert number_text(3.14159, span=1e5) == number_text(3.14159) == "3.14"
    assert number_text(0.1 + 0.2, span=1e-30) == "0.3"
    assert number_text(1e9) == number_text(1e9, span=float("inf")) == number_text(1e9, span=0.0) == "10⁹"


def test_what_differs_by_rounding_alone_has_no_span() -> None:
    assert span_of([]) == span_of([3.0]) == span_of([0.3, 0.1 + 0.2]) == span_of([None, 2.0]) == float("inf")
    assert span_of([1e9, float("nan"), 1e9 + 2, float("inf")]) == 2


def test_domains_points_and_heights_with_much_in_common_are_told_apart() -> None:
    assert interval_text(1699999990, 1700000010) == "[1699999990, 1700000010]"
    assert interval_text(-5, 5) == "[−5, 5]" and interval_text(0, 1e-9) == "[0, 10⁻⁹]"
    domain = ((1699999990, 1700000010), (-1e-9, 1e-9))
    assert point_with_room((1.7e9, 2e-10), 4, domain) == "(1700000000, 2 × 10⁻¹⁰)"
    assert point_text((1.7e9 + 0.25, 2e-10), domain) == "(1700000000.2, 2·10⁻¹⁰)"


def test_numbers_as_text_cost_no_pyvista() -> None:
    script = "import sys, gallery.terminal.numbers as n; n.number_text(1.5); print('pyvista' in sys.modules)"
    answer = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "False"
