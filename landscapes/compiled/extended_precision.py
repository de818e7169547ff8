"""A tape evaluated in NumPy's widest floats, at points and right beside them.

Where a formula has a kink, or a derivative a pole, some operation meets an exact zero. To see the function
beside such a point without cancellation, that zero is replaced by what it becomes a tiny step away: the
step times its rate of change.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from landscapes.compiled.multiprecision import exact_values
from landscapes.compiled.tape import Tape
from landscapes.compiled.ufuncs import UFUNCS

Values = dict[int, Any]
_PROBE = np.longdouble(2.0) ** -30
"""Distance over which rates of change are measured, relative to the step."""
_LOST = 1e-9
"""A sum that is this much smaller than its terms has lost too many digits to be believed."""
_ZERO_INSIDE = frozenset({"add", "log", "acos"})
"""Operations that can give zero though no operand is zero."""


class WideTape:
    """The nodes `slopes` and the function `value` they are the slopes of, in extended precision.

    Every method takes points (n, R) and returns the value (R,), the slopes (m, R), and where they are to be
    believed (R,).
    """

    def __init__(self, tape: Tape, value: int, slopes: Sequence[int]) -> None:
        self._tape, self._value, self._slopes = tape, value, tuple(slopes)
        self._order = tape.reachable([value, *slopes])
        self._inner = tape.reachable([value])
        self._within = frozenset(self._inner)
        fixed = [k for k in self._order if tape.is_constant[k]]
        exact = exact_values(tape, fixed, ())
        self._constants = {k: np.longdouble(str(exact[k])) for k in fixed}

    def at(self, points: NDArray[Any]) -> tuple[Any, Any, Any]:
        """At the `points` (n, R) themselves."""
        return self._evaluate(points.astype(np.longdouble), None)

    def beside(self, points: NDArray[Any], steps: NDArray[Any]) -> tuple[Any, Any, Any]:
        """At `points` + `steps`, both (n, R): tiny steps that lead off every kink."""
        points = points.astype(np.longdouble)
        length = np.abs(steps).max(axis=0)
        here, ahead = dict(self._constants), dict(self._constants)
        for number in self._inner:
            if number not in here:
                here[number] = self._apply(number, here, points)
                ahead[number] = self._apply(number, ahead, points + steps / length * _PROBE)
        changes = {
            k: np.where(here[k] == 0, (ahead[k] - here[k]) * (length / _PROBE), 0)
            for k in self._inner
            if self._tape.nodes[k][0] in _ZERO_INSIDE and not self._tape.is_constant[k]
        }
        return self._evaluate(points + steps, changes)

    def _evaluate(self, points: NDArray[Any], changes: Values | None) -> tuple[Any, Any, Any]:
        values: Values = dict(self._constants)
        sound = np.ones(points.shape[1:], dtype=bool)
        for number in self._order:
            if number in values:
                continue
            value = self._apply(number, values, points, beside=changes is not None)
            believed = self._keeps_digits(number, value, values)
            if changes is not None and number in changes:
                replaced = (value == 0) & (changes[number] != 0)
                value = np.where(replaced, changes[number], value)
                believed = believed | replaced
            sound &= believed
            values[number] = value
        shape = points.shape[1:]
        slopes = np.stack([np.broadcast_to(values[k], shape) for k in self._slopes])
        return np.broadcast_to(values[self._value], shape), slopes, sound

    def _keeps_digits(self, number: int, value: Any, values: Values) -> Any:
        kind, *terms = self._tape.nodes[number]
        outside_fixed = number not in self._within and any(self._tape.is_constant[k] for k in terms[:2])
        # Zeros of the steps 0, 1/2, 1 that max, min and conditions have for slopes are exact.
        if kind != "add" or outside_fixed:
            return True
        largest = np.maximum(np.abs(values[terms[0]]), np.abs(values[terms[1]]))
        return ~(np.abs(value) <= _LOST * largest) | (largest == 0)

    def _apply(self, number: int, values: Values, points: NDArray[Any], beside: bool = False) -> Any:
        match self._tape.nodes[number]:
            case ("variable", index):
                return points[index]
            case ("mul", a, b) if beside:
                return np.where((values[a] == 0) | (values[b] == 0), 0, values[a] * values[b])
            case ("inv", a):
                return 1 / values[a]
            case ("sgn", a):
                return np.sign(values[a]) if beside else values[a] / np.abs(values[a])
            case ("where", condition, a, b):
                return np.where(values[condition], values[a], values[b])
            case ("lt" | "le" | "eq" as kind, a, b):
                return UFUNCS[kind](values[a], values[b]).astype(np.longdouble)
            case (operation, *arguments):
                return UFUNCS[operation](*(values[k] for k in arguments))
