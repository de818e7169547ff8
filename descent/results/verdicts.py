"""What is said of a particle that came to rest: is it a minimum, another stationary point, or only flat there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from descent.results.endings import Ending
from descent.results.kinks import CLOSE, crosses, falls_from_kink, is_steep, kinks, slopes_one_way
from descent.results.rest import (
    RIM,
    Bends,
    directions,
    relative_hessian,
    rest,
    resting_slopes,
    rests_low,
    slack,
    tolerances,
    widths,
)
from landscapes import Landscape
from landscapes.compiled import Effort
from landscapes.stationary import (
    NEIGHBORHOOD,
    all_of_rows,
    cells,
    curvature_signs,
    first_and_group,
    flatness,
    kinds_by,
    largest_of_rows,
)

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]

CELL = 1e-5
"""As a share of the domain's width: particles this close to one another share one verdict."""
_FLAT = 1e-12
"""No curvature, as a share of the largest, where minima are told from saddles. Stationary points that are searched for
are given 1e-9, because the search stops beside degenerate ones; here a place counts only where Newton's method arrived
at full speed, and a weaker falling slope would not be seen in the slopes beside it, which decide what is flat."""
_BESIDE = 0.01
"""As a share of the domain's width: where the slope is not small, a stationary point further away is another."""
_NEAR = (1e-6, 1e-5, 1e-4, 1e-3, 1e-2)
_PROBES = (1e-3, 1e-2, 3e-2)
"""Distances at which slopes beside a place are looked at, as shares of the domain's width: a domain may hold thousands
of waves, and a fall may be too small for floats close by."""
_FALLS, _FEW = 1e-7, 1000
"""A fall beside a stationary point that is less than this share of the rise on other sides is not seen."""
_MIXED = 16
"""So many ways, each with its opposite, among all that do not bend."""
_HIDDEN, _UNDERFLOW, _FAINT = 1e-6, 1e-150, -1000
_RIM = (*RIM, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0)
"""The same for a flat on which somebody rests who left the domain, but not the search."""
_TURNS = 10.0
"""By how much slopes across a curve of minima turn at most where nothing bends, as a multiple of how far apart they are."""
_JUMP = 1e-11
"""How far beside a place the height on the other side of a jump is looked for, as a share of the domain's width."""
VERDICT_NUMBERS: Mapping[str, Any] = MappingProxyType(
    {
        "cell": CELL,
        "flat": _FLAT,
        "beside": _BESIDE,
        "near": _NEAR,
        "close": CLOSE,
        "probes": _PROBES,
        "falls": _FALLS,
        "hidden": _HIDDEN,
        "underflow": _UNDERFLOW,
        "rim": tuple(map(float, _RIM)),
        "jump": _JUMP,
        "turns": _TURNS,
        "neighborhood": NEIGHBORHOOD,
    }
)
"""All of these, for those who judge in another language."""


@dataclass(frozen=True, eq=False)
class Verdict:
    """Where particles were about to come to rest.

    Attributes
    ----------
    ending : (N,) of `Ending`, one of the first four
    limits : (N, n) in domain units, the stationary point next to a CONVERGED or SADDLE particle, for others its place
    level : (N,) bool, whether that may be one of a curve or a flat of them, as far as the place itself tells
    """

    ending: NDArray[np.int8]
    limits: Array
    level: Mask


@dataclass(frozen=True, eq=False)
class Judgement(Verdict):
    """The same of a whole run, and who need not be settled once more.

    Attributes
    ----------
    points : (N, n), domain units, where they were
    settled : (N,) bool, who was settled himself from there, by slopes that count as none everywhere; others have the
        limit of somebody in their cell, or none
    groups : of which of them `grouped` was asked, and its answer, if it was
    """

    points: Array
    settled: Mask
    groups: tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]] | None = None

    @classmethod
    def of(cls, points: Array, ending: NDArray[np.int8]) -> Judgement:
        """Of endings (N,) of which no more is known; its arrays may be written into."""
        nobody = np.zeros(len(points), dtype=bool)
        return cls(ending, points.copy(), nobody, points, nobody.copy())

    def put(self, rows: NDArray[np.intp] | Mask, other: Judgement) -> None:
        """Take over what is said of the particles `rows`."""
        for whole, part in zip(_fields(self), _fields(other), strict=True):
            whole[rows] = part
        self.settled[rows] = other.settled


