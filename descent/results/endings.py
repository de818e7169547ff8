"""How a particle ended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from landscapes import Landscape
from landscapes.stationary import curvature_signs, kinds_by, newton_step

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]

SMALLEST_TOLERANCE = 1e-6
"""A gradient this small counts as none when a run is judged, also where it was told to go on."""
NEWTON_STEPS = 8
CONTRACTION = 0.9
"""Newton's steps shrink by 0, or (p-2)/(p-1) at a zero of order p: 2/3 for x**4; in a tail by 0.96 up."""
FLAT_TO_STEP = 1e-13
"""No curvature, as a share of the largest: steps are taken as they are, and rounding must not throw a particle off."""
_FLAT = 1e-12
"""The same where minima are told from saddles. Stationary points that are searched for are given 1e-9, because the
search stops beside degenerate ones; here a place counts only where Newton's method arrived at full speed, and a weaker
falling slope would not be seen in the heights beside it, which decide what is flat."""
LONGEST_TRAVEL, _BESIDE = 0.1, 0.01
"""As a share of the domain's width: a stationary point further away is not the one the particle came to. Where the
slope is not small the second holds."""


class Ending(IntEnum):
    """What became of a particle.

    CONVERGED came to rest at a minimum, strict or not; SADDLE at any other stationary point, a maximum
    included; STALLED where the gradient is small though there is no stationary point, or everything around
    is flat; RUNNING still moves; ESCAPED left the enlarged search domain; DIVERGED was no longer finite.

    Examples
    --------
    >>> from descent import Ending, GradientDescent, descend
    >>> from landscapes import catalogue
    >>> run = descend(catalogue["six_hump_camel"], [[0.0, 0.0], [1.0, 1.0]], GradientDescent(0.01), steps=500)
    >>> [Ending(code).name for code in run.ending]
    ['SADDLE', 'CONVERGED']
    """

    CONVERGED = 0
    SADDLE = 1
    STALLED = 2
    RUNNING = 3
    ESCAPED = 4
    DIVERGED = 5

    @property
    def word(self) -> str:
        """Its name in tables and files: "converged"."""
        return self.name.lower()

    @property
    def phrase(self) -> Phrase:
        """What is said of particles that ended so."""
        return PHRASES[self]


@dataclass(frozen=True)
class Phrase:
    """An ending in words, for the sentences that need it.

    Attributes
    ----------
    short : after a number of particles, in a legend: "56 at a saddle"
    one : of one particle: "particle 3: left the search domain"
    several : what particles do: "12 leave the map"
    alone : what one does: "1 leaves the map"
    """

    short: str
    one: str
    several: str
    alone: str


PHRASES: Mapping[Ending, Phrase] = MappingProxyType(
    {
        Ending.CONVERGED: Phrase("converged", "at rest in a minimum", "reach a minimum", "reaches a minimum"),
        Ending.SADDLE: Phrase(
            "at a saddle",
            "at rest on a saddle",
            "rest at a saddle or a maximum",
            "rests at a saddle or a maximum",
        ),
        Ending.STALLED: Phrase(
            "stalled", "stalled on flat ground", "sit still: no slope to feel", "sits still: no slope to feel"
        ),
        Ending.RUNNING: Phrase("still moving", "still moving", "are still moving", "is still moving"),
        Ending.ESCAPED: Phrase("escaped", "left the search domain", "leave the map", "leaves the map"),
        Ending.DIVERGED: Phrase("diverged", "diverged", "blow up", "blows up"),
    }
)


@dataclass(frozen=True, eq=False)
class Verdict:
    """Where particles were about to come to rest.

    Attributes
    ----------
    ending : (N,) of `Ending`, one of the first four
    limits : (N, n) in domain units, the stationary point next to a CONVERGED or SADDLE particle, for others its place
    """

    ending: NDArray[np.int8]
    limits: Array


def classify(f: Landscape, points: Array, tolerance: float, at_rest: Mask | bool = False) -> NDArray[np.int8]:
    """Endings (N,) of particles at `points` (N, n), in domain units, that neither escaped nor diverged."""
    return judge(f, points, tolerance, at_rest).ending


def judge(f: Landscape, points: Array, tolerance: float, at_rest: Mask | bool = False) -> Verdict:
    """Endings and limits of particles at `points` (N, n) that neither escaped nor diverged.

    Those `at_rest` (N,) do not move, whatever their gradient; the others do where it is larger than `tolerance`.

    Notes
    -----
    Where no component of the gradient exceeds max(tolerance, 1e-6), a few Newton steps look for the
    stationary point: steps that shrink find one, steps that do not are in a tail. Where nothing bends (x**4
    at 0, the tip of a cone, a plateau that underflows) the slopes a hundredth of the domain away decide. At
    the stationary point the Hessian's eigenvalues tell minima from the rest, and heights close by where an
    eigenvalue is zero. Those `at_rest` on a steeper slope must be within a hundredth of the domain's width of it.
    """
    points = np.asarray(points, dtype=float)
    ending = np.full(len(points), Ending.RUNNING, dtype=np.int8)
    limits = points.copy()
    limit = max(tolerance, SMALLEST_TOLERANCE)
    flat = np.abs(f.gradient(points)).max(axis=-1, initial=0.0) <= limit
    still = np.flatnonzero(flat | at_rest)
    if len(still):
        # Particles in the same 1/100,000 of the domain share one verdict.
        first, member = _grouped(points[still] / (1e-5 * _width(f)))
        found = _judge_still(f, points[still][first], limit)
        ending[still], limits[still] = found.ending[member], found.limits[member]
        away = np.abs((limits - points) / _width(f)).max(axis=-1) > _BESIDE
        ending[away & ~flat] = Ending.STALLED
        limits[away & ~flat] = points[away & ~flat]
    return Verdict(ending, limits)


