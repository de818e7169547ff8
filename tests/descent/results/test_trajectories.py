"""The record: between rows, to a file and back, and somebody else's."""

import csv
import json
import os

import numpy as np
import pytest
import sympy as sp
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from descent import (
    Adam,
    Cosine,
    Ending,
    Gaussian,
    GradientDescent,
    MiniBatch,
    Momentum,
    Trajectories,
    descend,
    grid,
    uniform,
)
from landscapes import Landscape, catalogue, model_landscapes

F = catalogue["himmelblau"]
RUN = descend(F, grid(F.domain, 5), GradientDescent(0.01), steps=60)


def test_between_rows_particles_stay_on_the_surface():
    positions, heights = RUN.at(12.25)
    np.testing.assert_allclose(positions, 0.75 * RUN.positions[12] + 0.25 * RUN.positions[13])
    np.testing.assert_array_equal(heights, F.value(positions))


def test_at_a_row_is_the_row_and_beyond_the_ends_nothing_moves():
    np.testing.assert_array_equal(RUN.at(7)[0], RUN.positions[7])
    np.testing.assert_array_equal(RUN.at(-3)[0], RUN.positions[0])
    np.testing.assert_array_equal(RUN.at(1e9)[1], RUN.heights[-1])


def test_thinned_record_knows_its_steps():
    thin = descend(F, grid(F.domain, 5), GradientDescent(0.01), steps=60, record=20)
    assert thin.indices.tolist() == [0, 20, 40, 60]
    np.testing.assert_array_equal(thin.at(40)[0], RUN.positions[40])
    np.testing.assert_allclose(thin.at(30)[0], (RUN.positions[20] + RUN.positions[40]) / 2)


def test_between_takes_many_steps_and_any_columns_of_the_record():
    thin = descend(F, grid(F.domain, 5), GradientDescent(0.01), steps=60, record=25)
    steps = np.array([-1.0, 0.0, 12.25, 25.0, 55.0, 60.0, 99.0])
    many = thin.between(thin.positions, steps)
    for index, places in zip(steps, many, strict=True):
        np.testing.assert_array_equal(places, thin.at(index)[0])
    np.testing.assert_array_equal(thin.between(thin.positions[:, 3:5], steps), many[:, 3:5])
    np.testing.assert_allclose(
        thin.between(thin.heights, [55.0])[0], (thin.heights[2] + thin.heights[3]) / 2, rtol=1e-15
    )
    assert thin.between(thin.heights, 55.0).shape == (25,)


