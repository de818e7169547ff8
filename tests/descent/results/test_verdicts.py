"""What is said of a particle that came to rest, on landscapes where the answer is known by hand."""

import numpy as np
import pytest
import sympy as sp

from descent import Ending, GradientDescent, descend, grid, uniform
from descent.results import verdicts
from descent.results.verdicts import classify, judge
from landscapes import Landscape, catalogue, find, parse


def made(builder, *domain):
    return Landscape(name="here", builder=builder, domain=domain or ((-1.0, 1.0), (-1.0, 1.0)))


LINE, WIDE, LONG = (-1.0, 1.0), (-100.0, 100.0), (-1e4, 1e4)
CASES = {
    "quartic": (made(lambda x: x**4, LINE), [[0.0], [5e-3], [-6e-3]], Ending.CONVERGED),
    "tenth power": (made(lambda x: x**10, LINE), [[0.0], [0.15], [0.05]], Ending.CONVERGED),
    "inflection": (made(lambda x: x**3, LINE), [[0.0], [5e-4], [-5e-4]], Ending.SADDLE),
    "fifth-power inflection": (made(lambda x: x**5, LINE), [[0.0]], Ending.SADDLE),
    "monkey saddle": (made(lambda x, y: x**3 - 3 * x * y**2), [[0, 0], [1e-4, 2e-4]], Ending.SADDLE),
    "saddle": (made(lambda x, y: x**2 - y**2), [[0, 0], [1e-7, 1e-7]], Ending.SADDLE),
    "maximum": (made(lambda x, y: -(x**2) - y**2), [[0, 0], [1e-8, 0]], Ending.SADDLE),
    "fourth-order maximum": (made(lambda x, y: x**2 - y**4), [[0, 0], [0, 1e-3]], Ending.SADDLE),
    "line of minima": (made(lambda x, y: x**2 + 0 * y), [[0, 0.3], [1e-8, -1]], Ending.CONVERGED),
    "quartic valley": (made(lambda x, y: x**2 + y**4), [[0, 0], [1e-7, 5e-3]], Ending.CONVERGED),
    "kinks": (made(lambda x, y: sp.Abs(x) + sp.Abs(y)), [[0, 0]], Ending.CONVERGED),
    "cone": (catalogue["ackley"], [[0, 0]], Ending.CONVERGED),
    "constant": (made(lambda x, y: sp.Integer(3)), [[0, 0], [0.4, 0.2]], Ending.STALLED),
    "exponential tail": (made(lambda x: sp.exp(-x), (-10.0, 30.0)), [[15.0], [29.0]], Ending.STALLED),
    "sigmoid": (made(lambda x: 1 / (1 + sp.exp(-x)), WIDE), [[20.0], [90.0], [-40.0]], Ending.STALLED),
    "tanh": (made(lambda x: sp.tanh(x), WIDE), [[19.06], [17.0], [-40.0], [99.0]], Ending.STALLED),
    "rational tail": (made(lambda x: -1 / (1 + x**2), LONG), [[500.0], [9000.0]], Ending.STALLED),
    "slope": (made(lambda x, y: x + 0 * y), [[0, 0]], Ending.RUNNING),
}


@pytest.mark.parametrize("case", CASES)
def test_ending_is_what_the_formula_says(case):
    f, points, expected = CASES[case]
    assert [Ending(code) for code in classify(f, np.array(points, dtype=float), 1e-6)] == [expected] * len(
        points
    )


def test_easom_leaves_most_of_a_uniform_start_stalled():
    f = catalogue["easom"]
    starts = uniform(((-100.0, 100.0), (-100.0, 100.0)), 2000, seed=1)
    ending = descend(f, starts, GradientDescent(0.1), steps=200).ending
    assert (ending == Ending.STALLED).mean() >= 0.9


@pytest.mark.parametrize("name", sorted(catalogue))
def test_every_smooth_minimizer_counts_as_converged(name):
    f = catalogue[name]
    points = f.minimizers[:6]
    flat = np.abs(f.gradient(points)).max(axis=-1, initial=0) <= 1e-6
    verdict = judge(f, points[flat], 1e-6)
    assert (verdict.ending == Ending.CONVERGED).all()
    width = np.ptp(np.array(f.domain), axis=1)
    assert (np.abs(verdict.limits - points[flat]) <= 1e-5 * width).all()


def test_a_verdict_does_not_depend_on_the_company():
    f = catalogue["himmelblau"]
    points = descend(f, grid(f.domain, 7), GradientDescent(0.01), steps=60).positions[-1]
    alone = [classify(f, p[None], 1e-6)[0] for p in points]
    np.testing.assert_array_equal(classify(f, points, 1e-6), alone)


def test_nobody_gets_no_verdict():
    assert classify(catalogue["sphere"], np.zeros((0, 2)), 1e-6).shape == (0,)


def test_run_without_a_stop_is_judged_too():
    f = catalogue["sphere"]
    paths = descend(f, [[1.0, 1.0]], GradientDescent(0.1), steps=200, tolerance=0)
    assert paths.ending[0] == Ending.CONVERGED


