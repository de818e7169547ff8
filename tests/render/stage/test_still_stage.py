"""The still camera's quick way shows what VTK shows."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from descent import GradientDescent, Trajectories, descend, uniform
from landscapes import Landscape, catalogue, parse
from render import Scene
from render.camera.paths import find_path
from render.camera.pose import Pose
from render.particles import glyphs
from render.stage.bead_sprites import PHASES, SHAPES, sprites
from render.stage.content import StageContent
from render.stage.stage import Stage
from render.stage.still_stage import Lens, StillStage, open_stage
from render.stage.trail_raster import counted_order, covered
from render.style.themes import DARK
from render.surface.mesh import HEIGHT, needed_lines
from render.surface.surface import Surface

SIZE = (480, 360)


def run(f: Landscape, count: int, rate: float = 0.005) -> Trajectories:
    return descend(f, uniform(f.domain, count, seed=3), GradientDescent(rate), steps=80)


def both(scene: Scene, t: float) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The pictures (height, width, 3) by VTK and by the quick way."""
    assert scene.surface is not None
    settings = {
        "camera": scene.prepared.camera_path,
        "size": SIZE,
        "frame": scene.prepared.layout(SIZE).frame,
    }
    pictures = []
    for make in (Stage, open_stage):
        stage = make(scene.prepared.content, **settings)
        assert isinstance(stage, StillStage) == (make is open_stage)
        pictures.append(np.asarray(stage.draw(t)).astype(int))
        stage.close()
    return pictures[0], pictures[1]


@pytest.mark.slow
@pytest.mark.opengl
@pytest.mark.parametrize("name", ["himmelblau", "rastrigin", "rosenbrock"])
@pytest.mark.parametrize("count", [3, 400])
@pytest.mark.parametrize("t", [0.3, 1.0])
def test_pictures_agree_with_those_of_vtk(name: str, count: int, t: float) -> None:
    f = catalogue[name]
    scene = Scene(f, run(f, count, 1e-3), camera="still", clock="linear")
    vtk, quick = both(scene, t)
    difference = np.abs(vtk - quick)
    assert difference.mean() < 1.0
    assert (difference.max(axis=-1) > 60).mean() < 0.01


@pytest.mark.opengl
def test_every_ending_looks_as_with_vtk() -> None:
    f = parse("x**4 - x**2 + y**2", domain=((-1.5, 1.5), (-1.5, 1.5)))
    paths = run(f, 40, 0.05)
    paths = replace(paths, ending=(np.arange(40) % 6).astype(np.int8), stopped_at=np.full(40, 30))
    vtk, quick = both(Scene(f, paths, camera="still"), 1.0)
    assert np.abs(vtk - quick).mean() < 1.0


@pytest.mark.opengl
@pytest.mark.parametrize(
    "settings",
    [
        {"camera": "orbit"},
        {"camera": "still:-58,42,15"},
        {"camera": "still", "surface_options": {"opacity": 0.5}},
    ],
    ids=["moving", "near", "see-through"],
)
def test_what_the_quick_way_cannot_show_is_drawn_by_vtk(settings: dict[str, object]) -> None:
    f = catalogue["himmelblau"]
    scene = Scene(f, run(f, 3), **settings)  # type: ignore[arg-type]
    assert scene.surface is not None
    stage = open_stage(
        scene.prepared.content,
        camera=scene.prepared.camera_path,
        size=SIZE,
        frame=scene.prepared.layout(SIZE).frame,
    )
    assert isinstance(stage, Stage)
    stage.close()


@pytest.mark.opengl
def test_going_back_in_time_gives_the_same_picture() -> None:
    f = catalogue["himmelblau"]
    scene = Scene(f, run(f, 50), camera="still")
    assert scene.surface is not None
    stage = open_stage(
        scene.prepared.content,
        camera=find_path("still"), size=SIZE, frame=scene.prepared.layout(SIZE).frame,
    )  # fmt: skip
    forward = {t: np.asarray(stage.draw(t)) for t in (0.2, 0.25, 0.5, 0.8)}
    for t in (0.5, 0.25):
        assert np.abs(np.asarray(stage.draw(t)).astype(int) - forward[t]).max() <= 2


@pytest.mark.opengl
def test_the_lens_sees_where_the_plotter_draws() -> None:
    """World points are projected to the pixels in which VTK draws them."""
    surface = Surface.of(catalogue["sphere"], DARK)
    camera = find_path("still")
    settings = {
        "camera": camera,
        "size": SIZE,
        "frame": Scene(catalogue["sphere"]).prepared.layout(SIZE).frame,
    }
    stage = Stage(StageContent(surface), **settings)  # type: ignore[arg-type]
    stage.draw(0.0)
    points = surface.hull
    at, far = Lens(stage.view(0.0), camera(0.0), SIZE).project(points)
    renderer = stage.plotter.renderer
    for point, (x, y) in zip(points[::40], at[::40], strict=True):
        renderer.SetWorldPoint(*point, 1.0)
        renderer.WorldToDisplay()
        seen = np.array(renderer.GetDisplayPoint()[:2]) / 2
        np.testing.assert_allclose([x, SIZE[1] - y], seen, atol=0.02)
    depth = stage.depth()
    column, row = (at * 2).astype(int).T
    near = np.abs(depth[np.clip(row, 0, 719), np.clip(column, 0, 959)] - far)
    assert np.median(near) < 0.02
    stage.close()


