"""Work that is cut into tasks, for whatever executor takes them.

gathering_in.py  what comes of the tasks, as they come in or in their order; what is said when a worker died
arriving.py      values that come with many tasks are one value where they arrive
"""

from landscapes.tasks.arriving import arrived, marked, packed
from landscapes.tasks.gathering_in import (
    AHEAD,
    Deserted,
    check_executor,
    death,
    fate,
    gathered,
    in_order,
    tells_of_a_death,
)

__all__ = [
    "AHEAD",
    "Deserted",
    "arrived",
    "check_executor",
    "death",
    "fate",
    "gathered",
    "in_order",
    "marked",
    "packed",
    "tells_of_a_death",
]
