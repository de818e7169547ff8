"""What became of every particle, in JavaScript as in Python: the same verdicts and destinations from the same ends."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import numpy as np
from javascript import needs_node, printed_landscapes, run_node

from descent import Adam, Ending, GradientDescent, Momentum, Trajectories, descend, grid
from descent.results.destinations import ending_tables
from landscapes import Landscape, catalogue, parse

pytestmark = needs_node

_ASK = """
return input.map(({ name, points, open, endings }) => {
  const landscape = Thalweg.landscapeOf(name), judged = Uint8Array.from(open), ends = Float64Array.from(points);
  const verdicts = Thalweg.classify(Thalweg.Ground.of(landscape).rested(), ends, null, judged);
  const { places, label } = Thalweg.destinations(landscape, ends, Uint8Array.from(endings), verdicts);
  return { judged, label, places: places.map((p) => ({ ...p, position: p.position, whole: Thalweg.wholeOf(p) })) };
});
"""
_HANDMADE = (
    "x**4 + y**4", "x**2*y**2", "(x**2 + y**2 - 1)**2", "max(0, x**2 + y**2 - 1)", "min(x**2 + y**2, 1.1)",
    "exp(-1/(x**2 + y**2))", "exp(-100*(x**2 + y**2))", "-exp(-1000*(x**2 + y**2))", "abs(x) + abs(y)", "sqrt(x**2 + y**2)",
    "x**3 + y**2", "x**2 - y**2", "max(x, 0)", "sign(x) + x**2 + y**2", "sqrt(abs(x)) + y**2", "tanh(20*x)", "3", "x**2",
    "(x - y)**4 + (x + y)**2", "abs(x)**1.5 + y**2", "x**2 + max(0, y - 1)", "x**y",
    "atan((x**2)**sign(x)) + y**2", "max(x, 20*y) + x**2 + y**2", "sign(y**2)*cos(y) + x**2",
    "(x**2 - y)**4", "(y - sin(x))**4",
)  # fmt: skip


def ends_of(f: Landscape, optimizer: Any, lines: int) -> Trajectories:
    return descend(f, grid(f.domain, lines), optimizer(), steps=200, record="ends")


def judged_by_page(runs: list[Trajectories]) -> list[Any]:
    lost = (Ending.ESCAPED, Ending.DIVERGED, Ending.UNDEFINED)
    cases = [
        {
            "name": run.landscape.name,
            "points": run.positions[-1].ravel(),
            "open": np.where(np.isin(run.ending, lost), run.ending, Ending.RUNNING),
            "endings": run.ending,
        }
        for run in runs
    ]
    landscapes = {run.landscape.name: run.landscape for run in runs}
    tables = json.dumps({"endings": ending_tables(), "optimizers": {}})
    printed = {"landscapes": printed_landscapes(landscapes.values()), "tables": tables}
    return list(run_node(_ASK, cases, printed))


def same_destinations(run: Trajectories, found: Any) -> bool:
    """The same places in the same order, as far as a picture tells; of a curve any point stands for it."""
    ends, width = run.destinations, np.ptp(np.array(run.landscape.domain, dtype=float), axis=1)
    if len(ends) != len(found["places"]) or ends.labels.tolist() != found["label"]:
        return False
    for k, place in enumerate(found["places"]):
        away = np.abs((ends.positions[k] - place["position"]) / width).max()
        facts = (
            place["kind"] == "minimum",
            place["known"] >= 0,
            place["extent"],
            place["count"],
            place["whole"],
        )
        ours = (ends.is_minimum[k], ends.is_global[k], ends.extent[k], ends.counts[k], ends.whole(k))
        if facts != ours or (away > 1e-3 and not ends.extent[k]):
            return False
    return True


def test_verdicts_on_the_brink_of_a_plateau_are_pythons() -> None:
    rim = [[0.0, 1.0], [1.0, 0.0], [0.0, -1.0], [2**-0.5, 2**-0.5], [-1.0, 0.0]]
    texts = ("min(x**2 + y**2, 1)", "max(x**2 + y**2, 1)", "min(1, abs(x) + abs(y))")
    brinks = [replace(parse(t, [(-2, 2)] * 2), name=f"brink{i}") for i, t in enumerate(texts)]
    runs = [descend(f, rim, GradientDescent(0.1), steps=20, record="ends") for f in brinks]
    for run, page in zip(runs, judged_by_page(runs), strict=True):
        assert run.ending.tolist() == page["judged"]


def test_verdicts_on_kinks_are_pythons() -> None:
    ring = [[1.0, 0.0], [0.0, 1.0], [0.0, -1.0], [-1.0, 0.0], [0.0, 0.0]]
    bent = [[t, t * t] for t in (-1.25, -0.5, 0.0, 0.5, 1.0)]
    line = [[t, t] for t in (-1.0, -0.5, 0.0, 1.0)]
    cases = (
        ("abs(x**2 + y**2 - 1)", ring), ("abs(sqrt(x**2 + y**2) - 1) + x/10", ring), ("abs(y - x**2)", bent),
        ("abs(y - x**2) - x**2/2", bent), ("max(x, y) + x**2", line), ("-abs(x - y)", line),
    )  # fmt: skip
    runs = [
        descend(
            replace(parse(t, [(-2, 2)] * 2), name=f"kink{i}"),
            at,
            GradientDescent(0.1),
            steps=3,
            record="ends",
        )
        for i, (t, at) in enumerate(cases)
    ]
    for run, page in zip(runs, judged_by_page(runs), strict=True):
        assert run.ending.tolist() == page["judged"]
        assert same_destinations(run, page)


def test_verdicts_are_pythons_over_the_catalogue() -> None:
    plane = [f for f in catalogue.values() if f.dimensions == 2]
    runs = [ends_of(f, (GradientDescent, Momentum, Adam)[k % 3], 5) for k, f in enumerate(plane)]
    found = judged_by_page(runs)
    wrong = sum(int((run.ending != page["judged"]).sum()) for run, page in zip(runs, found, strict=True))
    assert wrong <= 0.001 * sum(map(len, runs))
    other = [r.landscape.name for r, page in zip(runs, found, strict=True) if not same_destinations(r, page)]
    assert len(other) <= 0.01 * len(runs), other


def test_verdicts_are_pythons_on_flats_kinks_jumps_and_plateaus() -> None:
    shapes = [replace(parse(text, [(-2, 2), (-2, 2)]), name=f"shape{k}") for k, text in enumerate(_HANDMADE)]
    runs = [ends_of(f, GradientDescent, 9) for f in shapes]
    for text, run, page in zip(_HANDMADE, runs, judged_by_page(runs), strict=True):
        assert page["judged"] == run.ending.tolist(), text
        assert same_destinations(run, page), text


def test_the_verdict_has_no_units() -> None:
    tall = parse("(x**2+y-11)**2 + (x+y**2-7)**2", [(-5, 5), (-5, 5)])
    low = parse("2**-20*((x**2+y-11)**2 + (x+y**2-7)**2)", [(-5, 5), (-5, 5)])
    pairs = ((replace(tall, name="tall"), 0.01), (replace(low, name="low"), 0.01 * 2**20))
    runs = [
        descend(f, grid(f.domain, 7), GradientDescent(rate), steps=200, record="ends") for f, rate in pairs
    ]
    ours, scaled = judged_by_page(runs)
    assert ours["judged"] == scaled["judged"]
