"""No flag stands before a marble that lies before it."""

import numpy as np
import pytest

from landscapes import catalogue, find
from render.camera import Pose, View, axes, project
from render.finale import GoalFlags
from render.particles import flagged
from render.style.themes import DARK
from render.surface import Surface

SIZE = (480, 360)
SURFACE = Surface.of(find("sphere"), DARK, resolution=40)
FOOT = SURFACE.world.place(np.zeros((1, 2)))


def view() -> View:
    back = axes(Pose(-56.0, 40.0))[2]
    return View(FOOT[0] + 4.0 * back, FOOT[0])


@pytest.mark.parametrize(("nearer", "hidden"), [(0.05, False), (-0.05, True)])
def test_a_pole_is_seen_through_no_marble_before_it(nearer: float, hidden: bool) -> None:
    back = axes(Pose(-56.0, 40.0))[2]
    centre, radius = FOOT + nearer * back, np.array([0.04])
    flags, bare = GoalFlags(SURFACE, DARK, SIZE, 360.0), np.full((360, 480, 3), 90, dtype=np.uint8)
    with_ball, without = bare.copy(), bare.copy()
    flags.draw(with_ball, view(), [(centre, radius)])
    flags.draw(without, view())
    x, y = np.round(project(view(), SIZE, centre)[0]).astype(int)
    at = np.s_[y - 3 : y, x - 1 : x + 2]
    assert (without[at] != 90).any(), "the pole stands there"
    assert (with_ball[at] != 90).any() == hidden
    assert (with_ball != without).any() != hidden
    top = np.s_[: y - 12]
    np.testing.assert_array_equal(with_ball[top], without[top])


@pytest.mark.parametrize("name", ["easom", "holder_table", "himmelblau", "sphere"])
def test_a_flag_in_a_pit_looks_out_of_it(name: str) -> None:
    surface = Surface.of(find(name), DARK, resolution=80)
    flags = GoalFlags(surface, DARK, SIZE, 360.0)
    bare = np.full((360, 480, 3), 90, dtype=np.uint8)
    back = axes(Pose(-56.0, 34.0))[2]
    seen = View(7.0 * back, np.zeros(3))
    drawn = bare.copy()
    flags.draw(drawn, seen)
    boxes = np.round(flags.boxes(seen)).astype(int)
    for left, top, right, bottom in boxes[: len(boxes) // 2]:
        cloth = drawn[top + 1 : bottom, left + 1 : right].astype(int)
        assert np.ptp(cloth) > 150, "faint, or not there"


@pytest.mark.parametrize("name", [name for name, f in catalogue.items() if f.dimensions == 2])
def test_flags_leave_their_pits_to_be_seen(name: str) -> None:
    """The nearer to each other they stand, the smaller; one alone has its usual size."""
    f = catalogue[name]
    goals, share = flagged(f)
    side = np.ptp(np.asarray(f.domain), axis=1)
    gaps = [float(np.hypot(*((a - b) / side))) for k, a in enumerate(goals) for b in goals[:k]]
    if len(goals) == 1:
        assert share == 1.0
    elif len(goals):
        # A flag as tall as usual is a twelfth of a picture, and a block's side about half of one.
        assert share * 0.078 <= max(0.36 * min(gaps), 0.0274) and 0.3 < share <= 1
