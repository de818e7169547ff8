"""Values and derivatives are right to 1e-12 wherever they can be written as floats, whatever overflows on the way."""

from __future__ import annotations

import math
from functools import cache

import mpmath
import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from landscapes import Landscape, catalogue, parse

BOX = ((-9.0, 9.0), (-9.0, 9.0))
CLASSIFIERS = {
    "cross-entropy": "-log(1-1/(1+exp(-(5*x+y))))",
    "labelled": "-y*log(1/(1+exp(-x)))-(1-y)*log(1-1/(1+exp(-x)))",
    "samples": "-log(1-1/(1+exp(-y)))-log(1-1/(1+exp(-(x+y))))-log(1/(1+exp(-(2*x+y))))",
    "softplus": "log(1+exp(x))+0*y",
    "falling softplus": "log(1+exp(-x))",
    "log of sigmoid": "log(1/(1+exp(-x)))",
    "log of its complement": "log(1-1/(1+exp(-x)))",
    "sigmoid": "1/(1+exp(-x))",
    "sigmoid, grown": "exp(x)/(1+exp(x))",
    "complement": "1-1/(1+exp(-x))",
    "log-sum-exp": "log(exp(x)+exp(y))",
    "log-sum-exp of four": "log(1+exp(x)+2*exp(y)+exp(x-y))",
    "log-sum-exp of opposites": "log(1+exp(-x)+exp(x))",
    "softmax": "exp(x)/(exp(x)+exp(y))",
    "softmax of three": "exp(y)/(exp(x)+exp(y)+exp(2*x))",
    "log cosh": "log(cosh(x))",
    "log cosh, written out": "log((exp(x)+exp(-x))/2)",
    "tanh": "tanh(x)",
    "tanh, written out": "(exp(x)-exp(-x))/(exp(x)+exp(-x))",
    "tanh of twice": "(exp(2*x)-1)/(exp(2*x)+1)",
    "tanh from sigmoid": "2/(1+exp(-2*x))-1",
    "tanh less 1": "tanh(x)-1",
    "3 and 3 tanh": "3+3*tanh(x)+y**2",
    "bell of tanh": "1-tanh(x)**2",
    "logistic bell": "exp(-x)/(1+exp(-x))**2",
    "log1p": "log(1+x**2)",
    "log1mexp": "log(1-exp(-abs(x)-0.001))",
    "softplus less its line": "log(1+exp(x))-x+0*y",
    "softplus and its mirror": "log(1+exp(x))+log(1+exp(-x))",
    "growth over its excess": "exp(x)/(exp(x)-1)",
    "inverse of an excess": "1/(exp(x)-1)",
    "wave over growth": "sin(x)/(exp(x)+2*x**2)",
}
NEAR_ZERO = {
    "expm1": "exp(x)-1",
    "versine": "1-cos(x)",
    "versines": "2-cos(x)-cos(y)",
    "product of waves": "1-cos(x)*cos(y)",
    "coshm1": "cosh(x)-1",
    "root less 1": "sqrt(1+x**2)-1",
    "bump": "1-1/(1+x**2)",
    "exprel": "(exp(x)-1)/x",
    "second remainder": "(exp(x)-1-x)/x**2",
    "sinc": "sin(x)/x",
    "sinc of a sum": "sin(3*x-6*y)/(2*y-x)*y",
    "product of sincs": "1-sin(x)/x*sin(y)/y",
    "log1p over x": "log(1+x)/x",
    "third remainder": "(x-sin(x))/x**3",
    "versine over square": "(1-cos(x))/x**2",
    "inverse sinc": "x/sin(x)",
    "power": "(2**x-1)/x",
    "log of exprel": "log((exp(x)-1)/x)",
    "opposites": "log(1+exp(x)+exp(-x))",
    "sine less its line": "sin(x)-x",
    "tangent less sine": "tan(x)-sin(x)",
    "cosine less its parabola": "cos(x)-1+x**2/2",
    "exponential less its line": "exp(x)-1-x",
    "tangents of sines": "tan(sin(x))-sin(tan(x))",
    "square of a remainder": "(x-tanh(x))**2*exp(y)",
    "sum with e": "20+e-20*exp(-x**2-y**2)-exp((cos(x)+cos(y))/2)",
    "wave and bowl": "1+(x**2+y**2)/4000-cos(x)*cos(y/sqrt(2))",
}
WIDE = {
    "softsign": "x/(1+abs(x))",
    "hypot": "sqrt(x**2+y**2)",
    "pseudo-Huber": "sqrt(1+x**2)",
    "saturating": "x/sqrt(1+x**2)",
    "rational": "x**2/(1+x**2)",
    "log of square": "log(x**2+y**2+1)",
}
FAR = {
    "hyperbola less its line": "sqrt(1+x**2)-x",
    "hyperbola less its line, scaled": "sqrt(3+4*x**2)-2*x",
    "inner hyperbola": "x-sqrt(x**2-1)",
    "softsign less 1": "x/(1+abs(x))-1",
    "saturating less 1": "1-x/sqrt(1+x**2)",
    "rational less 1": "x**2/(1+x**2)-1",
    "roots apart": "sqrt(x+1)-sqrt(x)",
    "logs apart": "log(x+1)-log(x)",
    "inverses apart": "1/x-1/(x+1)",
    "angles apart": "atan(x+1)-atan(x)",
    "log of square less log": "log(x**2+1)-2*log(x)",
    "compound interest": "x*log(1+1/x)-1",
}


