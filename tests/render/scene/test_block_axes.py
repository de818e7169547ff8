"""Axes at the block: on every view the numbers are true, apart and on the picture; points and bounds of a plotter."""

from __future__ import annotations

import numpy as np
import pytest

from descent import GradientDescent, descend, grid
from landscapes import catalogue, parse
from render import Scene
from render.camera import Fit, View, project
from render.scene.block_axes import BlockAxes
from render.scene.plotter import true_bounds

SIZE = (960, 720)
NAMES = ["ackley", "levy13"]


def views(scene: Scene, *times: float) -> list[View]:
    prepared = scene.prepared
    path = prepared.camera(SIZE)
    fit = Fit.along(prepared.room(SIZE), path)
    return [fit.view(path(t)) for t in times or (0.0, 0.7)]


@pytest.mark.parametrize("name", NAMES)
def test_numbers_are_on_the_picture_and_apart(name: str) -> None:
    scene = Scene(catalogue[name], axes=True, camera="still")
    prepared, seen = scene.prepared, views(scene)
    axes = BlockAxes(prepared.any_surface, seen, SIZE, prepared.captions(SIZE).unit)
    for view in seen:
        boxes = axes.boxes(view)
        assert len(boxes) >= 2 + 2  # two names and a number each
        for k, (left, top, right, bottom) in enumerate(boxes):
            assert left >= 0 and right <= SIZE[0] and top >= 0 and bottom <= SIZE[1]
            for other in boxes[k + 1 :]:
                apart = other[0] >= right or other[2] <= left or other[1] >= bottom or other[3] <= top
                assert apart, (name, view)


def test_names_keep_away_from_words() -> None:
    """Words are put where a name stands: it goes elsewhere."""
    f = catalogue["himmelblau"]
    run = descend(f, grid(f.domain, 15), GradientDescent(0.001), steps=1000)
    scene = Scene(f, run, theme="publication")
    prepared, seen = scene.prepared, views(scene, 0.0, 0.5, 1.0)
    unit = prepared.captions(SIZE).unit

    def boxes(axes: BlockAxes, name: str) -> list[tuple[slice, slice]]:
        found = []
        for view in seen:
            for line, box in zip(axes.drawn(view).lines, axes.boxes(view), strict=True):
                left, top, right, bottom = (max(round(side), 0) for side in box)
                found += [(slice(top, bottom), slice(left, right))] * (line.text == name)
        return found

    for name in ("x", "y"):
        words = np.zeros(SIZE[::-1], dtype=bool)
        there = boxes(BlockAxes(prepared.any_surface, seen, SIZE, unit), name)
        for box in there:
            words[box] = True
        assert there and words.any()
        now = boxes(BlockAxes(prepared.any_surface, seen, SIZE, unit, words), name)
        assert len(now) == len(there) and not any(words[box].any() for box in now)


def test_a_tick_stands_at_its_number() -> None:
    f = parse("theta_0**2 + b", [(-1, 3), (10, 12)], variables=("theta_0", "b"))
    scene = Scene(f, axes=True, camera="still")
    surface, seen = scene.surface, views(scene)
    assert surface is not None
    drawn = BlockAxes(surface, seen, SIZE, 720.0).drawn(seen[0])
    assert {"θ₀", "b"} <= {line.text for line in drawn.lines}
    for x in ("0", "3"):
        (line,) = [line for line in drawn.lines if line.text == x]
        ends = project(
            seen[0],
            SIZE,
            np.array([[*surface.world.plane(np.array([float(x), y])), surface.base] for y in (10, 12)]),
        )
        ticks = drawn.strokes[:, 0]
        nearest = ticks[np.linalg.norm(ticks - line.at, axis=1).argmin()]
        assert min(np.linalg.norm(ends - nearest, axis=1)) < 1.0


def test_they_are_there_for_papers_and_where_they_are_asked_for() -> None:
    f = catalogue["himmelblau"]
    said = [(theme, axes) for theme in ("dark", "publication") for axes in (None, True, False)]
    found = [Scene(f, theme=theme, axes=axes).prepared.has_axes for theme, axes in said]
    assert found == [False, True, False, True, True, False]


def test_where_there_is_no_block_they_are_refused() -> None:
    run = descend(
        catalogue["himmelblau"], grid(catalogue["himmelblau"].domain, 2), GradientDescent(0.01), steps=3
    )
    for panels in (("contour",), ("surface", "anatomy")):
        with pytest.raises(ValueError, match="axes has no effect"):
            Scene(catalogue["himmelblau"], run, panels=panels, axes=True)


def test_points_of_the_domain_lie_where_the_surface_is() -> None:
    scene = Scene(catalogue["himmelblau"])
    surface = scene.prepared.any_surface
    points = surface.lattice.points
    np.testing.assert_allclose(scene.place(points), surface.vertices, atol=1e-9)
    assert scene.place([3.0, 2.0]).shape == (3,)
    with pytest.raises(ValueError, match="shape"):
        scene.place([1.0, 2.0, 3.0])
    with pytest.raises(ValueError, match="a curve has no plotter"):
        Scene(catalogue["parabola"]).place([1.0])


def test_bounds_say_the_domain_and_straight_heights() -> None:
    f = parse("x + y", [(2, 4), (-10, 30)])
    surface = Scene(f, height="linear").prepared.any_surface
    said = true_bounds(surface)
    assert said["axes_ranges"] == pytest.approx([2, 4, -10, 30, -8, 34], rel=1e-6)
    assert said["bounds"][:4] == pytest.approx(
        [
            *surface.vertices[0, 0, [0]],
            *surface.vertices[-1, -1, [0]],
            *surface.vertices[0, 0, [1]],
            *surface.vertices[-1, -1, [1]],
        ]
    )
    assert not true_bounds(Scene(f, height="rank").prepared.any_surface)["show_zlabels"]


@pytest.mark.opengl
def test_a_plotter_shows_them() -> None:
    plotter = Scene(parse("x + y", [(2, 4), (-10, 30)]), height="linear").plotter(
        off_screen=True, window_size=(96, 72)
    )
    try:
        actor = plotter.show_bounds()
        assert actor.x_axis_range == pytest.approx((2, 4)) and actor.y_axis_range == pytest.approx((-10, 30))
    finally:
        plotter.close()


@pytest.mark.parametrize("options", [{"cmap": "viridis"}, {"scalars": "z"}, {"opactiy": 0.5}])
def test_surface_options_that_cannot_be_honoured_are_refused(options: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="surface_options"):
        Scene(catalogue["himmelblau"], surface_options=options)
