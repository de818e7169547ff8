"""Values and derivatives of the whole catalogue against mpmath, differences, and what the design says of kinks."""

from __future__ import annotations

import time

import mpmath
import numpy as np
import pytest
import sympy as sp

from landscapes import Landscape, catalogue, parse
from landscapes.compiled.functions import Compiled

NAMES = sorted(catalogue)


def of(*formulas, domain=((-2.0, 2.0),) * 2) -> Landscape:
    """A landscape of x, y (or of x) from text."""
    x, y = sp.symbols("x y", real=True)
    formula = sp.sympify(formulas[0], {"x": x, "y": y})
    return Landscape(
        name="own", builder=lambda *v: formula.subs(dict(zip((x, y), v, strict=False))), domain=domain
    )


def processor_time(work, *arguments) -> float:
    """What a call takes (s)."""
    began = time.process_time()
    work(*arguments)
    return time.process_time() - began


def exact(expressions, variables, point):
    """30 correct digits of SymPy's own expressions at a point of floats."""
    with mpmath.workdps(40):
        functions = sp.lambdify(variables, list(expressions), "mpmath", cse=True)
        return [complex(v) for v in functions(*map(mpmath.mpf, map(float, point)))]


@pytest.mark.parametrize("name", NAMES)
def test_value_and_derivatives_match_mpmath(name: str) -> None:
    f = catalogue[name]
    points = np.random.default_rng(7).uniform(*np.transpose(f.domain), size=(2, f.dimensions))
    heights, gradients = f.value_and_gradient(points)
    hessians = f.hessian(points)
    expressions = [f.formula, *f.gradient_formula, *f.hessian_formula]
    for point, *got in zip(points, heights, gradients, hessians, strict=True):
        wanted = np.array(exact(expressions, f.variables, point))
        ours = np.concatenate([np.ravel(g) for g in got])
        size = np.abs(wanted).max() + 1.0
        np.testing.assert_allclose(ours, wanted.real, rtol=1e-9, atol=1e-11 * size)


@pytest.mark.parametrize("name", NAMES)
def test_gradient_matches_central_differences(name: str) -> None:
    f = catalogue[name]
    low, high = np.transpose(f.domain)
    points = np.random.default_rng(3).uniform(low, high, size=(6, f.dimensions))
    step = 1e-6 * (high - low)
    shift = np.diag(step)
    ahead, behind = f.value(points[:, None] + shift), f.value(points[:, None] - shift)
    slopes, bends = f.gradient(points), f.hessian(points)
    # Rounding of the values, and the third derivative guessed from the change of the second.
    change = np.abs(f.hessian(points[:, None] + shift) - bends[:, None]).max(axis=(1, 2, 3))[:, None]
    slack = 1e-15 * np.abs(f.value(points))[:, None] / step + change * step + 1e-7 * (1 + np.abs(slopes))
    assert (np.abs((ahead - behind) / (2 * step) - slopes) <= 20 * slack).all()


@pytest.mark.parametrize("name", NAMES)
def test_derivatives_are_finite_at_minimizers_on_axes_and_corners(name: str) -> None:
    f = catalogue[name]
    low, high = np.transpose(f.domain)
    ticks = np.stack(np.meshgrid(*np.stack([low, (low + high) / 2, np.zeros_like(low), high], 1)), -1)
    points = np.vstack([f.minimizers, ticks.reshape(-1, f.dimensions)])
    value = f.value(points)
    assert np.isfinite(f.gradient(points)).all()
    assert np.isfinite(f.hessian(points)).all()
    assert np.isfinite(value[: len(f.minimizers)]).all()


@pytest.mark.parametrize("name", NAMES)
def test_gradient_vanishes_at_minimizers_inside(name: str) -> None:
    f = catalogue[name]
    low, high = np.transpose(f.search_domain)
    inside = ((f.minimizers > low) & (f.minimizers < high)).all(axis=-1)
    minimizers = f.minimizers[inside]
    if not len(minimizers):
        pytest.skip("no minimizer inside")
    # In a kink that the floats miss by a rounding the slope is what it is beside the kink.
    slopes = np.abs(f.gradient(minimizers)).max(axis=-1)
    around = np.abs(f.gradient(minimizers[:, None] + 1e-3 * np.array([1.0, 0.7])[: f.dimensions]))
    small = slopes <= 1e-5 * (1 + around.max())
    assert small.any() if name in {"alpine1"} else small.all()


