"""Landscapes made of SymPy expressions that somebody already holds."""

from __future__ import annotations

import pickle

import numpy as np
import pytest
import sympy as sp

from landscapes import Landscape

A, B, A2, A10 = sp.symbols("a b a2 a10")
BOX = ((-1.0, 1.0), (-2.0, 2.0))


def test_symbols_become_real_and_keep_their_names():
    f = Landscape.from_sympy(sp.sqrt(A**2) + B, BOX)
    assert [str(v) for v in f.variables] == [str(A), str(B)]
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


X = sp.IndexedBase("x")
M = sp.MatrixSymbol("m", 2, 1)
INDEXED = {"indexed": (X[0], X[1]), "two indices": (X[0, 1], X[1, 0]), "matrix": (M[0, 0], M[1, 0])}


@pytest.mark.parametrize("symbols", INDEXED.values(), ids=INDEXED)
@pytest.mark.parametrize("told", [True, False])
def test_parts_of_an_indexed_symbol_are_variables(symbols, told):
    first, second = symbols
    f = Landscape.from_sympy(first**2 + 2 * second**3, BOX, variables=symbols if told else None)
    assert f.value([3.0, 2.0]) == 25 and f.gradient([3.0, 2.0]).tolist() == [6, 24]
    names = ["".join(c if c.isalnum() else " " for c in str(part)).split() for part in symbols]
    assert [str(v) for v in f.variables] == ["_".join(words) for words in names]


def test_an_index_that_is_a_symbol_is_no_variable_of_its_own():
    i = sp.Symbol("i")
    assert Landscape.from_sympy(X[i] ** 2 + A, BOX, variables=(X[i], A)).value([3.0, 1.0]) == 10


def test_ten_indexed_variables_are_in_the_order_of_their_numbers():
    f = Landscape.from_sympy(sum((k + 1) * X[k] for k in range(12)), [(-1, 1)] * 12)
    assert f.gradient(np.zeros(12)).tolist() == list(range(1, 13))


W, J = sp.symbols("w J")


def test_names_of_ones_own_stay_in_the_order_that_is_given():
    f = Landscape.from_sympy((W - 3) ** 2 + (B + 40) ** 2, [(-10, 10), (-100, 100)])
    assert [str(v) for v in f.variables] == ["b", "w"]
    f = Landscape.from_sympy((W - 3) ** 2 + (B + 40) ** 2, [(-10, 10), (-100, 100)], variables=(W, B))
    assert [str(v) for v in f.variables] == ["w", "b"]


def test_a_title_is_one_line_of_printable_text():
    f = Landscape.from_sympy(A + B, BOX, title="Cost\nof a\r\n\tfit\x1b[31m\u2028\x00")
    assert f.title == "Cost of a fit [31m"
    assert Landscape.from_sympy(sp.Symbol("a\nb") + B, BOX).title.isprintable()
