"""All zeros of a gradient in a box, by exclusion: what cannot hold one is cut away, what holds just one is proven.

Moore, Kearfott and Cloud (2009), Introduction to Interval Analysis, chapters 6 and 8: a box is halved until the
gradient's bounds exclude zero, or until Krawczyk's operator K (a Newton step with bounds) maps it into its own
interior; then it holds exactly one zero. If K and the box do not meet, it holds none.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from landscapes.compiled import Lowering, Tape, gradient, hessian
from landscapes.formulas import Box
from landscapes.function import Function
from landscapes.stationary.intervals import IntervalTape

Array = NDArray[np.float64]
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
_VANISHING = 1e-280
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


def enclose(f: Function, domain: Box) -> Enclosure:
    """Enclose all zeros of the gradient of `f` in the closed box `domain`."""
    tape = Tape()
    slopes = gradient(tape, Lowering(tape, f.variables)(f.formula), f.dimensions)
    matrix = hessian(tape, slopes)
    search = _Search(
        IntervalTape(tape, slopes), IntervalTape(tape, [h for row in matrix for h in row]), domain
    )
    with np.errstate(all="ignore"):
        return search.run()


class _Search:
    """One search: what is left to look at, and what came out."""

    def __init__(self, slopes: IntervalTape, curvatures: IntervalTape, domain: Box) -> None:
        self._slopes, self._curvatures = slopes, curvatures
        self._corners = np.array(domain).T
        self._span = (self._corners[1] - self._corners[0])[:, None]
        self._proven: list[Boxes] = []
        self._doubtful: list[Boxes] = []
        self._flat: Array | None = None
        self._vanishing = False
        self._work = 0

    def run(self) -> Enclosure:
        """Halve and exclude until nothing is left, or there is too much."""
        boxes, finished = self._grid(), True
        operations = self._slopes.size + self._curvatures.size
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
        below, above, _ = self._slopes(low, high)
        open_ = ((below <= 0) & (above >= 0)).all(axis=0)
        vanishing = np.maximum(np.abs(below), np.abs(above)).max(axis=0) < _VANISHING
        if (open_ & vanishing).any():
            flat = open_ & (below == 0).all(axis=0) & (above == 0).all(axis=0)
            if flat.any() and self._flat is None:
                self._flat = (low + high)[:, np.flatnonzero(flat)[0]] / 2
            self._vanishing |= bool((open_ & vanishing & ~flat).any())
        low, high = low[:, open_ & ~vanishing], high[:, open_ & ~vanishing]
        grown = _GROWTH * (high - low) + _LEAST_GROWTH * self._span
        inner, outer, proven = self._newton(low - grown, high + grown)
        self._proven.append((inner[:, proven], outer[:, proven]))
        low, high = np.fmax(low, inner), np.fmin(high, outer)
        left = ~proven & (low <= high).all(axis=0)
        return low[:, left], high[:, left]

    def _newton(self, low: Array, high: Array) -> tuple[Array, Array, NDArray[np.bool_]]:
        """Krawczyk's boxes, and whether each holds exactly one zero; NaN where it says nothing."""
        n, count = low.shape
        middle, radius = (low + high) / 2, (high - low) / 2 * (1 + 1e-15)
        below, above, smooth = self._curvatures(low, high)
        lower, upper = (h.reshape(n, n, count).transpose(2, 0, 1) for h in (below, above))
        sound = smooth & np.isfinite(lower).all(axis=(1, 2)) & np.isfinite(upper).all(axis=(1, 2))
        centre = np.where(sound[:, None, None], (lower + upper) / 2, np.eye(n))
        spread = np.where(sound[:, None, None], (upper - lower) / 2, 0.0)
        inverse = _inverse(centre)
        here, there, _ = self._slopes(middle, middle)
        sound &= np.isfinite(here).all(axis=0) & np.isfinite(there).all(axis=0)
        at, uncertain = ((here + there) / 2).T, ((there - here) / 2).T
        # |I - Y H| and Y g, each with a margin for the rounding of these few products.
        size = np.abs(inverse)
        contraction = np.abs(np.eye(n) - inverse @ centre) + size @ (spread + 1e-14 * np.abs(centre))
        step = np.einsum("bij,bj->bi", inverse, at)
        reach = np.einsum("bij,bj->bi", size, uncertain + 1e-14 * np.abs(at))
        reach += np.einsum("bij,bj->bi", contraction, radius.T)
        reach += 1e-15 * np.abs(middle.T)
        inner, outer = (middle.T - step - reach).T, (middle.T - step + reach).T
        proven = sound & ((inner > low) & (outer < high)).all(axis=0)
        inner, outer = np.where(sound, inner, np.nan), np.where(sound, outer, np.nan)
        return inner, outer, proven

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


def _inverse(matrices: Array) -> Array:
    """Approximate inverses (B, n, n); zero where there is none (then Krawczyk's operator proves nothing)."""
    scale = np.abs(matrices).max(axis=(1, 2), keepdims=True)
    scaled = matrices / np.where(scale > 0, scale, 1.0)
    singular = ~(np.abs(np.linalg.det(scaled)) > 0)[:, None, None]
    inverse = np.linalg.inv(np.where(singular, np.eye(matrices.shape[1]), scaled)) / np.where(
        scale > 0, scale, 1.0
    )
    return np.where(singular | ~np.isfinite(inverse), 0.0, inverse)


def _rows(boxes: list[Boxes]) -> Boxes:
    low, high = (np.concatenate(side, axis=1).T for side in zip(*boxes, strict=True))
    return low, high
