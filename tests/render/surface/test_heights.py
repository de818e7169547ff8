"""The height transforms: monotone, invertible, and chosen so that the structure shows."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from numpy.typing import NDArray

from landscapes import catalogue
from render.surface.heights import KINDS, choose_transform
from render.surface.lattice import Lattice

RNG = np.random.default_rng(4)
SAMPLES = {
    "even": np.linspace(-3, 5, 1000),
    "long tail": RNG.lognormal(0, 3, 4000),
    "two tails": np.sinh(RNG.normal(0, 4, 4000)),
    "huge": RNG.uniform(0, 1e300, 500),
    "tiny": RNG.uniform(0, 1e-300, 500),
    "far": 1e9 + RNG.uniform(0, 1, 500),
    "holes": np.array([np.nan, 1.0, 2.0, np.inf, 7.0, -np.inf]),
}
LINEAR_PARTS = ("auto", "linear", "log", "symlog", "clip")


def finite(sample: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.sort(sample[np.isfinite(sample)])


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("sample", SAMPLES.values(), ids=SAMPLES)
def test_higher_is_never_drawn_lower(kind: str, sample: NDArray[np.float64]) -> None:
    scale = choose_transform(sample, kind)
    drawn = scale(finite(sample))
    assert np.isfinite(drawn).all()
    assert (np.diff(drawn) >= -1e-12).all()
    assert drawn[0] == pytest.approx(0, abs=1e-9) and drawn[-1] == pytest.approx(1, abs=1e-9)


@pytest.mark.parametrize("kind", LINEAR_PARTS)
@pytest.mark.parametrize("name", [n for n in SAMPLES if n not in ("huge", "tiny")])
def test_inverse_gives_the_true_height_back(kind: str, name: str) -> None:
    h = finite(SAMPLES[name])
    scale = choose_transform(h, kind)
    inside = h[h <= scale.high]
    back = scale.inverse(scale(inside))
    np.testing.assert_allclose(back, inside, rtol=1e-6, atol=1e-7 * (scale.high - scale.low))


def test_rank_draws_equal_shares_of_the_domain_equally_tall() -> None:
    scale = choose_transform(SAMPLES["long tail"], "rank")
    quantiles = np.quantile(SAMPLES["long tail"], [0.25, 0.5, 0.75])
    np.testing.assert_allclose(scale(quantiles), [0.25, 0.5, 0.75], atol=0.01)


@pytest.mark.parametrize("heights", [[], [np.nan], [5.0, 5.0], [-np.inf, np.inf]], ids=str)
@pytest.mark.parametrize("kind", KINDS)
def test_a_sample_without_range_is_drawn_flat(heights: list[float], kind: str) -> None:
    scale = choose_transform(heights, kind)
    assert scale.high == scale.low
    assert (scale([1.0, 2.0]) == 0.5).all()
    assert np.isnan(scale(np.nan))


def test_no_height_stays_no_height() -> None:
    for kind in KINDS:
        assert np.isnan(choose_transform(SAMPLES["holes"], kind)(np.nan))


def test_an_unknown_kind_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match=r"height must be one of auto, linear.*got 'cubic'"):
        choose_transform([1.0, 2.0], "cubic")


@pytest.mark.parametrize("name", ["rosenbrock", "beale", "goldstein_price", "himmelblau"])
def test_valleys_squeezed_to_the_bottom_are_opened(name: str) -> None:
    heights = Lattice.of(catalogue[name], 60).heights
    scale = choose_transform(heights)
    assert scale.kind == "log"
    assert 0.4 < float(np.median(scale(heights))) < 0.8


@pytest.mark.parametrize("name", ["griewank", "rastrigin", "ackley", "sphere"])
def test_heights_that_fill_their_range_stay_true(name: str) -> None:
    assert choose_transform(Lattice.of(catalogue[name], 60).heights).kind == "linear"


@pytest.mark.parametrize("name", ["easom", "dejong5", "carrom_table"])
def test_a_plain_with_pits_shows_what_is_between_them(name: str) -> None:
    heights = Lattice.of(catalogue[name], 120).heights
    scale = choose_transform(heights)
    assert scale.kind == "symlog" and scale.knee >= 1e-3 * (scale.high - scale.low)
    pits = [
        float((unit < 0.9 * np.median(unit)).mean())
        for unit in (scale(heights), choose_transform(heights, "linear")(heights))
    ]
    assert pits[0] > 1.3 * pits[1]


@pytest.mark.parametrize("kind", KINDS)
def test_slopes_are_finite_at_both_ends(kind: str) -> None:
    scale = choose_transform(SAMPLES["long tail"], kind)
    ends = np.array([scale.low, scale.high])
    step = 1e-6 * (scale.high - scale.low)
    for first, second in pairwise((ends - step, ends, ends + step)):
        assert np.isfinite(scale(second) - scale(first)).all()


def test_one_narrow_pit_reads_as_one_narrow_pit() -> None:
    """Easom's ripples of 0.007 stood as tall as walls around its pit of 1."""
    heights = Lattice.of(catalogue["easom"], 120).heights
    scale = choose_transform(heights)
    plain = float(scale(np.median(heights)))
    assert scale.kind == "symlog" and plain > 0.9 and float(np.max(scale(heights))) - plain < 0.1


def test_a_pole_is_cut_off_where_it_would_hide_all_else() -> None:
    """Lennard-Jones: the ring of -1 beside the plain of 0 is a quarter of the picture, not of 21 powers of ten."""
    r = np.hypot(*np.meshgrid(np.linspace(-3, 3, 180), np.linspace(-3, 3, 180)))
    heights = 4 * (r**-12 - r**-6)
    scale = choose_transform(heights)
    assert scale.high < 1e5 and float(scale(0.0) - scale(-1.0)) > 0.2
    assert choose_transform(np.exp(np.linspace(-90, 90, 999))).high > 1e38, "many decades are no spire"
