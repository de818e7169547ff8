"""`search`: a population on a landscape, ours or somebody else's, and its record.

searched.py             the record: a run whose rows are generations
foreign.py              somebody else's ask and tell
loop_of_generations.py  the one loop that drives populations
racing.py               populations beside descents, by what both ask for
"""

from descent.searching.loop_of_generations import search
from descent.searching.racing import heights_of_a_step, raced
from descent.searching.searched import Searched

__all__ = ["Searched", "heights_of_a_step", "raced", "search"]
