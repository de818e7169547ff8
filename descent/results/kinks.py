"""Places on kinks: where slopes on two sides disagree however near, so that neither they nor Hessians tell a minimum.

Across a kink the function is looked at along the lines on which slopes change; along it, it is followed round its
bends: what is lowest across is compared from place to place.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from descent.results.rest import directions, off_the_axes, resting_slopes, slack, widths
from landscapes import Landscape

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]

CLOSE = (1e-6, 1e-5, 1e-4)
"""Distances at which slopes beside a place are looked at, as shares of the domain's width."""
_STEEP = 10.0
"""A fall from a kink is steeper than slopes that count as none, so many times."""
_CLEAR = 100.0
"""Slopes beside a kink on which somebody rests exceed them so many times."""
_ONE_WAY, _STAYS = 0.1, 0.8
"""What every slope beside a place has of their mean if all point one way, and what is left of that at a hundredth of the
distance: less where it goes to zero like x**0.1."""
_WEIGHINGS = 12
"""Rounds in which the shortest of the means of slopes is looked for."""
_FAR, _NEAR = 1e-5, 1e-7
"""Distances between which slopes on two sides of a kink stay as different as they are."""
_ACROSS = 1e-3
"""A change of slopes across a kink that is less than this share of the most is that of a bend."""
_REACH, _ROUNDS = 1e-2, 3
"""How far beside a place a kink is looked for, as a share of the domain's width, and in how many turns."""
_ALONG = (1e-3, 1e-2)
"""Distances at which places along a kink are compared."""
_AT = 1e-10
"""A kink this close down the slope, as a share of the domain's width, is where a particle is that still moves."""
_GOLDEN, _SECTIONS = (5**0.5 - 1) / 2, 60
KINK_NUMBERS: Mapping[str, Any] = MappingProxyType(
    {
        "steep": _STEEP,
        "clear": _CLEAR,
        "one_way": _ONE_WAY,
        "stays": _STAYS,
        "weighings": _WEIGHINGS,
        "far": _FAR,
        "near": _NEAR,
        "across": _ACROSS,
        "reach": _REACH,
        "rounds": _ROUNDS,
        "along": _ALONG,
        "at": _AT,
        "sections": _SECTIONS,
    }
)
"""All of these, for those who judge in another language."""


@dataclass(frozen=True, eq=False)
class Kinks:
    """What is found beside particles that rest.

    Attributes
    ----------
    places : (N, n), domain units, lowest across the kink, or the particle's place where there is none
    found : (N,) bool, a kink, and zero lies among the means of the slopes around the place
    falls : (N,) bool, the function falls across the kink or along it
    level : (N,) bool, there is a way along which nothing changes
    flat : (N,) bool, on one side there is no slope
    """

    places: Array
    found: Mask
    falls: Mask
    level: Mask
    flat: Mask


@np.errstate(over="ignore", invalid="ignore")
def kinks(f: Landscape, points: Array) -> Kinks:
    """The kinks beside `points` (N, n), domain units."""
    places, inside = onto_kink(f, points)
    axes, across, flat = sides(f, places)
    found = inside & across.any(axis=1)
    some = np.flatnonzero(found)
    found[some] = ~slopes_one_way(f, places[some])
    some = np.flatnonzero(found)
    falls, level = np.zeros(len(points), dtype=bool), np.zeros(len(points), dtype=bool)
    falls[some] = falls_from_kink(f, places[some])
    along, level[some] = _along(f, places[some], axes[some], across[some])
    falls[some] |= along
    return Kinks(np.where(found[:, None], places, points), found, falls, level | (flat & ~falls), flat)


def is_steep(f: Landscape, points: Array) -> Mask:
    """Whether it is steep close beside `points` (N, n): elsewhere, and on smooth functions, kinks are not looked for."""
    if f.compiled.is_smooth:
        return np.zeros(len(points), dtype=bool)
    around = off_the_axes(f, len(points))
    slopes = f.gradient(points[:, None] + _FAR * around * widths(f)) * widths(f)
    return np.asarray(np.abs(slopes).max(axis=(1, 2), initial=0.0) > _CLEAR * slack(f))


def crosses(f: Landscape, points: Array, slopes: Array) -> Mask:
    """Whether the slope turns round just down from `points` (N, n) with `slopes` (N, n): somebody there hops across a
    valley's kink."""
    way = _unit(-slopes * widths(f))
    beyond = f.gradient(points + _AT * way * widths(f)) * widths(f)
    return np.asarray((beyond * way).sum(axis=-1) > 0)


def on_kinks(f: Landscape, points: Array) -> Mask:
    """Whether `points` (N, n) lie on a kink between two slopes, not on the rim of a flat."""
    there = is_steep(f, points)
    if not there.any():
        return there
    _, across, flat = sides(f, points[there])
    there[there] = across.any(axis=1) & ~flat
    return there


def kink_beside(f: Landscape, points: Array) -> tuple[Array, Mask]:
    """The place (N, n) of a kink nearest down the slope at `points` (N, n), and whether it is one."""
    places, inside = onto_kink(f, points)
    inside[inside] = on_kinks(f, places[inside])
    return places, inside


