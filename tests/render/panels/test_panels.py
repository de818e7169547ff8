"""Flat charts: what is written on them can be read."""

from dataclasses import replace
from itertools import pairwise
from typing import ClassVar

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from pytest import MonkeyPatch

from descent import CMAES, Ending, GradientDescent, descend, grid, search
from landscapes import Landscape, catalogue, parse
from render import Scene
from render.panels import panel
from render.panels.axes import Axes, log_limits
from render.panels.canvas import Canvas
from render.panels.contour import Contour
from render.panels.curve import Curve
from render.panels.loss import Loss
from render.panels.slices import Slices
from render.particles.colors import particle_colors
from render.scene.layout import lay_out
from render.style.text import text_unit, text_width
from render.style.themes import find_theme

THEME = find_theme("dark")


class Written(Canvas):
    """A canvas that remembers its words."""

    def __init__(self, width: int, height: int, unit: float) -> None:
        super().__init__(Image.new("RGB", (width, height)), THEME, unit)
        self.words: list[tuple[str, tuple[float, float], float, str]] = []

    def text(self, text, at, color, *, size, anchor="ls"):
        self.words.append((text, at, size * self.unit, anchor))
        super().text(text, at, color, size=size, anchor=anchor)


@settings(max_examples=60, deadline=None)
@given(
    centre=st.floats(-1e4, 1e4),
    span=st.floats(1e-3, 1e4),
    width=st.integers(260, 1400),
)
def test_numbers_along_an_axis_never_touch(centre, span, width):
    canvas = Written(width + 400, 700, 1000.0)
    axes = Axes((200, 50, 200 + width, 600), (centre - span, centre + span), (0.0, 1.0))
    canvas.axes(axes, "x", "y")
    below = sorted(
        (at[0], text_width(text, size)) for text, at, size, anchor in canvas.words if anchor == "ma"
    )
    assert below
    for (left, one), (right, other) in pairwise(below):
        assert right - left >= (one + other) / 2


@pytest.mark.parametrize("name", ["x", "step"])
def test_the_name_of_an_axis_takes_no_number_s_place(name):
    canvas = Written(1200, 700, 600.0)
    canvas.axes(Axes((200, 50, 1100, 600), (0.0, 4.0), (0.0, 1.0)), name, "height")
    below = {text for text, _, _, anchor in canvas.words if anchor == "ma"}
    assert below == {"0", "1", "2", "3", "4", name}


class Boxed(Canvas):
    """A canvas that refuses words beyond its edges."""

    outside: ClassVar[list[str]] = []

    def text(self, text, at, color, *, size, anchor="ls"):
        length, height = text_width(text, size * self.unit), size * self.unit
        left = at[0] - {"l": 0.0, "m": 0.5, "r": 1.0}[anchor[0]] * length
        top = at[1] - {"a": 0.0, "m": 0.5, "s": 0.8}[anchor[1]] * height
        if left < -1 or left + length > self.image.width + 1 or top < -1 or top > self.image.height:
            Boxed.outside.append(f"{text!r} at {left:.0f} to {left + length:.0f} of {self.image.width}")
        super().text(text, at, color, size=size, anchor=anchor)


@pytest.mark.parametrize("shape", [(420, 420), (460, 250), (220, 300)])
@settings(max_examples=6, deadline=None)
@given(
    size=st.integers(-12, 12),
    share=st.integers(0, 8),
    common=st.tuples(st.floats(-1, 1), st.floats(-1, 1)),
    add=st.sampled_from([0.0, 1e9, 1e-9]),
    names=st.sampled_from([("x", "y"), ("theta_0", "theta_1"), ("a_long_name_of_a_weight", "b")]),
)
def test_no_label_leaves_its_panel(shape, size, share, common, add, names):
    span = 10.0 ** (size - share)
    domain = tuple((c * 10.0**size - span / 2, c * 10.0**size + span / 2) for c in common)
    symbols = sympy.symbols(names)
    middle = [sympy.Float((low + high) / 2) for low, high in domain]
    bowl = sum((s - m) ** 2 for s, m in zip(symbols, middle, strict=True)) + add
    plane = Landscape.from_sympy(bowl, domain, variables=symbols)
    line = Landscape.from_sympy((symbols[0] - middle[0]) ** 2 + add, domain[:1], variables=symbols[:1])
    Boxed.outside.clear()
    with MonkeyPatch.context() as patch:
        patch.setattr(panel, "Canvas", Boxed)
        for f, kinds in ((plane, (Contour, Slices, Loss)), (line, (Curve,))):
            start = [low + 0.25 * (high - low) for low, high in f.domain]
            run = descend(f, [start], GradientDescent(0.1), steps=4)
            colors = [particle_colors(run, THEME, "optimizer", 0)]
            for kind in kinds:
                kind(f, [run], colors, THEME, Image.new("RGB", shape), 720.0).draw(2.0)
    assert Boxed.outside == []


