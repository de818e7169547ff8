"""What is known of formulas without SymPy is what SymPy says."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import sympy as sp

from landscapes import catalogue, creases, find, parse
from landscapes.creases import _factors, _switching  # type: ignore[attr-defined]
from landscapes.formulas import names_of_axes, written_latex
from landscapes.remembered import recipe_of, typeset


@pytest.fixture(autouse=True)
def apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("THALWEG_CACHE", str(tmp_path))


@pytest.mark.parametrize("name", [name for name in catalogue if catalogue[name].dimensions <= 2])
def test_who_is_whole_has_no_crease(name: str) -> None:
    f = catalogue[name]
    if f.compiled.is_whole:
        parts = sp.preorder_traversal(f.formula)
        assert not [g for part in parts for e in _switching(part) for g in _factors(e)]
        assert creases(f) == ()


@pytest.mark.parametrize(
    "text", ["1/x + y", "tan(x) + y", "abs(x) + y^2", "x/(1 + y)", "max(x, y)", "sqrt(x) + y"]
)
def test_who_may_break_or_bend_is_not_whole(text: str) -> None:
    f = parse(text, domain=((-2, 2), (-2, 2)))
    assert not f.compiled.is_whole


@pytest.mark.parametrize("name", ["himmelblau", "easom", "perceptron", "forrester", "ackley"])
def test_names_latex_and_titles_are_those_of_symbols(name: str) -> None:
    for f in (find(name), find(name).with_variables(*[f"w_{k}" for k in range(find(name).dimensions)])):
        assert names_of_axes(f) == tuple(str(v) for v in f.variables)
        said = written_latex(f.builder, f.variables, f.formula) if name != "perceptron" else f.latex
        assert [f.latex, type(f).latex.func(f)] == [said, said]  # type: ignore[attr-defined]
        assert f.is_titled
    own = find("himmelblau")
    assert not type(own)(name="own", builder=own.builder, domain=own.domain, title=str(own.formula)).is_titled


def test_what_was_kept_is_told_again_and_of_others_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    f, asked = catalogue["booth"], []
    wanted = written_latex(f.builder, f.variables, f.formula)

    def written() -> str:
        asked.append(1)
        return wanted

    assert [typeset.latex_of(f, written) for _ in range(3)] == [wanted] * 3
    assert len(asked) == 1
    named = f.with_variables("a", "b")
    assert "a" in named.latex and "x" not in named.latex
    mine = parse("x^2 + y", domain=((-1, 1), (-1, 1)))
    assert [typeset.latex_of(mine, written) for _ in range(2)] == [wanted] * 2 and len(asked) == 3


def test_functions_that_share_a_name_have_no_recipe() -> None:
    def made(power: int) -> Any:
        def well(x: Any, y: Any) -> Any:
            return x**power + y**2

        well.__module__ = "landscapes.families.wells"
        return well

    assert [recipe_of(builder, 2) for builder in (made(2), made(4))] == [None, None]
    recipes = [recipe_of(catalogue[name].builder, catalogue[name].dimensions) for name in catalogue]
    assert None not in recipes and len({*map(str, recipes)}) == len(recipes)


def test_a_second_film_needs_no_sympy(tmp_path: Path) -> None:
    asked = (
        "import sys; from landscapes import catalogue; from descent import GradientDescent, descend, grid;"
        "f = catalogue['himmelblau']; descend(f, grid(f.domain, 3), GradientDescent(), steps=5).destinations;"
        "f.latex, f.is_titled; from landscapes import creases; creases(f); sys.exit('sympy' in sys.modules)"
    )
    codes = [subprocess.run([sys.executable, "-c", asked], timeout=120).returncode for _ in range(2)]
    assert codes == [1, 0]
