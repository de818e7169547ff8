"""Who left the map is told where he left, beside the block or inside its rim: never on words, or cut by the frame."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from descent import GradientDescent, descend
from landscapes import catalogue
from render import Scene
from render.camera import Fit, View, project
from render.finale import Closing, FreeGround, GoalFlags
from render.finale.closing import SHARE
from render.finale.shares import Share
from render.surface import Surface

NAMES = [name for name, f in catalogue.items() if f.dimensions == 2][::9]


def silhouette(surface: Surface, view: View, size: tuple[int, int]) -> NDArray[np.bool_]:
    """The pixels (height, width) of the block, triangle by triangle."""
    page = Image.new("L", size)
    pen = ImageDraw.Draw(page)
    for mesh in (surface.facets, surface.block.walls):
        corners = project(view, size, np.asarray(mesh.points, dtype=float))
        for triangle in corners[np.asarray(mesh.regular_faces)].reshape(-1, 6).tolist():
            pen.polygon(triangle, fill=255)
    return np.asarray(page) > 0


@pytest.mark.parametrize("size", [(960, 720), (480, 270)])
def test_who_left_is_told_where_he_left(size: tuple[int, int]) -> None:
    told = asked = beside = 0
    for k, name in enumerate(NAMES):
        f = catalogue[name]
        low, high = np.transpose(np.asarray(f.domain, dtype=float))
        run = descend(f, [low + 0.4 * (high - low)], GradientDescent(1e-6), steps=2)
        camera = f"still:{-75 + 41 * k % 60},{32 + 7 * k % 20}"
        theme = ("dark", "light", "publication")[k % 3]
        prepared = Scene(f, run, camera=camera, theme=theme).prepared
        room, path = prepared.room(size), prepared.camera(size)
        view = Fit.along(room, path).view(path(1.0))
        surface, captions = prepared.surface, prepared.captions(size)
        assert surface is not None
        margin = prepared.theme.margin * captions.unit
        free = FreeGround(surface, size, captions.unit, margin)
        flags = GoalFlags(surface, prepared.theme, size, captions.unit)
        block, base = silhouette(surface, view, size), prepared.closing(size)
        words = prepared.ink(size)
        for side in ((0.0, 0.5), (1.0, 0.5), (0.5, 0.0), (0.5, 1.0)):
            at = surface.world.grounded(surface.world.place(low + (high - low) * side))
            if not np.isfinite(at).all():
                continue
            share = Share("34 over the edge", (float(at[0]), float(at[1]), float(at[2])), left=34)
            closing = Closing(
                prepared.finale, lambda share=share: (share,), prepared.theme, size, (400.0, 500.0), size[1]
            )
            picture = np.full((size[1], size[0], 3), 128, dtype=np.uint8)
            closing.label(picture, 1.0, view, flags, captions.boxes(base.base), free)
            ink = (picture != 128).any(axis=-1)
            asked += 1
            told += bool(ink.any())
            beside += bool(ink.any() and not (ink & block).any())
            assert not (ink & words).any(), (name, side)
            rows, columns = np.nonzero(ink)
            if len(rows):
                gate = project(view, size, np.atleast_2d(at))[0]
                assert np.hypot(columns - gate[0], rows - gate[1]).min() < 4 * SHARE * captions.unit, (
                    name,
                    side,
                )
                assert min(rows.min(), columns.min()) >= 0.5 * margin, (name, side)
                assert size[1] - rows.max() >= 0.5 * margin, (name, side)
                assert size[0] - columns.max() >= 0.5 * margin, (name, side)
    assert told > 0.8 * asked and beside > 0.35 * told
