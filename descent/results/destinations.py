"""Which stationary point each particle came to."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from descent.results.endings import PHRASES, Ending
from descent.results.kinks import KINK_NUMBERS
from descent.results.rest import REST_NUMBERS, resting_slopes, slack, widths
from descent.results.valleys import VALLEY_NUMBERS, are_joined, extents, linked_by_floors
from descent.results.verdicts import VERDICT_NUMBERS, Judgement, grouped, settle
from landscapes import Landscape
from landscapes.compiled import Effort, bounded
from landscapes.stationary import SAME_DESTINATION, SAME_IN_TWO_RUNS, apart

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]

FEW = 300
"""Of so many ends every two are compared."""
_SOME = 6
"""So many members of a destination are asked whether it goes on."""


def ending_tables() -> dict[str, Any]:
    """Every number and every word by which runs are judged, as JSON values: for the page that judges as we do."""
    return {
        "names": [ending.name for ending in Ending],
        "phrases": [asdict(PHRASES[ending]) for ending in Ending],
        "kinks": dict(KINK_NUMBERS),
        "rest": dict(REST_NUMBERS),
        "verdicts": dict(VERDICT_NUMBERS),
        "valleys": dict(VALLEY_NUMBERS),
        "destinations": {
            "some": _SOME,
            "same_destination": SAME_DESTINATION,
            "same_in_two_runs": SAME_IN_TWO_RUNS,
        },
    }


@dataclass(frozen=True, eq=False)
class Destinations:
    """The stationary points reached, the known global minimizers first, then by height, then by coordinates.

    Attributes
    ----------
    positions : (k, n) float64, domain units
    heights : (k,) float64
    labels : (N,) int, the index of each particle's destination; -1 where it reached none
    counts : (k,) int, how many particles reached each
    is_minimum : (k,) bool, False for saddles and maxima
    is_global : (k,) bool, for a known global minimizer of the landscape; never where none is known
    extent : (k,) int, 0 for a point, 1 for a curve of stationary points, 2 and more for a flat of them, all of one
        height (of one variable 1 is a flat); the position is one of them
    cut_off : bool, whether looking on would have taken too long

    Examples
    --------
    >>> from descent import GradientDescent, descend, grid
    >>> from landscapes import catalogue
    >>> f = catalogue["himmelblau"]
    >>> found = descend(f, grid(f.domain, 6), GradientDescent(0.01), steps=1000).destinations
    >>> len(found), int(found.counts.sum())
    (4, 36)
    >>> found.positions[0].round(3).tolist()
    [3.0, 2.0]
    """

    positions: Array
    heights: Array
    labels: NDArray[np.int64]
    counts: NDArray[np.int64]
    is_minimum: NDArray[np.bool_]
    is_global: NDArray[np.bool_]
    extent: NDArray[np.int64]
    cut_off: bool = False

    def __len__(self) -> int:
        return len(self.positions)

    def whole(self, k: int) -> str:
        """What destination `k` is one of, where it is no point: "a curve of minima"; empty for a point."""
        if not self.extent[k]:
            return ""
        flat = self.extent[k] >= min(2, self.positions.shape[1])
        return f"a {'flat' if flat else 'curve'} of {'minima' if self.is_minimum[k] else 'saddles'}"


def destinations(
    f: Landscape, points: Array, ending: NDArray[np.int8], known: Judgement | None = None
) -> Destinations:
    """The stationary points next to the last `points` (N, n), in domain units, of those that ended CONVERGED or SADDLE.

    Those on one curve of minima, or one flat, are one destination; so are those of saddles. What is `known` of the
    particles from when they were judged is not looked for again; it changes nothing.
    """
    with Effort.judging(len(points)) as effort:
        found = _destinations(f, points, ending, known or Judgement.of(points, ending))
    return replace(found, cut_off=effort.cut_off)


def _destinations(f: Landscape, points: Array, ending: NDArray[np.int8], known: Judgement) -> Destinations:
    width = widths(f)
    arrived = np.flatnonzero((ending == Ending.CONVERGED) | (ending == Ending.SADDLE))
    labels = np.full(len(points), -1, dtype=np.int64)
    some: Any = slice(None) if len(arrived) == len(points) else arrived
    if known.groups and np.array_equal(known.groups[0], arrived) and np.array_equal(known.points, points):
        _, first, member = known.groups
    else:
        first, member = grouped(f, points[some])
    representatives = arrived[first]
    limits, at_level = _settled(f, points[representatives], representatives, known)
    heights = f.value(limits)
    group = _groups(f, limits, at_level, ending[representatives])
    count = int(group.max(initial=-1)) + 1
    heads = np.array(
        [_head(limits, heights, width, np.flatnonzero(group == k)) for k in range(count)], dtype=int
    )
    centres, heights = limits[heads], heights[heads]
    minima = np.array(
        [(ending[representatives[group == k]] == Ending.CONVERGED).any() for k in range(count)], dtype=bool
    )
    extent = _extents(f, limits, at_level, group, count)
    minimizer = _known(f, centres, width)
    if len(f.minimizers):
        centres = np.where((minimizer >= 0)[:, None], f.minimizers[minimizer], centres)
        heights = np.where(minimizer >= 0, f.value(centres), heights)
    order = _order(f, minimizer, heights, centres)
    rank = np.empty(count, dtype=np.int64)
    rank[order] = np.arange(count)
    labels[some] = rank[group][member]
    return Destinations(
        positions=centres[order],
        heights=heights[order],
        labels=labels,
        counts=np.bincount(labels[some], minlength=count),
        is_minimum=minima[order],
        is_global=minimizer[order] >= 0,
        extent=extent[order],
    )


def _settled(f: Landscape, points: Array, numbers: NDArray[np.intp], known: Judgement) -> tuple[Array, Mask]:
    """The stationary points (R, n) next to `points` (R, n), of the particles `numbers`, and whether they may be level."""
    limits, level = known.limits[numbers], known.level[numbers]
    anew = ~known.settled[numbers] | (known.points[numbers] != points).any(axis=1)
    if anew.any():
        found = settle(f, points[anew], resting_slopes(f))
        limits[anew], level[anew] = found.limits, found.level
    return limits, level


def _extents(
    f: Landscape, limits: Array, level: Mask, group: NDArray[np.int64], count: int
) -> NDArray[np.int64]:
    """In how many directions each of the `count` destinations goes on, from some of its `limits` (R, n).

    Beside a crossing floats may not see that anything is level.
    """
    some = [np.flatnonzero(level & (group == k)) for k in range(count)]
    chosen = [a[np.linspace(0, len(a) - 1, min(len(a), _SOME)).astype(int)] for a in some]
    extent = np.zeros(count, dtype=np.int64)
    if any(map(len, chosen)):
        asked = np.concatenate(chosen)
        np.maximum.at(extent, group[asked], extents(f, limits[asked], slack(f)))
    return extent


def _groups(f: Landscape, limits: Array, level: Mask, ending: NDArray[np.int8]) -> NDArray[np.int64]:
    """The destination (R,) of each of the `limits` (R, n): the same place, or the same floor."""
    width, heights = widths(f), f.value(limits)
    places = _clusters(limits / width, heights, slack(f))
    for kind in (Ending.CONVERGED, Ending.SADDLE):
        _, heads = np.unique(np.where(level & (ending == kind), places, -1), return_index=True)
        heads = heads[(level & (ending == kind))[heads]]
        floors = linked_by_floors(f, limits[heads], heights[heads], slack(f))
        table = np.arange(places.max(initial=-1) + 1)
        for floor in range(int(floors.max(initial=-1)) + 1):
            together = places[heads[floors == floor]]
            table[together] = together[0]
        places = table[places]
    return np.unique(places, return_inverse=True)[1].reshape(-1).astype(np.int64)


def _head(limits: Array, heights: Array, width: Array, members: NDArray[np.intp]) -> int:
    """Which of the `members` stands for all of them: the first by coordinates, whichever came first."""
    keys = np.round(limits[members] / (1e-6 * width))
    return int(members[np.lexsort((heights[members], *keys.T[::-1]))[0]])


@bounded
def same_places(f: Landscape, a: Destinations, b: Destinations) -> NDArray[np.bool_]:
    """Which destinations of two runs on `f` are the same, (len(a), len(b)): one point, or one curve or flat."""
    width = widths(f)
    same = apart(a.positions[:, None], b.positions[None], width) <= SAME_IN_TWO_RUNS
    level = np.abs(a.heights[:, None] - b.heights) <= slack(f)
    ours, theirs = np.nonzero(
        ~same & level & (a.extent[:, None] > 0) & (b.extent > 0) & (a.is_minimum[:, None] == b.is_minimum)
    )
    same[ours, theirs] = are_joined(f, a.positions[ours], b.positions[theirs], slack(f))
    return same


def _clusters(points: Array, heights: Array, same: float) -> NDArray[np.int64]:
    """The group (N,) of points closer than SAME_DESTINATION to one another, directly or through others.

    Where two such lie at different heights (N,) there is a jump between them.
    """
    level = np.cumsum(np.diff(np.sort(heights), prepend=heights.min(initial=0.0)) > 1e3 * same)
    levels = np.empty(len(heights), dtype=np.int64)
    levels[np.argsort(heights, kind="stable")] = level
    keys = np.column_stack([np.round(points / (1e-3 * SAME_DESTINATION)), levels])
    _, first, member = np.unique(keys, axis=0, return_index=True, return_inverse=True)
    # Levels are further from one another than any two points that are the same.
    stacked = np.column_stack([points, 1.0 * levels])[first]
    linked = _linked if len(first) <= FEW else _linked_by_tree
    return linked(stacked)[member.reshape(-1)]


def _linked(points: Array) -> NDArray[np.int64]:
    """The same for few points: every two are compared, and the groups take the least number in reach."""
    near = np.linalg.norm(points[:, None] - points, axis=-1) <= SAME_DESTINATION
    group = np.arange(len(points))
    while True:
        least = np.where(near, group, len(points)).min(axis=1, initial=len(points))
        least = least[least]
        if (least == group).all():
            return np.unique(group, return_inverse=True)[1].astype(np.int64)
        group = least


def _linked_by_tree(points: Array) -> NDArray[np.int64]:
    """The same for many, by SciPy, which takes a quarter of a second to import."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components
    from scipy.spatial import cKDTree

    pairs = cKDTree(points).query_pairs(SAME_DESTINATION, output_type="ndarray")
    links = coo_array((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(len(points),) * 2)
    return np.asarray(connected_components(links, directed=False)[1], dtype=np.int64)


def _known(f: Landscape, centres: Array, width: Array) -> NDArray[np.int64]:
    """For each centre the known minimizer within SAME_DESTINATION, -1 for none."""
    if not len(f.minimizers) or not len(centres):
        return np.full(len(centres), -1)
    away = apart(centres[:, None], f.minimizers, width)
    return np.where(away.min(axis=1) <= SAME_DESTINATION, away.argmin(axis=1), -1)


def in_order(f: Landscape, positions: Array, heights: Array) -> NDArray[np.intp]:
    """The order that `Destinations` has, of places (k, n) and their heights (k,), as indices."""
    return _order(f, _known(f, positions, widths(f)), heights, positions)


def _order(f: Landscape, known: NDArray[np.int64], heights: Array, centres: Array) -> NDArray[np.intp]:
    """Known minimizers in their own order, others by height, then by coordinates; rounded to be stable."""
    coordinates = np.round(centres / (1e-6 * widths(f)))
    span = np.maximum(slack(f), 1e-9 * np.abs(heights).max(initial=0.0))
    levels = np.round(heights / span) if span > 0 else heights
    return np.lexsort((*coordinates.T[::-1], levels, known, known < 0))
