r"""A formula's fractions are large enough to be read, and say the same as before."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from landscapes import catalogue
from render.style import large_fractions

LETTERS = {"x": 1.7, "y": -0.6}


def _leaves() -> st.SearchStrategy[str]:
    return st.sampled_from(["x", "y", "2.5", "10.0", "x^{2}", r"\sqrt{2}"])


def _grown(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    pairs = st.tuples(inner, inner)
    return st.one_of(
        pairs.map(lambda p: rf"\frac{{{p[0]}}}{{{p[1]}}}"),
        pairs.map(lambda p: f"{p[0]} + {p[1]}"),
        pairs.map(lambda p: rf"\left({p[0]}\right) {p[1]}" if p[1][0] not in "-21" else p[0]),
        pairs.map(lambda p: rf"\frac{{{p[0]}}}{{{p[1]}}} \left({p[0]} - y\right)"),
        inner.map(lambda p: rf"\exp\left(- {p} \right)"),
        inner.map(lambda p: f"x^{{{p}}}"),
        inner.map(lambda p: f"- {p}"),
    )


FORMULAS = st.recursive(_leaves(), _grown, max_leaves=8)


def _value(latex: str) -> float:
    """What such a formula is worth, read as people read it: a stroke divides what is multiplied before it."""
    while found := re.search(r"\\d?frac\{", latex):
        over, middle = _braced(latex, found.end() - 1)
        under, end = _braced(latex, middle)
        latex = f"{latex[: found.start()]}(({over})/({under})){latex[end:]}"
    while found := re.search(r"(\^|\\sqrt)\{", latex):
        inside, end = _braced(latex, found.end() - 1)
        written = f"**({inside})" if found[1] == "^" else f"(({inside})**0.5)"
        latex = f"{latex[: found.start()]}{written}{latex[end:]}"
    text = latex.replace(r"\left(", "(").replace(r"\right)", ")").replace(r"\exp", "e")
    text = re.sub(r"(?<=[\w)])\s+(?=[\w(])", "*", text)
    text = re.sub(r"(?<=[)xy\d])(?=\()|(?<=\))(?=[\w(])", "*", text)
    names = {**LETTERS, "e": lambda v: v - 0.3}  # any function does
    try:
        worth = complex(eval(text.replace("e*(", "e("), {"__builtins__": {}}, names))
    except (ZeroDivisionError, OverflowError):
        return float("nan")
    return worth.real + worth.imag


def _braced(latex: str, at: int) -> tuple[str, int]:
    depth = 0
    for k in range(at, len(latex)):
        depth += {"{": 1, "}": -1}.get(latex[k], 0)
        if depth == 0:
            return latex[at + 1 : k], k + 1
    raise AssertionError(latex)


@given(FORMULAS)
def test_a_legible_formula_says_the_same(latex: str) -> None:
    before, after = _value(latex), _value(large_fractions(latex))
    assert before == pytest.approx(after, rel=1e-9, abs=1e-9, nan_ok=True), large_fractions(latex)


@given(FORMULAS)
def test_no_fraction_is_small(latex: str) -> None:
    said = large_fractions(latex)
    assert not re.search(r"\\frac", said)
    for found in re.finditer(r"\\dfrac|\^(?=\{)", said):
        inside, end = _braced(said, found.end())
        assert "frac" not in inside
        assert found[0] == "^" or "frac" not in _braced(said, end)[0]


@pytest.mark.parametrize("name", sorted(catalogue))
def test_formulas_of_ours_have_no_small_fractions(name: str) -> None:
    assert r"\frac" not in large_fractions(catalogue[name].latex)


def test_what_has_no_fractions_stays() -> None:
    for latex in ("x^{2} + y", r"\sqrt[10]{x} \cdot 2", r"\alpha_{1}", r"x^{", r"\frac{1", ""):
        assert large_fractions(latex).replace("{", "").replace("}", "") == latex.replace("{", "").replace(
            "}", ""
        )
