"""From film time, 0..1, to the descent's step.

clock.py          the plain clocks: slow then fast, or even
travel.py         how far particles have come
arc_clock.py      even by the way that is gone
stepped_clock.py  stops inside steps, to take them apart
shot_clock.py     stops at a few chosen steps, for close-ups
settling.py       when particles are where they end, for the eye
clock_numbers.py  its numbers, for the page
"""

from typing import TYPE_CHECKING

from render.door import door

if TYPE_CHECKING:
    from render.clock.arc_clock import ArcClock
    from render.clock.clock import FIRST_STEP, HALFWAY, KINDS, LEAD, REST, Clock
    from render.clock.clock_numbers import clock_table
    from render.clock.settling import (
        BEYOND,
        FEW,
        NEAR,
        arrivals,
        last_inside,
        last_motion,
        last_stop,
        left_since,
        near_since,
        nearby,
        off_since,
        over_since,
        settled_since,
    )
    from render.clock.shot_clock import APPROACH, ShotClock
    from render.clock.stepped_clock import SteppedClock
    from render.clock.travel import halfway, travelled

__all__ = [
    "APPROACH",
    "BEYOND",
    "FEW",
    "FIRST_STEP",
    "HALFWAY",
    "KINDS",
    "LEAD",
    "NEAR",
    "REST",
    "ArcClock",
    "Clock",
    "ShotClock",
    "SteppedClock",
    "arrivals",
    "clock_table",
    "halfway",
    "last_inside",
    "last_motion",
    "last_stop",
    "left_since",
    "near_since",
    "nearby",
    "off_since",
    "over_since",
    "settled_since",
    "travelled",
]

__getattr__ = door(__name__, __file__)
