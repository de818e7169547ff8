"""The stationary point beside a particle: a point, or the nearest of a valley's whole floor.

Everything here is counted in shares of the domain's width, and Hessians are scaled by a power of two before they are
taken apart: whoever measures in other units is told the same, bit for bit where the units are powers of two.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from landscapes import Landscape
from landscapes.stationary import largest_of_rows, principal, step_along

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]

RESTING = 2e-7
"""A slope this small, in units of the landscape's own gentle slopes, counts as none."""
SAME_HEIGHT = 1e-6
"""Final heights that differ by no more than this share of the smaller one are a tie."""
_STEPS, _VALLEY_STEPS = 8, 24
_MANY = 500
"""So many places, and more, are worth a look at all of them at once."""
_CONTRACTION = 0.9
"""Newton's steps shrink by 0, or (p-2)/(p-1) at a zero of order p: 2/3 for x**4; in a tail by 0.96 up."""
_FLAT = 1e-13
"""No curvature, as a share of the largest: steps are taken as they are, and rounding must not throw a particle off."""
_ARRIVED = 1e-10
LONGEST_TRAVEL = 0.1
"""A stationary point further away, as a share of the domain's width, is not the one the particle came to."""
_FLOORS = (1e-2, 1e-5, 1e-8)
"""A floor is where the directions that bend more than this share of the most have no slope; tried in this order."""
LEVEL = 1e-5
"""A direction that bends less than this share of the most is one along a floor."""
_FALLEN = 1e-9
"""What is left of the slope when a particle is put on a floor: a slope along it that stays belongs to the valley."""
_NOTHING = 1e-8
"""Of a slope that counts as none: as good as zero, where nothing bends enough to say what rounding is."""
RIM = (
    *(float(f"{one}e{ten}") for ten in range(-6, -1) for one in (1, 1.8, 3.2, 5.6)),
    *np.linspace(0.1, 1.0, 19).round(2),
)
"""Distances at which it is looked for where a flat ends, as shares of the domain's width."""
_GLANCE, _LIP = (1e-4, 1e-2, 0.1, 0.3, 1.0), (1e-11, 1e-9, 1e-7, *RIM)
"""Where heights around a place are looked at that may be low, first at a glance."""
REST_NUMBERS: Mapping[str, Any] = MappingProxyType(
    {
        "resting": RESTING,
        "steps": _STEPS,
        "valley_steps": _VALLEY_STEPS,
        "contraction": _CONTRACTION,
        "flat": _FLAT,
        "arrived": _ARRIVED,
        "longest_travel": LONGEST_TRAVEL,
        "floors": _FLOORS,
        "level": LEVEL,
        "fallen": _FALLEN,
        "nothing": _NOTHING,
        "glance": _GLANCE,
        "lip": tuple(map(float, _LIP)),
    }
)
"""All of these, for those who look for rest in another language."""


@dataclass(frozen=True, eq=False)
class Rest:
    """What Newton's method finds from particles.

    Attributes
    ----------
    limits : (N, n), domain units, the stationary point, or the particle's place where none was found
    found : (N,) bool
    sharp : (N,) bool, found at Newton's full speed: the curvatures there are exact
    floor : (N,) bool, found only as the nearest place on a floor, along which nothing changes
    """

    limits: Array
    found: Mask
    sharp: Mask
    floor: Mask


@dataclass(frozen=True, eq=False)
class Bends:
    """How the function slopes and bends at places (N, n): what is the same for all steps from there.

    Attributes
    ----------
    slopes : (N, n), value units over domain units
    matrix, exponent : (N, n, n) and (N,), a `relative_hessian`
    width : (n,), domain units, of the domain
    """

    slopes: Array
    matrix: Array
    exponent: NDArray[np.intp]
    width: Array

    @classmethod
    def at(cls, f: Landscape, points: Array) -> Bends:
        """At `points` (N, n), domain units."""
        return cls(f.gradient(points), *relative_hessian(f, points), widths(f))

    @cached_property
    def along(self) -> tuple[Array, Array, Array]:
        """Eigenvalues, eigenvectors, and slopes along them, in shares of the domain's width: see `principal`."""
        with np.errstate(over="ignore", under="ignore"):
            slope = np.ldexp(self.slopes * self.width, -self.exponent[:, None])
        return principal(self.matrix, slope, np.ones(len(self.width)))

    def of(self, rows: NDArray[np.intp]) -> Bends:
        """At some of the places."""
        some = Bends(self.slopes[rows], self.matrix[rows], self.exponent[rows], self.width)
        if "along" in self.__dict__:
            some.__dict__["along"] = tuple(array[rows] for array in self.along)
        return some

    @np.errstate(all="ignore")
    def solved(self) -> tuple[Array, Array, Mask]:
        """Of two variables Newton's step (N, 2) by Cramer's rule, its largest component (N,), and whether it holds:
        every direction bends by more than the share of the most that the first of the floors leaves."""
        slope = np.ldexp(self.slopes * self.width, -self.exponent[:, None])
        (a, b), (c, d) = self.matrix.transpose(1, 2, 0)
        least = a * d - b * c
        most = np.maximum(np.abs(a) + np.abs(b), np.abs(c) + np.abs(d))
        step = np.stack([b * slope[:, 1] - d * slope[:, 0], c * slope[:, 0] - a * slope[:, 1]], axis=1)
        step /= least[:, None]
        return step, largest_of_rows(np.abs(step)), np.abs(least) > 1.001 * max(_FLOORS) * most**2

    def step(self, flat: float) -> tuple[Array, Array]:
        """Newton's step (N, n) in shares of the width, along no direction that bends less than `flat` of the most; and
        how much of the most the direction bends that bends least (N,)."""
        step, least = step_along(self.along, flat=flat)
        return -step, least


