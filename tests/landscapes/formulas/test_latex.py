"""Formulas as their authors wrote them."""

import re

import numpy as np
import pytest
import sympy as sp

from landscapes import catalogue, parse
from landscapes.formulas import latex
from landscapes.formulas.latex import as_typed, written_latex

x, y = sp.symbols("x y", real=True)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("himmelblau", r"\left(x^{2} + y - 11\right)^{2} + \left(x + y^{2} - 7\right)^{2}"),
        ("rosenbrock", r"100 \left(y - x^{2}\right)^{2} + \left(1 - x\right)^{2}"),
        ("monkey_saddle", r"x^{3} - 3 x y^{2}"),
        ("booth", r"\left(x + 2 y - 7\right)^{2} + \left(2 x + y - 5\right)^{2}"),
    ],
)
def test_formulas_are_in_their_authors_order(name, text):
    assert catalogue[name].latex == text


@pytest.mark.parametrize("f", catalogue.values(), ids=lambda f: f.name)
def test_every_formula_of_the_catalogue_is_as_its_author_wrote_it(f, monkeypatch):
    if f.dimensions > 2 or f.formula.count_ops() > latex.MOST:
        pytest.skip("nobody reads it")
    asked, printer = [], latex._printer()
    monkeypatch.setattr(latex, "_printer", lambda: lambda order: asked.append(order) or printer(order))
    text = latex.written_latex(f.builder, f.variables, f.formula)
    assert asked == ["none"]
    assert not re.search(r"(?<![\d.])1 (?!\\right)[\\a-z]", text)  # no factor of 1
    assert not re.search(r"\d\.?\d*e[-+]?\d", text)  # no computer's powers of ten


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        (
            "sqrt(x*y + 1) + log(x + 2) * y^2 / 4",
            r"\sqrt{x y + 1} + \frac{y^{2}}{4} \log{\left(x + 2 \right)}",
        ),
        ("x - 0.3*log(1 - x)", r"x - 0.3 \log{\left(1 - x \right)}"),
        ("x*2 - 3/4*y/x", r"2 x - \frac{3 y}{4 x}"),
        ("1 - x + 2 - (y - 3)/4", r"3 - x - \frac{y - 3}{4}"),
    ],
)
def test_a_formula_of_ones_own_keeps_its_order_without_ones_and_leftovers(typed, text):
    assert parse(typed, ((-1, 1), (-1, 1))).latex == text


def test_decimals_stay_decimals():
    assert catalogue["schwefel"].latex.startswith("418.9829")


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


def test_pieces_are_written_on_one_line():
    formula = sp.Piecewise((x**2, x < 0), (-x, True))
    assert (
        written_latex(lambda *v: formula, (x, y), formula)
        == r"x^{2}\ \mathrm{for}\ x < 0,\ \ - x\ \mathrm{otherwise}"
    )


def test_a_step_is_iversons_bracket():
    formula = 2 * sp.Piecewise((1, x >= 0), (0, True)) + y
    assert written_latex(lambda *v: formula, (x, y), formula) == r"y + 2 \left[x \geq 0\right]"


@pytest.mark.parametrize("name", [name for name in catalogue if r"e^{" in catalogue[name].latex])
def test_no_fraction_or_root_stands_in_an_exponent_of_e(name):
    rest = catalogue[name].latex
    while (at := rest.find("e^{")) >= 0:
        rest, deep, end = rest[at + 3 :], 1, 0
        while deep:
            deep += {"{": 1, "}": -1}.get(rest[end], 0)
            end += 1
        assert r"\frac" not in rest[:end] and r"\sqrt" not in rest[:end]


def test_exponents_are_on_one_line_or_stand_in_brackets():
    def builder(x, y):
        tall = sp.exp(-(x**2) / (2 * y * sp.sqrt(3)))
        return tall + sp.exp(-(x**2) / 2) ** 3 + sp.exp(sp.Rational(1, 5)) * x ** sp.Rational(2, 3)

    said = written_latex(builder, (x, y), builder(x, y))
    assert r"\exp\left(- \frac{x^{2}}" in said and "^{2} / 2" in said
    assert "e^{1/5}" in said and "x^{2/3}" in said
