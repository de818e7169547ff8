"""Stationary points: found, proven where that can be done, and told apart by curvature."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from landscapes.domains import checked_domain
from landscapes.enclosures import Enclosure, enclose
from landscapes.landscape import Box, Landscape
from landscapes.newton import newton_step, polished, zeros_from

Array = NDArray[np.float64]
Kind = Literal["minimum", "maximum", "saddle", "degenerate"]
Complete = Literal["proven", "likely", "cut off"]

MOST_POINTS = 1_000
_CURVE = 24
"""How many points stand for a curve of stationary points."""
_STARTS, _MOST_STARTS = 150, 400
_SAME = 1e-6
"""Points closer than this share of the domain are one."""
_FLAT = 1e-9
"""An eigenvalue below this share of the largest is no curvature."""


@dataclass(frozen=True, eq=False)
class StationaryPoint:
    """A point where the gradient is zero.

    Parameters
    ----------
    position : array (n,)
        Domain units.
    height : float
        The function's value there.
    kind : "minimum", "maximum", "saddle" or "degenerate"
        By the signs of the Hessian's eigenvalues; degenerate where one of them is zero or does not exist.
    curvatures : array (n,)
        The Hessian's eigenvalues, in ascending order.
    """

    position: Array
    height: float
    kind: Kind
    curvatures: Array


class StationaryPoints(tuple[StationaryPoint, ...]):
    """A tuple of `StationaryPoint`, lowest first.

    Attributes
    ----------
    complete : "proven", "likely" or "cut off"
        Whether all of the domain's are here: proven, by interval arithmetic; likely, because a search found no more;
        cut off, because there are too many, or infinitely many.
    """

    complete: Complete

    def __new__(
        cls, points: Iterable[StationaryPoint] = (), complete: Complete = "likely"
    ) -> StationaryPoints:
        """A tuple of the points, ordered by height."""
        self = super().__new__(cls, sorted(points, key=lambda p: (p.height, *p.position)))
        self.complete = complete
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (tuple(self), self.complete)


def stationary_points(f: Landscape, domain: Any = None, *, seed: int = 0) -> StationaryPoints:
    """All stationary points of `f` in a box; `Landscape.stationary_points` documents it."""
    box = f.domain if domain is None else checked_domain(domain, owner=f"{f.name}.stationary_points")
    if len(box) != f.dimensions:
        raise ValueError(
            f"{f.name}.stationary_points: domain must have {f.dimensions} ranges, got {len(box)}"
        )
    if f.dimensions > 2:
        found, finished = _searched(f, _starts(box, min(_MOST_STARTS, _STARTS * f.dimensions), seed), box)
        return _told_apart(f, found, 0, box, "likely" if finished else "cut off")
    return _from_enclosure(f, enclose(f, box), box, seed)


def _from_enclosure(f: Landscape, enclosure: Enclosure, box: Box, seed: int) -> StationaryPoints:
    found = _single(f, enclosure, box)
    certain = len(found)
    complete: Complete = "proven" if enclosure.finished and not enclosure.vanishing else "likely"
    low, high = enclosure.doubtful
    if len(low):
        some = np.random.default_rng(seed).permutation(len(low))[:_MOST_STARTS]
        starts = (low + high)[some] / 2
        if not enclosure.finished:
            starts = np.concatenate([starts, _starts(box, _STARTS, seed)])
        more, finished = _searched(f, starts, box)
        found = _merged(found, more, box)
        complete = "likely" if finished or enclosure.finished else "cut off"
    if enclosure.flat is not None:
        found, complete = _merged(found, enclosure.flat[None], box), "cut off"
    return _told_apart(f, found, certain, box, complete)


def _single(f: Landscape, enclosure: Enclosure, box: Box) -> Array:
    """The zeros of the proven boxes (k, n), each once."""
    low, high = enclosure.proven
    points = np.clip(polished(f, (low + high) / 2), low, high)
    order = np.argsort(points[:, 0], kind="stable")
    points, low, high = points[order], low[order], high[order]
    widest = (high - low)[:, 0].max(initial=0.0)
    kept: list[int] = []
    for i, point in enumerate(points):
        for k in reversed(kept):
            if points[k, 0] < point[0] - widest:
                kept.append(i)
                break
            # Each of the two boxes holds one zero; if both hold both, it is the same.
            both = (low[i] <= points[k]) & (points[k] <= high[i]) & (low[k] <= point) & (point <= high[k])
            if both.all():
                break
        else:
            kept.append(i)
    return _inside(points[kept], box)


def _searched(f: Landscape, starts: Array, box: Box) -> tuple[Array, bool]:
    """Zeros (k, n) that Newton's method finds from `starts`, and whether more starts would hardly find more."""
    span = np.ptp(np.array(box), axis=1)
    points, steps = zeros_from(f, np.concatenate([_inside(f.minimizers, box), starts]), box)
    points, steps = _snapped(f, points, steps, span)
    points = _inside(points[steps <= _SAME], box)
    points = points[_is_zero(f, points, span)]
    distinct, counts = _distinct(points, _SAME * span)
    # Good and Turing: the share of what is still unseen is about the share of what was seen only once.
    return distinct, bool((counts == 1).sum() <= 0.05 * len(starts))


