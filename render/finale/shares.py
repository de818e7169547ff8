"""What is told where it happened: what each valley caught, and what the gates on the map's border let through."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from descent import Ending, Optimizer, Trajectories, share_near
from descent.results import slack
from render.clock import last_inside, left_since, off_since
from render.particles import ParticleColors, beside_lowest, creeps, lowest_of
from render.style import ENGLISH, Phrases, Theme, rgb
from render.surface import World

LEAST_PERCENT, LEAST_MARBLES = 0.05, 20
"""Smaller shares, and those of fewer marbles, are told as numbers."""
MOST_SHARES = 4
"""Of more valleys only the lowest ones say what they caught."""
TOLD = 0.75
"""Where what is told of those who left the map were less than that share of them, nothing is: no number stands for others
that are not told."""
MOST, LEAST = 4, (0.1, 0.05)
"""So many gates say what went through them, each at least this share of all; smaller ones where the larger ones together
told of less than `TOLD` of who left."""
LINK = 0.3
"""World units: who leave so near to each other leave together, and all in between."""
WIDE, FAR = 0.35, 0.7
"""World units: who leaves so near to others makes a gate with them; who leaves so near to a gate goes through it too."""

INSIDE = 0.12
"""So far from where they left, as a share of the way from there to where they began, it is said how many left."""
BEAD, APART = "●", "   "
"""What stands before the number of each of two runs, in its colour, and between the numbers."""
EXITS = 2
"""Where valleys tell what they caught so many ways out do at most: of more the sentence says how many left in all."""
GONE = (Ending.ESCAPED, Ending.DIVERGED)
"""Who leaves where the map goes on, or where the function ends."""
SOME = 2000
"""Of more than so many only some are asked where the gates are."""


@dataclass(frozen=True)
class Share:
    """What a valley caught, or how many `left` the map, and where that is in the world.

    `parts`, texts and their colours, are those of several runs.
    """

    text: str
    at: tuple[float, float, float]
    left: int = 0
    parts: tuple[tuple[str, str], ...] = ()


def told_of(
    runs: Mapping[str, Trajectories],
    colors: Sequence[ParticleColors],
    world: World,
    theme: Theme,
    *,
    floods: bool,
) -> tuple[Share, ...]:
    """What valleys and gates say of a run, or valleys of two, where ground `floods` if it can."""
    if not 0 < len(runs) < 3:
        return ()
    say, first = theme.say, next(iter(runs.values()))
    if len(runs) == 1:
        caught = shares_of(first, world, say) if floods and len(first) > 1 else ()
        gone = exits_of(first, world, say, floods=floods)
        return (*caught, *(gone if not caught or len(gone) <= EXITS else ()))
    if not floods or len(first) < 2:
        return ()
    inks = [hue_of(own) for own in colors]
    return shares_of_both(runs, inks, world, theme) if all(inks) else ()


def hue_of(colors: ParticleColors) -> str:
    """The one colour of a run's particles; nothing where they have several, or none."""
    kinds = np.unique(colors.colors[:, :3], axis=0)
    return "#" + bytes(kinds[0].tolist()).hex() if len(kinds) == 1 else ""


def shares_of(run: Trajectories, world: World, say: Phrases = ENGLISH) -> tuple[Share, ...]:
    """What the valleys of a run say: all of a few, of many only the lowest that caught somebody; none while most creep."""
    if creeps(run):
        return ()
    counts = caught(run)
    ends, low, high = run.destinations, *np.transpose(run.landscape.domain)
    if len(counts) > MOST_SHARES:
        # Beside a flag that nobody reached a number would be taken for its.
        missed = len(run.landscape.minimizers) and not any(ends.is_global[k] for k in counts)
        chosen = [] if missed else lowest_of(ends, list(counts), slack(run.landscape))
        counts = {k: counts[k] for k in chosen[:MOST_SHARES]}
    inside = {
        k: n for k, n in counts.items() if ((ends.positions[k] >= low) & (ends.positions[k] <= high)).all()
    }
    total = len(run) - int((np.asarray(run.ending) == Ending.UNDEFINED).sum())
    exact = total < LEAST_MARBLES or any(n < LEAST_PERCENT * total for n in inside.values())
    # 99.6 % is not all of them.
    exact |= any(n < total and round(100 * n / total) == 100 for n in inside.values())
    shares = []
    for k, count in inside.items():
        text = (
            say("all {n}", n=count)
            if count == total
            else say.count(count)
            if exact
            else f"{100 * count / total:.0f} %"
        )
        x, y, z = world.grounded(world.place(ends.positions[k]))
        shares.append(Share(text, (float(x), float(y), float(z))))
    return tuple(shares)


