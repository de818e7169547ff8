"""What is recorded of an engine is what moved the particles: over all optimizers, noises and kinds of landscapes."""

from __future__ import annotations

from typing import Any

import pytest

from descent import (
    Adam,
    GaussNewton,
    LevenbergMarquardt,
    Newton,
    Noise,
    Optimizer,
    descend,
    known_optimizers,
    multistart,
    parse_noise,
    parse_schedule,
)
from descent.comparison import Case, cross, run_case
from descent.compiled_engine import engine_of
from descent.starts import parse_starts
from landscapes import Landscape, catalogue, fit, parse

pytest.importorskip("llvmlite", reason='needs llvmlite: pip install "thalweg[fast]"')

STEPS = 3
STARTS = parse_starts("uniform:5,seed=1")


def bowl(points: Any) -> Any:
    return (points**2).sum(axis=-1)


LANDSCAPES = {
    "catalogue": catalogue["himmelblau"],
    "typed": parse("x**2 + sin(3*y)", ((-1, 1), (-2, 2))),
    "one variable": catalogue["quartic"],
    "delicate": catalogue["gramacy_lee"],
    "function": Landscape.from_function(bowl, ((-1, 1), (-1, 1))),
    "data": fit("a*x + b", {"x": [0, 1, 2], "y": [1, 3, 4]}, "y"),
}
NOISES = {"exact": None, "gaussian": parse_noise("gaussian:0.1"), "minibatch": parse_noise("minibatch:2")}
SQUARES = (GaussNewton, LevenbergMarquardt)


def cases_of(kind: str, rule: type[Optimizer], disturbed: str) -> tuple[Landscape, Optimizer, Noise | None]:
    if (disturbed == "minibatch" and kind != "data") or (
        issubclass(rule, SQUARES) and kind not in ("data", "catalogue")
    ):
        pytest.skip("needs data, or squares")
    return LANDSCAPES[kind], rule(), NOISES[disturbed]


@pytest.mark.parametrize("kind", LANDSCAPES)
@pytest.mark.parametrize("disturbed", NOISES)
@pytest.mark.parametrize("rule", known_optimizers().values(), ids=list(known_optimizers()))
def test_the_engine_that_is_recorded_moved_the_particles(
    rule: type[Optimizer], disturbed: str, kind: str
) -> None:
    f, optimizer, noise = cases_of(kind, rule, disturbed)
    ((case),) = cross([f], [STARTS], [optimizer], noises=[noise], steps=STEPS, engine="compiled")
    ran = descend(f, case.points(), case.optimizer, steps=STEPS, noise=noise, engine="compiled").engine
    assert case.engine == ran
    if kind != "function":  # which cannot be written down
        assert case.record["engine"] == ran
    assert engine_of(f, optimizer, STEPS, "compiled", noise) == ran  # whichever rate it gets
    assert run_case(case).paths(case).engine == ran
    if noise is None:
        found = multistart(f, optimizer, 4, steps=STEPS, engine="compiled")
        assert (found.engine, found.engines) == (ran, (ran,))


def test_a_schedule_and_a_run_without_steps_are_told_as_they_run() -> None:
    f = catalogue["booth"]
    for optimizer, steps in ((Adam(parse_schedule("cosine:0.1,steps=20")), 20), (Adam(0.1), 0)):
        case = Case(label="", landscape=f, starts=STARTS, optimizer=optimizer, steps=steps, engine="compiled")
        assert case.engine == descend(f, case.points(), optimizer, steps=steps, engine="compiled").engine


def test_each_optimizer_of_many_starts_has_its_own_engine() -> None:
    asked = [Newton(), Adam(0.1)]
    found = multistart(catalogue["booth"], asked, 50, steps=20, engine="compiled")
    assert found.engines == ("numpy", "compiled") and found.engine == "numpy and compiled"
    apart = multistart(catalogue["booth"], asked, 50, steps=20, engine=["numpy", "compiled"])
    assert [t.record for t in apart.tallies] == [t.record for t in found.tallies]
    with pytest.raises(ValueError, match=r"multistart.engine must be one for all or one for each of 2"):
        multistart(catalogue["booth"], asked, 50, engine=["compiled"])
