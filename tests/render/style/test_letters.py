"""Words from outside are one line that can be drawn, whatever characters they hold."""

from __future__ import annotations

import logging
import sys
import unicodedata
from pathlib import Path

import matplotlib
import numpy as np
import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.ft2font import FT2Font
from PIL import Image, ImageDraw

from descent import Adam, GradientDescent, descend, grid
from landscapes import Landscape
from render import Scene
from render.figures.svg_chart import Graph, Series
from render.style import letters
from render.style.letters import one_line, pieces
from render.style.text import Line, fitted_formula, formula_mask, text_width, write

NASTY = [
    "a\nb",
    "a\r\nb",
    "tab\tbed",
    "\x00",
    "\x1b[31mred",
    "\u2028",
    "\u202eback",
    "\ud800",
    "$x$ and $5",
    "損失",
    "🚀",
    "",
]
FONTS = Path(matplotlib.get_data_path()) / "fonts" / "ttf"


@settings(max_examples=300, deadline=None)
@given(text=st.text(max_size=40) | st.sampled_from(NASTY), size=st.floats(5, 60), width=st.floats(20, 400))
def test_any_text_is_one_line_that_fits(text: str, size: float, width: float) -> None:
    line = "".join(part for part, _ in pieces(text))
    assert not any(unicodedata.category(c) in letters.UNSEEN for c in line)
    fitted = Line(text, (10.0, 40.0), size, "#ffffff").shrunk_to(width)
    assert text_width(fitted.text, fitted.size) <= width or len(fitted.text) <= 2
    picture = Image.new("RGB", (420, 80))
    for halo in (None, "#ff0000"):
        write(ImageDraw.Draw(picture), fitted, halo)


@settings(max_examples=100, deadline=None)
@given(text=st.text(st.characters(codec="ascii"), min_size=1, max_size=20))
def test_plain_words_stay_as_they_are(text: str) -> None:
    assert (one_line(text) == text) == text.isprintable()


@pytest.mark.parametrize(
    "latex", ["a$b", "$x$", r"\$", "x\ny", "\x00", "損", "🚀^{2}", r"\frac{1}{", r"\left(", "%", "#", "&"]
)
def test_any_formula_is_typeset_or_none_and_says_nothing(
    latex: str, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    with caplog.at_level(logging.WARNING):
        formula_mask(latex, 20.0)
        fitted_formula(rf"\frac{{{latex}}}{{2}} + \sqrt{{x}}", 20.0, 100.0, 30.0)
    assert not caplog.records and capfd.readouterr() == ("", "")


def test_a_root_in_few_pixels_prints_no_boxes(
    caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    for size in np.arange(2.0, 6.0, 0.25):
        for latex in (r"\sqrt{x}", r"\sqrt{4 - x^{2}}"):
            formula_mask(latex, float(size))
    assert not caplog.records and capfd.readouterr() == ("", "")


def test_letters_that_no_font_has_are_said_in_a_word(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(letters, "_system_fonts", lambda: ())
    pieces.cache_clear()
    try:
        assert "".join(part for part, _ in pieces("損失 of 🚀\nday")) == "[CJK] of [rocket] day"
        assert "".join(part for part, _ in pieces("Ελλάδα ∇ Жук − é")) == "Ελλάδα ∇ Жук − é"
    finally:
        pieces.cache_clear()


def test_a_font_of_the_system_is_taken_where_it_has_the_letters(monkeypatch: pytest.MonkeyPatch) -> None:
    fonts = [str(FONTS / name) for name in ("cmr10.ttf", "STIXGeneral.ttf")]
    known = frozenset().union(*map(letters._letters, letters.family()))
    odd = next(c for c in sorted(letters._letters(fonts[1]) - known) if c.isprintable())
    monkeypatch.setattr(letters, "_system_fonts", lambda: tuple(fonts))
    pieces.cache_clear()
    try:
        assert pieces(f"a {odd} b") == (
            ("a ", letters.family()[0]),
            (odd + " ", fonts[1]),
            ("b", letters.family()[0]),
        )
        assert text_width(f"a {odd} b", 20.0) > 0
    finally:
        pieces.cache_clear()


@settings(max_examples=200, deadline=None)
@given(text=st.text(max_size=30), bold=st.booleans())
def test_every_part_of_a_text_has_a_font_with_its_letters(text: str, bold: bool) -> None:
    parts = pieces(text, bold)
    for part, path in parts:
        assert frozenset(part) <= letters._letters(path), (part, path)
    if "".join(part for part, _ in parts) != one_line(text):
        assert any("[" in part for part, _ in parts)


def test_words_are_set_in_source_sans() -> None:
    assert [Path(letters.family(bold)[0]).name for bold in (False, True)] == [
        "SourceSansPro-Regular.ttf",
        "SourceSansPro-Semibold.ttf",
    ]
    assert {Path(path).stem for _, path in pieces("Hölder, Müller: −0.25 · x²")} == {"SourceSansPro-Regular"}


@pytest.mark.opengl
@pytest.mark.parametrize("words", NASTY, ids=ascii)
def test_titles_labels_and_symbols_may_hold_anything(words: str, capfd: pytest.CaptureFixture[str]) -> None:
    x, odd = sp.symbols("x y")
    f = Landscape.from_sympy(x**2 + odd**2, ((-1, 1), (-1, 1)), title=words or "untitled")
    starts = grid(f.domain, 2)
    runs = {
        words: descend(f, starts, GradientDescent(0.1), steps=3),
        f"{words}2": descend(f, starts, Adam(0.1), steps=3),
    }
    Scene(f, runs, panels=("surface", "contour", "slices", "loss")).picture(1.0, (320, 180))
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("words", NASTY, ids=ascii)
def test_a_chart_s_text_is_xml_whatever_it_says(words: str) -> None:
    from xml.etree import ElementTree

    line = np.arange(3.0)
    series = [Series(words, line, line), Series("b", line, line)]
    graph = Graph(words, series, f"{words} x", f"{words} y", marks=[(1.0, words)], strips=[(0.0, 2.0, words)])
    ElementTree.fromstring(graph.svg.encode("utf-8"))


def test_letters_of_files_are_those_that_freetype_finds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("THALWEG_CACHE", str(tmp_path))
    for path in (*letters.family(), *map(str, sorted(FONTS.glob("*.ttf"))[:4])):
        told = frozenset(map(chr, FT2Font(path).get_charmap()))
        for _ in range(2):  # found, and kept
            letters._letters.cache_clear()
            assert letters._letters(path) == told, path
    with monkeypatch.context() as nothing:
        nothing.setitem(sys.modules, "matplotlib.ft2font", None)
        letters._letters.cache_clear()
        assert letters._letters(path) == told, "nobody is asked again"
    for file in tmp_path.rglob("*.json"):
        file.write_text(file.read_text().replace("[", "{", 1))
    letters._letters.cache_clear()
    assert letters._letters(path) == told, "what is damaged is found again"


def test_no_letters_are_read_from_what_is_no_font(tmp_path: Path) -> None:
    file, font = tmp_path / "cut.ttf", Path(letters.dejavu()).read_bytes()
    for data in (b"", b"%PDF-1.4", font[:40], font[:2000], b"\0\1\0\0" + bytes(60)):
        file.write_bytes(data)
        letters._letters.cache_clear()
        assert letters._letters(str(file)) == frozenset()
    letters._letters.cache_clear()