@lru_cache(maxsize=16)
def widths(f: Landscape) -> Array:
    """The domain's width (n,) on each side, domain units; not to be written into."""
    width = np.ptp(np.asarray(f.domain, dtype=float), axis=1)
    width.flags.writeable = False
    return width


@lru_cache(maxsize=16)
def resting_slopes(f: Landscape) -> Array:
    """Slopes (n,), value units over domain units, that count as none when a run is judged: the default tolerance.

    Not to be written into.
    """
    slopes = RESTING * f.gentle_slopes
    slopes.flags.writeable = False
    return slopes


def tolerances(f: Landscape, tolerance: float | None) -> Array:
    """The tolerance (n,) on each axis: one number for all, or the landscape's own."""
    return resting_slopes(f) if tolerance is None else np.full(f.dimensions, float(tolerance))


def slack(f: Landscape) -> float:
    """By how much heights differ, value units, that are the same: what slopes that count as none make of the domain."""
    return float((resting_slopes(f) * widths(f)).sum())


def lower_and_higher(f: Landscape, first: Array, second: Array) -> tuple[int, int]:
    """Of how many particles the `first` final height (N,) is lower than the `second`, and of how many it is higher.

    Heights are the same that differ by no more than `slack`, or by `SAME_HEIGHT` of the one nearer to zero.
    """
    with np.errstate(invalid="ignore"):
        same = np.maximum(slack(f), SAME_HEIGHT * np.minimum(np.abs(first), np.abs(second)))
        apart = ~(np.abs(first - second) <= same) & (first != second)
    return int((apart & (first < second)).sum()), int((apart & (first > second)).sum())


def directions(f: Landscape, count: int) -> Array:
    """Unit axes and the diagonals of their planes, (count, directions, n)."""
    n = f.dimensions
    axes = np.eye(n)
    pairs = [(i, (i + 1) % n) for i in range(n if n > 2 else n - 1)]
    diagonals = [(axes[i] + sign * axes[j]) / np.sqrt(2) for i, j in pairs for sign in (1, -1)]
    return np.repeat(np.array([*axes, *diagonals])[None], count, axis=0)


def off_the_axes(f: Landscape, count: int) -> Array:
    """Ways (count, D, n), and their opposites, off the lines on which many kinks lie."""
    ways = directions(f, count)
    if f.dimensions > 1:
        ways = ways + np.linspace(0.1, 0.2, f.dimensions) * np.roll(np.abs(ways), 1, axis=-1)
    return np.concatenate([ways, -ways], axis=1)


def relative_hessian(f: Landscape, points: Array) -> tuple[Array, NDArray[np.intp]]:
    """Hessians (N, n, n) in shares of the domain's width, divided by 2**k so that the largest entry is about 1, and k."""
    width = widths(f)
    matrix, high = _of_order_one(f.hessian(points))
    matrix, low = _of_order_one(matrix * np.outer(width, width))
    return matrix, high + low


def rest(f: Landscape, points: Array, here: Bends) -> Rest:
    """Where Newton's method leads from `points` (N, n), if it leads somewhere near; `here` are the bends at them."""
    limits, found, sharp, leads_on = _point(f, points, here)
    floor = np.zeros(len(points), dtype=bool)
    for share in _FLOORS:
        left = np.flatnonzero(~found & ~leads_on)
        if not len(left):
            break
        places, there = _floor(f, points[left], here.of(left), share)
        limits[left[there]], found[left[there]], floor[left[there]] = places[there], True, True
    found &= np.isfinite(f.value(limits))
    limits[~found] = points[~found]
    return Rest(limits, found, sharp & ~floor, floor)


