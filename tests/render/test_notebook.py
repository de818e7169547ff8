"""A scene shows itself in a notebook: a looped film where something moves, else a still."""

from __future__ import annotations

import io
import os
import subprocess
import sys

import pytest
from PIL import Image

from descent import GradientDescent, descend, grid
from landscapes import catalogue
from render import Scene
from render.opengl import CHOICE, TRIED


def scene(particles: bool) -> Scene:
    f = catalogue["sphere"]
    return Scene(f, descend(f, grid(f.domain, 2), GradientDescent(0.1), steps=5) if particles else {})


@pytest.mark.slow
@pytest.mark.opengl
def test_a_scene_that_moves_is_a_looped_film() -> None:
    bundle = scene(True)._repr_mimebundle_()
    assert set(bundle) == {"image/gif", "text/plain"} and "4 particles on sphere" in bundle["text/plain"]
    picture = Image.open(io.BytesIO(bundle["image/gif"]))
    assert picture.n_frames > 10 and picture.info["loop"] == 0 and picture.size == (480, 360)


@pytest.mark.opengl
def test_a_scene_at_rest_is_a_still() -> None:
    bundle = scene(False)._repr_mimebundle_()
    assert Image.open(io.BytesIO(bundle["image/png"])).size == (480, 360)
    assert bundle["text/plain"] == "Scene(sphere)"


def test_only_what_is_asked_for_is_made() -> None:
    assert set(scene(True)._repr_mimebundle_(include=["text/plain"])) == {"text/plain"}
    assert scene(True)._repr_mimebundle_(exclude=["image/gif", "text/plain"]) == {}


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
