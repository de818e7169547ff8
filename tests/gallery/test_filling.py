"""The gallery's blocks fill their pictures, and leave the words alone: by the outline that they have in the frame."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from gallery.tiles import every_preset
from render.camera import Fit, View, project
from render.surface import Surface

NAMES = ["sphere", "himmelblau", "griewank", "six_hump_camel", "easom"]
SIZE = (960, 720)
TIMES = (0.0, 0.45)


def covered(surface: Surface, view: View) -> NDArray[np.bool_]:
    """Where a picture (height, width) shows the block: all patches of its top and its sides, filled."""
    top = surface.vertices[::5, ::5]
    rim = [surface.vertices[side] for side in ((0,), (-1,), (slice(None), 0), (slice(None), -1))]
    picture = Image.new("1", SIZE)
    pen = ImageDraw.Draw(picture)

    def fill(rows: NDArray[np.float64]) -> None:
        at = project(view, SIZE, rows.reshape(-1, 3)).reshape(*rows.shape[:2], 2)
        quads = np.stack([at[:-1, :-1], at[1:, :-1], at[1:, 1:], at[:-1, 1:]], axis=2).reshape(-1, 8)
        for quad in quads[np.isfinite(quads).all(axis=1)]:
            pen.polygon(quad.tolist(), fill=1)

    fill(top)
    for line in rim:
        fill(np.stack([line, line * [1, 1, 0] + [0, 0, surface.base]]))
    return np.asarray(picture)


def test_the_gallerys_blocks_fill_two_fifths_of_their_pictures_and_lie_under_no_words() -> None:
    shares = []
    for name in NAMES:
        prepared = every_preset()[name].scene.scene().prepared
        surface, path = prepared.any_surface, prepared.camera(SIZE)
        fit = Fit.along(prepared.room(SIZE), path)
        ink = prepared.ink(SIZE)
        for t in TIMES:
            shown = covered(surface, fit.view(path(t)))
            assert not (shown & ink).any(), (name, t)
            shares.append(shown.mean())
    assert np.mean(shares) >= 0.39
