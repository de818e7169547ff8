"""Long formulas in lines."""

from __future__ import annotations

import pytest

from landscapes import catalogue
from render.style import formula_lines, large_fractions
from render.style.text import formula_mask


@pytest.mark.parametrize("count", [1, 2, 3])
def test_lines_of_a_formula_are_all_of_it_and_break_no_bracket(count: int) -> None:
    for f in catalogue.values():
        whole = large_fractions(f.latex)
        lines = formula_lines(whole, count)
        assert "".join(lines).replace("{} ", "").replace(" ", "") == whole.replace("{} ", "").replace(" ", "")
        assert 1 <= len(lines) <= count
        for line in lines:
            assert line.count("{") == line.count("}") and line.count(r"\left") == line.count(r"\right")
        assert all(line[3:4] in "+-" for line in lines[1:])


def test_two_lines_are_about_as_long_and_shorter_than_one() -> None:
    latex = large_fractions(catalogue["beale"].latex)
    whole, *parts = (formula_mask(line, 24.0) for line in (latex, *formula_lines(latex, 2)))
    assert whole is not None and len(parts) == 2
    assert max(part.shape[1] for part in parts if part is not None) < 0.72 * whole.shape[1]


def test_what_has_no_sign_outside_of_brackets_is_one_line() -> None:
    assert formula_lines(r"\sin{\left(x + y \right)}", 2) == [r"\sin{\left(x + y \right)}"]
    assert formula_lines(r"- x", 2) == ["- x"]