CASES = {
    "catalogue": (F, Adam(Cosine(0.1, steps=30), clip_norm=2.0), None),
    "many variables": (catalogue["rosenbrock"].in_dimensions(5), Momentum(1e-4), None),
    "one variable": (catalogue["parabola"], GradientDescent(0.1), None),
    "noise": (F, GradientDescent(0.01), Gaussian(1.0, seed=4)),
    "own formula": (
        Landscape(
            name="mine",
            builder=lambda x, y: (
                sp.Abs(x) + sp.exp(-(y**2)) / 3 + sp.Max(x, 0.1 * y) + sp.pi * sp.atan2(y, x)
            ),
            domain=((-1.0, 2.0), (-1.0, 1.0)),
        ),
        GradientDescent(0.01),
        None,
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_saved_run_loads_as_it_was_and_repeats(case, tmp_path):
    f, optimizer, noise = CASES[case]
    starts = np.random.default_rng(0).uniform(*np.transpose(f.domain), (6, f.dimensions))
    run = descend(f, starts, optimizer, steps=20, noise=noise, escape_factor=3.0)
    run.save(tmp_path / "run.npz")
    back = Trajectories.load(tmp_path / "run.npz")
    for name in ("positions", "heights", "ending", "stopped_at", "indices"):
        np.testing.assert_array_equal(getattr(back, name), getattr(run, name))
    assert (back.optimizer, back.noise, back.steps) == (run.optimizer, run.noise, run.steps)
    assert back.landscape.formula == f.formula and back.landscape.domain == f.domain
    again = descend(
        back.landscape, back.positions[0], back.optimizer, steps=back.steps, tolerance=back.tolerance,
        escape_factor=back.escape_factor, noise=back.noise,
    )  # fmt: skip
    np.testing.assert_array_equal(again.positions, run.positions)


def test_same_run_writes_the_same_bytes_and_leaves_nothing_else(tmp_path):
    RUN.save(tmp_path / "a.npz")
    RUN.save(tmp_path / "b.npz")
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()
    assert sorted(os.listdir(tmp_path)) == ["a.npz", "b.npz"]


def test_failed_save_keeps_the_old_file(tmp_path, monkeypatch):
    target = tmp_path / "run.npz"
    target.write_bytes(b"old")

    def broken(*_, **__):
        raise OSError("disk full")

    monkeypatch.setattr(np, "savez", broken)
    with pytest.raises(OSError, match="disk full"):
        RUN.save(target)
    assert target.read_bytes() == b"old" and os.listdir(tmp_path) == ["run.npz"]


def _tampered(path, change):
    RUN.save(path)
    with np.load(path) as file:
        parts = dict(file)
    about = json.loads(str(parts["about"]))
    change(about, parts)
    parts["about"] = np.array(json.dumps(about))
    np.savez(path, **parts)


CHANGES = {
    "format": lambda about, parts: about.update(format=99),
    "landscape": lambda about, parts: about["landscape"].update(name="nowhere"),
    "optimizer": lambda about, parts: about.update(optimizer="wizard:1"),
    "missing": lambda about, parts: about.pop("steps"),
    "shape": lambda about, parts: parts.update(heights=parts["heights"][:, :3]),
    "ending": lambda about, parts: parts.update(ending=parts["ending"] + 50),
    "code": lambda about, parts: about["landscape"].update(formula="__import__('os').system('echo no')"),
    "attribute": lambda about, parts: about["landscape"].update(formula="Symbol('x').__class__"),
    "type": lambda about, parts: about.update(landscape=3),
}


@pytest.mark.parametrize("change", CHANGES)
def test_tampered_file_is_refused_in_one_line(change, tmp_path):
    path = tmp_path / "run.npz"
    _tampered(path, CHANGES[change])
    with pytest.raises(ValueError, match="is not a run that can be loaded: ") as caught:
        Trajectories.load(path)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("content", [b"", b"hello", b"PK\x03\x04broken", b"\x93NUMPY"])
def test_other_files_are_refused_in_one_line(content, tmp_path):
    path = tmp_path / "run.npz"
    path.write_bytes(content)
    with pytest.raises(ValueError, match="is not a run that can be loaded"):
        Trajectories.load(path)


def test_csv_holds_every_particle_at_every_row(tmp_path):
    RUN.to_csv(tmp_path / "run.csv")
    with open(tmp_path / "run.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 61 * 25
    assert list(rows[0]) == ["step", "particle", "x", "y", "height", "ending"]
    row = rows[7 * 25 + 3]
    assert (int(row["step"]), int(row["particle"])) == (7, 3)
    assert (float(row["x"]), float(row["y"])) == tuple(RUN.positions[7, 3])
    assert row["ending"] == Ending(RUN.ending[3]).name


def test_given_positions_are_judged_like_our_own():
    given_back = Trajectories.from_arrays(F, RUN.positions)
    np.testing.assert_array_equal(given_back.ending, RUN.ending)
    np.testing.assert_array_equal(given_back.heights, RUN.heights)
    done = RUN.ending == Ending.CONVERGED
    np.testing.assert_array_equal(given_back.stopped_at[done], RUN.stopped_at[done])


def test_given_particles_that_leave_stay_at_their_last_place_inside():
    path = np.array([[0.0, 0.0], [1.0, 1.0], [900.0, 1.0], [901.0, 1.0]])
    broken = np.array([[0.0, 0.0], [2.0, 1.0], [np.nan, 1.0], [np.inf, 1.0]])
    paths = Trajectories.from_arrays(F, np.stack([path, broken], axis=1))
    assert paths.ending.tolist() == [Ending.ESCAPED, Ending.DIVERGED]
    assert paths.stopped_at.tolist() == [1, 1]
    np.testing.assert_array_equal(paths.positions[1:], np.repeat([[[1.0, 1.0], [2.0, 1.0]]], 3, axis=0))
    assert np.isfinite(paths.heights).all()


def test_given_particles_that_come_back_went_where_they_went():
    """A search along a line looks far away, and returns; where there is no height, it waits."""
    path = np.array([[0.0, 0.0], [900.0, 1.0], [1e200, 0.0], [3.0, 2.0]])
    paths = Trajectories.from_arrays(F, path)
    assert (paths.ending.tolist(), paths.stopped_at.tolist()) == ([Ending.CONVERGED], [3])
    np.testing.assert_array_equal(paths.positions[:, 0], path[[0, 1, 1, 3]])
    assert np.isfinite(paths.heights).all()


def test_given_start_outside_stays_there_as_in_a_run_of_ours():
    start = np.array([[51.0, 51.0]])
    theirs = Trajectories.from_arrays(F, np.stack([start, start + 1, start * 0]))
    ours = descend(F, start, GradientDescent(1e-9), steps=2)
    assert theirs.ending[0] == ours.ending[0] == Ending.ESCAPED
    assert theirs.stopped_at[0] == ours.stopped_at[0] == 0
    np.testing.assert_array_equal(theirs.positions, ours.positions)


def test_given_positions_are_not_changed():
    mine = np.array([[[0.0, 0.0]], [[np.nan, 0.0]]])
    Trajectories.from_arrays(F, mine)
    assert np.isnan(mine[1, 0, 0])


SHAPES = st.lists(st.integers(0, 4), min_size=0, max_size=4).map(tuple)


@given(positions=SHAPES.flatmap(lambda shape: arrays(float, shape, elements=st.floats(width=64))))
def test_hostile_positions_give_one_line_or_a_finite_record(positions):
    try:
        paths = Trajectories.from_arrays(F, positions)
    except ValueError as error:
        assert "\n" not in str(error)
    else:
        assert np.isfinite(paths.heights).all() and np.isfinite(paths.positions).all()


@pytest.mark.parametrize(
    "f",
    [*model_landscapes.values(), model_landscapes["iris_logistic"].batch([0, 3, 77])],
    ids=lambda f: f.title,
)
def test_a_run_on_data_is_repeated_from_its_file(f, tmp_path):
    run = descend(f, uniform(f.domain, 3), Adam(0.05), steps=9, noise=MiniBatch(2, seed=3))
    run.save(tmp_path / "run.npz")
    read = Trajectories.load(tmp_path / "run.npz")
    assert read.landscape.parameters == f.parameters and read.landscape.latex == f.latex
    again = descend(read.landscape, read.positions[0], read.optimizer, steps=read.steps, noise=read.noise)
    np.testing.assert_array_equal(again.positions, run.positions)
