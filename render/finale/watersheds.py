"""Which of a run's destinations its optimizer reaches from where: from coarse to fine, as most ground is amid a basin."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from descent import (
    Ending,
    GradientDescent,
    Momentum,
    Optimizer,
    Searched,
    Trajectories,
    beside_minimizers,
    descend,
)
from descent.results import same_places
from landscapes import Landscape
from render.finale.shares import SOME, Share, ways_out
from render.style import Theme
from render.surface import World, spread

FINEST = 150
"""Starts along a side at most."""
SOFT = 0.75
"""Of the distance of two starts: over which their basins are blurred."""
RIDGE = 1 / (SOFT * (2 * np.pi) ** 0.5)
"""How high the blurred line between two basins is."""
SHARP = 5
"""A power: the greater it is, the narrower is the seam of two basins. Of the finest map: coarser ones have greater ones."""
STRIDES = (4, 2, 1)
"""Of the lattice's lines every so many are looked at, one stride after the other."""
LEAST = 37
"""With so few lines a side, hardly more than a film's particles, nothing is left out."""
LONGER, LONG = 4, 2000
"""So many times the run's steps have starts to arrive, unless it has more than so many: who begins beside a watershed takes
longest, and else there would be a strip of ground from which nobody arrives."""
RAIN, LONGEST, SAME, OUT = 250, 4000, 0.02, 0.2
"""So many steps water runs down, and so many rolling ones where it still runs; ends so near to one another, in shares of
the domain's sides, are one place, and so near where it runs over the border."""
DRAINED = 150
"""Lines a side of a lattice on which water runs from place to place."""
ROWS = 250
"""So many places of a way are asked where it leaves the map."""
NAMED = 0.03
"""Ground of one of two runs is named that is such a share of all."""

Labels = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Watersheds:
    """A map of starts, as far as colours need it.

    Attributes
    ----------
    x, y : (side,) the starts' lines, domain units, rising
    labels : (side, side), rows of one y: the number of the run's destination that is reached, -1 where it is none that
        is counted
    """

    x: NDArray[np.float64]
    y: NDArray[np.float64]
    labels: Labels


