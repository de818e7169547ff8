"""Flags stand on no number: neither on the scale of heights nor on those of the axes, whatever the theme."""

from __future__ import annotations

import pytest

from landscapes import catalogue
from render.camera import Fit, Frame, Pose, Room
from render.finale import GoalFlags
from render.scene.block_axes import BlockAxes, with_axes_room
from render.scene.edge_scale import EdgeScale
from render.style.themes import find_theme
from render.surface import Surface

SIZE = (960, 720)
NAMES = [name for name, f in catalogue.items() if f.dimensions == 2 and len(f.minimizers)][::4]


@pytest.mark.parametrize("theme", ["dark", "light", "publication"])
def test_no_flag_stands_on_a_number(theme: str) -> None:
    look, told = find_theme(theme), 0
    for k, name in enumerate([*NAMES, "schwefel"]):
        surface = Surface.of(catalogue[name], look, resolution=60)
        flags = GoalFlags(surface, look, SIZE, 720.0)
        turns = [Pose(-75.0 + 37 * k % 90 + turn, 30.0 + 5 * k % 25) for turn in (0.0, 9.0, 18.0)]
        hull = with_axes_room(surface) if look.axes else surface.hull
        fit = Fit.of(Room(hull, SIZE[0] / SIZE[1], Frame(0.02, 0.98, 0.19, 0.83)), turns)
        views = [fit.view(pose) for pose in turns]
        axes = BlockAxes(surface, views, SIZE, 720.0, None, flags.boxes) if look.axes else None
        scale = EdgeScale(surface, views, SIZE, 720.0, None, axes, flags.boxes)
        for view in views:
            numbers = [*scale.boxes(view), *(axes.boxes(view) if axes else ())]
            told += len(scale.boxes(view)) > 0
            for box in numbers:
                for flag in flags.boxes(view):
                    apart = box[2] < flag[0] or flag[2] < box[0] or box[3] < flag[1] or flag[3] < box[1]
                    assert apart, (name, box, flag)
    assert told > (0.8 if look.axes else 0.3) * 3 * len(NAMES)
