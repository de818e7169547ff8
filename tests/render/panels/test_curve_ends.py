"""A curve's ending: who started where came to which pit, on the ground under it; its flags hide nothing of it."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from descent import Ending, GradientDescent, descend, grid
from landscapes import catalogue
from render.clock import Clock
from render.finale import Tide
from render.panels.canvas import OVERSIZE
from render.panels.curve import Curve
from render.particles import CLOTH, flagged, particle_colors
from render.style import Dot, Theme, Word, recorded, rgb
from render.style.themes import DARK, LIGHT

SIZE = (640, 360)


def curve_of(name: str, rate: float, theme: Theme = DARK) -> Curve:
    f = catalogue[name]
    run = descend(f, grid(f.domain, 15), GradientDescent(rate), steps=2000)
    assert (np.asarray(run.ending) == Ending.CONVERGED).any()
    ground = Image.new("RGB", SIZE, theme.ground_bottom)
    colors = [particle_colors(run, theme, "destination")]
    tide = Tide(lambda: None, line=True)
    return Curve(f, [run], colors, theme, ground, 720.0, clock=Clock(float(run.steps)), tide=tide)


def test_ground_under_a_curve_ends_in_its_territories_colors() -> None:
    chart = curve_of("forrester", 0.0005)
    before, after = (np.asarray(chart.draw(2000.0, t), dtype=float) for t in (0.5, 1.0))
    run, (left, _, right, bottom) = chart.runs[0], (int(side) for side in chart.inside)
    found = 0
    for k in np.flatnonzero(np.asarray(run.ending) == Ending.CONVERGED)[1:-1]:
        x, _ = chart.pixels_of(run.positions[0, k][None])[0]
        color, deep = chart.colors[0].colors[k].astype(float), (bottom - 12, int(x))
        if (chart.colors[0].colors[k] == chart._ash).all() or not left < x < right:
            continue
        nearer = np.linalg.norm(after[deep] / after[deep].max() - color / color.max())
        assert nearer < np.linalg.norm(before[deep] / before[deep].max() - color / color.max())
        found += 1
    assert found >= 5 and chart.state(0.5) == chart.state(0.4) != chart.state(1.0)


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=["dark", "light"])
def test_a_curve_keeps_its_color_where_nobody_is_told_apart(theme: Theme) -> None:
    chart = curve_of("gramacy_lee", 0.0005, theme)
    run = chart.runs[0]
    ash = [k for k in range(15) if (chart.colors[0].colors[k] == chart._ash).all()]
    assert len(ash) > 5
    picture, ink = np.asarray(chart.draw(2000.0, 1.0), dtype=float), 255 * np.array(rgb(theme.ink))
    ends = run.positions[-1, :, 0]
    for k in ash[1:-1]:
        middle = np.array([(run.positions[0, k, 0] + ends[k]) / 2])
        if np.abs(middle - ends).min() < 0.06:
            continue
        x, y = chart.pixels_of(middle[None])[0].round().astype(int)
        near = picture[y - 2 : y + 3, x - 1 : x + 2].reshape(-1, 3)
        assert np.abs(near - ink).sum(axis=1).min() < 200


def test_a_flags_cloth_lies_over_the_curve_beside_it() -> None:
    chart = curve_of("gramacy_lee", 0.0005)
    goals, share = flagged(chart.landscape)
    unit = share * chart.unit * OVERSIZE
    (x, y), *_ = feet = chart._axes.pixels(goals[:, 0], chart.landscape.value(goals))
    line = chart._axes.pixels(*chart._line)
    beside = (line[:, 0] > x) & (line[:, 0] < x + CLOTH[0] * unit)
    (row,) = chart._clear(feet, unit)[:1]
    assert row < line[beside, 1].min() < y


@pytest.mark.parametrize("name", ["parabola", "gramacy_lee", "forrester"])
def test_numbers_on_the_left_are_clear_of_a_marble_on_the_border(name: str) -> None:
    chart = curve_of(name, 0.0005)
    with recorded() as kept:
        chart.draw(0.0, 0.0)
    dots = [item for item in kept.items if isinstance(item, Dot)]
    first = min(dots, key=lambda dot: dot.at[0])
    numbers = [item for item in kept.items if isinstance(item, Word) and item.anchor == "r"]
    assert len(dots) >= 15 and len(numbers) >= 2
    assert max(word.at[0] for word in numbers) < first.at[0] - first.radius
