"""Newton's step with bounds: whether a box holds exactly one zero of a gradient, or none.

Moore, Kearfott and Cloud (2009), Introduction to Interval Analysis, chapter 8. The function must be defined, and twice
continuously differentiable, all through the box: a logarithm's derivative is a number also where the logarithm is none,
and a step has the slope 0.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from landscapes.compiled import Lowering, Tape, gradient, hessian
from landscapes.function import Function
from landscapes.stationary.intervals import IntervalTape

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]


class DerivativeBounds:
    """Bounds on a function and its derivatives.

    Attributes
    ----------
    value : of the function
    slopes : of the gradient
    all : of the value, the gradient and the Hessian, row by row; signs of the first two
    size : how many operations they take
    """

    def __init__(self, f: Function) -> None:
        tape = Tape()
        root = Lowering(tape, f.variables)(f.formula)
        slopes = gradient(tape, root, f.dimensions)
        matrix = hessian(tape, slopes)
        self.value = IntervalTape(tape, [root])
        self.slopes = IntervalTape(tape, slopes)
        self.all = IntervalTape(
            tape, [root, *slopes, *(h for row in matrix for h in row)], signed=1 + f.dimensions
        )
        self.size = self.slopes.size + self.all.size


def unit_of(span: Array) -> Array:
    """The power of two next to each side: in such units nothing is rounded, and nothing depends on the user's."""
    return np.asarray(2.0 ** np.round(np.log2(span)))


def krawczyk(
    bounds: DerivativeBounds, low: Array, high: Array, unit: Array
) -> tuple[Array, Array, Mask, Mask]:
    """Krawczyk's boxes (n, B), (n, B) in those from `low` to `high`, NaN where they say nothing.

    Also whether each holds exactly one zero, and whether it may hold any, (B,) each. `unit` is (n, 1), in domain units.
    """
    n, count = low.shape
    middle, radius = (low + high) / 2, (high - low) / 2 * (1 + 1e-15) / unit
    known = bounds.all.enclosed(low, high)
    left = ~np.isnan(known.low[0]) & ~known.nonzero[1 : n + 1].any(axis=0)
    lower, upper = (
        h[n + 1 :].reshape(n, n, count).transpose(2, 0, 1) * (unit * unit.T) for h in (known.low, known.high)
    )
    sound = known.sound & np.isfinite(lower).all(axis=(1, 2)) & np.isfinite(upper).all(axis=(1, 2))
    centre = np.where(sound[:, None, None], (lower + upper) / 2, np.eye(n))
    spread = np.where(sound[:, None, None], (upper - lower) / 2, 0.0)
    inverse = _inverse(centre)
    here, there = (g * unit for g in bounds.slopes(middle, middle))
    sound &= np.isfinite(here).all(axis=0) & np.isfinite(there).all(axis=0)
    at, uncertain = ((here + there) / 2).T, ((there - here) / 2).T
    # |I - Y H| and Y g, each with a margin for the rounding of these few products.
    size = np.abs(inverse)
    contraction = np.abs(np.eye(n) - inverse @ centre) + size @ (spread + 1e-14 * np.abs(centre))
    step = np.einsum("bij,bj->bi", inverse, at)
    reach = np.einsum("bij,bj->bi", size, uncertain + 1e-14 * np.abs(at))
    reach += np.einsum("bij,bj->bi", contraction, radius.T)
    reach += 1e-15 * np.abs((middle / unit).T)
    inner, outer = middle - (step + reach).T * unit, middle - (step - reach).T * unit
    proven = sound & ((inner > low) & (outer < high)).all(axis=0)
    inner, outer = np.where(sound, inner, np.nan), np.where(sound, outer, np.nan)
    return inner, outer, proven & left, left


def _inverse(matrices: Array) -> Array:
    """Approximate inverses (B, n, n); zero where there is none (then Krawczyk's operator proves nothing)."""
    scale = np.abs(matrices).max(axis=(1, 2), keepdims=True)
    scaled = matrices / np.where(scale > 0, scale, 1.0)
    singular = ~(np.abs(np.linalg.det(scaled)) > 0)[:, None, None]
    inverse = np.linalg.inv(np.where(singular, np.eye(matrices.shape[1]), scaled)) / np.where(
        scale > 0, scale, 1.0
    )
    return np.where(singular | ~np.isfinite(inverse), 0.0, inverse)
