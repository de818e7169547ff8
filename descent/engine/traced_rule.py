"""A first-order rule as a program: the lines that move particles, run once with arrays that only write down.

What came of it are the same ufuncs in the same order, without a new array for every result and without Python
between the steps. Whatever depends on the step index alone is computed beforehand, for all steps.

Both ways have to give the same bits. Paths part at a ridge on the last digit of a number: were the program only
nearly the rule, a step that is taken again to be explained (`anatomy`) would be another one, and a setting that
changes nothing, as a clipping that is never reached, would move particles because it cannot be traced. So a ufunc
is written down as what NumPy makes of the operator on arrays, and numbers stay Python's where the rule would have
had Python's.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from descent.engine.record import REMEMBERED_STEPS
from descent.engine.tracing import Log, Recorded, RecordedColumns
from descent.optimizers import FirstOrder, Optimizer
from descent.schedules import Schedule
from landscapes.compiled import Parts, Program, positional

Array = NDArray[np.float64]

_MOST_STEPS = 1_000_000
"""Tables for more steps would not pay."""


@dataclass(frozen=True, eq=False)
class RuleProgram:
    """From points, gradients and memory to the next points and memory.

    Attributes
    ----------
    program : Program
        Inputs: points, gradients, each of `memory`, each of `tables` at the step. Outputs: points, each of `memory`.
    memory : tuple of str
    tables : (T, steps), what depends on the step index alone: rates of a schedule, Adam's corrections
    parts : what the program is made of
    """

    program: Program
    memory: tuple[str, ...]
    tables: Array
    parts: Parts


def rule_program(optimizer: Optimizer, steps: int) -> RuleProgram | None:
    """The rule of `optimizer` for steps 0 ... `steps` - 1; None where it is more than arithmetic by coordinates."""
    try:
        return (_remembered if steps <= REMEMBERED_STEPS else _traced)(optimizer, steps)
    except TypeError:  # settings of somebody's own that have no hash
        return _traced(optimizer, steps)


def _traced(optimizer: Optimizer, steps: int) -> RuleProgram | None:
    if (
        not 0 < steps <= _MOST_STEPS
        or not isinstance(optimizer, FirstOrder)
        or type(optimizer).step is not FirstOrder.step
    ):
        return None
    # Python's own numbers: their powers may differ from NumPy's in the last digit.
    index = np.arange(steps).astype(object)
    rate: Any = optimizer.learning_rate
    if isinstance(rate, Schedule):
        rate = np.array([rate(k) for k in range(steps)], dtype=object)
    log = Log()
    points, gradient = log.input("points"), log.input("gradient")
    memory = {name: log.input(name) for name in optimizer.memory}
    try:
        with np.errstate(all="ignore"):
            displacement, after = optimizer.moved(points, gradient, memory, index, rate, RecordedColumns(log))
        outputs = [points + displacement, *after.values()]
    except (TypeError, ValueError, AttributeError, NotImplementedError):
        return None
    if not all(isinstance(output, Recorded) for output in outputs):
        return None
    inputs = ["points", "gradient", *optimizer.memory, *log.tables]
    instructions = [(result, positional(ufunc), operands) for result, ufunc, operands in log.instructions]
    parts = Parts(instructions, log.constants, inputs, [output.name for output in outputs])
    tables = np.array(list(log.tables.values())).reshape(len(log.tables), steps)
    return RuleProgram(Program(parts), optimizer.memory, tables, parts)


_remembered = lru_cache(maxsize=32)(_traced)
