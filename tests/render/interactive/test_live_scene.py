"""What explorers draw with: a camera that rides along, a live scene that changes piece by piece."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
import pyvista as pv
from numpy.typing import NDArray

from descent import GradientDescent, descend, grid
from landscapes import catalogue
from render import Pose, Scene
from render.camera.fitting import fit
from render.camera.follow import outlook
from render.camera.pose import axes
from render.figures.basin_colors import basin_shades
from render.interactive.live_scene import LiveScene
from render.interactive.segments import mark_segments
from render.scene.layout import SAFE
from render.stage import look_from
from render.style.themes import find_theme
from render.surface.surface import Surface

SIZE = (200, 160)


@pytest.mark.parametrize("name", ["himmelblau", "rosenbrock", "easom", "ackley", "griewank", "eggholder"])
def test_a_camera_that_rides_along_stands_over_the_ground(name: str) -> None:
    f = catalogue[name]
    surface = Surface.of(f, find_theme("dark"), resolution=60)
    low, high = np.transpose(f.domain)
    for point in grid(f.domain, 6):
        here = np.nan_to_num(surface.world.place(point))
        for azimuth in range(0, 360, 30):
            elevation = outlook(surface, here, azimuth, 1.3)
            eye = here + 1.3 * axes(Pose(azimuth, elevation))[2]
            under = np.clip(eye[:2] / surface.world.scale + (low + high) / 2, low, high)
            assert eye[2] > surface.world.rise(f.value(under)), (point, azimuth, elevation)


@pytest.fixture(scope="module")
def live() -> Iterator[LiveScene]:
    plotter: Any = pv.Plotter(off_screen=True, window_size=list(SIZE))
    made = LiveScene(plotter, SIZE[1])
    f = catalogue["himmelblau"]
    scene = Scene(f, descend(f, grid(f.domain, 12), GradientDescent(0.005), steps=60))
    assert scene.surface is not None
    made.set_surface(scene.surface)
    made.set_runs(scene.runs, scene.colors, scene.timing)
    yield made
    plotter.close()


def pixels(live: LiveScene, time: float, azimuth: float = -58.0) -> NDArray[np.int64]:
    """What is seen at a film time."""
    assert live.surface is not None
    look_from(live.plotter, fit(Pose(azimuth, 42.0), live.surface.hull, SIZE[0] / SIZE[1], SAFE))
    live.show(time)
    live.plotter.render()
    return np.asarray(live.plotter.screenshot(), dtype=np.int64)


@pytest.mark.opengl
def test_what_is_switched_off_stays_away_when_time_goes_on(live: LiveScene) -> None:
    whole = pixels(live, 0.5, 30.0)
    live.switch(contours=True, trails=False)
    bare = [pixels(live, t, 30.0) for t in (0.5, 0.500001)]
    assert (np.abs(bare[0] - whole).max(axis=-1) > 30).mean() > 0.005
    assert (np.abs(bare[1] - bare[0]).max(axis=-1) > 30).mean() < 0.001
    live.switch(contours=True, trails=True)
    assert (np.abs(pixels(live, 0.5, 30.0) - whole).max(axis=-1) > 30).mean() < 0.002


@pytest.mark.opengl
def test_paint_and_marks_come_and_go(live: LiveScene) -> None:
    assert live.surface is not None
    before = pixels(live, 0.2, 60.0)
    live.paint(basin_shades(live.surface))
    live.set_marks(mark_segments(live.surface, {"stationary", "field"}))
    assert (np.abs(pixels(live, 0.2, 60.0) - before).max(axis=-1) > 30).mean() > 0.05
    live.paint(None)
    live.set_marks((np.zeros((0, 3)), np.zeros((0, 2), dtype=int), np.zeros((0, 3), dtype=np.uint8)))
    np.testing.assert_array_equal(pixels(live, 0.2, 60.0), before)
