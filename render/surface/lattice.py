"""Heights on a lattice: sampling, slopes that stop at kinks, and what lies beyond the border of a function."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from landscapes import Landscape


@dataclass(frozen=True, eq=False)
class Lattice:
    """True heights on a lattice of the domain.

    Attributes
    ----------
    points : (rows, columns, 2), domain units; x varies along the second axis
    heights : (rows, columns), NaN where the function has no finite value
    """

    points: NDArray[np.float64]
    heights: NDArray[np.float64]

    @classmethod
    def of(cls, f: Landscape, resolution: int) -> Lattice:
        """`resolution` lines a side, and one more through each known minimizer, so that no pit's floor is missed."""
        lines = [
            np.unique(
                np.concatenate(
                    [np.linspace(low, high, resolution), _inside(f.minimizers[:, axis], low, high)]
                )
            )
            for axis, (low, high) in enumerate(f.domain)
        ]
        points = np.stack(np.meshgrid(*lines), axis=-1)
        heights = f.value(points)
        return cls(points, np.where(np.isfinite(heights), heights, np.nan))


def spread(
    upright: NDArray[np.float64], field: NDArray[np.float64], across: NDArray[np.float64]
) -> NDArray[np.float64]:
    """A field (rows, columns) whose rows are mixed by a matrix (m, rows), and its columns by another (n, columns).

    Not by OpenBLAS, which takes all processors for large matrices and has each of them spin for a tenth of a second then.
    """
    return np.asarray(np.einsum("ij,kj->ik", np.einsum("ij,jk->ik", upright, field), across))


def _inside(coordinates: NDArray[np.float64], low: float, high: float) -> NDArray[np.float64]:
    within = np.unique(coordinates[(coordinates > low) & (coordinates < high)])
    return within if len(within) <= 24 else within[:0]


def slopes(z: NDArray[np.float64], x: NDArray[np.float64], broken: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Slopes (rows, columns) along the columns at `x` (columns,); not across what is `broken` (rows, columns - 1)."""
    step = np.diff(x)
    ahead = np.where(broken, np.nan, np.diff(z, axis=1) / step)
    none = np.full((len(z), 1), np.nan)
    right, left = np.hstack([ahead, none]), np.hstack([none, ahead])
    before, after = np.append(step[:1], step), np.append(step, step[-1:])
    both = (before * right + after * left) / (before + after)
    return np.nan_to_num(np.where(np.isfinite(both), both, np.where(np.isfinite(right), right, left)))


def reaching(z: NDArray[np.float64], rings: int) -> NDArray[np.float64]:
    """Layers (rows, columns) or (rows, columns, k) carried on over so many rings of NaN, as means of those beside."""
    if z.ndim > 2:
        return np.stack([reaching(layer, rings) for layer in np.moveaxis(z, -1, 0)], axis=-1)
    if np.isfinite(z).all():
        return z
    for _ in range(rings):
        framed = np.pad(z, 1, constant_values=np.nan)
        near = [framed[i : i + z.shape[0], j : j + z.shape[1]] for i in range(3) for j in range(3)]
        known = np.isfinite(near)
        mean = np.where(known, near, 0).sum(axis=0) / np.maximum(known.sum(axis=0), 1)
        z = np.where(np.isfinite(z), z, np.where(known.any(axis=0), mean, np.nan))
    return z


def at_border(heights: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which heights (rows, columns) have none beside them, in any of eight directions."""
    there = np.pad(np.isfinite(heights), 1, constant_values=True)
    near = [there[i : i + heights.shape[0], j : j + heights.shape[1]] for i in range(3) for j in range(3)]
    return np.isfinite(heights) & ~np.logical_and.reduce(near)
