"""A few small pictures compared with those in `golden/`: they may differ a little, from one Mesa to the next.

THALWEG_GOLDEN=write python -m pytest tests/render/scene/test_golden.py     makes them anew; then look at them
"""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from descent import Adam, GradientDescent, descend, grid
from landscapes import Landscape, catalogue, parse
from render import Scene

SIZE = (240, 180)
FOLDER = Path(__file__).parent / "golden"
TOLERANCE = 5.0
"""Mean difference of 0..255: a few times what another Mesa makes, a fraction of what a lost surface does."""


def scenes() -> dict[str, tuple[Scene, float]]:
    himmelblau, rastrigin = catalogue["himmelblau"], catalogue["rastrigin"]
    curve = parse("x**2 + 2*sin(3*x)", domain=((-3, 3),))
    holes = parse("log(x) + y**2", domain=((-1, 1), (-1, 1)))

    def run(f: Landscape, rate: float) -> Scene:
        return Scene(f, descend(f, grid(f.domain, 7), GradientDescent(rate), steps=60))

    many = {
        "slow": descend(rastrigin, grid(rastrigin.domain, 6), GradientDescent(1e-3), steps=60),
        "Adam": descend(rastrigin, grid(rastrigin.domain, 6), Adam(0.1), steps=60),
    }
    one = descend(curve, [[-2.5]], GradientDescent(0.02), steps=40)
    return {
        "orbit": (run(himmelblau, 0.01), 0.4),
        "still": (Scene(himmelblau, run(himmelblau, 0.01).paths, camera="still", theme="light"), 0.6),
        "two_runs": (Scene(rastrigin, many, panels=("surface", "loss"), theme="publication"), 0.5),
        "curve": (Scene(curve, one, panels=("curve",)), 0.3),
        "holes": (Scene(holes, {}, height="linear"), 0.0),
    }


@pytest.mark.opengl
@pytest.mark.parametrize("name", list(scenes()))
def test_pictures_look_as_they_did(name: str) -> None:
    scene, t = scenes()[name]
    picture, path = scene.picture(t, SIZE), FOLDER / f"{name}.png"
    if os.environ.get("THALWEG_GOLDEN") == "write":
        Image.fromarray(picture).save(path, optimize=True)
    golden = np.asarray(Image.open(path)).astype(int)
    assert np.abs(picture - golden).mean() < TOLERANCE


def test_goldens_are_told_apart() -> None:
    """The tolerance is far below the difference between any two of them."""
    pictures = [np.asarray(Image.open(p)).astype(int) for p in sorted(FOLDER.glob("*.png"))]
    for k, first in enumerate(pictures):
        for second in pictures[:k]:
            assert np.abs(first - second).mean() > 2 * TOLERANCE
