"""What people type is put into the grammar where it is clear, and left alone where it is not."""

from __future__ import annotations

import random

import pytest
from formula_texts import formula, scribble

from landscapes import FormulaError, parse, typed

BOX = ((-5.0, 5.0), (-5.0, 5.0))

CLEAR = {
    "2x": "2*x", "x²": "x^2", "x⁻²": "x^(-2)", "π": "pi", "2πx": "2*pi*x", "ln x": "log(x)", "ln(x)": "log(x)",
    "|x|": "abs(x)", "||x|-1|": "abs(abs(x)-1)", "|x||y|": "abs(x)*abs(y)", "2|x|y": "2*abs(x)*y",
    "x·y − 3×y": "x*y - 3*y", "√x": "sqrt(x)", "√(x+1)": "sqrt(x+1)", "√2": "sqrt(2)", "√|x|": "sqrt(abs(x))",
    "sin x": "sin(x)", "sin 2x": "sin(2*x)", "sin 2πx": "sin(2*pi*x)", "sin x cos y": "sin(x)*cos(y)",
    "sin²x": "sin(x)^2", "sin²(x)": "sin(x)^2", "sin^2 x": "sin(x)^2", "sin x^2": "sin(x^2)", "ln|x|": "log(abs(x))",
    "sinx": "sin(x)", "xsinx": "x*sin(x)", "xy": "x*y", "x y": "x*y", "2(x+1)": "2*(x+1)",
    "(x+1)(y-2)": "(x+1)*(y-2)", "x(x+1)": "x*(x+1)", "x^2y": "x^2*y", "x²y": "x^2*y", "e²x": "e^2*x", "e^x": "e^x",
    "2^x y": "2^x*y", "1/2 x": "1/2*x", "½x": "(1/2)*x", "X^2 + Sin(Y)": "x^2 + sin(y)", "arctan(x)": "atan(x)",
    "f(x, y) = 2xy": "2*x*y", "z = x²": "x^2", "log sin x": "log(sin(x))", "2e5x": "2e5*x", "x₁": "x1",
}  # fmt: skip

UNCLEAR = [
    "1/2x", "1/x y", "x/2(y)", "1/sin(x)y", "e^2x", "2^xy", "x^-2y", "sin x y", "sin -x", "sin^-1 x", "x 2", "2 3",
    "(x+1)2", "3,5", "x[0]", "e(x)", "sine(x)", "max x y", "a|b", "|x", "x!", "x = 1", "2ex", "3½", "x==y", "x2", "xz",
]  # fmt: skip


def is_formula(text: str, box: tuple[tuple[float, float], ...] = BOX) -> bool:
    try:
        parse(text, box)
    except FormulaError:
        return False
    return True


@pytest.mark.parametrize("text", CLEAR)
def test_what_is_clear_is_rewritten(text):
    assert typed(text) == CLEAR[text]
    assert is_formula(CLEAR[text]) or text == "x₁"


@pytest.mark.parametrize("text", UNCLEAR)
def test_what_could_mean_two_things_is_left_for_parse_to_refuse(text):
    assert not is_formula(typed(text))


def test_names_are_those_of_the_dimensions():
    assert typed("2x₁x₂", 3) == "2*x1*x2" and typed("xy", 1) == "xy" and typed("3x", 1) == "3*x"


def test_text_of_the_grammar_stays_letter_for_letter():
    chance = random.Random(7)
    texts = {formula(chance, 4) for _ in range(300)} | {scribble(chance) for _ in range(500)}
    grammatical = [
        text for text in {*texts, *map(typed, CLEAR), " x\t+ 1", "-x**2", "2e5*x"} if is_formula(text)
    ]
    assert len(grammatical) > 200
    assert [text for text in grammatical if typed(text) != text] == []


def test_what_came_of_a_text_stays_if_it_is_a_formula():
    chance = random.Random(8)
    made = {typed(scribble(chance)) for _ in range(2000)}
    assert [text for text in made if is_formula(text) and typed(text) != text] == []


def test_no_text_is_too_long_or_too_strange():
    for text in ("x" * 5000, "(" * 1900, "|" * 1999, "sin " * 400, "^²" * 900, "\ud800x", ""):
        assert isinstance(typed(text), str)
