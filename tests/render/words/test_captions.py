"""The words of films: inside the picture, apart from each other, large enough, formulas whole or absent."""

from __future__ import annotations

from functools import cache
from itertools import combinations

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image

from descent import Adam, Ending, GradientDescent, Trajectories, descend, grid
from descent.registry import known_optimizers
from landscapes import Landscape, catalogue, parse
from render.particles.colors import LegendEntry, ParticleColors, by_label, particle_colors
from render.style.text import SMALLEST, Line, text_width
from render.style.themes import DARK
from render.words.captions import Captions
from render.words.legend import Legend
from render.words.said import hint_text, settings_text

SIZES = [(960, 720), (1280, 720), (1080, 1080), (1080, 1920), (320, 240), (3840, 2160)]
LEAST = 0.032


@cache
def a_run(count: int) -> Trajectories:
    f = catalogue["himmelblau"]
    return descend(f, grid(f.domain, count), GradientDescent(0.01), steps=40)


def words_of(title: str, size: tuple[int, int], count: int = 4) -> Captions:
    run = a_run(count)
    f = parse("(x^2 + y - 11)^2 + (x + y^2 - 7)^2", domain=((-5, 5), (-5, 5)), title=title)
    return Captions(f, {"": run}, tuple(by_label({"": run}, DARK, "destination")), DARK, size)


def box_of(line: Line) -> tuple[float, float, float, float]:
    wide = text_width(line.text, line.size, line.bold)
    left = line.at[0] - wide if line.anchor == "rs" else line.at[0]
    return left, line.at[1] - 0.75 * line.size, left + wide, line.at[1] + 0.2 * line.size


@settings(max_examples=40, deadline=None)
@given(title=st.text(max_size=90), size=st.sampled_from(SIZES), count=st.integers(1, 6))
@example("\U0001d999", SIZES[0], 1)  # one letter that is wider than the picture
def test_no_words_lie_on_others_or_leave_the_picture(title: str, size: tuple[int, int], count: int) -> None:
    words = words_of(title or "untitled", size, count)
    wide, high = size
    lines = [words._line(0.0), words._count(0.0), *words._settings(0.0)]
    boxes = [words.title_box, *map(box_of, lines)]
    for left, top, right, bottom in boxes:
        assert 0 <= left <= right <= wide and 0 <= top <= bottom <= high
    for a, b in combinations(boxes, 2):
        assert a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1], (a, b)
    ink, slack = words.ink(), max(2, round(0.006 * min(size)))  # an accent may begin before its letter
    assert not ink[:, : int(words._margin) - slack].any()
    assert not ink[:, wide - int(words._margin) + slack + 1 :].any()


@pytest.mark.parametrize("size", SIZES)
def test_no_words_are_smaller_than_can_be_read(size: tuple[int, int]) -> None:
    words, least = words_of("Himmelblau", size), LEAST * min(size)
    lines = [*words.title.lines, words._line(0.0), words._count(0.0), *words._settings(0.0)]
    assert min(line.size for line in lines) >= max(0.98 * least, min(SMALLEST, least))
    assert words.legend.size >= least


@pytest.mark.parametrize("name", sorted(f.name for f in catalogue.values() if f.dimensions == 2))
def test_a_formula_is_whole_or_absent(name: str) -> None:
    f = catalogue[name]
    title = Captions(f, {}, (), DARK, (960, 720)).title
    assert "…" not in "".join(line.text for line in title.lines)
    assert all(mask.shape[1] <= title.room for _, mask in title._formula)
    assert title.size[0] <= title.room and title.size[1] < 0.3 * 720


def test_every_optimizer_has_a_name_that_people_use() -> None:
    for kind in known_optimizers().values():
        spoken = object.__new__(kind).spoken
        assert ("_" not in spoken and not spoken.isupper()) or spoken in {
            "SGD",
            "L-BFGS",
            "BFGS",
            "QHM",
            "SAM",
        }, spoken
    f = catalogue["himmelblau"]
    said = settings_text(descend(f, [[1.0, 1.0]], Adam(0.05), steps=2), 0)
    assert said == "Adam, learning rate 0.05"
    assert settings_text(a_run(2), 0) == "Gradient descent, learning rate 0.01"


def test_nothing_is_said_under_a_film_of_no_run() -> None:
    words = Captions(catalogue["himmelblau"], {}, (), DARK, (960, 720))
    picture = np.zeros((720, 960, 3), dtype=np.uint8)
    words.write(picture, 0.0)
    assert not picture.any() and words.bottom == 1.0
    assert isinstance(words.landscape, Landscape) and text_width("", 20.0) == 0


