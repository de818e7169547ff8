"""Which of a program's results are not to be trusted though they are numbers, so that they can be repaired.

Two kinds of formulas lose digits at places that nobody sees from the result: quotients whose divisor may vanish together
with what it divides (sin x / x and its derivatives near 0), and whatever overflows or underflows on the way and comes back
(x / sqrt(1 + x^2) at 1e200). The first are known by their form, the second by the processor's flags; only they pay.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from landscapes.compiled.extended_precision import RoundedTape
from landscapes.compiled.tape import Tape

Array = NDArray[np.float64]
_ENOUGH = 2e-13
"""The share of a result that rounding may have changed."""


class Trust:
    """Looks at the results `roots` of a program."""

    def __init__(self, tape: Tape, roots: Sequence[int]) -> None:
        self._rounded = RoundedTape(tape, roots, np.float64)

    def mark(self, columns: Array, *results: Array) -> None:
        """Make NaN what of `results` (B,), one for each root, at `columns` (n, B) is off by more than it may be."""
        with np.errstate(all="ignore"):
            outcome = self._rounded(columns)
            doubtful = outcome.errors > _ENOUGH * np.abs(outcome.values) + np.finfo(float).tiny * 2.0**-50
        for result, where in zip(results, doubtful, strict=True):
            if where.any():
                result[where & np.isfinite(result)] = np.nan


def is_delicate(tape: Tape, value: int) -> bool:
    """Whether `value` divides something that varies by something that may be zero."""
    order = tape.reachable([value])
    signs = _signs(tape, order)
    for number in order:
        node = tape.nodes[number]
        if node[0] != "mul" or tape.is_constant[node[1]]:
            continue  # a constant divided has a pole, no limit
        for part, other in (node[1:], node[:0:-1]):
            inner = tape.nodes[part]
            if inner[0] == "inv" and not signs[inner[1]] and not signs[other] and other != part:
                return True
    return False


def _signs(tape: Tape, order: Sequence[int]) -> dict[int, bool | None]:
    """Of each node whether it is sure to be positive (True), or at least not negative (False, "may be zero"), or None."""
    known: dict[int, Any] = {}
    for number in order:
        match tape.nodes[number]:
            case ("constant", value):
                known[number] = True if value > 0 else False if value == 0 else None
            case ("number", symbol):
                known[number] = True if symbol.is_positive else None
            case ("exp" | "cosh" | "sigmoid" | "sech2", _):
                known[number] = True
            case ("abs" | "versine" | "logcosh", _):
                known[number] = False
            case ("mul", a, b) if a == b:
                known[number] = True if known[a] else False
            case ("mul" | "min", a, b):
                known[number] = None if None in (known[a], known[b]) else known[a] and known[b]
            case ("add", a, b):
                known[number] = None if None in (known[a], known[b]) else known[a] or known[b]
            case ("max", a, b):
                known[number] = (
                    True if True in (known[a], known[b]) else False if False in (known[a], known[b]) else None
                )
            case ("sqrt" | "inv" | "log1p", a):
                known[number] = known[a]
            case ("power", a, _):
                known[number] = known[a]
            case _:
                known[number] = None
    return known


class Flags:
    """What NumPy calls where something overflows or underflows: raised from then on."""

    def __init__(self, raised: bool) -> None:
        self.raised = raised

    def __call__(self, kind: str, flag: int) -> None:
        """Note it."""
        self.raised = True
