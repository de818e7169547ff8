"""A tape evaluated in NumPy's widest floats, at points with a bound on what they are off, and right beside them.

Where a formula has a kink, or a derivative a pole, some operation meets an exact zero. To see the function
beside such a point without cancellation, that zero is replaced by what it becomes a tiny step away: the
step times its rate of change.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from landscapes.compiled.multiprecision import constants_of, exact_values
from landscapes.compiled.rounding import Rounded, followed
from landscapes.compiled.tape import Tape
from landscapes.compiled.ufuncs import UFUNCS

Values = dict[int, Any]
_PROBE = np.longdouble(2.0) ** -30
"""Distance over which rates of change are measured, relative to the step."""
_LOST, _LOST_ROUGHLY = 1e-9, 1e-4
"""A sum that is this much smaller than its terms has lost too many digits to be believed; the same once rates came in."""
_ROUNDINGS = 16
"""Of a place on a descent, which its slopes need not tell from it."""
_KINKED = 1e-3
"""Slopes on two sides of a kink differ for certain, by their relative difference."""
_EQUAL = 4 * np.finfo(float).eps
"""And are the same by this."""
_STRAIGHT = 1e-6
"""A rate of change measured over half the distance must be the same within this share."""
_ZERO_INSIDE = frozenset({"add", "log", "acos", "log1p", "logaddexp", "log1mexp"})
"""Operations that can give zero though no operand is zero."""


class Outcome(NamedTuple):
    """Of the nodes asked for, in order: values, the most they are off, where they are certain to be none (m, R).

    `extreme` says where something on the way to each was too large or too small for full precision (m, R).
    """

    values: Any
    errors: Any
    undefined: Any
    extreme: Any


class RoundedTape:
    """The nodes `roots` at points, each with a bound on its rounding error, in floats of a given type."""

    def __init__(self, tape: Tape, roots: Sequence[int], dtype: Any) -> None:
        self._tape, self._roots, self._dtype = tape, tuple(roots), dtype
        self._unit, self._least = np.finfo(dtype).eps, np.finfo(dtype).tiny
        self._order = tape.reachable(roots)
        self._below = [frozenset(tape.reachable([root])) for root in roots]
        exact = exact_values(tape, [k for k in self._order if tape.is_constant[k]], ())
        self._constants = {k: self._nearest(value) for k, value in exact.items()}

    @property
    def length(self) -> int:
        """The number of operations."""
        return len(self._order)

    def __call__(self, points: NDArray[Any]) -> Outcome:
        """At `points` (n, R)."""
        points = points.astype(self._dtype)
        known: dict[int, Rounded] = dict(self._constants)
        extreme: dict[int, Any] = {}
        for number in self._order:
            if number not in known:
                operation, *operands = self._tape.nodes[number]
                value = _apply(
                    self._tape, number, {k: known[k].value for k in operands if k in known}, points
                )
                size = np.abs(value)
                ordinary = bool(size.size) and bool(size.min() >= self._least) and bool(size.max() < np.inf)
                if operation == "variable":
                    known[number] = Rounded(value, ordinary=ordinary)
                else:
                    known[number] = followed(
                        operation, value, [known[k] for k in operands], self._unit * size, ordinary=ordinary
                    )
                if ordinary:
                    continue
                extreme[number] = ~np.isfinite(value) | ((size < self._least) & (size > 0))
                if operation in ("mul", "exp", "power"):
                    extreme[number] |= (value == 0) & _none_is_zero([known[k].value for k in operands])
        shape = points.shape[1:]
        fields = zip(*(known[k][:3] for k in self._roots), strict=True)
        values, errors, undefined = (np.stack([np.broadcast_to(v, shape) for v in field]) for field in fields)
        on_the_way = np.zeros(values.shape, dtype=bool)
        for place, below in enumerate(self._below):
            for number in below.intersection(extreme):
                on_the_way[place] |= extreme[number]
        return Outcome(values, errors, undefined, on_the_way)

    def _nearest(self, exact: Any) -> Rounded:
        value = self._dtype(float(exact)) if float(exact) == exact else nearest_float(exact, self._dtype)
        error = 0.0 if float(exact) == exact else self._unit * abs(value)
        return Rounded(value, error, bool(np.isnan(value)), bool(self._least <= abs(value) < np.inf))


def nearest_float(exact: Any, dtype: Any) -> Any:
    """What is nearest to a number of mpmath's in a type of NumPy's: beyond its range infinite, or zero."""
    import mpmath

    limits = np.finfo(dtype)
    if mpmath.isnormal(exact) and not limits.minexp <= mpmath.mag(exact) <= limits.maxexp:
        return dtype(
            float(exact)
        )  # NumPy would warn of it; what no float holds is none of the wider ones' either
    return dtype(str(exact))


def _none_is_zero(values: list[Any]) -> Any:
    found: Any = True
    for value in values:
        found = found & (value != 0)
    return found


class BesideTape:
    """The nodes `slopes` and the function `value` they are the slopes of, at tiny steps off a point."""

    def __init__(self, tape: Tape, value: int, slopes: Sequence[int]) -> None:
        self._tape, self._value, self._slopes = tape, value, tuple(slopes)
        self._order = tape.reachable([value, *slopes])
        self._inner = tape.reachable([value])
        self._within = frozenset(self._inner)
        self._steps = stepwise(tape, self._order)
        fixed = [k for k in self._order if tape.is_constant[k]]
        exact = exact_values(tape, fixed, ())
        self._constants = {k: nearest_float(exact[k], np.longdouble) for k in fixed}

    def __call__(self, points: NDArray[Any], steps: NDArray[Any]) -> tuple[Any, Any, Any, Any]:
        """The value (R,), the slopes (m, R), where they are to be believed, and where but roughly (R,).

        At `points` + `steps` (n, R); the steps are tiny and lead off every kink. Rough is what rests on a rate of change.
        """
        points = points.astype(np.longdouble)
        length = np.abs(steps).max(axis=0)
        passes = [dict(self._constants) for _ in range(3)]
        places = [points + share * (steps / length * _PROBE) for share in (0, 1, np.longdouble(0.5))]
        for number in self._inner:
            if number not in self._constants:
                for values, place in zip(passes, places, strict=True):
                    values[number] = _apply(self._tape, number, values, place)
        here, ahead, half = passes
        changes = {}
        for k in self._inner:
            if self._tape.nodes[k][0] in _ZERO_INSIDE and not self._tape.is_constant[k]:
                rise = ahead[k] - here[k]
                # What vanishes like a square has no rate; nor is it known where the floats see no change.
                straight = np.abs(2 * (half[k] - here[k]) - rise) <= _STRAIGHT * np.abs(rise)
                change = np.where(straight, rise * (length / _PROBE), np.nan)
                changes[k] = np.where(here[k] == 0, np.where(rise == 0, 0, change), 0)
        return self._evaluate(points + steps, changes)

    def _evaluate(self, points: NDArray[Any], changes: Values) -> tuple[Any, Any, Any, Any]:
        values: Values = dict(self._constants)
        chosen: Values = {}
        doubted: Values = {}
        sound, rough = np.ones(points.shape[1:], dtype=bool), np.zeros(points.shape[1:], dtype=bool)
        for number in self._order:
            if number in values:
                continue
            value = _apply(self._tape, number, values, points, beside=True)
            kind, *parts = self._tape.nodes[number]
            if kind == "mul" and number in self._within:
                # Of the function itself nothing is left out: where a factor is undefined, so is the product.
                value = np.where(np.isnan(values[parts[0]]) | np.isnan(values[parts[1]]), np.nan, value)
            if kind == "sgn" and parts[0] in doubted:
                # Which side of the kink this is, is not known.
                value = np.where((value == 0) & doubted[parts[0]], np.nan, value)
            values[number] = value
            self._note_choice(number, values, chosen)
            believed = self._keeps_digits(number, values, np.where(rough, _LOST_ROUGHLY, _LOST))
            believed = believed | self._is_tie(number, chosen)
            if number in changes:
                replaced = (value == 0) & (changes[number] != 0)
                bent = replaced & np.isnan(changes[number])
                value = np.where(replaced & ~bent, changes[number], value)
                believed, rough = (believed | replaced) & ~bent, rough | replaced
            values[number] = value
            sound &= believed
            if kind == "add" and not np.all(believed):
                doubted[number] = ~np.asarray(believed)
        shape = points.shape[1:]
        slopes = np.stack([np.broadcast_to(values[k], shape) for k in self._slopes])
        return np.broadcast_to(values[self._value], shape), slopes, sound, rough

    def _note_choice(self, number: int, values: Values, chosen: Values) -> None:
        """Which node's value a maximum, a minimum or a condition hands on."""
        kind, *parts = self._tape.nodes[number]
        if kind not in ("max", "min", "where"):
            return
        a, b = parts[-2:]
        first = values[a] == values[number] if kind != "where" else values[parts[0]] != 0
        chosen[number] = np.where(first, chosen.get(a, a), chosen.get(b, b))

    def _is_tie(self, number: int, chosen: Values) -> Any:
        """Where a difference is zero because both sides hand on the same value."""
        kind, *parts = self._tape.nodes[number]
        if kind != "add" or not chosen:
            return False
        for a, minus in (parts, parts[::-1]):
            factor, b = self._tape.scaled(minus)
            if self._tape.exact(factor) == -1 and (a in chosen or b in chosen):
                return np.asarray(chosen.get(a, a)) == chosen.get(b, b)
        return False

    def _keeps_digits(self, number: int, values: Values, lost: Any) -> Any:
        kind, *terms = self._tape.nodes[number]
        if kind == "mul":
            # Zero by underflow times what overflowed says nothing.
            a, b = (values[k] for k in terms)
            return ~((a == 0) & np.isinf(b) | (b == 0) & np.isinf(a))
        # Zeros of the steps 0, 1/2, 1 that max, min and conditions have for slopes are exact.
        if kind != "add" or number in self._steps:
            return True
        largest = np.maximum(np.abs(values[terms[0]]), np.abs(values[terms[1]]))
        return ~(np.abs(values[number]) <= lost * largest) | (largest == 0)


