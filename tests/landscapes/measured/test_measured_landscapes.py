"""Landscapes without a formula, against the same ones with it."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from descent import Adam, GradientDescent, descend, grid
from landscapes import Landscape, catalogue, to_javascript, to_record

F = catalogue["himmelblau"]
POINTS = np.random.default_rng(0).uniform(-5, 5, (60, 2))


def separate(x: Any, y: Any) -> Any:
    return (x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2


def rows(p: Any) -> Any:
    return separate(p[..., 0], p[..., 1])


def one(p: Any) -> float:
    x, y = map(float, p)
    return math.pow(x * x + y - 11, 2) + math.pow(x + y * y - 7, 2)


def slope(p: Any) -> Any:
    return F.gradient(p)


def slope_of_one(p: Any) -> list[float]:
    if np.ndim(p) != 1:
        raise IndexError("one point")
    return [float(s) for s in F.gradient(p)]


@pytest.mark.parametrize(
    ("function", "form"),
    [(separate, "columns"), (rows, "rows"), (one, "point"), (lambda x, y: one((x, y)), "coordinates")],
)
@pytest.mark.parametrize("gradient", [None, slope, slope_of_one])
def test_any_form_is_the_same_landscape(function: Any, form: str, gradient: Any) -> None:
    f = Landscape.from_function(function, F.domain, gradient, name="mine")
    builder: Any = f.builder
    assert (f.kind, builder.height.form) == ("function", form)
    assert np.allclose(f.value(POINTS), F.value(POINTS), rtol=1e-12)
    assert np.allclose(f.gradient(POINTS), F.gradient(POINTS), rtol=1e-9, atol=1e-9)
    assert np.allclose(f.hessian(POINTS), F.hessian(POINTS), rtol=1e-6, atol=1e-6)
    assert f.value(POINTS.reshape(3, 20, 2)).shape == (3, 20)
    assert ("as given" if gradient else "differences of order 4") in f.story


def test_runs_end_as_on_the_formula() -> None:
    f, starts = Landscape.from_function(separate, F.domain), grid(F.domain, 7)
    ours, theirs = (descend(g, starts, Adam(0.1), steps=250) for g in (F, f))
    assert np.allclose(ours.positions, theirs.positions, atol=1e-6)
    assert (ours.ending == theirs.ending).all()
    assert (ours.destinations.counts == theirs.destinations.counts).all()
    with_rate = descend(f, starts, GradientDescent(), steps=250)
    assert (with_rate.ending == descend(F, starts, GradientDescent(), steps=250).ending).all()


def test_stationary_points_are_likely() -> None:
    for f in (Landscape.from_function(separate, F.domain), sampled(F, 161)):
        found, known = f.stationary_points(), F.stationary_points()
        assert found.complete == "likely"
        assert sorted(p.kind for p in found) == sorted(p.kind for p in known)
        for a in known:
            assert min(np.abs(a.position - b.position).max() for b in found) < 1e-3


def sampled(f: Landscape, count: int, hole: bool = False) -> Landscape:
    xs, ys = (np.linspace(low, high, count - 10 * k) for k, (low, high) in enumerate(f.domain))
    heights = f.value(np.stack(np.meshgrid(xs, ys), axis=-1))
    if hole:
        heights[20:30, 40:60] = np.nan
    return Landscape.from_samples(xs, ys, heights)


@pytest.mark.parametrize("name", ["himmelblau", "branin", "six_hump_camel", "mccormick", "rosenbrock"])
def test_samples_come_closer_by_the_fourth_power(name: str) -> None:
    f = catalogue[name]
    low, high = np.array(f.domain).T
    points = low + (high - low) * np.random.default_rng(1).random((200, 2))
    off = [np.abs(sampled(f, n).value(points) - f.value(points)).max() for n in (40, 80, 160)]
    assert off[0] > 6 * off[1] > 36 * off[2]
    steep = np.abs(f.gradient(points)).max()
    assert np.abs(sampled(f, 160).gradient(points) - f.gradient(points)).max() < 1e-3 * steep


def test_holes_and_what_lies_outside_have_no_height() -> None:
    f = sampled(F, 121, hole=True)
    xs, ys = f.builder.axes  # type: ignore[attr-defined]
    assert np.isnan(f.value([[xs[45], ys[25]], [xs[39] + 1e-9, ys[25]], [5.1, 0.0]])).all()
    assert np.isfinite(f.value([[xs[39], ys[25]], [xs[39] - 1e-3, ys[25]], [5.0, 5.0]])).all()
    # Beside the hole nothing rings: slopes are those of the whole.
    beside = np.array([[xs[39] - 1e-6, y] for y in ys[18:32]])
    assert np.abs(f.gradient(beside) - F.gradient(beside)).max() < 0.05 * np.abs(F.gradient(POINTS)).max()
    run = descend(f, grid(F.domain, 15), GradientDescent(0.01), steps=300)
    assert {"UNDEFINED", "CONVERGED"} <= {_name(e) for e in run.ending}


def _name(code: int) -> str:
    from descent import Ending

    return Ending(code).name


def test_planes_and_slices_of_what_is_measured() -> None:
    whole = catalogue["rosenbrock"].in_dimensions(4)
    f = Landscape.from_function(lambda p: whole.value(p), whole.domain, lambda p: whole.gradient(p))
    origin, u, v = [0.1, 0.2, 0.3, 0.4], [1.0, 0.0, 1.0, 0.0], [0.0, 0.5, 0.0, -1.0]
    ours, theirs = (g.plane(origin, u, v, [(-1, 1), (-1, 1)]) for g in (whole, f))
    at = np.random.default_rng(2).uniform(-1, 1, (20, 2))
    assert np.allclose(ours.value(at), theirs.value(at))
    assert np.allclose(ours.gradient(at), theirs.gradient(at))
    assert np.allclose(ours.hessian(at), theirs.hessian(at), rtol=1e-6, atol=1e-5)


def test_where_the_arithmetic_fails_there_is_no_height() -> None:
    f = Landscape.from_function(lambda p: math.log(p[0]) + p[1] ** 2, [(0.5, 3), (-1, 1)])
    assert np.isnan(f.value([-1.0, 0.0]))
    assert f.value([1.0, 0.5]) == 0.25


_RANDOM = np.random.default_rng(0)


@pytest.mark.parametrize(
    ("function", "said"),
    [
        (3, "must be callable"),
        (lambda p: "high", "no real numbers"),
        (lambda p: p[0] * 1j, "no real numbers"),
        (lambda p: p, "raised ValueError"),
        (lambda p: p[7], "raised IndexError"),
        (lambda p: float(p[0]) + _RANDOM.normal(), "must give the same height"),
        (lambda x, y, z: x, "raised TypeError"),
    ],
)
def test_a_function_that_is_none_is_one_line(function: Any, said: str) -> None:
    with pytest.raises(ValueError, match=said) as caught:
        Landscape.from_function(function, F.domain)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("xs", "ys", "heights", "said"),
    [
        ([0, 1, 2], [0, 1, 2, 3], np.zeros((4, 3)), "xs must be 4 places or more"),
        ([0, 2, 1, 3], [0, 1, 2, 3], np.zeros((4, 4)), "sort them"),
        ([0, 1, 2, 3, 4], [0, 1, 2, 3], np.zeros((5, 4)), r"shape \(len\(ys\), len\(xs\)\) = \(4, 5\)"),
        ([0, 1, 2, 3], [0, 1, 2, 3], np.full((4, 4), np.nan), "must be finite"),
        ([0, 1, 2, 3], [0, 1, 2, 3], "high", "must be numbers"),
    ],
)
def test_samples_that_are_none_are_one_line(xs: Any, ys: Any, heights: Any, said: str) -> None:
    with pytest.raises(ValueError, match=said) as caught:
        Landscape.from_samples(xs, ys, heights)
    assert "\n" not in str(caught.value)


def test_what_needs_a_formula_says_so() -> None:
    f = Landscape.from_function(separate, F.domain, name="mine")
    for ask, said in ((to_javascript, "mine is somebody's function"), (to_record, r"mine .*no formula")):
        with pytest.raises(ValueError, match=said):
            ask(f)


@pytest.mark.parametrize("library", ["jax", "torch"])
def test_slopes_of_jax_and_torch_are_theirs(library: str) -> None:
    module = pytest.importorskip(library, reason=f"{library} is not installed: pip install .[guests]")
    np_like = module.numpy if library == "jax" else module
    f = Landscape.from_function(lambda p: np_like.sin(p[0]) * np_like.exp(p[1]), [(-2, 2), (-1, 1)])
    assert f"by {library}" in f.story
    at = np.random.default_rng(3).uniform(-1, 1, (9, 2))
    x, y = at.T
    exact = np.stack([np.cos(x) * np.exp(y), np.sin(x) * np.exp(y)], axis=1)
    assert np.allclose(f.gradient(at), exact, rtol=1e-5 if library == "jax" else 1e-12)


_PLACE = np.zeros(1)


def _into_a_buffer(x: float, y: float) -> Any:
    _PLACE[0] = x**2 + y**2
    return _PLACE


def _written_on(p: Any) -> Any:
    p *= 2
    return (p**2).sum(-1) / 4


@pytest.mark.parametrize(
    "function",
    [
        _into_a_buffer,
        lambda p: _into_a_buffer(*p),
        _written_on,
        lambda *every: every[0] ** 2 + every[1] ** 2,
        lambda x, y=1.0: x**2 + y**2,
        lambda x, y: Fraction(float(x)) ** 2 + Fraction(float(y)) ** 2,
    ],
)
def test_a_function_may_be_written_as_it_likes(function: Any) -> None:
    f = Landscape.from_function(function, ((-2, 2), (-2, 2)))
    points = np.random.default_rng(1).uniform(-2, 2, (9, 2))
    assert np.allclose(f.value(points), (points**2).sum(-1))
    assert np.allclose(f.gradient(points), 2 * points, atol=1e-9)


def test_a_function_that_divides_by_zero_has_holes() -> None:
    f = Landscape.from_function(lambda x, y: 1 / (x - x), ((-2, 2), (-2, 2)))
    assert np.isnan(f.value([1.0, 1.0]))


@pytest.mark.parametrize(
    ("gradient", "said"),
    [
        (lambda x, y: (-2 * x, -2 * y), "the gradient must be the function's"),
        (lambda x, y: (2 * y, -2 * x), "the gradient must be the function's"),
        (lambda x, y: 1 / 0, "the gradient must be the function's"),
        (lambda x, y: (2 * x, 2 * y, 0), "the gradient, .* must give numbers of shape"),
        (lambda x, y: (2 * x + _RANDOM.normal(), 2 * y), "the gradient must give the same gradient"),
        (np.zeros(2), "the gradient must be callable"),
    ],
)
def test_a_gradient_that_is_none_is_one_line(gradient: Any, said: str) -> None:
    with pytest.raises(ValueError, match=said) as caught:
        Landscape.from_function(lambda x, y: x**2 + y**2, ((-2, 2), (-2, 2)), gradient)
    assert "\n" not in str(caught.value)


def test_a_gradient_of_kinks_and_stairs_is_taken_as_it_is() -> None:
    box = ((-2, 2), (-2, 2))
    cone = Landscape.from_function(lambda x, y: abs(x) + abs(y), box, lambda x, y: (np.sign(x), np.sign(y)))
    assert cone.gradient([1.0, -1.0]).tolist() == [1.0, -1.0]
    stairs = Landscape.from_function(lambda x, y: np.floor(x), box, lambda x, y: (1.0 + 0 * x, 0 * y))
    assert stairs.gradient([1.5, 0.0]).tolist() == [1.0, 0.0]
