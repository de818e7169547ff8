"""Functions of n variables: the formulas and minima agree with plain NumPy in 1, 3 and 10 variables."""

import math
import pickle

import numpy as np
import pytest

from landscapes import catalogue

E = math.e


def count(x):
    return np.arange(1, len(x) + 1)


def levy(x):
    w = 1 + (x - 1) / 4
    inner = np.sum((w[:-1] - 1) ** 2 * (1 + 10 * np.sin(np.pi * w[:-1] + 1) ** 2))
    return np.sin(np.pi * w[0]) ** 2 + inner + (w[-1] - 1) ** 2 * (1 + np.sin(2 * np.pi * w[-1]) ** 2)


def perm_d_beta(x):
    j = count(x)
    return sum(np.sum((j**i + 0.5) * ((x / j) ** i - 1)) ** 2 for i in range(1, len(x) + 1))


def perm_0_d_beta(x):
    j = count(x)
    return sum(np.sum((j + 10) * (x**i - 1.0 / j**i)) ** 2 for i in range(1, len(x) + 1))


def shubert_wave(t):
    return sum(j * np.cos((j + 1) * t + j) for j in range(1, 6))


def xin_she_yang4(x):
    bell = np.exp(-np.sum(x**2))
    return (np.sum(np.sin(x) ** 2) - bell) * np.exp(-np.sum(np.sin(np.sqrt(abs(x))) ** 2))


PLAIN = {
    "ackley": lambda x: (
        20 + E - 20 * np.exp(-0.2 * np.sqrt(np.mean(x**2))) - np.exp(np.mean(np.cos(2 * np.pi * x)))
    ),
    "alpine1": lambda x: np.sum(abs(x * np.sin(x) + 0.1 * x)),
    "alpine2": lambda x: -np.prod(np.sqrt(x) * np.sin(x)),
    "dixon_price": lambda x: (x[0] - 1) ** 2 + np.sum(count(x)[1:] * (2 * x[1:] ** 2 - x[:-1]) ** 2),
    "double_sum": lambda x: np.sum(np.cumsum(x) ** 2),
    "exponential": lambda x: -np.exp(-0.5 * np.sum(x**2)),
    "griewank": lambda x: 1 + np.sum(x**2) / 4000 - np.prod(np.cos(x / np.sqrt(count(x)))),
    "levy": levy,
    "michalewicz": lambda x: -np.sum(np.sin(x) * np.sin(count(x) * x**2 / np.pi) ** 20),
    "perm_0_d_beta": perm_0_d_beta,
    "perm_d_beta": perm_d_beta,
    "plateau": lambda x: np.tanh(np.sum(x**2) / 4),
    "powell_sum": lambda x: np.sum(abs(x) ** (count(x) + 1)),
    "qing": lambda x: np.sum((x**2 - count(x)) ** 2),
    "rastrigin": lambda x: np.sum(x**2 - 10 * np.cos(2 * np.pi * x) + 10),
    "rosenbrock": lambda x: np.sum(100 * (x[1:] - x[:-1] ** 2) ** 2 + (x[:-1] - 1) ** 2),
    "rotated_hyper_ellipsoid": lambda x: np.sum(np.cumsum(x**2)),
    "salomon": lambda x: 1 - np.cos(2 * np.pi * np.linalg.norm(x)) + 0.1 * np.linalg.norm(x),
    "schwefel": lambda x: 418.9829 * len(x) - np.sum(x * np.sin(np.sqrt(abs(x)))),
    "shubert": lambda x: np.prod(shubert_wave(x)),
    "shubert3": lambda x: sum(np.sum(j * np.sin((j + 1) * x + j)) for j in range(1, 6)),
    "shubert4": lambda x: np.sum(shubert_wave(x)),
    "sphere": lambda x: x @ x,
    "styblinski_tang": lambda x: 0.5 * np.sum(x**4 - 16 * x**2 + 5 * x),
    "sum_squares": lambda x: np.sum(count(x) * x**2),
    "trid": lambda x: np.sum((x - 1) ** 2) - np.sum(x[1:] * x[:-1]),
    "xin_she_yang1": lambda x: 0.5 * np.sum(abs(x) ** count(x)),
    "xin_she_yang2": lambda x: np.sum(abs(x)) * np.exp(-np.sum(np.sin(x**2))),
    "xin_she_yang3": lambda x: (
        np.exp(-np.sum((x / 15) ** 10)) - 2 * np.exp(-np.sum(x**2)) * np.prod(np.cos(x) ** 2)
    ),
    "xin_she_yang4": xin_she_yang4,
    "zakharov": lambda x: x @ x + np.sum(0.5 * count(x) * x) ** 2 + np.sum(0.5 * count(x) * x) ** 4,
}
TOO_MANY_TO_LIST = {"alpine1", "shubert", "shubert3", "shubert4"}  # 8^10, 10 x 3^10, 3^10
NOT_SOLVED = {"perm_d_beta", "perm_0_d_beta"}  # for more than two variables


