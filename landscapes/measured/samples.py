"""Heights on a lattice, and what lies between them: cubic splines, and holes where heights are missing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from landscapes.function import Fields
from landscapes.measured.bicubic import Bicubic
from landscapes.measured.unwritten import Measured

Array = NDArray[np.float64]
Orders = list[tuple[Any, ...]]
"""Of derivatives, along each axis."""
FEWEST = 4
"""Samples along each axis: what a cubic needs."""
MOST = 4_000_000
"""Samples altogether."""


@dataclass(frozen=True, eq=False)
class Samples(Measured):
    """The builder: cubic in each cell, with continuous second derivatives (SciPy's interpolating splines).

    Parameters
    ----------
    axes : n increasing arrays
    lattice : array, of the axes' lengths, NaN where nothing was measured
    """

    kind: ClassVar[Literal["function", "samples"]] = "samples"
    axes: tuple[Array, ...]
    lattice: Array

    @property
    def how(self) -> str:
        return f"{' x '.join(str(len(a)) for a in self.axes)} samples, cubic splines between them"

    def heights(self, points: Array) -> Array:
        return self._evaluated(points, [(0,) * len(self.axes)])[0]

    def slopes(self, points: Array) -> Array:
        return self.heights_and_slopes(points)[1]

    def heights_and_slopes(self, points: Array) -> tuple[Array, Array]:
        n = len(self.axes)
        heights, *slopes = self._evaluated(points, [(0,) * n, *map(tuple, np.eye(n, dtype=int).tolist())])
        return heights, np.stack(slopes, axis=-1)

    def bends(self, points: Array) -> Array:
        n = len(self.axes)
        unit = np.eye(n, dtype=int)
        orders = [tuple((unit[i] + unit[j]).tolist()) for i in range(n) for j in range(n)]
        return np.stack(self._evaluated(points, orders), axis=-1).reshape(-1, n, n)

    @property
    def coefficients(self) -> tuple[Array, Array, Array]:
        """Of two axes: the spline's knots along each, and its coefficients row by row, those of the first axis."""
        surface = self._surface
        return surface.knots_x, surface.knots_y, surface.coefficients

    @cached_property
    def _surface(self) -> Bicubic:
        from scipy.interpolate import RectBivariateSpline

        return Bicubic(*RectBivariateSpline(*self.axes, self._filled, kx=3, ky=3, s=0).tck)

    @cached_property
    def _spline(self) -> Callable[[Array, Orders], list[Array]]:
        from scipy.interpolate import CubicSpline

        if len(self.axes) == 1:
            spline = CubicSpline(self.axes[0], self._filled)
            return lambda columns, orders: [spline(columns[0], order[0]) for order in orders]
        surface = self._surface
        return lambda columns, orders: surface(columns[0], columns[1], orders)

    @cached_property
    def _filled(self) -> Array:
        """The lattice without holes, for a spline has none: what bends least, so that it does not ring beside them."""
        return self.lattice if self._missing is None else _smoothly_filled(self.lattice, self._missing)

    @cached_property
    def _missing(self) -> NDArray[np.bool_] | None:
        """Where nothing was measured; None where all was."""
        missing = np.isnan(self.lattice)
        return missing if missing.any() else None

    def _evaluated(self, points: Array, orders: Orders) -> list[Array]:
        """Derivatives (N,) of each of the orders along the axes; NaN beside the lattice and in holes."""
        low, high = (np.array([axis[end] for axis in self.axes]) for end in (0, -1))
        inside = ((points >= low) & (points <= high)).all(axis=1) & ~self._in_hole(points)
        found = [np.full(len(points), np.nan) for _ in orders]
        if inside.any():
            for each, values in zip(found, self._spline(points[inside].T, orders), strict=True):
                each[inside] = values
        return found

    def _in_hole(self, points: Array) -> NDArray[np.bool_]:
        """Where a corner of the cell was not measured."""
        missing = self._missing
        if missing is None:
            return np.zeros(len(points), dtype=bool)
        cells = [
            np.clip(np.searchsorted(axis, p, side="right") - 1, 0, len(axis) - 2)
            for axis, p in zip(self.axes, points.T, strict=True)
        ]
        near = np.zeros(len(points), dtype=bool)
        for corner in np.ndindex(*(2,) * len(self.axes)):
            # On a line of the lattice the other side does not count.
            beside = [
                np.where(p == axis[cell], cell, cell + c)
                for axis, cell, c, p in zip(self.axes, cells, corner, points.T, strict=True)
            ]
            near |= missing[tuple(beside)]
        return near


def _smoothly_filled(lattice: Array, missing: NDArray[np.bool_]) -> Array:
    """With second differences along each axis as small as they can be, in the sense of least squares."""
    from scipy.sparse import csr_array, vstack
    from scipy.sparse.linalg import spsolve

    numbers, rows = np.arange(lattice.size).reshape(lattice.shape), []
    for axis in range(lattice.ndim):
        line = np.moveaxis(numbers, axis, 0)
        three = np.stack([line[:-2], line[1:-1], line[2:]], axis=-1).reshape(-1, 3)
        three = three[missing.reshape(-1)[three].any(axis=1)]
        entries = (
            np.tile([1.0, -2.0, 1.0], len(three)),
            (np.repeat(np.arange(len(three)), 3), three.reshape(-1)),
        )
        rows.append(csr_array(entries, shape=(len(three), lattice.size)))
    bending = vstack(rows).tocsc()
    unknown, filled = np.flatnonzero(missing), lattice.reshape(-1).copy()
    known = np.where(missing.reshape(-1), 0.0, np.nan_to_num(filled))
    inside = bending[:, unknown]
    filled[unknown] = spsolve((inside.T @ inside).tocsc(), -inside.T @ (bending @ known))
    return np.asarray(filled.reshape(lattice.shape))


def fields_of_samples(
    xs: ArrayLike, ys: ArrayLike | None, heights: ArrayLike, name: str, title: str
) -> Fields:
    """The fields for measured heights; `Landscape.from_samples` documents the arguments.

    Raises
    ------
    ValueError
        For axes that do not increase, heights of another shape, or too few of them; one line.
    """
    axes = [_axis("xs", xs)] + ([_axis("ys", ys)] if ys is not None else [])
    lattice = _array("heights", heights)
    shape = tuple(len(axis) for axis in axes[::-1])
    if lattice.shape != shape:
        wanted = "(len(ys), len(xs))" if ys is not None else "(len(xs),)"
        raise ValueError(f"from_samples: heights must have shape {wanted} = {shape}, got {lattice.shape}")
    if lattice.size > MOST:
        raise ValueError(f"from_samples: at most {MOST:,} samples, got {lattice.size:,}; take every k-th row")
    if np.isfinite(lattice).sum() < FEWEST ** len(axes):
        raise ValueError(f"from_samples: at least {FEWEST ** len(axes)} heights must be finite")
    lattice = np.where(np.isfinite(lattice), lattice, np.nan).T.copy()
    built = Samples(tuple(axes), lattice)
    return {
        "name": name,
        "builder": built,
        "domain": tuple((float(axis[0]), float(axis[-1])) for axis in axes),
        "title": title or name.replace("_", " "),
        "story": f"Measured: {built.how}.",
    }


def _axis(label: str, values: ArrayLike) -> Array:
    axis = _array(label, values)
    if axis.ndim == 1 and len(axis) < FEWEST:
        raise ValueError(
            f"from_samples: {label} must be {FEWEST} places or more, which a cubic surface needs; got {len(axis)}"
        )
    if axis.ndim != 1 or not np.isfinite(axis).all() or not (np.diff(axis) > 0).all():
        way = ", not increasing: sort them, and heights with them" if axis.ndim == 1 else ""
        raise ValueError(
            f"from_samples: {label} must be {FEWEST} or more finite numbers that increase, got shape {axis.shape}{way}"
        )
    return axis


def _array(label: str, values: ArrayLike) -> Array:
    try:
        return np.asarray(values, dtype=float)
    except (TypeError, ValueError):
        raise ValueError(f"from_samples: {label} must be numbers, got {type(values).__name__}") from None
