"""What is said of a run does not depend on the units of variables and heights: powers of two change no bit of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from random_formulas import formula

from descent import Adam, Ending, GradientDescent, Momentum, Newton, Trajectories, descend, grid, uniform
from descent.rates import default_learning_rate
from descent.results import classify
from landscapes import Landscape, catalogue, parse


def rescaled(f: Landscape, variables: int | tuple[int, ...], heights: int) -> Landscape:
    """`f` whose variables are counted in units 2**-variables as large, its heights in such of 2**-heights."""
    powers = (variables,) * f.dimensions if isinstance(variables, int) else variables

    def builder(*symbols: Any) -> Any:
        import sympy as sp

        inside = [s * sp.Rational(2) ** -k for s, k in zip(symbols, powers, strict=True)]
        return sp.Rational(2) ** heights * f.formula.xreplace(dict(zip(f.variables, inside, strict=True)))

    units = [2.0**k for k in powers]

    def box(sides: tuple[tuple[float, float], ...]) -> tuple[tuple[float, float], ...]:
        return tuple((low * unit, high * unit) for unit, (low, high) in zip(units, sides, strict=True))

    return Landscape(
        name=f"{f.name}_rescaled",
        builder=builder,
        domain=box(f.domain),
        search_domain=box(f.search_domain),
        minimizer_points=tuple(map(tuple, (f.minimizers * units).tolist())),
        minimum=None if f.minimum is None else f.minimum * 2.0**heights,
    )


def assert_same(run: Trajectories, other: Trajectories) -> None:
    """The same endings and destinations; positions only up to rounding, because SymPy orders the terms anew."""
    np.testing.assert_array_equal(run.ending, other.ending)
    ours, theirs = run.destinations, other.destinations
    np.testing.assert_array_equal(ours.labels, theirs.labels)
    np.testing.assert_array_equal(ours.extent, theirs.extent)


UNITS = [(30, -20), (-17, 41)]


@pytest.mark.parametrize(
    ("name", "units"), list(zip(sorted(catalogue), UNITS * len(catalogue), strict=False))
)
def test_endings_are_free_of_units_over_the_catalogue(name: str, units: tuple[int, int]) -> None:
    f, (variables, heights) = catalogue[name], units
    starts = grid(f.domain, 5) if f.dimensions <= 2 else uniform(f.domain, 20)
    rate = float(default_learning_rate(f, Momentum()))
    run = descend(f, starts, Momentum(rate), steps=200)
    scaled = rate * 2.0 ** (2 * variables - heights)
    assert_same(run, descend(rescaled(f, *units), starts * 2.0**variables, Momentum(scaled), steps=200))


FORMULAS = (
    "x**2*y**2",
    "(x**2+y**2-1)**2",
    "(x*y-1)**2*(x-y)**2",
    "max(0,1-x-y)**2",
    "max(0,1-x-y)",
    "sign(x)+0.1*x**2+y**2",
    "x**2-y**4",
    "exp(-x)+y**2",
    "tanh(10*x)+y**4",
    "log(1+x**2*y**2)",
    "sqrt(abs(x))+y**2",
    "min(x**2, 1)+abs(y)",
    "sin(x)**2*cos(y)",
    "sqrt(1-x**2)+y**2",
)


@pytest.mark.parametrize("formula", FORMULAS)
@pytest.mark.parametrize("tolerance", [None, 1e-4])
def test_endings_are_free_of_units_on_flats_kinks_and_jumps(formula: str, tolerance: float | None) -> None:
    f = parse(formula, [(-2, 2), (-2, 2)])
    starts = grid(f.domain, 8)
    units = UNITS if tolerance is None else UNITS[::-1]
    for method, (variables, heights) in zip((GradientDescent(0.03), Adam(0.05)), units, strict=True):
        run = descend(f, starts, method, steps=400, tolerance=tolerance)
        slope = 2.0 ** (heights - variables)
        how: dict[str, Any] = {"tolerance": tolerance and tolerance * slope, "steps": 400}
        if isinstance(method, Adam):
            scaled = replace(method, learning_rate=0.05 * 2.0**variables, epsilon=method.epsilon * slope)
        else:
            scaled = replace(method, learning_rate=0.03 * 2.0**variables / slope)
        assert_same(run, descend(rescaled(f, variables, heights), starts * 2.0**variables, scaled, **how))


SOME = [f for f in catalogue.values() if f.dimensions == 2][::5]


@pytest.mark.parametrize("f", [parse(t, [(-2, 2)] * 2) for t in FORMULAS] + SOME, ids=lambda f: f.name)
def test_verdicts_are_free_of_the_units_of_single_variables(f: Landscape) -> None:
    run = descend(f, grid(f.domain, 6), Adam(), steps=300)
    places, powers = run.positions[-1][run.ending <= Ending.RUNNING], (20, -33)
    other = classify(rescaled(f, powers, -15), np.ldexp(places, powers), None)
    np.testing.assert_array_equal(classify(f, places, None), other)


@pytest.mark.parametrize("seed", range(40))
def test_verdicts_on_random_formulas_are_free_of_units(seed: int) -> None:
    text, box = formula(seed)
    try:
        f = parse(text, box)
    except ValueError:
        pytest.skip("refused")
    run = descend(f, grid(f.domain, 5 if f.dimensions == 2 else 12), Adam(), steps=120)
    places, powers = run.positions[-1][run.ending <= Ending.RUNNING], (9, -14)[: f.dimensions]
    other = classify(rescaled(f, powers, -7), np.ldexp(places, powers), None)
    np.testing.assert_array_equal(classify(f, places, None), other)


def test_newton_is_free_of_the_units_of_single_variables() -> None:
    f = parse("min((x-1)**2,(x+1)**2)+y**2", [(-2, 2), (-2, 2)])
    far = parse(
        f"min((x/{2.0**13}-1)**2,(x/{2.0**13}+1)**2)+(y*{2.0**29})**2",
        [(-(2.0**14), 2.0**14), (-(2.0**-28), 2.0**-28)],
    )
    near, wide = (descend(g, grid(g.domain, 7), Newton(), steps=50) for g in (f, far))
    np.testing.assert_array_equal(near.ending, wide.ending)
    np.testing.assert_array_equal(near.positions * [2.0**13, 2.0**-29], wide.positions)
