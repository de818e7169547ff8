"""`search`: a population on a landscape, ours or somebody else's, and its record.

searched.py             the record: a run whose rows are generations
foreign.py              somebody else's ask and tell
loop_of_generations.py  the one loop that drives populations
"""

from descent.searching.loop_of_generations import search
from descent.searching.searched import Searched

__all__ = ["Searched", "search"]