class SidesOfKinks:
    """The nodes `slopes` on both sides of a kink, in plain floats, where only one sign is undecided."""

    def __init__(self, tape: Tape, slopes: Sequence[int]) -> None:
        self._tape, self._slopes = tape, tuple(slopes)
        self._order = tape.reachable(slopes)
        self._signs = [k for k in self._order if tape.nodes[k][0] == "sgn"]
        self._constants: Values = constants_of(tape, self._order)

    @property
    def length(self) -> int:
        """The number of operations; 0 where there are no kinks."""
        return len(self._order) if self._signs else 0

    def seen(self, points: NDArray[np.float64]) -> tuple[NDArray[np.bool_], NDArray[np.float64]]:
        """Where at `points` (n, R) each of the slopes differs from one side to the other, (m, R), beyond all doubt,
        and what it is where it is the same on both, with no pole on the way; elsewhere NaN.
        """
        undecided, sides = np.zeros(points.shape[1:], dtype=int), []
        ordinary = np.ones(points.shape[1:], dtype=bool)
        for side in (1.0, -1.0):
            values = dict(self._constants)
            for number in self._order:
                if number in values:
                    continue
                values[number] = _apply(self._tape, number, values, points, beside=True)
                if number in self._signs:
                    kink = values[number] == 0
                    undecided = undecided + (kink if side > 0 else 0)
                    values[number] = np.where(kink, side, values[number])
                ordinary &= np.isfinite(values[number])
            sides.append(np.stack([np.broadcast_to(values[k], points.shape[1:]) for k in self._slopes]))
        above, below = sides
        largest, between = np.maximum(np.abs(above), np.abs(below)), np.abs(above - below)
        same = np.where((undecided == 1) & ordinary & (between <= _EQUAL * largest), above, np.nan)
        return (undecided == 1) & np.isfinite(largest) & (between > _KINKED * largest), same