def along_kink(f: Landscape, points: Array, way: Array) -> Array:
    """The part of `way` (N, n), in shares of the domain's width, along the kink at `points` (N, n)."""
    axes, across, _ = sides(f, points)
    return np.asarray(np.einsum("bij,bj->bi", axes, np.einsum("bij,bi->bj", axes, way) * ~across))


def onto_kink(f: Landscape, points: Array) -> tuple[Array, Mask]:
    """The lowest places (N, n) down the slopes at `points` (N, n), close by, domain units; and where there is one.

    There is none where it goes down on and on.
    """
    place, inside = points.copy(), np.ones(len(points), dtype=bool)
    for _ in range(_ROUNDS):
        way = _unit(-f.gradient(place) * widths(f))
        share = _lowest(f, place, way, np.zeros(len(place)), np.full(len(place), _REACH))
        inside &= share < 0.9 * _REACH
        after = place + share[:, None] * way * widths(f)
        better = f.value(after) < f.value(place)
        place[better] = after[better]
        if not better.any():
            break
    return place, inside & (np.abs((place - points) / widths(f)).max(axis=1, initial=0.0) <= _REACH)


def sides(f: Landscape, points: Array) -> tuple[Array, Mask, Mask]:
    """Axes (N, n, n), in columns, along which slopes change around `points` (N, n), and along which they jump, (N, n).

    The third: whether there is no slope on some side (N,).
    """
    far, flat = _changes(f, points, _FAR)
    near, _ = _changes(f, points, _NEAR)
    exponent = np.frexp(np.maximum(np.abs(far).max(axis=(1, 2)), np.abs(near).max(axis=(1, 2))))[1]
    far, near = (np.ldexp(a, -exponent[:, None, None]) for a in (far, near))
    bad = ~np.isfinite(near).all(axis=(1, 2)) | ~np.isfinite(far).all(axis=(1, 2))
    near[bad] = far[bad] = 0.0
    size, axes = np.linalg.eigh(near)
    before = np.einsum("bij,bik,bkj->bj", axes, far, axes)
    across = (
        (size > _ACROSS**2 * size.max(axis=1, initial=0.0, keepdims=True)) & (size > before / 4) & (size > 0)
    )
    return axes, across, flat


def _changes(f: Landscape, points: Array, distance: float) -> tuple[Array, Mask]:
    """The spread (N, n, n) of the slopes at a distance from `points` (N, n), and whether some are none."""
    around = off_the_axes(f, len(points))
    slopes = f.gradient(points[:, None] + distance * around * widths(f)) * widths(f)
    level: Mask = np.abs(slopes) <= resting_slopes(f) * widths(f)
    most = np.frexp(np.abs(slopes).max(axis=(1, 2), initial=0.0))[1][:, None, None]
    scaled = np.ldexp(slopes, -most)
    apart = scaled - scaled.mean(axis=1, keepdims=True)
    spread = np.einsum("bki,bkj->bij", apart, apart)
    return np.ldexp(spread, 2 * most), np.asarray(np.any(np.all(level, axis=2), axis=1), dtype=bool)


def _along(f: Landscape, points: Array, axes: Array, across: Mask) -> tuple[Mask, Mask]:
    """Whether it falls from `points` (N, n) along the kink, and whether there is a way along which nothing changes."""
    height = f.value(points)
    falls, level = np.zeros(len(points), dtype=bool), np.zeros(len(points), dtype=bool)
    for k in range(f.dimensions):
        tangent = ~across[:, k]
        if not tangent.any():
            continue
        both = []
        for sign in (1.0, -1.0):
            down, same = tangent.copy(), tangent.copy()
            for distance in _ALONG:
                there = points + sign * distance * axes[:, :, k] * widths(f)
                there = _down_across(f, there, axes, across, distance)
                change = f.value(there) - height
                noise = _noise(f, points, axes, across) + _noise(f, there, axes, across)
                down &= change < -noise
                same &= np.abs(change) <= noise
            falls |= down
            both.append(same)
        level |= both[0] & both[1]
    return falls, level


def _down_across(f: Landscape, points: Array, axes: Array, across: Mask, reach: float) -> Array:
    """The lowest places (N, n) within `reach` on the lines across a kink."""
    several = across.sum(axis=1).max(initial=0) > 1
    for _ in range(_ROUNDS if several else 1):
        for k in np.flatnonzero(across.any(axis=0)):
            way = axes[:, :, k] * across[:, k, None]
            ends = np.full(len(points), reach)
            points = points + _lowest(f, points, way, -ends, ends)[:, None] * way * widths(f)
    return points


