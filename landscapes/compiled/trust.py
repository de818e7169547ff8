"""Which of a program's results are not to be trusted though they are numbers, so that they can be repaired.

Two kinds of formulas lose digits at places that nobody sees from the result: quotients whose divisor may vanish together
with what it divides (sin x / x and its derivatives near 0), and whatever overflows or underflows on the way and comes back
(x / sqrt(1 + x^2) at 1e200). The first are known by their form, the second by the processor's flags; only they pay.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from landscapes.compiled.effort import open_effort
from landscapes.compiled.extended_precision import RoundedTape, stepwise
from landscapes.compiled.multiprecision import exact_values
from landscapes.compiled.program import Program, run
from landscapes.compiled.tape import Tape, operands
from landscapes.compiled.ufuncs import Listing

Array = NDArray[np.float64]
_THROUGH_ZERO = frozenset(
    {"abs", "sin", "tan", "sinh", "tanh", "asin", "atan", "asinh", "atanh", "expm1", "log1p"}
)
_STEPS = frozenset({"sgn", "sign", "floor", "lt", "le", "eq"})
_PASSING = ("mul", "inv", "sqrt", "abs", "max", "min", "where", "log1p", "expm1", "tanh", "sinh")
"""Operations that hand a relative error on much as it is."""
_DECADES, _PLACES, _OFTEN, _MUCH, _LONG = (1, 9), 200, 0.25, 1e4, 3000
"""Where a formula is tried out, in how many places, and how many of these may lose how much, and what is too long."""
_ENOUGH = 2e-13
"""The share of a result that rounding may have changed."""


class Trust:
    """Looks at the results `roots`, functions of `dimensions` coordinates, of a program."""

    def __init__(self, tape: Tape, roots: Sequence[int], dimensions: int) -> None:
        self._rounded = RoundedTape(tape, roots, np.float64)
        self._losses = Losses(tape, roots, dimensions)

    def mark(
        self,
        columns: Array,
        *results: Array,
        everywhere: bool = True,
        allowed: Callable[[Array], Array] | None = None,
    ) -> bool:
        """Make NaN what of `results` (B,), one for each root, at `columns` (n, B) is off by more than it may be, and
        say whether anything is.

        With `everywhere` where something overflowed or underflowed, otherwise where a quick look finds sums that
        cancelled. What a result may be off is a share of it, or what is `allowed` (m, R) at some of the columns
        (n, R), if that is more.
        """
        effort = open_effort()
        if not everywhere and effort and not effort.glances(columns.shape[1], self._losses.length):
            return False
        with np.errstate(all="ignore"):
            suspects: Any = True if everywhere else self._losses.suspects(columns)
            rows = np.arange(columns.shape[1]) if everywhere else np.flatnonzero(suspects.any(axis=0))
            if not len(rows) or (effort is not None and not effort.looks(len(rows), self._rounded.length)):
                return False
            outcome = self._rounded(columns[:, rows])
            asked = outcome.extreme if everywhere else suspects[:, rows]
            most = _ENOUGH * np.abs(outcome.values) + np.finfo(float).tiny * 2.0**-50
            # A bound that overflowed, or is none, bounds nothing: a fused division may have made a number of 0 * inf.
            doubtful = asked & ~((outcome.errors <= most) & np.isfinite(most))
            if allowed is not None and len(where := np.flatnonzero(doubtful.any(axis=0))):
                doubtful[:, where] &= ~(outcome.errors[:, where] <= allowed(columns[:, rows[where]]))
        for result, where in zip(results, doubtful, strict=True):
            if where.any():
                unsure = rows[where]
                result[unsure] = np.where(np.isfinite(result[unsure]), np.nan, result[unsure])
        return bool(doubtful.any())


class Losses:
    """By how much rounding errors have grown, relative to what a single operation makes: roughly, for a quick look.

    Only sums lose digits, and only those of terms that are neither exact nor of one sign; everything that rests on none
    of these is left out.
    """

    def __init__(self, tape: Tape, roots: Sequence[int], dimensions: int) -> None:
        self._tape, self._roots = tape, tuple(roots)
        order = tape.reachable(roots)
        signs = _signs(tape, order)
        exact = stepwise(tape, order)
        lossy: set[int] = set()
        for number in order:
            kind, *parts = tape.nodes[number]
            if (
                number in exact
                or not operands(tape.nodes[number])
                or (kind == "mul" and tape.exact(parts[0]) == -1 and parts[1] in exact)
            ):
                exact.add(number)
                continue
            cancels = kind == "add" and None in (signs[parts[0]], signs[parts[1]])
            # A logarithm near 1 shows the rounding of its argument, and a root of 1 - u that of u.
            shows = kind in ("log", "acos") and not exact.issuperset(parts)
            if (cancels and not exact.issuperset(parts)) or (
                (shows or lossy.intersection(parts)) and kind not in _STEPS
            ):
                lossy.add(number)
        self._lossy = sorted(lossy)
        needed = {k for number in lossy for k in (number, *operands(tape.nodes[number]))}
        self._needed = sorted(k for k in needed if not tape.is_constant[k])
        self._constants = {
            k: float(v) for k, v in exact_values(tape, [k for k in order if tape.is_constant[k]], ()).items()
        }
        self._program = Program(Listing(tape, self._needed, dimensions).parts)

    @property
    def length(self) -> int:
        """The number of operations that are looked at."""
        return len(self._lossy)

    def suspects(self, columns: Array) -> NDArray[np.bool_]:
        """Where of `columns` (n, B) each result (m, B) has lost more than it may."""
        count = columns.shape[1]
        if not any(k in self._lossy for k in self._roots):
            return np.zeros((len(self._roots), count), dtype=bool)
        room = np.empty((len(self._needed), count))
        run(self._program.bind(columns, room, self._program.scratch(count)))
        values: dict[int, Any] = {**self._constants, **dict(zip(self._needed, room, strict=True))}
        lost: dict[int, Any] = {}
        for number in self._lossy:
            lost[number] = self._loss(number, values, lost)
        most = 2 * _ENOUGH / np.finfo(float).eps
        return np.stack(
            [~(lost[k] <= most) if k in lost else np.zeros(count, dtype=bool) for k in self._roots]
        )

    def doubt(self, usual: Sequence[float]) -> int:
        """A node that is at most 1 where no root is off by more than it may be, be it of its `usual` size or smaller.

        For programs elsewhere, which ask at every point and cannot look twice: what is small there beside what is
        usual may be off as much as that.
        """
        tape, errors = self._tape, dict[int, int]()

        def size(number: int) -> int:
            return tape.apply("abs", number)

        for number in self._lossy:
            kind, *parts = tape.nodes[number]
            if kind == "add":
                errors[number] = tape.sum(errors.get(k, size(k)) for k in parts)
                continue
            share = tape.sum(tape.mul(errors[k], tape.inv(size(k))) for k in parts if k in errors)
            if kind not in _PASSING:
                share = tape.mul(share, tape.apply("max", size(parts[0]), tape.one))
            errors[number] = share if kind not in (*_PASSING, "exp") else tape.mul(share, size(number))
        most = tape.constant(Fraction(2 * _ENOUGH / np.finfo(float).eps))
        worst = tape.zero
        for root, least in zip(self._roots, usual, strict=True):
            if root in errors:
                allowed = tape.mul(most, tape.apply("max", size(root), tape.constant(Fraction(least))))
                worst = tape.apply("max", worst, tape.mul(errors[root], tape.inv(allowed)))
        return worst

    def _loss(self, number: int, values: dict[int, Any], lost: dict[int, Any]) -> Any:
        kind, *parts = self._tape.nodes[number]
        if kind == "add":
            a, b = parts
            size = np.abs(values[a]) * lost.get(a, 1.0) + np.abs(values[b]) * lost.get(b, 1.0)
            return size / np.abs(values[number])
        total = sum(lost[k] for k in parts if k in lost)
        if kind in ("log", "acos"):
            total = np.maximum(total, 1.0)
        if kind in _PASSING:
            return total
        return (
            total
            * np.maximum(np.abs(values[parts[0]]), 1)
            * (1 if kind == "exp" else 1 / np.abs(values[number]))
        )


def is_ill_written(tape: Tape, value: int, slopes: Sequence[int], dimensions: int) -> bool:
    """Whether far out `value` loses many more digits than it would by rounding its point: terms that cancel for good.

    The root of 1 + x^2, less x, is as smooth as 1/x, and no digit of it is left where x is large. Isolated places,
    where every sum may cancel, are not meant, nor steps. Higham (2002), section 1.6: condition and stability.
    """
    order = tape.reachable([value, *slopes])
    if len(order) > _LONG or any(tape.nodes[k][0] in _STEPS for k in tape.reachable([value])):
        return False
    chance = np.random.default_rng(0)
    places = 10 ** chance.uniform(*_DECADES, (1, _PLACES)) * chance.uniform(0.5, 1.5, (dimensions, _PLACES))
    places *= chance.choice([-1, 1], places.shape)
    with np.errstate(all="ignore"):
        known = RoundedTape(tape, [value, *slopes], np.float64)(places)
        here, error = np.abs(known.values[0]), known.errors[0]
        by_rounding = np.finfo(float).eps * (here + np.abs(places * known.values[1:]).sum(axis=0))
        lost = (error > 1e-12 * here) & (error > _MUCH * by_rounding) & ~known.extreme[0]
    return bool(lost.mean() > _OFTEN)


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
                below = _order(tape, inner[1], inner[1])
                # What vanishes faster than its divisor leaves zero, and the slopes of that lose nothing.
                if signs[inner[1]] is None or not below or _order(tape, other, inner[1]) <= below:
                    return True
    return False


def _order(tape: Tape, number: int, of: int) -> float:
    """The order to which a node vanishes where all variables of the node `of` are zero; 0 where it may not vanish."""
    variables = {k for k in tape.reachable([of]) if tape.nodes[k][0] == "variable"}
    known: dict[int, float] = {}
    for k in tape.reachable([number]):
        kind, *parts = tape.nodes[k]
        match kind:
            case "constant":
                known[k] = np.inf if parts[0] == 0 else 0.0
            case "variable":
                known[k] = float(k in variables)
            case "mul":
                known[k] = known[parts[0]] + known[parts[1]]
            case "add" | "max" | "min":
                known[k] = min(known[p] for p in parts)
            case "sqrt":
                known[k] = known[parts[0]] / 2
            case "versine" | "logcosh":
                known[k] = 2 * known[parts[0]]
            case _:
                known[k] = known[parts[0]] if kind in _THROUGH_ZERO else 0.0
    return known[number]


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
                known[number] = bool(known[a])
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
    """What NumPy calls where something overflows or underflows: `raised` from then on."""

    def __init__(self) -> None:
        self.raised = False

    def __call__(self, kind: str, flag: int) -> None:
        """Note it."""
        self.raised = True
