"""What Python prints computes in Node what it computes in Python: heights, gradients, Hessians, kinks and holes."""

from __future__ import annotations

import json
from functools import cache
from itertools import product
from typing import Any

import numpy as np
import pytest
from javascript import needs_node, printed_landscapes, run_node

from landscapes import Landscape, catalogue, find, parse, to_javascript

pytestmark = needs_node
_ASK = """
return Object.entries(input).map(([name, points]) => {
  const f = Thalweg.landscapeOf(name), n = f.dimensions;
  return points.map((p) => {
    const both = new Float64Array(n + 1), second = new Float64Array(n * n);
    f.both(p, both);
    f.hessian(p, second);
    return [f.value(p), ...both, ...second];
  });
});
"""
_OPERATIONS = frozenset(["add", "mul", "inv", "sqrt", "constant", "variable", "number", "abs"])
Array = Any


def computed(places: dict[str, tuple[Landscape, Array]]) -> dict[str, Array]:
    """Values, heights, gradients and Hessians (k, 1 + 1 + n + n^2) in Node at k places of each landscape."""
    printed = ",\n".join(f"{json.dumps(name)}: {to_javascript(f)}" for name, (f, _) in places.items())
    asked = {name: points for name, (_, points) in places.items()}
    found = run_node(_ASK, asked, {"landscapes": "{" + printed + "}"}, timeout=300)
    return {name: np.array(rows, dtype=float) for name, rows in zip(places, found, strict=True)}


def in_python(f: Landscape, points: Array) -> Array:
    """The same by NumPy, a point at a time: repairs of many have a bound."""
    rows = []
    for point in points:
        height, gradient = f.value_and_gradient(point)
        rows.append([f.value(point), height, *gradient, *f.hessian(point).ravel()])
    return np.array(rows, dtype=float)


def differences(f: Landscape, points: Array, found: Array) -> list[str]:
    """What is further from Python's than it may be: 1e-12 of heights and slopes, 1e-10 of the largest curvature.

    Near zeros both are what floats leave: an error counts from 1e-14 of what is usual.
    """
    known, n = in_python(f, points), f.dimensions
    parts = {"value": [0], "height": [1], "gradient": range(2, 2 + n), "hessian": range(2 + n, 2 + n + n * n)}
    wrong = []
    for part, columns in parts.items():
        a, b = found[:, list(columns)], known[:, list(columns)]
        size = np.abs(np.where(np.isfinite(b), b, 0)).max(axis=1, keepdims=True)
        allowed = (1e-10 if part == "hessian" else 1e-12) * size + 1e-14 * (1 + np.median(size))
        with np.errstate(invalid="ignore"):
            same = (a == b) | (np.isnan(a) & np.isnan(b)) | (np.abs(a - b) <= allowed)
        for row in np.flatnonzero(~same.all(axis=1)):
            wrong.append(
                f"{f.name} {part} at {points[row].tolist()}: {a[row].tolist()}, not {b[row].tolist()}"
            )
    return wrong


def draws(f: Landscape, count: int, seed: int = 0) -> Array:
    low, high = np.array(f.domain).T
    return low + (high - low) * np.random.default_rng(seed).random((count, f.dimensions))


def marked_places(f: Landscape) -> Array:
    """Minimizers, corners, the origin, axes, whole numbers, all that kinks and holes love, and what is tiny."""
    low, high = np.array(f.domain).T
    sides = [sorted({a, b, (a + b) / 2, 0.0, 1.0, -1.0, 0.1, 1e-9}) for a, b in zip(low, high, strict=True)]
    if f.dimensions <= 2:
        grid = np.array(list(product(*sides)))
    else:
        grid = np.random.default_rng(1).choice(sides[0], size=(40, f.dimensions))
    return np.vstack([grid, np.zeros((1, f.dimensions)), np.ones((1, f.dimensions)), f.minimizers[:9]])


@cache
def everywhere() -> dict[str, tuple[Landscape, Array]]:
    return {name: (f, np.vstack([marked_places(f), draws(f, 20)])) for name, f in catalogue.items()}


