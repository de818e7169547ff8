"""What bounds cannot say of a node over a box: that it is defined and continuous all through it, and nowhere zero.

Bounds hold the values that a node has, so a logarithm whose argument gets negative has bounds, and a sign that jumps
too. And a positive number that is too small for floats has zero as its lower bound. Proofs need more: IEEE 1788-2015
calls it decorations.

A flag is an array over the boxes, or None for what goes without saying: a continuous operation on sound operands; a
node whose bounds tell whether it is zero.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from landscapes.compiled import Tape
from landscapes.stationary.bounds import Bounds

_JUMPS = frozenset({"sign", "sgn", "floor", "lt", "le", "eq"})
_SOUND: dict[str, Callable[..., Any]] = {
    "inv": lambda a: (a[0] > 0) | (a[1] < 0),
    "sqrt": lambda a: a[0] >= 0,
    "log": lambda a: a[0] > 0,
    "log1p": lambda a: a[0] > -1,
    "log1mexp": lambda a: a[1] < 0,
    "asin": lambda a: (a[0] >= -1) & (a[1] <= 1),
    "acos": lambda a: (a[0] >= -1) & (a[1] <= 1),
    "atanh": lambda a: (a[0] > -1) & (a[1] < 1),
    "acosh": lambda a: a[0] >= 1,
    "power": lambda a, b: (a[0] > 0) | ((a[0] >= 0) & (b[0] > 0)),
    "atan2": lambda a, b: (b[0] > 0) | (a[0] > 0) | (a[1] < 0),
}
"""Where operations that are not so everywhere are defined and continuous, by the bounds of their operands."""
_ODD = frozenset(
    {"sqrt", "abs", "tanh", "sinh", "atan", "asin", "asinh", "atanh", "expm1", "log1p", "logcosh"}
)
"""Zero where their operand is, and nowhere else."""
_SMOOTH = frozenset(
    {"add", "mul", "exp", "sin", "cos", "atan", "sinh", "cosh", "tanh", "asinh", "abs", "max", "min", "expm1",
     "logaddexp", "sigmoid", "logcosh", "sech2", "versine", "sinc", "sincm1", "sinc1", "sinc2", "variable"}
)  # fmt: skip


class Decorations:
    """Flags of the nodes of a tape, whose `bounds` are known; added operands first."""

    def __init__(self, tape: Tape, bounds: dict[int, Bounds]) -> None:
        self._nodes, self._constant, self._bounds = tape.nodes, tape.is_constant, bounds
        self._sound: dict[int, Any] = {}
        self._nonzero: dict[int, Any] = {}
        self._signs: dict[int, tuple[Any, Any]] = {}

    def add(self, number: int, *, signed: bool = True) -> None:
        """Find out about node `number`; if it is `signed`, and its operands were, also where it is nonzero."""
        if self._constant[number]:
            self._sound[number] = self._nonzero[number] = None
            return
        self._sound[number] = self._soundness(number)
        if signed:
            self._nonzero[number] = self._nonzeroness(number)

    def is_sound(self, number: int) -> Any:
        """Whether a node is defined and continuous throughout."""
        flag = self._sound[number]
        return True if flag is None else flag

    def is_nonzero(self, number: int) -> Any:
        """Whether a node is zero nowhere: by its bounds, or beyond them."""
        low, high = self._bounds[number]
        away = (low > 0) | (high < 0)
        return away if self._nonzero[number] is None else away | self._nonzero[number]

    def _soundness(self, number: int) -> Any:
        operation, *operands = self._nodes[number]
        if operation == "variable":
            return None
        if operation == "where":
            condition, a, b = operands
            yes, no = self._bounds[condition][0] > 0, self._bounds[condition][1] == 0
            return (yes & self.is_sound(a)) | (no & self.is_sound(b))
        flags = [self._sound[k] for k in operands if self._sound[k] is not None]
        low, high = self._bounds[number]
        if operation in _JUMPS:
            flags.append(low == high)
        elif operation == "tan":
            flags.append(np.isfinite(low) & np.isfinite(high))
        elif operation in _SOUND:
            flags.append(_SOUND[operation](*(self._bounds[k] for k in operands)))
        elif operation not in _SMOOTH:
            return False
        return _all(flags)

    def _nonzeroness(self, number: int) -> Any:
        operation, *operands = self._nodes[number]
        match operation:
            case "exp" | "inv" | "sigmoid" | "sech2":
                return True
            case "where":
                condition, a, b = operands
                yes, no = self._bounds[condition][0] > 0, self._bounds[condition][1] == 0
                return (self.is_nonzero(a) | no) & (self.is_nonzero(b) | yes)
            case "mul" | "add" if all(self._nonzero[k] is None for k in operands):
                return None
            case "mul":
                return self.is_nonzero(operands[0]) & self.is_nonzero(operands[1])
            case "add":
                (up, down), (rise, fall) = map(self._weak_signs, operands)
                return ((up & rise) | (down & fall)) & (
                    self.is_nonzero(operands[0]) | self.is_nonzero(operands[1])
                )
            case "power":
                return self.is_nonzero(operands[0])
            case _:
                return self._nonzero[operands[0]] if operation in _ODD else None

    def _weak_signs(self, number: int) -> tuple[Any, Any]:
        """Whether a node is nowhere negative, and nowhere positive; products that underflow keep their signs."""
        if number not in self._signs:
            low, high = self._bounds[number]
            up, down = low >= 0, high <= 0
            match self._nodes[number]:
                case ("mul", a, b):
                    (p, q), (r, s) = self._weak_signs(a), self._weak_signs(b)
                    up, down = up | (p & r) | (q & s), down | (p & s) | (q & r)
                case ("inv", a):
                    up, down = self._weak_signs(a)
            self._signs[number] = up, down
        return self._signs[number]


def _all(flags: list[Any]) -> Any:
    if not flags:
        return None
    together = flags[0]
    for flag in flags[1:]:
        together = together & flag
    return together