KINKS = [
    # formula, point, gradient: its limit, or 0 in a component without
    ("Abs(x)", (0, 1), (0, 0)),
    ("Abs(x) + 3*x", (0, 1), (0, 0)),
    ("Abs(x)*x + y", (0, 1), (0, 1)),
    ("sqrt(x**2 + y**2)", (0, 0), (0, 0)),
    ("(x**2 + y**2)**Rational(3,4)", (0, 0), (0, 0)),
    ("cos(sqrt(x**2 + y**2))", (0, 0), (0, 0)),
    ("cos(12*sqrt(x**2 + y**2))/(x**2 + y**2 + 2)", (0, 0), (0, 0)),
    ("x*sin(sqrt(Abs(x))) + 2*y", (0, 3), (0, 2)),
    ("sqrt(x)*sin(x) + y", (0, 1), (0, 1)),
    ("sqrt(x)*sin(sqrt(x)) + y", (0, 1), (1, 1)),
    ("(exp(sqrt(x)) - 1)*sqrt(x)", (0, 1), (1, 0)),
    ("sqrt(1 - cos(x))*x", (0, 0), (0, 0)),
    ("sqrt(1 - cos(x))**3/x**2*0 + y", (0, 0), (0, 1)),
    ("Abs(x - 1)*(x - 1)*y + y", (1, 2), (0, 1)),
    ("Abs(x**2 - y)", (3, 9), (0, 0)),
    ("100*sqrt(Abs(y - x**2/100)) + Abs(x + 10)/100", (-10, 2), (0, 50)),
    ("Max(x, y)", (1, 1), (0, 0)),
    ("Max(x, 2*x - 1) + y", (1, 1), (0, 1)),
    ("Max(x**2, x**3)", (1, 0), (0, 0)),
    ("Min(x**2, x**4)*y", (0, 1), (0, 0)),
    ("Max(x, 0)**2", (0, 0), (0, 0)),
    ("sqrt(Max(x, 0))", (-1, 0), (0, 0)),
    ("Max(x - Abs(x), 0)", (1, 0), (0, 0)),
    ("floor(x) + x", (1, 0), (1, 0)),
    ("sign(x)*x**2", (0, 0), (0, 0)),
    ("exp(-exp(x))", (800, 0), (0, 0)),
    ("x**2*exp(-x**4)", (1e100, 0), (0, 0)),
    ("log(x)", (-1, 0), (0, 0)),
    ("log(x)", (0, 0), (0, 0)),
    ("atan2(y, x)", (0, 0), (0, 0)),
    ("Abs(x)**1.1", (0, 0), (0, 0)),
    ("asin(x)", (1, 0), (0, 0)),
    ("Piecewise((x**2, x < 0), (x**3, True))", (0, 0), (0, 0)),
    ("Piecewise((x, x < 0), (2*x, True)) + y", (0, 0), (0, 1)),
    ("Piecewise((0, Eq(x, 0)), (x**4*sin(1/x), True))", (0, 0), (0, 0)),
]


@pytest.mark.parametrize(("formula", "point", "wanted"), KINKS, ids=[k[0] for k in KINKS])
def test_gradient_is_its_limit_or_zero(formula: str, point, wanted) -> None:
    f = of(formula)
    got = f.gradient(np.array([point, point], dtype=float))
    np.testing.assert_allclose(got, [wanted, wanted], rtol=1e-9, atol=1e-12)
    assert np.isfinite(f.hessian(np.array(point, dtype=float))).all()


def test_hessian_is_its_limit_or_zero() -> None:
    np.testing.assert_allclose(
        of("cos(sqrt(x**2 + y**2))").hessian([0.0, 0.0]), [[-1, 0], [0, -1]], atol=1e-9
    )
    np.testing.assert_allclose(of("sqrt(x**2 + y**2)").hessian([0.0, 0.0]), np.zeros((2, 2)), atol=1e-9)
    np.testing.assert_allclose(of("Abs(x)**3 + y**2").hessian([0.0, 1.0]), [[0, 0], [0, 2]], atol=1e-9)
    np.testing.assert_allclose(of("Abs(x)*x + x*y").hessian([0.0, 1.0]), [[0, 1], [1, 0]], atol=1e-9)