def test_every_landscape_of_the_catalogue() -> None:
    answers = computed(everywhere())
    wrong = [w for name, (f, points) in everywhere().items() for w in differences(f, points, answers[name])]
    # Terms of 1e9 cancel beside this kink, in Python as here.
    wrong = [w for w in wrong if not w.startswith("xin_she_yang4 hessian at [1e-09, 1e-09]")]
    assert not wrong, "\n".join(wrong)


def test_a_hessian_that_is_not_printed_is_right_to_eight_digits() -> None:
    ask = """return Object.entries(input).map(([name, points]) => points.map((p) => {
      const f = Thalweg.landscapeOf(name), out = new Float64Array(4);
      f.hessian(p, out);
      return [...out];
    }));"""
    places = {
        n: np.vstack([draws(catalogue[n], 30), catalogue[n].minimizers[:4]])
        for n in ("dejong5", "himmelblau")
    }
    found = run_node(
        ask, places, {"landscapes": printed_landscapes([catalogue[n] for n in places], hessian=False)}
    )
    for (name, points), theirs in zip(places.items(), found, strict=True):
        ours = catalogue[name].hessian(points).reshape(-1, 4)
        size = np.abs(ours).max(axis=1, keepdims=True)
        smooth = size[:, 0] > 0
        assert (np.abs(np.array(theirs) - ours) <= 1e-8 * np.maximum(size, np.median(size)))[smooth].all(), (
            name
        )


def uses_only_exact_operations(f: Landscape) -> bool:
    return {node[0] for node in f.compiled._tape.nodes} <= _OPERATIONS


def test_arithmetic_and_roots_are_bit_for_bit_pythons() -> None:
    places = {n: (f, draws(f, 100)) for n, f in catalogue.items() if uses_only_exact_operations(f)}
    assert len(places) > 30
    for name, found in computed(places).items():
        f, points = places[name]
        heights, gradients = f.value_and_gradient(points)
        known = np.column_stack(
            [f.value(points), heights, gradients, f.hessian(points).reshape(len(points), -1)]
        )
        np.testing.assert_array_equal(found, known, err_msg=name)


def test_models_and_many_variables() -> None:
    places = {n: find(n) for n in ("roller_coaster", "roller_coaster_mae", "iris_logistic", "perceptron")}
    places |= {
        f"{n}_5": catalogue[n].in_dimensions(5) for n in ("rastrigin", "rosenbrock", "styblinski_tang")
    }
    chosen = {n: (f, np.vstack([marked_places(f)[:30], draws(f, 10)])) for n, f in places.items()}
    wrong = [w for n, found in computed(chosen).items() for w in differences(*chosen[n], found)]
    assert not wrong, "\n".join(wrong)


def random_formula(chance: Any, depth: int) -> str:
    """A formula of x and y as `parse` reads it, nested up to `depth`."""
    if depth == 0 or chance.random() < 0.1:
        return str(chance.choice(["x", "y", "x", "y", "2", "0.3", "pi"]))
    a, b = random_formula(chance, depth - 1), random_formula(chance, depth - 1)
    shapes = [
        f"({a} + {b})", f"({a} - {b})", f"({a})*({b})", f"({a})/({b})", f"({a})**2", f"({a})**3", f"sqrt({a})",
        f"abs({a})", f"sign({a})", f"min({a}, {b})", f"max({a}, {b})", f"atan2({a}, {b})",
        f"sin({a})", f"cos({a})", f"exp({a})", f"log({a})", f"tanh({a})", f"atan({a})", f"log(1 + exp({a}))",
        f"sinh({a})", f"cosh({a})", f"asin({a})", f"tan({a})", f"1 - cos({a})", f"({a})**1.5",
        f"sin({a})/({a})", f"1/(1 + exp({a}))", f"exp({a}) - 1",
    ]  # fmt: skip
    return str(chance.choice(shapes))


