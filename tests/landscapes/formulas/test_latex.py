"""Formulas cut short for captions."""

import numpy as np
import pytest
import sympy as sp

from landscapes import catalogue, parse
from landscapes.formulas.latex import abridged_latex, as_typed

x, y = sp.symbols("x y", real=True)


def test_a_formula_with_room_for_all_of_it_is_as_sympy_prints_it():
    for name in ("himmelblau", "ackley", "griewank", "goldstein_price", "shubert", "dejong5"):
        f = catalogue[name]
        assert abridged_latex(f.formula, 1000) == f.latex


@pytest.mark.parametrize("name", [f.name for f in catalogue.values() if f.dimensions == 2])
def test_a_formula_as_typed_is_read_back_as_the_same(name):
    f = catalogue[name]
    if f.formula.has(sp.Piecewise):
        pytest.skip("no formula that is typed has pieces")
    again = parse(as_typed(f.formula), domain=f.domain)
    points = np.random.default_rng(0).uniform(*np.transpose(f.domain), size=(20, 2))
    np.testing.assert_allclose(again.value(points), f.value(points), rtol=1e-9, atol=1e-12)


def test_the_largest_of_several_is_typed_two_by_two():
    assert parse(as_typed(sp.Max(x, y, x * y)), domain=((-1, 1), (-1, 1))).formula == sp.Max(x, y, x * y)


@pytest.mark.parametrize("most", [3, 4, 5])
def test_a_long_sum_keeps_its_first_terms_and_its_last(most):
    text = abridged_latex(catalogue["shubert3"].formula, most)
    assert text.startswith(r"\sin{\left(2 x + 1 \right)}")
    assert text.endswith(r"+ \cdots + 5 \sin{\left(6 y + 5 \right)}")
    assert text.count(r"\sin") == most - 1


def test_signs_stay_with_their_terms():
    formula = sp.Add(-sp.sin(x), -2 * sp.cos(x), x, y, -sp.exp(y), evaluate=False)
    terms = sp.Add(*formula.args).as_ordered_terms()
    text = abridged_latex(formula, 3)
    for term in (terms[0], terms[-1]):
        sign = "-" if term.could_extract_minus_sign() else ""
        assert sign + sp.latex(abs(term.as_coeff_Mul()[0]) * term.as_coeff_Mul()[1]) in text.replace(
            "- ", "-"
        )


def test_pieces_are_written_on_one_line():
    formula = sp.Piecewise((x**2, x < 0), (-x, True))
    assert abridged_latex(formula, 9) == r"x^{2}\ \mathrm{for}\ x < 0,\ \ - x\ \mathrm{otherwise}"


def test_a_step_is_iversons_bracket():
    formula = 2 * sp.Piecewise((1, x >= 0), (0, True)) + y
    assert abridged_latex(formula, 9) == r"y + 2 \left[x \geq 0\right]"
