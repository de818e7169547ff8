"""The table: darker where the block keeps the light away, and nowhere brighter."""

from __future__ import annotations

import numpy as np
import pytest

from landscapes import catalogue
from render.camera.fitting import fit
from render.camera.pose import Pose, View, project
from render.camera.room import Frame
from render.stage import table
from render.stage.table import TableShadow, graded
from render.style import Theme
from render.style.themes import DARK, LIGHT, PUBLICATION
from render.surface.surface import Surface

SIZE = (320, 240)
ROOMY = Frame(0.2, 0.8, 0.2, 0.8)


def _cast(
    pose: Pose, theme: object = DARK, frame: Frame = ROOMY
) -> tuple[np.ndarray, np.ndarray, Surface, View]:
    surface = Surface.of(catalogue["himmelblau"], theme, resolution=40)  # type: ignore[arg-type]
    view = fit(pose, surface.hull, SIZE[0] / SIZE[1], frame)
    ground = graded(surface.theme, SIZE)
    before = np.array(ground)
    after, shadow = before.copy(), TableShadow(surface, np.asarray(ground))
    mask = shadow.mask(view)
    if mask is not None:
        shadow.cast(after, mask)
    return before, after, surface, view


def test_the_ground_is_darker_beside_the_block_and_fades_away() -> None:
    for theme in (DARK, LIGHT, PUBLICATION):
        before, after, surface, view = _cast(Pose(-50, 50), theme)
        # Away from the sun of dark and light alike it is darkest near the block.
        corner = surface.hull[np.argmin(surface.hull[:, 1] - surface.hull[:, 0])]
        out = np.array([corner[0], corner[1], surface.base]) * [1.03, 1.03, 1]
        (x, y), *_ = project(view, SIZE, out[None])
        lost = (before.astype(int) - after).sum(axis=-1)
        assert lost.min() >= 0
        assert lost[min(int(y), SIZE[1] - 1), int(x)] > 2 * lost[:8, :8].mean()
        assert lost.max() > 10


def test_no_shadow_is_cut_off_by_the_edge_of_a_stage() -> None:
    before, after, *_ = _cast(Pose(-50, 50), LIGHT, Frame(0.0, 1.0, 0.0, 1.0))
    lost = (before.astype(int) - after).max(axis=-1)
    assert lost[60:180, 30:290].max() > 20
    assert max(lost[0].max(), lost[-1].max(), lost[:, 0].max(), lost[:, -1].max()) <= 2


@pytest.mark.parametrize("theme", [DARK, LIGHT, PUBLICATION], ids=lambda t: t.name)
def test_a_ground_is_graded_alike_by_strips_and_as_a_whole(
    theme: Theme, monkeypatch: pytest.MonkeyPatch
) -> None:
    size = (150, 101)
    by_strips = np.asarray(graded(theme, size))
    monkeypatch.setattr(table, "STRIP", 1000)
    np.testing.assert_array_equal(by_strips, np.asarray(graded(theme, size)))


def test_whoever_looks_from_below_or_along_sees_no_shadow_above_the_horizon() -> None:
    before, after, *_ = _cast(Pose(-50, -20))
    np.testing.assert_array_equal(before, after)
    before, after, *_ = _cast(Pose(-50, 2))
    np.testing.assert_array_equal(before[:60], after[:60])
