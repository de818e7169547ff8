"""The page chooses the learning rate that Python chooses, and says the same of it."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from javascript import needs_node, printed_landscapes, run_node

from descent import (
    GradientDescent,
    Momentum,
    Nesterov,
    default_learning_rate,
    known_optimizers,
    largest_stable_rate,
    page_tables,
    parse_starts,
    rules_to_javascript,
    stages_to_javascript,
)
from descent.javascript import further_optimizers, told_optimizers
from landscapes import catalogue, parse

pytestmark = needs_node
OURS = {
    n: k
    for n, k in known_optimizers().items()
    if k.__module__.startswith("descent.") and n in told_optimizers() | further_optimizers()
}
LINEAR = ("gradient_descent", "momentum", "nesterov")


def told(names: list[str]) -> dict[str, str]:
    return {
        "landscapes": printed_landscapes([catalogue[name] for name in names]),
        "rules": rules_to_javascript(),
        "stages": stages_to_javascript(),
        "tables": json.dumps(page_tables(OURS)),
    }


def test_default_rates_and_their_reasons() -> None:
    drawn = np.random.default_rng(4).choice(
        sorted(f.name for f in catalogue.values() if f.dimensions <= 2), 5, replace=False
    )
    cases = [
        (place, name) for k, place in enumerate(drawn.tolist()) for name in (LINEAR[k % 3], *list(OURS)[k::5])
    ]
    script = """
    return input.map(([f, optimizer]) => Thalweg.defaultRate(Thalweg.landscapeOf(f), optimizer));
    """
    found = run_node(script, cases, told(drawn.tolist()), timeout=120)
    for (place, name), theirs in zip(cases, found, strict=True):
        ours = default_learning_rate(catalogue[place], OURS[name])
        # On a busy machine Python may have had no time for every kink, and says so.
        why = ours.reason.partition("; cut off")[0]
        assert (theirs["rate"], theirs["reason"]) == (float(ours), why), (place, name)


def test_the_same_where_the_way_down_leads_over_an_edge() -> None:
    texts = ("sqrt(x*y + 1) + log(x + 2)*y^2/4", "sqrt(4 - x^2 - y^2)", "x - 0.01*log(x) + y^2")
    made = {
        f"f{k}": replace(parse(text, domain=((-3, 3),) * 2), name=f"f{k}") for k, text in enumerate(texts)
    }
    cases = [(name, kind) for name in made for kind in LINEAR]
    printed = told([]) | {"landscapes": printed_landscapes(made.values())}
    script = "return input.map(([f, optimizer]) => Thalweg.defaultRate(Thalweg.landscapeOf(f), optimizer));"
    found = run_node(script, cases, printed, timeout=120)
    for (name, kind), theirs in zip(cases, found, strict=True):
        ours = default_learning_rate(made[name], OURS[kind])
        assert (theirs["rate"], theirs["reason"]) == (float(ours), ours.reason), (name, kind)


@pytest.mark.parametrize("place", ["himmelblau", "six_hump_camel", "booth", "parabola"])
def test_the_largest_stable_rate(place: str) -> None:
    f = catalogue[place]
    kinds = {
        "gradient_descent": GradientDescent(),
        "momentum": Momentum(momentum=0.8),
        "nesterov": Nesterov(momentum=0.8),
    }
    script = """
    const f = Thalweg.landscapeOf(input.place);
    const settings = (name) => (name === "gradient_descent" ? {} : { momentum: 0.8 });
    return input.names.map((name) => Thalweg.stableRate(f, input.point, name, settings(name)));
    """
    point = f.minimizers[0]
    found = run_node(script, {"place": place, "names": list(kinds), "point": point}, told([place]))
    ours = [largest_stable_rate(f, point, optimizer) for optimizer in kinds.values()]
    np.testing.assert_allclose(found, ours, rtol=1e-9)


def test_where_there_is_no_stable_rate_it_says_why() -> None:
    places = {"himmelblau": [(0.0, 0.0), (-0.270845, -0.923039)], "ackley": [(0.0, 0.0)]}
    cases = [(place, point, "gradient_descent") for place, points in places.items() for point in points]
    cases += [("himmelblau", (3.0, 2.0), name) for name in ("adam", "radam", "schedule_free_sgd")]
    script = """
    return input.map(([f, point, optimizer]) => {
      try { return Thalweg.stableRate(Thalweg.landscapeOf(f), point, optimizer); } catch (error) { return error.message; }
    });
    """
    found = run_node(script, cases, told(list(places)))
    for (place, point, name), words in zip(cases, found, strict=True):
        with pytest.raises(ValueError) as caught:
            largest_stable_rate(catalogue[place], point, OURS[name]())
        assert words.split("(")[0] == str(caught.value).split("(")[0]


def test_what_is_said_of_a_typed_formula_is_pythons_and_no_name_of_the_pages_own() -> None:
    script = """
    const f = Thalweg.parseFormula("3", input, "formula_30");
    const said = [Thalweg.defaultRate(f, "gradient_descent").reason];
    const { startPoints, noiseOf, evaluate } = Thalweg;
    for (const ask of [() => startPoints("xavier", f), () => noiseOf("minibatch:8", f), () => evaluate(f, [[1]])]) {
      try {
        ask();
      } catch (error) {
        said.push(error.message);
      }
    }
    return said;
    """
    box = ((-5.0, 5.0), (-5.0, 5.0))
    flat = parse("3", box)
    reason, starts, noise, points = run_node(script, box, told([]))
    assert reason == default_learning_rate(flat, GradientDescent).reason
    with pytest.raises(ValueError) as refusal:
        parse_starts("xavier")(flat)
    assert starts == str(refusal.value)
    assert "data, formula has none" in noise and "points for formula must" in points
