"""Functions of fewer variables inside a function of many: slices, planes, and the plane that best holds a run.

All of them are substitutions, so what comes out is again a formula with exact derivatives. Its variables are named
anew: ``x``; ``x, y``; or ``x1 ... xn``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from landscapes.formulas.boxes import Box, checked_domain
from landscapes.formulas.symbols import sp
from landscapes.landscape import Landscape

Array = NDArray[np.float64]
Row = tuple[float, ...]


@dataclass(frozen=True)
class Affine:
    """A builder: the formula of `parent` at ``origin + directions^T (new variables)``."""

    parent: Landscape
    origin: Row
    directions: tuple[Row, ...]

    def __call__(self, *symbols: Any) -> Any:
        """The parent's formula with every variable replaced."""
        rows = zip(self.origin, zip(*self.directions, strict=True), strict=True)
        places = [
            _number(o) + sum(_number(d) * s for d, s in zip(row, symbols, strict=True)) for o, row in rows
        ]
        formula = self.parent.formula.xreplace(dict(zip(self.parent.variables, places, strict=True)))
        if formula.has(sp.nan, sp.zoo, sp.oo, -sp.oo):
            raise ValueError(f"{self.parent.name} has no value on this slice or plane; move its origin")
        return formula


def slice_of(f: Landscape, fixed: Mapping[str, float]) -> Landscape:
    """`f` with the variables named in `fixed` held at a number; `Landscape.slice` documents it."""
    names = [str(v) for v in f.variables]
    unknown = [name for name in fixed if name not in names]
    if unknown:
        raise ValueError(f"{f.name} has no variable {unknown[0]!r}; its variables are {_listed(names)}")
    if len(fixed) == len(names):
        raise ValueError(f"a slice of {f.name} must leave at least one of its {len(names)} variables free")
    values = {name: float(value) for name, value in fixed.items()}
    wrong = [name for name, value in values.items() if not np.isfinite(value)]
    if wrong:
        raise ValueError(f"{f.name}.slice: {wrong[0]} must be a finite number, got {values[wrong[0]]}")
    if not fixed:
        return f
    free = [i for i, name in enumerate(names) if name not in values]
    origin = [values.get(name, 0.0) for name in names]
    ats = ", ".join(f"{name} = {value:g}" for name, value in list(values.items())[:3]) + ", ..." * (
        len(values) > 3
    )
    return _placed(
        f,
        np.array(origin),
        np.eye(len(names))[free],
        domain=tuple(f.domain[i] for i in free),
        search_domain=tuple(f.search_domain[i] for i in free),
        name=f"{f.name}_slice",
        title=f"{f.title} at {ats}",
    )


def plane_of(f: Landscape, origin: ArrayLike, u: ArrayLike, v: ArrayLike, domain: Any) -> Landscape:
    """`f` on the plane ``origin + x u + y v``; `Landscape.plane` documents it."""
    rows = {"origin": origin, "u": u, "v": v}
    arrays = {key: np.asarray(row, dtype=float) for key, row in rows.items()}
    for key, row in arrays.items():
        if row.shape != (f.dimensions,) or not np.isfinite(row).all():
            raise ValueError(
                f"{f.name}.plane: {key} must be {f.dimensions} finite numbers, got shape {row.shape}"
            )
    directions = np.stack([arrays["u"], arrays["v"]])
    if np.linalg.matrix_rank(directions) < 2:
        raise ValueError(f"{f.name}.plane: u and v must point in different directions")
    box = checked_domain(domain, owner=f"{f.name}.plane")
    if len(box) != 2:
        raise ValueError(
            f"{f.name}.plane: domain must be two ranges, for x along u and y along v, got {len(box)}"
        )
    return _placed(
        f,
        arrays["origin"],
        directions,
        domain=box,
        search_domain=box,
        name=f"{f.name}_plane",
        title=f"{f.title} on a plane",
    )


@dataclass(frozen=True, eq=False)
class PrincipalPlane:
    """The plane through the mean of some positions along their first two principal components.

    Parameters
    ----------
    parent : Landscape
        The function of n variables.
    landscape : Landscape
        The same function on the plane: of x along `u` and y along `v`.
    origin, u, v : array (n,)
        The mean position and two orthonormal directions.
    shares : array (2,)
        Share of the positions' variance along `u` and along `v`.
    """

    parent: Landscape
    landscape: Landscape
    origin: Array
    u: Array
    v: Array
    shares: Array

    @property
    def explained(self) -> float:
        """Share of the positions' variance that the plane holds, 0..1."""
        return float(self.shares.sum())

    def project(self, points: ArrayLike) -> Array:
        """Plane coordinates (..., 2) of the nearest places on the plane to `points` (..., n)."""
        return (np.asarray(points, dtype=float) - self.origin) @ np.stack([self.u, self.v], axis=1)

    def lift(self, coordinates: ArrayLike) -> Array:
        """Points (..., n) at the plane `coordinates` (..., 2)."""
        return self.origin + np.asarray(coordinates, dtype=float) @ np.stack([self.u, self.v])

    def gap(self, points: ArrayLike) -> Array:
        """True height minus the plane's height under it, (...), at `points` (..., n)."""
        return self.parent.value(points) - self.landscape.value(self.project(points))


