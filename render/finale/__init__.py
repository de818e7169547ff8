"""How a film ends: what is said, and what the ground shows.

tally.py    what became of a run's marbles, counted
wording.py  numbers and lists in a sentence
verdict.py  `Verdict`: the sentence and a second one, of any runs
contest.py  the same of several runs
moments.py  when the ending happens
flood.py    `Flood`: the ground in the colours of its basins
"""

from typing import TYPE_CHECKING

from render.door import door

if TYPE_CHECKING:
    from render.finale.flood import PALE, Flood, flood_of
    from render.finale.moments import flooded, spoken
    from render.finale.verdict import Verdict, verdict_of

__all__ = ["PALE", "Flood", "Verdict", "flood_of", "flooded", "spoken", "verdict_of"]

__getattr__ = door(__name__, __file__)