def shares_of_both(
    runs: Mapping[str, Trajectories], inks: Sequence[str], world: World, theme: Theme
) -> tuple[Share, ...]:
    """What the known lowest valleys say of two runs: how many of each are at rest there, as sentences count them.

    Behind beads of the runs' `inks`, on dark ground in these; nothing where such valleys are many.
    """
    dark = sum(rgb(theme.ground_bottom)) < sum(rgb(theme.ink))  # gold is hard to read on paper
    f = next(iter(runs.values())).landscape
    low, high = np.transpose(f.domain)
    goals = [np.asarray(p) for p in f.minimizers if ((low <= p) & (np.asarray(p) <= high)).all()]
    if not 0 < len(goals) <= MOST_SHARES:
        return ()
    counts = np.zeros((len(goals), len(runs)), dtype=int)
    for column, run in enumerate(runs.values()):
        resting = (np.asarray(run.ending) == Ending.CONVERGED) & (left_since(run) > run.steps)
        for k, count in zip(*np.unique(run.destinations.labels[resting], return_counts=True), strict=True):
            if k >= 0 and run.destinations.is_global[k]:
                apart = [
                    np.abs((run.destinations.positions[k] - goal) / (high - low)).max() for goal in goals
                ]
                counts[int(np.argmin(apart)), column] += count
    shares = []
    for goal, row in zip(goals, counts, strict=True):
        if row.any():
            x, y, z = world.grounded(world.place(goal))
            texts = [theme.say.count(int(count)) for count in row]
            ends = [APART] * (len(texts) - 1) + [""]
            parts = []
            for text, ink, end in zip(texts, inks, ends, strict=True):
                parts += [(f"{BEAD} ", ink), (text + end, ink if dark else theme.ink)]
            said = "".join(text for text, _ in parts)
            shares.append(Share(said, (float(x), float(y), float(z)), parts=tuple(parts)))
    return tuple(shares)


def caught(run: Trajectories) -> dict[int, int]:
    """How many came to rest at each minimum, or as near as the eye can tell, by its place among the run's destinations."""
    labels = np.where(np.asarray(run.ending) == Ending.CONVERGED, run.destinations.labels, -1)
    beside = beside_lowest(run, np.unique(labels[labels >= 0]).tolist())
    labels = np.where(labels < 0, beside, labels)
    kinds, counts = np.unique(labels[labels >= 0], return_counts=True)
    return {int(k): int(n) for k, n in zip(kinds, counts, strict=True)}


def exits_of(
    run: Trajectories, world: World, say: Phrases = ENGLISH, *, floods: bool = True
) -> tuple[Share, ...]:
    """What the gates of a run say, at the places (on the ground) where marbles were last on the map.

    Where ground `floods` in the colours of crowds these say it on their own ground, near where they left.
    """
    who = parted(run, world) if floods else None
    if who is None:
        gates, through = gates_of(run, world)
        told = [(gate, int((through == k).sum())) for k, gate in enumerate(gates)]
    else:
        crowds = [who == k for k in range(who.max() + 1)]
        told = [(_beside_rim(run, world, own), int(own.sum())) for own in crowds]
    shares = []
    for place, count in told:
        x, y, z = world.grounded(world.place(place))
        text = f"{say.count(count)} {say('over the edge')}"
        shares.append(Share(text, (float(x), float(y), float(z)), left=count if who is None else 0))
    return tuple(shares)