def classify(
    f: Landscape, points: Array, tolerance: float | None, at_rest: Mask | bool = False
) -> NDArray[np.int8]:
    """Endings (N,) of particles at `points` (N, n), in domain units, that neither escaped nor diverged."""
    return judge(f, points, tolerance, at_rest).ending


@np.errstate(over="ignore", invalid="ignore")  # An infinite slope or curvature still counts as one.
def judge(f: Landscape, points: Array, tolerance: float | None, at_rest: Mask | bool = False) -> Judgement:
    """Endings and limits of particles at `points` (N, n) that neither escaped nor diverged.

    Those `at_rest` (N,) do not move, whatever their gradient; the others do where it is larger than `tolerance`.

    Notes
    -----
    Where no component of the gradient exceeds the tolerance, or the landscape's own if that is larger, a few Newton
    steps look for the stationary point: steps that shrink find one, steps that do not are in a tail. Where they lead
    along a valley and away, the nearest place on its floor counts, if nothing slopes there. Where nothing bends
    (x**4 at 0, the tip of a cone, a flat) what lies around decides. At the stationary point the Hessian's eigenvalues
    tell minima from the rest, and the slopes close by where an eigenvalue is zero; a place beside which the function
    is lower by a jump is no minimum. Those `at_rest` on a steeper slope must be within a hundredth of the domain's
    width of it; others there are CONVERGED on a kink that is a minimum, if their distance to it is as nothing.
    """
    points = np.asarray(points, dtype=float)
    with Effort.judging(len(points)) as effort:
        found = _judged(f, points, tolerance, at_rest)
    if effort.cut_off:
        found.settled[:] = False
    return found


def _judged(f: Landscape, points: Array, tolerance: float | None, at_rest: Mask | bool) -> Judgement:
    verdict = Judgement.of(points, np.full(len(points), Ending.RUNNING, dtype=np.int8))
    # A tolerance that is larger than all slopes of the domain together says no more than that.
    most = np.finfo(float).max / 1e3 / np.maximum(widths(f), 1.0)
    limit = np.minimum(np.maximum(tolerances(f, tolerance), resting_slopes(f)), most)
    slopes = f.gradient(points)
    flat = all_of_rows(np.abs(slopes) <= limit)
    hops: Mask = np.asarray(~(flat | at_rest))
    hops[hops] = crosses(f, points[hops], slopes[hops])
    still = np.flatnonzero(flat | at_rest | hops)
    if len(still):
        some: Any = slice(None) if len(still) == len(points) else still
        first, member = grouped(f, points[some])
        found = settle(f, points[still[first]], limit)
        for whole, part in zip(_fields(verdict), _fields(found), strict=True):
            whole[some] = part[member]
        verdict.settled[still[first]] = (limit == resting_slopes(f)).all()
        steep = np.flatnonzero(~flat)
        steep = steep[largest_of_rows(np.abs((verdict.limits[steep] - points[steep]) / widths(f))) > _BESIDE]
        verdict.ending[steep], verdict.level[steep] = Ending.STALLED, False
        verdict.limits[steep] = points[steep]
        hops &= verdict.ending != Ending.CONVERGED
        verdict.ending[hops], verdict.level[hops], verdict.limits[hops] = Ending.RUNNING, False, points[hops]
        return replace(verdict, groups=(still, first, member))
    return verdict


def _fields(verdict: Verdict) -> tuple[Any, ...]:
    return verdict.ending, verdict.limits, verdict.level


