"""One sentence about a film, and a second one: only what the numbers carry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from descent import Trajectories
from render.finale.contest import contest
from render.finale.tally import PLUNGE, Tally
from render.finale.wording import FRACTIONS, everyone, part, remainder
from render.style import ENGLISH, Phrases, number_text

ALIKE = 0.10
"""So much of an equal share may be missing or too much where shares are said to be about equal."""
LONGEST = 7
"""Characters of a height; of longer ones only the difference is told."""
FEW = 4
"""So many valleys are counted one by one."""
WAY = 5, 99
"""So many hundredths of a way are worth a word: of fewer nothing has happened, of more it is over."""
PLUNGED = f"{PLUNGE:.0%}".replace("%", " %")


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


def verdict_of(runs: Mapping[str, Trajectories], say: Phrases = ENGLISH) -> Verdict:
    """What the end of these runs on one landscape shows, by label, in a language."""
    counted = {label: run for label, run in runs.items() if len(run)}
    if not counted:
        return Verdict()
    if len(counted) > 1:
        return Verdict(*contest(counted, say))
    run = next(iter(counted.values()))
    tally = Tally.of(run, say)
    if not tally.started:
        return Verdict(say("Nobody could start."), say("There is no ground where the marbles were let go."))
    if len(run) == 1:
        return Verdict(*_alone(run, tally))
    if not tally.arrived:
        return Verdict(*_nowhere(tally))
    return Verdict(*_found(tally))


def _alone(run: Trajectories, tally: Tally) -> tuple[str, str]:
    """One marble."""
    say, steps = tally.say, int(run.stopped_at[0])
    rested = say("at height {height}, {after}", height=number_text(tally.reached), after=tally.after(steps))
    if tally.moving:
        phrase = "{after} it is {near}" if tally.near else "{after} it had not come to rest"
        said = say(phrase, after=tally.after(run.steps), near=tally.close)
        return say.sentence(said), _how_far(tally)
    if tally.lost and not tally.first_lost:
        return say("It started beyond the edge."), ""
    if tally.lost:
        return say("It went over the edge."), say.sentence(tally.after(tally.first_lost))
    if tally.stuck:
        return say("It is stuck on flat ground."), say.sentence(rested)
    if tally.balanced:
        return say("It rests on a saddle or a top."), say.sentence(rested)
    if tally.won:
        return say("It found {goal}.", goal=tally.goal), say.sentence(tally.after(steps))
    if tally.goals:
        return say("It stopped in another pit."), _how_far(tally)
    return say("It came to rest in a pit."), say.sentence(rested)


def _nowhere(tally: Tally) -> tuple[str, str]:
    """Nobody is at a minimum."""
    say = tally.say
    fates = {
        "lost": (tally.lost, "{who} went over the edge"),
        "stuck": (tally.stuck, "{who} are stuck on flat ground"),
        "rest": (tally.balanced, "{who} rest on a saddle or a top"),
    }
    fate = max(fates, key=lambda each: fates[each][0])
    count, phrase = fates[fate]
    if tally.started > 1 and 2 * count > tally.started:
        who = part(tally, count, tally.started)
        return say.sentence(say(phrase, who=who, number=count)), remainder(tally, told=fate)
    if tally.moving:
        return _under_way(tally)
    return say("Nobody found a pit."), remainder(tally)


def _under_way(tally: Tally) -> tuple[str, str]:
    """Nobody is at a minimum, and some move: where most are, or how the way down went."""
    say, after = tally.say, tally.after(tally.steps)
    waits = tally.wanted > tally.steps
    later = say("most would rest after about {n} steps", n=tally.wanted) if waits else ""
    close = ""
    if tally.near:
        who = part(tally, tally.near, tally.started)
        close = say("{who} are {near}", who=who, near=tally.close, number=tally.near)
    still = say("{after} nobody is at rest yet" if tally.near else "{after} nobody is there yet", after=after)
    went = ""
    if tally.plunged:
        took = {"n": tally.plunged, "of": tally.steps}
        went = say("{share} of the descent took {n} of {of} steps", share=PLUNGED, **took)
    elif WAY[0] <= tally.fallen <= WAY[1]:
        went = say("{after} the marbles are {n} % of the way down", after=after, n=tally.fallen)
    if tally.bred and tally.near:
        return say.sentence(close), _how_far(tally)
    if close and (2 * tally.near > tally.started or not tally.plunged):
        rest = still if 2 * tally.near > tally.started and not tally.plunged else went or still
        return say.sentence(close), say.sentence(say("semicolon").join(filter(None, (rest, later))))
    headline = say.sentence(went or still)
    if close or later:
        return headline, say.sentence(say("semicolon").join(filter(None, (close, later))))
    return headline, _how_far(tally) if tally.bred or tally.moving == tally.started else remainder(tally)


def _how_far(tally: Tally) -> str:
    """How low the lowest came, beside how low the ground is."""
    return tally.say.sentence(_reached(tally, "it" if tally.started == 1 else "the lowest"))


def _reached(tally: Tally, who: str) -> str:
    """The same of `who`, amid a sentence."""
    say = tally.say
    if not np.isfinite(tally.reached):
        return ""
    if tally.bottom is None or not tally.reached > tally.bottom:
        return say(f"{who} is at height {{height}}", height=number_text(tally.reached))
    above = tally.reached - tally.bottom
    reached, bottom = (number_text(h, span=above) for h in (tally.reached, tally.bottom))
    if len(reached) > LONGEST:
        return say(f"{who} is {{gap}} above the bottom", gap=number_text(above, 2))
    phrase = f"{who} is at height {{height}}, the bottom at {{bottom}}"
    return say(phrase, height=reached, bottom=bottom)


def _found(tally: Tally) -> tuple[str, str]:
    """Some are at a minimum."""
    say, complete = tally.say, tally.arrived == tally.started
    if not tally.goals:
        return _unjudged(tally)
    everybody = len(tally.places) == 1 and tally.near == tally.started - tally.won > 0
    if tally.near > (0 if tally.bred else tally.won) or everybody:
        return _mostly_close(tally)
    if tally.others or not tally.won:
        return _right_ones(tally)
    if len(tally.places) == 1 or any(place.wide for place in tally.places):
        return _winners(tally, part(tally, tally.won, tally.started)), remainder(tally)
    if shares := _shares(tally, all_known=len(tally.places) == tally.goals):
        return shares, remainder(tally) or say("All are equally deep.")
    who = everyone(tally, tally.won) if complete else say("{n} of {of}", n=tally.won, of=tally.started)
    pits = say.word(len(tally.places))
    return say.sentence(say("{pits} equally deep pits caught {who}", pits=pits, who=who)), remainder(tally)


def _mostly_close(tally: Tally) -> tuple[str, str]:
    """Some are at a minimum, and more, or all others, still move where the eye cannot tell them from a lowest one."""
    say, there = tally.say, tally.near + tally.won
    close = say("{who} are {near}", who=part(tally, there, tally.started), near=tally.close, number=there)
    at_rest = say("{n} rest there", n=tally.won) if tally.won else ""
    # Of a population the best one counts.
    short = tally.bred and not tally.won
    return say.sentence(close), _how_far(tally) if short else remainder(tally, first=at_rest)


def _winners(tally: Tally, who: str) -> str:
    return tally.say.sentence(tally.say("{who} found {goal}", who=who, goal=tally.goal, number=tally.won))


def _right_ones(tally: Tally) -> tuple[str, str]:
    """Some minima are not the lowest."""
    say = tally.say
    if not tally.won and len(tally.others) == 1 and tally.arrived == tally.started:
        who = everyone(tally, tally.arrived)
        stopped = say("{who} stopped in another one", who=who, number=tally.arrived)
        deep = _reached(tally, "it")  # the pit
        return say("Nobody found the lowest pit."), say.sentence(
            say("semicolon").join(filter(None, (stopped, deep)))
        )
    return _winners(tally, say("{n} of {of}", n=tally.won, of=tally.started)), remainder(tally)


def _unjudged(tally: Tally) -> tuple[str, str]:
    """It is not known which minimum is the lowest one."""
    say, who = tally.say, part(tally, tally.arrived, tally.started)
    wide = any(place.wide for place in tally.places)
    if len(tally.places) == 1:
        where = "on the same low ground" if wide else "in the same pit" if tally.arrived > 1 else "in a pit"
        said = say(f"{{who}} came to rest {where}", who=who, number=tally.arrived)
        return say.sentence(said), remainder(tally, pits=False)
    if shares := _shares(tally, all_known=False):
        return shares, remainder(tally, pits=False)
    phrase = f"{{who}} came to rest in {{pits}} {'low places' if wide else 'pits'}"
    lowest = say("the deepest of them caught {n}", n=tally.deepest) if tally.deepest else ""
    headline = say.sentence(say(phrase, who=who, pits=say.word(len(tally.places))))
    return headline, remainder(tally, pits=False, first=lowest or None)


def _shares(tally: Tally, *, all_known: bool) -> str:
    """How a few valleys share the marbles; nothing where there are many, or where many marbles are elsewhere."""
    say, places, started = tally.say, tally.places, tally.started
    if len(places) > max(FRACTIONS) or any(place.wide for place in places):
        return ""
    equal, valleys = started / len(places), say.word(len(places))
    alike = all(abs(place.count - equal) <= ALIKE * equal for place in places)
    if alike and started >= 10 * len(places):
        known, shared = (
            "{valleys} valleys, about {share} each",
            "the marbles share {valleys} valleys, about {share} each",
        )
        share = say(FRACTIONS[len(places)])
        return say.sentence(say(known if all_known else shared, valleys=valleys, share=share))
    if len(places) > FEW or sum(place.count for place in places) < started:
        return ""
    if all(place.count == 1 for place in places):
        return say.sentence(say("{valleys} valleys caught one marble each", valleys=valleys))
    counts = say.listed([say.count(place.count) for place in places])
    return say.sentence(say("{valleys} valleys caught {counts} marbles", valleys=valleys, counts=counts))
