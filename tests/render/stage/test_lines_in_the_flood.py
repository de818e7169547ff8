"""Contours and water stay on the ground when it floods, in colours that suit it."""

from dataclasses import replace

import numpy as np
import pytest

from descent import GradientDescent, descend, grid
from landscapes import find
from render.clock import Clock
from render.finale import flood_of
from render.particles import particle_colors
from render.scene import Scene
from render.scene.composer import Composer
from render.style import THEMES
from render.surface import Surface


@pytest.mark.parametrize("theme", ["dark", "light"])
@pytest.mark.parametrize("name", ["matyas", "himmelblau", "rastrigin"])
def test_they_lie_where_they_lay_in_other_colours(name: str, theme: str) -> None:
    f = find(name)
    run = descend(f, grid(f.domain, 7), GradientDescent(), steps=300)
    surface = Surface.of(f, THEMES[theme], resolution=60)
    flood = flood_of(surface, {"": run}, [particle_colors(run, THEMES[theme])], Clock(300.0))
    assert flood is not None
    pairs = [(surface.contours, flood.surface.contours)]
    pairs += zip(surface.water, flood.surface.water, strict=True)
    assert (len(pairs) == 1) == (theme == "dark")
    for before, after in pairs:
        np.testing.assert_array_equal(before.points, after.points)
        assert (np.asarray(before["color"]) != np.asarray(after["color"])).any()


def test_they_are_seen_at_the_end() -> None:
    f = find("sphere")
    run = descend(f, grid(f.domain, 5), GradientDescent(0.1), steps=100)
    pictures = []
    for strength in (THEMES["dark"].contour_strength, 0.0):
        scene = Scene(f, run, theme=replace(THEMES["dark"], contour_strength=strength))
        composer = Composer(scene.prepared, (320, 240))
        pictures.append(composer.picture(1.0).astype(int))
        composer.close()
    assert (np.abs(pictures[0] - pictures[1]).max(axis=-1) > 12).sum() > 300