def test_every_function_of_any_number_of_variables_is_compared_here():
    assert set(PLAIN) == {name for name, f in catalogue.items() if f.scaled}


@pytest.mark.parametrize("variables", [3, 10])
@pytest.mark.parametrize("name", PLAIN)
def test_formula_agrees_with_plain_numpy(name, variables):
    f = catalogue[name].in_dimensions(variables)
    assert f.name == name
    assert f.dimensions == len(f.search_domain) == variables
    low, high = np.array(f.domain).T
    points = np.random.default_rng(variables).uniform(low, high, (8, variables))
    expected = [PLAIN[name](x) for x in points]
    size = np.abs(expected).max()
    np.testing.assert_allclose(f.value(points), expected, rtol=1e-10, atol=1e-13 * size)


@pytest.mark.parametrize("variables", [3, 10])
@pytest.mark.parametrize("name", sorted(set(PLAIN) - NOT_SOLVED))
def test_minimum_holds_and_nothing_is_lower_nearby_or_far(name, variables):
    f = catalogue[name].in_dimensions(variables)
    slack = 1e-10 * max(1.0, abs(f.minimum))
    low, high = np.array(f.search_domain).T
    rng = np.random.default_rng(0)
    points = rng.uniform(low, high, (2000, variables))
    if len(f.minimizers):
        at = f.minimizers[:64]
        assert np.all((at >= low) & (at <= high))
        assert np.abs(f.value(at) - f.minimum).max() <= slack
        near = at + rng.normal(size=(30, len(at), variables)) * (high - low) * 1e-3
        points = np.vstack([points, np.clip(near.reshape(-1, variables), low, high)])
    assert f.value(points).min() >= f.minimum - slack


@pytest.mark.parametrize(
    ("name", "variables", "listed"),
    [
        ("rosenbrock", 10, 1),
        ("qing", 3, 8),
        ("qing", 10, 1024),
        ("qing", 13, 0),
        ("dixon_price", 1, 1),
        ("dixon_price", 5, 2),
        ("shubert", 3, 81),
        ("shubert3", 3, 27),
        ("alpine1", 3, 512),
        ("alpine1", 10, 0),
        ("michalewicz", 10, 1),
        ("michalewicz", 11, 0),
        ("perm_d_beta", 3, 0),
    ],
)
def test_number_of_minimizers_listed(name, variables, listed):
    f = catalogue[name].in_dimensions(variables)
    assert f.minimizers.shape == (listed, variables)


def test_minimum_is_known_where_the_minimizers_are_only_too_many():
    assert catalogue["alpine1"].in_dimensions(10).minimum == 0.0
    assert catalogue["michalewicz"].in_dimensions(11).minimum is None


@pytest.mark.parametrize(("variables", "minimum"), [(2, -1.8013), (5, -4.687658), (10, -9.66015)])
def test_michalewicz_minimum_is_the_published_one(variables, minimum):
    f = catalogue["michalewicz"].in_dimensions(variables)
    assert f.minimum == pytest.approx(minimum, abs=6e-6)


def test_trid_box_and_minimum_grow_with_the_number_of_variables():
    f = catalogue["trid"].in_dimensions(6)
    assert f.minimum == -50.0
    assert f.domain == ((-36.0, 36.0),) * 6
    assert np.array_equal(f.minimizers, [[6, 10, 12, 12, 10, 6]])


def test_rosenbrock_draws_its_further_variables_like_the_second():
    assert catalogue["rosenbrock"].in_dimensions(3).domain == ((-2.0, 2.0), (-1.0, 3.0), (-1.0, 3.0))


@pytest.mark.parametrize("name", sorted(set(PLAIN) - {"rosenbrock"}))
def test_one_variable_is_enough(name):
    f = catalogue[name].in_dimensions(1)
    ((low, high),) = f.search_domain
    points = np.linspace(low, high, 20_001)[:, None]
    slack = 1e-12 * max(1.0, abs(f.minimum))
    assert f.value(f.minimizers) == pytest.approx(f.minimum, abs=100 * slack)
    assert f.value(points).min() >= f.minimum - 100 * slack
    assert [PLAIN[name](x) for x in points[::2000]] == pytest.approx(
        f.value(points[::2000]), rel=1e-9, abs=1e-9
    )


@pytest.mark.parametrize(("name", "variables"), [("rosenbrock", 1), ("sphere", 0), ("ackley", -3)])
def test_too_few_variables_are_refused(name, variables):
    with pytest.raises(ValueError, match=f"{name} needs at least . variables, got {variables}"):
        catalogue[name].in_dimensions(variables)


@pytest.mark.parametrize("name", ["himmelblau", "peaks", "parabola"])
def test_function_of_fixed_variables_says_so(name):
    with pytest.raises(ValueError, match=f"{name} is a function of"):
        catalogue[name].in_dimensions(5)


@pytest.mark.parametrize("name", PLAIN)
def test_landscape_of_three_variables_can_be_pickled(name):
    f = pickle.loads(pickle.dumps(catalogue[name].in_dimensions(3)))
    assert f.in_dimensions(2).formula == catalogue[name].formula