def test_lines_cover_what_is_nearer_than_half_their_width() -> None:
    ends = np.array([[[2.0, 10.0], [28.0, 10.0]], [[5.0, 2.0], [5.0, 2.0]]])
    row, column, segment, share, apart = covered(ends, 2.0)
    first = segment == 0
    assert set(row[first]) == {8, 9, 10, 11}
    assert column[first].min() == 0 and column[first].max() == 29, "round ends"
    assert (np.diff(share[first & (row == 8)]) >= 0).all() and share.min() == 0 and share.max() == 1
    dot = ~first
    np.testing.assert_allclose(np.hypot(column[dot] - 4.5, row[dot] - 1.5), apart[dot])


@pytest.mark.parametrize("bits", [0, 7, 16, 17, 33, 62])
def test_numbers_are_put_in_order_as_by_comparing(bits: int) -> None:
    numbers = np.random.default_rng(bits).integers(0, 1 << bits, 3000, endpoint=True)
    numbers[1000:] = numbers[:2000]
    for kind in (np.int64, np.int32) if bits < 31 else (np.int64,):
        np.testing.assert_array_equal(counted_order(numbers.astype(kind)), np.argsort(numbers, kind="stable"))
    assert not len(counted_order(numbers[:0]))


@pytest.mark.parametrize("shape", glyphs.SHAPES)
@pytest.mark.parametrize("steps", [4, 18, 40])
def test_sprites_have_the_area_of_their_shape(shape: str, steps: int) -> None:
    fine = np.stack(np.meshgrid(*[np.linspace(-1.2, 1.2, 801)] * 2), -1)
    layers = SHAPES[shape](fine[..., 0], fine[..., 1])
    for layer, made in zip(layers, sprites(shape, steps), strict=True):
        area = layer.covered.mean() * 2.4**2 * (steps / 4) ** 2
        assert made.cover.shape == (PHASES**2, made.side**2)
        np.testing.assert_allclose(made.cover.sum(axis=1).mean(), area, rtol=0.35 if steps < 10 else 0.05)


@pytest.mark.opengl
def test_beads_that_lie_in_each_other_are_one_body_and_no_heap_of_edges() -> None:
    f = catalogue["sphere"]
    paths = run(f, 400)
    heap = 0.12 * paths.positions[:1]
    paths = replace(paths, positions=np.repeat(heap, len(paths.positions), axis=0))
    scene = Scene(f, paths, camera="still", clock="linear", color="ending")
    own = np.array(scene.prepared.content.colors[0].colors[0], dtype=float).mean()
    assert scene.surface is not None
    bare = Stage(
        scene.prepared.content.without_runs(),
        camera=scene.prepared.camera_path, size=SIZE, frame=scene.prepared.layout(SIZE).frame,
    )  # fmt: skip
    ground = np.asarray(bare.draw(0.0)).astype(int)
    bare.close()
    for picture in both(scene, 0.0):
        inside = np.abs(picture - ground).max(axis=-1) > 25
        for axis in (0, 1):
            for shift in (-3, 3):
                inside &= np.roll(inside, shift, axis)
        assert inside.sum() > 60, "a heap is seen"
        dark = picture[inside].mean(axis=-1) < 0.36 * own
        assert dark.mean() < 0.03, f"{dark.mean():.0%} of the heap is casing"


def test_left_out_lattice_lines_are_not_missed() -> None:
    surface = Surface.of(catalogue["himmelblau"], DARK)
    v = surface.vertices
    rows, columns = needed_lines(v, surface.colors, np.isfinite(surface.lattice.heights))
    assert len(rows) * len(columns) < 0.5 * v[..., 0].size
    assert {0, len(v) - 1} <= set(rows) and {0, v.shape[1] - 1} <= set(columns)
    along = np.stack([np.interp(v[:, 0, 1], v[rows, 0, 1], z) for z in v[rows][:, columns, 2].T], axis=1)
    back = np.stack([np.interp(v[0, :, 0], v[0, columns, 0], z) for z in along])
    assert np.abs(back - v[..., 2]).max() <= 2 * HEIGHT


def test_poses_compare_by_value() -> None:
    assert Pose(1.0, 2.0) == Pose(1.0, 2.0)