def _snapped(f: Landscape, points: Array, steps: Array, span: Array) -> tuple[Array, Array]:
    """Points (B, n) and steps (B,), coordinates rounded where the gradient does not get larger.

    Next to a kink or a degenerate zero Newton's method stops short of it.
    """
    for i, width in enumerate(span):
        trial = points.copy()
        trial[:, i] = np.round(points[:, i], int(5 - np.floor(np.log10(width)))) + 0.0
        slope = f.gradient(trial)
        better = np.abs(slope * span).max(axis=1) <= np.abs(f.gradient(points) * span).max(axis=1)
        length = np.abs(newton_step(f.hessian(trial), slope, span)).max(axis=1)
        points, steps = np.where(better[:, None], trial, points), np.where(better, length, steps)
    return points, steps


def _is_zero(f: Landscape, points: Array, span: Array) -> NDArray[np.bool_]:
    """Whether the gradient at `points` (B, n) is zero and goes to zero around them.

    At a kink the landscape's gradient is zero by convention, but it is not beside it. Where it underflows, it is zero
    everywhere near by.
    """
    near, far = (_steepest(f, points, distance, span) for distance in (1e-9, 1e-3))
    here = np.abs(f.gradient(points)) * span
    steepest = far.max(axis=1, keepdims=True, initial=0.0)
    with np.errstate(invalid="ignore"):
        real = np.isfinite(f.value(points))
    zero = (here <= 1e-6 * steepest).all(axis=1)
    return real & zero & (steepest[:, 0] > 0) & (near <= 0.03 * far + 1e-10 * steepest).all(axis=1)


def _steepest(f: Landscape, points: Array, distance: float, span: Array) -> Array:
    """The largest of each component (B, n) of the gradients around `points` (B, n), where the function is real."""
    axes = np.eye(f.dimensions)
    diagonal = np.linspace(0.7, 1.0, f.dimensions)  # off the lines on which many kinks lie
    directions = np.concatenate(
        [axes, -axes, [diagonal, -diagonal, diagonal * (-1.0) ** np.arange(f.dimensions)]]
    )
    around = points[:, None] + distance * span * directions
    with np.errstate(invalid="ignore"):
        real = np.isfinite(f.value(around))
    return np.abs(f.gradient(around) * span * real[..., None]).max(axis=1, initial=0.0)


def _told_apart(f: Landscape, points: Array, certain: int, box: Box, complete: Complete) -> StationaryPoints:
    """The points (k, n) as values; the Hessians of the first `certain` are known to be regular."""
    span = np.ptp(np.array(box), axis=1)
    matrices = f.hessian(points)
    # Counted in shares of the box, or else long and narrow boxes make flat what is not; the signs stay.
    scaled = np.linalg.eigvalsh(matrices * np.outer(span, span))
    around = _steepest(f, points, 1e-3, span).max(axis=1, initial=0.0) / 1e-3
    scale = np.maximum(np.abs(scaled).max(axis=1, initial=0.0), 1e-3 * around)
    flat = np.abs(scaled).min(axis=1, initial=np.inf) <= _FLAT * scale
    flat |= np.abs(scaled).max(axis=1, initial=0.0) <= 1e-4 * around
    flat[:certain] = False
    keep, on_curve = _thinned(f, points, flat, span)
    if on_curve or len(points) > MOST_POINTS:
        complete = "cut off"
    curvatures, heights = np.linalg.eigvalsh(matrices), f.value(points)
    lowest = keep[np.argsort(heights[keep], kind="stable")][:MOST_POINTS]
    made = (
        StationaryPoint(points[i], float(heights[i]), _kind(scaled[i], bool(flat[i])), curvatures[i])
        for i in lowest
    )
    return StationaryPoints(made, complete)


