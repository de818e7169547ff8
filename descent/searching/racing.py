"""Populations beside descents: one search from each start, on the axis of steps, by what both may ask for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import cast

import numpy as np
from numpy.typing import NDArray

from descent.populations import Place, Population, lowest
from descent.results import Trajectories
from descent.searching.loop_of_generations import (
    Asking,
    answered_side_by_side,
    answered_together,
    generation,
)
from descent.searching.searched import GATHERED, judged
from landscapes import Landscape

Array = NDArray[np.float64]


def heights_of_a_step(f: Landscape) -> int:
    """So many heights cost what a step of a descent costs: its height, and one for each component of its gradient.

    Differences take n heights for a gradient of n variables; where it is derived it is cheaper, as a rule four heights
    whatever n is (Griewank & Walther 2008, section 3.3). On two variables that is nearly the same.
    """
    return 1 + f.dimensions


def raced(f: Landscape, method: Population, starts: Array, steps: int, *, record: int = 1) -> Trajectories:
    """From every start one search that begins there; at a step it is at the best place that it has found.

    At step k it has been told k * (1 + n) heights, counted in whole generations: what k steps of a descent cost.

    Parameters
    ----------
    f : Landscape
    starts : (N, n), domain units; what a search draws by lot follows from its start alone
    steps : int
    record : int, every so many steps are kept, and the last

    Returns
    -------
    Trajectories
        Positions (rows, N, n), heights (rows, N); a search has come to rest where its best stays for a fifth of the steps.
    """
    low, high = np.transpose(np.asarray(f.domain, dtype=float))
    indices = np.unique(np.append(np.arange(0, steps + 1, record), steps))
    positions = np.empty((len(indices), len(starts), f.dimensions))
    paid, draws = indices * heights_of_a_step(f), [_draw(start) for start in starts]
    if method.many and len(starts):
        together = cast(np.random.Generator, _Draws(draws))
        positions[:] = answered_side_by_side(
            f, _bests(method, Place(low, high, starts), starts, together, paid)
        )
    else:
        pairs = zip(starts, draws, strict=True)
        searches = [_bests(method, Place(low, high, start), start, draw, paid) for start, draw in pairs]
        for k, rows in enumerate(answered_together(f, searches)):
            positions[:, k] = rows
    late = positions[indices >= 0.8 * steps] - positions[-1]
    still = (np.abs(late) <= GATHERED * (high - low)).all(axis=(0, 2))
    heights = f.value(positions)
    return Trajectories(
        landscape=f,
        positions=positions,
        heights=heights,
        ending=judged(f, positions[-1], still),
        stopped_at=_stopped(positions, indices, GATHERED * (high - low), still),
        steps=steps,
        indices=indices,
        optimizer=method,
        engine="numpy",
    )


class _Draws:
    """The generators of many searches as one: a row of what is drawn for each."""

    def __init__(self, draws: Sequence[np.random.Generator]) -> None:
        self._draws = draws

    def standard_normal(self, size: tuple[int, ...]) -> Array:
        """(N, *size)."""
        return self._drawn(lambda draw: draw.standard_normal(size))

    def random(self, size: tuple[int, ...]) -> Array:
        """(N, *size), in [0, 1)."""
        return self._drawn(lambda draw: draw.random(size))

    def _drawn(self, drawn: Callable[[np.random.Generator], Array]) -> Array:
        return np.array([drawn(draw) for draw in self._draws])


def _draw(start: Array) -> np.random.Generator:
    seed = np.frombuffer(np.ascontiguousarray(start, dtype=float).tobytes(), dtype=np.uint32)
    return np.random.default_rng(seed.tolist())


def _bests(
    method: Population, place: Place, best: Array, draw: np.random.Generator, paid: NDArray[np.int64]
) -> Asking[Array]:
    """The best place (rows, n) so far where so many heights are `paid` (rows,); `best` (n,) is the first, for nothing.

    Of many searches side by side (rows, N, n), from `best` (N, n).
    """
    least = (yield best[..., None, :])[..., 0]
    rows = np.empty((len(paid), *best.shape))
    row, asked = 0, 0
    state = method.initial_state(place, draw)
    while True:
        state, told = yield from generation(method, state, draw)
        asked += told
        after = int(np.searchsorted(paid, asked))
        rows[row:after], row = best, after
        if row == len(paid):
            return rows
        points, heights = method.beads(state)
        fresh = heights.min(axis=-1)
        lower = fresh < least
        best, least = np.where(lower[..., None], lowest(points, heights), best), np.where(lower, fresh, least)


def _stopped(
    positions: Array, indices: NDArray[np.int64], near: Array, still: NDArray[np.bool_]
) -> NDArray[np.int64]:
    """The step (N,) from which on each is near its end; the last for one that still moves."""
    away = (np.abs(positions - positions[-1]) > near).any(axis=2)
    since = len(positions) - np.argmax(away[::-1], axis=0)
    since = np.where(away.any(axis=0), np.minimum(since, len(positions) - 1), 0)
    return np.where(still, indices[since], indices[-1])
