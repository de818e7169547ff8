"""Bounds on a box hold every value in it: what the proofs of `stationary_points` rest on."""

from __future__ import annotations

import numpy as np
import pytest

from landscapes import catalogue, parse
from landscapes.compiled.derivatives import gradient, hessian
from landscapes.compiled.lowering import Lowering
from landscapes.compiled.tape import Tape
from landscapes.stationary.intervals import IntervalTape

BOX = ((-3.0, 3.0), (-3.0, 3.0))
FORMULAS = [
    "sin(x)*cos(y)+tan(x/4)", "asin(x/3)+acos(y/3)", "atan(x*y)+atan2(x,y)", "sinh(x)*tanh(y)-cosh(x-y)",
    "exp(-x**2)*log(4+y)", "sqrt(abs(x-y))", "max(x,y**2)+min(x*y,1)", "sign(x)*y+abs(y)**1.5", "1/(1+x**2)/(y-5)",
    "abs(x)**y", "2**(x*y)", "x**7-y**5*x**2",
    "log(1+exp(x))-y*log(1/(1+exp(-x*y)))", "log(exp(x)+exp(y)+exp(x*y))/(1+exp(y-x))", "log(cosh(x))*(1-cos(y))",
    "sin(3*x-3*y)/(x-y)+x/sin(x)", "1-sin(x)/x*sin(y)/y", "sin(sqrt(x**2+y**2))/sqrt(x**2+y**2)",
    "log(1+x**2)*(exp(y)-1)", "log(1-exp(-x**2-0.1))", "(exp(x)-exp(-x))/(exp(x)+exp(-x))*log(exp(y)/2+exp(-x)/3)",
]  # fmt: skip


def bounds_and_values(f, boxes=40, tries=25, seed=0):
    tape = Tape()
    slopes = gradient(tape, root := Lowering(tape, f.variables)(f.formula), f.dimensions)
    curved = [h for row in hessian(tape, slopes) for h in row]
    rng = np.random.default_rng(seed)
    low, high = np.array(f.domain).T
    width = 0.3 * (high - low) * 10.0 ** rng.uniform(-8, 0, (boxes, 1))
    middle = rng.uniform(low + width, high - width)
    with np.errstate(all="ignore"):
        below, above, smooth, _ = IntervalTape(tape, [root, *slopes, *curved]).enclosed(
            (middle - width).T, (middle + width).T
        )
        for _ in range(tries):
            points = middle + width * rng.uniform(-1, 1, middle.shape)
            derivatives = [
                f.value(points)[None],
                f.gradient(points).T,
                f.hessian(points).reshape(boxes, -1).T,
            ]
            yield below, above, smooth, np.concatenate(derivatives)


@pytest.mark.parametrize("name", [*catalogue, *FORMULAS])
def test_bounds_hold_all_values(name):
    f = catalogue[name] if name in catalogue else parse(name, BOX)
    for below, above, smooth, values in bounds_and_values(f):
        slack = 1e-11 * np.abs(values) + 1e-300
        held = (below <= values + slack) & (values - slack <= above)
        assert held[:, smooth & np.isfinite(values[0])].all()
        assert held[: 1 + f.dimensions, np.isfinite(values[0])].all()


def test_bounds_of_small_boxes_are_narrow():
    for below, above, _, values in bounds_and_values(catalogue["himmelblau"], tries=1):
        assert ((above - below)[0] < 1e-3 * (1 + np.abs(values[0]))).sum() > 10


def test_a_kink_in_the_box_is_noticed():
    tape = Tape()
    f = parse("abs(x-1)", (-3, 3))
    slopes = gradient(tape, Lowering(tape, f.variables)(f.formula), 1)
    below, above, smooth, _ = IntervalTape(tape, slopes).enclosed(
        np.array([[0.0, 0.5, 2.0]]), np.array([[0.9, 1.5, 3.0]])
    )
    assert below.tolist() == [[-1, -1, 1]] and above.tolist() == [[-1, 1, 1]]
    assert smooth.tolist() == [True, False, True]


@pytest.mark.parametrize("text", ["sqrt(x)*log(x)", "x**0.25*log(x)/2", "log(x)/2-0.5/x", "0.5*tan(x)+x"])
def test_bounds_are_there_where_a_node_is_infinite_in_the_box(text):
    """What is real somewhere in the box has bounds, half of infinity too: NaN means that it is real nowhere."""
    f = parse(text, (-1, 3))
    tape = Tape()
    slopes = gradient(tape, Lowering(tape, f.variables)(f.formula), 1)
    points = np.linspace(-1, 3, 41)[:, None]
    points = points[np.isfinite(f.value(points))]
    with np.errstate(all="ignore"):
        below, above = IntervalTape(tape, slopes)(np.array([[-1.0]]), np.array([[3.0]]))
    assert below[0, 0] <= f.gradient(points).min() and f.gradient(points).max() <= above[0, 0]
