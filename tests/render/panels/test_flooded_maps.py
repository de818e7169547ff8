"""A map beside the block takes its basins' colours when the block's ground does: the same grounds, the same colours."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from descent import GradientDescent, descend, grid
from landscapes import find
from render import Scene
from render.clock import Clock
from render.finale import Flood, Tide, flood_of
from render.panels.contour import Contour
from render.particles import particle_colors
from render.style.themes import DARK, LIGHT
from render.surface import Surface
from render.surface.water import looked_up

SIDE = 300


def kinds_of(colors: NDArray[np.float64], inks: NDArray[np.float64]) -> NDArray[np.int64]:
    """Which of the inks (n, 3) each of the colours (k, 3) has, by its hue alone."""
    ways = [c - c.mean(axis=-1, keepdims=True) for c in (np.asarray(colors, dtype=float), inks)]
    first, second = (way / np.maximum(np.linalg.norm(way, axis=-1, keepdims=True), 1e-9) for way in ways)
    return np.asarray(np.argmax(first @ second.T, axis=-1))


@pytest.mark.parametrize(
    ("name", "theme"), [("himmelblau", DARK), ("himmelblau", LIGHT), ("rastrigin", DARK)]
)
def test_at_the_end_a_map_has_the_grounds_colours_of_the_block(name: str, theme) -> None:  # type: ignore[no-untyped-def]
    f = find(name)
    run = descend(f, grid(f.domain, 15), GradientDescent(), steps=300)
    colors = [particle_colors(run, theme)]
    surface = Surface.of(f, theme, resolution=60)
    flood = flood_of(surface, {"": run}, colors, Clock(300.0))
    assert flood is not None
    asked: list[Flood] = []

    def once() -> Flood:
        asked.append(flood)
        return flood

    ground = Image.new("RGB", (SIDE, SIDE))
    given = (f, [run], colors, theme, ground, 400.0)
    still, moved = (Contour(*given, bare=True, tide=tide) for tide in (None, Tide(once)))
    before, last = (np.asarray(moved.draw(0.0, t)) for t in (0.5, 1.0))
    assert np.array_equal(before, np.asarray(still.draw(0.0, 0.5))) and moved.state(0.5) != moved.state(1.0)
    assert asked, "it is asked for once it is to be seen"

    rng = np.random.default_rng(0)
    low, high = np.transpose(f.domain)
    places = low + (high - low) * rng.uniform(0.03, 0.97, (3000, 2))
    x, y = (moved.pixels_of(places) - 0.5).round().astype(int).T
    x_lines, y_lines = surface.lattice.points[0, :, 0], surface.lattice.points[:, 0, 1]
    weights = flood.basins.over(x_lines, y_lines).weights
    there = np.asarray(looked_up(weights, x_lines, y_lines, places))
    wet, dry = there[:, 1:].max(axis=-1) > 0.97, there[:, 0] > 0.97
    inks = np.unique(flood.basins.inks[flood.basins.inks[:, 3] > 0], axis=0)[:, :3].astype(float)
    own = np.argmax(there[:, 1:], axis=-1)
    if len(inks) > 1:
        assert (kinds_of(last[y, x], inks) == own)[wet].mean() > 0.85
    else:
        away = [kinds_of(shown[y, x], np.vstack([inks, 255 - inks])) == 0 for shown in (before, last)]
        assert away[1][wet].mean() > 0.85
        assert np.mean(away[0][dry] == away[1][dry]) > 0.85, "where nobody arrives the map has its own hue"


def test_a_film_floods_the_map_beside_the_block() -> None:
    f, size = find("himmelblau"), (640, 360)
    scene = Scene(
        f, descend(f, grid(f.domain, 9), GradientDescent(), steps=300), panels=("surface", "contour")
    )
    left, top, right, bottom = scene.prepared.layout(size).charts[0]
    drawn = scene.drawn(size)
    try:
        maps = [np.asarray(drawn.picture(t), dtype=float)[top:bottom, left:right] for t in (0.78, 1.0)]
    finally:
        drawn.close()
    assert np.abs(maps[1] - maps[0]).mean() > 25
