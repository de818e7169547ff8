"""Charts as SVG: well formed, whatever the numbers are."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree

import numpy as np

from render.figures.svg_chart import Graph, Series, plain


def test_charts_are_well_formed_and_break_where_values_are_lost() -> None:
    x = np.arange(6.0)
    y = np.array([1.0, 0.1, np.inf, 0.01, 1e-3, 1e-4])
    series = [Series("a < b", x, y, y / 2, y * 2), Series("second", x, np.ones(6))]
    graph = Graph("what & why", series, "step", "loss", marks=[(2.0, "2/L")], strips=[(0.0, 3.0, "slow")])
    root = ElementTree.fromstring(graph.svg)
    assert root.find("{http://www.w3.org/2000/svg}title").text == "what & why"
    line = next(p for p in root.iter() if p.get("stroke-width") == "2.2").get("d")
    assert line.count("M") == 2 and line.count("L") == 3
    numbers = [float(n) for n in re.findall(r"[-\d.]+", line)]
    assert max(numbers) <= 760 and min(numbers) >= 0


def test_negative_values_get_a_plain_axis() -> None:
    graph = Graph("g", [Series("a", np.arange(3.0), np.array([-1.0, 0.0, 2.0]))], "x", "y")
    assert "\N{MINUS SIGN}1<" in graph.svg
    assert (
        "no values at all" in Graph("no values at all", [Series("a", np.zeros(0), np.zeros(0))], "x", "y").svg
    )


def test_a_file_has_plain_colors_and_a_size() -> None:
    x = np.arange(1.0, 6.0)
    series = [Series(f"line {k}", x, x + k, x, x + 2 * k) for k in range(10)]
    graph = Graph("g", series, "step", "loss", marks=[(2.0, "here")], strips=[(1.0, 3.0, "slow")])
    svg = plain(graph.svg)
    root = ElementTree.fromstring(svg)
    assert root.get("width") == "760" and root.get("viewBox", "").endswith(root.get("height", "none"))
    assert "var(" not in svg and "currentColor" not in svg and "Canvas" not in svg and "style=" not in svg
    for element in root.iter():
        for name in ("stroke", "fill"):
            assert re.fullmatch(r"#[0-9a-f]{6}|none", element.get(name, "none")), element.attrib