def test_a_note_is_left_out_where_it_does_not_fit():
    for width, there in ((1200, True), (300, False)):
        canvas = Written(width + 300, 700, 1000.0)
        axes = Axes((200, 100, 200 + width, 600), (0.0, 1.0), (1.0, 10.0), log=True)
        canvas.axes(axes, "step", "loss", note="median, middle half")
        assert any(text == "median, middle half" for text, *_ in canvas.words) == there


@pytest.mark.parametrize(
    "size", [(640, 480), (960, 720), (1280, 720), (720, 960), (1080, 1080), (1920, 1080)]
)
@pytest.mark.parametrize("charts", [0, 1, 2, 3])
def test_the_surface_has_its_stage_but_for_a_margin(size, charts):
    layout = lay_out(size, stage=True, charts=(1,) * charts)
    frame = layout.frame
    assert 0 < frame.left < 0.05 and 0.95 < frame.right < 1
    assert frame.top > 0 and frame.bottom < 1 and frame.bottom - frame.top > 0.4


def test_a_band_fills_what_lies_between_its_lines_and_stays_in_the_axes():
    canvas = Written(300, 300, 300.0)
    axes = Axes((50, 50, 250, 250), (0.0, 10.0), (0.0, 10.0))
    x = np.arange(11.0)
    low, high = np.full(11, 2.0), np.where(x == 3, np.nan, 30.0)
    canvas.band(axes.pixels(x, low), axes.pixels(x, high), "#ff0000", axes)
    red = np.asarray(canvas.image)[..., 0] > 200
    assert red[60:200, 60:240].mean() > 0.95
    assert not red[215:].any() and not red[:49].any() and not red[:, :49].any() and not red[:, 252:].any()


@settings(max_examples=60, deadline=None)
@given(low=st.floats(1e-9, 1e6), ratio=st.floats(2.6, 1e12))
def test_a_logarithmic_axis_has_at_least_one_number_and_not_too_many(low, ratio):
    axes = Axes((0, 0, 100, 100), (0.0, 1.0), (low, low * ratio), log=True)
    numbers = axes.ticks()[1]
    assert 2 <= len(numbers) <= 8
    assert (numbers >= low * (1 - 1e-9)).all() and (numbers <= low * ratio * (1 + 1e-9)).all()


def test_a_map_marks_how_each_particle_ended():
    f = parse("x**4 - y**2", domain=((-1, 1), (-1, 1)))
    paths = descend(f, [[0.0, 0.0]], GradientDescent(0.1), steps=3)
    assert paths.ending[0] == Ending.SADDLE
    pictures = {}
    for name, ending in (("diamond", Ending.SADDLE), ("ring", Ending.STALLED), ("disc", Ending.RUNNING)):
        ended = replace(paths, ending=np.array([ending], dtype=np.int8))
        colors = [particle_colors(ended, THEME, "optimizer", 1)]
        ground = Image.new("RGB", (300, 300))
        pictures[name] = np.asarray(Contour(f, [ended], colors, THEME, ground, 720.0).draw(3.0)).astype(int)
    for one, other in (("diamond", "ring"), ("diamond", "disc"), ("ring", "disc")):
        assert (abs(pictures[one] - pictures[other]).max(axis=-1) > 60).sum() > 8


def test_the_paths_of_a_crowd_do_not_hide_the_map():
    f = catalogue["booth"]
    shares = []
    for side in (1, 15):
        paths = descend(f, grid(f.domain, 15)[: side**2], GradientDescent(0.105), steps=60)
        colors = [particle_colors(paths, THEME, "optimizer", 0)]
        panel = Contour(f, [paths], colors, THEME, Image.new("RGB", (300, 300)), 720.0)
        plain = (np.asarray(panel.draw(20.0)) == colors[0].colors[0]).all(axis=-1)
        shares.append(plain.mean())
    assert shares[0] > 0 and shares[1] < 0.03


