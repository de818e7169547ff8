"""Stored formulas may be anybody's: whatever is made of known parts is refused in a line, or computed, and soon."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import sympy as sp

from landscapes import Landscape, from_record, parse, to_record
from landscapes.compiled.lowering import RELATIVES
from landscapes.formulas.nodes import CONSTANTS, FORMS, Kind

X = sp.Symbol("x", real=True)
RECORD = {**to_record(parse("x + y", domain=((-1, 1), (-1, 1)))), "name": "stranger", "text": ""}
PLACES = np.array([[0.5, 0.5], [0.0, 0.0], [-1.0, 1.0]])
COUNT = 120

LEAVES: list[list[Any]] = [
    *[["variable", 0]] * 6, *[["variable", 1]] * 3, ["Integer", "0"], ["Integer", "-1"], ["Integer", "2"],
    ["Rational", "1", "2"], ["Rational", "-1", "3"], ["Integer", "9" * 4000], ["Integer", "-" + "9" * 4000],
    ["Rational", "1", "9" * 400], ["Float", "1", -1000, 53], ["Float", "1", 5000, 53], ["Float", "-1", 90000, 53],
    ["Float", "0", 0, 53], ["Float", "3", 0, 2], ["Float", "123", -7, 200], ["Pi"], ["Exp1"], ["GoldenRatio"],
]  # fmt: skip


class Stranger:
    """Draws a list of a formula whose parts fit each other, and nothing else about it need make sense."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)
        self.entries: list[list[Any]] = []
        self._part("number", self._chance.randint(1, 3))

    def _part(self, kind: Kind, depth: int) -> int:
        chance = self._chance
        forms = {n: f for n, f in FORMS.items() if f.gives == ("number" if kind == "either" else kind)}
        if depth > 0 or kind == "piece":
            name = chance.choice(list(forms))
            takes = forms[name].takes * (chance.randint(1, 3) if forms[name].more else 1)
            entry = [name, *(self._part(taken, depth - 1) for taken in takes)]
        elif kind == "truth":
            entry = [chance.choice([name for name, (_, kind) in CONSTANTS.items() if kind == "truth"])]
        else:
            entry = list(chance.choice(LEAVES))
        self.entries.append(entry)
        return len(self.entries) - 1


@pytest.mark.parametrize("seed", range(8))
def test_any_formula_of_known_parts_is_computed_or_refused(seed: int) -> None:
    for k in range(COUNT // 8):
        entries = Stranger(1000 * seed + k).entries
        try:
            f = from_record({**RECORD, "formula": entries})
        except ValueError as error:
            assert "\n" not in str(error), entries
            continue
        assert f.value(PLACES).shape == (3,) and f.gradient(PLACES).shape == (3, 2)
        again = from_record(to_record(f))
        np.testing.assert_array_equal(again.value(PLACES), f.value(PLACES), err_msg=str(entries)[:300])


NO_NUMBERS = ["NaN", "ComplexInfinity", "Infinity", "NegativeInfinity", "ImaginaryUnit"]


@pytest.mark.parametrize("name", NO_NUMBERS)
@pytest.mark.parametrize("around", [[], [["variable", 0], ["Add", 0, 1]], [["variable", 0], ["Max", 1, 0]]])
def test_what_from_sympy_refuses_is_refused_in_a_file(name: str, around: list[Any]) -> None:
    with pytest.raises(ValueError, match=f"stored formula is wrong: .'{name}'"):
        from_record({**RECORD, "formula": [[name], *around]})


@pytest.mark.parametrize("text", ["nan", "zoo", "oo", "-oo", "Add(Symbol('x', real=True), nan)"])
def test_and_in_an_older_file(text: str) -> None:
    with pytest.raises(ValueError, match="stored formula"):
        from_record({**RECORD, "formula": text})


UNARY = [n for n in RELATIVES if n in FORMS and FORMS[n].takes == ("either",) and not FORMS[n].more]


@pytest.mark.parametrize("name", UNARY)
def test_relatives_of_functions_are_right(name: str) -> None:
    """By SymPy's own digits, where the function is real; slopes by its derivative."""
    function: Callable[..., Any] = getattr(sp, name)
    f = Landscape.from_sympy(function(X), (-4, 4))
    places = [sp.Rational(k, 7) for k in (-23, -8, -5, -1, 2, 6, 9, 25)]
    exact = [function(place).evalf(30) for place in places]
    real = [(float(p), float(v)) for p, v in zip(places, exact, strict=True) if v.is_real]
    assert real
    np.testing.assert_allclose(f.value([[p] for p, _ in real]), [v for _, v in real], rtol=1e-13)
    if name not in ("ceiling", "frac"):
        slope = function(X).diff(X)
        wanted = [
            float(slope.subs(X, sp.Rational(str(p)) if p.is_integer() else sp.Float(p, 30))) for p, _ in real
        ]
        np.testing.assert_allclose(f.gradient([[p] for p, _ in real])[:, 0], wanted, rtol=1e-12)
