"""Methods that look at the landscape: line search, Newton, BFGS, SciPy's."""

import numpy as np
import pytest
import sympy as sp
from scipy.optimize import minimize

from descent import BFGS, Backtracking, Ending, Newton, SaddleFreeNewton, ScipyMinimize, descend, grid
from descent.methods.scipy_minimize import METHODS
from landscapes import Landscape, catalogue, parse

ROSENBROCK, HIMMELBLAU = catalogue["rosenbrock"], catalogue["himmelblau"]


def test_newton_solves_a_parabola_in_one_step():
    f = catalogue["booth"]
    paths = descend(f, [[-7.0, 4.0], [9.0, -9.0]], Newton(), steps=3)
    np.testing.assert_allclose(paths.positions[1], np.repeat(f.minimizers, 2, axis=0), atol=1e-12)
    assert (paths.stopped_at == 1).all()


def test_newton_runs_to_a_saddle_and_the_damped_one_does_not():
    start = [[0.05, -0.3]]
    f = Landscape(name="two_wells", builder=lambda x, y: x**4 - x**2 + y**2, domain=((-2.0, 2.0),) * 2)
    assert descend(f, start, Newton(), steps=50).ending[0] == Ending.SADDLE
    damped = descend(f, start, SaddleFreeNewton(), steps=100)
    assert damped.ending[0] == Ending.CONVERGED
    np.testing.assert_allclose(np.abs(damped.positions[-1, 0]), [0.5**0.5, 0], atol=1e-5)


@pytest.mark.parametrize("optimizer", [Backtracking(), BFGS(), Backtracking(0.1, shrink=0.8)])
def test_line_search_never_rises(optimizer):
    paths = descend(ROSENBROCK, grid(ROSENBROCK.domain, 6), optimizer, steps=60)
    assert (np.diff(paths.heights, axis=0) <= 0).all()


def test_bfgs_solves_rosenbrock():
    paths = descend(ROSENBROCK, [[-1.2, 1.0], [2.0, -1.0]], BFGS(), steps=100)
    assert (paths.ending == Ending.CONVERGED).all()
    assert (paths.stopped_at < 60).all()
    np.testing.assert_allclose(paths.positions[-1], 1.0, atol=1e-5)


def test_bfgs_is_exact_on_a_quadratic_of_four_variables():
    f = catalogue["sum_squares"].in_dimensions(4)
    paths = descend(f, [[1.0, -2.0, 3.0, 0.5]], BFGS(), steps=60)
    assert paths.ending[0] == Ending.CONVERGED and paths.stopped_at[0] < 30


@pytest.mark.parametrize("method", METHODS)
def test_scipy_method_ends_where_scipy_does(method):
    start = np.array([3.5, 1.0])
    paths = descend(HIMMELBLAU, [start], ScipyMinimize(method), steps=300, tolerance=0)
    jac = HIMMELBLAU.gradient if method not in ("Nelder-Mead", "Powell", "COBYLA", "COBYQA") else None
    hess = HIMMELBLAU.hessian if method.startswith("trust") or method in ("dogleg", "Newton-CG") else None
    found = minimize(HIMMELBLAU.value, start, jac=jac, hess=hess, method=method)
    np.testing.assert_allclose(paths.positions[-1, 0], found.x, atol=1e-3)


def test_scipy_path_ends_at_the_result_not_at_the_last_trial():
    found = minimize(ROSENBROCK.value, [-1.2, 1.0], method="COBYLA", options={"maxiter": 80})
    last = ScipyMinimize("COBYLA", iterations=80).iterates(ROSENBROCK, np.array([-1.2, 1.0]))[-1]
    np.testing.assert_array_equal(last, found.x)


def test_slsqp_is_where_it_stays_not_where_it_tries():
    paths = descend(ROSENBROCK, grid(ROSENBROCK.domain, 5), ScipyMinimize("SLSQP"), steps=100)
    assert (paths.ending < Ending.ESCAPED).all()
    assert (np.diff(paths.heights, axis=0) <= 1e-9).all()