@pytest.mark.parametrize("size", [(960, 720), (1280, 720), (720, 1280), (480, 360)])
@pytest.mark.parametrize("name", ["griewank", "easom", "ackley", "levy", "salomon"])
def test_charts_begin_under_a_formula_with_fractions(name, size):
    prepared = Scene(catalogue[name], panels=("contour", "loss")).prepared
    title = prepared.captions(size).title_box
    assert title[3] - title[1] > THEME.title_size * text_unit(size)
    assert round(title[3]) <= min(top for _, top, *_ in prepared.layout(size).charts)


def test_a_bead_outside_a_chart_is_not_drawn():
    axes = Axes((100, 100, 300, 200), (0.0, 1.0), (0.0, 1.0))
    for x, y, there in (
        (0.5, 0.5, True),
        (1.0, 0.0, True),
        (1.2, 0.5, False),
        (-0.3, 0.5, False),
        (0.5, 1.4, False),
    ):
        canvas = Written(500, 300, 1000.0)
        canvas.dot(axes.pixels(x, y), "#ffffff", 0.01, inside=axes)
        assert (np.asarray(canvas.image).max() > 200) == there


def test_a_line_that_turns_right_back_stays_where_it_is():
    canvas = Written(600, 300, 1000.0)
    line = np.array([(100.0, 50.0), (100.0000000161, 76.0913), (100.0000000374, 49.9995), (100.0, 76.0)])
    canvas.line(line, "#ffffff", 0.005)
    white = np.asarray(canvas.image).max(axis=(0, 2)) > 200
    assert white[100] and not white[120:].any() and not white[:80].any()


@pytest.mark.parametrize("size", [5e-324, 1e-318, 1e-310, 1e-300, 1.0, 1e300, 1e307])
@pytest.mark.parametrize("decades", [0.1, 2, 12])
def test_logarithmic_axes_have_ends_and_ticks_for_every_float(size, decades):
    numbers = size * np.logspace(0, -decades, 9)
    axes = Axes((0, 0, 100, 100), (0.0, 1.0), log_limits(numbers, 1e-16), log=True)
    pixels = axes.pixels(np.full(9, 0.5), numbers)
    assert np.isfinite(pixels).all() and (np.diff(pixels[:, 1]) >= 0).all()
    assert np.isfinite(axes.ticks()[1]).all()
    if size > 1e-300:
        assert len(axes.ticks()[1]) >= 2


@settings(max_examples=60, deadline=None)
@given(last=st.integers(30, 10**7), share=st.floats(1e-6, 0.03))
def test_an_axis_of_decades_of_steps_has_numbers_apart_from_its_beginning(last, share):
    axes = Axes((0, 0, 100, 100), (0.0, last), (0.0, 1.0), knee=max(share * last, 1.0))
    steps = axes.ticks()[0]
    places = axes.pixels(steps, 0.0)[:, 0]
    assert steps[0] == 0 and len(steps) >= 3 and (np.diff(places) > 0).all()
    assert places[0] >= 0 and places[-1] <= 100 and (steps == steps.astype(int)).all()


@pytest.mark.parametrize(
    ("name", "rate", "steps"), [("hyperbolic_saddle", 0.0012, 7000), ("booth", 0.023, 300)]
)
def test_half_of_what_a_chart_shows_does_not_crowd_at_its_edge(name, rate, steps):
    """And whoever leaves the map is not followed to heights that nobody sees."""
    f = catalogue[name]
    run = descend(f, grid(f.domain, 9), GradientDescent(rate), steps=steps)
    colors = [particle_colors(run, THEME)]
    chart = Loss(f, [run], colors, THEME, Image.new("RGB", (640, 480)), 480.0)
    axes, (_, middle, _) = chart._axes, chart._bands[0]
    left, _, right, _ = axes.box
    x, y = axes.pixels(run.indices, middle).T
    fallen = np.concatenate([[0.0], np.cumsum(np.abs(np.nan_to_num(np.diff(y))))])
    assert x[np.searchsorted(fallen, fallen[-1] / 2)] - left > 0.1 * (right - left)
    if f.minimum is None:
        corners = f.value(grid(f.domain, 9))
        assert axes.ylim[0] > corners.min() - np.ptp(corners)