def random_landscapes(count: int, seed: int) -> dict[str, Landscape]:
    chance, made = np.random.default_rng(seed), {}
    while len(made) < count:
        text = random_formula(chance, 3)
        try:
            f = parse(text, [(-2, 2), (-2, 2)], name=f"f{len(made)}")
        except ValueError:
            continue
        if "divide" in f.compiled.watched:
            continue  # a pole that max, min or a power hides is NaN in Python, which sees the processor's flags
        made[f.name] = f
    return made


def test_random_formulas() -> None:
    grid = np.array(list(product((-2, -1, -0.5, 0, 0.3, 1, 2), (-1.0, 0.0, 0.3, 1.0))))
    places = {
        f"{name}_{seed}": (f, np.vstack([grid, draws(f, 5)]))
        for seed in (5, 9)
        for name, f in random_landscapes(100, seed).items()
    }
    wrong = [w for n, found in computed(places).items() for w in differences(*places[n], found)]
    assert not wrong, "\n".join(wrong)


KINKS = {
    "abs(x)": [([0.0], 0.0, 0.0), ([-2.0], 2.0, -1.0)],
    "max(2, x)": [([2.0], 2.0, 0.0)],
    "sqrt(abs(x))": [([0.0], 0.0, 0.0)],
    "sin(x)/x": [([0.0], 1.0, 0.0)],
    "(exp(x) - 1)/x": [([0.0], 1.0, 0.5)],
    "(1 - cos(x))/x": [([0.0], 0.0, 0.5)],
    "x*log(x)": [([0.0], 0.0, 0.0), ([-1.0], np.nan, 0.0)],
    "x**1.5": [([0.0], 0.0, 0.0)],
    "log(x)": [([-1.0], np.nan, 0.0)],
    "1/x": [([0.0], np.inf, 0.0)],
    "atan(1/x)": [([0.0], np.nan, 0.0)],
    "sign(1/x)": [([0.0], np.nan, 0.0), ([-0.5], -1.0, 0.0)],
    "log(x)**(x + 1)": [([-1.0], np.nan, 0.0)],
    "(x + 1)**acos(x + 2)": [([0.0], np.nan, 0.0)],
    "abs(x - 0.1)": [([0.1], 0.0, 0.0)],
    "abs(x - pi)": [([np.pi], 0.0, -1.0)],
    "x/sqrt(1 + x**2)": [([1e200], 1.0, 0.0)],
    "x**2": [([np.nan], np.nan, np.nan), ([np.inf], np.inf, 0.0)],
}


@pytest.mark.parametrize("part", ["page", "python"])
def test_kinks_holes_and_edges_are_what_one_expects(part: str) -> None:
    """The same answers from both, written down by hand."""
    places = {
        text: (parse(text, [(-3, 3)]), np.array([point for point, *_ in cases]))
        for text, cases in KINKS.items()
    }
    found = computed(places) if part == "page" else {t: in_python(*place) for t, place in places.items()}
    for text, cases in KINKS.items():
        for answer, (point, height, slope) in zip(found[text], cases, strict=True):
            np.testing.assert_allclose(
                answer[:3], [height, height, slope], rtol=1e-12, atol=1e-15, err_msg=f"{text} {point}"
            )


def test_sums_that_cancel_near_zero_keep_their_digits_in_print() -> None:
    """As far as 32 digits reach: the leading terms are known by heart."""
    leading = {
        "sin(x)-x+0*y": lambda x: (-(x**3) / 6, -(x**2) / 2),
        "tan(x)-sin(x)+0*y": lambda x: (x**3 / 2, 3 * x**2 / 2),
        "exp(x)-1-x+0*y": lambda x: (x**2 / 2, x),
        "cos(x)-1+x**2/2+0*y": lambda x: (x**4 / 24, x**3 / 6),
    }
    places = [[sign * 10.0**-k, 0.4] for k in (4, 5, 6) for sign in (1, -1)]
    found = computed({t: (parse(t, ((-9.0, 9.0), (-9.0, 9.0))), np.array(places).tolist()) for t in leading})
    for text, series in leading.items():
        for (x, _), (height, again, slope, *_) in zip(places, found[text], strict=True):
            assert height == again
            # The next term is as small as |x| beside the leading one.
            assert [height, slope] == pytest.approx(series(x), rel=abs(x))
