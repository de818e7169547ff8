"""A rule but for the values of its numbers, so that one kernel serves all learning rates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from descent.engine import RuleProgram


@dataclass(frozen=True)
class RuleShape:
    """A rule but for the values of its numbers: kernels are made for it, and told the numbers.

    Attributes
    ----------
    instructions : (result, ufunc, operands); an operand that is a number is ("number", its place)
    inputs : names of points, gradient, memory, then of tables
    memory : how many arrays are carried from step to step
    outputs : names of the next points and the next memory
    """

    instructions: tuple[tuple[Any, Any, tuple[Any, ...]], ...]
    inputs: tuple[Any, ...]
    memory: int
    outputs: tuple[Any, ...]

    @classmethod
    def of(cls, rule: RuleProgram) -> tuple[RuleShape, tuple[float, ...]]:
        """The shape of a rule, and its numbers in the order of their places.

        A number has a place wherever it is used: that two settings happen to be equal makes no other shape.
        """
        parts, numbers = rule.parts, []
        names: dict[Any, Any] = {name: ("input", i) for i, name in enumerate(parts.inputs)}

        def named(operand: Any) -> Any:
            if operand not in parts.constants:
                return names[operand]
            numbers.append(float(parts.constants[operand]))
            return ("number", len(numbers) - 1)

        instructions = []
        for result, ufunc, operands in parts.instructions:
            inside = tuple(named(operand) for operand in operands)
            names[result] = ("result", len(instructions))
            instructions.append((names[result], ufunc, inside))
        inputs = tuple(names[name] for name in parts.inputs)
        outputs = tuple(named(name) for name in parts.outputs)
        return cls(tuple(instructions), inputs, len(rule.memory), outputs), tuple(numbers)

    @property
    def count(self) -> int:
        """How many numbers there are."""
        used = [o for _, _, operands in self.instructions for o in operands] + list(self.outputs)
        return sum(name[0] == "number" for name in used)

    @property
    def tables(self) -> int:
        """How many tables there are."""
        return len(self.inputs) - 2 - self.memory
