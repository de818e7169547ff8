"""Repairs of a whole run cost a bounded amount of work, however many steps it has."""

from __future__ import annotations

import mpmath
import numpy as np
import pytest

from descent import GradientDescent, default_learning_rate, descend, grid
from landscapes import parse
from landscapes.compiled import Effort, Tape, effort, exact_values, limits
from landscapes.compiled.multiprecision import DIGITS

NASTY = {
    "acos(cos(sin(x)+pi))": ((-5e-10, 5e-10),),
    "cos(x/y+sqrt(x))/1.3": ((-2, 2), (4.2, 6.2)),
    "sin(atan2(0.07,x)+2-(1/x+x))/(1/tanh(abs(x))-sin(x/x)*cosh(x**2))": ((-5, 5),),
    "tanh(sinh(y)/-0.49)+0*x": ((-2000, -1000), (-50_000, 50_000)),
    "x**y": ((-2, 2), (-2, 2)),
}


@pytest.mark.parametrize(("text", "box"), NASTY.items(), ids=NASTY)
def test_work_of_a_run_does_not_grow_with_its_steps(text, box, monkeypatch) -> None:
    operations = 0
    exact = limits.precise_values

    def counted(*args, **options):
        nonlocal operations
        values, work = exact(*args, **options)
        operations += work
        return values, work

    monkeypatch.setattr(limits, "precise_values", counted)
    f = parse(text, box)
    assert np.isfinite(f.gentle_slopes).all()
    most = 0
    for ask in (
        lambda: default_learning_rate(f),
        lambda: descend(f, grid(f.domain, 8), GradientDescent(1e-3), steps=600),
        lambda: descend(f, grid(f.domain, 8), GradientDescent(1e-3), steps=20).destinations,
    ):
        operations = 0
        ask()
        most = max(most, operations)
    # At most three efforts each (trial, run, verdict), and one point more than each of them has.
    assert most <= 3 * (effort.EXACT + limits.MOST_EXACT_HEIGHTS)


def test_what_is_beyond_the_effort_is_said_and_finite() -> None:
    f = parse("(exp(x*y)-1-x*y)/(x*y)**2", ((-1, 1), (-1, 1)))
    points = np.random.default_rng(0).uniform(1e-9, 1e-8, size=(200, 2))
    with Effort(exact=0, beside=0, wide=0) as none:
        slopes = f.gradient(points)
    assert none.cut_off and np.isfinite(slopes).all()
    with Effort() as enough:
        f.gradient(points[:5])
    assert not enough.cut_off


def test_outcomes_depend_on_nothing_that_was_asked_before() -> None:
    f, g = (parse("acos(cos(sin(x)+pi))", ((-5e-10, 5e-10),)) for _ in range(2))
    first, again, other = (descend(h, grid(f.domain, 40), GradientDescent(1e-3), steps=60) for h in (f, f, g))
    for run in (again, other):
        np.testing.assert_array_equal(first.positions, run.positions)
        np.testing.assert_array_equal(first.heights, run.heights)


def test_an_effort_hears_of_what_was_cut_off_inside_of_it() -> None:
    with Effort() as around:
        with Effort() as inside:
            inside.cut_off = True
        assert around.cut_off
    with Effort() as other:
        pass
    assert not other.cut_off


@pytest.mark.parametrize("text", ["x**y", "(sin(x)/x)*(exp(x*y)-1)/(x*y)**2"])
def test_a_rate_says_when_work_ran_out(text, monkeypatch) -> None:
    f = parse(text, ((-2, 2), (-2, 2)))
    monkeypatch.setattr(Effort, "of", lambda _points: Effort(exact=0, beside=0, wide=0))
    assert "cut off" in default_learning_rate(f).reason
    assert "cut off" not in default_learning_rate(parse("x**2 + y**2", f.domain)).reason


def test_quick_looks_are_counted_too() -> None:
    f = parse("(1 - cos(x*y))/(x*y)**2 + sin(x)/x", ((-1, 1), (-1, 1)))
    points = np.random.default_rng(0).uniform(0.3, 1, size=(500, 2))
    with Effort() as asked:
        f.gradient(points)
        once = effort.WIDE - asked.wide
        f.gradient(points)
    # What was repaired is remembered, but it is looked at again.
    assert 0 < once < effort.WIDE - asked.wide


@pytest.mark.parametrize("base", ["1/3", "-7/5", "1.0000000001", "-2", "1", "-1"])
@pytest.mark.parametrize("exponent", ["2**80 + 1", "-(2**200)", "2**4000", "2**60 + 0.5"])
def test_powers_with_huge_exponents_are_those_of_logarithms(base, exponent) -> None:
    a, b = (mpmath.mpf(eval(t)) for t in (base, exponent))
    with mpmath.workdps(DIGITS):
        size = b * mpmath.log(abs(a))
        if a < 0 and b != mpmath.floor(b):
            right = np.nan
        elif abs(size) > 1e6:
            right = np.inf if size > 0 else 0.0
        else:
            right = float(mpmath.exp(size))
        right *= -1 if a < 0 and int(b) % 2 else 1
        tape = Tape()
        power = tape.power(tape.variable(0), tape.variable(1))
        found = exact_values(tape, tape.reachable([power]), (a, b))[power]
    np.testing.assert_allclose(float(found), right, rtol=1e-14)
