"""Which stationary point each particle came to."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from descent.results.endings import FLAT_TO_STEP, Ending, stationary_points_near
from landscapes import Landscape
from landscapes.stationary import SAME_DESTINATION, apart, polished

Array = NDArray[np.float64]

FEW = 300
"""Of so many ends every two are compared."""


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

    def __len__(self) -> int:
        return len(self.positions)


def destinations(f: Landscape, points: Array, ending: NDArray[np.int8]) -> Destinations:
    """The stationary points next to the last `points` (N, n), in domain units, of those that ended CONVERGED or SADDLE."""
    width = np.ptp(np.asarray(f.domain, dtype=float), axis=1)
    arrived = np.flatnonzero((ending == Ending.CONVERGED) | (ending == Ending.SADDLE))
    labels = np.full(len(points), -1, dtype=np.int64)
    cells = np.round(points[arrived] / (1e-5 * width))
    _, first, member = np.unique(cells, axis=0, return_index=True, return_inverse=True)
    representatives = arrived[first]
    limits = polished(f, stationary_points_near(f, points[representatives]), 3, flat=FLAT_TO_STEP)
    group = _clusters(limits / width)
    count = int(group.max(initial=-1)) + 1
    centres = np.array([limits[np.flatnonzero(group == k)[0]] for k in range(count)]).reshape(
        -1, f.dimensions
    )
    minima = np.array(
        [(ending[representatives[group == k]] == Ending.CONVERGED).any() for k in range(count)], dtype=bool
    )
    known = _known(f, centres, width)
    centres = np.where((known >= 0)[:, None], f.minimizers[known] if len(f.minimizers) else centres, centres)
    heights = f.value(centres)
    order = _order(known, heights, centres, width)
    rank = np.empty(count, dtype=np.int64)
    rank[order] = np.arange(count)
    labels[arrived] = rank[group][member.reshape(-1)]
    return Destinations(
        positions=centres[order],
        heights=heights[order],
        labels=labels,
        counts=np.bincount(labels[arrived], minlength=count),
        is_minimum=minima[order],
        is_global=known[order] >= 0,
    )


def _clusters(points: Array) -> NDArray[np.int64]:
    """The group (N,) of points closer than SAME_DESTINATION to one another, directly or through others."""
    _, first, member = np.unique(
        np.round(points / (1e-3 * SAME_DESTINATION)), axis=0, return_index=True, return_inverse=True
    )
    linked = _linked if len(first) <= FEW else _linked_by_tree
    return linked(points[first])[member.reshape(-1)]


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


def _order(known: NDArray[np.int64], heights: Array, centres: Array, width: Array) -> NDArray[np.intp]:
    """Known minimizers in their own order, others by height, then by coordinates; rounded to be stable."""
    span = max(1.0, float(np.abs(heights).max(initial=0.0)))
    coordinates = np.round(centres / (1e-6 * width))
    keys = (*coordinates.T[::-1], np.round(heights / (1e-9 * span)), known, known < 0)
    return np.lexsort(keys)
