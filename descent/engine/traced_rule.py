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

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.lib.mixins import NDArrayOperatorsMixin
from numpy.typing import NDArray

from descent.optimizers import FirstOrder, Optimizer
from descent.schedules import Schedule
from landscapes.compiled import Instruction, Parts, Program, positional

Array = NDArray[np.float64]

_MOST_STEPS, _REMEMBERED_STEPS = 1_000_000, 10_000
"""Tables for more steps would not pay, or not be worth keeping."""


@dataclass(frozen=True)
class RuleProgram:
    """From points, gradients and memory to the next points and memory.

    Attributes
    ----------
    program : Program
        Inputs: points, gradients, each of `memory`, each of `tables` at the step. Outputs: points, each of `memory`.
    memory : tuple of str
    tables : (T, steps), what depends on the step index alone: rates of a schedule, Adam's corrections
    """

    program: Program
    memory: tuple[str, ...]
    tables: Array


def rule_program(optimizer: Optimizer, steps: int) -> RuleProgram | None:
    """The rule of `optimizer` for steps 0 ... `steps` - 1; None where it is more than arithmetic by coordinates."""
    try:
        return (_remembered if steps <= _REMEMBERED_STEPS else _traced)(optimizer, steps)
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
    log = _Log()
    points, gradient = log.input("points"), log.input("gradient")
    memory = {name: log.input(name) for name in optimizer.memory}
    try:
        with np.errstate(all="ignore"):
            displacement, after = optimizer.moved(points, gradient, memory, index, rate)
        outputs = [points + displacement, *after.values()]
    except (TypeError, ValueError, AttributeError, NotImplementedError):
        return None
    if not all(isinstance(output, _Recorded) for output in outputs):
        return None
    inputs = ["points", "gradient", *optimizer.memory, *log.tables]
    program = Program(Parts(log.instructions, log.constants, inputs, [output.name for output in outputs]))
    tables = np.array(list(log.tables.values())).reshape(len(log.tables), steps)
    return RuleProgram(program, optimizer.memory, tables)


_remembered = lru_cache(maxsize=32)(_traced)


class _Log:
    """What was done to recorded arrays, in order."""

    def __init__(self) -> None:
        self.instructions: list[Instruction] = []
        self.constants: dict[Any, Array] = {}
        self.tables: dict[Any, Array] = {}

    def input(self, name: str) -> _Recorded:
        """What stands for an array that the program is given."""
        return _Recorded(name, self)

    def write(self, ufunc: Callable[..., Any], operands: tuple[Any, ...]) -> _Recorded:
        """Note one call; what stands for its result."""
        if ufunc is np.power and np.ndim(operands[1]) == 0 and operands[1] == 2:
            ufunc, operands = (
                np.square,
                operands[:1],
            )  # what ** does to an array; pow may differ in the last bit
        result = _Recorded(("result", len(self.instructions)), self)
        names = tuple(self._name(operand) for operand in operands)
        self.instructions.append((result.name, positional(ufunc), names))
        return result

    def _name(self, operand: Any) -> Any:
        if isinstance(operand, _Recorded):
            return operand.name
        # Named by its bytes: the same number, or table, that a rule makes twice is kept once. 0.0 and -0.0 are two.
        value = np.asarray(operand, dtype=float)
        if value.ndim > 1:
            raise ValueError("a rule works with arrays, numbers and what depends on the step index")
        name = (value.ndim, value.tobytes())
        (self.tables if value.ndim else self.constants)[name] = value
        return name


class _Recorded(NDArrayOperatorsMixin):
    """Stands for an array of particles; every ufunc it meets is written down."""

    def __init__(self, name: Any, log: _Log) -> None:
        self.name, self._log = name, log

    def __array_ufunc__(
        self, ufunc: np.ufunc, method: str, *operands: Any, **options: Any
    ) -> _Recorded | Any:
        # What reduces or compares or is told where to write is no arithmetic by coordinates: `rule_program` declines.
        numbers_to_numbers = {"d->d", "dd->d"} & set(ufunc.types)
        if method != "__call__" or options or not numbers_to_numbers:
            return NotImplemented
        return self._log.write(ufunc, operands)

    def __array_function__(self, *_: Any) -> Any:
        return NotImplemented
