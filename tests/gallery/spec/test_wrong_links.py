"""A link with something wrong in it: it is said in a line, and all else of the link is shown."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from javascript import needs_node, run_node

from gallery.spec import LandscapeSpec, SceneSpec, living_of_spec
from render.page import printed_of
from render.page.assembly import script

MENDED = """
(0, eval)(input.interface);
const model = new Thalweg.Model(), written = Thalweg.settledState(Thalweg.printed.page.state).state;
return input.links.map((link) => {
  const { state, faults } = Thalweg.stateOfQuery(link);
  return { faults, link: Thalweg.queryOf(model.mended(state, written)) };
});"""
RUNS = (
    "run=optimizer%3Dadam{wrong}%26learning_rate%3D0.01%26starts%3Dgrid%253A3",
    "run=optimizer%3Dmomentum%253Amomentum%253D0.7%26starts%3Dgrid%253A{grid}%26steps%3D80{more}",
)


def mended(*links: str, name: str = "himmelblau", further: bool = False) -> list[dict[str, Any]]:
    """What a page makes of links that cannot be shown as they are: what it says, and the link of what it shows."""
    spec = SceneSpec(landscape=LandscapeSpec(name=name))
    living = replace(living_of_spec(spec, spec.landscape.ground()), further=further)
    return run_node(MENDED, {"interface": script("interface"), "links": links}, printed_of(living))


@needs_node
def test_what_is_wrong_in_one_field_costs_no_other() -> None:
    def of(wrong: str = "", grid: str = "3", more: str = "", look: str = "theme=light") -> str:
        runs = "&".join(RUNS).format(wrong=wrong, grid=grid, more=more)
        return f"landscape=himmelblau&{runs}&{look}&layers=basins&time=0.5"

    whole, *others = mended(
        of(),
        of(wrong="%253Abeta1%253D2"),
        of(grid="nine"),
        of(more="%26noise%3Dconstructor%253A1"),
        of(look="theme=light&cmap=toString"),
        of(wrong="%253Abeta1%253D2", more="%26noise%3Dloud", look="theme=light&cmap=constructor").replace(
            "himmelblau", "himmelblow"
        ),
    )
    assert whole["link"] == of()
    adamless = of().replace("optimizer%3Dadam%26", "")
    kept = [adamless, of().replace("starts%3Dgrid%253A3%26steps", "steps"), of(), of(), adamless]
    assert [told["link"] for told in others] == kept


@needs_node
@pytest.mark.parametrize("wrong", ["noise=loud", "noise=gaussian:-1", "learning_rate=constructor"])
def test_what_is_wrong_is_wrong_without_particles_too(wrong: str) -> None:
    (told,) = mended(f"optimizer=adam&starts=&{wrong}")
    assert told["link"] == "landscape=himmelblau&optimizer=adam&starts="


@needs_node
def test_a_method_that_suits_no_such_landscape_costs_no_particle() -> None:
    links = ("landscape=ackley&optimizer=gauss_newton&starts=grid%3A3", "optimizer=gauss_newton&starts=")
    shown = [told["link"] for told in mended(*links, name="ackley", further=True)]
    assert shown == ["landscape=ackley&starts=grid%3A3", "landscape=ackley&starts="]
    rated = "landscape=himmelblau&optimizer=trust_region&learning_rate=0.1&starts=grid%3A3"
    (told,) = mended(rated, further=True)
    assert told["link"] == rated.replace("learning_rate=0.1&", "")
    (sums,) = mended(link := "landscape=himmelblau&optimizer=gauss_newton&starts=grid%3A3", further=True)
    assert sums["link"] == link


@needs_node
def test_an_optimizer_that_a_page_has_not_is_told_from_a_misspelled_one() -> None:
    asked = MENDED.replace(
        "return { faults,",
        "try { model.read(state); } catch (error) { faults.push(error.message); } return { faults,",
    )
    spec = SceneSpec(landscape=LandscapeSpec(name="himmelblau"))
    data = {"interface": script("interface"), "links": ["optimizer=lbfgs:history=3", "optimizer=lbfg"]}
    known, unknown = run_node(asked, data, printed_of(living_of_spec(spec, spec.landscape.ground())))
    assert known["faults"][0].startswith("this page is without lbfgs: thalweg animate --optimizer lbfgs")
    assert unknown["faults"][0].startswith("unknown optimizer 'lbfg'")


@needs_node
@pytest.mark.parametrize(
    ("link", "said"),
    [
        (
            "run=optimizer%3Dadam%26step%3D5",
            "a run of the link has an unknown field 'step'; did you mean 'steps'?",
        ),
        ("__proto__=1", "the link has an unknown field '__proto__'"),
        ("constructor=1", "the link has an unknown field 'constructor'"),
        ("run=__proto__%3D1", "a run of the link has an unknown field '__proto__'"),
    ],
)
def test_a_name_that_no_field_has_is_said(link: str, said: str) -> None:
    assert [told["faults"] for told in mended(link)] == [[said]]
