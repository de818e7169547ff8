"""What stands beside valleys at the end: what they caught, where it would not be taken for something else."""

from __future__ import annotations

import numpy as np
import pytest

from descent import GradientDescent, Momentum, descend, grid
from landscapes import find, parse
from render.camera import Pose, View, axes
from render.finale import Closing, GoalFlags, Verdict, shares_of
from render.finale.closing import Share
from render.style.themes import DARK
from render.surface import Surface
from render.surface.heights import HeightTransform
from render.surface.world import World

SIZE = (960, 720)
SURFACE = Surface.of(parse("x**2 - y**2", domain=((-1, 1), (-1, 1))), DARK, resolution=20)


def texts(run) -> list[str]:  # type: ignore[no-untyped-def]
    world = World(run.landscape, HeightTransform("linear", -1.0, 1.0))
    return [share.text for share in shares_of(run, world)]


def test_no_number_stands_by_a_flag_that_nobody_reached() -> None:
    f = find("langermann")
    run = descend(f, grid(f.domain, 8), GradientDescent(0.005), steps=300)
    assert len(run.destinations) > 4 and not run.destinations.is_global.any()
    assert texts(run) == []


def test_all_but_one_are_not_a_hundred_per_cent() -> None:
    f = parse("(sqrt(x**2 + y**2) - 2)**2", domain=((-3.5, 3.5), (-3.5, 3.5)))
    run = descend(f, grid(f.domain, 15), Momentum(0.2), steps=60)
    assert texts(run) == ["224"]


@pytest.mark.parametrize(("across", "there"), [(0.75, True), (0.12, False)])
def test_a_number_stands_beside_the_sentence_but_never_on_it(across: float, there: bool) -> None:
    """A valley in the picture's lower corner, right of the sentence or behind it."""
    back = axes(Pose(-90.0, 60.0))[2]
    view = View(5.0 * back, np.zeros(3))
    right, up = axes(Pose(-90.0, 60.0))[:2]
    reach = 5.0 * np.tan(np.radians(15.0))
    spot = (2 * across - 1) * reach * SIZE[0] / SIZE[1] * right - 0.93 * reach * up
    share = Share("4", tuple(map(float, spot)))
    verdict = Verdict("16 of 225 found one of them.", "164 stopped in 38 other pits, 15 rest on a saddle.")
    closing = Closing(verdict, lambda: (share,), DARK, SIZE, (500.0, 700.0), 600)
    flags = GoalFlags(SURFACE, DARK, SIZE, 720.0)
    picture = np.zeros((720, 960, 3), dtype=np.uint8)
    closing.label(picture, 1.0, view, flags)
    assert (picture.any(axis=-1) & closing.ink).any() is np.False_
    assert bool(picture.any()) == there


def test_the_sentences_come_when_the_words_before_them_have_gone() -> None:
    verdict, size = Verdict("16 of 225 found one of them.", "164 stopped in 38 other pits."), (480, 360)
    closing = Closing(verdict, tuple, DARK, size, (300.0, 400.0), 290)
    seen = set()
    for t in np.linspace(0.5, 1, 201):
        asked: list[str] = []

        def before(picture: np.ndarray, asked: list[str] = asked) -> None:
            asked.append("before")
            picture[-40:, :100] = 255

        def beside(picture: np.ndarray, asked: list[str] = asked) -> None:
            asked.append("beside")

        picture = np.zeros((size[1], size[0], 3), dtype=np.uint8)
        closing.say(picture, float(t), before, beside)
        assert len(asked) <= 1
        seen.add((tuple(asked), bool(picture.any()), bool((picture[closing.ink] > 0).all())))
    assert (("before",), True, False) in seen and (("beside",), True, True) in seen