def on_floor(f: Landscape, points: Array) -> tuple[Array, Mask]:
    """The nearest places (N, n) of a floor beside `points` (N, n), domain units, and whether nothing slopes there."""
    return _floor(f, points, Bends.at(f, points), LEVEL)


def level_directions(f: Landscape, points: Array, way: Array) -> Array:
    """The part of `way` (N, n), in shares of the domain's width, along which nothing bends at `points` (N, n)."""
    curvature, axes = np.linalg.eigh(relative_hessian(f, points)[0])
    level = np.abs(curvature) <= LEVEL * np.abs(curvature).max(axis=-1, initial=0.0, keepdims=True)
    along = np.einsum("bij,bi->bj", axes, way) * level
    return np.asarray(np.einsum("bij,bj->bi", axes, along))


def full_step(f: Landscape, points: Array) -> Array:
    """-H^+ g (N, n) at `points` (N, n): towards the stationary point, not along directions without curvature.

    Both in domain units.
    """
    return Bends.at(f, points).step(_FLAT)[0] * widths(f)


def _of_order_one(matrix: Array) -> tuple[Array, NDArray[np.intp]]:
    largest = largest_of_rows(np.abs(matrix))
    exponent = np.frexp(largest)[1].astype(np.intp)
    return np.ldexp(matrix, -exponent[:, None, None]), exponent


def _shrinks(length: Array, previous: Array) -> Mask:
    """Whether steps towards a floor shrink: down a tail they are as long as before."""
    return (length < LONGEST_TRAVEL) & ((length < _ARRIVED) | (length < _CONTRACTION * previous))


def _point(f: Landscape, points: Array, here: Bends) -> tuple[Array, Mask, Mask, Mask]:
    """Where Newton's full steps lead, whether they shrank to somewhere near, and whether fast.

    The fourth: who need not look for a floor, because every step there would be the same, and they shrink no more.
    """
    width = widths(f)
    place, shrinking, arrived = points.copy(), np.ones(len(points), bool), np.zeros(len(points), bool)
    same, leads_on = shrinking.copy(), arrived.copy()
    walking = _walks(f, points, here)
    shrinking[walking], leads_on[walking] = False, True
    moving = np.flatnonzero(~walking)
    here, previous = here.of(moving) if walking.any() else here, np.full(len(moving), np.inf)
    step, ratio = np.zeros((len(moving), f.dimensions)), np.zeros(len(moving))
    for turn in range(_STEPS):
        if not len(moving):
            break
        step, least = (Bends.at(f, place[moving]) if turn else here).step(_FLAT)
        length = largest_of_rows(np.abs(step))
        same[moving] &= least > max(_FLOORS)
        leads_on[moving] |= same[moving] & ~_shrinks(length, previous)
        there = length < _ARRIVED
        with np.errstate(invalid="ignore"):
            ratio = np.where(there | np.isinf(previous), 0.0, length / previous)
        shrinks = there | ((ratio < _CONTRACTION) & (length < LONGEST_TRAVEL))
        arrived[moving], shrinking[moving] = there, shrinks
        whole, on = step[shrinks] * width, moving[shrinks]
        taken = _where_defined(f, place[on], whole)
        same[on] &= (taken == whole).all(axis=-1)
        place[on] += taken
        going = shrinks & ~there
        moving, previous, step, ratio = moving[going], length[going], step[going], ratio[going]
    # The rest of a geometric series, where the steps still shrink by a constant factor.
    place[moving] += step * (ratio / (1 - np.minimum(ratio, _CONTRACTION)))[:, None] * width
    near = largest_of_rows(np.abs((place - points) / width)) < LONGEST_TRAVEL
    return place, shrinking & near, arrived, leads_on


def _walks(f: Landscape, points: Array, here: Bends) -> Mask:
    """Who is sure to walk down a tail, (N,): both directions bend, and the second of two full steps is no shorter.

    It is what `_point` would find, in a fraction of the time where there are many. Cramer's rule makes of the steps
    nearly what eigenvectors do: who is near a threshold is not sure, and on kinks nobody is.
    """
    if len(points) < _MANY or f.dimensions != 2 or not f.compiled.is_smooth:
        return np.zeros(len(points), dtype=bool)
    first, length, bends = here.solved()
    beyond = points + first * widths(f)
    _, after, still_bends = Bends.at(f, beyond).solved()
    near = (length > 2 * _ARRIVED) & (length < 0.999 * LONGEST_TRAVEL)
    goes_on = bends & still_bends & near & (after > 1.001 * _CONTRACTION * length)
    return np.asarray(goes_on & np.isfinite(f.value(beyond)))


