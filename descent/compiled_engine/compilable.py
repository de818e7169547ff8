"""Whether a run can be compiled: said before anything is, and by what makes its kernel."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from descent.compiled_engine.choice import EngineName
from descent.compiled_engine.kernel_text import kernel_text
from descent.compiled_engine.rule_shape import ToldRule
from descent.engine import ESCAPE_FACTOR, RuleProgram, enlarged, rule_program
from descent.noise import Noise
from descent.optimizers import FirstOrder
from landscapes import Landscape
from landscapes.compiled import Compiled
from landscapes.machine_code import Unprintable

Array = NDArray[np.float64]


def engine_of(
    f: Landscape, optimizer: Any, steps: int, engine: EngineName | str, noise: Noise | None = None
) -> EngineName:
    """What moves the particles of a run that asks for `engine`, "numpy" or "compiled"; nothing is compiled for it.

    That is what `Trajectories.engine` says afterwards, of runs with the usual escape factor.
    """
    if engine != "compiled":
        return "numpy"
    if (
        isinstance(optimizer, FirstOrder) and optimizer.learning_rate is None
    ):  # whichever it gets, the rule is the same
        optimizer = replace(optimizer, learning_rate=1.0)
    rule = None if noise is not None else rule_program(optimizer, steps)
    try:
        told, is_tame = told_rule(f, rule, noise, *enlarged(f, ESCAPE_FACTOR))
        kernel_text(f.compiled, f.dimensions, told.shape, tame=is_tame, single=False)
    except Unprintable:
        return "numpy"
    return "compiled"


def told_rule(
    f: Landscape, rule: RuleProgram | None, noise: Noise | None, low: Array, high: Array
) -> tuple[ToldRule, bool]:
    """What a kernel is made for, and whether its formula cannot overflow from `low` to `high` (n,).

    Raises
    ------
    Unprintable
        In one line, if there is no formula, or no rule.
    """
    if not isinstance(f.compiled, Compiled):
        raise Unprintable(f"{f.name} has no formula")
    if rule is None:
        what = "noise" if noise is not None else "an optimizer that is more than arithmetic"
        raise Unprintable(f"{what} cannot be compiled")
    return ToldRule.of(rule), bool(max(-low.min(), high.max()) < f.compiled.tame_within)
