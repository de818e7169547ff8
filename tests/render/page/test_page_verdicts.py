"""The page's last sentences are the films', word for word, for the same numbers, in every language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from javascript import needs_node, printed_landscapes, run_node

from descent import GradientDescent, Trajectories, descend, grid, parse_optimizer
from landscapes import Landscape, catalogue
from render.clock import left_since, near_since
from render.finale import shares_of, verdict_of
from render.page import compute_text
from render.page.page_phrases import page_phrases
from render.page.writing import shared_texts
from render.race import display_names
from render.style import LANGUAGES, Phrases
from render.surface import HeightTransform, World

pytestmark = needs_node

_OPTIMIZERS = ("gradient_descent", "momentum:momentum=0.95", "adam:learning_rate=0.3", "rmsprop")
_LANDSCAPES = [f for f in catalogue.values() if f.dimensions == 2][::4]
"""All of them agree; these are enough to hear most sentences."""
_ASK = """
const [real, whole] = [Float64Array, Int32Array];
const typed = { positions: real, heights: real, indices: whole, endings: Uint8Array, stoppedAt: whole };
return input.scenes.map(({ landscape, runs }) => {
  const f = Thalweg.landscapeOf(landscape), names = Thalweg.displayNames(runs);
  const read = ({ label, name, ...own }, k) => {
    for (const [key, kind] of Object.entries(typed)) own[key] = kind.from(own[key]);
    return { label: names[k], run: { ...own, landscape: f, dimensions: 2, rows: own.indices.length, tolerance: null } };
  };
  const all = runs.map(read), [{ run }] = all;
  const told = input.tongues.map((table) => {
    Thalweg.speak(table);
    return { said: Thalweg.verdictOf(all), shares: Thalweg.sharesOf(run).map(({ text }) => text) };
  });
  return { names, told, left: Thalweg.leftSince(run), near: Thalweg.nearSince(run) };
});
"""


def _case(f: Landscape, runs: Mapping[str, Trajectories]) -> dict[str, Any]:
    return {"landscape": f.name, "runs": [_told(label, run) for label, run in runs.items()]}


def _told(label: str, run: Trajectories) -> dict[str, Any]:
    return {
        "label": label,
        "name": label.partition(":")[0].partition(" ")[0],
        "count": len(run),
        "steps": run.steps,
        "indices": list(run.indices),
        "positions": run.positions.ravel(),
        "heights": run.heights.ravel(),
        "endings": run.ending.astype(int),
        "stoppedAt": run.stopped_at,
    }


def _scene(f: Landscape, place: int) -> dict[str, Trajectories]:
    """Many starts with one optimizer, one start, many with two, or lone ones that race."""
    kind, twin = place % 5, place % 4 == 0
    points = grid(f.domain, 5) if kind in (0, 1, 2) else grid(f.domain, 3)[place % 9][None]
    steps = (30, 120, 300)[place % 3]
    names = [_OPTIMIZERS[(place + k) % len(_OPTIMIZERS)] for k in range((1, 1, 2, 1, 3)[kind])]
    runs = {text: descend(f, points, parse_optimizer(text), steps=steps, record=5) for text in names}
    return {**runs, **({f"{names[0]} (2)": runs[names[0]]} if twin and len(runs) > 1 else {})}


def test_the_last_sentences_are_the_films() -> None:
    quick = [("newton", 9), ("momentum:momentum=0.5", 300)]
    booth, points = catalogue["booth"], [[5.0, -4.0]]
    race = {text: descend(booth, points, parse_optimizer(text), steps=steps) for text, steps in quick}
    scenes = [*((f, _scene(f, place)) for place, f in enumerate(_LANDSCAPES)), (booth, race)]
    printed = {"landscapes": printed_landscapes([*{f.name: f for f, _ in scenes}.values()]), **shared_texts()}
    tongues = [dict(page_phrases(language)) for language in LANGUAGES]
    data = {"scenes": [_case(f, runs) for f, runs in scenes], "tongues": tongues}
    pages = run_node(_ASK, data, printed, timeout=240)
    heard = set()
    for (f, runs), page in zip(scenes, pages, strict=True):
        names, (label, run) = display_names(runs), next(iter(runs.items()))
        assert page["names"] == list(names.values())
        world = World(f, HeightTransform("linear", 0.0, 1.0))
        for language, told in zip(LANGUAGES, page["told"], strict=True):
            say = Phrases(language)
            ours = verdict_of({names[label]: run for label, run in runs.items()}, say)
            assert told["said"] == [ours.headline, ours.detail], (f.name, label)
            assert told["shares"] == [share.text for share in shares_of(run, world, say)], f.name
            heard.add((language, "".join(c for c in ours.headline if not c.isdigit())))
        assert page["left"] == left_since(run).tolist()
        assert page["near"] == near_since(run).tolist()
    assert "after 1 step" in verdict_of(race).headline and "first" in verdict_of(race).headline
    assert len(heard) > 12 * len(LANGUAGES), heard


@pytest.mark.parametrize("name", ["himmelblau", "monkey_saddle", "langermann", "parabola"])
def test_a_page_of_a_smooth_function_judges_without_what_is_about_kinks(name: str) -> None:
    """As a scene's page is written: less than all scripts, and the endings are Python's."""
    f = catalogue[name]
    run = descend(f, grid(f.domain, 7), GradientDescent(0.003), steps=400)
    text = compute_text({"landscapes": printed_landscapes([f]), **shared_texts()}, formulas=False)
    assert "function kinkAt" not in text and "onKink = isSteep" in text
    told = """
    const f = Thalweg.landscapeOf(input.name);
    const run = Thalweg.descend(f, { optimizer: "gradient_descent:0.003", starts: "grid:7", steps: 400 });
    return Array.from(run.endings);"""
    assert run_node(text + told, {"name": name}, compute=False) == run.ending.tolist()