@np.errstate(over="ignore", invalid="ignore")  # An infinite slope or curvature still counts as one.
def settle(f: Landscape, points: Array, limit: Array) -> Verdict:
    """The same for particles at `points` (N, n) that do not move, however far the stationary point is; slopes up to
    `limit` (n,) count as none."""
    here = Bends.at(f, points)
    found = rest(f, points, here)
    limits, there, level = found.limits, found.found, ~found.sharp
    ending = np.full(len(points), Ending.STALLED, dtype=np.int8)
    # Newton's step is zero where the gradient is; only a curvature that matters makes that a finding.
    vanished = there.copy()
    vanished[there] = _vanishes(f, Bends.at(f, limits[there]), limit)
    unclear = vanished | _vanishes(f, here, limit)
    there &= ~unclear
    falls, level[there] = _falls(f, limits[there], found.sharp[there])
    ending[there] = np.where(falls, Ending.SADDLE, Ending.CONVERGED)
    limits[~there & ~vanished] = points[~there & ~vanished]
    ending[unclear], level[unclear] = _by_slopes(f, limits[unclear])
    limits[ending > Ending.SADDLE] = points[ending > Ending.SADDLE]
    limits, across, jumps, rims = _beside_jumps(f, points, here.slopes, limits)
    # Of a saddle on the other side of a jump nothing follows for this one.
    ending[jumps | (across & (ending == Ending.SADDLE))] = Ending.STALLED
    low = np.flatnonzero(ending == Ending.CONVERGED)
    ending[low[falls_from_kink(f, limits[low])]] = Ending.SADDLE
    high = np.flatnonzero(ending == Ending.SADDLE)
    astray = high[slopes_one_way(f, limits[high])]
    ending[astray], limits[astray] = Ending.STALLED, points[astray]
    still = np.flatnonzero((rims | across) & ~jumps & (ending != Ending.CONVERGED))
    lowest = still[rests_low(f, points[still])]
    ending[lowest], limits[lowest] = Ending.CONVERGED, points[lowest]
    _on_kinks(f, points, np.flatnonzero(~across & ~jumps & ~rims), Verdict(ending, limits, level))
    level &= (ending == Ending.CONVERGED) | (ending == Ending.SADDLE)
    return Verdict(ending, limits, level)


def _on_kinks(f: Landscape, points: Array, some: NDArray[np.intp], verdict: Verdict) -> None:
    """Put right what is said of `some` of the particles at `points` (N, n): those that rest on kinks."""
    some = some[is_steep(f, points[some])]
    if not len(some):
        return
    found = kinks(f, points[some])
    some, on = some[found.found], found.found
    # Beside a flat from which it falls all of the flat is alike.
    high = np.where(found.flat[on], Ending.STALLED, Ending.SADDLE)
    verdict.ending[some] = np.where(found.falls[on], high, Ending.CONVERGED)
    verdict.limits[some], verdict.level[some] = found.places[on], found.level[on]


def _vanishes(f: Landscape, here: Bends, limit: Array) -> Mask:
    """Where there is no slope at all (N,), or none that changes, and no curvature that matters."""
    nothing = largest_of_rows(np.abs(here.slopes)) <= _UNDERFLOW * resting_slopes(f).max()
    # Elsewhere eigenvalues tell only where they may be too small for a float.
    small = (here.exponent < _FAINT) | ~(largest_of_rows(np.abs(here.matrix)) > 0)
    asked = np.flatnonzero(nothing | small)
    values = np.abs(np.linalg.eigvalsh(here.matrix[asked])).max(axis=-1, initial=0.0)
    curvature = np.ldexp(values, here.exponent[asked])
    nothing[asked] = (nothing[asked] | (curvature == 0)) & ~(curvature > (limit * widths(f)).max())
    return nothing


