"""Numbers and words on the living picture never lie over one another, however it is turned: through Node alone."""

from __future__ import annotations

from typing import Any

import pytest
from javascript import needs_node, printed_landscapes, run_node

from landscapes import catalogue
from render.page.assembly import embedded, script
from render.page.picture_tables import picture_tables

FLAT = [name for name, f in catalogue.items() if f.dimensions == 2]
SIZES = ((960, 640), (390, 400))
WRITTEN = """
const theme = Thalweg.printed.tables.picture.themes.dark;
const pen = new Proxy({ font: "" }, { get: (own, name) => name in own ? own[name] : name === "measureText"
  ? (text) => ({ width: 0.6 * text.length * Number(/([0-9.]+)px/.exec(own.font)[1]) }) : () => {} });
const cross = (a, b) => a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];
const told = (landscape, ground, [width, height], azimuth, elevation) => {
  const frame = Thalweg.roomyFrame({ left: 0.03, right: 0.97, top: 0.1, bottom: 0.84 }, width, height);
  const hull = [...ground.hull, ...ground.feet];
  const view = Thalweg.scaledView({ azimuth, elevation, zoom: 1 }, hull, width / height, frame, ground.world);
  const words = new Thalweg.Words(pen, theme, Thalweg.wordSize(width, height), (p) => {
    const [x, y, far] = Thalweg.seenAt(view, p);
    return [((x + 1) / 2) * width, ((1 - y) / 2) * height, far];
  }, { top: 0.07 * height, wide: width, tall: height });
  words.axes(ground, view, landscape.variables);
  const boxes = words.taken, axes = boxes.length;
  words.heights(ground, view);
  return {
    where: [landscape.name, width, azimuth, elevation], ticks: Thalweg.heightTicks(ground.world.transform).length,
    scale: boxes.length - axes, overlaps: boxes.filter((a, i) => boxes.some((b, k) => k < i && cross(a, b))).length,
    outside: boxes.filter((b) => b[0] < -2 || b[1] < 0 || b[2] > width + 2 || b[3] > height).length,
  };
};
return input.names.flatMap((name) => {
  const landscape = Thalweg.landscapeOf(name);
  const ground = new Thalweg.Relief(landscape, landscape.domain, { resolution: 24, towards: theme.light.towards });
  return input.sizes.flatMap((size) => [20, 50].flatMap((elevation) =>
    Array.from({ length: 24 }, (_, k) => told(landscape, ground, size, 15 * k, elevation))));
});
"""


@pytest.fixture(scope="module")
def written() -> Any:
    printed = {"landscapes": printed_landscapes([catalogue[name] for name in FLAT]), "rules": "{}"}
    tables = {"tables": embedded({"picture": picture_tables()})}
    given = {"names": FLAT, "sizes": SIZES}
    return run_node(script("drawing") + WRITTEN, given, printed | tables, timeout=240)


@needs_node
def test_no_word_lies_over_another(written: Any) -> None:
    assert [told["where"] for told in written if told["overlaps"]] == []


@needs_node
def test_the_scale_of_heights_is_always_read_off(written: Any) -> None:
    """By two of its numbers nearly always, by one at least: the axes never push it out."""
    assert [told["where"] for told in written if not told["scale"]] == []
    wide = [told for told in written if told["where"][1] == SIZES[0][0]]
    assert sum(told["scale"] < min(2, told["ticks"]) for told in wide) <= 0.004 * len(wide)


@needs_node
def test_words_stay_in_the_picture(written: Any) -> None:
    wide = [told for told in written if told["where"][1] == SIZES[0][0]]
    outside = [told["where"][0] for told in wide if told["outside"]]
    # A block 2.5 times as long as wide, seen from low along its length: known, two poses of 48.
    assert set(outside) <= {"powell_badly_scaled"} and len(outside) <= 2
