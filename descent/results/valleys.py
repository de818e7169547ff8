"""Which stationary points lie on one curve, or one flat, of them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from descent.results.kinks import along_kink, kink_beside, on_kinks
from descent.results.rest import directions, level_directions, on_floor, widths
from landscapes import Landscape
from landscapes.compiled import goes_on
from landscapes.stationary import SAME_DESTINATION

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]

Pairs = tuple[NDArray[np.intp], NDArray[np.intp]]
Known = tuple[Mask, NDArray[np.int64]]
"""Of pairs, whether level ground leads from the first to the second, and after how many steps that is known."""
_NOBODY: Pairs = (np.zeros(0, dtype=np.intp), np.zeros(0, dtype=np.intp))

FEW, MOST_GROUPS = 1000, 24
STRIDE, HOP = 0.02, 0.01
"""The longest step along a floor, and one that looks for another floor at a crossing, as shares of the domain's width."""
_STEPS, _HOPS = 150, 4
_MOST_STEPS = 400
"""On all the ways between the points of one run, those that are walked at once counted once."""
_AT_ONCE = 16
"""So few ways are all walked together, needed or not: a walk of many costs little more than one of one."""
_NEIGHBORS = 8
_BESIDE = 0.03
"""Of a point, as a share of the domain's width: nearer, an isolated minimum may be as flat as a floor (x**2 + y**8)."""
_SIDEWAYS = 0.05
"""A stride that comes nearer to the goal by less than this share of itself leads nowhere."""
VALLEY_NUMBERS: Mapping[str, float] = MappingProxyType(
    {
        "most_groups": MOST_GROUPS,
        "stride": STRIDE,
        "hop": HOP,
        "steps": _STEPS,
        "hops": _HOPS,
        "neighbors": _NEIGHBORS,
        "beside": _BESIDE,
        "sideways": _SIDEWAYS,
    }
)
"""All of these, for those who walk in another language."""


def linked_by_floors(f: Landscape, points: Array, heights: Array, slack: float) -> NDArray[np.int64]:
    """The group (K,) of each of the `points` (K, n), domain units, that lie on floors at `heights` (K,).

    Two are one group where one walks from the first to the second on level ground, directly or through others;
    heights that differ by `slack` or less count as the same.
    """
    group, left = np.arange(len(points)), _MOST_STEPS
    places = points / widths(f)

    def level(pairs: Pairs) -> Pairs:
        a, b = pairs
        same = np.abs(heights[a] - heights[b]) <= slack
        return a[same], b[same]

    near = level(_near_pairs(places))
    # Few ways are walked together with those that follow if these unite nobody.
    beyond = level(_pairs_of_groups(places, group)) if len(near[0]) <= _AT_ONCE // 2 else _NOBODY
    known = _at_once(f, points, (near, beyond), slack) if len(beyond[0]) else (None, None)
    left = _link(f, points, near, group, slack, left, known[0])
    if known[1] is None or (group != np.arange(len(points))).any():
        beyond, known = level(_pairs_of_groups(places, group)), (None, None)
    _link(f, points, beyond, group, slack, left, known[1])
    return np.unique(group, return_inverse=True)[1].reshape(-1).astype(np.int64)


def _at_once(
    f: Landscape, points: Array, several: tuple[Pairs, Pairs], slack: float
) -> tuple[Known | None, Known | None]:
    """What walking all pairs of several lists together shows, list by list; nothing where they are not few."""
    count = len(several[0][0])
    a, b = (np.concatenate(ends) for ends in zip(*several, strict=True))
    if not 0 < len(a) <= _AT_ONCE:
        return None, None
    there, made = _walked(f, points[a], points[b], slack, _STEPS)
    return (there[:count], made[:count]), (there[count:], made[count:])


