"""Which of a program's results are not to be trusted though they are numbers, so that they can be repaired.

Three kinds of formulas lose digits at places that nobody sees from the result: quotients whose divisor may vanish together
with what it divides (sin x / x and its derivatives near 0), whatever overflows or underflows on the way and comes back
(x / sqrt(1 + x^2) at 1e200), and sums that lose more than rounding their point does: sin x - x near 0; far out the root
of 1 + x^2, less x, which is as smooth as 1/x. The first are known by their form, the second by the processor's flags, the
third by trying them out; only they pay. Isolated roots, where every sum may cancel, are not meant: a point that is
rounded says no more there.

Higham (2002), Accuracy and Stability of Numerical Algorithms, section 1.6: condition and stability.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from landscapes.compiled.effort import open_effort
from landscapes.compiled.extended_precision import RoundedTape, stepwise
from landscapes.compiled.multiprecision import constants_of
from landscapes.compiled.program import Program, run
from landscapes.compiled.rewriting import linear
from landscapes.compiled.rounding import EVERYWHERE, Reach
from landscapes.compiled.tape import Tape, operands, signs_of
from landscapes.compiled.ufuncs import Listing

Array = NDArray[np.float64]
_THROUGH_ZERO = frozenset(
    {"abs", "sin", "tan", "sinh", "tanh", "asin", "atan", "asinh", "atanh", "expm1", "log1p"}
)
_STEPS = frozenset({"sgn", "sign", "floor", "lt", "le", "eq"})
_PASSING = ("mul", "inv", "sqrt", "abs", "max", "min", "where", "log1p", "expm1", "tanh", "sinh")
"""Operations that hand a relative error on much as it is."""
_ENOUGH = 2e-13
"""The share of a result that rounding may have changed."""
_LONG = 3000
"""What is too long to be tried out."""
_FAR, _MIDDLE, _FAR_PLACES = (1, 9), (1, 2.7), 200
_NEAR, _WIDE, _PLACES = (-7, -1), (-7, 4), 40
"""Decades of the distances from places where sums are likely to cancel, and how many places are tried."""
_OFTEN, _MUCH, _TOO_MUCH = 0.25, 1e4, 1e-12
"""How many of the places may lose how much, as a multiple of what rounding the point does, and as a share."""
_SPECIAL = (1.0, -1.0, np.pi / 2, np.pi)
_MOST_PLANES = 6
_STEP = 1e-3
"""How far beside a place is looked how steep it is, as a share of the distance."""
_ROOM = 3.0
"""How much farther out than the farthest place that lost something losses may be."""


class Findings(NamedTuple):
    """A formula's operations, with the nodes of its value, slopes and curvatures; where those, and these, are delicate."""

    tape: Tape
    heights: list[int]
    reaches: tuple[Reach, Reach]


class Trust:
    """Looks at the results `roots`, functions of `dimensions` coordinates, of a program."""

    def __init__(self, tape: Tape, roots: Sequence[int], dimensions: int) -> None:
        self._rounded = RoundedTape(tape, roots, np.float64)
        self._losses = Losses(tape, roots, dimensions)

    def mark_extremes(self, columns: Array, *results: Array) -> bool:
        """Make NaN what of `results` (B,), one for each root, at `columns` (n, B) is off by more than it may be,
        because something overflowed or underflowed; whether anything is."""
        return self._mark(columns, results, np.arange(columns.shape[1]), None)

    def mark_losses(
        self,
        columns: Array,
        *results: Array,
        reach: Reach,
        allowed: Callable[[Array], Array] | None = None,
    ) -> bool:
        """The same, because sums cancelled, as far as that `reach`es.

        What a result may be off is a share of it, or what is `allowed` (m, R) at some of the columns (n, R).
        """
        rows = reach.rows(columns)
        effort = open_effort()
        if not len(rows) or (effort and not effort.glances(len(rows), self._losses.length)):
            return False
        with np.errstate(all="ignore"):
            suspects = self._losses.suspects(columns[:, rows])
        found = suspects.any(axis=0)
        return self._mark(columns, results, rows[found], suspects[:, found], allowed)

    def _mark(
        self,
        columns: Array,
        results: Sequence[Array],
        rows: NDArray[np.intp],
        suspects: Any,
        allowed: Callable[[Array], Array] | None = None,
    ) -> bool:
        """Look closely at some `rows`: at the `suspects` (m, R), or at what was extreme on the way."""
        effort = open_effort()
        if not len(rows) or (effort is not None and not effort.looks(len(rows), self._rounded.length)):
            return False
        with np.errstate(all="ignore"):
            outcome = self._rounded(columns[:, rows])
            asked = outcome.extreme if suspects is None else suspects
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
        signs = signs_of(tape, order)
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
        self._constants = constants_of(tape, order)
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


def is_delicate(tape: Tape, value: int) -> bool:
    """Whether `value` divides something that varies by something that may be zero."""
    order = tape.reachable([value])
    signs = signs_of(tape, order)
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


class _Trial(NamedTuple):
    """Places (n, P), and points beside them, each `distance` times `_STEP` (P,) away."""

    places: Array
    beside: Array
    distance: Array


