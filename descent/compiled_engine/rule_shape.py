"""A rule but for the values of its numbers, so that one kernel serves all learning rates."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from descent.engine import RuleProgram


@dataclass(frozen=True)
class RuleShape:
    """A rule but for the values of its numbers: kernels are made for it, and told the numbers.

    Attributes
    ----------
    instructions : (result, ufunc, operands); a name is ("result", k), ("array", k): points, gradient, then the memory,
        ("number", k) or ("table", k)
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
        used: list[int] = []
        names: dict[Any, Any] = {name: ("array", i) for i, name in enumerate(parts.inputs[:arrays])}
        tables = {name: i for i, name in enumerate(parts.inputs[arrays:])}

        def named(operand: Any) -> Any:
            if operand in parts.constants:
                numbers.append(float(parts.constants[operand]))
                return ("number", len(numbers) - 1)
            if operand in tables:
                used.append(tables[operand])
                return ("table", len(used) - 1)
            return names[operand]

        instructions = []
        for result, ufunc, operands in parts.instructions:
            inside = tuple(named(operand) for operand in operands)
            names[result] = ("result", len(instructions))
            instructions.append((names[result], ufunc, inside))
        outputs = tuple(named(name) for name in parts.outputs)
        shape = RuleShape(tuple(instructions), outputs, len(rule.memory), len(numbers), len(used))
        return cls(shape, np.array(numbers), rule.tables[used])
