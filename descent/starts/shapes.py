"""Starts in an order that can be seen."""

from __future__ import annotations

from math import isfinite
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from descent.settings import brief, number, reals
from landscapes import Landscape
from landscapes.formulas import Box

LARGEST = 20_000_000
"""More starts than this are a slip of the finger: positions alone would not fit in memory."""

_FEW = 4096
"""Numbers; longer products are a matter for several threads."""
WIDEST = 1e300
"""Beyond this, widths and middles of domains are no longer finite."""


def grid(domain: Box, count: int = 15) -> NDArray[np.float64]:
    """Points (N, n) in domain units, `count` along every side, edges included; x varies fastest; N is count**n.

    A single point along a side lies in its middle.

    Raises
    ------
    ValueError
        If the domain is no box, or `count` below 1, or there would be more than 20 million points.

    Examples
    --------
    >>> from descent import grid
    >>> from landscapes import catalogue
    >>> f = catalogue["himmelblau"]
    >>> grid(f.domain, 3).tolist()
    [[-5.0, -5.0], [0.0, -5.0], [5.0, -5.0], [-5.0, 0.0], [0.0, 0.0], [5.0, 0.0], [-5.0, 5.0], [0.0, 5.0], [5.0, 5.0]]
    """
    low, high = checked_domain(domain)
    count = checked_count("grid.count", count, power=len(low))
    axes = [np.linspace(a, b, count) if count > 1 else [(a + b) / 2] for a, b in zip(low, high, strict=True)]
    return np.stack([c.ravel() for c in np.meshgrid(*axes[::-1], indexing="ij")][::-1], axis=-1)


def points(domain: Box, positions: ArrayLike) -> NDArray[np.float64]:
    """The points given, (N, n) in domain units, checked: finite, of the right length, inside the domain.

    Raises
    ------
    ValueError
        If the positions are no numbers, not finite, not of that shape, or outside the domain.

    Examples
    --------
    >>> from descent import points
    >>> from landscapes import catalogue
    >>> f = catalogue["himmelblau"]
    >>> points(f.domain, [(1.0, 2.0), (-3.0, 0.5)]).shape
    (2, 2)
    """
    low, high = checked_domain(domain)
    places = reals(positions)
    if places is None:
        raise ValueError("points: every point must have the same number of coordinates, all numbers")
    if places.ndim == 1 and len(low) == 1:
        places = places[:, None]
    places = np.atleast_2d(places)
    if places.ndim != 2 or places.shape[1] != len(low) or not places.size:
        raise ValueError(f"points must be N >= 1 points of {len(low)} coordinates, got shape {places.shape}")
    if not np.isfinite(places).all():
        raise ValueError("points must be finite")
    outside = ((places < low) | (places > high)).any(axis=1)
    if outside.any():
        first = tuple(places[outside][0].tolist())
        raise ValueError(f"points: {first} lies outside the domain {_shown(domain)}")
    return places


def ring(
    domain: Box, count: int = 24, centre: ArrayLike | None = None, radius: float | None = None
) -> NDArray[np.float64]:
    """`count` points on a circle, evenly, anticlockwise from the right; (count, 2).

    Parameters
    ----------
    centre : point, optional
        The middle of the domain.
    radius : float, optional
        In domain units. Without one the ring is the ellipse of 0.8 times the domain's half sides.

    Raises
    ------
    ValueError
        If the domain is no box of two variables, `count` below 1, `centre` no point, or `radius` not positive.

    Examples
    --------
    >>> from descent import ring
    >>> from landscapes import catalogue
    >>> f = catalogue["himmelblau"]
    >>> ring(f.domain, 4, centre=(1.0, 0.0), radius=1.0)[0].tolist()
    [2.0, 0.0]
    """
    low, high = checked_domain(domain)
    count = checked_count("ring.count", count)
    if len(low) != 2:
        raise ValueError(f"ring needs a domain of two variables, got {len(low)}")
    middle = checked_point("ring.centre", centre, low, high)
    reach = 0.4 * (high - low) if radius is None else number("ring.radius", radius, float, "(0, inf)")
    angle = 2 * np.pi * np.arange(count) / count
    return middle + reach * np.stack([np.cos(angle), np.sin(angle)], axis=-1)