BESIDE_KINKS = [
    ("-abs(x)+y**2", (0, 0), Ending.SADDLE),
    ("min((x-1)**2,(x+1)**2)+y**2", (0, 0), Ending.SADDLE),
    ("-sqrt(abs(x))+y**2", (0, 0), Ending.SADDLE),
    ("max(x,y)+x**2+y**2", (0, 0), Ending.STALLED),
    ("max(abs(x),abs(y))-1", (0.5, 0.5), Ending.STALLED),
    ("max(abs(x),abs(y))-1", (0, 0), Ending.CONVERGED),
    ("abs(x*y)", (0, 0), Ending.CONVERGED),
    ("abs(x*y)", (1, 0), Ending.CONVERGED),
    ("abs(x*y)", (1e-30, 1e-33), Ending.CONVERGED),
    ("abs(x)*y**2", (0, 0), Ending.CONVERGED),
    ("abs(x-y)*abs(x+y)", (0, 0), Ending.CONVERGED),
    ("log(1+x**2*y**2)", (1e-16, 4e-16), Ending.CONVERGED),
    ("x*log(x)+y*log(y)", (0, 0.36787944117144233), Ending.STALLED),
    ("x*log(x)+y*log(y)", (0, 0), Ending.STALLED),
    ("x*y", (0, 0), Ending.SADDLE),
    ("x**3+y**2", (0, 0), Ending.SADDLE),
    ("x**2-y**4", (0, 0), Ending.SADDLE),
    ("abs(x)-abs(y)", (0, 0), Ending.SADDLE),
    ("abs(x)-y**2", (0, 0), Ending.SADDLE),
    ("abs(x)+0.5*x+y**2", (0, 0), Ending.CONVERGED),
    ("abs(x)+2*x+y**2", (0, 0), Ending.STALLED),
    ("max(x,0)+y**2", (0, 0), Ending.CONVERGED),
    ("min(x,0)+y**2", (0, 0), Ending.SADDLE),
    ("sign(x)*sqrt(abs(x))+y**2", (0, 0), Ending.STALLED),
    ("x**2*sign(x)+y**2", (0, 0), Ending.SADDLE),
    ("abs(x)**1.1*sign(x)+y**2", (0, 0), Ending.SADDLE),
    ("min(x,y)-x**2-y**2", (0, 0), Ending.STALLED),
    ("sqrt(x)+y**2", (0, 0), Ending.CONVERGED),
    ("-sqrt(x)+y**2", (0, 0), Ending.STALLED),
    ("cos(1000*x)+y**2", (0, 0), Ending.SADDLE),
    ("-cos(1000*x)+y**2", (0, 0), Ending.CONVERGED),
    ("abs(sin(1000*x))+y**2", (0, 0), Ending.CONVERGED),
    ("x**2*y**3", (0, 0), Ending.SADDLE),
    ("x**2*y**2-1e-3*x**4*y**4", (0, 0), Ending.CONVERGED),
    ("(x**2+y**2)**0.5-0.5*x", (0, 0), Ending.CONVERGED),
    ("(x**2+y**2)**0.5-2*x", (0, 0), Ending.STALLED),
    ("-(x**2+y**2)**0.5", (0, 0), Ending.SADDLE),
    ("(x**2+y**2)**0.5", (0, 0), Ending.CONVERGED),
    ("max(x**2,y)+max(y**2,x)", (0, 0), Ending.CONVERGED),
    ("max(x,20*y)+x**2+y**2", (0, 0), Ending.STALLED),
    ("atan((x**2)**sign(x))+0*y", (1e-12, 0), Ending.CONVERGED),
    ("sign(y**2)*cos(y)+0*x", (0.3, 0), Ending.CONVERGED),
    ("atan2(x,x)*cos(x)+y**2", (0, 0), Ending.STALLED),
]


@pytest.mark.parametrize(
    ("text", "place", "ending"), BESIDE_KINKS, ids=[f"{t} {p}" for t, p, _ in BESIDE_KINKS]
)
@pytest.mark.parametrize("power", [0, 37])
def test_a_place_on_a_kink_is_what_lies_around_it(text, place, ending, power):
    """Not what the gradient is there by convention, nor what the Hessian of one side says."""
    f = parse(f"2**{power}*({text})", ((-2, 2), (-2, 2)))
    assert classify(f, np.array([place], dtype=float), None) == [ending]


@pytest.mark.parametrize(
    ("formula", "ending"),
    [
        ("x1**2 + x2*x3*x4", Ending.SADDLE),
        ("x1**2 + x2**4 - x3**3*x4**3", Ending.SADDLE),
        ("x1**2 + x2**2*x3**2*x4**2", Ending.CONVERGED),
        ("x1**2 + (x2 - x3*x4)**2", Ending.CONVERGED),
    ],
)
def test_a_place_that_falls_only_where_several_change_at_once_is_no_minimum(formula, ending):
    f = parse(formula, [(-2, 2)] * 4)
    assert descend(f, np.zeros((1, 4)), GradientDescent(0.01), steps=5).ending.tolist() == [ending]


def test_a_network_of_zeros_is_at_no_minimum():
    f = find("perceptron")
    assert descend(f, np.zeros((1, f.dimensions)), GradientDescent(0.01), steps=5).ending.tolist() == [
        Ending.SADDLE
    ]


JUMPS = {
    "up": made(lambda x, y: x**2 + y**2 + sp.Heaviside(x)),
    "down": made(lambda x, y: x**2 + y**2 - sp.Heaviside(x)),
    "none": catalogue["himmelblau"],
}


@pytest.mark.parametrize("jump", JUMPS)
def test_many_places_are_looked_at_side_by_side_and_few_at_once_with_the_same_verdict(jump, monkeypatch):
    f = JUMPS[jump]
    beside = [[0.0, 0.0], [-1e-13, 0.0], [1e-13, 0.0], [-1e-9, 0.0], [1e-9, 1e-9]]
    points = np.concatenate([beside, uniform(f.domain, 40, seed=3), f.minimizers + 1e-12])
    at_once = judge(f, points, None, at_rest=True)
    monkeypatch.setattr(verdicts, "_FEW", 0)
    one_by_one = judge(f, points, None, at_rest=True)
    for said in ("ending", "limits", "level"):
        assert getattr(at_once, said).tobytes() == getattr(one_by_one, said).tobytes()