def _kind(curvatures: Array, flat: bool) -> Kind:
    if flat:
        return "degenerate"
    if (curvatures > 0).all():
        return "minimum"
    return "maximum" if (curvatures < 0).all() else "saddle"


def _thinned(
    f: Landscape, points: Array, flat: NDArray[np.bool_], span: Array
) -> tuple[NDArray[np.intp], bool]:
    """The indices of points (k, n) to keep when a few stand for each curve, and whether there is a curve."""
    on_curve = flat.copy()
    on_curve[flat] = _has_neighbours(f, points[flat], span)
    alone = _apart(f, points, np.flatnonzero(flat & ~on_curve), span)
    keep, line = np.concatenate([np.flatnonzero(~flat), alone]), np.flatnonzero(on_curve)
    if not len(line):
        return keep, False
    return np.concatenate([keep, line[_spread(points[line] / span, _CURVE)]]), True


def _apart(f: Landscape, points: Array, indices: NDArray[np.intp], span: Array) -> NDArray[np.intp]:
    """Of the degenerate points `indices` one for each place: where all is flat, Newton's method stops too early."""
    slopes = np.abs(f.gradient(points[indices]) * span).max(axis=1, initial=0.0)
    kept: list[int] = []
    for i in indices[np.argsort(slopes, kind="stable")]:
        if all((np.abs(points[i] - points[k]) > 1e-4 * span).any() for k in kept):
            kept.append(int(i))
    return np.array(kept, dtype=np.intp)


def _has_neighbours(f: Landscape, points: Array, span: Array) -> NDArray[np.bool_]:
    """Whether each of the degenerate `points` (B, n) has other zeros near by, on a curve through it."""
    found = np.zeros(len(points), dtype=bool)
    if not len(points):
        return found
    values, vectors = np.linalg.eigh(f.hessian(points) * np.outer(span, span))
    flattest = np.take_along_axis(vectors, np.abs(values).argmin(axis=1)[:, None, None], axis=2)[..., 0]
    reach = tuple(zip(*(points.min(axis=0) - span, points.max(axis=0) + span), strict=True))
    # Where there is no Hessian, its eigenvectors say nothing: the axes are tried as well.
    for direction in (flattest, -flattest, *np.eye(f.dimensions), *-np.eye(f.dimensions)):
        moved, steps = zeros_from(f, points + 1e-3 * span * direction, reach)
        moved, steps = _snapped(f, moved, steps, 1e-3 * span)
        distance = np.abs((moved - points) / span).max(axis=1)
        found |= (distance > 0.3e-3) & (distance < 3e-3) & (steps < _SAME) & _is_zero(f, moved, span)
    return found


def _spread(points: Array, count: int) -> Array:
    """Indices of `count` of the points (B, n), each chosen as far as can be from those before."""
    chosen = [0]
    distance = np.full(len(points), np.inf)
    while len(chosen) < min(count, len(points)):
        distance = np.minimum(distance, np.linalg.norm(points - points[chosen[-1]], axis=1))
        chosen.append(int(distance.argmax()))
    return np.array(chosen)


def _distinct(points: Array, apart: Array) -> tuple[Array, Array]:
    """The points (B, n) without repetitions closer than `apart` (n,), and how often each came."""
    kept: list[Array] = []
    counts: list[int] = []
    for point in points[np.lexsort(points.T[::-1])]:
        for k in range(len(kept) - 1, -1, -1):
            if (np.abs(kept[k] - point) <= apart).all():
                counts[k] += 1
                break
            if kept[k][0] < point[0] - 2 * apart[0]:
                kept.append(point)
                counts.append(1)
                break
        else:
            kept.append(point)
            counts.append(1)
    return np.array(kept).reshape(-1, points.shape[1]), np.array(counts, dtype=int)


def _merged(found: Array, more: Array, box: Box) -> Array:
    """`found` and those of `more` that are not next to one of them."""
    apart = _SAME * np.ptp(np.array(box), axis=1)
    new = [p for p in more if not (np.abs(found - p) <= apart).all(axis=1).any()]
    return np.concatenate([found, np.array(new).reshape(-1, found.shape[1])])


def _inside(points: Array, box: Box) -> Array:
    """Those in the closed box, up to rounding."""
    low, high = np.array(box).T
    slack = 1e-12 * (high - low)
    return np.clip(points[((points >= low - slack) & (points <= high + slack)).all(axis=1)], low, high)


def _starts(box: Box, count: int, seed: int) -> Array:
    low, high = np.array(box).T
    return low + (high - low) * np.random.default_rng(seed).random((count, len(box)))
