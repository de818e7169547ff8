"""Stationary points: found, proven where that can be done, and told apart by curvature."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from landscapes.compiled import Effort, bounded
from landscapes.formulas import Box, checked_domain
from landscapes.function import Function
from landscapes.stationary.classification import Kind, is_zero, kinds_of, snapped, thinned
from landscapes.stationary.confirmation import Candidates, confirmed
from landscapes.stationary.enclosures import Enclosure, enclose
from landscapes.stationary.krawczyk import DerivativeBounds
from landscapes.stationary.multiplicity import hastened
from landscapes.stationary.newton import drawn_in, polished, zeros_from
from landscapes.stationary.sameness import SAME_DEGENERATE, SAME_HASTENED, SAME_MEASURED, SAME_ZERO, apart

Array = NDArray[np.float64]
Complete = Literal["proven", "likely", "cut off"]

MOST_POINTS = 1_000
_STARTS, _MOST_STARTS, _FEWEST_STARTS = 150, 400, 16
_DRAWN = 40
"""Starts that go downhill first, and uphill, in many variables."""
_MANY, _FEW_LINES = 1_000, 8
"""More proven boxes, on so few lines, are compared with those next to them along the side on which they differ most."""
_EFFORT = 20_000
"""Starts times the size of a Hessian."""


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


@np.errstate(
    over="ignore", invalid="ignore", divide="ignore"
)  # Near the largest float slopes times widths overflow.
def stationary_points(f: Function, domain: Any = None, *, seed: int = 0) -> StationaryPoints:
    """All stationary points of `f` in a box; `Landscape.stationary_points` documents it.

    Raises
    ------
    ValueError
        If the domain is not n finite ranges.
    """
    box = f.domain if domain is None else checked_domain(domain, owner=f"{f.name}.stationary_points")
    if len(box) != f.dimensions:
        raise ValueError(
            f"{f.name}.stationary_points: domain must have {f.dimensions} ranges, got {len(box)}"
        )
    with Effort() as effort:
        found = _found(f, box, seed)
    return StationaryPoints(found, "cut off") if effort.cut_off else found


def _found(f: Function, box: Box, seed: int) -> StationaryPoints:
    if f.kind != "formula":
        return _found_by_search(f, box, seed)
    bounds = DerivativeBounds(f)
    if f.dimensions > 2:
        count = max(_FEWEST_STARTS, min(_MOST_STARTS, _EFFORT // f.dimensions**2))
        starts = _starts(box, count, seed)
        few = starts[: min(_DRAWN, count // 4)]
        starts = np.concatenate([starts, drawn_in(f, few, box, 1), drawn_in(f, few, box, -1)])
        found, finished = _searched(f, bounds, starts, box)
        return _as_values(f, found, box, "likely" if finished else "cut off")
    return _from_enclosure(f, bounds, enclose(bounds, box), box, seed)


def _found_by_search(f: Function, box: Box, seed: int) -> StationaryPoints:
    """Of what has no formula: nothing can be proven, and slopes may be differences."""
    span = np.ptp(np.array(box), axis=1)
    starts = _starts(box, _STARTS, seed)
    points, steps = zeros_from(f, starts, box)
    points = _inside(points[steps <= SAME_MEASURED], box)
    slopes = np.abs(f.gradient(points) * span).max(axis=1, initial=0.0)
    points = points[slopes <= SAME_MEASURED * np.abs(f.gradient(starts) * span).max(initial=0.0)]
    distinct, _ = _distinct(points, SAME_DEGENERATE * span)
    return _as_values(f, Candidates.unproven(distinct), box, "likely")


def _from_enclosure(
    f: Function, bounds: DerivativeBounds, enclosure: Enclosure, box: Box, seed: int
) -> StationaryPoints:
    found = Candidates.proven(_single(f, enclosure, box))
    complete: Complete = "proven" if enclosure.finished and not enclosure.vanishing else "likely"
    low, high = enclosure.doubtful
    if len(low):
        some = np.random.default_rng(seed).permutation(len(low))[:_MOST_STARTS]
        starts = (low + high)[some] / 2
        if not enclosure.finished:
            starts = np.concatenate([starts, _starts(box, _STARTS, seed)])
        more, finished = _searched(f, bounds, starts, box)
        found = _merged(found, more, box)
        complete = "likely" if finished or enclosure.finished else "cut off"
    if enclosure.flat is not None:
        found, complete = _merged(found, Candidates.unproven(enclosure.flat[None]), box), "cut off"
    return _as_values(f, found, box, complete)


def _single(f: Function, enclosure: Enclosure, box: Box) -> Array:
    """The zeros of the proven boxes (k, n), each once."""
    low, high = enclosure.proven
    width = np.ptp(np.array(box), axis=1)
    points = np.clip(polished(f, (low + high) / 2, unit=width), low, high)
    side = 0
    if len(points) > _MANY:
        # Thousands of zeros beside a pole lie on one line: sorted across it every two of them would be compared.
        lines = [len(np.unique(np.round(p / w, 6))) for p, w in zip(points.T, width, strict=True)]
        side = int(np.argmax(lines)) if lines[0] <= _FEW_LINES else 0
    order = np.argsort(points[:, side], kind="stable")
    points, low, high = points[order], low[order], high[order]
    kept: list[int] = []
    for i, point in enumerate(points):
        for k in reversed(kept):
            if points[k, side] < low[i, side]:
                kept.append(i)
                break
            # Each of the two boxes holds one zero; if both hold both, it is the same.
            both = (low[i] <= points[k]) & (points[k] <= high[i]) & (low[k] <= point) & (point <= high[k])
            if both.all():
                break
        else:
            kept.append(i)
    return _inside(points[kept], box)


def _searched(f: Function, bounds: DerivativeBounds, starts: Array, box: Box) -> tuple[Candidates, bool]:
    """Zeros that Newton's method finds from `starts`, and whether more starts would hardly find more."""
    span = np.ptp(np.array(box), axis=1)
    points, steps = zeros_from(f, np.concatenate([_inside(f.minimizers, box), starts]), box)
    slow = np.flatnonzero(~(steps <= SAME_ZERO))
    arrived, distance = hastened(f, points[slow], box)
    there = distance <= SAME_HASTENED
    points[slow[there]], steps[slow[there]] = arrived[there], distance[there]
    degenerate = np.isin(np.arange(len(points)), slow[there])
    points, steps = snapped(f, points, steps, span)
    points = _inside(points[(steps <= SAME_ZERO) | degenerate], box)
    points = points[is_zero(f, points, span)]
    distinct, counts = _distinct(points, SAME_ZERO * span)
    found, kept = confirmed(f, bounds, distinct, box)
    # Good (1953), The population frequencies of species, after Turing: the share of what is still unseen is about the
    # share of what was seen only once.
    slopes = f.gradient(starts)
    turning = ((slopes > 0).any(axis=0) & (slopes < 0).any(axis=0)).all()
    # Where all slopes turn and no start leads to a zero, there may be waves that Newton's method does not see.
    if turning and not len(found.points):
        return found, False
    return found, bool((_per_place(found, counts[kept], span) == 1).sum() <= 0.05 * len(starts))


