"""Numbers, points, lines of words and the legend: short, right, and inside the room they have."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from render.particles.colors import LegendEntry, ParticleColors
from render.style.letters import pieces
from render.style.numbers import number_text, point_text, round_number
from render.style.text import (
    SMALLEST,
    Line,
    fitted_formula,
    fitted_lines,
    formula_mask,
    text_unit,
    text_width,
    write,
)
from render.style.themes import DARK, THEMES, find_theme, rgb
from render.words.legend import ROWS, Legend


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0.0, "0"),
        (-0.25, "−0.25"),
        (4e-7, "4·10⁻⁷"),
        (1e9, "10⁹"),
        (-1e-12, "−10⁻¹²"),
        (0.005, "0.005"),
        (123.4, "123"),
        (-999.9, "−1000"),
        (2345.6, "2350"),
        (12345.6, "1.23·10⁴"),
        (float("nan"), "nan"),
        (float("inf"), "inf"),
    ],
)
def test_numbers_are_written_as_people_write_them(number: float, text: str) -> None:
    assert number_text(number) == text


@pytest.mark.parametrize(
    ("point", "domain", "text"),
    [
        ((-2.805118, 3.131313), ((-5, 5), (-5, 5)), "(−2.81, 3.13)"),
        ((3.0, 2.0), ((-5, 5), (-5, 5)), "(3, 2)"),
        ((-0.0, -1e-9), ((-5, 5), (-5, 5)), "(0, 0)"),
        ((3.0,), ((-5, 5),), "x = 3"),
        ((420.9687, 420.9687), ((-500, 500), (-500, 500)), "(421, 421)"),
    ],
)
def test_points_have_the_digits_that_a_picture_shows(
    point: tuple[float, ...], domain: tuple[tuple[float, float], ...], text: str
) -> None:
    assert point_text(point, domain) == text


@pytest.mark.parametrize("centre", [0.0, 1e6])
@pytest.mark.parametrize("width", [1e-9, 1.0, 1e9])
def test_points_that_differ_by_a_hundredth_of_the_domain_read_differently(
    width: float, centre: float
) -> None:
    if width < 1e-9 * centre:
        pytest.skip("float64 cannot tell them apart")
    domain = ((centre - width / 2, centre + width / 2),) * 2
    texts = {point_text((centre + k * width / 100, centre), domain) for k in range(5)}
    assert len(texts) == 5, texts
    assert all(len(text) < 40 for text in texts), texts


def test_round_numbers_are_near_the_value() -> None:
    for value in np.logspace(-5, 5, 50):
        assert abs(round_number(value, value) - value) <= 0.051 * value
    assert round_number(1e-9, 1.0) == 0


@pytest.mark.parametrize(
    "text", ["short", "a title that is much too long for the picture it is written on " * 3]
)
@pytest.mark.parametrize("room", [120.0, 400.0])
def test_a_line_never_exceeds_its_room(text: str, room: float) -> None:
    line = Line(text, (0, 0), 24.0, "#ffffff").shrunk_to(room)
    assert text_width(line.text, line.size, line.bold) <= room
    assert line.size >= min(SMALLEST, 24.0)
    assert line.text == text or line.text.endswith("…")


@example(text="000\U0001bc00\ufa2e0000000", width=120.0, size=51.0)
@settings(max_examples=60, deadline=None)
@given(
    text=st.text(st.characters(categories=["L", "N", "Zs"]), max_size=120),
    width=st.floats(120, 900),
    size=st.floats(14, 60),
)
def test_titles_shrink_or_wrap_and_keep_their_words(text: str, width: float, size: float) -> None:
    lines, fitted = fitted_lines(text, size, width, 3, bold=True)
    assert len(lines) <= 3 and fitted <= size
    assert all(text_width(line, fitted, True) <= width or len(line) == 1 for line in lines)
    if not lines[-1].endswith("…"):
        assert "".join("".join(lines).split()) == "".join(text.split())


def shown(text: str) -> str:
    return "".join(part for part, _ in pieces(text, True))


def test_the_fonts_know_what_captions_write() -> None:
    for letter in "−·⁻⁰¹²³⁴⁵⁶⁷⁸⁹∇ηβε…":
        assert shown(letter) == letter


def test_formulas_are_typeset_or_given_up() -> None:
    mask = formula_mask(r"\left|{x}\right| + \frac{x^{2}}{4000}", 20.0)
    assert mask is not None and mask.max() > 200
    assert formula_mask(r"\begin{cases} 1 & x \end{cases}", 20.0) is None
    narrow = fitted_formula(r"x^{2} + y^{2} + x y + \sin{x}", 40.0, 260.0)
    assert narrow is not None and narrow.shape[1] <= 260


@pytest.mark.parametrize("size", [(480, 360), (960, 720), (1280, 720), (720, 1280)])
@pytest.mark.parametrize("count", [1, 4, 11])
def test_legend_rows_fit(size: tuple[int, int], count: int) -> None:
    members, since = np.ones(99999, dtype=bool), np.zeros(99999, dtype=int)
    entries = [LegendEntry("#ffffff", "at (−3.7793, −3.2832)", members, since) for _ in range(count)]
    unit = text_unit(size)
    room = size[0] - 2 * DARK.margin * unit
    legend = Legend([ParticleColors(np.zeros((1, 3), np.uint8), entries)], DARK, unit, room)
    assert 1 <= len(legend.rows) <= ROWS
    for row in legend.rows:
        x, entry = row[-1]
        assert x + legend.size + text_width(f"99999 {entry.text}", legend.size) <= room + legend.size
        assert len({x for x, _ in row}) == len(row)


def test_who_still_moves_leaves_the_legend_with_the_last_of_them() -> None:
    since = np.array([3, 5])
    arrived = LegendEntry("#00ff00", "at (0, 0)", np.ones(2, bool), since)
    moving = LegendEntry("#ff0000", "still moving", np.ones(2, bool), since, before=True)
    legend = Legend([ParticleColors(np.zeros((2, 3), np.uint8), [arrived, moving])], DARK, 720.0, 800.0)

    def colors(index: float) -> set[tuple[int, int, int]]:
        picture = Image.new("RGB", (800, 60))
        legend.write(picture, 10.0, 40.0, index)
        return {tuple(c) for c in np.asarray(picture).reshape(-1, 3).tolist()} & {(0, 255, 0), (255, 0, 0)}

    assert colors(0) == {(255, 0, 0)}  # no row of zeros
    assert colors(4) == {(0, 255, 0), (255, 0, 0)}
    assert colors(5) == {(0, 255, 0)}


def test_an_empty_legend_has_no_rows() -> None:
    assert Legend([], DARK, 720.0, 800.0).rows == []


def test_themes_are_found_by_name_or_taken_as_they_are() -> None:
    assert {find_theme(name).name for name in THEMES} == set(THEMES)
    assert find_theme(DARK) is DARK
    with pytest.raises(LookupError, match="unknown theme 'neon'; there are dark"):
        find_theme("neon")


@pytest.mark.parametrize("name", THEMES)
def test_words_stand_out_from_the_ground(name: str) -> None:
    """WCAG contrast of at least 4.5 for ink and faint words against both ends of the ground."""

    def luminance(color: str) -> float:
        c = np.array(rgb(color))
        linear = np.where(c <= 0.03928, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)
        return float(linear @ [0.2126, 0.7152, 0.0722])

    theme = THEMES[name]
    for words in (theme.ink, theme.faint):
        for ground in (theme.ground_top, theme.ground_bottom):
            a, b = sorted((luminance(words), luminance(ground)))
            assert (b + 0.05) / (a + 0.05) >= 4.5


def test_words_fade_as_their_color_says() -> None:
    seen = []
    for color in ("#ffffff", "#ffffff80", "#ffffff00"):
        for halo in (None, "#ffffff80", "#ffffff00"):
            picture = Image.new("RGB", (90, 40), "#000000")
            write(ImageDraw.Draw(picture, "RGBA"), Line("74", (10, 30), 24, color), halo)
            seen.append(np.asarray(picture).max())
    whole, half, nothing = seen[:3], seen[3:6], seen[6:]
    assert whole == [255, 255, 255] and nothing == [0, 128, 0]
    assert half[0] == half[2] == 128 and half[1] == 192
