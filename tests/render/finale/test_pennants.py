"""A pennant on the lowest place that a film's marbles came to, where no lowest place is known."""

import numpy as np
import pytest

from descent import GradientDescent, descend, grid
from landscapes import find, parse
from render.camera import Pose, View, axes
from render.finale import GoalFlags, lowest_found
from render.scene.scene import Scene
from render.style import Word, recorded
from render.style.themes import DARK
from render.surface import Surface

WAVES = parse("sin(x)*cos(y)+x**2/20+y**2/30", domain=((-5, 5), (-5, 5)))
RUN = descend(WAVES, grid(WAVES.domain, 9), GradientDescent(0.2), steps=300)


def test_it_is_the_lowest_minimum_that_any_came_to() -> None:
    (found,) = lowest_found([RUN])
    resting = RUN.heights[-1][RUN.ending == 0]
    assert WAVES.value(found) == pytest.approx(resting.min(), abs=1e-9)
    np.testing.assert_allclose(WAVES.gradient(found), 0, atol=1e-6)


def test_of_several_runs_the_lowest_counts() -> None:
    some = descend(WAVES, [[4.0, 1.0]], GradientDescent(0.2), steps=300)
    assert not np.allclose(lowest_found([some]), lowest_found([RUN]))
    np.testing.assert_allclose(lowest_found([some, RUN]), lowest_found([RUN]))


def test_as_deep_ones_have_one_each() -> None:
    f = parse("(x**2 - 1)**2 + y**2", domain=((-2, 2), (-2, 2)))
    run = descend(f, grid(f.domain, 8), GradientDescent(0.05), steps=400)
    assert sorted(lowest_found([run])[:, 0].round(6).tolist()) == [-1.0, 1.0]


@pytest.mark.parametrize(
    ("text", "why"), [("x**2", "a valley's floor is no point"), ("x + y", "nobody rests")]
)
def test_there_is_none_where_there_is_no_such_point(text: str, why: str) -> None:
    f = parse(text + " + 0*y", domain=((-1, 1), (-1, 1)))
    assert len(lowest_found([descend(f, grid(f.domain, 4), GradientDescent(0.1), steps=200)])) == 0, why


def test_where_the_lowest_is_known_there_is_no_pennant() -> None:
    f = find("himmelblau")
    assert len(lowest_found([descend(f, grid(f.domain, 5), GradientDescent(0.01), steps=300)])) == 0


def test_it_is_drawn_with_its_words_from_the_first_picture_on() -> None:
    surface = Surface.of(WAVES, DARK, resolution=60)
    ground = np.zeros((480, 640, 3), dtype=np.uint8)
    flags = GoalFlags(surface, DARK, (640, 480), 480.0, {"": RUN})
    near = View(7.0 * axes(Pose(-56.0, 34.0))[2], np.zeros(3))
    flags.draw(ground, near)
    assert flags.stand and ground.any() and len(flags.boxes(near)) == 3
    assert not GoalFlags(surface, DARK, (640, 480), 480.0).stand


@pytest.mark.opengl
@pytest.mark.parametrize("camera", ["still", "orbit"])
def test_what_pennants_are_is_said_until_valleys_say_their_shares(camera: str) -> None:
    f = parse("x**4 - x**2 + y**2", domain=((-1, 1), (-1, 1)))
    run = descend(f, grid(f.domain, 9), GradientDescent(0.08), steps=200)
    source = Scene(f, run, camera=camera).drawn((640, 480))
    said = []
    for t in (0.4, 1.0):
        with recorded() as kept:
            source.picture(t)
        said.append([item.text for item in kept.items if isinstance(item, Word)])
    told = [[text.endswith("%") for text in texts].count(True) for texts in said]
    assert [texts.count("lowest found") for texts in said] == [2, 0] and told[0] == 0 < told[1]
