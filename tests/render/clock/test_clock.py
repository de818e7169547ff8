"""The clock: from the first step at the start to the last at the end, never backwards."""

from __future__ import annotations

import numpy as np
import pytest

from descent import Adam, GradientDescent, SignDescent, Trajectories, descend, grid
from landscapes import catalogue
from render.clock import halfway, last_motion, last_stop, off_since, over_since
from render.clock.clock import HALFWAY, KINDS, LEAD, REST, Clock
from render.clock.settling import BEYOND

TIMES = np.linspace(-0.2, 1.2, 301)


@pytest.mark.parametrize("easing", KINDS)
@pytest.mark.parametrize("last", [0.0, 1.0, 371.0, 1e6])
def test_time_runs_forward_from_the_first_step_to_the_last(easing: str, last: float) -> None:
    indices = np.array([Clock(last, easing).index(t) for t in TIMES])
    assert indices[0] == 0 and indices[-1] == pytest.approx(last)
    assert (np.diff(indices) >= 0).all()


@pytest.mark.parametrize("easing", KINDS)
def test_it_waits_before_and_rests_after(easing: str) -> None:
    clock = Clock(100.0, easing)
    assert clock.index(LEAD) == 0 and clock.index(LEAD + 0.05) > 0
    assert clock.index(1 - REST) == pytest.approx(100) and clock.index(1 - REST - 0.05) < 100


def test_ease_shows_the_first_steps_longest() -> None:
    clock = Clock(1000.0, "ease")
    times = [t for t in np.linspace(LEAD, 1 - REST, 200) if clock.index(t) <= 10]
    assert 0.1 < len(times) / 200 < 0.4


def test_the_first_step_gets_a_twentieth_of_the_descent_if_there_are_many():
    for last in (50, 300, 5000):
        assert Clock(last).index(LEAD + 0.05 * (1 - LEAD - REST)) == pytest.approx(1.0, rel=1e-6)
    assert Clock(3).strength == 0.0


def test_an_unknown_clock_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="clock must be one of ease, linear, arc"):
        Clock(10.0, "warp")


@pytest.mark.parametrize(("starts", "steps"), [(((-1.0, 1.5),), 2000), (((-1.0, 1.5), (1.0, 1.0)), 300)])
def test_a_film_ends_when_nothing_is_left_to_be_seen(
    starts: tuple[tuple[float, float], ...], steps: int
) -> None:
    """A marble that is off the map may go on out there as long as it likes."""
    f = catalogue["beale"]
    run = descend(f, starts, Adam(0.042), steps=steps)
    low, high = np.transpose(f.domain)
    seen = ((run.positions >= low) & (run.positions <= high)).all(axis=-1)
    last = np.array([run.indices[np.flatnonzero(column)[-1]] for column in seen.T])
    assert last[0] < 0.5 * steps  # the first does leave
    over = over_since(run)
    assert (over >= np.minimum(last, run.stopped_at)).all() and over[0] < last[0] + 20
    assert last_stop(run) == over.max() and last_motion(run) <= last_stop(run)


SLOW = {"bukin6": (2.5e-6, 4000), "monkey_saddle": (1.1e-4, 10_000), "rosenbrock": (2.8e-4, 3000)}
"""Rates at which particles take thousands of steps, as many as a film shows."""


def gone_by(run: Trajectories, step: float) -> float:
    """The share of the way up to the film's rest that is gone by a step: of the path, or as the crow flies."""
    low, high = np.transpose(run.landscape.domain)
    places = np.clip((run.positions[: int(last_motion(run)) + 1] - low) / (high - low), 0, 1)
    ways = np.linalg.norm(np.diff(places, axis=0), axis=-1).sum(axis=1)
    left = np.linalg.norm(places - places[-1], axis=-1).mean(axis=1)
    return float(max(ways[: int(step)].sum() / ways.sum(), 1 - left[int(step)] / left[0]))


@pytest.mark.parametrize("name", SLOW)
def test_by_half_of_the_descent_much_of_the_way_is_gone(name: str) -> None:
    f, (rate, steps) = catalogue[name], SLOW[name]
    run = descend(f, grid(f.domain, 15), GradientDescent(rate), steps=steps)
    last = last_motion(run)
    clock = Clock(last, halfway=halfway([run], last))
    assert gone_by(run, clock.index(LEAD + (1 - LEAD - REST) / 2)) > HALFWAY - 0.05


def test_where_it_is_gone_early_the_first_steps_are_seen() -> None:
    f = catalogue["booth"]
    run = descend(f, grid(f.domain, 15), GradientDescent(0.023), steps=400)
    last = last_motion(run)
    assert Clock(last, halfway=halfway([run], last)).strength == Clock(last).strength


def test_hops_about_the_end_are_no_way() -> None:
    f = catalogue["booth"]
    run = descend(f, grid(f.domain, 15), SignDescent(0.07), steps=1000)
    there = halfway([run], 1000.0)
    low, high = np.transpose(f.domain)
    away = np.abs(run.positions - f.minimizers[0]) / (high - low)
    assert 0 < there < 150 and away[int(there)].mean() > 5 * away[-1].mean()


def test_who_goes_off_the_map_is_off_from_the_step_after_his_last_one_on_it() -> None:
    f = catalogue["himmelblau"]
    (low, high), _ = f.domain
    ways = np.cumsum(np.random.default_rng(2).normal(0, high - low, (60, 40, 2)) / 8, axis=0)
    run = Trajectories.from_arrays(f, ways)
    inside = (np.abs(ways - (low + high) / 2) <= (high - low) * (0.5 + BEYOND)).all(axis=-1)
    wanted = [next((k + 1 for k in range(59, -1, -1) if on[k]), 0) for on in inside.T]
    found = off_since(run)
    assert 0 < (found <= run.steps).sum() < 40
    np.testing.assert_array_equal(np.minimum(found, run.steps + 1), wanted)
