"""How a film ends: what is said, and what the ground shows.

tally.py    what became of a run's marbles, counted
wording.py  numbers and lists in a sentence
verdict.py  `Verdict`: the sentence and a second one, of any runs
contest.py  the same of several runs
moments.py  when the ending happens
watersheds.py  which basin every start is in, from coarse to fine
low_starts.py  where most still move, how low each start's marble is
flood.py    `Flood`: the ground in the colours of its basins
closing.py  the ending's words on a picture
shares.py   what each valley caught, and how many left the map, where it happened
free_ground.py  where a picture shows nothing of the block
goal_flags.py  a flag on every known lowest point, a pennant on the lowest found
pennants.py  the lowest that runs came to rest in, where none is known
finale_numbers.py  its numbers, for the page
"""

from typing import TYPE_CHECKING

from render.door import door

if TYPE_CHECKING:
    from render.finale.closing import Closing, accent_of
    from render.finale.finale_numbers import finale_table
    from render.finale.flood import PALE, Flood, Tide, flood_of
    from render.finale.free_ground import FreeGround
    from render.finale.goal_flags import GoalFlags
    from render.finale.moments import SETTLED, flooded, spoken
    from render.finale.pennants import lowest_found
    from render.finale.shares import Share, exits_of, shares_of, told_of
    from render.finale.tally import Tally
    from render.finale.verdict import Verdict, verdict_of
    from render.finale.watersheds import grounds_of

__all__ = [
    "PALE",
    "SETTLED",
    "Closing",
    "Flood",
    "FreeGround",
    "GoalFlags",
    "Share",
    "Tally",
    "Tide",
    "Verdict",
    "accent_of",
    "exits_of",
    "finale_table",
    "flood_of",
    "flooded",
    "grounds_of",
    "lowest_found",
    "shares_of",
    "spoken",
    "told_of",
    "verdict_of",
]

__getattr__ = door(__name__, __file__)
