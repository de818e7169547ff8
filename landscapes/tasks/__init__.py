"""Work that is cut into tasks, for whatever executor takes them.

gathering_in.py  what comes of the tasks, as they come in or in their order; what is said when a worker died
"""

from landscapes.tasks.gathering_in import AHEAD, death, fate, gathered, in_order, tells_of_a_death

__all__ = ["AHEAD", "death", "fate", "gathered", "in_order", "tells_of_a_death"]
