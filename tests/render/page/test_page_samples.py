"""A lattice of samples in the page: the same cubic between them as in Python, and nothing where nothing was measured."""

from __future__ import annotations

import numpy as np
import pytest
from javascript import needs_node, printed_landscapes, run_node

from landscapes import Landscape
from landscapes.javascript import check_printed
from render import Scene
from render.page.living import living_of

RNG = np.random.default_rng(2)
XS, YS = np.cumsum(RNG.uniform(0.5, 1.5, 9)), np.linspace(-1, 3, 7)
HEIGHTS = RNG.normal(size=(7, 9))
HOLED = np.where(np.arange(63).reshape(7, 9) == 31, np.nan, HEIGHTS)

SCRIPT = """
const land = Thalweg.landscapeOf(input.name), o = new Float64Array(3), H = new Float64Array(4);
return input.points.map((p) => {
  land.both(Float64Array.from(p), o);
  land.hessian(Float64Array.from(p), H);
  return [land.value(Float64Array.from(p)), ...o, ...H];
});
"""


@needs_node
@pytest.mark.parametrize("heights", [HEIGHTS, HOLED], ids=["whole", "holed"])
def test_heights_slopes_and_curvatures_are_pythons(heights: np.ndarray) -> None:
    f = Landscape.from_samples(XS, YS, heights, name="dunes")
    low, high = np.transpose(f.domain)
    points = np.concatenate(
        [RNG.uniform(low, high, (60, 2)), [[XS[0], YS[0]], [XS[-1], YS[-1]], [XS[4], YS[2]], high + 0.1]]
    )
    points = np.concatenate([points, [[XS[4], 0.5 * (YS[2] + YS[3])], [XS[3], YS[3]]]])
    printed = {"landscapes": printed_landscapes([f])}
    found = np.array(run_node(SCRIPT, {"name": "dunes", "points": points.tolist()}, printed), dtype=float)
    value, gradient = f.value_and_gradient(points)
    expected = np.concatenate(
        [value[:, None], value[:, None], gradient, f.hessian(points).reshape(-1, 4)], axis=1
    )
    assert np.isnan(expected[:, 0]).sum() >= 1 + np.isnan(heights).sum()
    assert np.allclose(found, expected, rtol=1e-11, atol=1e-11, equal_nan=True)


def test_a_scene_of_samples_has_a_page_that_names_it() -> None:
    f = Landscape.from_samples(XS, YS, HEIGHTS, name="dunes")
    assert living_of(Scene(f)).state["landscape"] == {"name": "dunes"}


def test_what_a_page_cannot_compute_is_said_in_one_line() -> None:
    large = Landscape.from_samples(np.arange(300.0), np.arange(300.0), np.zeros((300, 300)))
    with pytest.raises(
        ValueError, match=r"carries at most 40,000 samples, samples has 90,000: take every k-th row"
    ):
        check_printed(large)
    with pytest.raises(ValueError, match="two variables, and samples is of 1 variable: make a film"):
        check_printed(Landscape.from_samples(XS, None, HEIGHTS[0]))
    own = Landscape.from_function(lambda p: p[0] + p[1], [(-1, 1), (-1, 1)], name="own")
    with pytest.raises(ValueError, match="and own is somebody's function: make a film"):
        check_printed(own)
