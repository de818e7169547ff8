"""L-BFGS, conjugate gradients, trust region, least squares and Sophia against their books, written out again."""

import numpy as np
import pytest

from descent import (
    BFGS,
    LBFGS,
    ConjugateGradient,
    Ending,
    GaussNewton,
    LevenbergMarquardt,
    Sophia,
    TrustRegion,
    descend,
    grid,
    uniform,
)
from descent.methods.least_squares import grams, squared
from descent.methods.limited_memory import two_loops
from descent.methods.trust_region import within_radius
from landscapes import Landscape, catalogue, fit, parse

NEW = [LBFGS(), ConjugateGradient(), GaussNewton(), LevenbergMarquardt(), TrustRegion()]


def test_two_loops_are_the_products_of_the_book():
    """Nocedal & Wright, equation 7.19, with matrices."""
    draw = np.random.default_rng(1)
    moves, changes, gradient = (
        draw.normal(size=(6, 4, 3)),
        draw.normal(size=(6, 4, 3)),
        draw.normal(size=(4, 3)),
    )
    changes *= np.sign((moves * changes).sum(axis=1, keepdims=True))
    weights = 1 / (moves * changes).sum(axis=1)
    weights[:2, 1] = 0  # of this one less is remembered
    found = two_loops(moves, changes, weights, gradient, np.ones(3))
    for b in range(3):
        s, y = moves[-1, :, b], changes[-1, :, b]
        inverse = s @ y / (y @ y) * np.eye(4)
        for s, y, rho in zip(moves[..., b], changes[..., b], weights[:, b], strict=True):
            turn = np.eye(4) - rho * np.outer(y, s)
            inverse = turn.T @ inverse @ turn + rho * np.outer(s, s)
        np.testing.assert_allclose(found[:, b], inverse @ gradient[:, b], rtol=1e-9)


def test_conjugate_gradients_on_a_parabola_are_those_of_linear_algebra():
    """Nocedal & Wright, algorithm 5.2, and n steps to the end."""
    f = parse("3*x1**2 + x1*x2 + 2*x2**2 - x2*x3 + x3**2 + x3*x4 + 5*x4**2 - x1 + x4", [(-5, 5)] * 4)
    start = np.array([4.0, -3.0, 2.0, 1.0])
    run = descend(f, [start], ConjugateGradient(longest=1e9), steps=6)
    matrix, x = f.hessian(start), start
    r = f.gradient(x)
    p = -r
    for k in range(4):
        a = r @ r / (p @ matrix @ p)
        x, after = x + a * p, r + a * matrix @ p
        r, p = after, -after + after @ after / (r @ r) * p
        np.testing.assert_allclose(run.positions[k + 1, 0], x, rtol=1e-9, atol=1e-12)
    assert run.stopped_at[0] == 4


def test_the_step_within_a_radius_is_the_lowest_there():
    """Theorem 4.1 of Nocedal & Wright, the hard case and flat directions among the cases."""
    draw = np.random.default_rng(2)
    curvature = np.sort(draw.normal(size=(3, 400)), axis=0)
    slopes, radius = draw.normal(size=(3, 400)), 10 ** draw.uniform(-3, 2, 400)
    slopes[0, :100] = 0  # hard where the lowest axis bends down
    curvature[0, 50:80] = 0
    curvature.sort(axis=0)
    slopes[:, 90:95] = 0
    step = within_radius(curvature, slopes, radius)
    size = np.linalg.norm(step, axis=0)
    assert (size <= radius * (1 + 1e-10)).all()
    height = (slopes * step + curvature * step**2 / 2).sum(axis=0)
    ways = draw.normal(size=(2000, 3, 1))
    ways = (
        ways / np.linalg.norm(ways, axis=1, keepdims=True) * (radius * draw.random((2000, 1, 1)) ** (1 / 3))
    )
    trials = (slopes * ways + curvature * ways**2 / 2).sum(axis=1)
    assert (height <= trials.min(axis=0) + 1e-9 * np.abs(height)).all()
    inner = size < radius * (1 - 1e-9)
    np.testing.assert_allclose((slopes + curvature * step)[:, inner], 0, atol=1e-9)


def test_trust_region_follows_the_books_algorithm():
    """Nocedal & Wright, algorithm 4.1, in the domain's own shares, the step by brute force on the boundary."""
    f = catalogue["rosenbrock"]
    sides = np.ptp(np.asarray(f.domain), axis=1)
    run = descend(f, [[-1.2, 1.0]], TrustRegion(radius=0.05), steps=12)
    x, radius = np.array([-1.2, 1.0]), 0.05
    for k in range(12):
        g, h = f.gradient(x) * sides, f.hessian(x) * np.outer(sides, sides)
        p = -np.linalg.solve(h, g)
        if np.linalg.eigvalsh(h)[0] <= 0 or np.linalg.norm(p) > radius:
            low, high = max(0.0, -np.linalg.eigvalsh(h)[0]), 1e9
            for _ in range(200):
                s = (low + high) / 2
                p = -np.linalg.solve(h + s * np.eye(2), g)
                low, high = (s, high) if np.linalg.norm(p) > radius else (low, s)
        fall = f.value(x) - f.value(x + p * sides)
        share, full = fall / -(g @ p + p @ h @ p / 2), np.linalg.norm(p) >= 0.999 * radius
        radius = radius / 4 if share < 0.25 else min(2 * radius, 1.0) if share > 0.75 and full else radius
        x = x + p * sides if share > 0.1 else x
        np.testing.assert_allclose(run.positions[k + 1, 0], x, rtol=1e-7, err_msg=str(k))