def _link(
    f: Landscape,
    points: Array,
    pairs: Pairs,
    group: NDArray[np.intp],
    slack: float,
    steps: int,
    known: Known | None,
) -> int:
    """Unite the groups (K,) of the pairs between which the ground is level; pairs come with the shortest first.

    At most so many `steps` are made, those that were made to know what is `known` of the pairs among them; those that are
    left are returned.
    """
    a, b = pairs
    if known is None and steps > 0:
        known, _ = _at_once(f, points, (pairs, _NOBODY), slack)
    while len(a) and steps > 0 and goes_on():
        # Every group's shortest way out that has not been tried.
        chosen = np.zeros(len(a), dtype=bool)
        _, first = np.unique(np.stack([group[a], group[b]], axis=1).reshape(-1), return_index=True)
        chosen[first // 2] = True
        most = min(steps, _STEPS)
        if known is None:
            there, made = _walked(f, points[a[chosen]], points[b[chosen]], slack, most)
        else:
            there, made = known[0][chosen] & (known[1][chosen] <= most), np.minimum(known[1][chosen], most)
        steps -= int(made.max())
        for k in np.flatnonzero(chosen)[there]:
            group[group == group[a[k]]] = group[b[k]]
        left = ~chosen & (group[a] != group[b])
        a, b = a[left], b[left]
        known = None if known is None else (known[0][left], known[1][left])
    return steps


def are_joined(f: Landscape, starts: Array, goals: Array, slack: float) -> Mask:
    """Whether level ground leads from each of `starts` (E, n), on a floor, to its goal (E, n), both in domain units."""
    return _walked(f, starts, goals, slack, _STEPS)[0]


def _walked(
    f: Landscape, starts: Array, goals: Array, slack: float, most: int
) -> tuple[Mask, NDArray[np.int64]]:
    """The same, (E,), in at most so many steps, and how many each took to arrive, or to see that nothing leads on."""
    width = widths(f)
    place, height = starts.copy(), f.value(starts)
    joined, taken = np.zeros(len(starts), dtype=bool), np.full(len(starts), most)
    walking, hops = np.arange(len(starts)), np.full(len(starts), _HOPS)
    kinked, made = on_kinks(f, starts), 0
    while made < most and goes_on():
        made += 1
        way = (goals[walking] - place[walking]) / width
        far = np.abs(way).max(axis=1, initial=0.0)
        there = far <= SAME_DESTINATION
        joined[walking[there]], taken[walking[there]] = True, made
        walking, way, far = walking[~there], way[~there], far[~there]
        if not len(walking):
            break
        on_kink = kinked[walking]
        along = _stride(_level(f, place[walking], way, on_kink), STRIDE)
        after, good = _floor_beside(f, place[walking] + along * width, on_kink)
        level = good & (np.abs(f.value(after) - height[walking]) <= slack)
        level &= _nearer(goals[walking] / width, after / width, far)
        stuck = np.flatnonzero(~level & (hops[walking] > 0))
        hop = place[walking[stuck]] + _stride(way[stuck], HOP) * width
        after[stuck], good = _floor_beside(f, hop, on_kink[stuck])
        hops[walking[stuck]] -= 1
        level[stuck] = good & (np.abs(f.value(after[stuck]) - height[walking[stuck]]) <= slack)
        place[walking[level]] = after[level]
        taken[walking[~level]] = min(made + 1, most)
        walking = walking[level]
    return joined, taken


def extents(f: Landscape, points: Array, slack: float) -> NDArray[np.int64]:
    """In how many directions a floor goes on beside each of the `points` (K, n), domain units, (K,).

    Where floors cross there are more than each of them has: the least of what is seen a little further on counts.
    """
    here, places, good = _beside(f, points, slack)
    found = np.flatnonzero(here > 1)
    if not len(found):
        return here
    owner = np.repeat(found, places.shape[1])[good[found].reshape(-1)]
    there, _, _ = _beside(f, places[found][good[found]], slack)
    least = here.copy()
    np.minimum.at(least, owner[there > 0], there[there > 0])
    return least


def _beside(f: Landscape, points: Array, slack: float) -> tuple[NDArray[np.int64], Array, Mask]:
    """The number of directions (K,) in which a floor goes on, where each leads (K, D, n), and which are floor (K, D)."""
    around = directions(f, len(points))
    around = np.concatenate([around, -around], axis=1)
    count, several, n = around.shape
    begin = np.repeat(points, several, axis=0)
    # Not across what bends: where there are many waves, the next has a floor too.
    kinked = np.repeat(on_kinks(f, points), several)
    along = _level(f, begin, around.reshape(-1, n), kinked)
    after, good = _floor_beside(f, begin + _BESIDE * along * widths(f), kinked)
    good &= np.abs(f.value(after) - f.value(begin)) <= slack
    way = (after - begin) / widths(f)
    good &= np.abs(way).max(axis=1, initial=0.0) > _BESIDE / 3
    level = (way * good[:, None]).reshape(count, several, n)
    # A curve bends on the way: what differs by less than that is one direction.
    rank = np.linalg.matrix_rank(level, tol=0.3 * _BESIDE * np.sqrt(several)).astype(np.int64)
    return rank, after.reshape(count, several, n), good.reshape(count, several)


def _level(f: Landscape, points: Array, way: Array, kinked: Mask) -> Array:
    """The part of `way` (N, n) along the floors at `points` (N, n), in shares of the width; `kinked` ones are kinks."""
    along = np.empty_like(way)
    for some, part in ((kinked, along_kink), (~kinked, level_directions)):
        if some.any():
            along[some] = part(f, points[some], way[some])
    return along


def _floor_beside(f: Landscape, points: Array, kinked: Mask) -> tuple[Array, Mask]:
    """The nearest places (N, n) of a floor beside `points` (N, n), or of a kink, and whether there is one."""
    places, good = points.copy(), np.zeros(len(points), dtype=bool)
    for some, floor in ((kinked, kink_beside), (~kinked, on_floor)):
        if some.any():
            places[some], good[some] = floor(f, points[some])
    return places, good


def _stride(way: Array, longest: float) -> Array:
    """The ways (E, n), shortened to `longest` along a side."""
    length = np.abs(way).max(axis=1, initial=0.0)
    return way * np.minimum(1.0, longest / np.maximum(length, 1e-300))[:, None]


def _nearer(goals: Array, places: Array, far: Array) -> Mask:
    """Whether the places (E, n) are nearer to their goals than `far` (E,), by enough to get there."""
    left = np.abs(goals - places).max(axis=1, initial=0.0)
    return np.asarray(left < far - _SIDEWAYS * np.minimum(far, STRIDE))


def _near_pairs(points: Array) -> Pairs:
    """Each of the points (K, n) with its nearest neighbors, the shortest way first."""
    count = len(points)
    if count < 2:
        return _NOBODY
    near = min(_NEIGHBORS, count - 1)
    if count <= FEW:
        away = np.abs(points[:, None] - points).max(axis=-1)
        np.fill_diagonal(away, np.inf)
        other = np.argsort(away, axis=1, kind="stable")[:, :near]
    else:
        from scipy.spatial import cKDTree

        other = cKDTree(points).query(points, k=near + 1, p=np.inf)[1][:, 1:]
    pairs = np.stack([np.repeat(np.arange(count), near), other.reshape(-1)], axis=1)
    return _by_length(points, np.unique(np.sort(pairs, axis=1), axis=0))


def _pairs_of_groups(points: Array, group: NDArray[np.intp]) -> Pairs:
    """The nearest members of every two groups, of the largest of them, the shortest way first."""
    names, counts = np.unique(group, return_counts=True)
    names = names[np.argsort(-counts, kind="stable")][:MOST_GROUPS]
    pairs = []
    for i, one in enumerate(names):
        ours = np.flatnonzero(group == one)[:FEW]
        for other in names[:i]:
            theirs = np.flatnonzero(group == other)[:FEW]
            away = np.abs(points[ours][:, None] - points[theirs]).max(axis=-1)
            near = np.unravel_index(away.argmin(), away.shape)
            pairs.append((ours[near[0]], theirs[near[1]]))
    return _by_length(points, np.array(pairs, dtype=np.intp).reshape(-1, 2))


def _by_length(points: Array, pairs: NDArray[np.intp]) -> Pairs:
    a, b = pairs[pairs[:, 0] != pairs[:, 1]].T
    order = np.argsort(np.abs(points[a] - points[b]).max(axis=1, initial=0.0), kind="stable")
    return a[order], b[order]
