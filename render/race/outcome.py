"""One sentence of how a race ended, computed from the runs; and where their learning rates come from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from descent import ChosenRate, Ending, Trajectories, beside_minimizers
from descent.optimizers import RatedOptimizer
from landscapes import Landscape
from render.clock import left_since, near_since, over_since
from render.style import ENGLISH, Phrases, number_text, span_of

LOST = (Ending.ESCAPED, Ending.DIVERGED, Ending.UNDEFINED)
"""Endings that are no place on the map."""
MOST_NAMES = 3
"""So many are called by their names; more are counted."""
LEFT = 1e-6
"""Share of its height that one may have left who is at the lowest point."""
SAME = 1e-6
"""Heights that differ by less than this share of the descent are the same."""


def verdict(f: Landscape, runs: Mapping[str, Trajectories], say: Phrases = ENGLISH) -> str:
    """How it ended, in one sentence: who reached the lowest point, or who ended lowest.

    Parameters
    ----------
    runs : by name, one particle each
    say : the phrases of a language
    """
    endings = {name: ending_of(run) for name, run in runs.items()}
    if tells_losses(runs.values()):
        lost = [name for name, ending in endings.items() if ending in LOST]
        return _capital(_lost(runs, endings, lost, say))
    there = sorted(
        (n for n, run in runs.items() if reaches_lowest(run)), key=lambda n: near_since(runs[n])[0]
    )
    if there:
        return _capital(_reached(runs, endings, there, _goal(f), say))
    if len(f.minimizers):
        return _capital(_nobody(f, runs, endings, say))
    return _capital(_lowest(runs, endings, say))


def ending_of(run: Trajectories) -> Ending:
    """How the run's particle ended; who moves on off the map has left it, however far the search goes on."""
    return Ending.ESCAPED if left_since(run)[0] <= run.steps else Ending(int(run.ending[0]))


def lost_at(run: Trajectories) -> int:
    """The step at which the run's lost particle left the map, or had no height any more."""
    return int(over_since(run)[0])


def tells_losses(runs: Iterable[Trajectories]) -> bool:
    """Whether what there is to say of a race is who left first: all did, or most of those of whom nobody arrived."""
    runs = list(runs)
    lost = sum(ending_of(run) in LOST for run in runs)
    return lost == len(runs) or (2 * lost > len(runs) and not any(map(reaches_lowest, runs)))


def reaches_lowest(run: Trajectories) -> bool:
    """Whether the run's particle comes to rest at a known global minimum, or is there to the eye at the end."""
    f, end = run.landscape, run.positions[-1, 0]
    if run.ending[0] == Ending.CONVERGED:
        place = int(run.destinations.labels[0])
        return place >= 0 and bool(run.destinations.is_global[place])
    if run.ending[0] != Ending.RUNNING or not len(f.minimizers) or f.minimum is None:
        return False
    return bool(
        beside_minimizers(f, [end])[0]
        and run.heights[-1, 0] - f.minimum <= LEFT * (run.heights[0, 0] - f.minimum)
    )


def _goal(f: Landscape) -> str:
    return "the lowest point" if len(f.minimizers) == 1 else "a lowest point"


def _lost(
    runs: Mapping[str, Trajectories], endings: Mapping[str, Ending], lost: Sequence[str], say: Phrases
) -> str:
    kinds = {endings[name] for name in lost}
    some = say("{count} runs of {of}", count=say.word(len(lost)), of=say.word(len(runs)))
    who = _all(len(runs), say) if len(lost) == len(runs) else some
    how = say(kinds.pop().phrase.several if len(kinds) == 1 else "are lost")
    return say("{who} {how}{first}", who=who, how=how, first=_first({n: lost_at(runs[n]) for n in lost}, say))


def _reached(
    runs: Mapping[str, Trajectories],
    endings: Mapping[str, Ending],
    there: Sequence[str],
    goal: str,
    say: Phrases,
) -> str:
    steps = {name: int(near_since(runs[name])[0]) for name in there}
    if len(there) == len(runs):
        first = _first(steps, say)
        return say("{who} reach {goal}{first}", who=_all(len(runs), say), goal=say(goal), first=first)
    rest = [name for name in runs if name not in there]
    kinds = {endings[name] for name in rest}
    alone = len(rest) == 1
    if len(kinds) == 1:
        (kind,) = kinds
        how = kind.phrase.alone if alone else kind.phrase.several
        if kind == Ending.CONVERGED:
            how = "stops at another minimum" if alone else "stop at other minima"
    else:
        how = "do not"
    others = say.listed(rest) if len(rest) <= 2 else say("the other {count}", count=say.word(len(rest)))
    some = say("{count} runs of {of}", count=say.word(len(there)), of=say.word(len(runs)))
    who = say.listed(there) if len(there) <= MOST_NAMES else some
    phrase = "{who} reach {goal}; {others} {how}"
    return say(phrase, who=who, goal=say(goal), others=others, how=say(how), number=len(there))


