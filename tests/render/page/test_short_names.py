"""What functions call their own has short names in a page, and does the same."""

from __future__ import annotations

import pytest
from javascript import needs_node, run_node

from render.page.assembly import PAGE, SCRIPTS, bare, script
from render.page.short_names import short_named

pytestmark = needs_node

TRICKY = r"""(() => {
"use strict";
const { first: shown, second = 2, ...others } = { first: 1, third: 3, fourth: { second: 4 } };
const table = { shown, second, method(inner) { return { inner, outer: inner + second }; }, get size() { return 7; } };
let counted = 0, total = 0;
function* upTo(limit) {
for (let k = 0, end = limit; k < end; k++) yield k;
}
const evenly = (low, high) =>
[low, high].map((value, k) => value / (k + 1));
class Place {
#hidden = 3;
static made = 0;
constructor({ x: left, y = left }, [z, ...rest] = [5, 6, 7]) {
Place.made++;
Object.assign(this, { left, y, z, rest: rest.length });
}
get hidden() {
const left = this.#hidden;
return left;
}
*all(prefix) {
for (const [name, value] of Object.entries(this)) yield `${prefix}${`<${name}>`}: ${value ?? { value }.value}`;
}
async later(value) {
await null;
return { value, left: this.left - { left: 1, right: value }.left };
}
}
function judged(kind, given) {
switch (kind) {
case "text": {
const kind = given.trim(), length = kind.length;
return { kind, length };
}
default: {
const { length } = `${given}`, ratio = given / length / 2;
return ratio > 1 ? { ratio } : length;
}
}
}
const matched = (text) => text.replace(/["'`{](\w+)\/\1/g, (all, word) => `[${word}:${all.length}]`).split(/[/]/);
const fails = (word) => {
try { throw new Error(word); } catch ({ message: word }) { return ((word, { length } = word) => length)(word); }
};
globalThis.found = async () => {
const place = new Place({ x: 1 }), { later } = place;
for (const k of upTo(4)) counted += k;
total += counted;
return [shown, second, others, table.method(1), table.size, table.shown, counted, total, evenly(1, 2),
[...place.all("- ")], place.hidden, Place.made, await later.call(place, 9), judged("text", " ab "), judged(0, 77),
matched('"a/a b/c'), fails("four")];
};
})();
"""


def test_a_script_does_the_same() -> None:
    short = short_named(TRICKY)
    asked = "return JSON.stringify(await found());"
    assert run_node(short + asked, compute=False) == run_node(TRICKY + asked, compute=False)
    assert "const { first: shown, second = 2, ...others }" in short  # what others know
    whole = short_named(TRICKY, whole=True)
    assert run_node(whole + asked, compute=False) == run_node(short + asked, compute=False)
    assert (
        len(whole) < len(short)
        and "evenly" not in whole
        and "second: 4" in whole
        and "first: shown" not in whole
    )
    assert "prefix" not in short and "given" not in short and "limit" not in short


@pytest.mark.parametrize("folder", SCRIPTS)
def test_names_told_apart_stay_so(folder: str) -> None:
    """A second time nothing is left to shorten: no two variables became one, no property lost its name."""
    short = script(folder)
    assert short_named(short) == short
    whole = "\n".join(
        bare((PAGE / folder / f"{name}.js").read_text(encoding="utf-8")) for name in SCRIPTS[folder]
    )
    assert len(short) < 0.9 * len(whole)
    shortest = script(folder, short=True)
    assert short_named(shortest) == shortest and len(shortest) < 0.98 * len(short)
