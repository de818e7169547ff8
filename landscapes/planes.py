"""Planes in a space of many variables: the one that best holds a run, and random ones."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from landscapes.formulas import Box
from landscapes.landscape import Landscape

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Plane:
    """A plane in a space of n variables, and the function on it.

    Parameters
    ----------
    parent : Landscape
        The function of n variables.
    landscape : Landscape
        The same function on the plane: of x along `u` and y along `v`.
    origin, u, v : array (n,)
        A point of it and two orthonormal directions, domain units.

    Examples
    --------
    >>> from landscapes import catalogue, random_plane
    >>> plane = random_plane(catalogue["sphere"].in_dimensions(3), [0.0, 0.0, 0.0])
    >>> plane.lift([[0.0, 0.0]]).tolist()
    [[0.0, 0.0, 0.0]]
    """

    parent: Landscape
    landscape: Landscape
    origin: Array
    u: Array
    v: Array

    def project(self, points: ArrayLike) -> Array:
        """Plane coordinates (..., 2) of the nearest places on the plane to `points` (..., n)."""
        return (np.asarray(points, dtype=float) - self.origin) @ np.stack([self.u, self.v], axis=1)

    def lift(self, coordinates: ArrayLike) -> Array:
        """Points (..., n) at the plane `coordinates` (..., 2)."""
        return self.origin + np.asarray(coordinates, dtype=float) @ np.stack([self.u, self.v])

    def gap(self, points: ArrayLike) -> Array:
        """True height minus the plane's height under it, (...), at `points` (..., n)."""
        return self.parent.value(points) - self.landscape.value(self.project(points))

    def share_of_motion(self, positions: ArrayLike) -> float:
        """Share, 0..1, of the squared ways of `positions` (rows, N, n) from their first row that is along the plane."""
        rows = np.asarray(positions, dtype=float)
        away = rows - rows[0]
        whole = float(np.sum(away**2))
        return float(np.sum((away @ np.stack([self.u, self.v], axis=1)) ** 2)) / whole if whole > 0 else 1.0


@dataclass(frozen=True, eq=False)
class PrincipalPlane(Plane):
    """The plane through the mean of some positions, or a point of theirs, along their first two principal components.

    Parameters
    ----------
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

    shares: Array

    @property
    def explained(self) -> float:
        """Share of the positions' variance that the plane holds, 0..1."""
        return float(self.shares.sum())


def principal_plane(
    f: Landscape,
    positions: ArrayLike,
    *,
    margin: float = 0.15,
    through: ArrayLike | None = None,
    narrowest: float = 0.05,
) -> PrincipalPlane:
    """The plane that best holds `positions`: least squared distance, by singular value decomposition.

    Parameters
    ----------
    f : Landscape
        Of two variables or more.
    positions : array (..., n)
        Of a run: (rows, N, n), or any other shape; those that are not finite are left out.
    margin : float
        What the plane's domain leaves free around the positions, as a share of their extent.
    through : array (n,), optional
        A point on the plane, from which distances are counted; without one the mean of the positions.
    narrowest : float
        Of the domain's longer side, the least that the other one has.

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
    origin = rows.mean(axis=0) if through is None else np.asarray(through, dtype=float)
    (u, v), shares = _components(rows - origin)
    along = (rows - origin) @ np.stack([u, v], axis=1)
    landscape = f.plane(origin, u, v, _around(along, margin, narrowest))
    return PrincipalPlane(f, landscape, origin, u, v, shares)


def random_plane(f: Landscape, origin: ArrayLike, seed: int = 0) -> Plane:
    """The plane through `origin` (n,) along two random directions: orthonormal, every direction as likely as another.

    Its domain reaches as far as half a side of `f`'s does in each variable, in the mean of squares.

    Raises
    ------
    ValueError
        For fewer than two variables, or an origin that is no point of theirs.

    References
    ----------
    Li, Xu, Taylor, Studer and Goldstein (2018), Visualizing the loss landscape of neural nets, section 3.

    Examples
    --------
    >>> from landscapes import catalogue, random_plane
    >>> random_plane(catalogue["sphere"].in_dimensions(4), [0.0] * 4, seed=3).landscape.dimensions
    2
    """
    if f.dimensions < 2:
        raise ValueError(f"{f.name} has one variable: a random plane needs two or more")
    drawn = np.random.default_rng(seed).standard_normal((f.dimensions, 2))
    u, v = np.linalg.qr(drawn)[0].T
    low, high = np.transpose(f.domain)
    reach = float(np.sqrt(np.sum((high - low) ** 2))) / 4
    where = np.asarray(origin, dtype=float)
    return Plane(f, f.plane(where, u, v, ((-reach, reach),) * 2), where, u, v)


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


def _around(coordinates: Array, margin: float, narrowest: float) -> Box:
    low, high = coordinates.min(axis=0), coordinates.max(axis=0)
    half, centre = (high - low) * (0.5 + margin), (low + high) / 2
    # A run along a line (or at one place) still gets a plane that can be drawn.
    half = np.maximum(half, narrowest * half.max()) if half.max() > 0 else np.ones(2)
    return tuple((float(c - h), float(c + h)) for c, h in zip(centre, half, strict=True))