def reach_of_losses(
    tape: Tape, value: int, slopes: Sequence[int], dimensions: int, others: Sequence[int] = ()
) -> Reach:
    """Where `value` and its `slopes`, and the `others`, lose digits for good."""
    order = tape.reachable([value, *slopes, *others])
    if len(order) > _LONG or any(tape.nodes[k][0] in _STEPS for k in tape.reachable([value])):
        return Reach()
    rounded = RoundedTape(tape, [value, *slopes, *others], np.float64)
    with np.errstate(all="ignore"):
        if any(_loses_far_out(rounded, dimensions, decades) for decades in (_FAR, _MIDDLE)):
            return EVERYWHERE
        small = [
            _near_zero(dimensions, together) for together in ((True, False) if dimensions > 1 else (True,))
        ]
        lost = _lost(rounded, [*small, *_elsewhere(tape, value, dimensions)])
        if any((found.mean(axis=1) > _OFTEN).any() for found in lost[len(small) :]):
            return EVERYWHERE
        # Where one coordinate alone is small it is any of them, and the others may not matter.
        shares = (_OFTEN, _OFTEN / min(dimensions, 3))
        reaches = [_reach(*each) for each in zip(small, lost, shares, strict=False)]
    alone = reaches[-1] if dimensions > 1 else 0.0
    return Reach(max(reaches), together=not alone)


def _reach(trial: _Trial, lost: NDArray[np.bool_], share: float) -> float:
    """How small the small coordinates must be to lose digits: 0 where they may be as small as they want."""
    size = trial.distance
    often = lost[:, size < 10.0 ** _NEAR[1]].mean(axis=1) > share
    return float(_ROOM * size[lost[often].any(axis=0)].max()) if often.any() else 0.0


def _loses_far_out(rounded: RoundedTape, dimensions: int, decades: tuple[float, float]) -> bool:
    chance = np.random.default_rng(0)
    places = 10 ** chance.uniform(*decades, (1, _FAR_PLACES))
    places = places * chance.uniform(0.5, 1.5, (dimensions, _FAR_PLACES))
    places *= chance.choice([-1, 1], places.shape)
    known = rounded(places)
    here, error = np.abs(known.values[0]), known.errors[0]
    steep = np.abs(places * known.values[1 : dimensions + 1]).sum(axis=0)
    by_rounding = np.finfo(float).eps * (here + steep)
    return bool(
        ((error > _TOO_MUCH * here) & (error > _MUCH * by_rounding) & ~known.extreme[0]).mean() > _OFTEN
    )


def _lost(rounded: RoundedTape, trials: Sequence[_Trial]) -> list[NDArray[np.bool_]]:
    """Of each trial where each root (m, P) has lost too much."""
    places, beside, distance = (np.concatenate(parts, axis=-1) for parts in zip(*trials, strict=True))
    known, there = rounded(places), rounded(beside).values
    here, error = np.abs(known.values), known.errors
    steep = np.abs(there - known.values) / (_STEP * distance)
    by_rounding = np.finfo(float).eps * (here + steep * np.abs(places).max(axis=0))
    lost = (error > _TOO_MUCH * here) & (error > _MUCH * by_rounding) & ~known.extreme & np.isfinite(error)
    ends = np.cumsum([t.places.shape[1] for t in trials])
    return np.split(lost, ends[:-1], axis=1)


def _near_zero(dimensions: int, together: bool) -> _Trial:
    """All coordinates small, or but one of them."""
    chance = np.random.default_rng(1)
    offsets = _offsets(chance, dimensions, 2 * _PLACES, _WIDE)
    centers = np.zeros_like(offsets)
    if not together:
        centers = chance.uniform(0.3, 3, offsets.shape)
        centers[chance.integers(dimensions, size=2 * _PLACES), np.arange(2 * _PLACES)] = 0
    return _around(centers, np.where(centers == 0, offsets, 0))


def _elsewhere(tape: Tape, value: int, dimensions: int) -> Iterator[_Trial]:
    """Near numbers where waves have their crests, and where something that is linear in the coordinates is zero."""
    chance = np.random.default_rng(2)
    for special in _SPECIAL:
        offsets = _offsets(chance, dimensions, _PLACES, _NEAR)
        yield _around(np.full_like(offsets, special), offsets)
    for normal, constant in _planes(tape, value, dimensions):
        centers = chance.uniform(-2, 2, (dimensions, _PLACES))
        centers -= normal[:, None] * (normal @ centers + constant) / (normal @ normal)
        yield _around(centers, _offsets(chance, dimensions, _PLACES, _NEAR) * np.abs(centers).max(axis=0))


def _planes(tape: Tape, value: int, dimensions: int) -> list[tuple[Array, float]]:
    """Normals and constants of what is linear in the coordinates on the way to `value`, but not zero at zero."""
    found: dict[tuple[float, ...], tuple[Array, float]] = {}
    variables = {tape.variable(i): i for i in range(dimensions)}
    for number in tape.reachable([value]):
        parts = linear(tape, number) if tape.nodes[number][0] == "add" else {}
        if parts.get(tape.one) and variables.keys() >= parts.keys() - {tape.one}:
            normal = np.zeros(dimensions)
            with suppress(OverflowError):  # no float holds it, so no point lies there
                offset = float(parts.pop(tape.one))
                for node, times in parts.items():
                    normal[variables[node]] = float(times)
                if normal.any():
                    found.setdefault((*normal, offset), (normal, offset))
    return list(found.values())[:_MOST_PLANES]


def _offsets(chance: np.random.Generator, dimensions: int, count: int, decades: tuple[float, float]) -> Array:
    size = 10 ** chance.uniform(*decades, (1, count)) * chance.uniform(0.5, 1.5, (dimensions, count))
    return size * chance.choice([-1, 1], size.shape)


def _around(centers: Array, offsets: Array) -> _Trial:
    """Places that small `offsets` (n, P) lead to; beside them all coordinates have moved, each as far as no other."""
    distance, places = np.abs(offsets).max(axis=0), centers + offsets
    ways = np.where(offsets == 0, np.sign(places), np.sign(offsets))
    ways *= np.linspace(0.6, 1.4, len(ways))[:, None]
    return _Trial(places, places + ways * _STEP * distance, distance)
