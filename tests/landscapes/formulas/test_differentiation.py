"""The derivatives that people read."""

from __future__ import annotations

import pytest
import sympy as sp

from landscapes import catalogue
from landscapes.formulas.differentiation import partial

x, y = sp.symbols("x y", real=True)


@pytest.mark.parametrize("name", sorted(catalogue))
def test_formulas_of_derivatives_have_no_dirac_delta_and_no_open_derivative(name: str) -> None:
    f = catalogue[name]
    for expression in [*f.gradient_formula, *f.hessian_formula]:
        assert not expression.has(sp.DiracDelta, sp.Derivative, sp.Subs)
        assert expression.free_symbols <= set(f.variables)
        assert "_" not in sp.srepr(expression).replace("__", "")


@pytest.mark.parametrize(
    ("formula", "slope"),
    [
        (sp.Abs(x), sp.sign(x)),
        (sp.sign(x) * x, sp.sign(x)),
        (sp.floor(x) * x, sp.floor(x)),
        (sp.Heaviside(x) * x, sp.Heaviside(x)),
        (sp.Max(x, y), sp.Heaviside(x - y)),
        (sp.Min(x, y), sp.Heaviside(y - x)),
        (sp.sqrt(sp.Abs(x)), sp.sign(x) / (2 * sp.sqrt(sp.Abs(x)))),
        (sp.Piecewise((sp.Abs(x), x < y), (x**2, True)), sp.Piecewise((sp.sign(x), x < y), (2 * x, True))),
        (sp.sin(x * y), y * sp.cos(x * y)),
    ],
)
def test_kinks_have_signs_and_steps(formula, slope) -> None:
    assert sp.simplify(partial(formula, x) - slope) == 0
