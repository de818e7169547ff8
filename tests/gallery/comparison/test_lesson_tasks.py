"""A lesson's tasks, judged by the page's own scripts in Node: never done in the beginning, done by a right answer."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from browser import needs_browser, open_browser, open_page
from javascript import needs_node, run_node

from gallery.comparison import compare
from gallery.comparison.lessons import LESSONS
from gallery.comparison.living_cases import living_scenes
from render.page import MEASURES, embedded, printed_of, shared_page
from render.page.assembly import script

RIGHT: dict[str, list[dict[str, Any]]] = {
    "learning-rate": [{"learning_rate": 0.095}, {"learning_rate": 0.1105}],
    "saddle": [{"noise": "gaussian:0.000001"}],
    "plateau": [{"starts": ["ring:100,centre=(3,3),radius=1"]}],
    "ravine": [
        {"optimizer": "newton", "learning_rate": None},
        {"optimizer": "adam", "learning_rate": 0.05},
    ],
    "many-minima": [{"learning_rate": "cosine:0.02,steps=2000"}],
    "noise": [{"learning_rate": "exponential:0.01,factor=0.99"}],
    "schedules": [{"learning_rate": "cosine:0.04,steps=500"}],
    "starts": [{"starts": ["gaussian:300,centre=(-2,-2)"]}],
    "initialization": [{"starts": ["gaussian:200,centre=(0,0),spread=0.5"]}],
    "mini-batch": [{"learning_rate": "exponential:0.2,factor=0.99"}],
}
"""An answer to each task, as fields of the run."""
WRONG: dict[str, list[dict[str, Any]]] = {
    "learning-rate": [{"learning_rate": 0.105}, {"learning_rate": 0.12}],
    "saddle": [{"optimizer": "newton", "learning_rate": None}],
    "plateau": [{"starts": ["ring:20,centre=(3,3),radius=1"]}],
    "ravine": [{"optimizer": "adam", "learning_rate": 0.05}, {"optimizer": "newton", "learning_rate": None}],
    "many-minima": [{"optimizer": "momentum:momentum=0.98", "learning_rate": 0.001}],
    "noise": [{"learning_rate": 0.003}],
    "schedules": [{"learning_rate": "exponential:0.04,factor=0.99"}],
    "starts": [{"starts": ["points:(-2.9,-2.9)"]}],
    "initialization": [{"starts": ["gaussian:200,centre=(0,0),spread=5"]}],
    "mini-batch": [{"learning_rate": 0.016}],
}
"""One that is not enough, or goes about it another way than the task is meant."""

_JUDGE = """
globalThis.document = undefined;
const { settledState, Model, judgeTask } = Thalweg;
const { tasks, state } = Thalweg.printed.page;
const first = settledState(state).state;
const judged = (task, changes) => {
  const next = structuredClone(first);
  Object.assign(next.runs[0], changes);
  const model = new Model();
  model.read(settledState(next).state);
  return judgeTask(task, model, settledState(next).state, first);
};
const answers = input.map((list, k) => list.map((changes) => judged(tasks[k], changes)));
return { answers, measures: Object.keys(Thalweg.MEASURES) };
"""


@cache
def figure(name: str) -> Any:
    """The living figure of a lesson, with which its tasks begin; a few steps and starts of its cases are enough."""
    lesson = LESSONS[name]
    asked = lesson.asked | {"steps": 1}
    found = compare(**asked, executor=None)
    long = replace(found, cases=[replace(case, steps=lesson.steps) for case in found.cases])
    return living_scenes(long, lesson)[0][1]


def judged(name: str, answers: list[list[dict[str, Any]]]) -> dict[str, Any]:
    living = figure(name)
    text = script("drawing") + script("interface")
    return dict(run_node(text + _JUDGE, answers, printed_of(living), timeout=300))


@needs_node
@pytest.mark.slow
@pytest.mark.parametrize("name", RIGHT)
def test_a_right_answer_passes_and_others_do_not(name: str) -> None:
    tasks = LESSONS[name].tasks
    moved = {"steps": LESSONS[name].steps + 1}
    rows = [[{}, RIGHT[name][k], WRONG[name][k], RIGHT[name][k] | moved] for k in range(len(tasks))]
    for task, row in zip(tasks, judged(name, rows)["answers"], strict=True):
        begun, right, _, cheated = row
        assert [answer["done"] for answer in row] == [False, True, False, False], (task.text, row)
        assert not begun["moved"] and not right["moved"] and "may change" in cheated["moved"]
        assert all(words for answer in row for _, words in answer["lines"])


@needs_node
def test_who_is_lost_neither_comes_to_rest_nor_ends_low() -> None:
    (quick,), (border,) = judged("learning-rate", [[{"learning_rate": 1.0}], [{"learning_rate": 1e300}]])[
        "answers"
    ]
    assert [holds for holds, _ in quick["lines"]] == [False, False]
    assert quick["lines"][1][1] == "not all have come to rest after 500 steps"
    assert border["lines"][1] == [False, "the rate is 9·10³⁰⁰ times 2/L = 0.1111"]


@needs_node
def test_who_looks_at_slopes_alone_is_told_from_who_knows_how_the_ground_bends() -> None:
    methods = ["adam", "backtracking", "newton", "bfgs"]
    _, told = judged("ravine", [[], [{"optimizer": name, "learning_rate": None} for name in methods]])[
        "answers"
    ]
    assert [answer["lines"][0][0] for answer in told] == [True, True, False, False]


@needs_browser
@pytest.mark.slow
def test_who_comes_back_to_a_lesson_finds_it_as_left_and_can_begin_again(tmp_path: Path) -> None:
    shared = shared_page([figure("learning-rate")])
    (scene,) = shared["scenes"]
    (run,) = scene["state"]["runs"]
    given = embedded({**scene, "left": {**scene["state"], "runs": [{**run, "learning_rate": 0.095}]}})
    path = tmp_path / "x.html"
    path.write_text(shared["page"].replace('id="given">', f'id="given">{given}'), encoding="utf-8")
    with open_browser((900, 700)) as browser:
        open_page(browser, path)
        rate, verdict = (
            "return thalweg.state.runs[0].learning_rate",
            "return document.querySelector('.verdict').textContent",
        )
        assert browser.execute_script(rate) == 0.095 and browser.execute_script(verdict).startswith("Done.")
        browser.execute_script("document.querySelector('.tasks > button').click()")
        assert browser.execute_script(rate) == 0.003 and browser.execute_script(verdict) == "Not yet."


def test_every_lesson_has_a_figure_with_tasks() -> None:
    from landscapes import find

    assert all(lesson.tasks and name in RIGHT for name, lesson in LESSONS.items())
    for lesson in LESSONS.values():
        assert (lesson.figure is None) == all(find(f).dimensions <= 2 for f in lesson.landscapes)


@needs_node
def test_measures_are_the_pages() -> None:
    assert judged("learning-rate", [])["measures"] == list(MEASURES)
