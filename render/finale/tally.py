"""What became of a run's marbles, counted."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from descent import Ending, Searched, Trajectories, steps_wanted
from descent.results import slack
from render.clock import left_since, nearby, over_since
from render.particles import LEVEL, deepest
from render.style import ENGLISH, Phrases

PLUNGE, EARLY = 0.99, 0.05
"""A descent that loses so much of its height in so small a share of its steps plunges, and creeps then."""


@dataclass(frozen=True)
class Place:
    """Where marbles came to rest: how many, whether it is a lowest place, and whether it is more than a point."""

    count: int
    lowest: bool
    wide: bool


@dataclass(frozen=True)
class Tally:
    """The numbers that a sentence about one run may use.

    Attributes
    ----------
    started : those whose start has a height; all others below are of these
    outside : starts where the function has no value
    places : the minima that some reached, the lowest ones of the landscape first, then by how many came
    deepest : how many came to the deepest of these; 0 where several are as deep
    balanced : at a saddle or a maximum
    stuck, moving, lost : on flat ground; still moving; beyond the map, or no longer finite
    first_lost : the step at which the first one stopped, or left the map for good
    rested : the step at which the last of those that are at rest came to it
    near : of those that move, how many the eye cannot tell from a lowest place
    goals : how many lowest places of the landscape are known; 0 where none is, or where a marble came lower
    bottom : their height
    reached : the lowest height of any marble at the end, NaN where there is none
    steps : of the run
    wanted : about how many steps it would take until most are at rest; 0 where nobody can say, or most move no more
    plunged : the step by which those on the map had lost all but a hundredth of what they lose; 0 where it is late or
        nobody can say
    fallen : of the height that they had over the lowest places so many hundredths are lost; 0 where nobody can say
    bred : whether a step is a generation
    say : the phrases of its sentences
    """

    started: int
    outside: int
    places: tuple[Place, ...]
    balanced: int
    stuck: int
    moving: int
    near: int
    lost: int
    first_lost: int
    goals: int
    bottom: float | None
    reached: float
    steps: int
    rested: int = 0
    wanted: int = 0
    plunged: int = 0
    fallen: int = 0
    deepest: int = 0
    bred: bool = False
    say: Phrases = ENGLISH

    @classmethod
    def of(cls, run: Trajectories, say: Phrases = ENGLISH) -> Tally:
        """Count a run, to be told in a language."""
        f, ending, ends = run.landscape, np.asarray(run.ending), run.destinations
        heights = run.heights[-1]
        gone = left_since(run)
        left = gone <= run.steps
        inside = heights[(ending != Ending.UNDEFINED) & np.isfinite(heights) & ~left]
        arrived = (ending == Ending.CONVERGED) & ~left
        counts = np.bincount(ends.labels[arrived & (ends.labels >= 0)], minlength=len(ends))
        # Of the heights that a run has seen: ground so near to the known minimum is as deep.
        seen = run.heights[np.isfinite(run.heights)]
        level = float(LEVEL * seen.max() - LEVEL * seen.min()) if len(seen) else 0.0
        used = np.flatnonzero(counts)
        bottom = None if f.minimum is None or not len(f.minimizers) else float(f.minimum)
        beaten = bottom is not None and bool((ends.heights[used] < bottom - level).any())
        known = not beaten and bottom is not None
        deep = level + (bottom if bottom is not None else -np.inf)
        places = [
            Place(
                int(counts[k]),
                bool(known and (ends.is_global[k] or (ends.extent[k] and ends.heights[k] <= deep))),
                bool(ends.extent[k]),
            )
            for k in used
        ]
        drop = _Drop.of(run, (ending != Ending.UNDEFINED) & ~left & np.isfinite(heights))
        lowest = used[deepest(ends.heights[used], slack(f))] if len(used) else used
        number = {e: int(((ending == e) & ~left).sum()) for e in Ending}
        started, moving = len(ending) - number[Ending.UNDEFINED], number[Ending.RUNNING]
        return cls(
            started=started,
            outside=number[Ending.UNDEFINED],
            places=tuple(sorted(places, key=lambda p: (not p.lowest, -p.count))),
            balanced=number[Ending.SADDLE],
            stuck=number[Ending.STALLED],
            moving=moving,
            near=int(nearby(run).sum()) if known else 0,
            lost=number[Ending.ESCAPED] + number[Ending.DIVERGED] + int(left.sum()),
            first_lost=int(over_since(run).min(initial=run.steps)),
            goals=len(f.minimizers) if known else 0,
            bottom=bottom if known else None,
            reached=float(inside.min()) if len(inside) else np.nan,
            steps=run.steps,
            rested=int(run.stopped_at[arrived].max(initial=0)),
            # A population does not come to rest as slopes die away.
            wanted=0 if isinstance(run, Searched) or 2 * moving <= started else steps_wanted(run) or 0,
            plunged=0 if drop is None or isinstance(run, Searched) else drop.plunged,
            fallen=0
            if drop is None or bottom is None or beaten or isinstance(run, Searched)
            else drop.fallen(bottom),
            deepest=int(counts[lowest[0]]) if len(lowest) == 1 else 0,
            bred=isinstance(run, Searched),
            say=say,
        )

    def after(self, steps: int) -> str:
        """When something happened, in what its method counts."""
        return self.say("after {n} generations" if self.bred else "after {n} steps", n=steps)

    @property
    def arrived(self) -> int:
        """In any minimum."""
        return sum(place.count for place in self.places)

    @property
    def won(self) -> int:
        """In a lowest place of the landscape."""
        return sum(place.count for place in self.places if place.lowest)

    @property
    def others(self) -> tuple[Place, ...]:
        """The minima that are no lowest place, or not known to be one."""
        return tuple(place for place in self.places if not place.lowest)

    @property
    def goal(self) -> str:
        """What the lowest places are called."""
        return self.say(self._goal)

    @property
    def close(self) -> str:
        """Where who is close to them is."""
        return self.say(f"close to {self._goal}")

    @property
    def _goal(self) -> str:
        if any(place.wide for place in self.places if place.lowest):
            return "the lowest ground"
        return "the lowest pit" if self.goals == 1 else "one of the lowest pits"


@dataclass(frozen=True)
class _Drop:
    """The mean height (rows,) of some marbles at the run's `indices` (rows,), of a run that has so many `steps`."""

    mean: NDArray[np.float64]
    indices: NDArray[np.int64]
    steps: int

    @classmethod
    def of(cls, run: Trajectories, who: NDArray[np.bool_]) -> _Drop | None:
        """That of those `who` (N,); None where they lose no height, or more than can be told."""
        with np.errstate(all="ignore"):
            mean = run.heights[:, who].mean(axis=1) if who.any() else np.zeros(1)
        if not (np.isfinite(mean).all() and mean[0] > mean[-1]):
            return None
        return cls(mean, np.asarray(run.indices), run.steps)

    @property
    def plunged(self) -> int:
        """The step from which on all but a hundredth is lost, if it is an early one; else 0."""
        left = self.mean - self.mean[-1] > (1 - PLUNGE) * (self.mean[0] - self.mean[-1])
        index = int(self.indices[np.flatnonzero(left)[-1] + 1])
        return index if index <= EARLY * self.steps else 0

    def fallen(self, bottom: float) -> int:
        """How many hundredths of the height over the `bottom` are lost."""
        # A last digit does not decide: a whole number is one.
        return int(100 * (self.mean[0] - self.mean[-1]) / (self.mean[0] - bottom) + 1e-9)
