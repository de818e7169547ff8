"""Losses of real models: the formula against plain NumPy, whole and by mini-batches."""

from __future__ import annotations

import pickle
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from landscapes import catalogue, find, fit, model_landscapes
from landscapes.models import DataLandscape, perceptron_loss, quadratic_fit

RNG = np.random.default_rng(17)
NAMES = ["roller_coaster", "roller_coaster_mae", "roller_coaster_smooth_mae", "iris_logistic", "perceptron"]


def points_of(f, count=6):
    low, high = np.array(f.domain).T
    return RNG.uniform(low, high, (count, f.dimensions))


def backpropagation(weights, inputs, targets, sizes=(3, 4, 4, 1)):
    """Loss and gradient of a tanh perceptron by hand-written backpropagation: an oracle without SymPy."""
    layers, start = [], 0
    for inside, neurons in pairwise(sizes):
        block = weights[start : start + (inside + 1) * neurons].reshape(neurons, inside + 1)
        layers.append((block[:, :-1], block[:, -1]))
        start += block.size
    activations = [inputs.T]
    for matrix, bias in layers:
        activations.append(np.tanh(matrix @ activations[-1] + bias[:, None]))
    error = activations[-1] - targets
    flow, gradient = 2 * error, []
    for (matrix, _), before, after in zip(
        reversed(layers), activations[-2::-1], activations[:0:-1], strict=True
    ):
        flow = flow * (1 - after**2)
        gradient.append(np.column_stack([flow @ before.T, flow.sum(axis=1)]).ravel())
        flow = matrix.T @ flow
    return (error**2).sum(), np.concatenate(gradient[::-1])


def test_find_knows_them_by_name():
    assert list(model_landscapes) == NAMES
    assert all(isinstance(find(name), DataLandscape) and find(name).name == name for name in NAMES)
    assert not set(model_landscapes) & set(catalogue)
    with pytest.raises(LookupError, match="did you mean 'perceptron'"):
        find("percepton")


@pytest.mark.parametrize("name", NAMES)
def test_formula_is_the_reduction_of_the_rows(name):
    f = model_landscapes[name]
    points = points_of(f)
    reduced = f.row_losses(points).mean(-1) if name != "perceptron" else f.row_losses(points).sum(-1)
    np.testing.assert_allclose(f.value(points), reduced, rtol=1e-12)


@pytest.mark.parametrize("name", NAMES)
def test_batches_of_one_size_average_to_the_gradient(name):
    f = model_landscapes[name]
    points = points_of(f).reshape(2, 3, -1)
    order = RNG.permutation(f.rows)
    batches = [f.batch_gradient(points, chunk) for chunk in order.reshape(4, -1)]
    assert batches[0].shape == points.shape
    whole = f.gradient(points)
    np.testing.assert_allclose(np.mean(batches, axis=0), whole, rtol=1e-11, atol=1e-11)
    np.testing.assert_allclose(f.batch_gradient(points, np.arange(f.rows)), whole, rtol=1e-11, atol=1e-11)
    assert np.abs(batches[0] - whole).max() > 1e-6


def test_a_batch_is_a_landscape_of_its_own():
    f = model_landscapes["iris_logistic"]
    part = f.batch([3, 99, 3])
    points = points_of(f)
    np.testing.assert_allclose(part.value(points), f.row_losses(points, [3, 99, 3]).mean(-1), rtol=1e-12)
    np.testing.assert_allclose(
        part.gradient(points), f.batch_gradient(points, [3, 99, 3]), rtol=1e-12, atol=1e-14
    )
    assert part.rows == 3 and len(part.minimizers) == 0 and part.minimum is None


@pytest.mark.parametrize("rows", [[], [100], [-1], [0.5], 3, [[1]], "a"])
def test_batches_of_rows_that_are_not_there_are_refused(rows):
    with pytest.raises(ValueError, match=r"iris_logistic: a batch must be row numbers 0\.\.99"):
        model_landscapes["iris_logistic"].batch_gradient([0.0, 0.0], rows)