def stationary_points_near(f: Landscape, points: Array) -> Array:
    """Where Newton's method leads from `points` (N, n), in domain units; the point itself where that is nowhere near."""
    limits, found, _ = _newton(f, points)
    return np.where(found[:, None], limits, points)


def _judge_still(f: Landscape, points: Array, limit: float) -> Verdict:
    limits, found, smooth = _newton(f, points)
    ending = np.full(len(points), Ending.STALLED, dtype=np.int8)
    # Newton's first step is zero where the gradient is; only a curvature that matters makes that a finding.
    curvature = np.abs(np.linalg.eigvalsh(f.hessian(points))).max(axis=-1)
    at_rest = ~f.gradient(points).any(axis=-1) | (curvature == 0)
    unclear = at_rest & ~(curvature * _width(f).max() > limit)
    found &= ~unclear
    ending[found] = _kind(f, limits[found], smooth[found])
    ending[unclear] = _by_slopes(f, points[unclear], limit)
    limits[~found] = points[~found]
    return Verdict(ending, limits)


def _newton(f: Landscape, points: Array) -> tuple[Array, Mask, Mask]:
    """Where Newton's method leads, whether its steps shrank to somewhere near, and whether fast."""
    width = _width(f)
    place, previous = points.copy(), np.full(len(points), np.inf)
    shrinking, arrived = np.ones(len(points), bool), np.zeros(len(points), bool)
    step, ratio = np.zeros_like(points), np.zeros(len(points))
    moving = shrinking.copy()
    for _ in range(NEWTON_STEPS):
        step[moving] = full_step(f, place[moving])
        length = np.abs(step / width).max(axis=-1)
        arrived |= length < 1e-10
        with np.errstate(invalid="ignore"):
            ratio = np.where(arrived | np.isinf(previous), 0.0, length / previous)
        shrinking &= arrived | ((ratio < CONTRACTION) & (length < LONGEST_TRAVEL))
        moving = shrinking & ~arrived
        place[moving] += step[moving]
        previous = np.where(arrived, previous, length)
        if not moving.any():
            break
    # The rest of a geometric series, where the steps still shrink by a constant factor.
    slow = shrinking & ~arrived
    place[slow] += (step * (ratio / (1 - np.minimum(ratio, CONTRACTION)))[:, None])[slow]
    near = np.abs((place - points) / width).max(axis=-1) < LONGEST_TRAVEL
    return place, shrinking & near, arrived


def full_step(f: Landscape, points: Array) -> Array:
    """-H^+ g (N, n) at `points` (N, n): towards the stationary point, not along directions without curvature.

    Both in domain units.
    """
    return -newton_step(f.hessian(points), f.gradient(points), np.ones(f.dimensions), flat=FLAT_TO_STEP)


def _kind(f: Landscape, points: Array, smooth: Mask) -> NDArray[np.int8]:
    """CONVERGED or SADDLE for stationary points; `smooth` where Newton arrived and eigenvalues can tell."""
    curvature, axes = np.linalg.eigh(f.hessian(points))
    signs = curvature_signs(curvature, _FLAT * np.abs(curvature).max(axis=-1))
    falls = smooth & (signs < 0).any(axis=-1)
    unclear = ~falls & (~smooth | (kinds_by(signs) == "degenerate"))
    if unclear.any():
        around = np.concatenate([axes[unclear].swapaxes(1, 2), _directions(f, int(unclear.sum()))], axis=1)
        around = 1e-3 * np.concatenate([around, -around], axis=1) * _width(f)
        here = f.value(points[unclear])
        there = f.value(points[unclear][:, None] + around)
        falls[unclear] = (there < (here - 1e-13 * np.maximum(1.0, np.abs(here)))[:, None]).any(axis=1)
    return np.where(falls, Ending.SADDLE, Ending.CONVERGED).astype(np.int8)


def _by_slopes(f: Landscape, points: Array, limit: float) -> NDArray[np.int8]:
    """Endings where gradient and Hessian vanish, by the slopes all around at a hundredth of the domain."""
    around = _directions(f, len(points))
    around = 0.01 * np.concatenate([around, -around], axis=1) * _width(f)
    slopes = f.gradient(points[:, None] + around)
    uphill = (slopes * around).sum(axis=-1)
    lowest = (uphill >= 0).all(axis=1) & (uphill > 0).any(axis=1)
    flat = (np.abs(slopes) <= 1e-3 * limit).all(axis=(1, 2))
    return np.where(lowest, Ending.CONVERGED, np.where(flat, Ending.STALLED, Ending.SADDLE)).astype(np.int8)


def _directions(f: Landscape, count: int) -> Array:
    """Unit axes and the diagonals of their planes, (count, directions, n)."""
    n = f.dimensions
    axes = np.eye(n)
    pairs = [(i, (i + 1) % n) for i in range(n if n > 2 else n - 1)]
    diagonals = [(axes[i] + sign * axes[j]) / np.sqrt(2) for i, j in pairs for sign in (1, -1)]
    return np.repeat(np.array([*axes, *diagonals])[None], count, axis=0)


def _width(f: Landscape) -> Array:
    return np.ptp(np.asarray(f.domain, dtype=float), axis=1)


def _grouped(cells: Array) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """One member of every group with the same rounded cell, and the group of each member."""
    factors = np.random.default_rng(0).integers(1, 2**62, cells.shape[1]) | 1
    with np.errstate(over="ignore", invalid="ignore"):
        keys = (np.round(cells).astype(np.int64) * factors).sum(axis=1)
    _, first, member = np.unique(keys, return_index=True, return_inverse=True)
    return first, member