@cache
def landscape(text: str) -> Landscape:
    return parse(text, BOX)


@cache
def exact_functions(text: str):
    """mpmath's functions for the formula, its gradient and its Hessian, as SymPy writes them."""
    import sympy as sp

    f = landscape(text)
    return sp.lambdify(f.variables, [f.formula, *f.gradient_formula, *f.hessian_formula], "mpmath")


def wanted(text: str, point: tuple[float, float], digits: int) -> list[float]:
    """Value, gradient and Hessian in so many digits that nothing cancels."""
    with mpmath.workdps(digits):
        values = exact_functions(text)(*map(mpmath.mpf, point))
        return [float(mpmath.re(v)) for v in values]


def check(text: str, point: tuple[float, float], slack: float = 0.0, digits: int = 1400) -> None:
    """Every number to 1e-12 of itself, to `slack` of the largest of its kind, or right a few ulps beside the point."""
    f = landscape(text)
    height, slope = f.value_and_gradient(point)
    assert float(f.value(point)) == float(height)
    right = wanted(text, point, digits)
    for got, best in zip(
        ([height], slope, f.hessian(point).ravel()), (right[:1], right[1:3], right[3:]), strict=True
    ):
        size = max(abs(b) for b in best if math.isfinite(b)) if any(map(math.isfinite, best)) else 0.0
        for ours, theirs in zip(got, best, strict=True):
            if math.isfinite(theirs) and ours != pytest.approx(
                theirs, rel=1e-12, abs=max(1e-307, slack * size)
            ):
                assert ours == pytest.approx(theirs, rel=1e-12, abs=spread(text, point, best, digits)), text


def spread(text: str, point: tuple[float, float], best: list[float], digits: int) -> float:
    """How far these numbers differ at the points 4 ulps away: near a root of them no float is asked to know more."""
    away = [(t + s * 4 * math.ulp(t)) for t in point for s in (1, -1)]
    beside = [(away[0], point[1]), (away[1], point[1]), (point[0], away[2]), (point[0], away[3])]
    kind = {1: slice(0, 1), 2: slice(1, 3), 4: slice(3, 7)}[len(best)]
    return max(
        abs(b - a)
        for other in beside
        for a, b in zip(best, wanted(text, other, digits)[kind], strict=True)
        if math.isfinite(a) and math.isfinite(b)
    )


NUMBERS = st.floats(-900, 900, allow_subnormal=False).filter(lambda t: abs(t) > 1e-300)
MAGNITUDES = st.builds(
    lambda exponent, sign, share: sign * share * 10.0**exponent,
    st.integers(-299, 299), st.sampled_from([1.0, -1.0]), st.floats(1, 9.9),
)  # fmt: skip
NATURAL = 1e-12
"""Where a label is all but the prediction, or two softmax weights are all there is, the sum itself is all but zero."""


@pytest.mark.parametrize("name", CLASSIFIERS)
@settings(max_examples=6, deadline=None)
@given(NUMBERS, st.sampled_from([0.0, 0.25, 1.0, -3.0]))
@example(800.0, 0.25)
@example(-800.0, 1.0)
@example(15.0, 0.0)
@example(1e-9, 0.25)
@example(0.99999, 0.0)
def test_losses_of_classifiers(name: str, x: float, y: float) -> None:
    slack = NATURAL if name in ("labelled", "log-sum-exp of four") else 0.0
    check(CLASSIFIERS[name], (x, y), slack, digits=700 + int(2.2 * abs(x)))


@pytest.mark.parametrize("text", NEAR_ZERO.values(), ids=NEAR_ZERO)
@settings(max_examples=3, deadline=None)
@given(st.integers(-299, -1), st.integers(-299, -1), st.sampled_from([0.3, -0.7]))
@example(-9, -9, 0.3)
@example(-299, -100, -0.7)
@example(-5, -4, 0.3)
@example(-2, -1, -0.7)
def test_digits_that_cancel_near_zero(text: str, first: int, second: int, times: float) -> None:
    check(text, (times * 10.0**first, times * 10.0**second), slack=1e-12)