@pytest.mark.parametrize("name", NAMES)
def test_travels(name):
    f = pickle.loads(pickle.dumps(model_landscapes[name]))
    point = points_of(f, 1)
    assert f.value(point) == model_landscapes[name].value(point)


@pytest.mark.parametrize("name", NAMES)
def test_latex_is_short_enough_for_a_caption(name):
    latex = model_landscapes[name].latex
    assert len(latex) < 400 and r"\sum_{i=1}^{" in latex


def test_quadratic_fit_is_the_least_squares_fit():
    f = quadratic_fit("mse")
    t, speed = f.table.T
    assert f.rows == 20 and t.tolist() == list(range(20))
    np.testing.assert_allclose(f.minimizers[0], np.polyfit(t, speed, 2), rtol=1e-10)
    assert f.minimum == pytest.approx(((np.polyval(f.minimizers[0], t) - speed) ** 2).mean(), rel=1e-12)
    np.testing.assert_allclose(f.gradient(f.minimizers), 0, atol=1e-10)
    noise = speed - (0.75 * (t - 9.5) ** 2 + 1)
    assert 1.5 < noise.std() < 4.5


def test_quadratic_fit_without_noise_finds_the_parabola():
    f = quadratic_fit(noise=0.0)
    np.testing.assert_allclose(f.minimizers[0], [0.75, -14.25, 68.6875], atol=1e-3)  # rounded data
    assert f.minimum == pytest.approx(0, abs=1e-6)
    assert quadratic_fit(seed=1).table.tolist() != quadratic_fit(seed=2).table.tolist()
    assert quadratic_fit(seed=1).table.tolist() == quadratic_fit(seed=1).table.tolist()


def test_absolute_errors_are_what_they_say():
    exact, smooth = model_landscapes["roller_coaster_mae"], model_landscapes["roller_coaster_smooth_mae"]
    points = points_of(exact)
    t, speed = exact.table.T
    residuals = points[:, :1] * t**2 + points[:, 1:2] * t + points[:, 2:] - speed
    np.testing.assert_allclose(exact.value(points), np.abs(residuals).mean(-1), rtol=1e-12)
    np.testing.assert_allclose(smooth.value(points), (np.sqrt(residuals**2 + 1) - 1).mean(-1), rtol=1e-12)
    signs = (np.sign(residuals)[..., None] * np.stack([t**2, t, np.ones(20)], axis=1)).mean(axis=1)
    np.testing.assert_allclose(exact.gradient(points), signs, rtol=1e-12, atol=1e-13)


@pytest.mark.parametrize("options", [{"loss": "huber"}, {"noise": -1.0}, {"steps": 2}])
def test_quadratic_fit_refuses_what_it_does_not_know(options):
    with pytest.raises(ValueError, match="quadratic_fit: "):
        quadratic_fit(**options)


def test_perceptron_agrees_with_backpropagation():
    f = model_landscapes["perceptron"]
    table = f.table
    assert f.dimensions == 41 and len(f.parameters) == 41
    points = RNG.uniform(-1.5, 1.5, (20, 41))
    heights, gradients = f.value_and_gradient(points)
    for point, height, gradient in zip(points, heights, gradients, strict=True):
        loss, slope = backpropagation(point, table[:, :3], table[:, 3])
        assert height == pytest.approx(loss, rel=1e-13)
        np.testing.assert_allclose(gradient, slope, rtol=1e-10, atol=1e-12)


def test_twenty_steps_at_rate_a_tenth_bring_the_perceptron_s_loss_down():
    f = model_landscapes["perceptron"]
    points = np.random.default_rng(1).uniform(-1, 1, (100, 41))
    first = f.value(points)
    for _ in range(20):
        points = points - 0.1 * f.gradient(points)
    last = f.value(points)
    assert (last < first).mean() > 0.97 and np.median(last) < 0.05 < 4 < np.median(first)


