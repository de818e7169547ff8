"""The list is free of units: variables and heights in other ones give the same points, kinds and promise."""

from __future__ import annotations

import numpy as np
import pytest
import sympy as sp

from landscapes import Landscape, catalogue, parse

NAMES = ["himmelblau", "six_hump_camel", "rosenbrock", "beale"]
FORMULAS = [
    ("x**4-3*x**3+2", 1), ("(x-1)**4-y**2", 2), ("x**2*y**2", 2), ("tanh(10*x)", 1), ("exp(-x**2-y**2)", 2),
    ("sign(x)+x**2", 1), ("(x-y)**2+(y-1)**4", 2), ("x1**2+x2**4-(x3-1)**2", 3), ("sin(3*x)*cos(2*y)", 2),
]  # fmt: skip
LANDSCAPES = {name: catalogue[name] for name in NAMES} | {
    text: parse(text, [(-3.0, 3.0)] * count) for text, count in FORMULAS
}


def rescaled(f, factors, height):
    """`f` with every coordinate times a factor, a power of two, and its heights times one."""
    old = f.variables
    formula = f.formula.subs(
        {v: v * sp.Rational(float(1 / k)) for v, k in zip(old, factors, strict=True)}, simultaneous=True
    )
    box = [(low * k, high * k) for (low, high), k in zip(f.domain, factors, strict=True)]
    return Landscape.from_sympy(formula * sp.Rational(float(height)), box, variables=old)


@pytest.mark.parametrize("powers", [(30, -30, 7), (-30, 20, -13)])
@pytest.mark.parametrize("name", LANDSCAPES)
def test_other_units_give_the_same_list(name, powers):
    f = LANDSCAPES[name]
    factors, height = 2.0 ** np.array(powers[: f.dimensions]), 2.0 ** powers[-1]
    ours = rescaled(
        f, np.ones(f.dimensions), 1.0
    ).stationary_points()  # without known minimizers, as in other units
    theirs = rescaled(f, factors, height).stationary_points()
    assert theirs.complete == ours.complete and len(theirs) == len(ours)
    assert sorted(p.kind for p in theirs) == sorted(p.kind for p in ours)
    if ours.complete != "cut off":
        span = np.ptp(np.array(f.domain), axis=1)
        there = np.array([p.position / factors for p in theirs]).reshape(-1, f.dimensions)
        for p in ours:
            near = 1e-5 if p.kind == "degenerate" else 1e-10
            assert (np.abs(there - p.position) / span).max(axis=1).min() < near
