"""What words leave to the surface, and the scale on the block's edge."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from descent import GradientDescent, descend, grid
from landscapes import catalogue, parse
from render import Scene
from render.camera.fitting import fit
from render.camera.pose import Pose, project
from render.camera.room import Frame
from render.scene.block_axes import BlockAxes
from render.scene.composer import Composer
from render.scene.edge_scale import EdgeScale
from render.scene.opening import opened
from render.style.themes import DARK
from render.surface.surface import Surface

SIZE, UNIT = (640, 480), 480.0
FLAT = sorted(name for name, f in catalogue.items() if f.dimensions == 2)


def test_a_frame_opens_beside_words_and_not_under_them() -> None:
    ink = np.zeros((480, 640), dtype=bool)
    ink[20:60, 20:200] = True
    ink[440:470, 20:260] = ink[450:470, 560:620] = True
    frame = opened(Frame(0.03, 0.97, 0.18, 0.85), ink, UNIT)
    assert frame.top < 0.05 and frame.bottom > 0.95
    (first, second, third) = [corner.places[-1] for corner in frame.corners]
    assert first[0] > 200 / 640 and first[1] > 60 / 480
    assert second[0] > 260 / 640 and second[1] < 440 / 480
    assert third[0] < 560 / 640 and third[1] < 450 / 480
    assert [(corner.right, corner.low) for corner in frame.corners] == [
        (False, False),
        (False, True),
        (True, True),
    ]
    ink[450:470] = True
    low = [corner for corner in opened(Frame(0.03, 0.97, 0.18, 0.85), ink, UNIT).corners if corner.low]
    assert max(-x if corner.right else x - 1 for corner in low for x, y in corner.places if y < 450 / 480) > 0


WORDS = st.lists(
    st.tuples(st.integers(0, 600), st.integers(0, 440), st.integers(1, 500), st.integers(4, 40)), max_size=6
)


@given(WORDS)
def test_all_words_are_in_the_corners(words: list[tuple[int, int, int, int]]) -> None:
    ink = np.zeros((480, 640), dtype=bool)
    for left, top, wide, high in words:
        ink[top : top + high, left : left + wide] = True
    frame = opened(Frame(0.03, 0.97, 0.18, 0.85), ink, UNIT)
    rows, columns = np.indices(ink.shape)
    covered = np.zeros_like(ink)
    for corner in frame.corners:
        for x, y in corner.places:
            beside = columns >= 640 * x - 1e-6 if corner.right else columns <= 640 * x + 1e-6
            covered |= beside & (rows >= 480 * y - 1e-6 if corner.low else rows <= 480 * y + 1e-6)
    assert not (ink & ~covered).any()


def test_words_of_the_end_do_not_widen_those_of_the_beginning() -> None:
    """Their lines lie over each other: a narrow tall number over a broad line is a stair of two steps."""
    ink = np.zeros((480, 640), dtype=bool)
    ink[380:440, 20:180] = True
    ink[425:445, 20:420] = True
    (low,) = opened(Frame(0.03, 0.97, 0.18, 0.85), ink, UNIT).corners
    (first, second) = low.places
    assert 180 <= 640 * first[0] < 200 and 360 < 480 * first[1] <= 380
    assert 420 <= 640 * second[0] < 440 and 405 < 480 * second[1] <= 425


@pytest.mark.opengl
@pytest.mark.parametrize(
    ("name", "size"), [("eggholder", SIZE), ("rosenbrock", (480, 480)), ("easom", (480, 480))]
)
def test_no_surface_lies_under_words(name: str, size: tuple[int, int]) -> None:
    f = catalogue[name]
    run = descend(f, grid(f.domain, 5), GradientDescent(1e-3), steps=40)
    prepared = Scene(f, run).prepared
    composer = Composer(prepared, size)
    try:
        stage = composer._stage
        assert stage is not None
        for t in (0.0, 0.5, 1.0):
            capture = stage.capture(t)
            assert capture is not None
            left, top, right, bottom = capture.box
            seen = np.asarray(capture.seen)[::-1][::2, ::2, 3] > 0
            ink = prepared.ink(size)[top:bottom, left:right]
            assert not (seen[: ink.shape[0], : ink.shape[1]] & ink[: seen.shape[0], : seen.shape[1]]).any()
    finally:
        composer.close()


@pytest.mark.parametrize("name", FLAT[::4])
def test_the_scale_stands_on_its_edge_inside_the_picture(name: str) -> None:
    surface = Surface.of(catalogue[name], DARK, resolution=40)
    for azimuth in (-50.0, 40.0, 130.0):
        view = fit(Pose(azimuth, 40.0), surface.hull, SIZE[0] / SIZE[1], Frame(0.1, 0.9, 0.1, 0.9))
        scale = EdgeScale(surface, [view], SIZE, UNIT)
        for edge in scale._edges.values():
            assert len(edge.places) not in (1, 2) and len(set(edge.texts)) == len(edge.texts)
            corner = surface.vertices[[0, 0, -1, -1], [0, -1, -1, 0]][edge.corner]
            assert (edge.places[:, :2] == corner[:2]).all()
            assert (edge.places[:, 2] < corner[2]).all() and (edge.places[:, 2] > surface.base).all()
        picture = np.zeros((SIZE[1], SIZE[0], 3), dtype=np.uint8)
        scale.write(picture, view)
        drawn = picture.any(axis=-1)
        assert not (drawn[0].any() or drawn[-1].any() or drawn[:, 0].any() or drawn[:, -1].any())
        assert drawn.any() == any(len(edge.places) for edge in scale._edges.values())


def test_a_bent_scale_says_so_and_what_is_undefined_has_none() -> None:
    surface = Surface.of(catalogue["himmelblau"], DARK, resolution=40)
    view = fit(Pose(-50, 40.0), surface.hull, SIZE[0] / SIZE[1], Frame(0.1, 0.9, 0.1, 0.9))
    said = [text for edge in EdgeScale(surface, [view], SIZE, UNIT)._edges.values() for text in edge.texts]
    assert any("log" in text for text in said)
    nowhere = Surface.of(parse("log(-1-x**2-y**2)", domain=((-2, 2), (-2, 2))), DARK, resolution=20)
    assert not EdgeScale(nowhere, [view], SIZE, UNIT)._edges


@pytest.mark.parametrize("azimuth", [-50.0, -80.0, 10.0])
@pytest.mark.parametrize("name", ["shubert", "salomon"])
def test_where_no_three_numbers_have_room_there_is_no_scale(name: str, azimuth: float) -> None:
    """From high above an edge is too short for them: two tell nothing."""
    surface = Surface.of(catalogue[name], DARK, resolution=40)
    view = fit(Pose(azimuth, 82.0), surface.hull, SIZE[0] / SIZE[1], Frame(0.4, 0.97, 0.05, 0.97))
    assert not EdgeScale(surface, [view], SIZE, UNIT).boxes(view)


@pytest.mark.parametrize("azimuth", [-50.0, -80.0, 10.0])
@pytest.mark.parametrize("name", ["shubert", "salomon"])
def test_beside_axes_one_line_beside_the_block_says_both_ends(name: str, azimuth: float) -> None:
    surface = Surface.of(catalogue[name], DARK, resolution=40)
    view = fit(Pose(azimuth, 82.0), surface.hull, SIZE[0] / SIZE[1], Frame(0.4, 0.97, 0.05, 0.97))
    axes = BlockAxes(surface, [view], SIZE, UNIT, None, lambda view: ())
    scale = EdgeScale(surface, [view], SIZE, UNIT, None, axes)
    ((edge, boxes),) = [(edge, scale.boxes(view)) for edge in scale._edges.values()]
    for box in boxes:
        transform = surface.world.transform
        numbers = (
            edge.texts[0]
            .replace("\N{MINUS SIGN}", "-")
            .removeprefix("height")
            .split("\N{HORIZONTAL ELLIPSIS}")
        )
        np.testing.assert_allclose(
            [float(number) for number in numbers],
            [transform.low, transform.high],
            atol=6e-3 * (transform.high - transform.low),
        )
        assert not edge.ticked
        x, y = project(view, SIZE, surface.vertices.reshape(-1, 3)).T
        left, top, right, bottom = box
        assert not ((left < x) & (x < right) & (top < y) & (y < bottom)).any(), "it does not cover the block"
