"""A run has one colour: its curve's is its particles', and heights in charts are over the known minimum."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from PIL import Image

from descent import Adam, GradientDescent, Momentum, Trajectories, descend
from landscapes import catalogue
from render.panels.canvas import Canvas
from render.panels.gradient_norm import GradientNorm
from render.panels.loss import Loss
from render.particles.colors import COLOR_BY, by_label, bytes_of
from render.style.themes import find_theme

F = catalogue["himmelblau"]
STARTS = [[0.0, 0.0], [3.1, 2.2], [-4.0, 4.0]]
MOVING = {"one": descend(F, STARTS[:1], GradientDescent(0.001), steps=5)}
ARRIVED = {"one": descend(F, STARTS[1:2], Adam(0.1), steps=900)}
RACE = {
    name: descend(F, STARTS[2:], method, steps=60)
    for name, method in (("a", Adam(0.1)), ("b", Momentum(0.001)))
}
CROWDS = {
    name: descend(F, STARTS, method, steps=60) for name, method in (("a", Adam(0.1)), ("b", Momentum(0.001)))
}


class Inks(Canvas):
    """A canvas that remembers the colours of curves and dots."""

    def __init__(self, picture: Image.Image, theme: Any) -> None:
        super().__init__(picture, theme, 400.0)
        self.used: list[str] = []

    def line(self, points: Any, color: str, *words: Any, **more: Any) -> None:
        self.used.append(color)
        super().line(points, color, *words, **more)

    def dot(self, at: Any, color: str, *words: Any, **more: Any) -> None:
        self.used.append(color)
        super().dot(at, color, *words, **more)


@pytest.mark.parametrize("theme", ("dark", "light", "publication"))
@pytest.mark.parametrize("by", COLOR_BY)
@pytest.mark.parametrize("runs", (MOVING, ARRIVED, RACE, CROWDS), ids=("moving", "arrived", "race", "crowds"))
def test_a_curve_has_the_color_of_its_particles_and_of_its_legend(
    runs: dict[str, Trajectories], by: str, theme: str
) -> None:
    look, ground = find_theme(theme), Image.new("RGB", (320, 240))
    colors = by_label(runs, look, by)
    beads = [own.colors[0].tolist() for own in colors]
    assert all((own.colors == own.colors[0]).all() for own in colors)
    for kind in (Loss, GradientNorm):
        canvas = Inks(ground.copy(), look)
        kind(F, list(runs.values()), colors, look, ground, 400.0).move(canvas, 1e9)
        assert [bytes_of(color).tolist() for color in canvas.used[::2]] == beads
        assert canvas.used[::2] == canvas.used[1::2]
    for own, bead in zip(colors, beads, strict=True):
        ends = [entry for entry in own.legend if entry.counted and not entry.before and entry.members.any()]
        assert all(bytes_of(entry.color).tolist() == bead for entry in ends)


@pytest.mark.parametrize(
    "name", [name for name, f in catalogue.items() if f.dimensions <= 2 and f.minimum is not None][::8]
)
def test_heights_in_charts_are_over_the_known_minimum_not_over_the_lowest_reached(name: str) -> None:
    f = catalogue[name]
    paths = descend(f, [[low + 0.3 * (high - low) for low, high in f.domain]], GradientDescent(1e-4), steps=3)
    look = find_theme("dark")
    chart = Loss(
        f, [paths], by_label({"": paths}, look, "optimizer"), look, Image.new("RGB", (320, 240)), 400.0
    )
    heights = paths.heights[np.isfinite(paths.heights)]
    if heights.size and f.minimum is not None and heights.min() > f.minimum:
        assert chart.label == "height above the minimum"
        assert np.array_equal(chart.numbers(paths), paths.heights - f.minimum, equal_nan=True)
        assert np.nanmin(chart.numbers(paths)) > 0
