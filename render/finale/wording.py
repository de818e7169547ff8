"""Numbers and lists as an English sentence has them."""

from __future__ import annotations

from render.finale.tally import Tally
from render.style import in_words

FRACTIONS = {2: "half", 3: "a third", 4: "a quarter", 5: "a fifth", 6: "a sixth"}


def sentence(text: str) -> str:
    """With a capital and a full stop; a name keeps its own letters."""
    return f"{text[0].upper()}{text[1:]}." if text else ""


def everyone(count: int) -> str:
    """All of so many marbles."""
    return "both" if count == 2 else f"all {count:,}"


def part(count: int, whole: int) -> str:
    """So many of all marbles."""
    return everyone(count) if count == whole else f"{count:,} of {whole:,}"


def after(steps: int) -> str:
    """How long it took."""
    return f"after {steps:,} step{'s' * (steps != 1)}"


def remainder(tally: Tally, *, pits: bool = True, told: str = "") -> str:
    """What became of those that a headline leaves out: one about the lowest places, or what was `told` of many."""
    others, stopped = len(tally.others), sum(place.count for place in tally.others)
    where = f"{in_words(others)} other pits" if others > 1 else "another pit"
    if any(place.wide for place in tally.others):
        where = "other low places" if others > 1 else "another low place"
    close = ""
    if tally.near:
        close = ", close to it" if tally.near == tally.moving else f", {tally.near:,} of them close to it"
    if tally.wanted > tally.steps:
        close += f" (most would rest after about {tally.wanted:,} steps)"
    said = [
        (stopped * pits, f"stopped in {where}", f"stopped in {where}"),
        (tally.balanced, "rests on a saddle or a top", "rest on a saddle or a top"),
        (tally.stuck, "is stuck on flat ground", "are stuck on flat ground"),
        (tally.moving, f"is still moving{close}", f"are still moving{close}"),
        (tally.lost, "left the map", "left the map"),
        (tally.outside, "started outside", "started outside"),
    ]
    return sentence(
        ", ".join(f"{n:,} {one if n == 1 else many}" for n, one, many in said if n and many != told)
    )
