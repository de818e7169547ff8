"""Where marbles leave the map: what the gates on its border let through."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from descent import Trajectories
from render.clock import last_inside, off_since
from render.finale.closing import TOLD, Share
from render.style import ENGLISH, Phrases
from render.surface import World

MOST, LEAST = 4, (0.1, 0.05)
"""So many gates say what went through them, each at least this share of all; smaller ones where the larger ones together
told of less than `TOLD` of who left."""
WIDE, FAR = 0.35, 0.7
"""World units: who leaves so near to others makes a gate with them; who leaves so near to a gate goes through it too."""

SOME = 2000
"""Of more than so many only some are asked where the gates are."""


def exits_of(run: Trajectories, world: World, say: Phrases = ENGLISH) -> tuple[Share, ...]:
    """What the gates of a run say, at the places (on the ground) where marbles were last on the map."""
    places = _last_on_map(run)
    at = world.plane(places)
    some = at[:: len(at) // SOME + 1]
    for least in LEAST:
        enough = max(least * len(run) * len(some) / max(len(at), 1), 2)
        gates = [some[own].mean(axis=0) for own in _gates(some, enough)]
        if not gates:
            continue
        apart = np.linalg.norm(at[:, None] - np.array(gates), axis=-1)
        nearest = np.where(apart.min(axis=1) < FAR, apart.argmin(axis=1), -1)
        if (nearest >= 0).sum() < TOLD * len(at):
            continue
        shares = []
        for k, count in zip(*np.unique(nearest[nearest >= 0], return_counts=True), strict=True):
            x, y, z = world.grounded(world.place(places[np.argmin(apart[:, k])]))
            text = f"{say.count(int(count))} {say('off the map')}"
            shares.append(Share(text, (float(x), float(y), float(z)), left=int(count)))
        return tuple(shares)
    return ()


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


def _last_on_map(run: Trajectories) -> NDArray[np.float64]:
    """Points (k, n): of all who have left, the last that is on the map."""
    places, ever = last_inside(run)
    return places[ever & (off_since(run) <= run.steps)]
