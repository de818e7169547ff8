"""`thalweg show`: a landscape in words, in JSON, as a picture and as a graph."""

from __future__ import annotations

import io
import json
import shutil
import sys
from pathlib import Path

import pytest
import sympy as sp

from gallery.cli import main


def shown(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(["show", *arguments]) == 0
    return capsys.readouterr().out


def test_himmelblau_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    text = shown(capsys, "himmelblau")
    for part in ("f(x, y) = ", "∂f/∂x = ", "Hessian = ", "Domain          [−5, 5] x [−5, 5]"):
        assert part in text
    assert [text.count(f"\n{kind} ") for kind in ("minimum", "saddle", "maximum")] == [4, 4, 1]
    # 2 / 82.284 at (3, 2): the Hessian there is [[74, 20], [20, 34]].
    assert "minimum  (3, 2)                  0        25.72  82.28    0.02431" in text


def test_json_holds_the_same_and_sympy_reads_it(capsys: pytest.CaptureFixture[str]) -> None:
    told = json.loads(shown(capsys, "himmelblau", "--json"))
    x, y = sp.symbols("x y")
    formula = sp.sympify(told["formula"])
    assert sp.expand(formula - ((x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2)) == 0
    assert [
        sp.expand(sp.sympify(g) - sp.diff(formula, v)) for g, v in zip(told["gradient"], (x, y), strict=True)
    ] == [0, 0]
    assert told["stationary_points_complete"] == "proven"
    lowest = [p for p in told["stationary_points"] if p["kind"] == "minimum"]
    assert [p["largest_stable_learning_rate"] == pytest.approx(2 / p["curvatures"][-1]) for p in lowest] == [
        True
    ] * 4


def test_a_formula_of_ones_own_of_one_variable(capsys: pytest.CaptureFixture[str]) -> None:
    text = shown(capsys, "--formula", "3*x**2 - 4*x + 5", "--domain", "-2", "3")
    assert "minimum  x = 0.666667  3.66667  6           0.3333" in text


def test_of_many_variables_it_tells_what_is_cheap(capsys: pytest.CaptureFixture[str]) -> None:
    text = shown(capsys, "perceptron")
    assert "41 variables are too many" in text and "[−1, 1] for each variable" in text
    told = json.loads(shown(capsys, "perceptron", "--json"))
    assert told["hessian"] is told["stationary_points"] is None
    # Four targets of 1 or -1 and a network that answers 0 everywhere: four squared errors of 1.
    assert told["centre"]["height"] == 4 and len(told["centre"]["gradient"]) == 41


def test_a_slice_of_more_variables(capsys: pytest.CaptureFixture[str]) -> None:
    text = shown(capsys, "sphere", "--dimensions", "4", "--slice", "x2=0.5,x4=1")
    assert "minimum  (0, 0)    1.25    2  2        1" in text


def test_a_terminal_without_unicode_gets_plain_text(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr(sys, "stdout", plain)
    assert main(["show", "easom"]) == 0
    plain.seek(0)
    text = plain.read()
    assert "df/dx = " in text and "minimum  (-1.67425, 3.14159)" in text and "x 10^-11" in text
    assert "?" not in text


def test_a_long_list_is_cut_and_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    text = shown(capsys, "--formula", "sin(x) + sin(y)", "--domain", "-15", "15", "-15", "15")
    assert "... and 60 higher ones; --json has them all" in text


def test_the_graph_as_dot_and_as_svg(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    at = ["himmelblau", "--graph", "--at", "-0.4", "-0.65"]
    dot = shown(capsys, *at)
    assert dot.startswith("digraph")
    shown(capsys, *at, "-o", str(tmp_path / "graph.dot"))
    assert (tmp_path / "graph.dot").read_text(encoding="utf-8").strip() == dot.strip()
    if shutil.which("dot"):
        shown(capsys, *at, "-o", str(tmp_path / "graph.svg"))
        assert "<svg" in (tmp_path / "graph.svg").read_text(encoding="utf-8")


@pytest.mark.slow
@pytest.mark.opengl
def test_the_surface_as_a_picture(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    from PIL import Image

    shown(capsys, "himmelblau", "--png", str(tmp_path / "surface.png"), "--size", "480x360")
    with Image.open(tmp_path / "surface.png") as picture:
        assert picture.size == (480, 360)
        assert len(picture.convert("RGB").getcolors(1 << 20) or []) > 1000
