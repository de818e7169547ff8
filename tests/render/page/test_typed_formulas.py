"""A formula typed in the page is accepted and refused as `parse` does it, with its words, and computes the same."""

from __future__ import annotations

import random
from typing import Any

import numpy as np
import pytest
import sympy as sp
from formula_texts import DEEP, REFUSED, WIDE, formula, letters_only, mutated, scribble
from javascript import needs_node, run_node

from landscapes import FormulaError, Landscape, parse, typed
from landscapes.compiled import Lowering, Tape, gradient
from landscapes.compiled.extended_precision import RoundedTape

pytestmark = needs_node
BOX = ((-5.0, 5.0), (-5.0, 5.0))
_ASK = """
return input.texts.map((text) => {
  try {
    const f = Thalweg.parseFormula(text, input.box), n = f.dimensions;
    return input.points.map((p) => {
      const both = new Float64Array(1 + n), second = new Float64Array(n * n);
      f.both(p, both);
      f.hessian(p, second);
      return [f.value(p), both, second];
    });
  } catch (error) {
    if (!(error instanceof Thalweg.FormulaError)) throw error;
    return error.message;
  }
});
"""


def verdict(text: str) -> str:
    """What `parse` says of a text; nothing if it is a formula."""
    try:
        parse(text, BOX)
    except FormulaError as refusal:
        return str(refusal)
    return ""


def rounding(f: Landscape, points: np.ndarray) -> Any:
    """What rounding may do to height and gradient (P, 1 + n), an a priori bound; without one the number is chaos."""
    tape = Tape()
    root = Lowering(tape, f.variables)(f.formula)
    errors = RoundedTape(tape, [root, *gradient(tape, root, f.dimensions)], np.float64)(points.T).errors
    return np.nan_to_num(np.asarray(errors, dtype=float), nan=np.inf, posinf=np.inf).T


def check_numbers(text: str, points: np.ndarray, found: list[Any]) -> None:
    """Equal within 1e-12 of height and gradient, or four times what rounding may do to them."""
    f = parse(text, BOX)
    if any(
        wave.args[0].is_number and abs(wave.args[0]) > 1000
        for wave in f.formula.atoms(sp.sin, sp.cos, sp.tan)
    ):
        return  # a constant of which doubles know no digit after the point
    heights, gradients = f.value_and_gradient(points)
    both = np.array([row[1] for row in found], dtype=float)
    # What is no number, and what is beyond all numbers: Python tells 1/0 from 0/0 where a page may not.
    np.testing.assert_array_equal(np.isfinite(both[:, 0]), np.isfinite(heights), err_msg=text)
    with np.errstate(all="ignore"):
        most = 4 * rounding(f, points)
        slope = np.maximum(np.abs(gradients).max(axis=1), np.abs(heights) / np.abs(points).max(axis=1))
        most[:, 0] += 1e-12 * np.abs(heights)
        most[:, 1:] += 1e-12 * slope[:, None]
        apart = np.abs(both - np.column_stack([heights, gradients]))
    same = (apart <= most) | ~np.isfinite(heights)[:, None] | (both == np.column_stack([heights, gradients]))
    assert same.all(), (text, points[~same.all(axis=1)])
    with np.errstate(all="ignore"):
        alone = np.array([row[0] for row in found])
        assert (
            (np.abs(alone - both[:, 0]) <= most[:, 0]) | (alone == both[:, 0]) | np.isnan(both[:, 0])
        ).all(), text


@pytest.mark.slow
def test_five_thousand_texts_are_accepted_and_refused_alike():
    chance = random.Random(11)
    texts = [formula(chance, 3) for _ in range(1500)]
    texts += [mutated(chance, formula(chance, 3)) for _ in range(1900)]
    texts += [letters_only(chance) for _ in range(1300)] + REFUSED + DEEP + WIDE + CAREFUL
    assert len(texts) >= 5000
    found = run_node(_ASK, {"texts": texts, "box": BOX, "points": []}, timeout=300)
    said = [answer if isinstance(answer, str) else "" for answer in found]
    assert [pair for pair in zip(texts, map(verdict, texts), said, strict=True) if pair[1] != pair[2]] == []
    assert 1500 < sum(not answer for answer in said) < 3500


@pytest.mark.slow
def test_heights_and_gradients_are_those_of_python():
    chance = random.Random(4)
    texts = [text for text in (formula(chance, 4) for _ in range(700)) if not verdict(text)]
    texts += CAREFUL
    points = np.random.default_rng(4).uniform(-3, 3, (6, 2))
    found = run_node(_ASK, {"texts": texts, "box": BOX, "points": points}, timeout=300)
    for text, rows in zip(texts, found, strict=True):
        assert not isinstance(rows, str), (text, rows)
        check_numbers(text, points, rows)


