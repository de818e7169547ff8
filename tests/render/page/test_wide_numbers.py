"""The page's numbers of 106 bits against mpmath."""

from __future__ import annotations

from typing import Any

import mpmath
import numpy as np
from javascript import needs_node, run_node

from landscapes import catalogue, to_javascript
from landscapes.compiled.multiprecision import _operations
from render.page import assembly

pytestmark = needs_node
_ASK = """
return input.map(([name, ...operands]) => {
  const a = wide[name](...operands.map(([h, l, e]) => leveled(h, l, e, 0)));
  return [a.h, a.l, a.e];
});
"""
_UNARY = [
    *(
        "sqrt",
        "exp",
        "expm1",
        "log",
        "log1p",
        "sin",
        "cos",
        "tan",
        "asin",
        "acos",
        "atan",
        "sinh",
        "cosh",
        "tanh",
    ),
    *("asinh", "acosh", "atanh", "logcosh", "log1mexp", "sinc", "sinc1", "sinc2", "sincm1", "abs"),
]


def computed(cases: list[Any]) -> list[Any]:
    """What the scripts' own scope answers, which is not public."""
    text = "\n".join(
        (assembly.PAGE / "compute" / f"{name}.js").read_text()
        for name in ("arithmetic", "wide", "wide_powers", "wide_rare")
    )
    return run_node(text + _ASK, cases, compute=False)


_WAVES = ("sin", "cos", "tan")


def exactly(part: list[float]) -> Any:
    h, low, e = part
    return (mpmath.mpf(float(h)) + mpmath.mpf(float(low))) * mpmath.mpf(2) ** e


def test_functions_keep_thirty_digits() -> None:
    draw = np.random.default_rng(0)
    cases = []
    for name in _UNARY:
        for size in (1e-300, 1e-20, 1e-3, 0.3, 0.9, 1.0, 3.0, 40.0, 600.0):
            for sign in (-1.0, 1.0):
                x = sign * size * draw.uniform(0.5, 1)
                cases.append([name, [x, x * 2**-55 * draw.uniform(-1, 1), 0]])
        cases += [[name, [1.5, 0, 2000]], [name, [1.5, 0, -2000]]]
    for name in ("add", "mul", "sub", "div", "atan2", "power", "max"):
        for _ in range(40):
            x, y = draw.normal(size=2) * 10.0 ** draw.integers(-3, 3, size=2)
            e = int(draw.choice([0, 0, 3000, -3000])) if name not in ("power",) else 0
            x = abs(x) if name == "power" else x
            cases.append([name, [x, x * 2**-56, e], [y, y * 2**-57, e]])
    with mpmath.workdps(700):
        own = {
            "add": lambda a, b: a + b,
            "sub": lambda a, b: a - b,
            "div": lambda a, b: a / b,
            **_operations(400),
        }
        for case, found in zip(cases, computed(cases), strict=True):
            name, *operands = case
            answer, truth = float(found[0]), true_value(own[name], operands)
            if mpmath.isnan(truth):
                assert np.isnan(answer), case
            elif np.isinf(answer):
                assert abs(truth) > mpmath.mpf(10) ** 10**8, case
            elif name in _WAVES and operands[0][2] > 0:
                assert np.isfinite(answer), case
            else:
                off = abs(exactly(found) - truth)
                assert off <= abs(truth) * mpmath.mpf(10) ** -28 + mpmath.mpf(10) ** -600, (case, found)


def true_value(function: Any, operands: list[list[float]]) -> Any:
    try:
        value = function(*map(exactly, operands))
    except (ValueError, ZeroDivisionError):
        return mpmath.nan
    return value if not hasattr(value, "imag") or value.imag == 0 else mpmath.nan


def test_a_page_has_the_wide_functions_that_its_landscape_calls() -> None:
    kinds = {frozenset(node[0] for node in f.compiled._tape.nodes): f for f in catalogue.values()}
    ask = """
    return input.map(({ text, scripts }) => {
      const wide = (0, eval)(`(() => {${scripts}; return { wide, PrintedText }; })()`), record = (0, eval)(`(${text})`);
      const parts = ["value", "raw", "hessian"].map((name) => new wide.PrintedText(String(record[name]), record.fine));
      const called = parts.flatMap(({ nodes }) => nodes.map(([kind]) => kind));
      return called.filter((kind) => !["number", "coordinate"].includes(kind) && !(kind in wide.wide));
    });"""
    cases = []
    for f in kinds.values():
        text = to_javascript(f)
        names = [
            name for name in ("wide", "wide_powers", "wide_rare") if name not in assembly._unneeded(text)
        ]
        scripts = "\n".join(
            (assembly.PAGE / "compute" / f"{name}.js").read_text() for name in (*names, "reading")
        )
        cases.append({"text": text, "scripts": scripts})
    assert {len(assembly._unneeded(case["text"])) for case in cases} == {1, 2, 3}
    assert run_node(ask, cases, compute=False) == [[]] * len(cases)


def test_kinks_are_left_to_pages_that_may_have_some() -> None:
    kinked = {name for name, f in catalogue.items() if "kinks" not in assembly._unneeded(to_javascript(f))}
    assert {"eggholder", "cross_in_tray", "holder_table", "bukin6", "tripod", "ackley"} <= kinked
    assert not kinked & {"himmelblau", "rosenbrock", "branin", "langermann", "jennrich_sampson"}
    for name in catalogue:
        unneeded = assembly._unneeded(to_javascript(catalogue[name]))
        assert ("kinks" in unneeded) != ("no_kinks" in unneeded)
