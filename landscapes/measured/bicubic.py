"""A cubic spline of two variables at many points: only the sixteen coefficients about each are looked at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
DEGREE = 3


@dataclass(frozen=True, eq=False)
class Bicubic:
    """A sum of products of B-splines.

    Parameters
    ----------
    knots_x, knots_y : increasing, the outermost four times
    coefficients : (len(knots_x) - 4, len(knots_y) - 4), or the same flat

    Notes
    -----
    SciPy's `RectBivariateSpline` searches its knots from the first one on for every point, which takes most of its time on
    500 x 500 samples.

    References
    ----------
    de Boor (1978), A practical guide to splines, chapter X.
    """

    knots_x: Array
    knots_y: Array
    coefficients: Array

    def __call__(self, x: Array, y: Array, orders: Sequence[tuple[int, int]]) -> list[Array]:
        """Derivatives (N,) of each of the `orders` along x and y at points inside the knots."""
        i, j = _cells(self.knots_x, x), _cells(self.knots_y, y)
        across = {a: _basis(self.knots_x, i, x, a) for a in {a for a, _ in orders}}
        along = {b: _basis(self.knots_y, j, y, b) for b in {b for _, b in orders}}
        columns = len(self.knots_y) - DEGREE - 1
        flat = self.coefficients.reshape(-1)
        corner = (i - DEGREE) * columns + j - DEGREE
        found = {order: np.zeros(len(x)) for order in orders}
        for r in range(DEGREE + 1):
            four = [flat[corner + r * columns + s] for s in range(DEGREE + 1)]
            rows = {b: sum(c * n for c, n in zip(four, basis, strict=True)) for b, basis in along.items()}
            for a, b in found:
                found[a, b] += across[a][r] * rows[b]
        return [found[order] for order in orders]


def _cells(knots: Array, x: Array) -> NDArray[np.intp]:
    """The last knot (N,) that is not beyond each point, of those that begin a cell."""
    return np.clip(np.searchsorted(knots, x, side="right") - 1, DEGREE, len(knots) - DEGREE - 2)


def _basis(knots: Array, cell: NDArray[np.intp], x: Array, order: int) -> list[Array]:
    """The four B-splines (N,) that are not zero there, or their derivatives of an order."""
    near = {k: knots[cell + k] for k in range(-DEGREE, DEGREE + 2)}
    values = [np.ones(len(x))]
    for degree in range(1, DEGREE - order + 1):
        saved, raised = np.zeros(len(x)), []
        for r, value in enumerate(values):
            share = value / (near[r + 1] - near[r + 1 - degree])
            raised.append(saved + (near[r + 1] - x) * share)
            saved = (x - near[r + 1 - degree]) * share
        values = [*raised, saved]
    for degree in range(DEGREE - order + 1, DEGREE + 1):
        shares = [degree * value / (near[r + 1] - near[r + 1 - degree]) for r, value in enumerate(values)]
        values = [-shares[0], *(a - b for a, b in pairwise(shares)), shares[-1]]
    return values
