"""What explorers draw with: a camera that rides along, a live scene that changes piece by piece, pictures of it."""

from __future__ import annotations

import io
from collections.abc import Iterator

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from descent import GradientDescent, descend, grid
from landscapes import catalogue
from render import Pose, Scene
from render.camera.follow import outlook
from render.camera.pose import View, axes, fit
from render.figures.basin_colors import basin_shades
from render.interactive.remote import RemoteRenderer, jpeg
from render.interactive.segments import mark_segments
from render.scene.layout import SAFE
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
def renderer() -> Iterator[RemoteRenderer]:
    made = RemoteRenderer()
    f = catalogue["himmelblau"]
    scene = Scene(f, descend(f, grid(f.domain, 12), GradientDescent(0.005), steps=60))
    assert scene.surface is not None
    made.live.set_surface(scene.surface)
    made.live.set_runs(scene.runs, scene.colors, scene.timing)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("render.interactive.remote.HASTE", np.inf)  # on a busy machine too, edges are smooth
        yield made
    made.close()


def view(renderer: RemoteRenderer, azimuth: float = -58.0) -> View:
    assert renderer.live.surface is not None
    return fit(Pose(azimuth, 42.0), renderer.live.surface.hull, SIZE[0] / SIZE[1], SAFE)


def pixels(picture: Image.Image) -> NDArray[np.int64]:
    return np.asarray(picture, dtype=np.int64)


@pytest.mark.opengl
def test_a_settled_picture_is_the_one_that_opengl_draws(renderer: RemoteRenderer) -> None:
    at = view(renderer)
    drawn = [pixels(renderer.picture(t, at, SIZE)) for t in (0.0, 0.4)]
    rested = pixels(renderer.picture(0.4, at, SIZE, rests=True))
    assert np.abs(drawn[1] - drawn[0]).max() > 60  # it moved
    assert (np.abs(rested - drawn[1]).max(axis=-1) > 40).mean() < 0.02


@pytest.mark.opengl
def test_what_is_switched_off_stays_away_when_time_goes_on(renderer: RemoteRenderer) -> None:
    at, live = view(renderer, 30.0), renderer.live
    whole = pixels(renderer.picture(0.5, at, SIZE))
    live.switch(contours=True, trails=False)
    bare = [pixels(renderer.picture(t, at, SIZE)) for t in (0.5, 0.500001)]
    assert (np.abs(bare[0] - whole).max(axis=-1) > 30).mean() > 0.005
    assert (np.abs(bare[1] - bare[0]).max(axis=-1) > 30).mean() < 0.001
    live.switch(contours=True, trails=True)
    assert (np.abs(pixels(renderer.picture(0.5, at, SIZE)) - whole).max(axis=-1) > 30).mean() < 0.002


@pytest.mark.opengl
def test_paint_and_marks_come_and_go(renderer: RemoteRenderer) -> None:
    at, live = view(renderer, 60.0), renderer.live
    assert live.surface is not None
    before = pixels(renderer.picture(0.2, at, SIZE))
    live.paint(basin_shades(live.surface))
    live.set_marks(mark_segments(live.surface, {"stationary", "field"}))
    assert (np.abs(pixels(renderer.picture(0.2, at, SIZE)) - before).max(axis=-1) > 30).mean() > 0.05
    live.paint(None)
    live.set_marks((np.zeros((0, 3)), np.zeros((0, 2), dtype=int), np.zeros((0, 3), dtype=np.uint8)))
    np.testing.assert_array_equal(pixels(renderer.picture(0.2, at, SIZE)), before)


@pytest.mark.opengl
def test_pictures_have_the_size_that_was_asked_for_within_reason(renderer: RemoteRenderer) -> None:
    for asked, given in (((120, 90), (120, 90)), ((3, 90), (16, 90)), ((90_000, 16), (2400, 16))):
        picture = renderer.picture(0.3, view(renderer), asked, moving=True)
        assert picture.size == given
        assert Image.open(io.BytesIO(jpeg(picture, 80))).size == given