@dataclass(frozen=True, eq=False)
class Beacons:
    """Where a run's basins have no colour: its lowest places, which all missed, or came close to, or where all still move.

    Attributes
    ----------
    places : (k, 2) domain units
    reach : (2,) how far their light falls, domain units
    strength : of it, 0..1
    """

    places: NDArray[np.float64]
    reach: NDArray[np.float64]
    strength: float = 1.0

    @classmethod
    def of(cls, f: Landscape, far: float) -> Beacons | None:
        """Those that are known and on the map, if there are; their light falls so `far`, a share of it."""
        low, high = np.transpose(f.domain)
        places = np.array(f.minimizers, dtype=float).reshape(-1, f.dimensions)
        places = places[((low <= places) & (places <= high)).all(axis=1)]
        return cls(places, far * (high - low)) if len(places) else None

    def light(self, x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
        """On a lattice (rows, columns), 0..1."""
        across, upright = (
            np.exp(-0.5 * ((line - place[:, None]) / far) ** 2)
            for line, place, far in zip((x, y), self.places.T, self.reach, strict=True)
        )
        return np.asarray((upright[:, :, None] * across[:, None]).max(axis=0))


def watersheds(
    f: Landscape, run: Trajectories, counted: NDArray[np.bool_], side: int, *, patient: bool = True
) -> Watersheds:
    """The map of `side` x `side` starts, edges included, under the run's optimizer, and as many steps or some more.

    A start is tried only near where those of a coarser lattice disagree, or a particle of the run does not agree with
    them. So an island of a basin may be missed that is smaller than a coarse cell: over the catalogue, under three
    optimizers, one start of 7,000 has another label than if all were tried, and at most one of 100 in one map.

    Parameters
    ----------
    counted : (k,) which of the run's destinations have labels
    side : of the lattice
    patient : else there are no more steps than the run's, and who still moves is nowhere
    """
    x, y = (np.linspace(low, high, side) for low, high in f.domain)
    own = np.where(run.ending == Ending.CONVERGED, _numbers(counted)[run.destinations.labels], -1)
    place = np.stack(
        [np.interp(run.positions[0][:, k], line, np.arange(side)) for k, line in enumerate((x, y))]
    )
    strides = [stride for stride in STRIDES if side >= LEAST * stride] or [1]
    lines = np.zeros(1, dtype=np.int64)
    labels, open_ = np.zeros((1, 1), dtype=np.int64), np.ones((1, 1), dtype=bool)
    for stride in strides:
        finer = np.unique(np.append(np.arange(0, side, stride), side - 1))
        cell = np.clip(np.searchsorted(lines, finer, side="right") - 1, 0, len(open_) - 1)
        asked, labels = open_[np.ix_(cell, cell)], labels[np.ix_(cell, cell)]
        row, column = np.nonzero(asked)
        starts = np.stack([x[finer[column]], y[finer[row]]], axis=-1)
        labels[row, column] = _reached(f, run, counted, starts, patient)
        lines, open_ = finer, _disputed(labels, finer, place, own)
    return Watersheds(x, y, labels)


def _disputed(labels: Labels, lines: Labels, place: NDArray[np.float64], own: Labels) -> NDArray[np.bool_]:
    """The cells between `lines` whose corners disagree, and those beside them.

    Or the first corner with a particle in the cell, at `place` (2, N), that has a label of its `own` (N,).
    """
    first = labels[:-1, :-1]
    open_ = (labels[1:, :-1] != first) | (labels[:-1, 1:] != first) | (labels[1:, 1:] != first)
    column, row = np.clip(np.searchsorted(lines, place, side="right") - 1, 0, len(open_) - 1)
    strange = own != first[row, column]
    open_[row[strange], column[strange]] = True
    wide = np.pad(open_, 1)
    high = wide[:-2] | wide[1:-1] | wide[2:]
    return np.asarray(high[:, :-2] | high[:, 1:-1] | high[:, 2:])


def _reached(
    f: Landscape,
    run: Trajectories,
    counted: NDArray[np.bool_],
    starts: NDArray[np.float64],
    patient: bool,
) -> Labels:
    """The numbers (N,) of the run's destinations that are reached from `starts` (N, 2), -1 of none that is counted."""
    if not len(starts):
        return np.zeros(0, dtype=np.int64)
    steps = max(run.steps, min(LONGER * run.steps, LONG)) if patient else run.steps
    tried = descend(f, starts, run.optimizer, steps=steps, tolerance=run.tolerance, record="ends")
    found = tried.destinations
    same = same_places(f, found, run.destinations) & found.is_minimum[:, None]
    known = np.append(np.where(same.any(axis=1), same.argmax(axis=1), -1) if same.size else -1, -1)
    labels = np.asarray(_numbers(counted)[known[found.labels]])
    lowest = np.flatnonzero(counted & run.destinations.is_global)
    if patient and len(lowest) and (moving := np.asarray(tried.ending) == Ending.RUNNING).any():
        # As the eye has it who is there; so it counts in what valleys say.
        last = tried.positions[-1]
        near = moving.copy()
        near[moving] = beside_minimizers(f, last[moving])
        apart = np.linalg.norm(last[near][:, None] - run.destinations.positions[lowest], axis=-1)
        labels[near] = lowest[apart.argmin(axis=1)]
    return labels


def contested(first: Trajectories, second: Trajectories, side: int) -> Watersheds:
    """The map of `side` x `side` starts by whose optimizer comes to rest in a known lowest place, in its run's steps.

    Labels are 0 where only the first one's does, 1 only the second one's, 2 both, -1 none of them. Of a run of which more
    than half still move it is an accident who rests by the last step: it has no ground.
    """
    f, found = first.landscape, []
    for run in (first, second):
        ending, ends = np.asarray(run.ending), run.destinations
        rests = np.bincount(ends.labels[ending == Ending.CONVERGED], minlength=len(ends))
        if 2 * int((ending == Ending.RUNNING).sum()) > len(run) or not rests[ends.is_global].any():
            found.append(np.zeros((side, side), dtype=bool))
        else:
            found.append(watersheds(f, run, ends.is_global & (rests > 0), side, patient=False).labels >= 0)
    one, other = found
    x, y = (np.linspace(low, high, side) for low, high in f.domain)
    return Watersheds(x, y, np.where(one & other, 2, np.where(one, 0, np.where(other, 1, -1))))


def gateways(run: Trajectories, who: Labels, side: int) -> Watersheds:
    """The map of `side` x `side` starts by the crowd with which each leaves the map: that of the run's nearest way out.

    Parameters
    ----------
    who : (N,) the crowd of each of the run's particles, -1 of none; so are the labels
    """
    f = run.landscape
    low, high = np.transpose(f.domain)
    x, y = (np.linspace(*limits, side) for limits in f.domain)
    starts = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
    every = max(run.steps // ROWS, 1)
    tried = descend(f, starts, run.optimizer, steps=run.steps, tolerance=run.tolerance, record=every)
    places, left = ways_out(tried)
    gone = np.flatnonzero(who >= 0)[:: (who >= 0).sum() // SOME + 1]
    outs = ways_out(run)[0][gone]
    apart = np.linalg.norm((places[:, None] - outs) / (high - low), axis=-1)
    return Watersheds(x, y, np.where(left, who[gone][apart.argmin(axis=1)], -1).reshape(side, side))


def rained(run: Searched, side: int) -> tuple[Watersheds, NDArray[np.float64]]:
    """The map of `side` x `side` starts from which water runs to where it runs from a population's best place, 0, and -1
    elsewhere; and where that is (n,): a pit, or a place at the border.

    A population has no basins: from where it begins decides nothing.
    """
    f = run.landscape
    low, high = np.transpose(f.domain)
    x, y = (np.linspace(*limits, side) for limits in f.domain)
    starts = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
    best = np.unravel_index(np.argmin(np.nan_to_num(run.heights, nan=np.inf)), run.heights.shape)
    ends, flows, over = _run_down(
        f, np.concatenate([run.positions[best][None], starts]), GradientDescent(), RAIN
    )
    if flows.any():  # along a floor it takes long, and many go the same way
        cells = np.round((ends[flows] - low) / (SAME / 10 * (high - low)))
        _, first, own = np.unique(cells, axis=0, return_index=True, return_inverse=True)
        ends[flows] = _run_down(f, ends[flows][first], Momentum(), LONGEST)[0][own.ravel()]
    same = OUT if over[0] else SAME
    there = (over[1:] == over[0]) & (np.abs(ends[1:] - ends[0]) <= same * (high - low)).all(axis=-1)
    beside = (np.abs(starts - run.positions[best]) <= (high - low) / (side - 1)).all(axis=-1)
    if not there[beside].any():  # steps that suit most of the ground jump out of its narrowest pits
        return _drained(f, run.positions[best]), run.positions[best]
    return Watersheds(x, y, np.where(there, 0, -1).reshape(side, side)), ends[0]


def _drained(f: Landscape, place: NDArray[np.float64]) -> Watersheds:
    """The same on a lattice, from each of whose places water runs to the lowest one beside it (O'Callaghan & Mark 1984)."""
    x, y = (np.linspace(*limits, DRAINED) for limits in f.domain)
    starts = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
    heights = np.nan_to_num(f.value(starts), nan=np.inf).reshape(DRAINED, DRAINED)
    wide = np.pad(heights, 1, constant_values=np.inf)
    around = [(i, j) for i in range(3) for j in range(3)]
    beside = np.stack([wide[i : i + DRAINED, j : j + DRAINED] for i, j in around])
    down = np.array([DRAINED * (i - 1) + j - 1 for i, j in around])[beside.argmin(axis=0)].ravel()
    to = np.arange(len(starts)) + down
    while (to != (further := to[to])).any():
        to = further
    nearest = [np.abs(line - at).argmin() for line, at in zip((y, x), place[::-1], strict=True)]
    return Watersheds(
        x, y, np.where(to == to[DRAINED * nearest[0] + nearest[1]], 0, -1).reshape(heights.shape)
    )


def _run_down(
    f: Landscape, starts: NDArray[np.float64], optimizer: Optimizer, steps: int
) -> tuple[NDArray[np.float64], NDArray[np.bool_], NDArray[np.bool_]]:
    """Where each of the starts (N, n) comes to, or leaves the map; which (N,) still move on it; and which left it."""
    tried = descend(f, starts, optimizer, steps=steps, record=max(steps // ROWS, 1))
    last, left = ways_out(tried)
    ends = np.where(left[:, None], last, tried.positions[-1])
    return ends, (np.asarray(tried.ending) == Ending.RUNNING) & ~left, left


def _numbers(counted: NDArray[np.bool_]) -> Labels:
    """By the numbers of destinations, those that are counted, -1 for others, and for -1."""
    return np.append(np.where(counted, np.arange(len(counted)), -1), -1)


def grounds_of(found: object, world: World, names: Sequence[str], theme: Theme) -> tuple[Share, ...]:
    """Whose ground is which on the map of two runs, `contested`: said amid the widest part of each that is wide enough."""
    if len(names) != 2 or not isinstance(found, Watersheds):
        return ()
    told = []
    shared = len({int(k) for k in np.unique(found.labels)} - {-1}) > 1
    # Whose ground is not known, as most of them still move, may have come to rest there too.
    own = [theme.say("only {name}", name=name) if shared else name for name in names]
    for k, text in enumerate((*own, theme.say("both"))):
        inside, deep = np.pad(found.labels == k, 1), 0
        while (inner := _eroded(inside)).any():
            inside, deep = inner, deep + 1
        if not deep or (found.labels == k).mean() < NAMED:
            continue
        rows, columns = np.nonzero(inside[1:-1, 1:-1])
        amid = np.hypot(rows - rows.mean(), columns - columns.mean()).argmin()
        place = world.place(np.array([found.x[columns[amid]], found.y[rows[amid]]]))
        x, y, z = world.grounded(place)
        told.append(Share(text, (float(x), float(y), float(z))))
    return tuple(told)


def _eroded(inside: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The same places (rows, columns) without those at its edge."""
    kept = inside.copy()
    kept[1:] &= inside[:-1]
    kept[:-1] &= inside[1:]
    kept[:, 1:] &= inside[:, :-1]
    kept[:, :-1] &= inside[:, 1:]
    return kept


def weights_on(
    found: Watersheds, inks: NDArray[np.uint8], x: NDArray[np.float64], y: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """On a lattice: the share (rows, columns, 1 + k) of no basin and of each colour, and the seams.

    `inks` (n + 1, 4) are those of the destinations; seams (rows, columns), 0..1, lie between destinations too whose
    colours are the same.
    """
    kinds, kind = np.unique(inks[inks[:, 3] > 0], axis=0, return_inverse=True)
    table = np.zeros(len(inks), dtype=np.int64)
    table[inks[:, 3] > 0] = kind.ravel() + 1
    place = table[found.labels]
    across, upright = blurring(x, found.x), blurring(y, found.y)

    fields = [(place == k).astype(float) for k in range(len(kinds) + 1)]
    coarse = max(FINEST / len(found.x), 1)
    weights = np.stack([spread(upright, field, across) for field in fields], axis=-1) ** (SHARP * coarse)
    labels = np.where(place > 0, found.labels, -1)
    lines = np.zeros(labels.shape, dtype=bool)
    for axis in (0, 1):
        apart = np.diff(labels, axis=axis) != 0
        first: list[slice] = [slice(None), slice(None)]
        first[axis] = slice(None, -1)
        lines[tuple(first)] |= apart
    seams = np.minimum(spread(upright, lines.astype(float), across) / RIDGE, 1) ** coarse**2
    return weights / weights.sum(axis=-1, keepdims=True), np.clip(1.6 * RIDGE * seams - 0.35, 0, 1)


def blurring(
    at: NDArray[np.float64], starts: NDArray[np.float64], sigma: float | None = None
) -> NDArray[np.float64]:
    """The matrix that takes values at `starts` to Gaussian means about `at`."""
    sigma = SOFT * (starts[1] - starts[0]) if sigma is None else sigma
    weights = np.exp(-0.5 * np.clip((at[:, None] - starts) / sigma, -30, 30) ** 2)
    return np.asarray(weights / weights.sum(axis=1, keepdims=True))
