"""Values, gradients and Hessians at points worked out elsewhere, with many digits."""

import json
from math import cos, e, exp, log, pi, sin, sqrt, tanh
from pathlib import Path

import numpy as np
import pytest

from landscapes import catalogue

FIVE = json.loads((Path(__file__).parents[1] / "truth" / "five_functions.json").read_text())


@pytest.mark.parametrize("name", FIVE)
def test_value_gradient_and_hessian_at_known_points(name):
    f = catalogue[name]
    for known in FIVE[name]:
        x, y, height, gx, gy, hxx, hxy, hyy = (
            float(known[k]) for k in ("x", "y", "f", "gx", "gy", "hxx", "hxy", "hyy")
        )
        assert f.value([x, y]) == pytest.approx(height, rel=1e-12, abs=1e-300)
        assert f.gradient([x, y]) == pytest.approx([gx, gy], rel=1e-12, abs=1e-12)
        assert f.hessian([x, y]) == pytest.approx(np.array([[hxx, hxy], [hxy, hyy]]), rel=1e-11, abs=1e-12)


R5 = sqrt(5)
BY_HAND = {  # a point where the books' formula can be worked out on paper, and what it gives there
    "matyas": ((1, 2), 0.34),
    "booth": ((0, 0), 74),
    "zakharov": ((1, 1), 2 + 1.5**2 + 1.5**4),
    "mccormick": ((0, 0), 1),
    "trid": ((0, 0), 2),
    "brent": ((0, 0), 201),
    "powell_badly_scaled": ((0, 0), 1 + 0.9999**2),
    "brown_badly_scaled": ((1e6, 0), 4 + 4e-12),
    "cube": ((0, 1), 101),
    "dixon_price": ((0, 1), 1 + 2 * 4),
    "three_hump_camel": ((1, 1), 2 - 1.05 + 1 / 6 + 2),
    "beale": ((0, 0), 1.5**2 + 2.25**2 + 2.625**2),
    "goldstein_price": ((0, 0), 600),
    "freudenstein_roth": ((0, 0), 13**2 + 29**2),
    "trecanni": ((1, 1), 10),
    "zettl": ((1, 1), 0.25),
    "zirilli": ((1, 1), 0.25 - 0.5 + 0.1 + 0.5),
    "deckkers_aarts": ((0, 10), 100 - 10**4 + 1000),
    "price3": ((0, 0), 1),
    "price4": ((1, 1), 37),
    "wayburn_seader1": ((0, 0), 305),
    "wayburn_seader2": ((0.3125, 1.625), 1.613**2 + 0.625**2),
    "jennrich_sampson": ((0, 0), sum((2 * i) ** 2 for i in range(1, 11))),
    "perm_d_beta": ((0, 0), 4**2 + 6**2),
    "perm_0_d_beta": ((0, 0), 17**2 + 14**2),
    "rastrigin": ((0.5, 1), 20.25 + 1),
    "ackley2": ((3, 4), -200 * exp(-0.1)),
    "ackley3": ((0, 0), -200 + 5 * e),
    "ackley4": ((0, pi / 4), exp(-0.2) * pi / 4 + 6),
    "bohachevsky1": ((1, 1), 3 + 0.3 - 0.4 + 0.7),
    "bohachevsky2": ((1, 1), 3 + 0.3 + 0.3),
    "bohachevsky3": ((1, 1), 3 + 0.3 + 0.3),
    "levy13": ((0.5, 1), 1 + 0.25),
    "branin": ((0, 0), 36 + 10 * (1 - 1 / (8 * pi)) + 10),
    "branin2_sum": ((0, 0), 36 + 10 * (1 - 1 / (8 * pi)) + 10),
    "styblinski_tang": ((1, 2), 0.5 * (-10 + (16 - 64 + 10))),
    "eggholder": ((0, 0), -47 * sin(sqrt(47))),
    "schaffer1": ((0, pi / 2), 0.5 + 0.5 / (1 + 0.001 * pi**2 / 4) ** 2),
    "schaffer2": ((sqrt(pi / 2), 0), 0.5 + 0.5 / (1 + 0.001 * pi / 2) ** 2),
    "schaffer3": ((0, 0), 0.5 + sin(1) ** 2 - 0.5),
    "schaffer4": ((1, 1), 0.5 + 0.5 / 1.002**2),
    "cross_in_tray": ((0, 1), -0.0001),
    "holder_table": ((pi / 2, 0), -exp(0.5)),
    "carrom_table": ((pi, 0), -1 / 30),
    "pen_holder": ((pi, 0), -exp(-1)),
    "test_tube_holder": ((pi / 2, 0), -4 * exp(cos(pi**2 / 800))),
    "drop_wave": ((0, pi / 12), -0.0),
    "bukin6": ((-5, 0.25 + 0.04), 100 * 0.2 + 0.05),
    "bukin2": ((0, 0), 101),
    "bukin4": ((0, 2), 400.1),
    "adjiman": ((0, 1), sin(1)),
    "bartels_conn": ((0, pi), pi**2 + 1),
    "bird": ((0, 0), e),
    "chichinadze": ((0, 0.5), 21 - 1 / R5),
    "egg_crate": ((pi / 2, pi), pi**2 / 4 + pi**2 + 25),
    "giunta": ((15 / 16, 15 / 16), 0.6),
    "hosaki": ((0, 1), exp(-1)),
    "keane": ((pi / 2, 0), -2 / pi),
    "parsopoulos": ((0, pi / 2), 2),
    "price1": ((0, 1), 25 + 16),
    "price2": ((0, pi / 2), 2 - 0.1 * exp(-(pi**2) / 4)),
    "ripple1": ((0.1, 0.9), -1.1 - 1.1 / 4),
    "ripple25": ((0.1, 0.9), -1 - 1 / 4),
    "trefethen": ((0, 0), 1 + sin(60)),
    "tripod": ((50, 50), 2),
    "ursem1": ((0, 0), -2),
    "ursem3": ((1, 0), -cos(2.2 * pi) * 0.5 - 1.5),
    "ursem4": ((0, 1), -0.75),
    "ursem_waves": ((1, 1), -0.9 - 3.5 + 4.7),
    "venter_sobiezcczanski": ((0, pi), pi**2 - 300 - 100 * cos(pi**2 / 30)),
    "peaks": ((0, 0), 3 * exp(-1) - exp(-1) / 3),
    "monkey_saddle": ((1, 2), -11),
    "hyperbolic_saddle": ((1, 2), -3),
    "long_valley": ((1, 2), 8.1),
    "double_well": ((2, 1), 9),
    "plateau": ((2, 0), tanh(1)),
    "parabola": ((3,), 9),
    "tilted_parabola": ((1,), 4),
    "quartic": ((1,), 0),
    "forrester": ((0,), 4 * sin(-4)),
    "gramacy_lee": ((0.55,), -1 / 1.1 + 0.45**4),
    "shubert": ((0, 0), sum(j * cos(j) for j in range(1, 6)) ** 2),
    "hansen": ((0, 0), sum((i + 1) * cos(i + 1) for i in range(5)) ** 2),
}