def test_scipy_iterates_are_walked_one_by_one():
    seen = []
    start = np.array([-1.2, 1.0])
    minimize(
        ROSENBROCK.value,
        start,
        jac=ROSENBROCK.gradient,
        method="BFGS",
        callback=lambda x: seen.append(x.copy()),
    )
    paths = descend(ROSENBROCK, [start, [0.0, 2.0]], ScipyMinimize("bfgs"), steps=len(seen), tolerance=0)
    np.testing.assert_allclose(paths.positions[1:, 0], seen, atol=1e-9)


@pytest.mark.parametrize("method", [m for m in METHODS if m not in ("COBYQA", "trust-constr", "dogleg")])
def test_what_scipy_has_finished_does_not_move(method):
    """Its own tests are gentler than ours: at BFGS' default a gradient of 1e-5 is small enough."""
    starts = np.add(HIMMELBLAU.minimizers, [0.4, -0.3])
    paths = descend(HIMMELBLAU, starts, ScipyMinimize(method), steps=400, tolerance=0)
    assert (paths.ending == Ending.CONVERGED).all()
    lengths = [len(ScipyMinimize(method).iterates(HIMMELBLAU, start)) for start in starts]
    np.testing.assert_array_equal(paths.stopped_at, lengths)
    assert len(paths.destinations) == 4


def test_what_scipy_has_not_finished_still_moves():
    paths = descend(ROSENBROCK, [[-1.2, 1.0]], ScipyMinimize("Nelder-Mead"), steps=20)
    assert paths.ending[0] == Ending.RUNNING and paths.stopped_at[0] == 20


def test_what_scipy_finished_at_the_last_step_is_at_rest():
    last = len(ScipyMinimize("BFGS").iterates(ROSENBROCK, np.array([-1.2, 1.0])))
    for steps, ending in ((last - 1, Ending.RUNNING), (last, Ending.CONVERGED), (last + 1, Ending.CONVERGED)):
        paths = descend(ROSENBROCK, [[-1.2, 1.0]], ScipyMinimize("BFGS"), steps=steps, tolerance=0)
        assert paths.ending[0] == ending, steps


def test_where_scipy_gives_up_is_no_minimum():
    """Dogleg wants a Hessian that is positive definite."""
    paths = descend(HIMMELBLAU, [[0.0, 0.0], [3.1, 2.1]], ScipyMinimize("dogleg"), steps=100)
    assert list(paths.ending) == [Ending.STALLED, Ending.CONVERGED]


def test_unknown_scipy_method_is_refused():
    with pytest.raises(
        ValueError, match=r"ScipyMinimize\.method must be one of Nelder-Mead, .*got 'simplex'"
    ):
        ScipyMinimize("simplex")


@pytest.mark.parametrize("optimizer", [Newton(), SaddleFreeNewton(), BFGS(), Backtracking(), ScipyMinimize()])
def test_flat_landscape_moves_nobody(optimizer):
    f = Landscape(name="flat_here", builder=lambda x, y: 0 * x + 3, domain=((-1.0, 1.0),) * 2)
    paths = descend(f, [[0.2, 0.3]], optimizer, steps=3, tolerance=0)
    np.testing.assert_array_equal(paths.positions[-1], [[0.2, 0.3]])
    assert paths.ending[0] == Ending.STALLED


@pytest.mark.parametrize("settings", [BFGS(), SaddleFreeNewton()], ids=lambda o: o.name)
@pytest.mark.parametrize(
    "formula", ["x**2+3*y**2", "(1-x)**2+100*(y-x**2)**2", "sin(x)*cos(y)+x**2/9+y**2/9"]
)
def test_a_guess_of_curvature_knows_no_units(settings, formula):
    plain = parse(formula, [(-4, 4)] * 2)
    starts = grid(plain.domain, 5)
    usual = descend(plain, starts, settings, steps=80)
    x, y = plain.variables
    for tall, wide in ((2.0**40, 1.0), (2.0**-60, 1.0), (1.0, 2.0**40), (2.0**30, 2.0**-30)):
        grown = (sp.Rational(tall) * plain.formula).subs({x: x / sp.Rational(wide), y: y / sp.Rational(wide)})
        other = Landscape.from_sympy(grown, [(-4 * wide, 4 * wide)] * 2)
        run = descend(other, starts * wide, settings, steps=80)
        np.testing.assert_array_equal(run.ending, usual.ending)
        np.testing.assert_allclose(run.positions[-1] / wide, usual.positions[-1], atol=1e-6)