def _beside_rim(run: Trajectories, world: World, crowd: NDArray[np.bool_]) -> NDArray[np.float64]:
    """The place (n,) a little before the middle of where a crowd (N,) left the map, on the way of one of it."""
    last, starts = ways_out(run)[0][crowd], run.positions[0][crowd]
    at = world.plane(last)
    k = int(np.linalg.norm(at - np.median(at, axis=0), axis=-1).argmin())
    return np.asarray(last[k] + INSIDE * (starts.mean(axis=0) - last[k]))


def parted(run: Trajectories, world: World) -> NDArray[np.int64] | None:
    """With which crowd (N,) each left the map, -1 the others, where ground is told apart by that.

    None where somebody is at rest, where crowds are many, or one that is less than half of all; and where nobody knows
    the way from other starts.
    """
    if not isinstance(run.optimizer, Optimizer) or run.noise is not None:
        return None
    resting = np.isin(run.ending, [int(Ending.CONVERGED), int(Ending.STALLED)])
    last, left = ways_out(run)
    if resting.any() or left.sum() < 2 or share_near(run) < 1:
        return None
    at = world.plane(last[left])
    some = at[:: len(at) // SOME + 1]
    linked = _linked(np.linalg.norm(some[:, None] - some[None], axis=-1) < LINK)
    own = linked[np.concatenate([_nearest(part, some) for part in np.array_split(at, len(at) // SOME + 1)])]
    _, place, counts = np.unique(own, return_inverse=True, return_counts=True)
    large = counts >= max(LEAST[1] * len(run), 2)
    few = large.sum() > MOST or (large.sum() < 2 and 2 * counts.max() < len(run))
    if few or counts[large].sum() < TOLD * len(at):
        return None
    number = np.where(large, np.cumsum(large) - 1, -1)
    who = np.full(len(run), -1)
    who[left] = number[place.ravel()]
    return who


def ways_out(run: Trajectories) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Where each particle was last on the map (N, n), and which (N,) left it, or ended where the function does."""
    last, ever = last_inside(run)
    return last, ever & ((off_since(run) <= run.steps) | np.isin(run.ending, [int(e) for e in GONE]))


def _nearest(places: NDArray[np.float64], others: NDArray[np.float64]) -> NDArray[np.int64]:
    """Which of the others (m, 2) is nearest to each of the places (k, 2)."""
    return np.asarray(np.linalg.norm(places[:, None] - others, axis=-1).argmin(axis=1))


def _linked(near: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Numbers (m,) that those have in common who are near (m, m) to each other, or to others between them."""
    labels = np.arange(len(near))
    while True:
        least = np.where(near, labels, len(near)).min(axis=1)
        if (least == labels).all():
            return labels
        labels = least


def gates_of(run: Trajectories, world: World) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Where on the map's border crowds left it, (k, n) in domain units, and who (N,) through which; -1 the others."""
    last, ever = last_inside(run)
    left = ever & (off_since(run) <= run.steps)
    places = last[left]
    at = world.plane(places)
    some = at[:: len(at) // SOME + 1]
    for least in LEAST:
        enough = max(least * len(run) * len(some) / max(len(at), 1), 2)
        gates = [some[own].mean(axis=0) for own in _gates(some, enough)]
        if not gates:
            continue
        apart = np.linalg.norm(at[:, None] - np.array(gates), axis=-1)
        nearest = np.where(apart.min(axis=1) < FAR, apart.argmin(axis=1), -1)
        if (nearest >= 0).sum() >= TOLD * len(at):
            used, own = np.unique(nearest, return_inverse=True)
            through = np.full(len(run), -1)
            through[left] = own.ravel() - int(used[0] < 0)
            return places[apart[:, used[used >= 0]].argmin(axis=0)], through
    return places[:0], np.full(len(run), -1)


def _gates(at: NDArray[np.float64], least: float) -> Iterator[NDArray[np.bool_]]:
    """Which of the places (k, 2) lie at each gate, the widest first."""
    free = np.ones(len(at), dtype=bool)
    near = np.linalg.norm(at[:, None] - at[None], axis=-1) < WIDE
    for _ in range(MOST):
        counts = np.where(free, (near & free).sum(axis=1), 0)
        if counts.max(initial=0) < least:
            return
        through = near[np.argmax(counts)] & free
        yield through
        free &= ~through
