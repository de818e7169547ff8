"""A film that begins again is one picture at any time: never two poses on top of each other."""

import numpy as np
import pytest
from numpy.typing import NDArray

from descent import GradientDescent, descend, grid
from landscapes import find
from render.film import Dissolve
from render.scene import Scene

SIZE = (96, 72)


def flat(value: int) -> NDArray[np.uint8]:
    return np.full((10, 8, 3), value, dtype=np.uint8)


def test_where_the_camera_is_back_the_last_pictures_mix_with_the_first() -> None:
    looped = Dissolve(100)
    shown = [looped(k, flat(200 if k else 100)).mean() for k in range(100)]
    assert shown[1:95] == [200] * 94
    assert (np.diff(shown[94:]) < 0).all() and shown[-1] > 100


def test_else_they_vanish_into_the_ground_from_which_the_first_comes() -> None:
    looped = Dissolve(100, between=flat(0))
    shown = [looped(k, flat(200 if k else 100)).mean() for k in range(100)]
    low = int(np.argmin(shown))
    assert 95 <= low < 99 and shown[low] < 20
    assert (np.diff(shown[94 : low + 1]) < 0).all() and (np.diff(shown[low:]) > 0).all()


@pytest.mark.parametrize(
    ("camera", "back"), [("orbit", True), ("turn", True), ("fly-in", False), ("top-to-side", False)]
)
def test_the_ground_lies_between_poses_that_differ(camera: str, back: bool) -> None:
    f = find("booth")
    scene = Scene(f, descend(f, grid(f.domain, 3), GradientDescent(), steps=5), camera=camera)
    between = scene.ground_between(SIZE)
    assert (between is None) == back
    if between is not None:
        assert between.shape == (SIZE[1], SIZE[0], 3) and np.ptp(between) > 30, "with its title"
