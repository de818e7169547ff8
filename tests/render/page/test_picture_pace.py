"""How fine pictures of a living page are that move: by what they cost, without flicker."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from javascript import needs_node, printed_landscapes, run_node

from landscapes import catalogue
from render.page.assembly import embedded, script
from render.page.picture_tables import picture_tables

pytestmark = needs_node
FILM = """
const { PACE, FINENESS, paceAtFirst, paced, rested } = inside;
return input.map(({ software, fixed, whole, busy, count, rest }) => {
  let pace = paceAtFirst(software), now = 0;
  const levels = [], took = [];
  for (let k = 0; k < count; k += 1) {
    const costs = fixed + whole * FINENESS[pace.level].cost;
    pace = k === rest ? rested(pace) : paced(pace, now, busy);
    now += k === rest ? 2000 : Math.max(costs, 16);
    levels.push(pace.level); took.push(costs);
  }
  return { levels, took, last: FINENESS.length - 1, most: PACE.most };
});
"""
INSIDE = "globalThis.inside = { PACE, FINENESS, paceAtFirst, paced, rested, Relief, LOOSE, BOUNDS };\n})();\n"
"""What a folder's scope hides, for those who look in."""


def in_drawing(body: str, data: Any, *names: str) -> Any:
    printed = {
        "tables": embedded({"picture": picture_tables()}),
        "landscapes": printed_landscapes([catalogue[name] for name in names]),
        "rules": "{}",
    }
    return run_node(script("drawing").removesuffix("})();\n") + INSIDE + body, data, printed)


def film(**how: Any) -> dict[str, Any]:
    return {"software": True, "fixed": 5, "whole": 0, "busy": 0, "count": 600, "rest": -1} | how


def test_a_film_becomes_as_fine_as_it_can_be_in_time_and_stays_so() -> None:
    costs = [0, 10, 30, 60, 100, 250, 1000, 4000]
    cases = [film(software=software, whole=whole) for software in (True, False) for whole in costs]
    for case, told in zip(cases, in_drawing(FILM, cases), strict=True):
        levels, took = told["levels"], told["took"]
        assert len(set(levels[-100:])) == 1, case  # no flicker
        changes = sum(a != b for a, b in pairwise(levels))
        assert changes <= told["last"] + 1, case  # and none on the way
        assert took[-1] <= told["most"] or levels[-1] == told["last"], case
        finer = [case["whole"] * cost for cost in (3.0, 1.0)]
        if max(finer) + case["fixed"] < 0.8 * told["most"]:
            assert levels[-1] == 0, case  # what is quick is drawn whole


def test_pauses_are_no_slow_pictures() -> None:
    (told,) = in_drawing(FILM, [film(software=False, whole=3, rest=200)])
    assert set(told["levels"]) == {0}


def test_where_the_page_itself_is_slow_pictures_stay_fine() -> None:
    slow, busy = in_drawing(FILM, [film(software=False, fixed=90), film(software=False, fixed=90, busy=80)])
    assert slow["levels"][-1] == slow["last"]
    assert set(busy["levels"]) == {0}


def test_a_picture_on_the_move_needs_few_triangles_of_the_same_surface() -> None:
    names = ("himmelblau", "drop_wave", "rosenbrock", "easom")
    told = in_drawing(
        """
return input.map((name) => {
  const f = Thalweg.landscapeOf(name), { Relief, LOOSE } = inside;
  const g = new Relief(f, f.domain, { towards: [0.4, -0.5, 0.77], resolution: 120 });
  const few = g.few, at = (i) => [g.x[i % g.columns], g.y[Math.floor(i / g.columns)], g.z[i]];
  let [area, worst] = [0, 0];
  for (let k = 0; k < few.length; k += 3) {
    const [a, b, c] = [few[k], few[k + 1], few[k + 2]].map(at);
    area += Math.abs((b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1])) / 2;
    const middle = [0, 1, 2].map((i) => (a[i] + b[i] + c[i]) / 3);
    worst = Math.max(worst, Math.abs(middle[2] - g.heightAt(middle[0], middle[1])));
  }
  const border = new Set(few), edge = [];
  for (let c = 0; c < g.columns; c += 1) edge.push(c, (g.rows - 1) * g.columns + c);
  for (let r = 0; r < g.rows; r += 1) edge.push(r * g.columns, (r + 1) * g.columns - 1);
  return { share: few.length / g.triangles.length, area: area / (4 * g.world.half[0] * g.world.half[1]), worst,
           whole: edge.every((i) => border.has(i)) };
});""",
        names,
        *names,
    )
    for name, one in zip(names, told, strict=True):
        assert one["share"] < 0.75, name
        assert one["area"] == pytest.approx(1, abs=1e-9), name  # no gap, no overlap
        assert one["whole"], name  # the walls' upper edge is the surface's
        assert one["worst"] < 0.04, name
    assert told[0]["worst"] < 0.02
    assert told[0]["share"] < 0.4
