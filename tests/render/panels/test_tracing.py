"""A curve on a chart: no line through a pole or over a jump, and what lies beside it is seen."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from landscapes import catalogue, parse
from render.panels.tracing import framed, traced

ONE_VARIABLE = [name for name, f in catalogue.items() if f.dimensions == 1]
JUMPS = [
    ("1/(x-1)", (-3.0, 3.0), [1.0]),
    ("1/(x-1)**2", (-3.0, 3.0), [1.0]),
    ("tan(x)", (-4.0, 4.0), [-np.pi / 2, np.pi / 2]),
    ("sign(x)", (-5.0, 5.0), [0.0]),
    ("x**2+3*sign(x-0.7)", (-2.0, 2.0), [0.7]),
    ("atan(1/x)", (-3.0, 3.0), [0.0]),
    ("1/(x-0.3)+1/(x+1.1)", (-2.0, 2.0), [-1.1, 0.3]),
    ("log(abs(x))", (-3.0, 3.0), [0.0]),
]
"""Formula, domain, and where it jumps or has a pole."""
WHOLE = [
    "x**2",
    "exp(x)",
    "x**20",
    "x**4-3*x**2",
    "sin(3*x)",
    "abs(x)",
    "sqrt(abs(x))",
    "tanh(1000*x)",
    "exp(-50*x**2)",
]


def curve(text: str, domain: tuple[float, float]):
    f = parse(text, domain=(domain,))
    x = np.linspace(*domain, 801)

    def height_of(at):
        return f.value(at[:, None])

    limits = framed(height_of(x), 0.1)
    return height_of, x, limits


@pytest.mark.parametrize(("text", "domain", "jumps"), JUMPS, ids=lambda v: v if isinstance(v, str) else "")
def test_a_line_ends_at_every_jump(text: str, domain: tuple[float, float], jumps: list[float]) -> None:
    height_of, x, limits = curve(text, domain)
    across, up = traced(height_of, x, limits)
    whole = np.isfinite(up)
    for jump in jumps:
        for left, right in zip(np.flatnonzero(whole)[:-1], np.flatnonzero(whole)[1:], strict=True):
            if across[left] < jump - 1e-6 and across[right] > jump + 1e-6:
                assert right > left + 1  # there is a gap between the two
    # On the line neighbours are near each other everywhere but at the steepest places of the function itself.
    steps = np.abs(np.diff(up))
    assert np.nanmax(steps) < 0.25 * (limits[1] - limits[0])


@pytest.mark.parametrize("text", WHOLE)
def test_a_line_without_jumps_is_whole_and_so_is_its_frame(text: str) -> None:
    height_of, x, limits = curve(text, (-2.0, 2.0))
    across, up = traced(height_of, x, limits)
    assert np.isfinite(up).all() and (np.diff(across) >= 0).all()
    assert limits[0] < height_of(x).min() and limits[1] > height_of(x).max()


@pytest.mark.parametrize("name", ONE_VARIABLE)
def test_the_catalogue_s_curves_are_whole(name: str) -> None:
    f = catalogue[name]
    x = np.linspace(*f.domain[0], 801)
    limits = framed(f.value(x[:, None]), 0.1)
    assert limits is not None
    assert np.isfinite(traced(lambda at: f.value(at[:, None]), x, limits)[1]).all()


@pytest.mark.parametrize(
    ("text", "domain", "seen"),
    [
        ("4*((1/x)**12-(1/x)**6)", (0.2, 3.0), (-1.0, -0.05)),
        ("1/(x-1)", (-3.0, 3.0), (-1.0, 1.0)),
        ("(1/x)**2-1/x", (0.05, 5.0), (-0.25, -0.16)),
        ("1/x+x**2", (-3.0, 3.0), (-3.0, 9.0)),
        ("(x-1)**2+1e6*exp(-1e4*(x+1)**2)", (-3.0, 3.0), (0.0, 10.0)),
    ],
)
def test_beside_a_pole_the_rest_is_seen(
    text: str, domain: tuple[float, float], seen: tuple[float, float]
) -> None:
    """What one comes for fills at least an eighth of the chart's height, and lies in it."""
    _, _, limits = curve(text, domain)
    assert limits[0] <= seen[0] and limits[1] >= seen[1]
    assert seen[1] - seen[0] >= (limits[1] - limits[0]) / 16


@settings(max_examples=100, deadline=None)
@given(
    scale=st.floats(-250, 250),
    shift=st.floats(-1e3, 1e3),
    heights=st.lists(st.floats(-1, 1), min_size=1, max_size=60),
)
def test_a_frame_follows_its_heights(scale: float, shift: float, heights: list[float]) -> None:
    h = 10.0**scale * (np.array(heights) + shift)
    low, high = framed(h, 0.1)
    assert low < high and np.isfinite([low, high]).all()
    assert ((h >= low) & (h <= high)).mean() >= 0.25


def test_nothing_finite_has_no_frame_and_infinite_heights_have_one() -> None:
    assert framed(np.full(5, np.nan), 0.1) is None
    low, high = framed(np.array([-np.inf, -1.7e308, 0.0, 1.7e308, np.inf]), 0.1)
    assert np.isfinite([low, high, high - low]).all()
