"""One sentence about a film, and a second one: only what the numbers carry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from descent import Trajectories
from render.finale.contest import contest
from render.finale.tally import Place, Tally
from render.finale.wording import FRACTIONS, after, everyone, part, remainder, sentence
from render.style import in_words, listed, number_text

ALIKE = 0.10
"""So much of an equal share may be missing or too much where shares are said to be about equal."""
LONGEST = 7
"""Characters of a height; of longer ones only the difference is told."""
FEW = 4
"""So many valleys are counted one by one."""


@dataclass(frozen=True)
class Verdict:
    """What is said at the end of a film; both empty where nothing ran.

    Attributes
    ----------
    headline : one short sentence
    detail : another one that fits under it, or nothing
    """

    headline: str = ""
    detail: str = ""


def verdict_of(runs: Mapping[str, Trajectories]) -> Verdict:
    """What the end of these runs on one landscape shows, by label."""
    counted = {label: run for label, run in runs.items() if len(run)}
    if not counted:
        return Verdict()
    if len(counted) > 1:
        return Verdict(*contest(counted))
    run = next(iter(counted.values()))
    tally = Tally.of(run)
    if not tally.started:
        return Verdict("Nobody could start.", "There is no ground where the marbles were let go.")
    if len(run) == 1:
        return Verdict(*_alone(run, tally))
    if not tally.arrived:
        return Verdict(*_nowhere(tally))
    return Verdict(*_found(tally))


def _alone(run: Trajectories, tally: Tally) -> tuple[str, str]:
    """One marble."""
    steps = int(run.stopped_at[0])
    height = f"at height {number_text(tally.reached)}"
    if tally.moving:
        state = f"close to {tally.goal}" if tally.near else "still moving"
        return sentence(f"{after(run.steps)} it is {state}"), _how_far(tally)
    if tally.lost:
        return "It left the map.", sentence(after(tally.first_lost))
    if tally.stuck:
        return "It is stuck on flat ground.", sentence(f"{height}, {after(steps)}")
    if tally.balanced:
        return "It rests on a saddle or a top.", sentence(f"{height}, {after(steps)}")
    if tally.won:
        return f"It found {tally.goal}.", sentence(after(steps))
    if tally.goals:
        return "It stopped in another pit.", _how_far(tally)
    return "It came to rest in a pit.", sentence(f"{height}, {after(steps)}")


def _nowhere(tally: Tally) -> tuple[str, str]:
    """Nobody is at a minimum."""
    fates = {
        "left the map": tally.lost,
        "are stuck on flat ground": tally.stuck,
        "rest on a saddle or a top": tally.balanced,
    }
    fate = max(fates, key=lambda each: fates[each])
    if tally.started > 1 and 2 * fates[fate] > tally.started:
        return sentence(f"{part(fates[fate], tally.started)} {fate}"), remainder(tally, told=fate)
    if tally.moving:
        later = f"most would rest after about {tally.wanted:,} steps" if tally.wanted > tally.steps else ""
        if tally.near:
            close = f"{tally.near:,} of {tally.started:,} {'is' if tally.near == 1 else 'are'} close to {tally.goal}"
            detail = sentence(f"{close}; {later}" if later else close)
            return sentence(f"{after(tally.steps)} nobody is at rest yet"), detail
        headline = sentence(f"{after(tally.steps)} nobody is there yet")
        if later:
            return headline, sentence(later)
        return headline, _how_far(tally) if tally.moving == tally.started else remainder(tally)
    return "Nobody found a pit.", remainder(tally)


def _how_far(tally: Tally) -> str:
    """How low the lowest came, beside how low the ground is."""
    if not np.isfinite(tally.reached):
        return ""
    who = "it" if tally.started == 1 else "the lowest"
    if tally.bottom is None or not tally.reached > tally.bottom:
        return sentence(f"{who} is at height {number_text(tally.reached)}")
    above = tally.reached - tally.bottom
    reached, bottom = (number_text(h, span=above) for h in (tally.reached, tally.bottom))
    if len(reached) > LONGEST:
        return sentence(f"{who} is {number_text(above, 2)} above the bottom")
    return sentence(f"{who} is at height {reached}, the bottom at {bottom}")


def _found(tally: Tally) -> tuple[str, str]:
    """Some are at a minimum."""
    complete = tally.arrived == tally.started
    if not tally.goals:
        return _unjudged(tally)
    if tally.others or not tally.won:
        return _right_ones(tally)
    if len(tally.places) == 1:
        return sentence(f"{part(tally.won, tally.started)} found {tally.goal}"), remainder(tally)
    if shares := _shares(tally.places, tally.started, all_known=len(tally.places) == tally.goals):
        return shares, remainder(tally) or "All are equally deep."
    who = everyone(tally.won) if complete else f"{tally.won:,} of {tally.started:,}"
    return sentence(f"{in_words(len(tally.places))} equally deep pits caught {who}"), remainder(tally)


def _right_ones(tally: Tally) -> tuple[str, str]:
    """Some minima are not the lowest."""
    if tally.won:
        return f"{tally.won:,} of {tally.started:,} found {tally.goal}.", remainder(tally)
    if len(tally.others) == 1 and tally.arrived == tally.started:
        return "Nobody found the lowest pit.", sentence(f"{everyone(tally.arrived)} stopped in another one")
    goal = "the lowest pit" if tally.goals == 1 else "one of the lowest pits"
    return f"None of {tally.started:,} found {goal}.", remainder(tally)


def _unjudged(tally: Tally) -> tuple[str, str]:
    """It is not known which minimum is the lowest one."""
    who = part(tally.arrived, tally.started)
    wide = any(place.wide for place in tally.places)
    if len(tally.places) == 1:
        where = "on the same low ground" if wide else "in the same pit" if tally.arrived > 1 else "in a pit"
        return sentence(f"{who} came to rest {where}"), remainder(tally, pits=False)
    if shares := _shares(tally.places, tally.started, all_known=False):
        return shares, remainder(tally, pits=False)
    what = "low places" if wide else "pits"
    deepest = min(tally.places, key=lambda place: place.height)
    rest = f"the deepest of them caught {deepest.count:,}"
    return sentence(f"{who} came to rest in {in_words(len(tally.places))} {what}"), (
        remainder(tally, pits=False) or sentence(rest)
    )


def _shares(places: tuple[Place, ...], started: int, *, all_known: bool) -> str:
    """How a few valleys share the marbles; nothing where there are many, or where many marbles are elsewhere."""
    if len(places) > max(FRACTIONS) or any(place.wide for place in places):
        return ""
    equal = started / len(places)
    valleys = f"{in_words(len(places))} valleys"
    alike = all(abs(place.count - equal) <= ALIKE * equal for place in places)
    if alike and started >= 10 * len(places):
        start = valleys if all_known else f"the marbles share {valleys}"
        return sentence(f"{start}, about {FRACTIONS[len(places)]} each")
    if len(places) > FEW or sum(place.count for place in places) < started:
        return ""
    counts = listed([f"{place.count:,}" for place in places])
    return sentence(f"{valleys} caught {counts} marbles")