def _noise(f: Landscape, points: Array, axes: Array, across: Mask) -> Array:
    """What heights (N,) at lowest places across a kink owe to how exactly these are found."""
    here = f.value(points)
    noise = 1e-12 * np.abs(here)
    least = 1e-14 + 4 * np.spacing(np.abs(points) / widths(f)).max(axis=1, initial=0.0)
    for k in np.flatnonzero(across.any(axis=0)):
        way = axes[:, :, k] * across[:, k, None] * widths(f)
        for sign in (2.0, -2.0):
            noise = np.fmax(noise, np.abs(f.value(points + sign * least[:, None] * way) - here))
    return noise


def _lowest(f: Landscape, points: Array, way: Array, low: Array, high: Array) -> Array:
    """Where it is lowest between `low` and `high` (N,) times `way` (N, n) from `points` (N, n), by golden sections.

    Kiefer (1953), Sequential minimax search for a maximum.
    """
    if not len(points):
        return low

    def height(share: Array) -> Array:
        found = f.value(points + share[:, None] * way * widths(f))
        return np.where(np.isnan(found), np.inf, found)

    a, b = high - _GOLDEN * (high - low), low + _GOLDEN * (high - low)
    at_a, at_b = height(a), height(b)
    for _ in range(_SECTIONS):
        left = at_a <= at_b
        low, high = np.where(left, low, a), np.where(left, b, high)
        kept, at_kept = np.where(left, a, b), np.where(left, at_a, at_b)
        fresh = np.where(left, high - _GOLDEN * (high - low), low + _GOLDEN * (high - low))
        at_fresh = height(fresh)
        a, b = np.where(left, fresh, kept), np.where(left, kept, fresh)
        at_a, at_b = np.where(left, at_fresh, at_kept), np.where(left, at_kept, at_fresh)
    return np.asarray(np.where(at_a <= at_b, a, b))


def _unit(ways: Array) -> Array:
    """The ways (N, n), their longest part 1; zero where they are."""
    longest = np.abs(ways).max(axis=1, initial=0.0, keepdims=True)
    return np.where(np.isfinite(ways) & (longest > 0), ways / np.where(longest > 0, longest, 1.0), 0.0)


def falls_from_kink(f: Landscape, points: Array) -> Mask:
    """Whether heights fall beside `points` (N, n) at every small distance, as steeply close by as further off.

    On a kink the landscape's gradient is zero by convention, and its Hessian is that of the smooth pieces.
    """
    if not len(points):
        return np.zeros(0, dtype=bool)
    around = directions(f, len(points))
    around = np.concatenate([around, -around, off_the_axes(f, len(points))], axis=1)
    here, distances = f.value(points)[:, None], np.array(CLOSE)[:, None, None]
    there = f.value(points[:, None] + distances[..., None] * around * widths(f))
    noise = 1e-13 * np.fmax(np.abs(here), np.abs(there))
    falls = here - there > distances * _STEEP * slack(f) + noise
    return np.asarray(np.logical_and.reduce(falls, axis=0).any(axis=1))


def slopes_one_way(f: Landscape, points: Array) -> Mask:
    """Whether the slopes close around `points` (N, n) all point one way, and get no smaller near by.

    A place is stationary only if zero lies among the means of the slopes around it: Clarke (1983), Optimization and
    Nonsmooth Analysis.
    """
    if not len(points):
        return np.zeros(0, dtype=bool)
    around = off_the_axes(f, len(points))
    one_way, before = np.ones(len(points), dtype=bool), np.full(len(points), _STEEP * slack(f))
    for distance in (CLOSE[-1], CLOSE[0]):
        heights, slopes = f.value_and_gradient(points[:, None] + distance * around * widths(f))
        real = np.isfinite(heights)[..., None]
        slopes = np.where(real, slopes * widths(f), 0.0)
        exponent = np.frexp(np.abs(slopes).max(axis=(1, 2), initial=0.0))[1]
        slopes = np.ldexp(slopes, -exponent[:, None, None])
        way = _shortest_between(slopes, real[..., 0])
        along = (slopes * way[:, None]).sum(axis=-1) >= _ONE_WAY * (way * way).sum(axis=-1, keepdims=True)
        size = np.ldexp(np.abs(way).max(axis=-1, initial=0.0), exponent)
        one_way &= (along | ~real[..., 0]).all(axis=1) & (size > _STAYS * before)
        before = size
    return one_way


def _shortest_between(slopes: Array, real: Mask) -> Array:
    """The shortest mean (N, n), or nearly, that weights make of the `slopes` (N, D, n) that are `real` (N, D).

    Gilbert (1966), An iterative procedure for computing the minimum of a quadratic form on a convex set.
    """
    mean = np.asarray(slopes.sum(axis=1) / np.maximum(real.sum(axis=1, keepdims=True), 1))
    rows = np.arange(len(slopes))
    for _ in range(_WEIGHINGS):
        against = np.where(real, (slopes * mean[:, None]).sum(axis=-1), np.inf).argmin(axis=1)
        change = np.where(real[rows, against][:, None], slopes[rows, against] - mean, 0.0)
        length = (change * change).sum(axis=-1)
        share = -(change * mean).sum(axis=-1) / np.where(length > 0, length, 1.0)
        mean = mean + np.clip(share, 0.0, 1.0)[:, None] * change
    return mean
