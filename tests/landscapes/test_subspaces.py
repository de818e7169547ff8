"""Slices and planes are the same function, seen where they say."""

from __future__ import annotations

import pickle

import numpy as np
import pytest

from landscapes import catalogue, parse

RNG = np.random.default_rng(11)
FIVE = catalogue["rosenbrock"].in_dimensions(5)
PEAKED = parse("sin(x1)*x2**2 + exp(x3)*x4 - x1*x4", ((-2, 2),) * 4)


def test_slice_is_the_function_with_some_coordinates_fixed():
    f = FIVE.slice({"x5": -0.3, "x2": 0.25})
    assert [str(v) for v in f.variables] == ["x1", "x3", "x4"] and f.domain == FIVE.domain[:3]
    free = RNG.uniform(-2, 2, (9, 3))
    points = np.stack([free[:, 0], np.full(9, 0.25), free[:, 1], free[:, 2], np.full(9, -0.3)], axis=1)
    np.testing.assert_allclose(f.value(free), FIVE.value(points), rtol=1e-13)
    np.testing.assert_allclose(f.gradient(free), FIVE.gradient(points)[:, [0, 2, 3]], rtol=1e-12, atol=1e-12)


def test_slices_of_slices_reach_one_variable():
    line = FIVE.slice({"x3": 1, "x4": 1, "x5": 1}).slice({"x2": 0.5})
    assert line.dimensions == 1 and str(line.variables[0]) == "x1"
    np.testing.assert_allclose(line.value([[0.2]]), FIVE.value([[0.2, 0.5, 1, 1, 1]]))
    assert FIVE.slice({}) is FIVE


def test_plane_is_a_substitution_with_exact_derivatives():
    origin, u, v = RNG.normal(size=(3, 4))
    f = PEAKED.plane(origin, u, v, ((-1, 1), (-2, 2)))
    ab = RNG.uniform(-1, 1, (7, 2))
    points = origin + ab @ np.stack([u, v])
    np.testing.assert_allclose(f.value(ab), PEAKED.value(points), rtol=1e-12)
    chain = PEAKED.gradient(points) @ np.stack([u, v], axis=1)
    np.testing.assert_allclose(f.gradient(ab), chain, rtol=1e-11, atol=1e-12)
    jacobian = np.stack([u, v], axis=1)
    np.testing.assert_allclose(
        f.hessian(ab), jacobian.T @ PEAKED.hessian(points) @ jacobian, rtol=1e-10, atol=1e-11
    )
    assert pickle.loads(pickle.dumps(f)).value(ab[0]) == f.value(ab[0])


def test_minimizers_carry_over_only_where_that_is_certain():
    through = FIVE.slice({"x1": 1, "x4": 1, "x5": 1})
    assert through.minimizers.tolist() == [[1.0, 1.0]] and through.minimum == FIVE.minimum
    beside = FIVE.slice({"x1": 0.99, "x4": 1, "x5": 1})
    assert len(beside.minimizers) == 0 and beside.minimum is None
    small, large = ((-1, 1),) * 2, ((-1e4, 1e4),) * 2
    assert FIVE.plane(np.ones(5), np.eye(5)[0], np.eye(5)[1], small).minimizers.tolist() == [[0.0, 0.0]]
    assert len(FIVE.plane(np.ones(5), np.eye(5)[0], np.eye(5)[1], large).minimizers) == 0


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: FIVE.slice({"x9": 1}), "x1, x2, x3, x4, x5"),
        (lambda: FIVE.slice({f"x{i}": 1 for i in range(1, 6)}), "at least one"),
        (lambda: FIVE.slice({"x1": float("nan")}), "finite"),
        (lambda: parse("log(x)+y", ((1, 2), (1, 2))).slice({"x": 0}), "no value"),
        (lambda: FIVE.plane([0] * 5, [1] * 5, [-2] * 5, ((0, 1),) * 2), "different directions"),
        (lambda: FIVE.plane([0] * 4, [1] * 5, [0, 1, 0, 0, 0], ((0, 1),) * 2), "origin"),
        (lambda: FIVE.plane([0] * 5, [1] * 5, [0, 1, 0, 0, 0], ((0, 1),)), "two ranges"),
        (lambda: FIVE.plane([0] * 5, [1] * 5, [0, 1, 0, 0, 0], ((1, 0),) * 2), "low < high"),
    ],
)
def test_refusals_name_the_rule_in_one_line(call, words):
    with pytest.raises(ValueError, match=words) as refusal:
        call()
    assert "\n" not in str(refusal.value)
