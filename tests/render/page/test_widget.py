"""The living page as a notebook's widget: clicks in the page are starts in Python, and Python's state is shown."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from browser import SOFTWARE, needs_browser, open_browser, until

from descent import Adam, descend
from landscapes import catalogue
from render import Scene
from render.page import frame_text, living_of, page_text
from render.page.assembly import PAGE


def scene() -> Scene:
    f = catalogue["himmelblau"]
    return Scene(f, descend(f, [[1.0, 2.0], [0.0, 0.0]], Adam(0.1), steps=50))


def test_without_anywidget_one_line_says_the_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "anywidget", None)
    with pytest.raises(
        ModuleNotFoundError, match=r"^a widget needs anywidget: pip install 'thalweg\[notebook\]'$"
    ):
        scene().widget()


def test_a_widget_has_the_page_and_traits_that_are_observed() -> None:
    pytest.importorskip("anywidget", reason="needs anywidget (pip install thalweg[notebook])")
    widget = scene().widget()
    assert widget.page == page_text(living_of(scene())) and widget.title == "Himmelblau"
    heard: list[Any] = []
    widget.observe(lambda change: heard.append(change["new"]), "starts")
    widget.starts = [[1.0, 1.0]]
    widget.state = {"look": {"theme": "light"}}
    assert heard == [[[1.0, 1.0]]] and "_esm" in widget.trait_names()


def test_a_frame_needs_no_script_and_is_sized_by_its_place() -> None:
    text = frame_text(living_of(scene()))
    head = text.split("srcdoc=")[0] + text.rpartition('"')[0][-400:]
    assert "width:100%" in head and "aspect-ratio" in head and 'loading="lazy"' in head
    assert "<script" not in text and "allow-same-origin" not in text


def test_where_no_page_can_be_a_notebook_gets_none() -> None:
    from dataclasses import replace

    from render.style import THEMES

    own = replace(THEMES["dark"], name="mine")
    f = catalogue["himmelblau"]
    assert Scene(f, theme=own)._repr_html_() is None


_HOST = """<!doctype html><div id="el"></div><script id="page" type="application/json">PAGE</script><script type="module">
WIDGET
const page = JSON.parse(document.getElementById("page").textContent), look = "width:900px;height:600px";
const values = { page, title: "Himmelblau", look, state: {}, starts: [] };
const heard = {};
window.saved = 0;
window.model = { get: (name) => values[name], set: (name, value) => (values[name] = value),
  save_changes: () => window.saved++, on: (name, action) => (heard[name] = action),
  off: (name) => delete heard[name], values, heard };
window.fromPython = (name, value) => { values[name] = value; heard[`change:${name}`](); };
window.leave = render({ model: window.model, el: document.getElementById("el") });
</script>"""


@pytest.mark.slow
@needs_browser
def test_the_widgets_browser_half_goes_both_ways(tmp_path: Path) -> None:
    source = (PAGE / "widget.js").read_text(encoding="utf-8").replace("export default { render };", "")
    page = json.dumps(page_text(living_of(scene()))).replace("<", "\\u003c")
    host = tmp_path / "host.html"
    host.write_text(_HOST.replace("WIDGET", source).replace("PAGE", page, 1), encoding="utf-8")
    words = (*SOFTWARE, "force-prefers-reduced-motion", f"user-data-dir={tmp_path / 'profile'}")
    with open_browser((1000, 800), words=words) as driver:
        driver.get(host.as_uri())
        until(lambda: driver.execute_script("return window.saved > 0"))
        assert driver.execute_script("return model.values.starts") == [[1, 2], [0, 0]]
        driver.switch_to.frame(0)
        driver.execute_script("thalweg.state.runs[0].starts = ['points:(-1,3)']")
        driver.switch_to.default_content()
        until(lambda: driver.execute_script("return model.values.starts") == [[-1, 3]])
        driver.execute_script("fromPython('starts', [[2, 2], [3, -1]])")
        until(
            lambda: (
                driver.execute_script("return model.values.state.runs[0].starts") == ["points:(2,2);(3,-1)"]
            )
        )
        driver.execute_script("fromPython('state', {look: {theme: 'light'}})")
        driver.switch_to.frame(0)
        until(lambda: driver.execute_script("return document.documentElement.dataset.theme") == "light")
        ends = driver.execute_script(
            "return Array.from(thalweg.descend({landscape: 'himmelblau', optimizer: 'adam', learning_rate: 0.1, "
            "starts: [[2, 2]], steps: 50}).positions[50][0])"
        )
        python = descend(catalogue["himmelblau"], [[2.0, 2.0]], Adam(0.1), steps=50).positions[-1, 0]
        np.testing.assert_allclose(ends, python, rtol=1e-9)
