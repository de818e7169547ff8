"""Values and derivatives are right to 1e-12 wherever they can be written as floats, whatever overflows on the way."""

from __future__ import annotations

import math
from functools import cache

import mpmath
import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from landscapes import Landscape, parse

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
    "softmax": "exp(x)/(exp(x)+exp(y))",
    "softmax of three": "exp(y)/(exp(x)+exp(y)+exp(2*x))",
    "log cosh": "log(cosh(x))",
    "log cosh, written out": "log((exp(x)+exp(-x))/2)",
    "tanh": "tanh(x)",
    "tanh, written out": "(exp(x)-exp(-x))/(exp(x)+exp(-x))",
    "tanh of twice": "(exp(2*x)-1)/(exp(2*x)+1)",
    "tanh from sigmoid": "2/(1+exp(-2*x))-1",
    "logistic bell": "exp(-x)/(1+exp(-x))**2",
    "log1p": "log(1+x**2)",
    "log1mexp": "log(1-exp(-abs(x)-0.001))",
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
    "product of sincs": "1-sin(x)/x*sin(y)/y",
    "log1p over x": "log(1+x)/x",
    "third remainder": "(x-sin(x))/x**3",
    "versine over square": "(1-cos(x))/x**2",
    "inverse sinc": "x/sin(x)",
    "power": "(2**x-1)/x",
}
WIDE = {
    "softsign": "x/(1+abs(x))",
    "hypot": "sqrt(x**2+y**2)",
    "pseudo-Huber": "sqrt(1+x**2)",
    "saturating": "x/sqrt(1+x**2)",
    "rational": "x**2/(1+x**2)",
    "log of square": "log(x**2+y**2+1)",
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


def wanted(text: str, point: tuple[float, float], digits: int = 1400) -> list[float]:
    """Value, gradient and Hessian in so many digits that nothing cancels."""
    with mpmath.workdps(digits):
        values = exact_functions(text)(*map(mpmath.mpf, point))
        return [float(mpmath.re(v)) for v in values]


def check(text: str, point: tuple[float, float], rtol: float = 1e-12) -> None:
    f = landscape(text)
    height, slope = f.value_and_gradient(point)
    ours = [float(height), *slope, *f.hessian(point).ravel()]
    for got, right in zip(ours, wanted(text, point), strict=True):
        if math.isfinite(right):
            assert got == pytest.approx(right, rel=rtol, abs=1e-307), (text, point, ours)
    assert float(f.value(point)) == pytest.approx(height, rel=1e-14, abs=0.0)


NUMBERS = st.floats(-900, 900, allow_subnormal=False).filter(lambda t: t == 0 or abs(t) > 1e-300)


@pytest.mark.parametrize("text", CLASSIFIERS.values(), ids=CLASSIFIERS)
@settings(max_examples=12, deadline=None)
@given(NUMBERS, st.floats(0.001, 1))
@example(800.0, 0.25)
@example(-800.0, 0.75)
@example(15.0, 0.0)
@example(1e-9, 0.5)
def test_losses_of_classifiers(text: str, x: float, y: float) -> None:
    check(text, (x, y))
