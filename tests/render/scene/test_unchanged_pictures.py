"""A picture that is like the one before it is not composed again, and none that differs is left out."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from typing import Any

import numpy as np
import pytest

from descent import Adam, GradientDescent, Momentum, Trajectories, descend, grid
from landscapes import find
from render import Scene
from render.words import Subtitle

SIZE = (240, 180)
TIMES = [*np.linspace(0, 0.2, 12).tolist(), 0.5, *np.linspace(0.85, 1, 12).tolist()]


def runs(*optimizers: GradientDescent | Adam | Momentum) -> Mapping[str, Trajectories]:
    f = find("himmelblau")
    return {type(rule).__name__: descend(f, [[0.0, 1.0]], rule, steps=120) for rule in optimizers}


SCENES: dict[str, dict[str, Any]] = {
    "a camera at rest": {"camera": "still"},
    "a moving camera": {"camera": "orbit"},
    "charts": {"camera": "still", "panels": ("surface", "contour", "loss")},
    "charts alone": {"panels": ("contour", "loss")},
    "subtitles by film time": {"camera": "still", "subtitles": (Subtitle(text="one", time=0.03),)},
    "a race": {"camera": "still", "of": (GradientDescent(0.005), Adam(0.05), Momentum(0.003))},
}


@pytest.mark.opengl
@pytest.mark.parametrize("kind", SCENES)
def test_pictures_in_a_row_are_those_of_their_times(kind: str) -> None:
    look = dict(SCENES[kind])
    of = look.pop("of", None)
    f = find("himmelblau")
    paths = runs(*of) if of else descend(f, grid(f.domain, 4), GradientDescent(0.005), steps=120)
    scene = Scene(f, paths, **look)
    with closing(scene.drawn(SIZE)) as source:
        row = list(source.pictures(TIMES))
    with closing(scene.drawn(SIZE)) as source:
        for t, shown in zip(TIMES, row, strict=True):
            np.testing.assert_array_equal(shown, source.picture(t), err_msg=f"{kind} at film time {t}")
    made = {id(picture) for picture in row}
    assert len(made) < len(row) - 3, "the lead and the rest stand still"
