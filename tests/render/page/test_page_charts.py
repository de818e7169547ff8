"""The page's curves show the heights that films show, and end where the function jumps."""

from __future__ import annotations

import numpy as np
import pytest
from javascript import needs_node, run_node
from numpy.typing import NDArray
from PIL import Image

from descent import CMAES, Adam, GradientDescent, ScipyMinimize, descend, search, uniform
from landscapes import catalogue, parse
from landscapes.stationary import lowest_known
from render.page import living_of, printed_of
from render.page.assembly import script
from render.panels.axes import log_limits, padded
from render.panels.gradient_norm import GradientNorm
from render.panels.loss import Loss
from render.panels.tracing import framed, is_of_decades, traced
from render.scene import Scene
from render.surface import common_level

pytestmark = needs_node
TRACED = """
(0, eval)(input.interface);
const { state } = Thalweg.settledState(Thalweg.printed.page.state), { landscape } = new Thalweg.Model().read(state);
const [low, high] = landscape.domain[0], heightOf = (x) => landscape.value(new Float64Array([x]));
const sampled = Array.from({ length: 801 }, (_, k) => heightOf(low + (k / 800) * (high - low)));
const limits = inner.framedHeights(sampled, 0.1, input.moving);
return { limits, log: inner.curveLimits(sampled, [])[0], lines: inner.tracedLines(heightOf, [low, high], 800, limits) };
"""
CURVES = (
    "x**2",
    "tan(x) + x**2/4",
    "1/x",
    "sign(x) + x/3",
    "sqrt(x + 1)",
    "exp(9*x)",
    "abs(x) - 1/(x - 1)**2",
    "max(x**2, 5) + sign(x - 1)",
    "0*x + 2",
    "log(x)",
)


def parts_of(x: NDArray[np.float64], y: NDArray[np.float64]) -> list[NDArray[np.float64]]:
    """The pieces (k, 2) of a polyline between its gaps, but for lone points."""
    pieces = np.split(np.stack([x, y], axis=1), np.flatnonzero(~np.isfinite(y)))
    return [own for piece in pieces if len(own := piece[np.isfinite(piece).all(axis=1)]) > 1]