def edge(domain: Box, count: int = 40) -> NDArray[np.float64]:
    """`count` points along the domain's edge, evenly, anticlockwise from the lower left corner; (count, 2).

    In one variable the edge is the two ends, whatever `count`.

    Raises
    ------
    ValueError
        If the domain is no box of one or two variables, or `count` below 1.

    Examples
    --------
    >>> from descent import edge
    >>> from landscapes import catalogue
    >>> f = catalogue["himmelblau"]
    >>> edge(f.domain, 4).tolist()
    [[-5.0, -5.0], [5.0, -5.0], [5.0, 5.0], [-5.0, 5.0]]
    """
    low, high = checked_domain(domain)
    count = checked_count("edge.count", count)
    if len(low) == 1:
        return np.array([low, high])
    if len(low) != 2:
        raise ValueError(f"edge needs a domain of one or two variables, got {len(low)}")
    corners = np.array([low, (high[0], low[1]), high, (low[0], high[1]), low])
    lengths = np.concatenate([[0.0], np.cumsum(np.abs(np.diff(corners, axis=0)).sum(axis=1))])
    along = lengths[-1] * np.arange(count) / count
    return np.stack([np.interp(along, lengths, corners[:, axis]) for axis in range(2)], axis=-1)


def checked_domain(domain: Any) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Low and high sides (n,) of a box, or a ValueError."""
    sides = reals(domain)
    if sides is None or sides.ndim != 2 or sides.shape[1] != 2 or not len(sides):
        raise ValueError(
            f"a domain is one pair (low, high) per variable, as f.domain or ((-2, 2), (-1, 3)), got {brief(domain)}"
        )
    if not ((np.abs(sides) <= WIDEST).all() and (sides[:, 0] < sides[:, 1]).all()):
        raise ValueError(
            f"a domain needs low < high in every variable, neither beyond {WIDEST:g}, got {_shown(sides)}"
        )
    return sides[:, 0], sides[:, 1]


def checked_count(owner: str, count: Any, power: int = 1) -> int:
    """A whole number of at least 1 whose `power` is not absurd, or a ValueError."""
    whole = int(number(owner, count, int, "[1, inf)"))
    if whole**power > LARGEST:
        raise ValueError(f"{owner} {brief(count)} would make more than {LARGEST:,} starts; take fewer")
    return whole


def checked_point(owner: str, point: Any, low: Any, high: Any) -> NDArray[np.float64]:
    """`point` (n,), the middle of the box where it is None.

    Raises
    ------
    ValueError
        If it is not as many finite numbers as the box has sides.
    """
    if point is None:
        return np.asarray((low + high) / 2)
    place = reals(point)
    if place is None or place.size != len(low) or not np.isfinite(place).all():
        raise ValueError(f"{owner} must be {len(low)} finite numbers, got {brief(point)}")
    return place.reshape(-1)


def checked_starts(f: Landscape, starts: Any) -> NDArray[np.float64]:
    """Starts (N, n) for `f`, one point as one particle, or a ValueError."""
    places = reals(starts)
    if places is None:
        made = (
            f"; of this text parse_starts({brief(starts)})(f) makes some" if isinstance(starts, str) else ""
        )
        raise ValueError(f"{_wanted(f)}, got {type(starts).__name__} without that form{made}")
    if not places.size and places.ndim <= 1:
        places = places.reshape(0, f.dimensions)
    if places.ndim == 1:
        places = places.reshape(-1, 1) if f.dimensions == 1 else places[None]
    if places.ndim != 2 or places.shape[1] != f.dimensions:
        raise ValueError(f"{_wanted(f)}, got {np.shape(starts)}")
    # Of a few one product says it soonest, if none of their squares overflows.
    if places.size < _FEW and isfinite(np.vdot(places, places)):
        return places
    finite = np.isfinite(places)
    if not finite.all():
        unfit = int(finite.all(axis=1).argmin())
        raise ValueError(f"starts must be finite, got {places[unfit].tolist()} for particle {unfit}")
    return places


def _wanted(f: Landscape) -> str:
    return (
        f"starts for {f.name} must be numbers of shape (N, {f.dimensions}), as grid(f.domain, 5) makes them"
    )


def _shown(domain: Any) -> str:
    text = " x ".join(f"[{float(a):g}, {float(b):g}]" for a, b in domain)
    return text if len(text) <= 80 else text[:77] + "..."