CAREFUL = [
    "log(1+exp(x))", "1/(1+exp(-x))", "exp(x)/(1+exp(x))", "tanh(x)*log(cosh(y))", "sin(x)/x", "1-cos(x)",
    "exp(x)-1", "(exp(x)-exp(-x))/2", "sqrt(x**2)", "exp(2*log(x))", "log(exp(x)+exp(y))", "x/(1+abs(x))", "sin(asin(x))",
    "x*y/sqrt(x**2+y**2)", "abs(x)**3", "max(x,y)*min(x,-y)", "(x-y)**0.5*(x-y)**0.5", "x**y", "atan2(y,x)", "x-x+y",
]  # fmt: skip


HOLES = [
    "atan(0.6/x+x)", "tanh(1/x)", "exp(-1/x**2)", "max(1/x,y)", "min(-(x*y),1/y-x)", "atan(log(x))",
    "((x+y)**4)**(1/x)", "sin(1/x)", "x*sin(1/x)", "atan2(1/x,y)", "max(log(x),y)", "abs(x)**(1/x)",
    "exp(1/x)", "16**(1/x)", "exp(-1/x)", "1/(1+exp(-1/x))",
]  # fmt: skip


def test_what_is_infinite_on_the_way_makes_no_number():
    points = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [0.0, -2.0], [1e-9, 1e-9]])
    found = run_node(_ASK, {"texts": HOLES, "box": BOX, "points": points})
    undefined = 0
    for text, rows in zip(HOLES, found, strict=True):
        check_numbers(text, points, rows)
        undefined += int(np.isnan(parse(text, BOX).value(points)).sum())
    assert undefined >= 15


def test_second_derivatives_and_slopes_at_careful_places():
    points = np.array(
        [[0.3, 0.7], [-40.0, 3.0], [800.0, -900.0], [1e-9, 2e-9], [1.0, 1.0], [0.0, 0.5], [-2.0, -1.5]]
    )
    script = "const slopes = input.texts.map((t) => Thalweg.parseFormula(t, input.box).slopes);"
    asked = {"texts": CAREFUL, "box": BOX, "points": points}
    found, slopes = run_node(
        script + _ASK.replace("return input.texts", "const found = input.texts") + "return [found, slopes];",
        asked,
    )
    for text, rows, gentle in zip(CAREFUL, found, slopes, strict=True):
        f = parse(text, BOX)
        heights, gradients = f.value_and_gradient(points)
        both = np.array([row[1] for row in rows])
        np.testing.assert_allclose(both[:, 0], heights, rtol=1e-12, atol=1e-300, err_msg=text)
        np.testing.assert_allclose(
            both[:, 1:], gradients, rtol=1e-9, atol=1e-12 * np.abs(gradients).max(), err_msg=text
        )
        hessians = f.hessian(points)
        second = np.array([row[2] for row in rows]).reshape(hessians.shape)
        size = np.abs(hessians).max(axis=(1, 2), keepdims=True)
        assert (np.abs(second - hessians) <= 1e-9 * size).all(), text
        np.testing.assert_allclose(gentle, f.gentle_slopes, rtol=1e-10, err_msg=text)


def test_nothing_takes_longer_than_a_person_waits():
    texts = [*DEEP, *WIDE, "x**y", "x**x**y", "*".join(f"(x-{i}.5)*sin(x*{i})" for i in range(1, 80))]
    script = """
return input.map((text) => {
  const began = process.cpuUsage().user;
  let said = "";
  try {
    Thalweg.parseFormula(text, [[-5, 5], [-5, 5]]).hessian([0.5, 0.4], new Float64Array(4));
  } catch (error) {
    said = error.message;
  }
  return [(process.cpuUsage().user - began) / 1e6, said];
});
"""
    for text, (seconds, said) in zip(texts, run_node(script, texts, timeout=120), strict=True):
        assert seconds < 2 and not said, (text[:80], seconds, said)


def test_a_landscape_of_more_variables_and_its_look():
    script = """
const f = Thalweg.parseFormula("x1^2/(1+x2)+2*sqrt(abs(x3))-x1*1e-3", [[0, 1], [0, 1], [0, 1]], "mine");
return [f.name, f.title, f.variables, f.minimum, f.minimizers, f.heightTransform, f.mathml];
"""
    name, title, variables, minimum, minimizers, transform, mathml = run_node(script)
    assert (name, variables, minimum, minimizers, transform) == ("mine", ["x1", "x2", "x3"], None, [], None)
    assert title == "x1^2/(1+x2)+2*sqrt(abs(x3))-x1*1e-3"
    for part in ("<mfrac>", "<msqrt>", "<msub><mi>x</mi><mn>3</mn></msub>", "<mo>−</mo>", "<mo>|</mo>"):
        assert part in mathml


def test_what_people_type_is_put_into_the_grammar_as_python_does_it():
    chance = random.Random(5)
    texts = [scribble(chance) for _ in range(5000)] + [formula(chance, 3) for _ in range(500)]
    found = run_node("return input.map((text) => Thalweg.typed(text));", texts)
    assert [pair for pair in zip(texts, map(typed, texts), found, strict=True) if pair[1] != pair[2]] == []