def _nobody(
    f: Landscape, runs: Mapping[str, Trajectories], endings: Mapping[str, Ending], say: Phrases
) -> str:
    steps = max(run.steps for run in runs.values())
    best, height = _best(runs, endings)
    gap = height - (f.minimum if f.minimum is not None else height)
    if gap <= 0:  # off the map it may be lower than anywhere on it
        return say(f"nobody stops at {_goal(f)} in {{n}} steps", n=steps)
    phrase = f"nobody is at {_goal(f)} after {{n}} steps; {{best}} is lowest, {{gap}} above it"
    return say(phrase, n=steps, best=best, gap=number_text(gap, 2))


def _lowest(runs: Mapping[str, Trajectories], endings: Mapping[str, Ending], say: Phrases) -> str:
    final = _finals(runs, endings)
    span = span_of(np.array(list(final.values())))
    whole = max(float(np.ptp(run.heights[np.isfinite(run.heights)])) for run in runs.values())
    low, high = min(final, key=final.__getitem__), max(final, key=final.__getitem__)
    if final[high] - final[low] <= SAME * whole:
        height, coarse = number_text(final[low]), SAME * whole
        if number_text(final[high]) != height:  # as far as they are the same
            height = number_text(np.floor(final[low] / coarse + 0.5) * coarse)
        if len(final) == 1:
            return say("{name} ends at the height {height}", name=low, height=height)
        return say("{who} end at the same height, {height}", who=_all(len(final), say), height=height)
    told = [number_text(final[name], span=span) for name in (low, high)]
    phrase = "{low} ends lowest, at {lowest}; {high} highest, at {highest}"
    return say(phrase, low=low, lowest=told[0], high=high, highest=told[1])


def _finals(runs: Mapping[str, Trajectories], endings: Mapping[str, Ending]) -> dict[str, float]:
    """The last heights of those that are still on the map."""
    return {name: float(run.heights[-1, 0]) for name, run in runs.items() if endings[name] not in LOST}


def _best(runs: Mapping[str, Trajectories], endings: Mapping[str, Ending]) -> tuple[str, float]:
    final = _finals(runs, endings)
    best = min(final, key=final.__getitem__)
    return best, final[best]


def _first(steps: Mapping[str, int], say: Phrases) -> str:
    """``, Adam first, after 84 steps``; nothing where more than two are first."""
    least = min(steps.values())
    first = [name for name, step in steps.items() if step == least]
    if len(first) == len(steps):
        return say(", after {n} steps", n=least) if least else ""
    if len(first) > 2:
        return ""
    return say(", {names} first, after {n} steps", names=say.listed(first), n=least)


def _all(count: int, say: Phrases) -> str:
    return say("both runs") if count == 2 else say("all runs, {count}", count=say.word(count))


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


def rates_text(runs: Mapping[str, Trajectories], say: Phrases = ENGLISH) -> str:
    """Where the learning rates come from, in a few words; empty where no method has one."""
    rated = [run.optimizer for run in runs.values() if isinstance(run.optimizer, RatedOptimizer)]
    rates = [optimizer.learning_rate for optimizer in rated]
    if not rates:
        return ""
    if any(callable(rate) for rate in rates):
        return say("learning rates by schedule")
    if all(isinstance(rate, ChosenRate) for rate in rates):
        return say("each at the learning rate derived for it")
    known = [float(rate) for rate in rates if rate is not None and not callable(rate)]
    low, high = min(known), max(known)
    if low == high:
        return say("learning rate {rate} for all", rate=number_text(low))
    origin = "some derived" if any(isinstance(rate, ChosenRate) for rate in rates) else "as given"
    return say(f"learning rates {{low}} to {{high}}, {origin}", low=number_text(low), high=number_text(high))
