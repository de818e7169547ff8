"""What one case leaves: how every particle ended, the loss over the steps, and a few whole paths to be drawn.

The history of a large ensemble is not kept: it is looked at in portions, and only what the outputs need stays.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from descent.comparison.cases import Case
from descent.comparison.statistics import quantiles
from descent.loop import descend
from descent.multistart import successful
from descent.populations import Population
from descent.results import LOST, Ending, Judgement, Kinds, Trajectories, destinations, read_arrays, replacing
from descent.searching import raced

Array = NDArray[np.float64]
Shown = tuple[Array, Array, NDArray[np.int64]]

PORTION = 10_000
"""So many particles are run at a time; how they are cut changes no number where there is no noise."""
LOOKS = 600_000
"""Heights of one portion that are looked at: more steps or particles are looked at less often."""
DRAWN = 300
"""So many particles, at most, keep their whole paths."""
DRAWN_NUMBERS = 2_000_000
BAND = (0.25, 0.5, 0.75)
_REHEARSED = 10
"""Steps that show all that a run needs to be made before it."""


@dataclass(frozen=True, eq=False, kw_only=True)
class CaseOutcome:
    """What became of a case.

    Attributes
    ----------
    ending, labels, stopped_at, heights : (N,), of every particle in the order of its starts; labels count
        `places`, -1 for none; heights are those at the end, of a lost particle at its last place inside
    starts, ends : (N, n), domain units, where they began, and are at the end
    places : (k, n), domain units, the stationary points that were reached
    is_minimum, is_global : (k,) bool
    indices : (rows,) int, the steps at which the loss was looked at
    band : (3, rows), lower quartile, median and upper quartile of all heights; a lost particle counts as higher
        than any, so that a quartile is infinite once that many are lost
    drawn : (M,) int, the particles whose paths may be drawn, in `drawn_...` as `Trajectories` has them; no rows where
        paths were not kept
    seconds : float, what the run took; not kept in a file, which has the same bytes whenever it is written
    """

    ending: NDArray[np.int8]
    labels: NDArray[np.int64]
    stopped_at: NDArray[np.int64]
    heights: Array
    starts: Array
    ends: Array
    places: Array
    is_minimum: NDArray[np.bool_]
    is_global: NDArray[np.bool_]
    indices: NDArray[np.int64]
    band: Array
    drawn: NDArray[np.int64]
    drawn_positions: Array
    drawn_heights: Array
    drawn_indices: NDArray[np.int64]
    seconds: float = 0.0

    def __len__(self) -> int:
        """The number of particles."""
        return len(self.ending)

    @cached_property
    def lost(self) -> NDArray[np.bool_]:
        """Which particles (N,) escaped or diverged."""
        return np.isin(self.ending, LOST)

    @cached_property
    def ranked_heights(self) -> Array:
        """Final heights (N,); infinite for lost particles."""
        return np.where(self.lost, np.inf, self.heights)

    @cached_property
    def ended(self) -> NDArray[np.int64]:
        """How many ended each way (len(Ending),)."""
        return np.bincount(self.ending, minlength=len(Ending)).astype(np.int64)

    @cached_property
    def arrived(self) -> NDArray[np.int64]:
        """How many came to rest at each place (k,)."""
        resting = self.labels[(self.ending == Ending.CONVERGED) & (self.labels >= 0)]
        return np.bincount(resting, minlength=len(self.places)).astype(np.int64)

    @property
    def motionless(self) -> int:
        """How many never took a step, the lost ones left away."""
        return int(((self.stopped_at == 0) & ~self.lost).sum())

    @property
    def lowest(self) -> float:
        """Of the final heights."""
        return float(self.ranked_heights.min(initial=np.inf))

    @property
    def highest(self) -> float:
        """Of the final heights, infinite where a particle was lost."""
        return float(self.ranked_heights.max(initial=-np.inf))

    def successful(self, case: Case) -> NDArray[np.bool_]:
        """Which particles (N,) reached a global minimum; any minimum where no global one is known."""
        return successful(case.landscape, self.ending, self.labels, self.is_global)

    def successes(self, case: Case) -> int:
        """How many did."""
        return int(self.successful(case).sum())

    def step_quantiles(self, shares: Sequence[float]) -> list[float]:
        """Of the steps of those that came to rest at a minimum."""
        return [float(v) for v in quantiles(self.stopped_at[self.ending == Ending.CONVERGED], shares)]

    def height_quantiles(self, shares: Sequence[float]) -> list[float]:
        """Of the final heights, a lost particle's infinite."""
        return [float(v) for v in quantiles(self.ranked_heights, shares)]

    def with_paths(self, case: Case) -> CaseOutcome:
        """The same with paths; those that were not kept are run again."""
        if len(self.drawn_indices):
            return self
        return replace(self, **_of_drawn(_paths_from(case, self.starts[self.drawn])))

    def paths(self, case: Case) -> Trajectories:
        """The paths, to be drawn."""
        whole = self.with_paths(case)
        return Trajectories(
            landscape=case.landscape,
            positions=whole.drawn_positions,
            heights=whole.drawn_heights,
            ending=self.ending[self.drawn],
            stopped_at=self.stopped_at[self.drawn],
            steps=case.steps,
            indices=whole.drawn_indices,
            optimizer=case.optimizer,
            noise=case.noise,
            tolerance=case.tolerance,
            engine=case.engine,
        )

    def save(self, path: str | os.PathLike[str], about: dict[str, Any]) -> None:
        """Write one ``.npz`` file, with `about` as JSON in it.

        Raises
        ------
        OSError
            If the file cannot be written.
        ValueError
            If `path` is no name of a file.
        """
        arrays: dict[str, Any] = {name: getattr(self, name) for name in _kept()}
        with replacing(path) as file:
            np.savez(file, about=np.array(json.dumps(about)), **arrays)

    @classmethod
    def load(cls, path: str | os.PathLike[str], case: Case | None = None) -> CaseOutcome:
        """What `save` wrote, of this case where one is given; how long the run took is not read.

        Raises
        ------
        ValueError
            If the file holds no outcome, or none that the case can have.
        OSError
            If it cannot be read.
        """
        try:
            arrays: Any = read_arrays(path, _KINDS)
            _check_shapes(arrays, case)
        except ValueError as error:
            raise ValueError(f"{os.fspath(path)} is no outcome of a case: {error}") from None
        return cls(**arrays)


