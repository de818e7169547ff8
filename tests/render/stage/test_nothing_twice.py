"""What no picture shows is not made, and what the last one showed is not drawn again."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from descent import GradientDescent, descend, grid
from landscapes import catalogue
from render import Scene
from render.clock import LEAD, REST
from render.finale import Flood
from render.stage.still_stage import open_stage

SIZE = (240, 180)
F = catalogue["himmelblau"]
RUN = descend(F, grid(F.domain, 5), GradientDescent(0.005), steps=60)


def staged(camera: str) -> tuple[Any, list[float]]:
    """A stage of some pixels, and a list that grows whenever the flood is asked for."""
    scene, asked = Scene(F, RUN, camera=camera).prepared, []

    def flood() -> Flood | None:
        asked.append(1.0)
        return scene.flood

    content, frame = replace(scene.content, flood=flood), scene.layout(SIZE).frame
    return open_stage(content, camera=scene.camera(SIZE), size=SIZE, frame=frame), asked


@pytest.mark.opengl
@pytest.mark.parametrize("camera", ["still", "orbit"])
def test_the_flood_is_made_when_it_comes(camera: str) -> None:
    stage, asked = staged(camera)
    before = [np.asarray(stage.draw(t)) for t in (0.0, 0.5, 0.99 - REST)]
    assert not asked
    last = np.asarray(stage.draw(1.0))
    assert asked and (last != before[-1]).any()
    again = np.asarray(stage.draw(0.5))
    stage.close()
    np.testing.assert_array_equal(again, before[1], "the flood has gone")


@pytest.mark.opengl
def test_equal_moments_are_drawn_once() -> None:
    stage, _ = staged("orbit")
    shown = {t: stage.capture(t) for t in (0.2 * LEAD, 0.8 * LEAD, 0.5, 0.5 + 1e-3, 0.98, 1.0)}
    first, second, *moving, near, end = shown.values()
    assert first is second and near is end, "nothing moves while the film begins and when all is said"
    assert moving[0] is not moving[1]
    drawn = np.array(stage.draw(1.0))
    stage.close()
    fresh, _ = staged("orbit")
    np.testing.assert_array_equal(drawn, np.asarray(fresh.draw(1.0)))
    fresh.close()