def test_of_a_resampled_generation_no_line_leads_to_where_others_were() -> None:
    """The map of a method whose particles are drawn by lot is the same, whoever stood where in generations before."""
    f = catalogue["rastrigin"]
    run = search(f, CMAES(), generations=6, seed=0)
    before = run.positions.copy()
    before[:4] = before[:4, ::-1]
    theme, ground = find_theme("dark"), Image.new("RGB", (240, 240))
    maps = [
        Contour(f, (each,), [particle_colors(run, theme)], theme, ground, 240.0)
        for each in (run, replace(run, positions=before))
    ]
    assert maps[0].draw(6.0, 1.0).tobytes() == maps[1].draw(6.0, 1.0).tobytes()
    assert maps[0].draw(6.0, 1.0).tobytes() != maps[0].draw(5.0, 0.9).tobytes()


def test_under_a_curve_is_ground_and_on_its_lowest_point_a_flag():
    f = catalogue["forrester"]
    run = descend(f, grid(f.domain, 5), GradientDescent(2e-4), steps=40)
    bare = Image.new("RGB", (600, 400))
    chart = Curve(f, [run], [particle_colors(run, THEME)], THEME, bare, 400.0)
    shown = np.asarray(chart.draw(0.0)).astype(int)
    left, top, right, bottom = chart.inside
    for x in (0.31, 0.52, 0.66, 0.88):
        column, row = np.round(chart.pixels_of(np.array([[x]]))[0]).astype(int)
        assert shown[row + 12, column].sum() > 60, "ground"
        assert shown[row - 12, column].sum() < 30, "air"
    goal = chart.pixels_of(f.minimizers)[0]
    cloth = shown[
        int(goal[1] - 0.075 * 400) : int(goal[1] - 0.055 * 400), int(goal[0]) + 4 : int(goal[0]) + 14
    ]
    assert cloth.max() > 600 // 3 and cloth.min() < 40
    assert left < goal[0] < right and top < goal[1] < bottom


def test_no_bead_is_cut_by_the_edge_of_a_bare_map():
    f = catalogue["himmelblau"]
    run = descend(f, grid(f.domain, 3), GradientDescent(0.01), steps=0)
    chart = Contour(
        f, [run], [particle_colors(run, THEME)], THEME, Image.new("RGB", (200, 200)), 200.0, bare=True
    )
    corner = chart.pixels_of(np.array([[-5.0, -5.0]]))[0]
    radius = 0.0105 * 200 * 1.1
    assert corner[0] >= 0.9 * radius and 200 - corner[1] >= 0.9 * radius


def test_a_flag_on_a_map_stands_before_paths_and_behind_beads():
    f = catalogue["himmelblau"]
    run = descend(f, grid(f.domain, 9), GradientDescent(0.01), steps=60)
    size, unit = (600, 600), 600.0
    chart = Contour(f, [run], [particle_colors(run, THEME)], THEME, Image.new("RGB", size), unit, bare=True)
    (x, y), *_ = np.round(chart.pixels_of(f.minimizers)).astype(int)
    first, last = (np.asarray(chart.draw(float(k))).astype(int) for k in (0, 60))
    cloth = np.s_[y - int(1.4 * 0.07 * unit) : y - int(1.4 * 0.055 * unit), x + 5 : x + 25]
    assert first[cloth].std() > 60
    calm = np.abs(first[cloth] - last[cloth]).max(axis=-1) < 12
    assert calm.mean() > 0.9, "no path lies on it"
    assert np.abs(first[y, x] - last[y, x]).max() > 40, "the bead is before its foot"


@pytest.mark.parametrize(("ratio", "least"), [(1.0, 1.0), (2.0, 1.25), (4.0, 1.25), (0.5, 0.5)])
def test_a_strip_takes_the_room_that_there_is_and_a_square_stays_one(ratio: float, least: float) -> None:
    f = parse("x**2 + y**2", domain=((-ratio, ratio), (-1.0, 1.0)))
    run = descend(f, [[0.5, 0.5]], GradientDescent(0.1), steps=4)
    colors = [particle_colors(run, THEME, "optimizer", 0)]
    shapes = {}
    for size in ((800, 420), (400, 720)):
        panel = Contour(f, [run], colors, THEME, Image.new("RGB", size), 720.0)
        left, top, right, bottom = panel.inside
        shapes[size] = (right - left) / (bottom - top)
    equal = min(max(ratio, 0.5), 2.0)
    assert all(min(equal, least) - 1e-9 <= shape <= max(equal, 0.8) + 1e-9 for shape in shapes.values())
    if ratio > 1:
        assert shapes[400, 720] == pytest.approx(least)
