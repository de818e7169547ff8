"""The printed object as a piece of a page: its data, its safety, its size."""

from __future__ import annotations

import math
from xml.etree import ElementTree as Tree

import numpy as np
from javascript import needs_node, printed_landscapes, run_node
from latex2mathml.converter import convert

from landscapes import Landscape, catalogue, parse, to_javascript
from landscapes.javascript import literal, mathml


def test_numbers_are_as_short_as_they_can_be() -> None:
    numbers = [0.1, 1e-5, 1e16, 2.5e300, -3.0, 1 / 3, 5e-324, 12345678.0]
    assert [literal(x) for x in numbers[:5]] == ["0.1", "1e-05", "1e16", "2.5e300", "-3"]
    assert [float(literal(x)) for x in numbers] == numbers
    assert [literal(x) for x in (math.inf, -math.inf, math.nan)] == ["Infinity", "-Infinity", "NaN"]


@needs_node
def test_names_points_and_fields() -> None:
    listed = [catalogue["himmelblau"], parse("abs(x)", (-1, 1), name="edge")]
    names, said, answers, fields = run_node(
        "const edge = Thalweg.landscapeOf('edge'); let said = '';"
        "try { Thalweg.landscapeOf('nowhere'); } catch (error) { said = error.message; }"
        "const {minimizers, minimum, slopes, dimensions, variables} = Thalweg.landscapeOf('himmelblau');"
        "return [Thalweg.landscapeNames(), said, Thalweg.evaluate(edge, [[-2], [0], [NaN]]),"
        " [minimizers, minimum, slopes, dimensions, variables]];",
        printed={"landscapes": printed_landscapes(listed)},
    )
    f = listed[0]
    assert names == ["himmelblau", "edge"]
    assert "nowhere" in said
    np.testing.assert_array_equal(answers["heights"], [2, 0, math.nan])
    np.testing.assert_array_equal(answers["gradients"], [[-1], [0], [math.nan]])
    assert fields == [f.minimizers.tolist(), f.minimum, f.gentle_slopes.tolist(), 2, ["x", "y"]]


def test_nothing_in_the_words_ends_the_script() -> None:
    f = parse("x**2", (-1, 1), name="f")
    hostile = Landscape(name="f", builder=f.builder, domain=f.domain, title="</script><script>", story="<!--")
    text = to_javascript(hostile, {"more": {"<!--": "</Script"}}).lower()
    assert not any(part in text for part in ("<script", "</script", "<!--"))


@needs_node
def test_more_entries_are_data() -> None:
    more = {"kind": "log", "low": 0.5, "knee": None, "words": 'a "b" <c>'}
    text = to_javascript(catalogue["sphere"], {"heightTransform": more})
    assert run_node(f"return ({text}).heightTransform;", compute=False) == more


def test_markup_says_the_same_in_fewer_letters() -> None:
    for name in ("himmelblau", "ackley", "keane"):
        short, long = mathml(catalogue[name].latex), convert(catalogue[name].latex)
        assert "".join(Tree.fromstring(short).itertext()) == "".join(Tree.fromstring(long).itertext())
        assert len(short) < 0.7 * len(long)


def test_the_whole_catalogue_is_small() -> None:
    texts = [to_javascript(f) for f in catalogue.values()]
    assert sum(map(len, texts)) < 300_000
    assert sum(text.index("\nhessian(") for text in texts) < 75_000