@pytest.mark.parametrize("formula", CURVES)
def test_curves_are_the_films(formula: str) -> None:
    f = parse(formula, [(-4, 4)])
    run = descend(f, [[3.0]], GradientDescent(0.01), steps=4)
    heights = f.value(np.linspace(-4, 4, 801)[:, None])
    moving = run.heights.ravel()
    opened = script("interface").removesuffix("})();\n")
    data = {
        "interface": opened + "globalThis.inner = { framedHeights, curveLimits, tracedLines };})();\n",
        "moving": moving[np.isfinite(moving)].tolist(),
    }
    theirs = run_node(TRACED, data, printed_of(living_of(Scene(f, run))))
    limits = framed(heights, 0.1, moving)
    assert limits is not None
    np.testing.assert_allclose(theirs["limits"], limits, rtol=1e-9, atol=1e-12)
    assert theirs["log"] == is_of_decades(heights)
    ours = parts_of(*traced(lambda at: f.value(at[:, None]), np.linspace(-4, 4, 801), limits))
    assert [len(line) for line in theirs["lines"]] == [len(line) for line in ours]
    for line, own in zip(theirs["lines"], ours, strict=True):
        np.testing.assert_allclose(line, own, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize(
    ("text", "panels"), [("x**2 - 10*cos(2*x)", ("curve", "loss")), ("1/x", ("curve", "loss"))]
)
def test_losses_are_told_from_the_level_that_films_know(text: str, panels: tuple[str, ...]) -> None:
    f = parse(text, [(-4, 3)])
    run = descend(f, [[2.9]], GradientDescent(0.001), steps=9)
    opened = script("interface").removesuffix("})();\n") + "globalThis.inner = { lowestOf };})();\n"
    asked = """
    (0, eval)(input);
    const { state } = Thalweg.settledState(Thalweg.printed.page.state);
    return inner.lowestOf(new Thalweg.Model().read(state));"""
    level = common_level(lowest_known(f), [run.heights])[0]
    assert (lowest_known(f) is None) == ("/" in text) and level <= run.heights.min()
    theirs = run_node(asked, opened, printed_of(living_of(Scene(f, run, panels=panels))))
    assert theirs == pytest.approx(level, rel=1e-12)


OVER = """
(0, eval)(input);
const { state } = Thalweg.settledState(Thalweg.printed.page.state), model = new Thalweg.Model().read(state);
return ["loss", "gradient_norm"].map((name) => {
  const steps = Math.max(model.film.final, model.film.last, 1);
  const { bands, limits, log } = inner.overSteps(name, model, steps);
  return { limits, log, bands };
});
"""


@pytest.mark.parametrize(
    ("name", "rate", "steps"),
    [("himmelblau", 0.004, 60), ("goldstein_price", 5.1e-6, 900), ("eggholder", 0.2, 80)],
)
def test_charts_over_the_steps_show_the_quartiles_that_films_show(name: str, rate: float, steps: int) -> None:
    f = catalogue[name]
    runs = descend(f, uniform(f.domain, 60, seed=4), GradientDescent(rate), steps=steps)
    scene = Scene(f, runs, panels=("surface", "loss", "gradient_norm"))
    opened = script("interface").removesuffix("})();\n") + "globalThis.inner = { overSteps };})();\n"
    told = run_node(OVER, opened, printed_of(living_of(scene)))
    for kind, theirs in zip((Loss, GradientNorm), told, strict=True):
        panel = kind(f, (runs,), scene.colors, scene.prepared.theme, Image.new("RGB", (400, 300)), 300.0)
        (mine,), (band,) = panel._bands, theirs["bands"]
        assert theirs["log"] == panel.log
        rows = band["rows"]
        assert rows[0] == 0 and rows[-1] >= panel._last
        np.testing.assert_allclose(band["quartiles"], mine[:, rows], rtol=1e-6, atol=1e-9)
        shown = np.array(band["quartiles"])
        limits = log_limits(shown, 1e-16) if panel.log else padded(np.nanmin(shown), np.nanmax(shown))
        np.testing.assert_allclose(theirs["limits"], limits, rtol=1e-9)


def test_a_step_of_a_long_run_is_one_step() -> None:
    f = catalogue["beale"]
    scene = Scene(f, descend(f, uniform(f.domain, 300, seed=1), Adam(0.01), steps=3000))
    asked = """
    (0, eval)(input);
    const { state } = Thalweg.settledState(Thalweg.printed.page.state);
    const model = new Thalweg.Model().read(state), [own] = model.all, { run } = own;
    const alone = inner.everyStep(model, { own, k: 7 }), text = (one, row, k) => String(one.at(row, k));
    const same = Array.from(run.indices).every((step, row) => text(run, row, 7) === text(alone.run, step, alone.k));
    return [run.rows, alone.run.rows, same];"""
    opened = script("interface").removesuffix("})();\n") + "globalThis.inner = { everyStep };})();\n"
    rows, alone, same = run_node(asked, opened, printed_of(living_of(scene)))
    assert rows < 2500 and alone == 3001 and same


CUT = """
(0, eval)(input);
const { state } = Thalweg.settledState(Thalweg.printed.page.state), model = new Thalweg.Model().read(state);
const [own] = model.runs, swept = { ...own, run: inner.together([own.run, own.run]) };
return [own, swept].map((of) => ({ kind: own.recorded ? "recorded" : "computed", limits: inner.cutLimits({ own: of, k: 0 }),
  heights: of.run.heights.filter((_, at) => at % of.run.count === 0) }));"""


@pytest.mark.parametrize("how", ["computed", "recorded", "searched"])
def test_slices_are_cut_through_every_kind_of_run(how: str) -> None:
    f = catalogue["himmelblau"]
    made = {
        "computed": lambda: descend(f, [[1.0, 1.0]], Adam(0.1), steps=30),
        "recorded": lambda: descend(f, [[1.0, 1.0]], ScipyMinimize(), steps=30),
        "searched": lambda: search(f, CMAES(), generations=12, seed=1),
    }
    opened = (
        script("interface").removesuffix("})();\n") + "globalThis.inner = { cutLimits, together };})();\n"
    )
    asked = run_node(CUT, opened, printed_of(living_of(Scene(f, made[how]()))))
    assert {told["kind"] for told in asked} == {"computed" if how == "computed" else "recorded"}
    for told in asked:
        for low, high in told["limits"]:
            assert low <= min(told["heights"]) < high
