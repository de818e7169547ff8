"""Optimizers that not every page has: where a page has them they are Python's, with its words where they cannot be."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from javascript import needs_node, run_node
from test_page_descends import CHAOS, PLACES, STEPS, apart, torn

from descent import (
    LBFGS,
    SAM,
    ConjugateGradient,
    Cosine,
    Gaussian,
    GaussNewton,
    LevenbergMarquardt,
    Optimizer,
    Sophia,
    TrustRegion,
    descend,
    grid,
    uniform,
)
from descent.javascript import further_optimizers, squares_to_javascript, told_optimizers
from gallery.spec import LandscapeSpec, RunSpec, SceneSpec, living_of_spec
from landscapes import Landscape, catalogue, fit, parse, to_javascript
from render.page import compute_text, page_optimizers, printed_of
from render.page.writing import shared_texts

SUMS = (
    "sphere sum_squares rotated_hyper_ellipsoid double_sum booth zakharov price1 parsopoulos powell_badly_scaled cube "
    "beale brown_badly_scaled freudenstein_roth wayburn_seader1 wayburn_seader2 price4 qing perm_0_d_beta "
    "rosenbrock himmelblau"
)
"""Twenty sums of squares."""
OF_SQUARES = (GaussNewton, LevenbergMarquardt)
STARTS = 8
ASK = """
return input.map(({ landscape, formula, domain, ...options }) => {
  try {
    const f = formula ? Thalweg.parseFormula(formula, domain) : Thalweg.landscapeOf(landscape);
    const run = Thalweg.descend(f, options);
    return { positions: run.positions, stopped: run.stoppedAt, endings: run.endings, rate: run.learningRate };
  } catch (error) {
    return error.message;
  }
});"""


def name_of(kind: type[Optimizer]) -> str:
    return next(name for name, known in further_optimizers().items() if known is kind)


def ask(cases: list[dict[str, Any]], lands: Iterable[Landscape] = ()) -> list[Any]:
    """What a page that has all optimizers makes of each case."""
    printed = [
        f"{json.dumps(f.name)}: {to_javascript(f, code={'squares': squares_to_javascript(f)})}" for f in lands
    ]
    told = {"landscapes": "{" + ",\n".join(printed) + "}", **shared_texts(has_all=True)}
    return list(run_node(ASK, cases, told, timeout=300))


@needs_node
@pytest.mark.parametrize("kind", further_optimizers().values(), ids=further_optimizers())
def test_each_on_twenty_landscapes(kind: type[Optimizer]) -> None:
    lands = [catalogue[name] for name in (SUMS.split() if kind in OF_SQUARES else PLACES)]
    cases, ours = [], []
    for f in lands:
        run = descend(f, uniform(f.domain, STARTS, seed=7), kind(), steps=STEPS)
        rate = getattr(run.optimizer, "learning_rate", None)
        told = {} if rate is None else {"learning_rate": float(rate)}
        cases.append(
            {"landscape": f.name, "optimizer": name_of(kind), "starts": run.positions[0], "steps": STEPS}
            | told
        )
        ours.append(run)
    exact = alike = 0
    for mine, theirs in zip(ours, ask(cases, lands), strict=True):
        far = apart(mine, theirs)
        # Where the last digit of a start tears Python's own paths apart the first steps are enough, as far as it does not.
        near, ended = (far[:CHAOS] <= 1e-9).all(axis=0), np.array(theirs["endings"]) == mine.ending
        if not (near & ended).all():
            apart_too = torn(mine) > 1e-11
            assert (near | apart_too[:CHAOS].any(axis=0)).all(), mine.landscape.name
            assert (ended | apart_too.any(axis=0)).all(), mine.landscape.name
        exact += int((far <= 1e-9).all(axis=0).sum())
        alike += int(ended.sum())
    assert exact >= 0.97 * STARTS * len(lands) and alike >= 0.99 * STARTS * len(lands)


SETTINGS: dict[Optimizer, dict[str, Any]] = {
    SAM(0.01, radius=0.2): {"settings": {"radius": 0.2}},
    SAM(Cosine(0.02, steps=60)): {"learning_rate": "cosine:0.02,steps=60"},
    Sophia(0.1, beta1=0.5, beta2=0.6, gamma=0.1, every=3): {
        "settings": {"beta1": 0.5, "beta2": 0.6, "gamma": 0.1, "every": 3}
    },
    LBFGS(0.5, history=2, shrink=0.3): {"settings": {"history": 2, "shrink": 0.3}},
    ConjugateGradient(0.7, longest=0.02, decrease=0.3): {"settings": {"longest": 0.02, "decrease": 0.3}},
    ConjugateGradient(Cosine(1.0, steps=20)): {"learning_rate": "cosine:1,steps=20"},
    TrustRegion(radius=0.3, largest=0.2, least=0.5): {
        "settings": {"radius": 0.3, "largest": 0.2, "least": 0.5}
    },
    GaussNewton(0.5, trials=3): {"settings": {"trials": 3}},
    LevenbergMarquardt(damping=10.0): {"settings": {"damping": 10}},
}


@needs_node
@pytest.mark.parametrize("noise", [None, Gaussian(0.5, seed=3)], ids=["plain", "noise"])
def test_with_other_settings_schedules_and_noise(noise: Any) -> None:
    f = catalogue["himmelblau"]
    cases, ours = [], []
    for optimizer, told in SETTINGS.items():
        # Some stop soon and others late: who still moves takes the place of another.
        starts = np.concatenate([uniform(f.domain, 20, seed=1), grid(f.domain, 3)])
        run = descend(f, starts, optimizer, steps=40, noise=noise)
        rate = (
            {"learning_rate": getattr(optimizer, "learning_rate", None)}
            if hasattr(optimizer, "learning_rate")
            else {}
        )
        cases.append(
            {"landscape": f.name, "optimizer": name_of(type(optimizer)), "starts": starts, "steps": 40}
            | ({"noise": noise.text} if noise else {})
            | (rate | told if "learning_rate" not in told else told)
        )
        ours.append(run)
    for case, mine, theirs in zip(cases, ours, ask(cases, [f]), strict=True):
        assert apart(mine, theirs).max() <= 1e-9, case["optimizer"]
        assert theirs["endings"] == mine.ending.tolist(), case["optimizer"]


FORMULAS = (
    *("100*(y-x^2)^2+(1-x)^2", "((x-1)^2+y^2)/3", "0.3*(x+y)^2+(sqrt(x^2+y^2)-1)^2", "(abs(x)-1)^2+y^2"),
    *("log(x^2+1)^2 + atan(y)^4", "x^4*y^2+(x-1)^2*3", "(2*x-2*y)^2", "(exp(x)-y)^2+4"),
)
REFUSED = (
    *(
        "0.1*x^3+y^2",
        "x^2+y^2-3",
        "x^2+sin(x)*y/3",
        "-(x^2)",
        "x^2+abs(x)^3+y^4",
        "sqrt(x^2+1)+y^2",
        "exp(x)^2+y^2",
    ),
    *(
        "2*(x^2+x*y)",
        "x^2/(1+y^2)",
        "1/(1+x^2)+y^2",
        "max(x,y)+x^2",
        "pi*x^2+y^2",
        "x^1.5+y^2",
        "x^-2+y^2",
        "2^x+y^2",
    ),
)


@needs_node
@pytest.mark.parametrize("kind", OF_SQUARES, ids=lambda kind: kind.__name__)
def test_of_a_typed_formula_the_same_is_squared(kind: type[Optimizer]) -> None:
    box, starts = ((-2.0, 3.0),) * 2, [[1.0, 1.2], [-1.3, 0.4], [0.0, 2.5]]
    how = {"optimizer": name_of(kind), "domain": box, "starts": starts, "steps": 40}
    found = ask([{"formula": text} | how for text in (*FORMULAS, *REFUSED)])
    for text, theirs in zip(FORMULAS, found[: len(FORMULAS)], strict=True):
        run = descend(parse(text, domain=box), starts, kind(), steps=40)
        assert not isinstance(theirs, str) and apart(run, theirs).max() <= 1e-9, (text, theirs)
    for text, theirs in zip(REFUSED, found[len(FORMULAS) :], strict=True):
        with pytest.raises(ValueError) as refusal:
            descend(parse(text, domain=box), starts, kind(), steps=40)
        assert theirs == str(refusal.value), text


@needs_node
@pytest.mark.parametrize("kind", OF_SQUARES, ids=lambda kind: kind.__name__)
def test_what_has_rows_and_what_is_no_sum_of_squares(kind: type[Optimizer]) -> None:
    table = {"x": [0.0, 1.0, 2.0, 3.0], "y": [1.0, 2.4, 6.1, 14.0]}
    line = fit("a*exp(b*x)", table, target="y", loss="mse", domain=((0, 3), (0, 2)))
    lands = [line, catalogue["ackley"], lattice()]
    starts = uniform(line.domain, 6, seed=2)
    how = {"optimizer": name_of(kind), "starts": starts, "steps": 40}
    whole, *refused = ask([{"landscape": f.name} | how for f in lands], lands)
    assert apart(descend(line, starts, kind(), steps=40), whole).max() <= 1e-9
    for f, theirs in zip(lands[1:], refused, strict=True):
        with pytest.raises(ValueError) as refusal:
            descend(f, starts, kind(), steps=40)
        assert theirs == str(refusal.value)


@needs_node
def test_from_a_crest_a_trust_region_leads_down_the_same_side() -> None:
    box = ((-2.0, 2.0),) * 2
    # Where no slope says which of two sides, the axis of LAPACK's does.
    crests = {
        "x^2-y^2+y^4/4": [[1.0, 0.0], [-0.3, 0.0]],
        "y^2-x^2+x^4/4": [[0.0, 1.0], [0.0, -0.3]],
        "x*y+(x^4+y^4)/10": [[1.0, 1.0], [-0.5, -0.5]],
        "x^2+(x-y)^4/9-3*x*y": [[0.0, 0.75], [0.5, 0.0]],
        "-x*y+(x^4+y^4)/10": [[1.0, -1.0], [-0.5, 0.5]],
    }
    how = {"optimizer": "trust_region", "domain": box, "steps": 30}
    found = ask([{"formula": text, "starts": starts} | how for text, starts in crests.items()])
    for (text, starts), theirs in zip(crests.items(), found, strict=True):
        run = descend(parse(text, domain=box), starts, TrustRegion(), steps=30)
        assert apart(run, theirs).max() <= 1e-9, text


def lattice() -> Landscape:
    xs = np.linspace(-1, 3, 9)
    return Landscape.from_samples(xs, xs, xs[:, None] ** 2 + xs**2)


def living(*optimizers: str, everything: bool = False) -> Any:
    runs = tuple(RunSpec(starts=("grid:3",), steps=9, optimizer=name) for name in optimizers)
    spec = SceneSpec(landscape=LandscapeSpec(name="himmelblau"), runs=runs)
    return living_of_spec(spec, spec.landscape.ground(), everything=everything)


def test_only_pages_that_need_them_carry_them() -> None:
    usual, full = living("adam"), page_optimizers()
    assert (
        not usual.has_all
        and page_optimizers(usual.has_all).keys() == full.keys() - further_optimizers().keys()
    )
    for one in (usual, replace(usual, further=True)):
        printed = printed_of(one, longest=0, labels=False)
        # Steps from the Hessian itself end elsewhere with differences.
        assert ("hessian(p, o)" in printed["landscapes"]) == one.further
        text = compute_text(printed, formulas=False)
        assert (
            ("class TrustRegionMover" in text)
            == ("axesAsLapack" in text)
            == ("squares: " in text)
            == one.further
        )
    for one in (living("adam", "L-BFGS"), living("adam", everything=True), living(*further_optimizers())):
        assert one.has_all and not one.recorded
    assert full.keys() == (told_optimizers().keys() | further_optimizers().keys()) - {"scipy"}
