"""A large picture is drawn by parts, and looks as if it were drawn at once."""

from __future__ import annotations

from contextlib import closing
from typing import Any

import numpy as np
import pytest

from descent import Adam, descend, grid
from landscapes import catalogue
from render import Scene
from render.stage import stage as staging

pytestmark = [pytest.mark.opengl, pytest.mark.usefixtures("coarse")]
F = catalogue["himmelblau"]


def drawn(monkeypatch: pytest.MonkeyPatch, size: tuple[int, int], widest: int, t: float, **look: Any) -> Any:
    """The picture, its depths where there is a stage that tells them, and how many parts there were."""
    monkeypatch.setattr(staging, "WIDEST", widest)
    scene = Scene(F, descend(F, grid(F.domain, 7), Adam(0.1), steps=60), **look)
    with closing(scene.drawn(size)) as source:
        picture, stage = source.picture(t).astype(int), source._stage  # type: ignore[attr-defined]
        base = getattr(stage, "_base", stage)
        return picture, base.depth(), base.parts


@pytest.mark.parametrize(("size", "parts"), [((480, 360), 4), ((482, 362), 2)])
@pytest.mark.parametrize("look", [{"camera": "orbit"}, {"marks": ("floor",), "camera": "follow:3"}])
def test_parts_join_without_a_seam(
    size: tuple[int, int], parts: int, look: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, far, one = drawn(monkeypatch, size, 10_000, 0.5, **look)
    joined, near, count = drawn(monkeypatch, size, 100, 0.5, **look)
    assert (one, count) == (1, parts)
    apart = np.abs(whole - joined)
    assert apart.mean() < 0.12 and (apart.max(axis=-1) > 24).mean() < 2e-3
    both = np.isfinite(far) & np.isfinite(near)
    assert (np.isfinite(far) == np.isfinite(near)).mean() > 0.999
    assert np.quantile(np.abs(far[both] - near[both]), 0.99) < 1e-3


def test_a_camera_at_rest_sees_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    whole, _, _ = drawn(monkeypatch, (480, 360), 10_000, 0.5, camera="still")
    joined, _, count = drawn(monkeypatch, (480, 360), 100, 0.5, camera="still")
    assert count == 4 and np.abs(whole - joined).mean() < 0.02
