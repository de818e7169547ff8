"""How far away a camera stands, and how near to its picture's middle it has the block."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from render.camera import Pose
from render.camera.fitting import Fit
from render.camera.pose import axes
from render.camera.room import Corner, Frame, Room


@pytest.mark.parametrize("aspect", [4 / 3, 16 / 9])
def test_words_in_a_corner_do_not_push_the_block_far_aside(
    aspect: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It goes back by a little where that brings it nearer to the middle; where nothing is in its way it is there."""
    hull = np.array(list(product((-1.0, 1.0), (-1.0, 1.0), (-0.4, 0.4))))
    corner = Corner(False, True, ((0.36, 0.78),))
    poses = [Pose(225.0 + turn, 38.0) for turn in range(0, 30, 3)]

    def beside(room: Room) -> tuple[float, float]:
        fit = Fit.of(room, poses)
        seen = [((hull - fit.view(pose).position) @ axes(pose).T) for pose in poses]
        x = [each[:, 0] / -each[:, 2] for each in seen]
        return float(np.mean([abs(part.min() + part.max()) for part in x])), fit.distance

    free = beside(Room(hull, aspect, Frame()))[0]
    off, far = beside(Room(hull, aspect, Frame(corners=(corner,))))
    monkeypatch.setattr("render.camera.fitting.CENTRED", 0.0)
    aside, nearest = beside(Room(hull, aspect, Frame(corners=(corner,))))
    assert free < 0.02 and off < 0.92 * aside
    assert nearest <= far < 1.12 * nearest