def test_not_finite_in_not_finite_out_and_no_other_way() -> None:
    f = of("Piecewise((1, x < 0), (2, True)) + 0*y")
    points = np.array([[np.nan, 0.0], [0.0, np.nan], [1.0, 1.0]])
    value, slope = f.value_and_gradient(points)
    assert list(np.isnan(value)) == list(np.isnan(slope).all(axis=-1)) == [True, True, False]
    assert np.isnan(f.hessian(points)).all(axis=(1, 2)).tolist() == [True, True, False]
    assert (catalogue["sphere"].gradient([[np.inf, 1.0]]) == [[0.0, 2.0]]).all()


@pytest.mark.parametrize("shape", [(), (1,), (0,), (3,), (2, 3), (2, 0), (40_000,)])
def test_shapes(shape: tuple[int, ...]) -> None:
    for f in (
        catalogue["sphere"],
        catalogue["ackley"],
        of("x + 2*y"),
        of("5 + 0*x"),
        of("x**2", domain=((-1, 1),)),
    ):
        points = np.random.default_rng(0).uniform(-1, 1, size=(*shape, f.dimensions))
        n = f.dimensions
        assert f.value(points).shape == shape
        assert f.gradient(points).shape == (*shape, n)
        assert f.hessian(points).shape == (*shape, n, n)
        value, gradient = f.value_and_gradient(points)
        assert value.dtype == gradient.dtype == np.float64
        np.testing.assert_array_equal(value, f.value(points))


def test_a_batch_gives_what_single_points_give() -> None:
    f = catalogue["ackley"]
    points = np.random.default_rng(0).uniform(-5, 5, size=(50, 2))
    np.testing.assert_allclose(f.gradient(points), [f.gradient(p) for p in points], rtol=1e-13)
    np.testing.assert_array_equal(f.gradient(points), f.gradient(np.asfortranarray(points)))


def test_kernel_is_the_gradient_in_columns() -> None:
    f = catalogue["schwefel"]
    kernel = f.kernel(10)
    for count in (10, 3, 1):
        points = np.random.default_rng(count).uniform(-5, 5, size=(count, 2))
        points[0, 0] = 0.0
        heights, gradients = kernel(np.ascontiguousarray(points.T))
        np.testing.assert_array_equal(heights, f.value(points))
        np.testing.assert_array_equal(gradients.T, f.gradient(points))


@pytest.mark.parametrize("formula", ["sin(x)", "cos(x)", "sin(3*x)*cos(3*x)", "cos(pi*x)"])
def test_waves_from_one_tangent_are_accurate(formula: str) -> None:
    f = of(formula, domain=((-1, 1),))
    points = np.concatenate([np.linspace(-30, 30, 20_001), np.pi * np.arange(-8, 9) / 2, [0.0, 1e5, -1e6]])[
        :, None
    ]
    wanted = sp.lambdify("x", formula, "numpy")(points[:, 0])
    scale = 1 + np.abs(points[:, 0])
    assert (np.abs(f.value(points) - wanted) < 3e-14 * np.maximum(1, scale / 100)).all()
    huge = f.value(np.array([[1e15], [1e300], [-1e22]]))
    assert (np.abs(huge) <= 1 + 1e-12).all()


def test_everything_the_grammar_has_compiles() -> None:
    f = of(
        "sin(x)+cos(y)+tan(x/3)+asin(x/3)+acos(y/3)+atan(x)+atan2(y,x)+sinh(x)+cosh(y)+tanh(x)+exp(x)+log(x+3)"
        "+sqrt(y+3)+Abs(x)+sign(y)+Max(x,y)+Min(x,y**2)+2**x+(x+3)**y+x**7+(y+4)**Rational(5,2)+(x+3)**Rational(-1,3)"
        "+floor(x)+Heaviside(y)+Piecewise((x,x<y),(y,True))+E+pi+cot(x+4)+sec(x)+acosh(x+4)+ceiling(y)"
    )
    points = np.random.default_rng(1).uniform(0.1, 1.9, size=(20, 2))
    value = sp.lambdify(f.variables, f.formula, ["scipy", "numpy"])
    np.testing.assert_allclose(f.value(points), value(*points.T), rtol=1e-13)
    step = 1e-6 * np.eye(2)
    differences = (f.value(points[:, None] + step) - f.value(points[:, None] - step)) / 2e-6
    np.testing.assert_allclose(f.gradient(points), differences, rtol=1e-6, atol=1e-6)
    bends = (f.gradient(points[:, None] + step) - f.gradient(points[:, None] - step)) / 2e-6
    np.testing.assert_allclose(f.hessian(points), bends, rtol=1e-5, atol=1e-5)


