"""Destinations, basin maps, their shares and disagreements."""

from concurrent.futures import BrokenExecutor, ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest
from scipy.stats import binomtest
from whimsical import Whimsical

from descent import (
    Ending,
    Gaussian,
    GradientDescent,
    Momentum,
    Newton,
    basins,
    descend,
    disagreement,
    grid,
    loop,
    share,
    uniform,
)
from landscapes import Landscape, catalogue

F = catalogue["himmelblau"]


def test_destinations_are_the_minimizers_in_their_order():
    paths = descend(F, grid(F.domain, 21), GradientDescent(0.01), steps=500)
    found = paths.destinations
    np.testing.assert_array_equal(found.positions, F.minimizers)
    assert found.is_global.all() and found.is_minimum.all()
    nearest = np.linalg.norm(paths.positions[-1][:, None] - F.minimizers, axis=-1).argmin(axis=1)
    np.testing.assert_array_equal(found.labels, np.where(paths.ending == Ending.CONVERGED, nearest, -1))
    np.testing.assert_array_equal(found.counts, np.bincount(found.labels, minlength=4))


def test_unknown_minimizers_are_found_and_ordered_by_height():
    f = Landscape(
        name="two_wells", builder=lambda x, y: x**4 - x**2 + x / 5 + y**2, domain=((-2.0, 2.0), (-1.0, 1.0))
    )
    found = descend(f, grid(f.domain, 9), GradientDescent(0.1), steps=500).destinations
    assert len(found) == 2 and (np.diff(found.heights) > 0).all()
    roots = np.sort(np.roots([4, 0, -2, 0.2]).real)
    np.testing.assert_allclose(found.positions, [[roots[0], 0], [roots[2], 0]], atol=1e-9)
    assert not found.is_global.any()


def test_saddle_is_a_destination_but_no_minimum():
    f = Landscape(name="two_wells", builder=lambda x, y: x**4 - x**2 + y**2, domain=((-2.0, 2.0),) * 2)
    found = descend(f, [[0.0, 0.5], [1.5, 0.5]], GradientDescent(0.1), steps=300).destinations
    assert found.is_minimum.tolist() == [True, False] and found.labels.tolist() == [1, 0]


def test_flat_bottom_is_one_destination_for_all_who_reach_it():
    f = Landscape(name="quartic_here", builder=lambda x, y: x**4 + y**4, domain=((-2.0, 2.0),) * 2)
    found = descend(f, grid(f.domain, 6), GradientDescent(0.02), steps=4000, tolerance=1e-3).destinations
    assert len(found) == 1
    np.testing.assert_allclose(found.positions, 0, atol=1e-3)


def test_nobody_arrives_nowhere():
    found = descend(F, [[0.0, 0.0]], GradientDescent(0.001), steps=1).destinations
    assert len(found) == 0 and found.labels.tolist() == [-1] and found.positions.shape == (0, 2)


def test_basin_map_agrees_with_single_runs():
    b = basins(F, GradientDescent(0.01), resolution=21, steps=500)
    assert b.labels.shape == (21, 21)
    for row, column in ((0, 0), (3, 17), (20, 5), (10, 10)):
        alone = descend(F, [[b.x[column], b.y[row]]], GradientDescent(0.01), steps=500)
        assert alone.stopped_at[0] == b.steps[row, column] and alone.ending[0] == b.ending[row, column]
        np.testing.assert_allclose(
            alone.destinations.positions[0], b.destinations.positions[b.labels[row, column]]
        )


def test_shares_add_up_and_have_wilson_intervals():
    b = basins(F, GradientDescent(0.01), resolution=40, steps=500)
    assert sum(s.count for s in b.shares) == (b.labels >= 0).sum()
    assert sum(s.value for s in b.ending_shares.values()) == pytest.approx(1)


@pytest.mark.parametrize(("count", "total"), [(0, 10), (10, 10), (3, 17), (500, 1000), (1, 1)])
def test_interval_is_scipys_wilson(count, total):
    ours = share(count, total)
    theirs = binomtest(count, total).proportion_ci(method="wilson")
    assert (ours.low, ours.high) == pytest.approx((theirs.low, theirs.high), abs=1e-12)


