"""The page speaks the films' languages: what scripts ask for is in the tables, and is said as Python says it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from javascript import needs_node, run_node

from descent import Ending, GradientDescent, descend, grid
from landscapes import catalogue
from render import Scene
from render.finale import verdict_of
from render.finale.tally import Place, Tally
from render.page import SCRIPTS, compute_text, living_of, page_text, writing
from render.page.assembly import source
from render.page.page_phrases import page_phrases
from render.page.writing import largest, shared_texts
from render.style import LANGUAGES, ONE, Phrases, number_text, page_table, point_text
from render.style.phrases.of_pages import PAGES as OWN

PAGES = [(folder, name, source(folder, name)) for folder, names in SCRIPTS.items() for name in names]
TEXT = re.compile(r'"([^"\\\n]*)"')


def first_arguments(script: str) -> Iterator[str]:
    """What stands before the first comma, or all, of every call of say."""
    for call in re.finditer(r"(?<![.\w])say\(", script.replace("function say(", "")):
        rest, depth, quoted = script.replace("function say(", "")[call.end() :], 0, False
        for k, letter in enumerate(rest):
            quoted ^= letter == '"'
            depth += 0 if quoted else (letter in "([{") - (letter in ")]}")
            if depth < 0 or (letter == "," and not depth and not quoted):
                yield rest[:k]
                break


def test_every_phrase_that_a_script_asks_for_is_in_the_table() -> None:
    asked = [(name, argument) for _, name, script in PAGES for argument in first_arguments(script)]
    assert len(asked) > 60
    english = page_table("en")
    for name, argument in asked:
        assert "`" not in argument and " + " not in argument, f"{name}: {argument} is put together"
        chosen = re.sub(r'===? "[^"]*"|\w+\([^()]*\)[.\w]*', "", argument)
        for phrase in TEXT.findall(chosen):
            assert phrase in english, f"{name}: {phrase!r} is no phrase"


LABELLED = re.compile(
    r'(?:button|note|folded|new (?:NumberField|TextField|Menu|Checks))\("([^"]+)"|hint: "([^"]+)"'
)
ENGLISH = ("keys", "tasks")
"""Scripts whose labels are English in every page."""
NAMES = {"PNG", "WebM", "×", "grid:15, uniform:200, ring:24, points:(1,2);(0,0)"}
"""The same in every language."""


def test_every_label_of_the_panel_is_in_the_tables_and_each_of_these_is_asked_for() -> None:
    english = page_table("en")
    labels = [a or b for _, name, script in PAGES if name not in ENGLISH for a, b in LABELLED.findall(script)]
    assert len(labels) > 40
    assert [label for label in labels if label not in english and label not in NAMES] == []
    for language in LANGUAGES[1:]:
        assert OWN.keys() <= page_phrases(language).keys() | {p for p, said in OWN.items() if p in said}
    places = re.compile(r"{\w+}")
    for phrase, told in OWN.items():
        assert len(told) == len(LANGUAGES) - 1 and all(told), phrase
        assert all(sorted(places.findall(said)) == sorted(places.findall(phrase)) for said in told), phrase


def test_a_page_has_what_its_scripts_ask_for_and_no_more() -> None:
    literal = {text for _, _, script in PAGES for a in first_arguments(script) for text in TEXT.findall(a)}
    told = {phrase for e in Ending for phrase in (e.phrase.short, e.phrase.several, e.phrase.alone)}
    for language in LANGUAGES[1:]:
        table, own = page_table(language), page_phrases(language)
        assert own.items() <= table.items()
        asked = literal | told
        for phrase in (asked | {phrase + ONE for phrase in asked}) & table.keys():
            assert own.get(phrase, phrase) == table[phrase]
    assert len(page_phrases("de")) < 0.9 * len(page_table("de"))
    assert set(page_phrases("en")) < set(page_phrases("de")) | {"decimal"}


@pytest.mark.parametrize(("name", "searching"), [("plateau", False), ("himmelblau", True)])
def test_a_page_of_one_scene_is_not_too_large_in_another_language(name: str, searching: bool) -> None:
    """It keeps its labels in its language, and its Hessian."""
    f = catalogue[name]
    run = descend(f, grid(f.domain, 3), GradientDescent(1e-6), steps=2)
    living = replace(living_of(Scene(f, run, language="de")), searching=searching)
    text = page_text(living)
    assert len(text) <= largest(living) == 156_000 + 6_000 * searching
    assert text == writing._page_text(living, False, writing.LONGEST_LANDSCAPE)
    films, all_of_it = page_phrases("de", labels=False), page_phrases("de")
    assert films.items() < all_of_it.items() and not OWN.keys() & films.keys()


NUMBERS = [
    "0",
    "1",
    "−0.25",
    "2300",
    "4·10⁻⁷",
    "−10⁹",
    "1.7·10⁻⁵",
    "12.5 %",
    "3e-05",
    "1/40",
    "v1.5",
    "Adam 0.5",
]
SPOKEN = """
return input.tongues.map((table) => {
  Thalweg.speak(table);
  return [input.texts.map((place) => Thalweg.say("at {place}", { place })), input.texts.map(Thalweg.saidNumber),
    input.counts.map((n) => [
      ["{n} of {of}", { n, of: 1234567 }], ["{n} had not come to rest", { n }]].map((x) => Thalweg.say(...x)))];
});
"""


@needs_node
def test_numbers_and_points_are_said_as_python_says_them() -> None:
    rng = np.random.default_rng(2)
    spread = [number_text(float(x)) for x in rng.standard_normal(60) * 10.0 ** rng.uniform(-9, 9, 60)]
    points = [point_text(p, [(-5, 5)] * len(p)) for p in ([1.5, -2.25], [0.125], [3, 2])]
    texts = [*NUMBERS, *spread, *points, "θ₁ = 2.5", "(0.5, −1, …, 2)", "x = −10⁻⁴", "A, B 2.5"]
    counts = [0, 1, 2, 999, 1000, 1234567]
    data = {"tongues": [dict(page_phrases(name)) for name in LANGUAGES], "texts": texts, "counts": counts}
    for language, (placed, numbers, counted) in zip(
        LANGUAGES, run_node(SPOKEN, data, shared_texts()), strict=True
    ):
        say = Phrases(language)
        assert placed == [say("at {place}", place=text) for text in texts]
        assert numbers == [say.number(text) for text in texts]
        assert counted == [
            [say("{n} of {of}", n=n, of=1234567), say("{n} had not come to rest", n=n)] for n in counts
        ]


class Run:
    """A run whose counts are made up."""

    def __init__(self, tally: dict[str, Any], stopped: int) -> None:
        self.tally, self.stopped_at, self.steps = tally, [stopped], tally["steps"]

    def __len__(self) -> int:
        return int(self.tally["started"] + self.tally["outside"])


def made_up(rng: np.random.Generator, most: int) -> dict[str, Any]:
    """Counts as a run may have them; `most` particles."""
    few = lambda *values: int(rng.choice(values))  # noqa: E731
    places = sorted(
        (
            Place(few(1, 1, 2, 7, 40), bool(rng.random() < 0.5), bool(rng.random() < 0.2))
            for _ in range(few(0, 0, 1, 1, 2, 3, 5, 14))
        ),
        key=lambda place: not place.lowest,
    )
    goals = few(0, 1, 4)
    places = [place if goals else Place(place.count, False, place.wide) for place in places]
    if rng.random() < 0.3:
        places = [Place(20, place.lowest, False) for place in places[:6]]
    bottom = None if not goals else -1.5
    names = ("balanced", "stuck", "lost", "outside")
    counts: dict[str, Any] = {name: few(0, 0, 0, 1, 3, 1200) for name in names}
    moving = few(0, 0, 1, 5)
    if most == 1:
        places, counts = places[:1] * few(0, 1), dict.fromkeys(names, 0)
        places = [Place(1, place.lowest, place.wide) for place in places]
        if not places:
            counts["balanced" if rng.random() < 0.3 else "stuck" if rng.random() < 0.3 else "lost"] = 1
            moving = few(0, 1)
            counts = dict.fromkeys(names, 0) if moving else counts
        else:
            moving = 0
    steps = few(1, 1, 30, 4000)
    started = sum(place.count for place in places) + moving + sum(counts.values()) - counts["outside"]
    return {
        **counts,
        "started": started,
        "places": tuple(places),
        "moving": moving,
        "near": min(moving, few(0, 0, 1, 5)) if goals else 0,
        "plunged": few(0, 0, steps // 50),
        "fallen": few(0, 1, 50, 99, 100),
        "deepest": few(0, 1, 7),
        "first_lost": few(0, 1, 20),
        "goals": goals,
        "bottom": bottom,
        "reached": few(-1, 2) + 0.123456 if rng.random() < 0.9 else float("nan"),
        "steps": steps,
        "wanted": few(0, steps, 10 * steps),
        "bred": bool(rng.random() < 0.2),
    }


def asked(tally: dict[str, Any], stopped: int) -> dict[str, Any]:
    places = [{k: getattr(p, k) for k in ("count", "lowest", "wide")} for p in tally["places"]]
    own = {key: value for key, value in tally.items() if key not in ("places", "first_lost")}
    won, others = [p for p in places if p["lowest"]], [p for p in places if not p["lowest"]]
    own |= {"places": places, "others": others, "firstLost": tally["first_lost"]}
    own |= {"arrived": sum(p["count"] for p in places), "won": sum(p["count"] for p in won)}
    count = tally["started"] + tally["outside"]
    return {
        "tally": own,
        "goal": Tally(**tally)._goal,
        "count": count,
        "steps": tally["steps"],
        "stoppedAt": [stopped],
    }


JUDGED = """
return input.tongues.map((table) => {
  Thalweg.speak(table);
  return input.scenes.map((runs) => Thalweg.verdictOf(runs.map((run, k) => ({ label: input.labels[k], run }))));
});
"""


@needs_node
def test_endings_of_all_kinds_are_told_as_python_tells_them(monkeypatch: pytest.MonkeyPatch) -> None:
    """More kinds than landscapes make by themselves, one of a sort among them; of one run and of several."""
    rng = np.random.default_rng(11)
    scenes: list[list[Run]] = []
    for place in range(900):
        most, runs = (1, 1) if place % 3 == 0 else (0, 1 if place % 3 == 1 else 2 + place % 4)
        scenes.append([run for _ in range(runs) if len(run := Run(made_up(rng, most), 7 + place % 2))])
    for one, other in pairwise([runs for runs in scenes if len(runs) > 1]):
        if rng.random() < 0.5 and len(one) == len(other):
            one[:] = [Run(one[0].tally, 1) for _ in one]  # a draw
    scenes = [runs for runs in scenes if runs and not (len(runs) > 1 and all(len(run) == 1 for run in runs))]
    labels = ["Adam", "Momentum 0.5", "SGD", "x", "Lion"]
    monkeypatch.setattr(Tally, "of", classmethod(lambda cls, run, say: cls(**run.tally, say=say)))
    text = compute_text(shared_texts()).replace(
        "function tallyOf(",
        "const tallyOf = (run) => ({ ...run.tally, goal: say(run.goal), close: say(`close to ${run.goal}`) });\n"
        "function counted(",
    )
    assert "function counted(" in text
    data = {
        "tongues": [dict(page_phrases(name)) for name in LANGUAGES],
        "scenes": [[asked(run.tally, run.stopped_at[0]) for run in runs] for runs in scenes],
        "labels": labels,
    }
    pages, heard = run_node(text + JUDGED, data, compute=False), set()
    for language, page in zip(LANGUAGES, pages, strict=True):
        for runs, said in zip(scenes, page, strict=True):
            ours: Any = verdict_of(dict(zip(labels, runs, strict=False)), Phrases(language))  # type: ignore[arg-type]
            assert said == [ours.headline, ours.detail], (language, [run.tally for run in runs])
            heard.add((language, re.sub(r"[\d.,]+", "", ours.headline + ours.detail)))
    assert len(heard) > 400, len(heard)