def test_what_cannot_be_compiled_says_so_in_one_line() -> None:
    f = of("zeta(x)")
    with pytest.raises(ValueError, match=r"^[^\n]*zeta[^\n]*$"):
        f.value([0.5, 0.5])


@pytest.mark.parametrize("name", ["schwefel", "alpine2", "xin_she_yang4", "bukin6", "ackley", "alpine1"])
def test_a_whole_axis_of_kinks_costs_little(name: str) -> None:
    """Points on kinks are looked up together: not as if each were the only one."""
    f = catalogue[name]
    lines = [np.linspace(low, high, 15) for low, high in f.domain]
    points = np.stack(np.meshgrid(*lines), -1).reshape(-1, 2)
    assert np.isfinite(f.gradient(points)).all()
    together = min(processor_time(f.gradient, points) for _ in range(3))
    alone = sum(processor_time(f.gradient, point[None]) for point in points)
    assert together < alone / 10


def test_many_variables_compile_in_a_moment() -> None:
    """A perceptron 3-[4,4,1] with tanh and squared errors on four samples: 41 parameters."""
    rows, wanted = [[2, 3, -1], [3, -1, 0.5], [0.5, 1, 1], [1, 1, -1]], [1, -1, -1, 1]

    def loss(*p):
        weights = iter(p)
        layers = [
            [[next(weights) for _ in range(i + 1)] for _ in range(o)] for i, o in ((3, 4), (4, 4), (4, 1))
        ]
        total = 0
        for row, target in zip(rows, wanted, strict=True):
            signal = list(row)
            for layer in layers:
                signal = [sp.tanh(sum(w * s for w, s in zip(n, signal, strict=False)) + n[-1]) for n in layer]
            total += (signal[0] - target) ** 2
        return total

    f = Landscape(name="perceptron", builder=loss, domain=((-1.0, 1.0),) * 41)
    point = np.random.default_rng(0).uniform(-1, 1, 41)
    first_slope_by_sympy = processor_time(f.formula.diff, f.variables[0])
    assert (
        processor_time(Compiled(f.formula, f.variables).value_and_gradient, point) < 2 * first_slope_by_sympy
    )
    _, gradient = f.value_and_gradient(point)
    step = 1e-6 * np.eye(41)
    np.testing.assert_allclose(gradient, (f.value(point + step) - f.value(point - step)) / 2e-6, atol=1e-8)


@pytest.mark.parametrize("count", [1, 8191, 8192, 8193, 70_000])
def test_one_place_that_is_not_finite_is_found_among_many(count: int) -> None:
    # The look for such places goes by pieces of 8,192 points.
    points = np.random.default_rng(0).uniform(-2, 2, size=(count, 2))
    for place in {0, count // 2, count - 1}:
        holed = points.copy()
        holed[place] = 0.0, 0.0
        heights, slopes = catalogue["ackley"].value_and_gradient(holed)
        assert np.isfinite(heights).all() and np.isfinite(slopes).all()
        holed[place, 1] = np.nan
        heights, slopes = catalogue["ackley"].value_and_gradient(holed)
        assert np.flatnonzero(np.isnan(heights)).tolist() == [place]
        assert np.flatnonzero(np.isnan(slopes).any(axis=1)).tolist() == [place]


def test_what_is_constant_makes_no_kink_and_hides_nothing() -> None:
    f = parse("sqrt(2)*x**2 + 1 - cos(y/sqrt(3)) + log(3)/abs(-7)", [(-2, 2), (-2, 2)]).compiled
    assert f.is_smooth and "under" not in f.watched and f.tame_within > 1e3
    heights, slopes = f.value_and_gradient(
        np.random.default_rng(0).uniform(-f.tame_within, f.tame_within, (500, 2))
    )
    assert np.isfinite(heights).all() and np.isfinite(slopes).all()
    g = parse("sqrt(x**2 + 1) + abs(y)", [(-2, 2), (-2, 2)]).compiled
    assert not g.is_smooth and "under" in g.watched
