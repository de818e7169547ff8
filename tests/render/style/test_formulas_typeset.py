"""Formulas are set as matplotlib's own function sets them, without the figures and axes that it imports for that."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from matplotlib.mathtext import MathTextParser

from render.style import text, typeset_masks
from render.style.typeset_masks import mask_of


def public(typed: str, letters: object) -> object:
    return MathTextParser("agg").parse(typed, dpi=72, prop=letters)  # type: ignore[arg-type]


def test_the_letters_are_those_of_the_public_function(monkeypatch) -> None:  # type: ignore[no-untyped-def]
    for latex in (r"\frac{x^2 + y_1}{2} \sqrt{x}", r"e^{-x} \sin\left(\pi y\right)"):
        ours = text._mask(latex, 24.25)  # type: ignore[attr-defined]
        with monkeypatch.context() as patch:
            patch.setattr(text, "_typeset", public)
            theirs = text._mask(latex, 24.25)  # type: ignore[attr-defined]
        assert ours is not None and ours.any()
        np.testing.assert_array_equal(ours, theirs)


def test_no_figure_is_imported() -> None:
    asked = "import sys; from render.style.text import formula_mask; formula_mask('x^2', 20.0)"
    asked += "; sys.exit('matplotlib.backend_bases' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", asked], timeout=120).returncode == 0


def test_what_is_kept_is_what_was_typeset(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("THALWEG_CACHE", str(tmp_path))
    asked: list[str] = []

    def typeset(latex: str) -> np.ndarray | None:
        asked.append(latex)
        return text._mask(latex, 20.0)  # type: ignore[attr-defined]

    for latex in (r"x^{2} + \frac{1}{y}", r"\begin{cases} 1 & x \end{cases}"):
        wanted = text._mask(latex, 20.0)  # type: ignore[attr-defined]
        for _ in range(2):
            np.testing.assert_equal(mask_of(latex, 20.0, lambda latex=latex: typeset(latex)), wanted)  # type: ignore[misc]
    assert len(asked) == 2, "one that cannot be typeset is known, too"
    mask_of("x", 20.0, lambda: typeset("x"))
    monkeypatch.setattr(typeset_masks, "version_of", lambda library: "of another day")
    mask_of("x", 20.0, lambda: typeset("x"))
    assert asked[2:] == ["x", "x"]


def test_words_of_a_film_need_no_matplotlib(tmp_path: Path) -> None:
    """Once its formula was typeset."""
    asked = (
        "import sys; from descent import GradientDescent, descend, grid; from landscapes import catalogue;"
        "from render import Scene; f = catalogue['himmelblau'];"
        "scene = Scene(f, descend(f, grid(f.domain, 3), GradientDescent(), steps=5)).prepared;"
        "scene.layout((960, 720)), scene.ink((960, 720));"
        "sys.exit('matplotlib.cbook' in sys.modules or 'mpmath' in sys.modules)"
    )
    places = {**os.environ, "THALWEG_CACHE": str(tmp_path)}
    codes = [
        subprocess.run([sys.executable, "-c", asked], timeout=120, env=places).returncode for _ in range(2)
    ]
    assert codes == [1, 0]