def test_levenberg_and_marquardt_follow_nielsens_algorithm():
    f = catalogue["rosenbrock"]
    run = descend(f, [[-1.2, 1.0]], LevenbergMarquardt(), steps=12)
    x, mu, nu, scale = np.array([-1.2, 1.0]), 1e-3, 2.0, np.zeros(2)
    for k in range(12):
        r = np.array([10 * (x[1] - x[0] ** 2), x[0] - 1])
        j = np.array([[-20 * x[0], 10.0], [1.0, 0.0]])
        scale = np.maximum(scale, np.diag(j.T @ j))
        p = np.linalg.solve(j.T @ j + mu * np.diag(scale), -j.T @ r)
        share = (f.value(x) - f.value(x + p)) / (p @ (mu * scale * p - j.T @ r))
        if share > 0:
            x, mu, nu = x + p, mu * max(1 / 3, 1 - (2 * share - 1) ** 3), 2.0
        else:
            mu, nu = mu * nu, 2 * nu
        np.testing.assert_allclose(run.positions[k + 1, 0], x, rtol=1e-8, err_msg=str(k))


def test_gauss_newton_solves_a_line_in_one_step_and_knows_rows():
    table = {"t": [0.0, 1.0, 2.0, 4.0], "y": [1.0, 2.5, 3.9, 8.2]}
    f = fit("a + b*t", table, target="y", loss="mse", domain=((-3, 5), (-3, 5)))
    run = descend(f, [[4.0, -2.0]], GaussNewton(), steps=3)
    design = np.stack([np.ones(4), table["t"]], axis=1)
    best = np.linalg.lstsq(design, np.array(table["y"]), rcond=None)[0]
    np.testing.assert_allclose(run.positions[1, 0], best, rtol=1e-10)
    np.testing.assert_allclose(grams(f)(np.zeros((1, 2)))[0], design.T @ design / 4, rtol=1e-12)


@pytest.mark.parametrize("name", ["rosenbrock", "himmelblau", "booth", "beale", "sphere"])
def test_what_is_squared_adds_up_to_the_formula(name):
    f = catalogue[name]
    assert (sum(r**2 for r in squared(f.formula, name)) - f.formula).expand() == 0


@pytest.mark.parametrize("method", [GaussNewton(), LevenbergMarquardt()])
def test_what_is_no_sum_of_squares_is_refused_in_a_line(method):
    with pytest.raises(
        ValueError, match=r"^ackley is no sum of squares as it is written: .* take TrustRegion"
    ):
        descend(catalogue["ackley"], [[1.0, 1.0]], method, steps=3)
    measured = Landscape.from_function(lambda p: (p**2).sum(axis=-1), [(-2, 2)] * 2, name="bowl")
    with pytest.raises(ValueError, match=r"^bowl has no formula.* take TrustRegion"):
        descend(measured, [[1.0, 1.0]], method, steps=3)


@pytest.mark.parametrize("method", NEW, ids=lambda m: m.name)
@pytest.mark.parametrize("name", ["himmelblau", "rosenbrock", "booth"])
def test_sums_of_squares_are_solved_from_everywhere_and_never_rise(method, name):
    f = catalogue[name]
    run = descend(f, grid(f.domain, 6), method, steps=200)
    assert (np.diff(run.heights, axis=0) <= 1e-12 * np.abs(run.heights[:-1])).all()
    assert (run.ending == Ending.CONVERGED).mean() > 0.95


@pytest.mark.parametrize("method", [*NEW, Sophia(0.1)], ids=lambda m: m.name)
def test_particles_are_alone_and_step_changes_nothing_it_is_given(method):
    f = catalogue["himmelblau"]
    points = uniform(f.domain, 7, seed=3).T.copy()

    def three_steps(columns):
        x, state = points[:, columns].copy(), method.initial_state(points[:, columns])
        for index in range(3):
            g = f.gradient(x.T).T.copy()
            kept = [x.copy(), g.copy(), {k: v.copy() for k, v in state.items()}]
            shift, after = method.step(x, g, state, index, f)
            np.testing.assert_array_equal(x, kept[0])
            np.testing.assert_array_equal(g, kept[1])
            assert all(np.array_equal(state[k], kept[2][k]) for k in state)
            x, state = x + shift, after
        return x

    np.testing.assert_array_equal(three_steps(slice(None))[:, 3:5], three_steps(slice(3, 5)))


def test_lbfgs_and_bfgs_begin_alike():
    runs = [
        descend(catalogue["rosenbrock"], [[-1.2, 1.0]], kind(), steps=2).positions for kind in (LBFGS, BFGS)
    ]
    np.testing.assert_allclose(runs[0], runs[1], rtol=1e-12)


def test_sophia_follows_the_papers_algorithm():
    f, x, m, h = catalogue["himmelblau"], np.array([0.3, -1.1]), np.zeros(2), np.zeros(2)
    run = descend(f, [x], Sophia(0.02), steps=40, tolerance=0)
    for k in range(40):
        m = 0.96 * m + 0.04 * f.gradient(x)
        h = 0.99 * h + 0.01 * np.diag(f.hessian(x)) if k % 10 == 0 else h
        x = x - 0.02 * np.clip(m / np.maximum(0.01 * h, 1e-12), -1, 1)
        np.testing.assert_allclose(run.positions[k + 1, 0], x, rtol=1e-10)
