"""The numbers at a scale are short and can be told apart, whatever they have in common."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.ticker import MaxNLocator

from render.panels.axes import even_ticks, linear_ticks
from render.panels.graduation import ROOM, Graduation, roundest
from render.style.text import text_width

SIGNS = str.maketrans("−⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "--0123456789")


def value(text: str) -> float:
    """The number that a text says: ``−2.5·10⁻⁷``."""
    parts = re.fullmatch(r"([−+]? ?[\d.]*)(?:·?(10)([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+))?", text)
    assert parts is not None, text
    mantissa, ten, power = parts.groups()
    if ten:
        mantissa = {"": "1", "−": "-1"}.get(mantissa, mantissa)
    return float(f"{mantissa.translate(SIGNS).replace(' ', '')}{'e' + power.translate(SIGNS) if ten else ''}")


def said(graduation: Graduation) -> np.ndarray:
    """The numbers that a reader makes of the texts and what they have in common."""
    less, _, power = graduation.common.partition("in ")
    factor = value(power) if power else 1.0
    offset = -value(less.strip().replace("+ ", "").replace("− ", "−")) if less.strip() else 0.0
    return np.array([value(text) for text in graduation.texts]) * factor + offset


@settings(max_examples=300, deadline=None)
@given(
    common=st.floats(-1, 1),
    size=st.integers(-200, 200),
    share=st.integers(0, 11),
    ticks=st.integers(2, 7),
)
def test_numbers_are_told_apart_and_can_be_read_back(
    common: float, size: int, share: int, ticks: int
) -> None:
    span = 10.0 ** (size - share)
    low = common * 10.0**size
    numbers = linear_ticks((low, low + span), ticks)
    graduation = Graduation.of(numbers)
    assert len(set(graduation.texts)) == len(numbers)
    if len(numbers) < 2:
        return
    step = np.diff(numbers).min()
    np.testing.assert_allclose(said(graduation), numbers, rtol=0, atol=0.02 * step + 1e-14 * abs(low))
    widest = max(text_width(text, 100.0) for text in graduation.texts)
    assert widest <= 1.25 * ROOM * text_width("M", 100.0)


@pytest.mark.parametrize(
    ("low", "high", "texts", "common"),
    [
        (-5, 5, ("−4", "−2", "0", "2", "4"), ""),
        (1e9, 1e9 + 2, ("0", "0.5", "1", "1.5", "2"), "− 10⁹"),
        (999999, 1000001, ("−1", "−0.5", "0", "0.5", "1"), "− 10⁶"),
        (1699999990, 1700000010, ("−10", "−5", "0", "5", "10"), "− 1.7·10⁹"),
        (1000, 1000.0002, ("0", "0.5", "1", "1.5", "2"), "− 1000 in 10⁻⁴"),
        (-1000000001, -1000000000, ("−1", "−0.8", "−0.6", "−0.4", "−0.2", "0"), "+ 10⁹"),
        (1e-12, 5e-12, ("1", "2", "3", "4", "5"), "in 10⁻¹²"),
        (-1e-300, 1e-300, ("−1", "−0.5", "0", "0.5", "1"), "in 10⁻³⁰⁰"),
        (-1e307, 1e307, ("−1", "−0.5", "0", "0.5", "1"), "in 10³⁰⁷"),
    ],
)
def test_what_numbers_have_in_common_is_said_once(
    low: float, high: float, texts: tuple[str, ...], common: str
) -> None:
    assert Graduation.of(linear_ticks((low, high), 5)) == Graduation(texts, common)


@settings(max_examples=200, deadline=None)
@given(low=st.floats(-1e12, 1e12), span=st.floats(1e-9, 1e12))
def test_the_roundest_number_lies_inside(low: float, span: float) -> None:
    assert low <= roundest(low, low + span) <= low + span


def test_decades_have_no_power_in_common() -> None:
    assert Graduation.of(np.array([1e-40, 1e-10, 1.0, 1e37])).common == ""


def test_even_numbers_are_those_of_matplotlib() -> None:
    """Where not the last digit of a limit decides, as at limits that are many of their distances from zero."""
    random = np.random.default_rng(1)
    for k in range(2000):
        span = 10 ** random.uniform(-40, 40)
        low, high = random.uniform(-90, 90) * span * (k % 4 > 0), span
        low, high = (float(f"{limit:.3g}") for limit in (low, low + high)) if k % 2 else (low, low + high)
        most = 2 + k % 8
        theirs = MaxNLocator(most, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high)
        for limits in ((low, high), (high, low)):
            np.testing.assert_allclose(even_ticks(limits, most), theirs, rtol=0, atol=1e-9 * span)