def _kept() -> list[str]:
    return [f.name for f in fields(CaseOutcome) if f.name != "seconds"]


_KINDS: Kinds = {
    **dict.fromkeys(("ending", "labels", "stopped_at", "indices", "drawn", "drawn_indices"), ("i", 1)),
    **dict.fromkeys(("is_minimum", "is_global"), ("b", 1)),
    "heights": ("f", 1),
    **dict.fromkeys(("places", "starts", "ends"), ("f", 2)),
    "band": ("f", 2),
    "drawn_positions": ("f", 3),
    "drawn_heights": ("f", 2),
}


def _check_shapes(arrays: dict[str, NDArray[Any]], case: Case | None) -> None:
    """The arrays fit each other, and the case.

    Raises
    ------
    ValueError
        If not.
    """
    count, (found, n), few = len(arrays["ending"]), arrays["places"].shape, len(arrays["drawn"])
    rows, kept = len(arrays["indices"]), len(arrays["drawn_indices"])
    shapes: dict[str, tuple[int, ...]] = {
        **dict.fromkeys(("labels", "stopped_at", "heights"), (count,)),
        **dict.fromkeys(("is_minimum", "is_global"), (found,)),
        **dict.fromkeys(("starts", "ends"), (count, n)),
        "band": (len(BAND), rows),
        "drawn_positions": (kept, few, n),
        "drawn_heights": (kept, few),
    }
    for name, shape in shapes.items():
        if arrays[name].shape != shape:
            raise ValueError(f"{name} has shape {arrays[name].shape}, expected {shape}")
    numbered = (("labels", -1, found), ("drawn", 0, count), ("stopped_at", 0, np.inf))
    if not all(((arrays[name] >= low) & (arrays[name] < high)).all() for name, low, high in numbered):
        raise ValueError("its numbers are out of range")
    if not np.isin(arrays["ending"], list(Ending)).all():
        raise ValueError("ending holds unknown codes")
    if not all(np.isfinite(arrays[name]).all() for name in ("places", "drawn_positions", "starts", "ends")):
        raise ValueError("its places must be finite")
    steps = [name for name in ("indices", "drawn_indices") if name == "indices" or kept]
    for name in steps:
        if not len(arrays[name]) or arrays[name][0] != 0 or (np.diff(arrays[name]) <= 0).any():
            raise ValueError(f"{name} must rise from 0")
    if case is None:
        return
    ends = {int(arrays[name][-1]) for name in steps}
    late = arrays["stopped_at"].max(initial=0) > case.steps
    if late or n != case.landscape.dimensions or ends != {case.steps} or count != len(case.points()):
        raise ValueError("it is another case's")


