"""All zeros of a gradient in a box, by exclusion: what cannot hold one is cut away, what holds just one is proven.

Moore, Kearfott and Cloud (2009), Introduction to Interval Analysis, chapters 6 and 8: a box is halved until the
gradient's bounds exclude zero, or until Krawczyk's operator K (a Newton step with bounds) maps it into its own
interior; then it holds exactly one zero. If K and the box do not meet, it holds none.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from landscapes.formulas import Box
from landscapes.stationary.krawczyk import DerivativeBounds, krawczyk, unit_of

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]
Boxes = tuple[Array, Array]
"""Lower and upper corners, each (n, B)."""

_FIRST = 8
"""Pieces of every side to begin with."""
_CUT = 0.4873
"""Where a side is cut: not in the middle, where symmetric functions have their zeros."""
_GROWTH = 0.1
"""By how much of its size a box grows before it is proven, so that a zero on an edge is inside of one."""
_LEAST_GROWTH = 1e-11
"""The same as a share of the domain: a box without size proves nothing."""
_SMALLEST = 1e-8
"""Sides are not cut below this share of the box."""
_MOST_BOXES = 25_000
_MOST_PROVEN = 6_000
_MOST_WORK = 60_000_000
"""Boxes times operations, all in all: a few seconds."""
_LEVEL = 2.0**-6
"""Where the gradient is zero but the function may jump, sides are halved down to this share of the box."""
_VANISHING = 1e-305
"""Bounds on a gradient below this are what underflow leaves of it."""


@dataclass(frozen=True)
class Enclosure:
    """Where the zeros are.

    Parameters
    ----------
    proven : boxes (k, n), (k, n)
        Lower and upper corners of boxes that hold exactly one zero each; neighbours may hold the same.
    doubtful : boxes (d, n), (d, n)
        What may hold none, one or many: kinks, degenerate zeros, curves of zeros.
    flat : array (n,), optional
        The middle of a box in which the gradient is zero throughout.
    finished : bool
        Whether everything outside of these boxes has been excluded; False if there were too many.
    vanishing : bool
        Whether places were left out where the gradient is too small for floats.
    """

    proven: Boxes
    doubtful: Boxes
    flat: Array | None
    finished: bool
    vanishing: bool


def enclose(bounds: DerivativeBounds, domain: Box) -> Enclosure:
    """Enclose all zeros of a gradient in the closed box `domain`."""
    with np.errstate(all="ignore"):
        return _Search(bounds, domain).run()


class _Search:
    """One search: what is left to look at, and what came out."""

    def __init__(self, bounds: DerivativeBounds, domain: Box) -> None:
        self._bounds = bounds
        self._corners = np.array(domain).T
        self._span = (self._corners[1] - self._corners[0])[:, None]
        self._unit = unit_of(self._span)
        self._proven: list[Boxes] = []
        self._doubtful: list[Boxes] = []
        self._flat: Array | None = None
        self._vanishing = False
        self._work = 0

    def run(self) -> Enclosure:
        """Halve and exclude until nothing is left, or there is too much."""
        boxes, finished = self._grid(), True
        operations = self._bounds.size
        while boxes[0].shape[1] and finished:
            self._work += boxes[0].shape[1] * operations
            boxes = self._narrowed(boxes)
            count, proven = boxes[0].shape[1], sum(low.shape[1] for low, _ in self._proven)
            finished = count <= _MOST_BOXES and proven <= _MOST_PROVEN
            finished &= self._work + 2 * count * operations <= _MOST_WORK
            if finished:
                boxes = self._halved(boxes)
        if not finished:
            self._doubtful.append(boxes)
        return Enclosure(_rows(self._proven), _rows(self._doubtful), self._flat, finished, self._vanishing)

    def _grid(self) -> Boxes:
        # Zeros on the domain's own edge need a neighbourhood.
        low = self._corners[0] - 1e-9 * self._span[:, 0]
        high = self._corners[1] + 1e-9 * self._span[:, 0]
        edges = [np.linspace(a, b, _FIRST + 1) for a, b in zip(low, high, strict=True)]
        lows = np.stack(np.meshgrid(*(e[:-1] for e in edges), indexing="ij")).reshape(len(edges), -1)
        highs = np.stack(np.meshgrid(*(e[1:] for e in edges), indexing="ij")).reshape(len(edges), -1)
        return lows, highs

    def _narrowed(self, boxes: Boxes) -> Boxes:
        """The boxes that may still hold zeros, made smaller; those that are settled are put aside."""
        low, high = boxes
        below, above = self._bounds.slopes(low, high)
        open_ = ((below <= 0) & (above >= 0)).all(axis=0)
        flat = open_ & (below == 0).all(axis=0) & (above == 0).all(axis=0)
        if flat.any():
            open_ &= ~flat | self._jumping(low, high, flat)
        vanishing = np.maximum(np.abs(below), np.abs(above)).max(axis=0) < _VANISHING
        low, high, vanishing = low[:, open_], high[:, open_], (vanishing & ~flat)[open_]
        grown = _GROWTH * (high - low) + _LEAST_GROWTH * self._span
        inner, outer, proven, left = krawczyk(self._bounds, low - grown, high + grown, self._unit)
        self._vanishing |= bool((vanishing & left).any())
        left &= ~vanishing
        self._proven.append((inner[:, proven & left], outer[:, proven & left]))
        low, high = np.fmax(low, inner), np.fmin(high, outer)
        left &= ~proven & (low <= high).all(axis=0)
        return low[:, left], high[:, left]

    def _jumping(self, low: Array, high: Array, flat: Mask) -> Mask:
        """Which of the `flat` boxes may have to be halved before one shows where the function is level."""
        value = self._bounds.all.enclosed(low[:, flat], high[:, flat])
        if self._flat is None and value.sound.any():
            self._flat = ((low + high)[:, flat] / 2)[:, np.flatnonzero(value.sound)[0]]
        large = ((high - low) > _LEVEL * self._span).any(axis=0)
        jumping = np.zeros_like(flat)
        jumping[flat] = ~value.sound & ~np.isnan(value.low[0])
        return jumping & large & (self._flat is None)

    def _halved(self, boxes: Boxes) -> Boxes:
        low, high = boxes
        size = (high - low) / self._span
        side = size.argmax(axis=0)
        done = size.max(axis=0) < _SMALLEST
        self._doubtful.append((low[:, done], high[:, done]))
        low, high, side = low[:, ~done], high[:, ~done], side[~done]
        index = np.arange(len(side))
        cut = low[side, index] + _CUT * (high - low)[side, index]
        left, right = high.copy(), low.copy()
        left[side, index] = right[side, index] = cut
        return np.concatenate([low, right], axis=1), np.concatenate([left, high], axis=1)


def _rows(boxes: list[Boxes]) -> Boxes:
    low, high = (np.concatenate(side, axis=1).T for side in zip(*boxes, strict=True))
    return low, high
