"""Before its end a page says what its film says then: how the runs begin, and by which settings they move."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from javascript import needs_node, run_node

from descent import (
    Adam,
    Gaussian,
    GradientDescent,
    Momentum,
    Newton,
    ParticleSwarm,
    Trajectories,
    descend,
    grid,
    parse_schedule,
    search,
)
from landscapes import catalogue, parse
from render.page import living_of, printed_of
from render.page.assembly import script
from render.page.page_phrases import page_phrases
from render.scene import Scene
from render.words import release_text, settings_text
from render.words.captions import Captions

pytestmark = needs_node
F, LINE = catalogue["himmelblau"], parse("w**2", domain=((-2, 3),), variables=("w",))
CROWD, ALONE = grid(F.domain, 3), [[1.0, -2.25]]


def moved(starts: Any = CROWD, optimizer: Any = None, **how: Any) -> Trajectories:
    return descend(F, starts, optimizer or GradientDescent(0.004), steps=40, **how)


SCENES: Mapping[str, Any] = {
    "a crowd": moved(),
    "one": moved(ALONE, Adam(5e-6)),
    "one of one variable": descend(LINE, [[-1.5]], GradientDescent(0.1), steps=9),
    "a schedule": moved(optimizer=Adam(parse_schedule("exponential:0.1"))),
    "no rate": moved(optimizer=Newton()),
    "noise": moved(noise=Gaussian(0.1)),
    "paths": Trajectories.from_arrays(F, moved().positions),
    "a population": search(F, ParticleSwarm(population=7), generations=5),
    "crowds": {"GD": moved(), "Momentum": moved(optimizer=Momentum(0.004))},
    "crowds of other sizes": {"GD": moved(), "Momentum": moved(CROWD[:4], Momentum(0.004))},
    "a race": {"GD": moved(ALONE), "Momentum": moved(ALONE, Momentum(0.004))},
    "a race from anywhere": {"GD": moved(ALONE), "Momentum": moved([[2.0, 2.0]], Momentum(0.004))},
}
ASKED = """
(0, eval)(input.interface);
const { state } = Thalweg.settledState(Thalweg.printed.page.state), model = new Thalweg.Model().read(state);
return input.tables.map((table) => {
  Thalweg.speak(table);
  return [0, 17.5].map((index) => inner.openingWords(model, index, ""));
});"""


@pytest.mark.parametrize("name", SCENES)
def test_a_page_begins_with_the_words_of_its_film(name: str) -> None:
    languages = ("en", "de")
    opened = script("interface").removesuffix("})();\n") + "globalThis.inner = { openingWords };})();\n"
    runs = SCENES[name]
    first = next(iter(runs.values())) if isinstance(runs, dict) else runs
    made = living_of(Scene(first.landscape, runs))
    data = {"interface": opened, "tables": [dict(page_phrases(language)) for language in languages]}
    told = run_node(ASKED, data, printed_of(made))
    for language, theirs in zip(languages, told, strict=True):
        film = Scene(first.landscape, runs, language=language).prepared
        captions: Captions = film.captions((960, 720))
        for index, (begun, settings) in zip((0.0, 17.5), theirs, strict=True):
            says = captions.says(index) if captions.says else release_text(film.runs, film.theme.say)
            mine = settings_text(first, index, film.theme.say) if len(film.runs) == 1 else ""
            assert (begun, settings) == (says, mine)


def test_crowds_of_different_sizes_are_not_said_to_be_of_one() -> None:
    assert "13 marbles" in release_text(SCENES["crowds of other sizes"])
    assert "9 marbles each" in release_text(SCENES["crowds"])