def run_case(case: Case, paths: bool = True) -> CaseOutcome:
    """Run a case and look at it; without `paths` what would be drawn is left to be run again."""
    begun = time.perf_counter()
    starts = case.points()
    drawn = _to_be_drawn(case, len(starts))
    # A particle's noise depends on its number: those to be drawn go first, so that both runs give them the same.
    others = np.ones(len(starts), dtype=bool)
    others[drawn] = False
    order = np.concatenate([drawn, np.flatnonzero(others)])
    as_they_come = bool((np.diff(order) > 0).all())
    portion = PORTION if case.noise is None else max(len(starts), 1)
    every = max(1, -(-case.steps * min(len(starts), portion) // LOOKS))
    indices = np.unique(np.append(np.arange(0, case.steps + 1, every), case.steps))
    looks = np.empty((len(indices), len(starts)))
    points = np.empty_like(starts)
    known = Judgement.of(points, np.empty(len(starts), dtype=np.int8))
    stopped_at, heights = np.empty(len(starts), dtype=np.int64), np.empty(len(starts))
    shown, rarely = None, _rarely(case, len(drawn))
    for first in range(0, max(len(starts), 1), portion):
        part = slice(first, first + portion)
        who = order[part]
        run = _run(case, starts[who], every)
        looks[:, part] = seen(run)  # their order matters to no quantile
        points[who], heights[who], stopped_at[who] = run.positions[-1], run.heights[-1], run.stopped_at
        if as_they_come and len(who) == len(starts):
            known = run.judgement  # with what it knows of who shares a verdict
        else:
            known.put(who, run.judgement)
        if paths and first == 0 and rarely % every == 0 and len(drawn) <= len(run):
            shown = _thinned(run, len(drawn), rarely)
    found = destinations(case.landscape, points, known.ending, known)
    if paths:
        shown = shown or _paths_from(case, starts[drawn])
    else:
        shown = np.empty((0, len(drawn), points.shape[1])), np.empty((0, len(drawn))), indices[:0]
    return CaseOutcome(
        ending=known.ending,
        labels=found.labels,
        stopped_at=stopped_at,
        heights=heights,
        starts=starts,
        ends=points,
        places=found.positions,
        is_minimum=found.is_minimum,
        is_global=found.is_global,
        indices=indices,
        band=_band(looks),
        drawn=drawn,
        **_of_drawn(shown),
        seconds=time.perf_counter() - begun,
    )


def rehearse(case: Case) -> None:
    """Have one particle take a few steps and be judged: what cases of this kind need to be made is made then."""
    short = replace(case, steps=min(case.steps, _REHEARSED))
    run = _run(short, case.points()[:1], _REHEARSED)
    destinations(case.landscape, run.positions[-1], run.ending, run.judgement)


def _run(case: Case, starts: Array, every: int) -> Trajectories:
    if isinstance(case.optimizer, Population):
        return raced(case.landscape, case.optimizer, starts, case.steps, record=every)
    return descend(
        case.landscape,
        starts,
        case.optimizer,
        steps=case.steps,
        tolerance=case.tolerance,
        record=every,
        noise=case.noise,
        engine=case.engine,
    )


def _rarely(case: Case, count: int) -> int:
    """Every which step of `count` paths is kept."""
    return max(1, -(-case.steps * count * (case.landscape.dimensions + 1) // DRAWN_NUMBERS))


def _paths_from(case: Case, starts: Array) -> Shown:
    every = _rarely(case, len(starts))
    return _thinned(_run(case, starts, every), len(starts), every)


def _of_drawn(shown: Shown) -> dict[str, Any]:
    return dict(zip(("drawn_positions", "drawn_heights", "drawn_indices"), shown, strict=True))


def _thinned(run: Trajectories, count: int, every: int) -> Shown:
    """Positions, heights and steps of a run's first particles, at every so many steps and at the last."""
    rows = np.flatnonzero((run.indices % every == 0) | (run.indices == run.steps))
    return run.positions[rows, :count], run.heights[rows, :count], run.indices[rows]


def _to_be_drawn(case: Case, count: int) -> NDArray[np.int64]:
    """The first of random starts, which are as random as all; of a design any: every k-th of a grid lie on lines."""
    most = min(count, DRAWN)
    if case.starts.is_random:
        return np.arange(most)
    return np.sort(np.random.default_rng(0).choice(count, most, replace=False))


def seen(run: Trajectories) -> NDArray[np.float64]:
    """Heights (rows, N), infinite from where a particle is lost."""
    lost = np.isin(run.ending, LOST)
    if not lost.any():
        return run.heights
    gone = lost & (run.indices[:, None] > run.stopped_at)
    return np.where(gone, np.inf, run.heights)


def _band(looks: Array) -> Array:
    """Quartiles (3, rows) of heights (rows, N); those of the last row once where nothing moved any more before."""
    moving = len(looks) - 1
    while moving > 0 and np.array_equal(looks[moving - 1], looks[-1]):
        moving -= 1
    band = quantiles(looks[: moving + 1], BAND)
    return np.concatenate([band, np.repeat(band[:, -1:], len(looks) - moving - 1, axis=1)], axis=1)