def _per_place(found: Candidates, counts: Array, span: Array) -> Array:
    """How often each place was found: degenerate ones have several points."""
    _, place = np.unique(np.round(found.points / (SAME_DEGENERATE * span)), axis=0, return_inverse=True)
    return np.asarray(np.bincount(place.reshape(-1), weights=counts, minlength=1), dtype=float)


@bounded
def _as_values(f: Function, found: Candidates, box: Box, complete: Complete) -> StationaryPoints:
    span, points = np.ptp(np.array(box), axis=1), found.points
    kinds = np.where(found.extreme == "", kinds_of(f, points, found.certain, span), found.extreme)
    keep, on_curve = thinned(f, points, kinds == "degenerate", span)
    heights, curvatures = f.value(points), np.linalg.eigvalsh(f.hessian(points))
    lowest = keep[np.argsort(heights[keep], kind="stable")][:MOST_POINTS]
    made = (StationaryPoint(points[i], float(heights[i]), kinds[i], curvatures[i]) for i in lowest)
    return StationaryPoints(made, "cut off" if on_curve or len(keep) > MOST_POINTS else complete)


def _distinct(points: Array, reach: Array) -> tuple[Array, Array]:
    """The points (B, n) without repetitions closer than `reach` (n,), and how often each came."""
    kept: list[Array] = []
    counts: list[int] = []
    for point in points[np.lexsort(points.T[::-1])]:
        for k in range(len(kept) - 1, -1, -1):
            if (np.abs(kept[k] - point) <= reach).all():
                counts[k] += 1
                break
            if kept[k][0] < point[0] - 2 * reach[0]:
                kept.append(point)
                counts.append(1)
                break
        else:
            kept.append(point)
            counts.append(1)
    return np.array(kept).reshape(-1, points.shape[1]), np.array(counts, dtype=int)


def _merged(found: Candidates, more: Candidates, box: Box) -> Candidates:
    """`found` and those of `more` that are not next to one of them."""
    span = np.ptp(np.array(box), axis=1)
    new = [not (apart(found.points, p, span) <= SAME_ZERO).any() for p in more.points]
    return found.with_others(more.chosen(np.array(new, dtype=bool)))


def _inside(points: Array, box: Box) -> Array:
    """Those in the closed box, up to rounding."""
    low, high = np.array(box).T
    slack = 1e-12 * (high - low)
    return np.clip(points[((points >= low - slack) & (points <= high + slack)).all(axis=1)], low, high)


def _starts(box: Box, count: int, seed: int) -> Array:
    low, high = np.array(box).T
    return low + (high - low) * np.random.default_rng(seed).random((count, len(box)))


def lowest_known(f: Any) -> float | None:
    """The height of a landscape's minimum; where nobody says one, of the lowest that is proven to be inside its domain.

    None where nothing is known or proven, and in more than two variables, where that would take long.

    Examples
    --------
    >>> from landscapes import parse
    >>> from landscapes.stationary import lowest_known
    >>> lowest_known(parse("x**2 + 3*sin(y)", domain=((-5, 5), (-5, 5))))
    -3.0
    >>> lowest_known(parse("abs(x) + y", domain=((-5, 5), (-5, 5)))) is None
    True
    """
    if f.minimum is not None or f.dimensions > 2 or f.kind != "formula":
        return None if f.minimum is None else float(f.minimum)
    found = f.stationary_points()
    heights = [float(point.height) for point in found if point.kind == "minimum"]
    return min(heights, default=None) if found.complete == "proven" else None
