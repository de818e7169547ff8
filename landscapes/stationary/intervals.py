"""Interval arithmetic on a tape: bounds on every node over whole boxes, rounded outward.

A node's bounds hold all its values in the box, so a box whose gradient's bounds exclude zero has no stationary point.
NaN bounds mean that a
node has no real value anywhere in the box; a node that is real in a part of the box is bounded over that part.

Moore, Kearfott and Cloud (2009), Introduction to Interval Analysis, chapters 2 to 5.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from landscapes.compiled import Tape, exact_values
from landscapes.stationary.bounds import OPERATIONS, Bounds, around, square
from landscapes.stationary.decorations import Decorations

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]

_BLOCK = 4096
"""Boxes at a time: the bounds of all nodes should fit into the cache."""


class Enclosed(NamedTuple):
    """What is known of m nodes over B boxes.

    Attributes
    ----------
    low, high : (m, B)
    sound : (B,), where all of them are defined and continuous throughout the box
    nonzero : (m, B), where a node is zero nowhere in the box, though its bounds may have underflowed; of the first
        few nodes only, if so many were asked for
    """

    low: Array
    high: Array
    sound: Mask
    nonzero: Mask


class IntervalTape:
    """Bounds on the nodes `roots` of a tape; of the first `signed` of them it is also told where they are nonzero."""

    def __init__(self, tape: Tape, roots: Sequence[int], signed: int | None = None) -> None:
        self._tape, self._roots = tape, tuple(roots)
        self._order = tape.reachable(roots)
        self._signed = self._roots[:signed]
        self._below_signed = frozenset(tape.reachable(self._signed))
        fixed = [k for k in self._order if tape.is_constant[k]]
        values = exact_values(tape, fixed, ())
        self._constants = {k: around(values[k]) for k in fixed}

    @property
    def size(self) -> int:
        """Number of operations."""
        return len(self._order)

    def __call__(self, low: Array, high: Array) -> tuple[Array, Array]:
        """Bounds (m, B), (m, B) over the boxes from `low` (n, B) to `high` (n, B)."""
        pieces = [
            self._gathered(
                self._bounds(low[:, i : i + _BLOCK], high[:, i : i + _BLOCK]), low[0, i : i + _BLOCK]
            )
            for i in range(0, max(1, low.shape[1]), _BLOCK)
        ]
        below, above = zip(*pieces, strict=True)
        return np.concatenate(below, axis=1), np.concatenate(above, axis=1)

    def enclosed(self, low: Array, high: Array) -> Enclosed:
        """The same bounds, and what they cannot say."""
        pieces = [
            self._decorated(low[:, i : i + _BLOCK], high[:, i : i + _BLOCK])
            for i in range(0, max(1, low.shape[1]), _BLOCK)
        ]
        return Enclosed(*(np.concatenate(part, axis=-1) for part in zip(*pieces, strict=True)))

    def _bounds(self, low: Array, high: Array) -> dict[int, Bounds]:
        bounds: dict[int, Bounds] = dict(self._constants)
        for number in self._order:
            if number in bounds:
                continue
            match self._tape.nodes[number]:
                case ("variable", index):
                    bounds[number] = (low[index], high[index])
                case ("mul", a, b) if a == b:
                    bounds[number] = square(bounds[a])
                case (operation, *arguments) if operation in OPERATIONS:
                    bounds[number] = OPERATIONS[operation](*(bounds[k] for k in arguments))
                case _:
                    bounds[number] = (-np.inf, np.inf)
        return bounds

    def _gathered(self, bounds: dict[int, Bounds], like: Array) -> tuple[Array, Array]:
        lows, highs = zip(*(bounds[k] for k in self._roots), strict=True)
        return (
            np.stack([np.broadcast_to(v, like.shape) for v in lows]),
            np.stack([np.broadcast_to(v, like.shape) for v in highs]),
        )

    def _decorated(self, low: Array, high: Array) -> tuple[Array, Array, Mask, Mask]:
        bounds = self._bounds(low, high)
        flags = Decorations(self._tape, bounds)
        for number in self._order:
            flags.add(number, signed=number in self._below_signed)
        below, above = self._gathered(bounds, low[0])
        firm = np.ones(low.shape[1:], dtype=bool)
        for k in self._roots:
            firm &= flags.is_sound(k)
        away = [np.broadcast_to(flags.is_nonzero(k), low.shape[1:]) for k in self._signed]
        return below, above, firm & ~np.isnan(below).any(axis=0), np.stack(away)