@pytest.mark.parametrize("text", WIDE.values(), ids=WIDE)
@settings(max_examples=8, deadline=None)
@given(MAGNITUDES, MAGNITUDES)
@example(1e200, 1e200)
@example(-1e-160, 3e-161)
@example(1e5, 3.0)
def test_the_whole_range_of_floats(text: str, x: float, y: float) -> None:
    check(text, (x, y), slack=1e-12)


@pytest.mark.parametrize("text", FAR.values(), ids=FAR)
@settings(max_examples=6, deadline=None)
@given(st.floats(1, 9), st.floats(1, 9.9))
@example(5, 1.0)
@example(8, 1.0)
def test_terms_that_cancel_for_good_far_out(text: str, exponent: float, share: float) -> None:
    """What is smooth and small out there is known, however it is written."""
    check(text, (share * 10.0**exponent, 1.0), digits=200)


def test_cross_entropy_of_a_table() -> None:
    """Labels 000111 at 0 to 5: the loss that people type, where floats overflow and where they cancel."""
    labels = {0: "-log(1-1/(1+exp(-({}*x+y))))", 1: "-log(1/(1+exp(-({}*x+y))))"}
    f = landscape("+".join(labels[int(i > 2)].format(i) for i in range(6)))
    heights, slopes = f.value_and_gradient([[20.0, 20.0], [15.0, 0.0]])
    for point, height, slope in zip(([20, 20], [15, 0]), heights, slopes, strict=True):
        with mpmath.workdps(60):
            w, b = map(mpmath.mpf, point)
            signs = [(i, 1 if i < 3 else -1) for i in range(6)]
            right = sum(mpmath.log1p(mpmath.exp(s * (i * w + b))) for i, s in signs)
            pull = [s / (1 + mpmath.exp(-s * (i * w + b))) for i, s in signs]
            tilt = [sum(i * p for i, p in enumerate(pull)), sum(pull)]
        assert float(height) == pytest.approx(float(right), rel=1e-13)
        assert [float(s) for s in slope] == pytest.approx([float(t) for t in tilt], rel=1e-12)


@pytest.mark.parametrize("text", ["sin(x-3)-(x-3)+0*y", "exp(x+2*y-1)-x-2*y", "x**2-2*x+1+y*0"])
@pytest.mark.parametrize("distance", [1e-2, 1e-4, 1e-6])
def test_sums_that_cancel_away_from_zero(text: str, distance: float) -> None:
    """Where something linear vanishes, or at 1."""
    x = {"s": 3.0, "e": 2.0}.get(text[0], 1.0)
    check(text, (x + distance, -0.5), digits=60)


def test_what_needs_no_rewriting_is_written_as_it_was() -> None:
    f = landscape("(x**2 + y - 11)**2 + (x + y**2 - 7)**2 + 20 - 3*exp(-x)*cos(y) + log(3 + x**2)")
    tape, value = f.compiled._tape, f.compiled._value
    operations = {tape.nodes[k][0] for k in tape.reachable([value])}
    assert operations == {"constant", "variable", "add", "mul", "exp", "cos", "log"}


@pytest.mark.parametrize(
    "text", ["1-exp(-x**4-y**2)", "tanh(x**2)-exp(-y**2)", "x**2+y**2", "log(1+exp(x))-x+0*y"]
)
def test_what_keeps_its_digits_is_not_looked_at_again(text: str) -> None:
    assert not landscape(text).compiled.is_delicate
    assert landscape("sqrt(x+1)-sqrt(x)+0*y").compiled.is_delicate


def test_near_zero_is_looked_at_there_only() -> None:
    reach = landscape("sinh(x)-x").compiled.delicate
    assert list(reach.rows(np.array([[1e-3, 5.0, 1e-3, 5.0], [5.0, 1e-3, 1e-3, 5.0]]))) == [0, 1, 2]
    both = landscape("x**2+2*y**2-0.3*cos(3*x)-0.4*cos(4*y)+0.7").compiled.delicate
    assert both.together and list(both.rows(np.array([[1e-5, 5.0, 1e-5], [5.0, 1e-5, 1e-5]]))) == [2]


def test_few_landscapes_of_the_catalogue_pay() -> None:
    assert {name for name, f in catalogue.items() if f.compiled.is_delicate} <= {
        "gramacy_lee", "schaffer1", "schaffer2", "dejong5", "bohachevsky1",
    }  # fmt: skip
