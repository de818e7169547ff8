"""A training on a surveyed surface: where its checkpoints lie, at the losses they had."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from descent import Ending, training_path, training_words
from landscapes import TrainingRun, TrainingSurface, find
from render import Scene
from render.clock import Clock
from render.marks import GapMark, Site

N = 5
BOWL = np.array([4.0, 2.0, 1.0, 0.5, 0.25])


def loss(w: np.ndarray) -> float:
    return float(BOWL @ w**2)


def trained(path: Path, begin: float = 1.0, steps: int = 60) -> TrainingRun:
    run, w = TrainingRun(path), np.full(N, begin)
    for step in range(100, 100 + 2 * steps, 2):
        run.save(step, w, loss(w))
        w = w - 0.15 * BOWL * w
    return run


@pytest.fixture(scope="module")
def surface(tmp_path_factory: pytest.TempPathFactory) -> TrainingSurface:
    return trained(tmp_path_factory.mktemp("run") / "run.npz").plane("pca").survey(loss, 15)


def test_heights_are_the_losses_and_steps_the_trainings(surface: TrainingSurface) -> None:
    run = surface.weights_plane.run
    path = training_path(surface, run)
    assert path.heights[:, 0].tolist() == run.losses.tolist()
    assert path.indices.tolist() == list(range(0, 120, 2)) and path.steps == 118
    assert np.allclose(path.positions[:, 0], surface.weights_plane.path)
    gap = path.heights[:, 0] - [loss(surface.weights_plane.lift(x, y)) for x, y in surface.weights_plane.path]
    assert np.allclose(gap, path.heights[:, 0] - surface.value(path.positions)[:, 0], atol=1e-6)
    said = training_words(surface, [path])
    assert (
        f"{100 * surface.weights_plane.explained:.0f} % of the way" in said
        and f"{np.abs(gap).max():.3g}" in said
    )
    assert path.ending[0] in (Ending.RUNNING, Ending.CONVERGED) and path.stopped_at[0] <= 118


def test_another_training_of_the_model_is_drawn_on_the_same_plane(
    surface: TrainingSurface, tmp_path: Path
) -> None:
    other = trained(tmp_path / "other.npz", begin=-0.5)
    scene = Scene(surface, {"first": surface.weights_plane.run, "second": other})
    assert [len(run) for run in scene.runs.values()] == [1, 1]
    away = other.weights(0) - surface.weights_plane.lift(*scene.runs["second"].positions[0, 0])
    assert abs(away @ surface.weights_plane.u) < 1e-12 and abs(away @ surface.weights_plane.v) < 1e-12


def test_what_is_no_training_of_this_model_is_refused(surface: TrainingSurface, tmp_path: Path) -> None:
    small = TrainingRun(tmp_path / "small.npz")
    small.save(0, np.ones(2), 1.0)
    with pytest.raises(ValueError, match=r"needs two checkpoints, small\.npz has 1"):
        Scene(surface, small)
    small.save(1, np.zeros(2), 1.0)
    with pytest.raises(ValueError, match=r"small\.npz has 2 weights, the plane 5"):
        Scene(surface, small)
    with pytest.raises(ValueError, match=r"drawn on a surface of a plane through it.*got sphere"):
        Scene(find("sphere"), surface.weights_plane.run)


class Meshes:
    """A plotter that keeps what is put into it."""

    def __init__(self) -> None:
        self.actors: list[object] = []

    def add_actor(self, actor: object, **_: object) -> None:
        self.actors.append(actor)

    def points(self, k: int) -> np.ndarray:
        from vtkmodules.util.numpy_support import vtk_to_numpy

        return vtk_to_numpy(self.actors[k].GetMapper().GetInput().GetPoints().GetData())  # type: ignore[attr-defined]


def test_stems_grow_with_the_film_from_the_surface_to_the_losses(surface: TrainingSurface) -> None:
    scene = Scene(surface, surface.weights_plane.run)
    assert any(isinstance(mark, GapMark) for mark in scene.prepared.marks)
    run, world = scene.runs[""], scene.prepared.any_surface.world
    (show,) = GapMark().add(plotter := Meshes(), Site(scene.surface, scene.runs, Clock(118.0), 720.0))  # type: ignore[arg-type]
    show(1.0)
    stems = plotter.points(0).reshape(-1, 2, 3)
    assert np.allclose(stems[:, 0], world.place(run.positions[:, 0]), atol=1e-5)
    assert np.allclose(stems[:, 1, 2], world.rise(run.heights[:, 0]), atol=1e-5)
    show(0.0)
    assert (plotter.points(0).reshape(-1, 2, 3)[1:] == plotter.points(0)[-1]).all(), (
        "nothing of what is to come"
    )
