"""Every landscape of the catalogue can be found: what it is like is found by looking at it."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest
from javascript import needs_node, run_node

from descent import GradientDescent, descend, grid
from gallery.tiles import every_preset, find_presets, job_of, tiles_in
from gallery.tiles.traits import MANY, family_of, traits_of
from landscapes import catalogue

TEMPLATES = Path(__file__).parents[3] / "gallery" / "templates"
LIKE = {
    "rosenbrock": "valley",
    "cube": "valley",
    "easom": "plateau",
    "plateau": "plateau",
    "ackley": "kink",
    "bukin6": "kink",
    "rastrigin": "many minima",
    "himmelblau": "several global minima",
    "parabola": "one variable",
    "booth": "one minimum",
    "monkey_saddle": "no minimum",
}
UNLIKE = {
    "sphere": {"valley", "plateau", "kink", "many minima", "no minimum", "one variable"},
    "himmelblau": {"valley", "plateau", "kink", "one minimum"},
    "booth": {"valley", "plateau", "kink", "many minima"},
}


@cache
def traits(name: str) -> list[str]:
    f = catalogue[name]
    low, high = zip(*f.domain, strict=True)
    rate = 1e-3 * max(b - a for a, b in zip(low, high, strict=True)) / 10
    return traits_of(f, descend(f, grid(f.domain, 9), GradientDescent(rate), steps=400))


@pytest.mark.parametrize("name", LIKE)
def test_a_landscape_is_called_what_it_is_known_for(name: str) -> None:
    assert LIKE[name] in traits(name)


@pytest.mark.parametrize("name", UNLIKE)
def test_a_landscape_is_not_called_what_it_is_not(name: str) -> None:
    assert not UNLIKE[name] & set(traits(name))


def test_many_and_one_exclude_each_other() -> None:
    assert MANY > 1
    for name in LIKE:
        assert not {"many minima", "one minimum"} <= set(traits(name))


def test_every_landscape_stands_in_a_family() -> None:
    families = {family_of(f) for f in catalogue.values()}
    assert "" not in families and {"valleys", "plateaus", "kinks", "saddles"} <= families


def test_the_gallery_of_all_has_every_landscape_once() -> None:
    names = list(every_preset())
    assert {name for name, f in catalogue.items() if f.dimensions <= 2} <= set(names)
    assert [p.name for p in find_presets(("ackley", "himmelblau-point"))] == ["ackley", "himmelblau-point"]
    with pytest.raises(LookupError, match="unknown scene 'akley'"):
        find_presets(("akley",))


@pytest.mark.slow
@pytest.mark.opengl
def test_a_poster_is_a_tile_until_a_film_is_asked_for(tmp_path: Path) -> None:
    preset = every_preset()["booth"]
    job = job_of(preset, tmp_path, films=False)
    assert list(job.files) == ["webp"] and job.standing() is None
    job.build(lambda *_: None)
    (facts,) = tiles_in([preset], tmp_path)
    assert facts["family"] == "bowls" and "one minimum" in facts["traits"]
    assert facts["link"] == preset.scene.link()
    assert job.standing() is not None and job_of(preset, tmp_path, films=True).standing() is None
    (tmp_path / "booth.webp").write_bytes(b"spoiled")
    assert job.standing() is None


_SEARCH = """
const shownAs = (query, clicks) => {
  const listeners = {};
  const node = (value) => ({ value, hidden: false, addEventListener(kind, action) { this[kind] = action; } });
  const fields = { search: node(query.words ?? ""), family: node(query.family ?? ""), found: {} };
  const buttons = input.traits.map((trait) => ({ ...node(), dataset: { trait }, pressed: "false",
    getAttribute() { return this.pressed; }, setAttribute(_, value) { this.pressed = value; } }));
  const articles = input.tiles.map((dataset) => ({ dataset, hidden: false }));
  const panel = { hidden: true, querySelectorAll: () => buttons, addEventListener() {} };
  const document = { querySelector: () => panel, getElementById: (id) => fields[id], querySelectorAll: () => articles };
  const location = { search: query.search ?? "", pathname: "index.html", hash: "" };
  const history = { replaceState: (a, b, to) => (location.to = to) };
  const alive = null, addEventListener = () => {};
  SEARCH
  if (query.words !== undefined) { words.value = query.words; words.input(); }
  if (query.family !== undefined) { family.value = query.family; family.change(); }
  for (const trait of query.traits ?? []) buttons.find((button) => button.dataset.trait === trait).click();
  const names = articles.filter((one) => !one.hidden).map((one) => one.dataset.name);
  return { names, said: found.textContent, to: location.to, form: panel.hidden };
};
return input.queries.map((query) => shownAs(query));
"""


@needs_node
def test_search_by_name_family_and_property() -> None:
    rows: list[dict[str, Any]] = [
        {"name": "easom", "words": "easom easom plateaus plateau", "family": "plateaus", "traits": "plateau"},
        {"name": "six_hump_camel", "words": "six_hump_camel camel wells", "family": "wells", "traits": ""},
        {"name": "ackley", "words": "ackley cones kink", "family": "cones", "traits": "many minima|kink"},
    ]
    queries = [
        {},
        {"words": "Six hump"},
        {"family": "cones"},
        {"traits": ["plateau"]},
        {"traits": ["kink", "many minima"]},
        {"words": "nowhere"},
        {"search": "?q=easom&is=plateau"},
    ]
    data = {"tiles": rows, "traits": ["plateau", "kink", "many minima"], "queries": queries}
    script = _SEARCH.replace("SEARCH", (TEMPLATES / "search.js").read_text(encoding="utf-8"), 1)
    found = run_node(script, data, compute=False)
    names = [one["names"] for one in found]
    assert names == [
        ["easom", "six_hump_camel", "ackley"],
        ["six_hump_camel"],
        ["ackley"],
        ["easom"],
        ["ackley"],
        [],
        ["easom"],
    ]
    assert found[1]["said"] == "1 of 3 landscapes" and "ask for less" in found[5]["said"]
    assert found[4]["to"] == "index.html?is=kink&is=many+minima" and not any(one["form"] for one in found)
