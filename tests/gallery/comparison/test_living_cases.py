"""A comparison's cases as living scenes: the page computes what Python computed, and the text is carried once."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
from javascript import needs_node, run_node

from descent import Ending
from gallery import compare
from gallery.comparison.living_cases import RECORDED, is_computed, living_scenes
from gallery.comparison.page import render
from render.page import embedded, printed_of, shared_page
from render.page.assembly import script

BUDGET = 200_000
"""Bytes that the living scenes may add to a page."""


@cache
def found() -> Any:
    return compare(
        "himmelblau",
        starts="uniform:40",
        optimizers=["gradient_descent:0.01", "momentum:0.002,momentum=0.8", "newton", "scipy"],
        noises=["none", "gaussian:2"],
        steps=60,
    )


def test_every_case_has_a_scene_and_those_the_page_knows_are_computed() -> None:
    names = [name for name, _ in living_scenes(found())]
    assert names == [case.label for case, _ in found().runs]  # one of them is played, so there is none of all
    played = [case for case, _ in found().runs if not is_computed(case)]
    assert {type(case.optimizer).__name__ for case in played} == {"ScipyMinimize"}
    for name, living in living_scenes(found()):
        assert bool(living.recorded) == (name in [case.label for case in played])
        assert all(len(run) <= RECORDED for run in living.recorded.values())


def test_cases_of_one_surface_stand_on_it_together() -> None:
    several = compare(
        "booth", starts="uniform:300", optimizers=["gradient_descent:0.05", "adam:0.1"], steps=20
    )
    (name, together), *_ = living_scenes(several)
    assert name == "All on one surface" and len(together.state["runs"]) == 2
    assert together.state["runs"][0]["starts"] == ["uniform:count=120,seed=0"]


def test_the_page_carries_the_text_once_and_keeps_its_budget() -> None:
    whole, bare = (render(found(), None, [], [], alive) for alive in (True, False))
    assert len(whole) - len(bare) < BUDGET + 32_000  # so much more where paths are recorded
    assert whole.count('id="living"') == 1 and 'id="living"' not in bare
    shared = shared_page([living for _, living in living_scenes(found())])
    assert shared["page"].count('id="given"></script>') == 1
    assert len(shared["scenes"]) == len(found().runs) and "</script" not in embedded(shared)


_RUN = """
globalThis.document = undefined;
const { settledState, Model } = Thalweg;
return input.map((given) => {
  const model = new Model();
  model.read(settledState(given.state).state);
  const { run } = model.runs[0];
  const last = run.positions.subarray((run.rows - 1) * run.count * 2);
  return { ends: Array.from(last), endings: Array.from(run.endings), stopped: Array.from(run.stoppedAt) };
});
"""


@needs_node
def test_what_a_scene_computes_is_what_was_compared() -> None:
    scenes = living_scenes(found())
    told = shared_page([living for _, living in scenes])["scenes"]
    text = script("drawing") + script("interface")
    cases = [(case, outcome) for case, outcome in found().runs if is_computed(case)]
    given = [one for one in told if not one["recorded"]]
    answers = run_node(text + _RUN, given, printed_of(scenes[0][1]), timeout=120)
    for (case, outcome), answer in zip(cases, answers, strict=True):
        assert answer["endings"] == [int(e) for e in outcome.ending], case.label
        assert answer["stopped"] == outcome.stopped_at.tolist(), case.label
        rest = outcome.ending == Ending.CONVERGED
        ends = np.reshape(answer["ends"], (-1, 2))
        expected = outcome.paths(case).positions[-1]
        np.testing.assert_allclose(ends[rest][: len(expected[rest])], expected[rest], rtol=1e-9, atol=1e-9)
