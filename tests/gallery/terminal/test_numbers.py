"""Numbers as people read them."""

from __future__ import annotations

import pytest

from gallery.terminal.numbers import bytes_text, interval_text, number_text, point_text


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0.0, "0"),
        (-0.0, "0"),
        (3.0, "3"),
        (-2.805118, "−2.805"),
        (1e-6, "10⁻⁶"),
        (2.5e-9, "2.5 × 10⁻⁹"),
        (-1e12, "−10¹²"),
        (-1.5e12, "−1.5 × 10¹²"),
        (None, "unknown"),
    ],
)
def test_numbers_are_short_and_have_a_minus_sign(number: float | None, text: str) -> None:
    assert number_text(number) == text


def test_a_coordinate_that_is_zero_but_for_rounding_is_zero() -> None:
    assert point_text((3.0, 1e-17)) == "(3, 0)"
    assert point_text((1e-30, -1e-31)) == "(0, 0)"


def test_intervals_and_sizes() -> None:
    assert interval_text(-5, 10) == "[−5, 10]"
    assert [bytes_text(n) for n in (12, 81_499, 1_340_000)] == ["1 kB", "81 kB", "1.3 MB"]


def test_dashes_and_accents_are_read_without_unicode() -> None:
    from gallery.terminal.output import in_ascii

    assert in_ascii("1–3 a — b … “q” 10⁻⁶ × −2 é") == '1-3 a - b ... "q" 10^-6 x -2 e'