def principal_plane(f: Landscape, positions: ArrayLike, *, margin: float = 0.15) -> PrincipalPlane:
    """The plane that best holds `positions`: least squared distance, by singular value decomposition.

    Parameters
    ----------
    f : Landscape
        Of two variables or more.
    positions : array (..., n)
        Of a run: (rows, N, n), or any other shape; those that are not finite are left out.
    margin : float
        What the plane's domain leaves free around the positions, as a share of their extent.

    Raises
    ------
    ValueError
        For fewer than two variables, a wrong shape, or no finite position.
    """
    array = np.asarray(positions, dtype=float)
    if f.dimensions < 2:
        raise ValueError(f"{f.name} has one variable: a principal plane needs two or more")
    if array.ndim == 0 or array.shape[-1] != f.dimensions:
        raise ValueError(f"positions for {f.name} must have shape (..., {f.dimensions}), got {array.shape}")
    rows = array.reshape(-1, f.dimensions)
    rows = rows[np.isfinite(rows).all(axis=1)]
    if not len(rows):
        raise ValueError(f"principal_plane of {f.name}: no position is finite")
    if not margin >= 0:
        raise ValueError(f"principal_plane: margin must be >= 0, got {margin}")
    origin = rows.mean(axis=0)
    (u, v), shares = _components(rows - origin)
    along = (rows - origin) @ np.stack([u, v], axis=1)
    landscape = plane_of(f, origin, u, v, _around(along, margin))
    return PrincipalPlane(f, landscape, origin, u, v, shares)


def _components(offsets: Array) -> tuple[Array, Array]:
    """Two orthonormal directions (2, n) of largest variance, and their shares of it (2,)."""
    # The n x n triangle of a QR has the same right singular vectors as all the rows.
    _, singular, directions = np.linalg.svd(np.linalg.qr(offsets, mode="r"), full_matrices=True)
    first = directions[:2]
    # A direction is as good as its opposite: the one whose largest component is positive.
    largest = np.take_along_axis(first, np.abs(first).argmax(axis=1, keepdims=True), axis=1)
    variances = np.zeros(2)
    variances[: min(2, len(singular))] = singular[:2] ** 2
    total = float((singular**2).sum())
    return first * np.where(largest < 0, -1.0, 1.0), variances / total if total > 0 else np.array([1.0, 0.0])


def _around(coordinates: Array, margin: float) -> Box:
    low, high = coordinates.min(axis=0), coordinates.max(axis=0)
    half, centre = (high - low) * (0.5 + margin), (low + high) / 2
    # A run along a line (or at one place) still gets a plane that can be drawn.
    half = np.maximum(half, 0.05 * half.max()) if half.max() > 0 else np.ones(2)
    return tuple((float(c - h), float(c + h)) for c, h in zip(centre, half, strict=True))


def _placed(f: Landscape, origin: Array, directions: Array, **fields: Any) -> Landscape:
    rows = tuple(tuple(row) for row in directions.tolist())
    minimizers = _carried(f, origin, directions, fields["search_domain"])
    landscape = Landscape(
        builder=Affine(f, tuple(origin.tolist()), rows),
        minimizer_points=minimizers,
        minimum=f.minimum if minimizers else None,
        story=f.story,
        source=f.source,
        **fields,
    )
    landscape.formula  # noqa: B018  (a substitution without a value is refused here and now)
    return landscape


def _carried(f: Landscape, origin: Array, directions: Array, box: Box) -> tuple[Row, ...]:
    """The global minimizers of `f` that lie on the plane, if the plane's box stays in the search domain.

    Then nothing in the box is lower, and those on the plane are all there are. Otherwise nothing is known.
    """
    low, high = np.array(f.search_domain).T
    extremes = origin + _reach(directions, box)
    slack = 1e-12 * (high - low)
    if not ((extremes >= low - slack).all() and (extremes <= high + slack).all()):
        return ()
    inverse = np.linalg.pinv(directions.T)
    found = []
    for minimizer in f.minimizers:
        place = inverse @ (minimizer - origin)
        off = np.abs(origin + place @ directions - minimizer).max()
        inside = all(a - 1e-12 <= p <= b + 1e-12 for p, (a, b) in zip(place, box, strict=True))
        if off <= 4e-16 * (1 + np.abs(minimizer).max()) and inside:
            found.append(tuple(float(p) for p in place))
    return tuple(found)


def _reach(directions: Array, box: Box) -> Array:
    """The lowest and highest coordinates (2, n) of the box laid along `directions`."""
    ends = np.array(box)[:, :, None] * directions[:, None, :]
    return np.stack([ends.min(axis=1).sum(axis=0), ends.max(axis=1).sum(axis=0)])


def _number(value: float) -> Any:
    return sp.Integer(int(value)) if value.is_integer() and abs(value) < 2**53 else sp.Float(value)


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names) if len(names) <= 5 else f"{names[0]}, {names[1]}, ..., {names[-1]}"
