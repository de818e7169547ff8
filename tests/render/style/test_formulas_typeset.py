"""Formulas are set as matplotlib's own function sets them, without the figures and axes that it imports for that."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
from matplotlib.mathtext import MathTextParser

from render.style import text


def public(typed: str, letters: object) -> object:
    return MathTextParser("agg").parse(typed, dpi=72, prop=letters)  # type: ignore[arg-type]


def test_the_letters_are_those_of_the_public_function(monkeypatch) -> None:  # type: ignore[no-untyped-def]
    for latex in (r"\frac{x^2 + y_1}{2} \sqrt{x}", r"e^{-x} \sin\left(\pi y\right)"):
        ours = text.formula_mask.__wrapped__(latex, 24.25)
        with monkeypatch.context() as patch:
            patch.setattr(text, "_typeset", public)
            theirs = text.formula_mask.__wrapped__(latex, 24.25)
        assert ours is not None and ours.any()
        np.testing.assert_array_equal(ours, theirs)


def test_no_figure_is_imported() -> None:
    asked = "import sys; from render.style.text import formula_mask; formula_mask('x^2', 20.0)"
    asked += "; sys.exit('matplotlib.backend_bases' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", asked], timeout=120).returncode == 0
