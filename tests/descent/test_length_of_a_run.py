"""A run that is not told its length is the run that it would have been, had it been told, bit by bit."""

import numpy as np
import pytest

from descent import (
    BFGS,
    Adam,
    Constant,
    Ending,
    Exponential,
    Gaussian,
    GradientDescent,
    Lion,
    Momentum,
    ScipyMinimize,
    default_steps,
    descend,
    uniform,
)
from descent.engine.record import Record
from descent.loop import FEWEST_STEPS, MOST_STEPS, WATCHED, longest
from landscapes import Landscape, catalogue

FIELDS = ("positions", "heights", "ending", "stopped_at", "indices")


def length_by_trial(f, starts, optimizer) -> int:
    """The rule said once more, in whole runs: all at rest within a thousand steps, or most as long as they go down."""
    watched, most = starts[:WATCHED], longest(optimizer, np.asarray(starts))
    trial = descend(f, watched, optimizer, steps=most, record=500)
    for row, step in enumerate(trial.indices.tolist()):
        moving = trial.stopped_at >= step
        if step < 1000 or not moving.any():
            continue
        hover = False
        if step in (1000, 2000, 4000, 8000):
            lower = trial.heights[row] < trial.heights[row // 2]
            hover = lower[moving].mean() < 0.75
        if moving.mean() <= 0.05 or hover:
            return step
    return int(max(np.ceil(trial.stopped_at.max(initial=0) / 10) * 10, 50))


def check(f, starts, optimizer, **settings):
    steps = length_by_trial(f, starts, optimizer)
    told = descend(f, starts, optimizer, steps=steps, **settings)
    untold = descend(f, starts, optimizer, steps=None, **settings)
    assert untold.steps == told.steps == default_steps(f, optimizer, starts)
    assert untold.optimizer == told.optimizer
    for name in FIELDS:
        ours, theirs = getattr(untold, name), getattr(told, name)
        assert ours.dtype == theirs.dtype and ours.shape == theirs.shape
        np.testing.assert_array_equal(ours, theirs)
    return untold


@pytest.mark.parametrize(
    "optimizer",
    [
        GradientDescent(),
        GradientDescent(5.0),
        GradientDescent(0.01, clip_norm=1.0),
        Momentum(Exponential(0.02, 0.99)),
        Adam(),
        Lion(Constant(0.01)),
    ],
    ids=str,
)
@pytest.mark.parametrize("name", ["himmelblau", "easom", "bukin6", "parabola"])
def test_untold_length_changes_no_bit(name, optimizer):
    f = catalogue[name]
    check(f, uniform(f.domain, 30, seed=4), optimizer)


@pytest.mark.parametrize("optimizer", [BFGS(), ScipyMinimize("BFGS")], ids=str)
def test_methods_that_are_asked_step_by_step_too(optimizer):
    f = catalogue["himmelblau"]
    check(f, uniform(f.domain, 8, seed=4), optimizer)


@pytest.mark.parametrize("record", [1, 7, 300, "ends"])
@pytest.mark.parametrize("optimizer", [GradientDescent(), Adam(0.3)], ids=str)
def test_starts_beyond_the_watched_ones_run_as_long(optimizer, record):
    f = catalogue["himmelblau"]
    check(f, uniform(f.domain, WATCHED + 250, seed=5), optimizer, record=record)


def test_float32_and_many_variables():
    f = catalogue["rosenbrock"].in_dimensions(9)
    check(f, uniform(f.domain, 12, seed=6), Adam(), dtype=np.float32)


def test_lengths_reach_from_the_fewest_to_the_most():
    f = catalogue["himmelblau"]
    assert check(f, f.minimizers, GradientDescent()).steps == FEWEST_STEPS
    assert check(f, np.zeros((0, 2)), GradientDescent()).steps == FEWEST_STEPS
    assert check(f, uniform(f.domain, 9), GradientDescent(1e-5)).steps == MOST_STEPS


def test_one_that_the_step_after_the_last_would_lose_still_moves():
    f = Landscape(name="here", builder=lambda x: 5 * x**2, domain=((-1.0, 1.0),))
    growth = 20 ** (1 / 60.5)  # from 0.5 past 10, the end of the enlarged domain, with step 60
    run = check(f, [[0.5]], GradientDescent((1 + growth) / 10))
    assert run.steps == run.stopped_at[0] == 60 and run.ending[0] == Ending.RUNNING
    assert check(f, [[0.5], [0.4]], GradientDescent((1 + growth) / 10)).ending[0] == Ending.ESCAPED


@pytest.mark.parametrize(
    "settings", [{"noise": Gaussian(0.5, seed=2)}, {"tolerance": 0}, {"tolerance": 1e-2}, {"escape_factor": 2.0}], ids=str
)  # fmt: skip
def test_with_unusual_settings_the_length_is_the_usual_runs(settings):
    f = catalogue["himmelblau"]
    check(f, uniform(f.domain, 20, seed=7), GradientDescent(), **settings)


@pytest.mark.parametrize("count", [50, WATCHED + 100])
def test_no_particle_descends_twice(count, monkeypatch):
    began = []
    write = Record.write

    def counted(self, first, points, heights, numbers):
        if not first:
            began.append(points.shape[2])
        write(self, first, points, heights, numbers)

    monkeypatch.setattr(Record, "write", counted)
    f = catalogue["himmelblau"]
    descend(f, uniform(f.domain, count), GradientDescent(0.01), steps=None)
    assert sum(began) == count
