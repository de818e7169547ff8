"""Our own window shows what PyVista's does, without what that one imports."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

from descent import GradientDescent, descend, grid
from landscapes import catalogue
from render import Scene
from render.marks.mark import Mark, Mover, Site
from render.stage.offscreen import OffScreen
from render.stage.stage import Stage

SIZE = (240, 180)

FILM = """
import sys
from landscapes import catalogue
from render import Scene
Scene(catalogue["sphere"], camera="orbit").picture(0.5, (96, 72))
print(*(name for name in sys.modules))
"""


class Nothing(Mark):
    def add(self, plotter: object, site: Site) -> list[Mover]:
        return []


@pytest.mark.opengl
def test_pictures_are_those_of_a_plotter() -> None:
    f = catalogue["himmelblau"]
    scene = Scene(f, descend(f, grid(f.domain, 5), GradientDescent(0.01), steps=40), clock="linear")
    assert scene.surface is not None
    pictures, ours = [], []
    for marks in ((), (Nothing(),)):
        stage = Stage(
            replace(scene.prepared.content, marks=marks),
            camera=scene.prepared.camera_path, size=SIZE, frame=scene.prepared.layout(SIZE).frame,
        )  # fmt: skip
        ours.append(isinstance(stage.plotter, OffScreen))
        pictures.append([np.asarray(stage.draw(t)) for t in (0.3, 0.6)])
        stage.close()
    assert ours == [True, False]
    assert np.ptp(pictures[0][0]) > 100
    np.testing.assert_array_equal(pictures[0], pictures[1])


@pytest.mark.opengl
def test_a_plain_film_imports_neither_scipy_nor_pyvista_s_plotting() -> None:
    done = subprocess.run([sys.executable, "-c", FILM], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert "pyvista" in loaded
    assert not loaded & {"scipy", "pyvista.plotting", "matplotlib.pyplot"}