def _where_defined(f: Landscape, points: Array, step: Array) -> Array:
    """The steps (N, n), domain units, halved twice at most where they lead out of where the function is defined.

    On its edge, as of x**1.5 at 0, a step is twice as long as the way.
    """
    for _ in range(2):
        outside = ~np.isfinite(f.value(points + step))
        if not outside.any():
            break
        step = np.where(outside[:, None], step / 2, step)
    return step


def _floor(f: Landscape, points: Array, here: Bends, share: float) -> tuple[Array, Mask]:
    """The nearest places (N, n) without a slope in the directions that bend, and whether there is none at all there."""
    width = widths(f)
    place = points.copy()
    good, moving, previous = np.ones(len(points), bool), np.arange(len(points)), np.full(len(points), np.inf)
    for turn in range(_VALLEY_STEPS):
        step, _ = (Bends.at(f, place[moving]) if turn else here).step(share)
        length = largest_of_rows(np.abs(step))
        shrinking = _shrinks(length, previous)
        good[moving] &= shrinking
        place[moving[shrinking]] += step[shrinking] * width
        going = shrinking & (length > 0.01 * _ARRIVED)
        moving, previous = moving[going], length[going]
        if not len(moving):
            break
    good &= largest_of_rows(np.abs((place - points) / width)) < LONGEST_TRAVEL
    good[good] = _is_level(f, points[good], place[good])
    return place, good


def _is_level(f: Landscape, points: Array, places: Array) -> Mask:
    """Whether nothing slopes at the `places` (N, n) of floors beside `points` (N, n)."""
    if not len(points):
        return np.zeros(0, dtype=bool)
    width = widths(f)
    begun, left = _largest(f.gradient(points) * width), _largest(f.gradient(places) * width)
    curvature, exponent = relative_hessian(f, places)
    # What the rounding of positions leaves of a slope that is zero.
    rounding = 1e-13 + 8 * np.spacing(np.abs(places) / width).max(axis=-1)
    noise = np.ldexp(rounding * np.abs(curvature).max(axis=(-2, -1), initial=0.0), exponent)
    nothing = _NOTHING * (resting_slopes(f) * width).max(initial=0.0)
    fallen = (left <= _FALLEN * begun) | ((left <= nothing) & (left <= 1e-3 * begun))
    return np.asarray(fallen | (left <= noise))


def _largest(slopes: Array) -> Array:
    return np.asarray(np.abs(slopes).max(axis=-1, initial=0.0))


def rests_low(f: Landscape, points: Array) -> Mask:
    """Whether the function rises on all sides of `points` (N, n) and falls before by no more than its slack, close by.

    Such are floors that no slope tells: x**20 beside 0, the lower lip of a jump where nothing is attained.
    """
    if not len(points):
        return np.zeros(0, dtype=bool)
    around = directions(f, len(points))
    around = np.concatenate([around, -around, off_the_axes(f, len(points))], axis=1)
    low = np.abs(full_step(f, points) / widths(f)).max(axis=-1, initial=0.0) <= LONGEST_TRAVEL
    for distances in (_GLANCE, _LIP):
        level = np.zeros(around.shape[:2], dtype=bool)
        for way in range(around.shape[1]):
            some = np.flatnonzero(low)
            steps = np.array(distances)[:, None, None] * around[some, way] * widths(f)
            here, there = f.value(points[some]), f.value(points[some] + steps)
            low[some], level[some, way] = _rises(there - here, slack(f), 1e-13 * np.abs(here), distances)
        # Level on one side alone is a tail that floats end.
        left, right = np.split(level.reshape(len(points), 2, 2, -1), 2, axis=2)
        low &= (left == right).all(axis=(1, 2, 3)) & ~level.all(axis=1)
    return low


def _rises(change: Array, slack: float, noise: Array, distances: Sequence[float]) -> tuple[Mask, Mask]:
    """Whether heights that `change` (K, N) by so much at the `distances` (K,) on one way rise or stay exactly level,
    and whether it is level.

    Where the function is not defined any more the way ends.
    """
    ends = np.logical_or.accumulate(~(np.abs(change) <= slack + noise), axis=0)
    falls = (~ends & (change < -noise))[np.array(distances) > LONGEST_TRAVEL].any(axis=0)
    rises = ends[-1] & ~(change[ends.argmax(axis=0), np.arange(change.shape[1])] < 0)
    level = ~ends[-1] & (change >= -noise).all(axis=0)
    return np.asarray((rises | level) & ~falls), level
