"""Where particles begin."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial.distance import pdist
from scipy.stats import kstest, qmc

from descent import (
    edge,
    gaussian,
    grid,
    halton,
    he,
    known_starts,
    latin_hypercube,
    parse_starts,
    points,
    poisson_disk,
    ring,
    sobol,
    uniform,
    xavier,
    zeros,
)
from landscapes import Landscape, catalogue, find

BOX = ((-2.0, 4.0), (10.0, 11.0))
RANDOM = [uniform, latin_hypercube, sobol, halton, poisson_disk]


def test_grid_has_edges_and_x_varies_fastest():
    places = grid(BOX, 3)
    assert places.tolist()[:4] == [[-2, 10], [1, 10], [4, 10], [-2, 10.5]]
    assert grid(BOX, 15).shape == (225, 2)
    assert grid(BOX, 1).tolist() == [[1, 10.5]]
    assert grid((*BOX, (0.0, 1.0)), 2).shape == (8, 3)


@pytest.mark.parametrize("make", RANDOM)
def test_random_starts_stay_inside_and_repeat(make):
    places = make(BOX, 64, seed=7)
    assert places.shape == (64, 2)
    low, high = np.transpose(BOX)
    assert ((places >= low) & (places <= high)).all()
    np.testing.assert_array_equal(places, make(BOX, 64, seed=7))
    assert not np.array_equal(places, make(BOX, 64, seed=8))


def test_latin_hypercube_has_one_point_in_each_slice():
    places = latin_hypercube(((0.0, 1.0),) * 3, 50, seed=1)
    assert (np.sort((places * 50).astype(int), axis=0) == np.arange(50)[:, None]).all()


@pytest.mark.parametrize("make", [sobol, halton, latin_hypercube])
def test_designs_are_more_even_than_chance(make):
    square = ((0.0, 1.0), (0.0, 1.0))
    assert qmc.discrepancy(make(square, 256, seed=0)) < 0.3 * qmc.discrepancy(uniform(square, 256, seed=0))


@pytest.mark.parametrize("count", [1, 2, 10, 137, 500])
def test_poisson_disk_keeps_its_distance(count):
    places = poisson_disk(((0.0, 1.0), (0.0, 1.0)), count, seed=0)
    assert places.shape == (count, 2)
    if count > 1:
        assert pdist(places).min() > 0.6 / count**0.5


def test_gaussian_is_normal_around_its_centre():
    places = gaussian(BOX, 5000, centre=(1.0, 10.2), spread=0.3, seed=0)
    assert kstest((places - (1.0, 10.2)).ravel() / 0.3, "norm").pvalue > 0.01


def test_ring_and_edge_lie_where_they_say():
    around = ring(BOX, 12, centre=(0, 10.5), radius=0.25)
    np.testing.assert_allclose(np.hypot(around[:, 0], around[:, 1] - 10.5), 0.25)
    low, high = np.transpose(BOX)
    rim = edge(BOX, 28)
    assert rim.shape == (28, 2)
    assert np.isclose(rim, low).any(axis=1).sum() + np.isclose(rim, high).any(axis=1).sum() >= 28
    assert np.unique(rim, axis=0).shape == rim.shape


class _Network(Landscape):
    parameters = tuple(
        name
        for layer, (ins, outs) in enumerate(((3, 4), (4, 2)), 1)
        for name in (
            *(f"w[{layer}][{n}][{i}]" for n in range(1, outs + 1) for i in range(1, ins + 1)),
            *(f"b[{layer}][{n}]" for n in range(1, outs + 1)),
        )
    )


def test_network_initializations_have_their_variances():
    f = _Network(name="net", builder=lambda *x: sum(x), domain=((-1.0, 1.0),) * 26)
    for make, scales in ((xavier, (2 / 7, 2 / 6)), (he, (2 / 3, 2 / 4))):
        places = make(f, 4000, seed=0)
        assert places.shape == (4000, 26)
        assert places[:, :12].var() == pytest.approx(scales[0], rel=0.05)
        assert places[:, 16:24].var() == pytest.approx(scales[1], rel=0.05)
        assert not places[:, 12:16].any() and not places[:, 24:].any()
    assert not zeros(f, 3).any()
    perceptron = find("perceptron")
    places = he(perceptron, 4000)
    bias = np.array([name.startswith("b") for name in perceptron.parameters])
    assert not places[:, bias].any() and places[:, ~bias].std(axis=0).min() > 0.6
    with pytest.raises(ValueError, match="himmelblau is not a network"):
        xavier(catalogue["himmelblau"])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("grid:0", "grid.count must be >= 1, got 0"),
        ("grid:99999", "grid.count 99999 would make more than 20,000,000 starts"),
        ("points:(100,2)", "points: (100.0, 2.0) lies outside the domain"),
        ("points:(1,2,3)", "points must be N >= 1 points of 2 coordinates"),
        ("points:(1,nan)", "points must be finite"),
        ("ring:5,radius=-1", "ring.radius must be > 0, got -1"),
        ("gaussian:5,centre=(1,2,3)", "gaussian.centre must be 2 finite numbers, got (1, 2, 3)"),
        ("gridd:3", "unknown starts 'gridd'; did you mean 'grid'? accepted: constant, edge, gaussian"),
        ("uniform:5,sed=1", "unknown setting of starts uniform 'sed'; did you mean 'seed'?"),
    ],
)
def test_bad_starts_are_one_clear_line(text, message):
    with pytest.raises(ValueError) as caught:
        parse_starts(text)(catalogue["himmelblau"])
    assert str(caught.value).startswith(message)


def test_given_points_may_lie_anywhere_in_the_search_domain():
    f = Landscape(name="here", builder=lambda x: x**2, domain=((-1.0, 1.0),), search_domain=((-9.0, 9.0),))
    np.testing.assert_array_equal(parse_starts("points:(8)")(f), [[8.0]])


@given(
    name=st.sampled_from(sorted(set(known_starts()) - {"points"})),
    count=st.one_of(st.integers(-5, 30), st.floats(), st.text(max_size=3), st.none(), st.booleans()),
    domain=st.lists(st.tuples(st.floats(), st.floats()), max_size=3),
)
def test_hostile_settings_give_a_value_error_or_finite_points(name, count, domain):
    make = known_starts()[name]
    f = catalogue["himmelblau"]
    try:
        places = make(f if name in ("xavier", "he", "zeros", "constant") else domain, count=count)
    except ValueError as error:
        assert "\n" not in str(error)
    else:
        assert places.ndim == 2 and not np.isnan(places).any()


@given(positions=st.recursive(st.one_of(st.floats(), st.text(max_size=2), st.none()), st.lists, max_leaves=8))
def test_hostile_points_give_a_value_error_or_points_inside(positions):
    try:
        places = points(BOX, positions)
    except ValueError as error:
        assert "\n" not in str(error)
    else:
        assert places.shape[1] == 2 and np.isfinite(places).all()
