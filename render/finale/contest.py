"""The end of several runs on one landscape: who arrived, who came lowest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from descent import Optimizer, Trajectories
from render.finale.shares import hue_of
from render.finale.tally import Tally
from render.finale.watersheds import Watersheds, contested
from render.finale.wording import everyone
from render.particles import ParticleColors
from render.race import is_race
from render.race import verdict as race_verdict
from render.style import ENGLISH, Phrases, number_text, rgb

ALIKE = 0.985
"""Where so much of the ground is that of both, nothing is to be told of it."""
NAMED = 3
"""So many names a headline bears."""


def contest(runs: Mapping[str, Trajectories], say: Phrases = ENGLISH) -> tuple[str, str]:
    """Headline and detail; of a race the two halves of its sentence."""
    if is_race(runs):
        told = race_verdict(next(iter(runs.values())).landscape, runs, say)
        headline, _, rest = told.partition(say("semicolon"))
        return say.sentence(headline), say.sentence(rest)
    tallies = {label: Tally.of(run, say) for label, run in runs.items()}
    judged = all(tally.goals for tally in tallies.values())
    scores = {label: tally.won if judged else tally.arrived for label, tally in tallies.items()}
    goal = say("a pit")
    if judged:
        goal = next((t.goal for t in tallies.values() if t.won), next(iter(tallies.values())).goal)
    if not any(scores.values()):
        return _nobody(runs, tallies, judged, say), _lowest(tallies, say)
    return _many_starts(tallies, scores, goal, say)


def contest_ground(
    runs: Sequence[Trajectories], colors: Sequence[ParticleColors], shared: str, sides: tuple[int, int]
) -> tuple[Watersheds, NDArray[np.uint8]] | None:
    """Whose marbles come to rest in a lowest place from where, of two runs, and the colours (4, 4) of its labels.

    Those of one, of the other, of both, which is `shared`, and none. Nothing where optimizers are not ours, where nobody
    is there, or both are from everywhere. `sides` are the map's, the second one for who moves one marble at a time.
    """
    ours = [
        r.optimizer for r in runs if isinstance(r.optimizer, Optimizer) and r.noise is None and len(r) > 1
    ]
    hues = [hue_of(own) for own in colors]
    tallies = [Tally.of(run) for run in runs] if len(ours) == len(runs) and len(set(hues) - {""}) == 2 else []
    if not tallies or not all(t.goals for t in tallies) or not any(t.won for t in tallies):
        return None
    found = contested(runs[0], runs[1], sides[any(optimizer.one_by_one for optimizer in ours)])
    if (found.labels == 2).mean() > ALIKE:
        return None
    inks = [[round(255 * part) for part in rgb(hue)] for hue in (*hues, shared)]
    return found, np.array([*((*ink, 255) for ink in inks), (0, 0, 0, 0)], dtype=np.uint8)


def leader(runs: Sequence[Trajectories]) -> int | None:
    """Which of the runs found most, as `contest` counts it; None where several did, or nobody found anything."""
    tallies = [Tally.of(run) for run in runs]
    judged = all(tally.goals for tally in tallies)
    shares = [(t.won if judged else t.arrived) / max(t.started, 1) for t in tallies]
    best = max(shares, default=0.0)
    return shares.index(best) if best > 0 and shares.count(best) == 1 else None


def _nobody(
    runs: Mapping[str, Trajectories], tallies: Mapping[str, Tally], judged: bool, say: Phrases
) -> str:
    if all(tally.lost == tally.started for tally in tallies.values()):
        return say.sentence(say("{who} went over the edge", who=_all(len(tallies), say)))
    if any(tally.moving for tally in tallies.values()):
        steps = {run.steps for run in runs.values()}
        if len(steps) > 1:
            return say.sentence(say("nobody is there yet"))
        bred = all(tally.bred for tally in tallies.values())
        if not bred and any(tally.bred for tally in tallies.values()):
            return say.sentence(say("nobody is there yet"))
        after = next(iter(tallies.values())).after(steps.pop())
        return say.sentence(say("{after} nobody is there yet", after=after))
    return say("Nobody found the lowest pit." if judged else "Nobody found a pit.")


def _lowest(tallies: Mapping[str, Tally], say: Phrases) -> str:
    """Whose marble is the lowest, where one alone is."""
    heights = {
        label: t.reached for label, t in tallies.items() if np.isfinite(t.reached) and t.lost < t.started
    }
    if not heights:
        return ""
    ranked = sorted(heights, key=lambda label: heights[label])
    best, text = ranked[0], number_text(heights[ranked[0]])
    if len(ranked) > 1 and number_text(heights[ranked[1]]) == text:
        return say.sentence(say("the lowest are at height {height}", height=text))
    return say("{name} came lowest: height {height}.", name=best, height=text)


def _many_starts(
    tallies: Mapping[str, Tally], scores: Mapping[str, int], goal: str, say: Phrases
) -> tuple[str, str]:
    shares = {label: score / max(tallies[label].started, 1) for label, score in scores.items()}
    best = [label for label, share in shares.items() if share == max(shares.values())]
    most = scores[best[0]]
    started = {tallies[label].started for label in best}
    if len(started) > 1:
        if len(best) > NAMED:
            return "", ""
        return say("{names} led most marbles to {goal}.", names=say.listed(best[:NAMED]), goal=goal), ""
    of, first = started.pop(), tallies[best[0]]
    who = everyone(first, of) if most == of else say("{n} of {of}", n=most, of=of)
    if len(best) == len(scores):
        phrase = (
            "{who} found {goal}, with both"
            if len(best) == 2
            else "{who} found {goal}, with each of the {count}"
        )
        more = {} if len(best) == 2 else {"count": say.word(len(best))}
        detail = _fates(tallies, say) if most < of else _paces(tallies, say)
        return say.sentence(say(phrase, who=who, goal=goal, number=most, **more)), detail
    behind = sorted((label for label in scores if label not in best), key=lambda label: -shares[label])
    counts = {label: (scores[label], tallies[label].started) for label in behind[:NAMED]}
    same = all(beside == of for _, beside in counts.values())
    rest = say.listed(
        [
            say("{n} with {name}", n=n if same else say("{n} of {of}", n=n, of=beside), name=label)
            for label, (n, beside) in counts.items()
        ]
    )
    if len(best) <= NAMED:
        names = say.listed(best)
        headline = say.sentence(
            say("{who} found {goal} with {names}", who=who, goal=goal, names=names, number=most)
        )
    else:
        count, whole = say.word(len(best)), say.word(len(scores))
        phrase = "with {count} of the {of}, {who} found {goal}"
        headline = say.sentence(say(phrase, count=count, of=whole, who=who, goal=goal, number=most))
    if len(scores) == 2 and (near := tallies[behind[0]].near):
        # To the eye these are there too.
        is_close = say("{who} are {near}", who=near, near=tallies[behind[0]].close, number=near)
        rest = say("semicolon").join((rest, is_close))
    return headline, say.sentence(rest) if len(behind) <= NAMED else ""


def _paces(tallies: Mapping[str, Tally], say: Phrases) -> str:
    """When the last marble of each was there, the quickest first; of many nothing."""
    first, *others = sorted(tallies, key=lambda label: tallies[label].rested)
    bred = {tally.bred for tally in tallies.values()}
    if len(others) >= NAMED or len(bred) > 1 or tallies[first].rested == tallies[others[-1]].rested:
        return ""
    told = [(label, tallies[label]) for label in (first, *others)]
    parts = [say("{after} with {name}", after=tally.after(tally.rested), name=label) for label, tally in told]
    return say.sentence(say("comma").join(parts))


def _fates(tallies: Mapping[str, Tally], say: Phrases) -> str:
    moving = sum(tally.moving for tally in tallies.values())
    return say.sentence(say("{n} had not come to rest", n=moving)) if moving else ""


def _all(count: int, say: Phrases) -> str:
    return say("both runs") if count == 2 else say("all runs, {count}", count=say.word(count))