def shown_by_rounding(columns: NDArray[np.float64], curvatures: NDArray[np.float64]) -> NDArray[np.float64]:
    """How much a height and slopes (1 + n, R) change when places (n, R) are rounded a few times; of the height 0.

    `curvatures` (T, R) are the lower triangle of the Hessian there, row by row. They are as floats give them: what
    rounding makes of a curvature is so much less than what it makes of the slope that nothing hides behind it.
    """
    sizes, places = np.where(np.isfinite(curvatures), np.abs(curvatures), 0.0), np.abs(columns)
    found, entry = np.zeros((1 + len(columns), columns.shape[1])), 0
    for i in range(len(columns)):
        row = sizes[entry : (entry := entry + i + 1)]
        found[1 + i] += (row * places[: i + 1]).sum(axis=0)
        found[1 : 1 + i] += row[:i] * places[i]
    return _ROUNDINGS * np.finfo(float).eps * found


def stepwise(tape: Tape, order: Sequence[int]) -> set[int]:
    """The nodes that take but a few values, each exact: signs, conditions and what constants make of them."""
    found: set[int] = set()
    for number in order:
        kind, *parts = tape.nodes[number]
        made = kind in ("add", "mul", "max", "min") and found.issuperset(parts)
        if made or tape.is_constant[number] or kind in ("sgn", "sign", "lt", "le", "eq"):
            found.add(number)
    return found


def _apply(tape: Tape, number: int, values: Values, points: NDArray[Any], beside: bool = False) -> Any:
    match tape.nodes[number]:
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
            return UFUNCS[kind](values[a], values[b]).astype(points.dtype)
        case (operation, *arguments):
            return UFUNCS[operation](*(values[k] for k in arguments))
