"""Names of variables are for people: they stand wherever variables do, and no number depends on them."""

from __future__ import annotations

import unicodedata

import numpy as np
import pytest
import sympy as sp

from landscapes import (
    DataLandscape,
    Landscape,
    catalogue,
    fit,
    from_record,
    model_landscapes,
    parse,
    spoken_name,
    to_javascript,
    to_record,
)

OWN = ("theta_1", "beta", "class", "a9")
"""Names that sort otherwise than the usual ones, one of them a word of JavaScript."""


@pytest.mark.parametrize("name", sorted(name for name, f in catalogue.items() if f.dimensions <= 2)[::8])
def test_no_number_depends_on_names(name: str) -> None:
    f = catalogue[name]
    own = f.with_variables(*OWN[: f.dimensions])
    low, high = np.array(f.domain).T
    places = np.random.default_rng(1).uniform(low, high, (50, f.dimensions))
    np.testing.assert_array_equal(own.value(places), f.value(places))
    np.testing.assert_array_equal(own.gradient(places), f.gradient(places))
    assert {str(s) for s in own.formula.free_symbols} <= set(OWN)
    usual = dict(zip(own.variables, f.variables, strict=True))
    assert own.formula.xreplace(usual) == f.formula


def test_they_are_in_formula_latex_record_slice_and_page() -> None:
    f = parse("theta_0**2 + 3*sin(mu)*k", [(-5, 5)] * 3, variables=("theta_0", "mu", "k"))
    assert r"\theta_{0}^{2}" in f.latex and r"\mu" in f.latex
    back = from_record(to_record(f))
    assert back.variables == f.variables and back.formula == f.formula
    assert [str(v) for v in f.slice({"mu": 1.0}).variables] == ["theta_0", "k"]
    assert '"θ₀", "μ", "k"' in to_javascript(f)
    four = catalogue["rosenbrock"].in_dimensions(4)
    assert [str(v) for v in four.slice({"x2": 1.0, "x3": 1.0}).variables] == ["x1", "x4"]
    plane = f.plane([0, 0, 0], [1, 0, 0], [0, 1, 0], [(-1, 1)] * 2)
    assert [str(v) for v in plane.variables] == ["x", "y"]


def test_a_function_and_a_model_have_their_own() -> None:
    f = Landscape.from_function(lambda a, b: a * a + b, [(-1, 1)] * 2, variables=["a", "theta_2"])
    assert [str(v) for v in f.variables] == ["a", "theta_2"]
    model = fit("theta_0 + theta_1*x", {"x": [0, 1, 2, 3], "y": [1, 3, 5, 7]}, target="y")
    assert [str(v) for v in model.variables] == ["theta_0", "theta_1"]
    assert [str(v) for v in model.with_variables("a", "b").variables] == ["a", "b"]
    for known in (f for f in model_landscapes.values() if isinstance(f, DataLandscape)):
        assert len(known.variable_names) == known.dimensions


def test_symbols_of_others_keep_their_order_and_names() -> None:
    w, alpha, x = sp.Symbol("w"), sp.Symbol(r"\alpha_1"), sp.IndexedBase("x")
    f = Landscape.from_sympy((w - 1) ** 2 + alpha * x[0], [(-1, 1)] * 3, variables=(w, alpha, x[0]))
    assert [str(v) for v in f.variables] == ["w", "alpha_1", "x_0"]
    assert f.value([2.0, 3.0, 5.0]) == 16


@pytest.mark.parametrize(
    ("names", "why"),
    [
        (("a",), "2 names"),
        (("a", "a"), "two variables are called a"),
        (("sin", "a"), "function or constant"),
        (("2a", "b"), "begin with a letter"),
        (("a b", "c"), "begin with a letter"),
        (("a__b", "c"), "begin with a letter"),
        (("a" * 30, "c"), "at most"),
        (("字", "c"), "begin with a letter"),
    ],
)
def test_what_is_no_name_is_refused_in_one_line(names: tuple[str, ...], why: str) -> None:
    with pytest.raises(ValueError, match=why) as refusal:
        catalogue["himmelblau"].with_variables(*names)
    assert "\n" not in str(refusal.value)


def test_greek_letters_are_typed_either_way_and_read_as_such() -> None:
    f = catalogue["himmelblau"].with_variables("θ_0", "Δ")
    assert f.variable_names == ("theta_0", "Delta")
    assert [spoken_name(name) for name in f.variable_names] == ["θ₀", "Δ"]
    assert [spoken_name(n) for n in ("w_max", "w_bias", "x1", "sum")] == ["wₘₐₓ", "w_bias", "x₁", "sum"]
    for code in range(ord("α"), ord("ω") + 1):
        letter = chr(code)
        if letter != "ς":
            name = catalogue["parabola"].with_variables(letter) if letter != "π" else None
            if name is not None:
                assert name.variable_names[0].isascii() and spoken_name(name.variable_names[0]) == letter
                assert name.variable_names[0] in unicodedata.name(letter).lower().replace("lamda", "lambda")


def test_usual_names_are_none_of_ones_own() -> None:
    f = catalogue["himmelblau"]
    assert (
        f.with_variables("x", "y").variable_names
        == ()
        == f.with_variables("a", "b").with_variables().variable_names
    )
