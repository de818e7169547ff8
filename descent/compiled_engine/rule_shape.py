"""A rule but for the values of its numbers, so that one kernel serves all learning rates."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from descent.engine import RuleProgram

_DIVISORS = 2.0**-64, 2.0**64
"""Tables between these, as Adam's corrections, are divided by as by their reciprocals, with the same bits."""


def by_reciprocal(a: Any, b: Any, reciprocal: Any) -> Any:
    """a / b, for kernels, which are told 1 / b too; to be named in a `RuleShape`."""
    return a / b


@dataclass(frozen=True)
class RuleShape:
    """A rule but for the values of its numbers: kernels are made for it, and told the numbers.

    Attributes
    ----------
    instructions : (result, ufunc, operands), the ufunc one of a `RuleProgram`, or `by_reciprocal`; a name is
        ("result", k), ("array", k): points, gradient, then the memory, ("number", k) or ("table", k)
    outputs : names of the next points and the next memory
    memory, numbers, tables : how many arrays are carried from step to step, and how many numbers and tables are told
    """

    instructions: tuple[tuple[Any, Any, tuple[Any, ...]], ...]
    outputs: tuple[Any, ...]
    memory: int
    numbers: int
    tables: int


@dataclass(frozen=True, eq=False)
class ToldRule:
    """A rule's shape, its numbers (K,) and its tables (T, steps), in the order of their places.

    A number, or table, has a place wherever it is used: that two settings happen to be equal makes no other shape.
    """

    shape: RuleShape
    numbers: NDArray[np.float64]
    tables: NDArray[np.float64]

    @classmethod
    @lru_cache(maxsize=64)
    def of(cls, rule: RuleProgram) -> ToldRule:
        """What a kernel is made for, and told."""
        parts, arrays = rule.parts, 2 + len(rule.memory)
        numbers: list[float] = []
        used: list[NDArray[np.float64]] = []
        names: dict[Any, Any] = {name: ("array", i) for i, name in enumerate(parts.inputs[:arrays])}
        tables = {name: i for i, name in enumerate(parts.inputs[arrays:])}

        def named(operand: Any) -> Any:
            if operand in parts.constants:
                numbers.append(float(parts.constants[operand]))
                return ("number", len(numbers) - 1)
            return told(rule.tables[tables[operand]]) if operand in tables else names[operand]

        def told(table: NDArray[np.float64]) -> Any:
            used.append(table)
            return ("table", len(used) - 1)

        instructions: list[tuple[Any, Any, tuple[Any, ...]]] = []
        for result, ufunc, operands in parts.instructions:
            inside = tuple(named(operand) for operand in operands)
            if ufunc is np.divide and inside[1][0] == "table" and _divides_well(used[-1]):
                ufunc, inside = by_reciprocal, (*inside, told(1 / used[-1]))
            names[result] = ("result", len(instructions))
            instructions.append((names[result], ufunc, inside))
        outputs = tuple(named(name) for name in parts.outputs)
        shape = RuleShape(tuple(instructions), outputs, len(rule.memory), len(numbers), len(used))
        return cls(shape, np.array(numbers), np.array(used).reshape(len(used), rule.tables.shape[1]))


def _divides_well(table: NDArray[np.float64]) -> bool:
    low, high = _DIVISORS
    return bool((table >= low).all() and (table <= high).all())
