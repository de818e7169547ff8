"""The computation graph: values and gradients at every node, checked against the formula itself."""

from __future__ import annotations

import shutil
import subprocess

import numpy as np
import pytest

from landscapes import catalogue, parse
from landscapes.computation_graph import computation_graph

BOX = ((-3.0, 3.0), (-3.0, 3.0))
POINT = [-0.4, -0.65]


def node(graph, label):
    (found,) = [n for n in graph.nodes if n.label == label]
    return found


def test_himmelblau_by_hand():
    graph = computation_graph(catalogue["himmelblau"], POINT)
    x, y = POINT
    first, second = x**2 + y - 11, x + y**2 - 7
    assert node(graph, "x").gradient == pytest.approx(4 * x * first + 2 * second, rel=1e-14)
    assert node(graph, "y").gradient == pytest.approx(2 * first + 4 * y * second, rel=1e-14)
    (output,) = [n for n in graph.nodes if n.kind == "output"]
    assert (output.value, output.gradient) == (pytest.approx(first**2 + second**2), 1.0)
    sums = {round(n.value, 9): n.gradient for n in graph.nodes if n.label == "+" and n.kind == "operation"}
    assert sums[round(first, 9)] == pytest.approx(2 * first) and sums[round(second, 9)] == pytest.approx(
        2 * second
    )


@pytest.mark.parametrize("name", catalogue)
def test_reverse_sweep_matches_the_symbolic_gradient(name):
    f = catalogue[name]
    low, high = np.array(f.domain).T
    point = low + (high - low) * np.random.default_rng(5).uniform(0.2, 0.8, f.dimensions)
    graph = computation_graph(f, point)
    symbolic = [float(g.subs(dict(zip(f.variables, point, strict=True)))) for g in f.gradient_formula]
    backwards = [n.gradient for n in graph.nodes[: f.dimensions]]
    np.testing.assert_allclose(backwards, symbolic, rtol=1e-9, atol=1e-9 * (1 + np.abs(symbolic).max()))
    assert [n.value for n in graph.nodes if n.kind == "output"] == [
        pytest.approx(float(f.value(point)), rel=1e-12)
    ]


def test_a_shared_subexpression_is_one_node_and_its_gradient_adds_up():
    graph = computation_graph(parse("sin(x*y)**2 + 3*sin(x*y)", BOX), [0.7, 0.4])
    sine = node(graph, "sin")
    assert len([n for n in graph.nodes if n.label == "sin"]) == 1
    assert sine.gradient == pytest.approx(2 * np.sin(0.28) + 3, rel=1e-14)
    assert len([edge for edge in graph.edges if edge[0] == sine.name]) == 2


def test_gradients_between_match_finite_differences():
    inner = parse("x**2 + y", BOX)

    def outer(u):
        return np.exp(np.sin(u)) + u**2

    graph = computation_graph(parse("exp(sin(x**2+y)) + (x**2+y)**2", BOX), [0.5, 0.3])
    u = float(inner.value([0.5, 0.3]))
    (between,) = [n for n in graph.nodes if n.label == "+" and n.kind == "operation"]
    assert between.value == pytest.approx(u)
    assert between.gradient == pytest.approx((outer(u + 1e-6) - outer(u - 1e-6)) / 2e-6, rel=1e-8)


@pytest.mark.parametrize(
    "text", ["abs(x)+y", "max(x, y)*x", "sign(x)*y", "x**y", "atan2(y, x)", "sqrt(x)+1/y", "3", "x"]
)
def test_every_operation_has_its_node(text):
    f = parse(text, BOX)
    graph = computation_graph(f, [0.6, 1.7])
    np.testing.assert_allclose([n.gradient for n in graph.nodes[:2]], f.gradient([0.6, 1.7]), rtol=1e-12)
    assert all(np.isfinite([n.value, n.gradient]).all() for n in graph.nodes)


def test_operands_come_before_operations():
    graph = computation_graph(catalogue["peaks"], [0.3, 0.4])
    order = {n.name: k for k, n in enumerate(graph.nodes)}
    assert all(order[a] < order[b] for a, b in graph.edges)


def test_kinks_have_the_landscape_s_gradient():
    f = catalogue["ackley"]
    graph = computation_graph(f, [0.0, 0.0])
    assert [n.gradient for n in graph.nodes[:2]] == [0.0, 0.0]


def test_dot_is_what_graphviz_reads():
    dot = computation_graph(catalogue["himmelblau"], POINT).dot()
    assert dot.startswith("digraph {") and "himmelblau" in dot.lower() and 'label="x\\nvalue -0.4' in dot
    if shutil.which("dot"):
        assert subprocess.run(["dot", "-Tplain"], input=dot, text=True, capture_output=True).returncode == 0


@pytest.mark.skipif(shutil.which("dot") is None, reason="Graphviz is not installed")
def test_svg_is_drawn():
    svg = computation_graph(parse("x*y+sin(x)", BOX, title='a "quoted" \\ title'), POINT).svg()
    assert "<svg" in svg and svg.count('class="node"') == 5


def test_without_graphviz_the_package_is_named(monkeypatch):
    monkeypatch.setenv("PATH", "")
    with pytest.raises(LookupError, match="install the package graphviz"):
        computation_graph(parse("x*y", BOX), POINT).svg()


@pytest.mark.parametrize("point", [[1.0], [1, 2, 3], [np.nan, 0]])
def test_refuses_a_point_that_does_not_fit(point):
    with pytest.raises(ValueError, match="point of 2 finite numbers"):
        computation_graph(catalogue["himmelblau"], point)


def test_refuses_a_point_without_value():
    with pytest.raises(ValueError, match="no finite value"):
        computation_graph(parse("log(x)+y", BOX), [-1.0, 0.0])