def test_perceptron_counts_its_parameters_in_micrograd_s_order():
    f = perceptron_loss((2, 2, 1), [(1.0, 2.0, -1.0)])
    assert f.parameters == (
        "w[1][1][1]", "w[1][1][2]", "b[1][1]", "w[1][2][1]", "w[1][2][2]", "b[1][2]", "w[2][1][1]", "w[2][1][2]", "b[2][1]",
    )  # fmt: skip
    point = RNG.normal(size=9)
    hidden = np.tanh([point[0] + 2 * point[1] + point[2], point[3] + 2 * point[4] + point[5]])
    output = np.tanh(hidden @ point[6:8] + point[8])
    assert f.value(point) == pytest.approx((output + 1) ** 2, rel=1e-13)


@pytest.mark.parametrize("arguments", [((3,),), ((3, 2),), ((2, 1),), ((3, 4, 1), []), ((3, 0, 1),)])
def test_perceptron_refuses_sizes_that_do_not_fit(arguments):
    with pytest.raises(ValueError, match="perceptron_loss: "):
        perceptron_loss(*arguments)


def test_iris_regression_is_fisher_s_irises():
    f = model_landscapes["iris_logistic"]
    width, species = f.table.T
    assert f.rows == 100 and (species == 1).sum() == 50
    assert width.mean() == pytest.approx(0, abs=1e-12) and width.std() == pytest.approx(1)
    assert width[species == 1].min() < width[species == -1].max()  # they overlap: the minimizer is finite
    point = np.array([1.3, -0.4])
    assert f.value(point) == pytest.approx(np.log1p(np.exp(-species * (1.3 * width - 0.4))).mean(), rel=1e-13)


def test_iris_regression_has_its_minimum_where_it_says():
    f = model_landscapes["iris_logistic"]
    np.testing.assert_allclose(f.gradient(f.minimizers), 0, atol=1e-14)
    assert f.value(f.minimizers)[0] == pytest.approx(f.minimum, rel=1e-15)
    points = f.stationary_points()
    assert [p.kind for p in points] == ["minimum"] and points.complete == "proven"


@pytest.mark.parametrize(
    ("model", "title"),
    [
        ("theta_0 + theta_1*size", "price by θ₀ + θ₁·size"),
        ("a*size**2 + exp(-b * size)", "price by a·size² + exp(-b·size)"),
        ("a*size^2.5 + sin(w_1)", "price by a·size^2.5 + sin(w₁)"),
    ],
)
def test_a_title_has_its_names_as_they_are_set(model: str, title: str) -> None:
    data = {"size": [0.2, 0.5, 0.9, 1.1], "price": [1.0, 1.5, 2.0, 2.2]}
    assert fit(model, data, target="price", domain=[(-1, 1)] * 2).title == title


def test_columns_that_do_not_count_may_hold_text(tmp_path: Path) -> None:
    path = tmp_path / "houses.csv"
    path.write_text("size;price;town\n10,5;100;Rome\n20,5;200;Oslo\n30,5;300;Lima\n")
    columns = {"size": [10.5, 20.5, 30.5], "price": [100, 200, 300], "town": ["Rome", "Oslo", "Lima"]}
    for data in (path, columns):
        assert fit("a + b*size", data, target="price").value([-5.0, 10.0]) == pytest.approx(0.0)
        with pytest.raises(ValueError, match=r"town.* (is no number|is not)"):
            fit("a + b*size", data, target="town")


@pytest.mark.parametrize(
    ("model", "x", "said"),
    [
        ("a + b*log(x)", [0, 1, 2], "is not finite at row 1"),
        ("a + b/x", [1, 0, 2], "is not finite at row 2"),
        ("a + b*x", [1e200, 2e200, 3e200], "is not finite squared"),
        (None, [1, 2, 3], "model must be text"),
    ],
)
def test_a_model_that_a_table_breaks_is_one_line(model: Any, x: list[float], said: str) -> None:
    with pytest.raises(ValueError, match=f"^fit: .*{said}"):
        fit(model, {"x": x, "y": [1, 2, 3]}, target="y")