@pytest.mark.parametrize("name", BY_HAND)
def test_value_at_a_point_worked_out_by_hand(name):
    point, height = BY_HAND[name]
    assert catalogue[name].value(point) == pytest.approx(height, rel=1e-12, abs=1e-12)


def test_langermann_and_foxholes_have_the_books_constants():
    langermann = catalogue["langermann"].value([3, 5])
    squares = [0, 13, 17, 5, 32]
    waves = zip((1, 2, 5, 2, 3), squares, strict=True)
    assert langermann == pytest.approx(sum(c * exp(-s / pi) * cos(pi * s) for c, s in waves))
    foxholes = catalogue["dejong5"].value([16, 32])
    places = [(a, b) for b in (-32, -16, 0, 16, 32) for a in (-32, -16, 0, 16, 32)]
    depth = sum(1 / (i + (16 - a) ** 6 + (32 - b) ** 6) for i, (a, b) in enumerate(places, 1))
    assert foxholes == pytest.approx(1 / (0.002 + depth), rel=1e-12)


def test_mueller_brown_has_its_published_minima_and_saddles():
    f = catalogue["muller_brown"]
    for point, height in (
        ((-0.558, 1.442), -146.700),
        ((0.623, 0.028), -108.167),
        ((-0.050, 0.467), -80.768),
        ((-0.822, 0.624), -40.665),
        ((0.212, 0.293), -72.249),
    ):
        assert f.value(point) == pytest.approx(height, abs=3e-3)


def test_logarithm_of_branin2_counts_from_one():
    f, plain = catalogue["branin2_sum"], catalogue["branin"]
    x, y = 1.0, 2.0
    wave = 10 * (1 - 1 / (8 * pi))
    difference = wave * cos(x) * (cos(y) - 1) + log(6)
    assert f.value([x, y]) - plain.value([x, y]) == pytest.approx(difference, rel=1e-12)