def _falls(f: Landscape, points: Array, sharp: Mask) -> tuple[Mask, Mask]:
    """Whether the function falls beside stationary points (N, n), and whether a direction may not bend there.

    `sharp` where Newton arrived at full speed and eigenvalues can tell.
    """
    curvature, axes = np.linalg.eigh(relative_hessian(f, points)[0])
    signs = curvature_signs(curvature, _FLAT * np.abs(curvature).max(axis=-1, initial=0.0))
    falls = sharp & (signs < 0).any(axis=-1)
    falls[falls] = _falls_along(f, points[falls], axes[falls, :, 0])
    # Where the Hessian is that of one side of a kink, or where curves of minima cross, it does not tell.
    level = ~sharp | (kinds_by(signs) == "degenerate") | ((signs < 0).any(axis=-1) & ~falls)
    unclear = np.flatnonzero(~falls & level)
    if not len(unclear):
        return falls, level
    around = np.concatenate([axes[unclear].swapaxes(1, 2), directions(f, len(unclear))], axis=1)
    if f.dimensions > 2:
        # It may fall where several of those that do not bend change at once, as in x**2 + y*z*w.
        flat = np.where(signs[unclear, None] == 0, axes[unclear], 0.0)
        mixed = np.random.default_rng(0).standard_normal((_MIXED, f.dimensions))
        within = mixed @ flat @ flat.swapaxes(1, 2)
        within /= np.maximum(np.linalg.norm(within, axis=2, keepdims=True), 1e-300)
        around = np.concatenate([around, within], axis=1)
    around = np.concatenate([around, -around], axis=1)
    here = f.gradient(points[unclear]) * widths(f)
    down = np.ones(around.shape[:2], dtype=bool)
    clear = np.zeros(around.shape[:2], dtype=bool)
    for distance in (*CLOSE, *_PROBES):
        slopes = f.gradient(points[unclear][:, None] + distance * around * widths(f)) * widths(f)
        # The slope that is left at the place itself is not a fall beside it.
        rise = ((slopes - here[:, None]) * around).sum(axis=-1)
        most = np.abs(rise).max(axis=1, initial=0.0, keepdims=True)
        down &= (rise <= 1e-9 * most) if distance in CLOSE else (rise < 0)
        clear |= rise < -_FALLS * most
    falls[unclear] = (down & clear).any(axis=1)
    return falls, level


def _falls_along(f: Landscape, points: Array, way: Array) -> Mask:
    """Whether it goes down from `points` (N, n) along `way` (N, n) or against it, somewhere close by."""
    ways = np.stack([way, -way])
    slopes = f.gradient(points + np.array(CLOSE)[:, None, None, None] * ways * widths(f)) * widths(f)
    return np.asarray(((slopes * ways).sum(axis=-1) < 0).any(axis=(0, 1)))


def _by_slopes(f: Landscape, points: Array) -> tuple[NDArray[np.int8], Mask]:
    """Endings where gradient and Hessian vanish, by the slopes all around, and whether they are on a flat or a curve."""
    if not len(points):
        return np.zeros(0, dtype=np.int8), np.zeros(0, dtype=bool)
    proof = flatness(f, points)
    around = directions(f, len(points))
    around = np.concatenate([around, -around], axis=1)
    # What rounding may hide at the point itself, against the slopes around it: there is no zero on a plateau.
    unseen = (proof.most * widths(f)).max(axis=1, initial=0.0) / _HIDDEN
    least = np.where(
        proof.smooth, np.maximum(unseen, _UNDERFLOW * (resting_slopes(f) * widths(f)).max()), 0.0
    )
    slopes, open_ = np.zeros(around.shape), np.ones(len(points), dtype=bool)
    reach = np.zeros(len(points))
    for distance in _NEAR:
        beside = points[open_][:, None] + distance * around[open_] * widths(f)
        slopes[open_], reach[open_] = f.gradient(beside) * widths(f), distance
        open_ &= np.abs(slopes).max(axis=(1, 2), initial=0.0) <= least
    uphill = (slopes * around).sum(axis=-1)
    far = f.gradient(points[:, None] + _NEAR[-1] * around * widths(f)) * widths(f)
    small = (np.abs(far) <= resting_slopes(f) * widths(f)).all(axis=(1, 2))
    # A curve of them goes on where the slopes along it are nothing against those across.
    level = np.abs(uphill) <= 1e-9 * np.abs(uphill).max(axis=1, initial=0.0, keepdims=True)
    level |= _all_across(slopes, np.minimum(_TURNS * reach, 1e-3))[:, None]
    plateau = ((proof.slopes | open_) & proof.smooth) | (small & (proof.most > 0).any(axis=1))
    # In the tail of a plateau floats leave a slope on one side, and none on the others.
    rising = np.where(plateau, (uphill > 0).all(axis=1), (uphill > 0).any(axis=1))
    lowest = (uphill >= 0).all(axis=1) & rising
    stalled = small | plateau
    ending = np.where(lowest, Ending.CONVERGED, np.where(stalled, Ending.STALLED, Ending.SADDLE)).astype(
        np.int8
    )
    flat = proof.flat
    ending[flat] = np.where(_is_floor(f, points[flat]), Ending.CONVERGED, Ending.STALLED)
    return ending, flat | level.any(axis=1)


