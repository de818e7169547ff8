"""The plane in a space of many variables that best holds a run: its first two principal components."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from landscapes.formulas import Box
from landscapes.landscape import Landscape

Array = NDArray[np.float64]


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
        The mean position and two orthonormal directions, domain units.
    shares : array (2,)
        Share of the positions' variance along `u` and along `v`, 0..1.

    Examples
    --------
    >>> import numpy as np
    >>> from landscapes import catalogue, principal_plane
    >>> f = catalogue["sphere"].in_dimensions(3)
    >>> plane = principal_plane(f, np.eye(3))
    >>> bool(np.allclose(plane.lift(plane.project(np.eye(3))), np.eye(3)))
    True
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
        For fewer than two variables, a wrong shape, no finite position, or a margin below 0.

    References
    ----------
    Li, Xu, Taylor, Studer and Goldstein (2018), Visualizing the loss landscape of neural nets, section 7, which draws
    a run on its first two principal components.

    Examples
    --------
    >>> import numpy as np
    >>> from landscapes import catalogue, principal_plane
    >>> f = catalogue["rosenbrock"].in_dimensions(5)
    >>> plane = principal_plane(f, np.random.default_rng(0).normal(size=(30, 5)) * [3, 2, 0, 0, 0])
    >>> round(plane.explained, 6), plane.landscape.dimensions
    (1.0, 2)
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
    landscape = f.plane(origin, u, v, _around(along, margin))
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
