"""Parts of the sentences at a film's end."""

from __future__ import annotations

from typing import Any

from render.finale.tally import Tally

FRACTIONS = {2: "half", 3: "a third", 4: "a quarter", 5: "a fifth", 6: "a sixth"}


def everyone(tally: Tally, count: int) -> str:
    """All of so many marbles."""
    return tally.say("both") if count == 2 else tally.say("all {n}", n=count)


def part(tally: Tally, count: int, whole: int) -> str:
    """So many of all marbles."""
    return everyone(tally, count) if count == whole else tally.say("{n} of {of}", n=count, of=whole)


def remainder(tally: Tally, *, pits: bool = True, told: str = "", first: str | None = None) -> str:
    """What became of those that a headline leaves out: one about the lowest places, or what was `told` of many.

    `first` is said before, and apart: it is about some of those that the headline tells of. Where it is empty the headline
    tells of those that are close.
    """
    say, others, stopped = tally.say, len(tally.others), sum(place.count for place in tally.others)
    said = []
    if stopped * pits:
        wide = any(place.wide for place in tally.others)
        several = "{n} stopped in other low places" if wide else "{n} stopped in {pits} other pits"
        single = "{n} stopped in another low place" if wide else "{n} stopped in another pit"
        more: dict[str, Any] = {} if wide or others == 1 else {"pits": say.word(others)}
        said.append(say(several if others > 1 else single, n=stopped, **more))
    fates = (
        ("{n} rest on a saddle or a top", tally.balanced, "rest"),
        ("{n} are stuck on flat ground", tally.stuck, "stuck"),
        ("{n} had not come to rest", tally.moving * (first != "" or tally.near < tally.moving), "moving"),
        ("{n} went over the edge", tally.lost, "lost"),
        ("{n} started outside", tally.outside, "outside"),
    )
    for phrase, count, fate in fates:
        if count and fate != told:
            said.append(say(phrase, n=count) + (_close(tally, first is not None) if fate == "moving" else ""))
    return say.sentence(say("semicolon").join(filter(None, (first, say("comma").join(said)))))


def _close(tally: Tally, told: bool) -> str:
    """How many of those that move are close, if it is not `told`, and how long they would take."""
    close = ""
    if tally.near and not told:
        say, every = tally.say, tally.near == tally.moving
        if tally.goals == 1 and not tally.others:
            close = say(", close to it") if every else say(", {n} of them close to it", n=tally.near)
        else:  # "it" might be another pit that was told before
            of_them = say(", {n} of them {near}", n=tally.near, near=tally.close)
            close = say("comma") + tally.close if every else of_them
    if tally.wanted > tally.steps:
        close += tally.say(" (most would rest after about {n} steps)", n=tally.wanted)
    return close
