"""The surfaces that everybody tries first: every optimizer arrives at its defaults, or is offered what lets it."""

from __future__ import annotations

import re

import numpy as np
import pytest

from descent import (
    Cosine,
    Ending,
    GradientDescent,
    Population,
    arrived,
    descend,
    grid,
    known_optimizers,
    parse_method,
)
from gallery import RunSpec
from gallery.spec.writing import still_moving
from landscapes import catalogue, parse
from render.clock import off_since
from render.finale import verdict_of

STARTS = ("grid:6",)
LONG = 60_000
"""What is foretold beyond is measured elsewhere, for one of them."""
NOTHING_HELPS = {
    # SAM hovers as far from the valley's floor as its radius is long, however small its steps are.
    ("beale", "sam"),
    ("rosenbrock", "sam"),
    ("rosenbrock", "schedule_free_sgd"),
}
ALL = [
    (surface, name)
    for surface in ("beale", "rosenbrock")
    for name in known_optimizers()
    if not isinstance(parse_method(name), Population) and name != "scipy"  # which stops by itself
]


def offered(run: RunSpec, said: str) -> RunSpec:
    """The run that the sentence's last words ask for."""
    options = dict(re.findall(r"--([\w-]+) (\S+)", said))
    return RunSpec(
        optimizer=run.optimizer,
        starts=run.starts,
        steps=int(options["steps"]),
        learning_rate=options.get("learning-rate"),
    )


@pytest.mark.parametrize(("surface", "name"), ALL)
def test_each_arrives_or_is_offered_what_lets_it(surface: str, name: str) -> None:
    f, asked = catalogue[surface], RunSpec(optimizer=name, starts=STARTS)
    run = asked.run(f)
    said = " ".join(still_moving(run, open_ended=True))
    moving = (run.ending == Ending.RUNNING) & (off_since(run) > run.steps)  # who is off the map has left it
    assert said if moving.mean() > 0.05 else not (said and not moving.any())
    if name == "newton" or arrived(run).mean() >= 0.7:  # Newton's way rests on saddles, and says so
        return
    if (surface, name) in NOTHING_HELPS:
        assert said.endswith("steps nor a rate that falls let most of them arrive when tried")
        return
    again = offered(asked, said)
    if again.steps is not None and again.steps <= LONG:
        assert arrived(again.run(f, record=1000)).mean() >= 0.6, said


@pytest.mark.parametrize("name", ["gradient_descent"])
def test_steps_that_are_foretold_far_ahead_bring_most_to_rest(name: str) -> None:
    f, asked = catalogue["rosenbrock"], RunSpec(optimizer=name, starts=("grid:4",))
    (said,) = still_moving(asked.run(f), open_ended=True)
    again = offered(asked, said)
    assert again.steps is not None and again.steps > LONG
    assert (again.run(f, record=again.steps).ending == Ending.CONVERGED).mean() > 0.8


def test_one_that_moves_alone_is_called_it() -> None:
    f = catalogue["beale"]
    run = RunSpec(optimizer="sign_descent", starts=("points:(1,1)",)).run(f)
    (said,) = still_moving(run, open_ended=True)
    assert said == (
        "it is still moving after 1,000 steps; with 10,000 steps and a rate that falls it arrived: "
        "--learning-rate cosine --steps 10000"
    )


def test_a_single_start_gets_a_rate_that_suits_it() -> None:
    f = catalogue["beale"]
    run = RunSpec(starts=("points:(1,1)",)).run(f)
    assert run.ending.tolist() == [Ending.CONVERGED] and not list(still_moving(run))


def test_a_rate_that_falls_is_told_of_where_it_was_tried_alone() -> None:
    f = catalogue["rosenbrock"]
    for rate, told in ((1e-9, True), (Cosine(1e-9, steps=60), False)):
        run = descend(f, grid(f.domain, 3), GradientDescent(rate), steps=50)
        (said,) = still_moving(run, open_ended=True)
        assert "arrive when tried" in said and ("nor a rate that falls" in said) == told


def test_who_moves_on_off_the_map_has_left_it_as_in_the_film() -> None:
    f = parse("x + y/3", [(-1, 1), (-1, 1)])
    run = descend(f, grid(f.domain, 5), GradientDescent(0.01), steps=300)
    assert set(run.ending) == {Ending.RUNNING} and not list(still_moving(run))
    assert verdict_of({"": run}).headline == "All 25 went over the edge."
    run = descend(f, grid(f.domain, 5), GradientDescent(0.01), steps=100)
    (said,) = still_moving(run)
    there = int((run.positions[-1] >= np.array(f.domain)[:, 0] - 0.024).all(axis=1).sum())
    assert 0 < there < 25 and said.startswith(f"{there} of 25 are still moving after 100 steps;")