def _all_across(slopes: Array, share: Array) -> Mask:
    """Whether `slopes` (N, D, n) all lie across one line, but for a `share` (N,) of their length: that of a bent curve."""
    if slopes.shape[2] < 2:
        return np.zeros(len(slopes), dtype=bool)
    most = np.frexp(np.abs(slopes).max(axis=(1, 2), initial=0.0))[1][:, None, None]
    scaled = np.where(np.isfinite(slopes), np.ldexp(slopes, -most), 0.0)
    sizes = np.linalg.eigvalsh(np.einsum("bki,bkj->bij", scaled, scaled))
    return np.asarray(sizes[:, 0] <= share**2 * sizes[:, -1])


def _is_floor(f: Landscape, points: Array) -> Mask:
    """Whether a flat rises at its rim wherever that is seen from `points` (N, n) on it, (N,)."""
    if not len(points):
        return np.zeros(0, dtype=bool)
    around = directions(f, len(points))
    around = np.concatenate([around, -around], axis=1)
    here = f.value(points)[:, None]
    rises, falls = (np.zeros(around.shape[:2], dtype=bool) for _ in range(2))
    for distance in _RIM:
        there = f.value(points[:, None] + distance * around * widths(f))
        changed = ~rises & ~falls & (np.abs(there - here) > 1e-13 * np.abs(here))
        rises |= changed & (there > here)
        falls |= changed & (there < here)
    return np.asarray(rises.any(axis=1) & ~falls.any(axis=1))


def _beside_jumps(
    f: Landscape, points: Array, slopes: Array, limits: Array
) -> tuple[Array, Mask, Mask, Mask]:
    """Where particles at `points` (N, n), with `slopes` (N, n), came to rest on their own side of a jump, (N, n); who is
    not on that of `limits` (N, n), where Newton's method led them, for whom it is lower beside these, and for whom
    higher, (N,) each."""
    own, here = f.value(points), f.value(limits)
    lowest, highest = _heights_beside(f, limits, here, 1.0)
    # What a slope can make of the way, and rounding of a height.
    way = np.abs((points - limits) * slopes).sum(axis=-1)
    smooth = 100 * way + slack(f) + 1e-12 * np.fmax(np.abs(own), np.abs(lowest))
    across = here - own > smooth
    lower, higher = own - lowest > smooth, highest - own > smooth
    some = np.flatnonzero(lower | higher)
    # Nearer, a jump is as high, and a cusp is not.
    low, high = _heights_beside(f, limits[some], here[some], 0.01)
    lower[some] &= own[some] - low > (own - lowest)[some] / 2
    higher[some] &= high - own[some] > (highest - own)[some] / 2
    return np.where(across[:, None], points, limits), across, lower, higher


def _heights_beside(f: Landscape, places: Array, heights: Array, share: float) -> tuple[Array, Array]:
    """The lowest and the highest of the `heights` (N,) of `places` (N, n) and of those a `share` of `_JUMP` beside."""
    around = directions(f, 1)[0]
    lowest = highest = heights
    steps = share * (_JUMP * np.concatenate([around, -around]) * widths(f))
    # Of few places a call takes as long for one side as for all; of many the memory would.
    for some in np.array_split(steps, 1 if len(places) <= _FEW else len(steps)):
        there = f.value(places + some[:, None])
        lowest = np.fmin(lowest, np.fmin.reduce(there, axis=0))
        highest = np.fmax(highest, np.fmax.reduce(there, axis=0))
    return lowest, highest


def grouped(f: Landscape, points: Array) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """One of every group of points (N, n) that share a verdict, and the group of each.

    They are in one cell, and not on two sides of a jump.
    """
    heights = f.value(points)
    step = 100 * slack(f) + 1e-12 * np.abs(heights).max(initial=0.0, where=np.isfinite(heights))
    return first_and_group(cells([*points.T, heights], [*(CELL * widths(f)), step or 1.0]))
