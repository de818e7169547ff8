"""Recorded paths as people have them: of unequal length, padded, of one variable."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from descent import Ending, GradientDescent, Trajectories, descend, grid
from landscapes import catalogue, parse

F = catalogue["himmelblau"]
ONE = parse("x**2", (-5, 5))
RUN = descend(F, grid(F.domain, 3), GradientDescent(0.01), steps=40)
LENGTHS = st.lists(st.integers(1, 41), min_size=2, max_size=6).filter(lambda n: len(set(n)) > 1)


def cut(lengths):
    return [RUN.positions[:count, i] for i, count in enumerate(lengths)]


def assert_same(one, other):
    for name in ("positions", "heights", "ending", "stopped_at", "indices"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name))


@given(lengths=LENGTHS)
def test_paths_of_unequal_length_stay_where_they_ended(lengths):
    paths = cut(lengths)
    whole = [np.concatenate([path, np.repeat(path[-1:], max(lengths) - len(path), axis=0)]) for path in paths]
    assert_same(Trajectories.from_arrays(F, paths), Trajectories.from_arrays(F, np.stack(whole, axis=1)))


@given(lengths=LENGTHS)
def test_nan_behind_the_end_is_no_more_than_a_shorter_path(lengths):
    padded = np.full((max(lengths), len(lengths), 2), np.nan)
    for i, path in enumerate(cut(lengths)):
        padded[: len(path), i] = path
    found = Trajectories.from_arrays(F, padded)
    assert_same(found, Trajectories.from_arrays(F, cut(lengths)))
    assert Ending.DIVERGED not in found.ending


def test_who_was_lost_before_the_nan_is_still_lost():
    undefined = parse("log(x) + y**2", [(-1, 3), (-1, 1)])
    path = np.array([[[1.0, 0.0]], [[-0.5, 0.0]], [[np.nan, np.nan]], [[np.nan, np.nan]]])
    assert Trajectories.from_arrays(undefined, path).ending.tolist() == [Ending.DIVERGED]
    path = np.array([[[1.0, 0.0]], [[1e9, 0.0]], [[np.nan, np.nan]]])
    assert Trajectories.from_arrays(F, path).ending.tolist() == [Ending.ESCAPED]
    path = np.array([[[1.0, 0.0]], [[np.nan, 0.0]], [[np.nan, np.nan]]])
    assert Trajectories.from_arrays(F, path).ending.tolist() == [Ending.DIVERGED]


def test_nan_in_the_middle_of_a_path_is_the_end_of_it():
    path = np.array([[[1.0, 0.0]], [[np.nan, np.nan]], [[1.0, 0.0]]])
    assert Trajectories.from_arrays(F, path).ending.tolist() == [Ending.DIVERGED]


def test_one_variable_is_taken_without_its_axis():
    path = np.linspace(3, 0, 7)
    assert_same(Trajectories.from_arrays(ONE, path), Trajectories.from_arrays(ONE, path[:, None, None]))
    assert_same(
        Trajectories.from_arrays(ONE, [path, path[:4]]),
        Trajectories.from_arrays(ONE, [path[:, None], path[:4, None]]),
    )
    assert Trajectories.from_arrays(ONE, [path.tolist(), path[:4].tolist()]).positions.shape == (7, 2, 1)


@pytest.mark.parametrize(
    "paths",
    [
        [],
        [[]],
        [[[0.0, 0.0]], [[0.0, 0.0, 0.0]]],
        [[[0.0, 0.0]], []],
        [[[0.0, 0.0]], "x"],
        [None, [[0.0, 0.0]]],
        "xy",
    ],
    ids=str,
)
def test_what_is_no_path_is_refused_in_one_line(paths):
    with pytest.raises(ValueError, match=r"from_arrays: .*rows") as caught:
        Trajectories.from_arrays(F, paths)
    assert "\n" not in str(caught.value)


def test_given_paths_are_not_changed():
    padded = np.array([[[1.0, 0.0]], [[np.nan, np.nan]]])
    Trajectories.from_arrays(F, padded)
    assert np.isnan(padded[1]).all()


def test_a_file_of_runs_may_name_them_and_hold_text_beside(tmp_path):
    path = tmp_path / "runs.csv"
    path.write_text("run,step,X,Y,lr\nadam,0,1,2,fast\nsgd,0,3,1,slow\nadam,1,0.5,1,fast\nsgd,1,2,1,slow\n")
    run = Trajectories.from_csv(F, path)
    assert run.positions[:, 0].tolist() == [[1, 2], [0.5, 1]]
    assert run.positions[:, 1].tolist() == [[3, 1], [2, 1]]


@pytest.mark.parametrize("gap", ["0.5,", ",", "nan,nan"])
def test_a_gap_in_a_path_is_named_by_its_line(tmp_path, gap):
    path = tmp_path / "gap.csv"
    path.write_text(f"x,y\n1,2\n{gap}\n0.2,0.3\n")
    with pytest.raises(ValueError, match=r"^gap\.csv, line 3 has no point, though its run goes on"):
        Trajectories.from_csv(F, path)
    path.write_text(f"x,y\n1,2\n0.2,0.3\n{gap}\n")
    assert len(Trajectories.from_csv(F, path).positions) == 3