@given(steps=st.lists(st.integers(0, 50), min_size=2, max_size=6, unique=True))
def test_a_legend_has_no_gap_for_who_is_still_to_come(steps: list[int]) -> None:
    entries = [
        LegendEntry("#ffffff", f"at {k}", np.arange(len(steps)) == k, np.array(steps))
        for k in range(len(steps))
    ]
    legend = Legend([ParticleColors(np.zeros((len(steps), 3), np.uint8), entries)], DARK, 720.0, 5000.0)
    (row,) = legend.rows
    for step in steps:
        shown = [entry.count(step) > 0 for _, entry in row]
        assert shown == sorted(shown, reverse=True)


def test_a_legend_closes_up_when_nobody_moves_any_more() -> None:
    everyone, since = np.ones(3, dtype=bool), np.full(3, 5)
    entries = [
        LegendEntry("#ffffff", "still moving", everyone, since, before=True),
        LegendEntry("#ffffff", "over the edge", everyone, since),
    ]
    legend = Legend([ParticleColors(np.zeros((3, 3), np.uint8), entries)], DARK, 720.0, 900.0)

    def left(index: float) -> int:
        picture = Image.new("RGB", (900, 60))
        legend.write(picture, 20.0, 40.0, index)
        return int(np.flatnonzero(np.asarray(picture).any(axis=(0, 2)))[0])

    assert left(9.0) == pytest.approx(left(0.0), abs=2)


@pytest.mark.parametrize("base", [700.0, 640.0, 560.0, 300.0])
def test_the_count_beside_a_sentence_is_whole_wherever_that_stands(base: float) -> None:
    inks = []
    for at in (base, 690.0):
        picture = np.zeros((720, 960, 3), dtype=np.uint8)
        words_of("untitled", (960, 720)).write(picture, 40.0, ending=at)
        inks.append(picture.any(axis=-1).sum())
    assert inks[0] == inks[1] > 100


@pytest.mark.parametrize("steps", [20, 4000])
def test_a_legend_names_whose_colour_stays_though_it_takes_a_row(steps: int) -> None:
    f = catalogue["himmelblau"]
    run = descend(f, grid(f.domain, 6), GradientDescent(0.01), steps=steps)
    moving = bool((run.ending == Ending.RUNNING).any())
    assert moving == (steps < 200)
    colors = particle_colors(run, DARK, "ending")
    assert any(entry.before for entry in colors.legend)
    legend = Legend([colors], DARK, 720.0, 150.0)  # one entry a row
    assert any(entry.before for row in legend.rows for _, entry in row) == moving


HINTS = {
    "himmelblau": "Colors tell where each will end.",
    "booth": "The flag marks the lowest pit.",
    "cross_in_tray": "Flags mark the lowest pits.",
    "hyperbolic_saddle": "",
}


@pytest.mark.parametrize("name", HINTS)
def test_until_the_legend_speaks_a_hint_tells_how_to_read_the_picture(name: str) -> None:
    f = catalogue[name]
    run = descend(f, grid(f.domain, 6), GradientDescent(), steps=300)
    colors = particle_colors(run, DARK)
    assert hint_text(run, colors) == HINTS[name]
    if name == "himmelblau":
        assert {e.color for e in colors.legend if e.at_minimum and e.members.any()} == set(DARK.palette[:4])
    words = Captions(f, {"": run}, (colors,), DARK, (960, 720))
    written = [np.zeros((720, 960, 3), dtype=np.uint8) for _ in range(2)]
    words.write(written[0], 0.0)
    words.__dict__["_hint"] = ""
    words.write(written[1], 0.0)
    seen = bool((written[0] != written[1]).any())
    assert seen == (bool(HINTS[name]) and not words.legend.speaks(0.0))


@pytest.mark.parametrize("size", SIZES)
def test_a_hint_lies_on_no_other_words(size: tuple[int, int]) -> None:
    f = catalogue["himmelblau"]
    run = descend(f, grid(f.domain, 6), GradientDescent(), steps=300)
    written = []
    for colors in (particle_colors(run, DARK), None):
        words = Captions(f, {"": run}, (particle_colors(run, DARK),), DARK, size)
        if colors is None:
            words.__dict__["_hint"] = ""
        picture = np.zeros((size[1], size[0], 3), dtype=np.uint8)
        words.write(picture, 0.0)
        written.append(picture.max(axis=-1).astype(int))
    hint, others = written[0] - written[1], written[1]
    columns = np.flatnonzero(hint.any(axis=0))
    assert len(columns) or size != (960, 720)
    if len(columns):
        rows = np.flatnonzero(hint.any(axis=1))
        around = others[rows[0] : rows[-1] + 1, : columns[-1] + round(0.02 * min(size))]
        assert not around.any()


def test_one_that_stopped_elsewhere_stopped_in_one_pit() -> None:
    f = catalogue["rastrigin"]
    run = descend(f, grid(f.domain, 9), GradientDescent(), steps=120)
    colors = particle_colors(run, DARK)
    legend = Legend((colors,), DARK, 720.0, 900.0)
    (others,) = (entry for entry in colors.legend if entry.color == DARK.ash)
    assert legend._text(others, 1) == "1 stopped in another pit"
    assert legend._text(others, 7) == "7 stopped in other pits"
