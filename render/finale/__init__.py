"""How a film ends: what is said, and what the ground shows.

tally.py    what became of a run's marbles, counted
wording.py  numbers and lists in a sentence
verdict.py  `Verdict`: the sentence and a second one, of any runs
contest.py  the same of several runs
"""

from typing import TYPE_CHECKING

from render.door import door

if TYPE_CHECKING:
    from render.finale.verdict import Verdict, verdict_of

__all__ = ["Verdict", "verdict_of"]

__getattr__ = door(__name__, __file__)