def test_disagreement_is_where_labels_differ():
    a = basins(F, GradientDescent(0.01), resolution=30, steps=500)
    b = basins(F, Momentum(0.003), resolution=30, steps=1000)
    assert not disagreement(a, a).any()
    both = (a.ending == Ending.CONVERGED) & (b.ending == Ending.CONVERGED)
    np.testing.assert_array_equal(disagreement(a, b)[both], (a.labels != b.labels)[both])
    c = basins(F, Newton(), resolution=20, steps=50)
    with pytest.raises(ValueError, match="same domain and resolution"):
        disagreement(a, c)


def test_one_variable_has_a_row_of_basins():
    f = catalogue["parabola"]
    b = basins(f, GradientDescent(0.1), resolution=50)
    assert b.labels.shape == (50,) and (b.labels == 0).all()


def test_basins_of_many_variables_are_refused():
    with pytest.raises(ValueError, match="basins needs one or two variables, sphere has 3"):
        basins(catalogue["sphere"].in_dimensions(3), GradientDescent(0.1))


@pytest.mark.slow
def test_fine_map_is_quick():
    b = basins(F, GradientDescent(0.01), resolution=512, steps=1000)
    assert (b.ending == Ending.CONVERGED).mean() > 0.999


@pytest.mark.parametrize("block", [13, 200, 899, 900, 10**6])
def test_a_map_in_tiles_is_the_same_bit_for_bit(block):
    asked = {"resolution": 30, "steps": 500}
    whole = basins(F, GradientDescent(0.01), **asked)
    with ThreadPoolExecutor(3) as pool:
        tiled = basins(F, GradientDescent(0.01), executor=pool, block=block, **asked)
    for name in ("labels", "ending", "steps"):
        np.testing.assert_array_equal(getattr(tiled, name), getattr(whole, name))
    assert len(np.unique(whole.labels)) > 2 and len(np.unique(whole.steps)) > 20
    assert tiled.destinations.positions.tobytes() == whole.destinations.positions.tobytes()


def test_many_starts_make_larger_tasks_not_more(monkeypatch):
    sizes = []
    travel = loop._travel

    def noted(settings, starts, *asked):
        sizes.append(len(starts))
        return travel(settings, starts, *asked)

    monkeypatch.setattr(loop, "_travel", noted)
    monkeypatch.setattr(loop, "BLOCK", 10)
    monkeypatch.setattr(loop, "MOST_BLOCKS", 4)
    with ThreadPoolExecutor(1) as pool:
        for count in (25, 100):
            descend(F, uniform(F.domain, count, seed=0), GradientDescent(0.01), steps=2, executor=pool)
    assert sizes == [10, 10, 5, 25, 25, 25, 25]


@pytest.mark.parametrize("noise", [None, Gaussian(0.5, seed=3)])
def test_a_run_in_blocks_keeps_every_step(noise):
    starts, asked = grid(F.domain, 5), {"steps": 40, "record": 7, "noise": noise}
    whole = descend(F, starts, GradientDescent(), **asked)
    with ThreadPoolExecutor(2) as pool:
        blocks = descend(F, starts, GradientDescent(), executor=pool, block=9, **asked)
        with pytest.raises(ValueError, match="needs a number of steps"):
            descend(F, starts, GradientDescent(), steps=None, executor=pool)
    assert blocks.positions.tobytes() == whole.positions.tobytes() and blocks.optimizer == whole.optimizer


@pytest.mark.parametrize(
    "asked",
    [
        {"steps": -1},
        {"tolerance": -1.0},
        {"engine": "gpu"},
        {"executor": 3},
        {"noise": "gaussian:1"},
        {"steps": None},
    ],
)
def test_what_a_run_refuses_is_told_as_the_maps(asked: dict[str, Any]) -> None:
    if asked == {"steps": None}:
        asked = {**asked, "executor": Whimsical(0)}
    with pytest.raises(ValueError, match=r"^basins\.[^\n]*$"):
        basins(F, GradientDescent(0.01), resolution=4, **asked)


def test_a_map_whose_workers_died_says_that_it_is_the_map() -> None:
    with pytest.raises(BrokenExecutor, match=r"^basins: a worker died[^\n]*$"):
        basins(F, GradientDescent(0.01), resolution=4, steps=3, executor=Whimsical(0, lives=0), block=5)
