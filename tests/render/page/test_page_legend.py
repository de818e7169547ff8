"""The page's colors count as the film's do: the same entries, the same particles, nobody twice."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from javascript import needs_node, run_node

from descent import GradientDescent, Trajectories, descend, grid, uniform
from landscapes import catalogue, parse
from render.page import living_of, printed_of
from render.page.assembly import script
from render.page.page_phrases import page_phrases
from render.particles import by_label, creeps, particle_colors
from render.scene import Scene
from render.style import LANGUAGES, THEMES, rgb

pytestmark = needs_node
RUNS = {
    "himmelblau": (0.004, 60),
    "goldstein_price": (5.1e-6, 4000),
    "holder_table": (0.024, 700),
    "beale": (0.002, 200),
    "rosenbrock": (0.002, 300),
    "booth": (0.2, 40),
}
COUNTED = """
(0, eval)(input.interface);
const { state } = Thalweg.settledState(Thalweg.printed.page.state), model = new Thalweg.Model().read(state);
const theme = Thalweg.pictureTable("themes").dark;
return input.ways.map(([table, by]) => {
  Thalweg.speak(table);
  return inner.particleColors(model, model.all[0], theme, by, 0).legend.map((entry) => [
    entry.text, entry.before || entry.counted === false ? 0 : entry.members.filter(Boolean).length,
    entry.members.map(Number), entry.since]);
});
"""


def run_of(name: str) -> Trajectories:
    f, (rate, steps) = catalogue[name], RUNS[name]
    return descend(f, uniform(f.domain, 80, seed=1), GradientDescent(rate), steps=steps)


@pytest.mark.parametrize("name", RUNS)
def test_the_legend_is_the_films(name: str) -> None:
    paths, ways = run_of(name), ["destination", "ending", "start", "height"]
    opened = script("interface").removesuffix("})();\n") + "globalThis.inner = { particleColors };})();\n"
    asked = [(language, by) for language in LANGUAGES for by in ways]
    data = {"interface": opened, "ways": [[dict(page_phrases(language)), by] for language, by in asked]}
    told = run_node(COUNTED, data, printed_of(living_of(Scene(paths.landscape, paths))))
    for (language, by), theirs in zip(asked, told, strict=True):
        ours = particle_colors(paths, replace(THEMES["dark"], language=language), by).legend
        assert [text for text, *_ in theirs] == [entry.text for entry in ours]
        for (text, _, members, since), entry in zip(theirs, ours, strict=True):
            assert members == entry.members.astype(int).tolist(), text
            np.testing.assert_array_equal(
                np.minimum(since, paths.steps + 1), np.minimum(entry.since, paths.steps + 1), text
            )
        counted = by in ("destination", "ending")
        assert not counted or sum(count for _, count, *_ in theirs) <= len(paths)


def test_equally_deep_pits_are_so_in_pages_though_floats_differ() -> None:
    f = parse("sin(x)**2 + sin(y)**2", domain=((-5.0, 5.0), (-5.0, 5.0)))
    paths = descend(f, grid(f.domain, 9), GradientDescent(0.3), steps=80)
    assert len(paths.destinations.positions) > 4 and np.ptp(paths.destinations.heights) > 0
    opened = script("interface").removesuffix("})();\n") + "globalThis.inner = { particleColors };})();\n"
    data = {"interface": opened, "ways": [[{}, "destination"]]}
    (told,) = run_node(COUNTED, data, printed_of(living_of(Scene(f, paths))))
    assert [text for text, *_ in told] == [e.text for e in particle_colors(paths, THEMES["dark"]).legend]
    assert "stopped in other pits" not in {text for text, *_ in told}


@pytest.mark.parametrize(("name", "rate"), [("rastrigin", 0.002), ("himmelblau", 0.004)])
@pytest.mark.parametrize(
    ("by", "several"), [("destination", False), ("height", False), ("destination", True)]
)
def test_beads_are_as_large_as_the_films(name: str, rate: float, by: str, several: bool) -> None:
    f = catalogue[name]
    paths = descend(f, uniform(f.domain, 40, seed=1), GradientDescent(rate), steps=60)
    runs = {"one": paths}
    if several:  # of which this one has few starts, and finds few pits
        runs["other"] = descend(f, uniform(f.domain, 3, seed=5), GradientDescent(rate), steps=60)
    opened = script("interface").removesuffix("})();\n") + "globalThis.inner = { particleColors };})();\n"
    asked = """
    (0, eval)(input.interface);
    const { state } = Thalweg.settledState(Thalweg.printed.page.state), model = new Thalweg.Model().read(state);
    return model.all.map((own, place) => {
      const { rank } = inner.particleColors(model, own, Thalweg.pictureTable("themes").dark, input.by, place);
      return input.steps.map((step) => Array.from({ length: own.run.count }, (_, k) => Thalweg.beadShare(rank, k, step)));
    });"""
    steps = [0.0, 1.0, 5.5, 20.0, 60.0]
    data = {"interface": opened, "by": by, "steps": steps}
    theirs = run_node(asked, data, printed_of(living_of(Scene(f, runs if several else paths))))
    for own, run, found in zip(by_label(runs, THEMES["dark"], by), runs.values(), theirs, strict=True):
        assert (own.rank is None) == (name == "himmelblau")
        ours = np.ones((5, len(run))) if own.rank is None else own.rank.at(np.array(steps))
        np.testing.assert_allclose(found, ours, rtol=1e-12)


@pytest.mark.parametrize("name", RUNS)
def test_who_still_moves_at_the_end_is_counted_then_too(name: str) -> None:
    paths = run_of(name)
    opened = script("interface").removesuffix("})();\n")
    opened += "globalThis.inner = { particleColors, countAt };})();\n"
    asked = """
    (0, eval)(input);
    const { state } = Thalweg.settledState(Thalweg.printed.page.state), model = new Thalweg.Model().read(state);
    const theme = Thalweg.pictureTable("themes").dark, [own] = model.all;
    return inner.particleColors(model, own, theme, "destination", 0).legend.map((entry) =>
      [Boolean(entry.before), inner.countAt(entry, 0), inner.countAt(entry, 1e15)]);"""
    told = run_node(asked, opened, printed_of(living_of(Scene(paths.landscape, paths))))
    for before, first, last in told:
        assert not before or first >= last
    if any(before for before, *_ in told):
        assert sum(last for *_, last in told) == len(paths)


@pytest.mark.parametrize("name", RUNS)
def test_of_several_runs_each_marble_is_counted_at_each_step(name: str) -> None:
    """Under one of their heads, by the minimum where it is."""
    paths = run_of(name)
    again = descend(
        paths.landscape, uniform(paths.landscape.domain, 80, seed=2), GradientDescent(RUNS[name][0])
    )
    opened = script("interface").removesuffix("})();\n")
    opened += "globalThis.inner = { particleColors, countAt, headsOf };})();\n"
    asked = """
    (0, eval)(input);
    const { state } = Thalweg.settledState(Thalweg.printed.page.state), model = new Thalweg.Model().read(state);
    const theme = Thalweg.pictureTable("themes").dark;
    const entries = model.all.flatMap((own, k) => inner.particleColors(model, own, theme, "destination", k).legend);
    const heads = inner.headsOf(entries);
    return [heads, entries.map(({ parts }) => [0, 1, 7, 40, 1e15].map((at) => heads.map((head) =>
      parts.filter(({ text }) => text === head).reduce((n, part) => n + inner.countAt(part, at), 0))))];"""
    scene = Scene(paths.landscape, {"one": paths, "another": again})
    heads, counts = run_node(asked, opened, printed_of(living_of(scene)))
    assert heads[-1] == "still moving" and len(set(heads)) == len(heads)
    assert np.sum(counts, axis=2).tolist() == [[80] * 5] * 2


@pytest.mark.parametrize("name", RUNS)
def test_a_dot_that_counts_who_moves_has_the_colour_of_most(name: str) -> None:
    run = run_of(name)
    coloured = particle_colors(run, THEMES["light"])
    other = [np.round(255 * np.array(rgb(entry.color))) for entry in coloured.legend if entry.at_minimum]
    elsewhere = np.any([(coloured.colors == color).all(axis=1) for color in other], axis=0)
    assert any(entry.before for entry in coloured.legend) == (elsewhere.mean() <= 0.5 and not creeps(run))


def test_some_rest_off_the_map() -> None:
    """Else the legend could count them twice unseen."""
    paths = run_of("holder_table")
    low, high = np.array(paths.landscape.domain).T
    away = ((paths.positions[-1] < low) | (paths.positions[-1] > high)).any(axis=1)
    assert (away & (paths.ending == 0)).any()


@pytest.mark.parametrize("name", RUNS)
def test_the_page_shows_the_steps_when_the_film_does(name: str) -> None:
    scene = Scene(run_of(name).landscape, run_of(name))
    opened = script("interface").removesuffix("})();\n") + "globalThis.inner = { Film };})();\n"
    asked = """
    (0, eval)(input.interface);
    const { state } = Thalweg.settledState(Thalweg.printed.page.state), model = new Thalweg.Model().read(state);
    const film = new inner.Film(model.all.map(({ run }) => run), "ease");
    return input.times.map((t) => film.index(t));"""
    times = np.linspace(0, 1, 41).tolist()
    told = run_node(asked, {"interface": opened, "times": times}, printed_of(living_of(scene)))
    np.testing.assert_allclose(told, [scene.prepared.timing.index(t) for t in times], rtol=1e-6, atol=1e-6)


def test_the_ground_is_flooded_as_in_films() -> None:
    """In the colors of basins that have one of their own; neither in ash nor by a single start."""
    paths = run_of("himmelblau")
    opened = [
        script(folder).removesuffix("})();\n") + f"globalThis.{name} = {name};}})();\n"
        for folder, name in (("drawing", "floodPixels"), ("interface", "flooded"))
    ]
    asked = """
    input.opened.forEach((text) => (0, eval)(text));
    const { ash, palette } = Thalweg.pictureTable("themes").dark;
    const bytes = (color) => [1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16));
    const colors = new Uint8Array([...bytes(palette[0]), ...bytes(ash)]);
    return input.labels.map((rows) => {
      const labels = flooded(Int16Array.from(rows.flat()), colors, { ash });
      const pixels = floodPixels(labels, { resolution: rows.length, colors });
      return pixels && Array.from(pixels.filter((_, i) => i % 4 === 3), (share) => share > 128);
    });"""
    none, gold, dull = np.full((9, 9), -1), np.full((9, 9), -1), np.full((9, 9), 1)
    none[4, 4] = 0
    gold[2:7, 2:7] = 0
    gold[:, 8] = 1
    data = {"opened": opened, "labels": [none, gold, dull]}
    alone, basin, ashen = run_node(asked, data, printed_of(living_of(Scene(paths.landscape, paths))))
    assert alone is None and ashen is None
    wet = np.reshape(basin, (9, 9))
    assert wet[3:6, 3:6].all() and not wet[:, 8].any() and not wet[0].any()
