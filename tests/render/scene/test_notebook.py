"""A scene shows itself in a notebook: the living page, a still for where no page can be shown, a film if asked for."""

from __future__ import annotations

import base64
import io
import os
import subprocess
import sys

import numpy as np
import pytest
from PIL import Image

from descent import GradientDescent, descend, grid
from landscapes import catalogue
from render import Scene
from render.scene.notebook import add_spheres
from render.stage.opengl import CHOICE, TRIED


def scene(particles: bool) -> Scene:
    f = catalogue["sphere"]
    return Scene(f, descend(f, grid(f.domain, 2), GradientDescent(0.1), steps=5) if particles else {})


@pytest.mark.slow
@pytest.mark.opengl
def test_a_scene_that_moves_is_a_looped_film() -> None:
    bundle = scene(True)._repr_mimebundle_(include=["image/gif", "text/plain"])
    assert set(bundle) == {"image/gif", "text/plain"} and "4 particles on sphere" in bundle["text/plain"]
    picture = Image.open(io.BytesIO(bundle["image/gif"]))
    assert picture.n_frames > 10 and picture.info["loop"] == 0 and picture.size == (480, 360)


@pytest.mark.opengl
def test_a_scene_is_a_living_page_and_a_still() -> None:
    bundle = scene(False)._repr_mimebundle_()
    assert list(bundle) == ["text/html", "image/png", "text/plain"]
    beneath, frame = bundle["text/html"].split("<iframe")
    assert frame == scene(False)._repr_html_().split("<iframe")[1]
    assert base64.b64encode(bundle["image/png"]).decode() in beneath and "Trust Notebook" in beneath
    assert Image.open(io.BytesIO(bundle["image/png"])).size == (480, 360)
    assert bundle["text/plain"] == "Scene(sphere)"


def test_only_what_is_asked_for_is_made() -> None:
    assert set(scene(True)._repr_mimebundle_(include=["text/plain"])) == {"text/plain"}
    assert scene(True)._repr_mimebundle_(exclude=["text/html", "image/png", "text/plain"]) == {}


@pytest.mark.opengl
def test_for_a_browser_every_bead_is_a_ball_where_the_particle_ended() -> None:
    shown = scene(True)
    assert shown.surface is not None
    plotter = shown.plotter(off_screen=True)
    before = set(plotter.actors)
    add_spheres(plotter, shown.prepared, 1.0)
    (name,) = set(plotter.actors) - before
    balls = plotter.actors[name].mapper.dataset
    places = shown.surface.world.place(shown.runs[""].positions[-1])
    distances = np.linalg.norm(balls.points[:, None] - places[None], axis=-1).min(axis=1)
    assert balls.n_points == 4 * 74 and distances.max() < 0.2
    plotter.close()


SHOWN = """
from landscapes import catalogue
from render import Scene
print(Scene(catalogue["sphere"]).plotter(off_screen=True).screenshot(return_img=True).shape)
"""


@pytest.mark.opengl
def test_without_a_display_a_plotter_draws_in_silence() -> None:
    bare = {k: v for k, v in os.environ.items() if k not in ("DISPLAY", CHOICE, TRIED)}
    shown = subprocess.run(
        [sys.executable, "-W", "error", "-c", SHOWN], env=bare, capture_output=True, text=True, timeout=120
    )
    assert shown.stdout.startswith("(768, 1024, 3)") and shown.stderr == ""
