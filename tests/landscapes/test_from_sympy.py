"""Landscapes made of SymPy expressions that somebody already holds."""

from __future__ import annotations

import pickle

import numpy as np
import pytest
import sympy as sp

from landscapes import Landscape

A, B, A2, A10 = sp.symbols("a b a2 a10")
BOX = ((-1.0, 1.0), (-2.0, 2.0))


def test_symbols_become_real_and_take_the_usual_names():
    f = Landscape.from_sympy(sp.sqrt(A**2) + B, BOX)
    assert [str(v) for v in f.variables] == ["x", "y"]
    assert f.formula == sp.Abs(f.variables[0]) + f.variables[1]
    assert f.value([-0.5, 1.0]) == 1.5
    assert f.minimizers.shape == (0, 2) and f.minimum is None


def test_symbols_go_by_name_by_alphabet_or_as_told():
    x, y = sp.symbols("x y")
    assert Landscape.from_sympy(y**3, BOX).value([7.0, 2.0]) == 8
    assert Landscape.from_sympy(A10 - A2, BOX).value([1.0, 5.0]) == 4
    assert Landscape.from_sympy(A - B, BOX, variables=(B, A)).value([1.0, 5.0]) == 4
    assert Landscape.from_sympy(x - y, BOX, variables=(y, x)).value([1.0, 5.0]) == 4
    assert Landscape.from_sympy(A**2, (-1, 1)).value(3.0) == 9


def test_travels():
    f = pickle.loads(pickle.dumps(Landscape.from_sympy(A**2 + sp.exp(B), BOX, name="mine", title="Mine")))
    assert (f.name, f.title) == ("mine", "Mine")
    np.testing.assert_allclose(f.gradient([3.0, 0.0]), [6.0, 1.0])


@pytest.mark.parametrize(
    "expression",
    [
        "x**2",
        None,
        sp.Matrix([A]),
        sp.Eq(A, B),
        A + B + A2,
        sp.gamma(A),
        sp.Function("f")(A),
        sp.I * A,
        A + sp.oo,
        sp.nan,
    ],
)
def test_refuses_in_one_line_what_is_no_function_of_the_ranges(expression):
    with pytest.raises(ValueError) as refusal:
        Landscape.from_sympy(expression, BOX)
    assert "\n" not in str(refusal.value)


def test_refuses_variables_that_do_not_fit():
    with pytest.raises(ValueError, match="variables"):
        Landscape.from_sympy(A + B, BOX, variables=(A, A))
    with pytest.raises(ValueError, match="variables"):
        Landscape.from_sympy(A + B, BOX, variables=(A, A2))
