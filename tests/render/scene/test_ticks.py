"""The numbers at the scale of heights are round, told apart and in the picture, whatever the heights."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from landscapes import Landscape, catalogue, parse
from render.scene.ticks import height_ticks
from render.surface.heights import HIGHEST, KINDS, choose_transform
from render.surface.lattice import Lattice

TWO = [name for name, f in catalogue.items() if f.dimensions == 2]


@settings(max_examples=300, deadline=None)
@given(
    kind=st.sampled_from(KINDS),
    size=st.floats(-250, 250),
    common=st.sampled_from([0.0, 1.0, -1e3, 1e6, -1e9]),
    power=st.floats(0.2, 40),
)
@example("auto", -1.5939557600668195, 1e6, 35.0)  # more than half of the heights are one float
def test_ticks_are_told_apart_and_in_the_picture(kind: str, size: float, common: float, power: float) -> None:
    u = np.linspace(0, 1, 500)
    scale = choose_transform(10.0**size * (common + u**power), kind)
    places, numbers = height_ticks(scale)
    assert len(set(numbers.texts)) == len(numbers.texts) == len(places) >= 1
    assert (places >= -0.03).all() and (places <= 1.01).all() and (np.diff(places) >= 0).all()
    if scale.high > scale.low and kind in ("linear", "clip"):
        assert len(places) >= 3


@pytest.mark.parametrize("name", TWO)
def test_the_catalogue_s_ticks_stand_apart(name: str) -> None:
    scale = choose_transform(Lattice.of(catalogue[name], 60).heights)
    places, numbers = height_ticks(scale)
    assert len(set(numbers.texts)) == len(places) >= 3
    assert (np.diff(places) > 0.03).all()


@pytest.mark.parametrize(("text", "said"), [("x**2 + 10*y**2", "0"), ("x**2 + y**2 + 1", "1")])
def test_the_lowest_number_is_zero_only_where_nothing_is_seen_beside_it(text: str, said: str) -> None:
    """A lattice of even lines misses the lowest point itself."""
    heights = Lattice.of(parse(text, domain=((-5, 5), (-5, 5))), 200).heights
    assert heights.min() > float(said)
    assert height_ticks(choose_transform(heights, "log"))[1].texts[0] == said


DECADES: list[tuple[Landscape, float]] = [
    (parse("exp(x) + 0*y", domain=((-90, 90), (-90, 90))), 30),
    (parse("exp(x) + exp(y)", domain=((-90, 90), (-90, 90))), 30),
    (parse("exp(x**2 + y**2)", domain=((-15, 15), (-15, 15))), 30),
    (parse("1e-30*exp(3*x) + 0*y", domain=((-9, 9), (-9, 9))), 5),
]


@pytest.mark.parametrize("kind", ["auto", "log"])
@pytest.mark.parametrize(("f", "least"), DECADES, ids=[f.title for f, _ in DECADES])
def test_a_logarithmic_scale_shows_decades(f: Landscape, least: float, kind: str) -> None:
    heights = Lattice.of(f, 90).heights
    scale = choose_transform(heights, kind)
    assert scale.kind == "log"
    drawn = scale(heights)
    assert np.histogram(drawn, 8, (0, 1))[0].min() > 0.01 * drawn.size  # nowhere flat, no wall
    values = scale.inverse(height_ticks(scale)[0])
    assert np.log10(values[-1] / values[1]) > least
    assert (np.diff(height_ticks(scale)[0]) > 0.1).all()


def test_heights_at_the_edge_of_floats_have_a_scale() -> None:
    for kind in KINDS:
        scale = choose_transform(np.array([-np.inf, -1.7e308, -1.0, 0.0, 2.0, 1.7e308, np.inf, np.nan]), kind)
        drawn = scale(np.array([-1.7e308, 0.0, 1.7e308]))
        assert np.isfinite(drawn).all() and (np.diff(drawn) >= 0).all() and drawn[0] < drawn[-1]
        assert np.isfinite(scale.high - scale.low) and scale.high <= HIGHEST
        assert len(set(height_ticks(scale)[1].texts)) >= 2
