"""What a comparison found, as data alone.

results.py   `Results`: cases, outcomes, and what follows from them
findings.py  what the numbers say, in sentences
planes.py    functions of many variables on a plane
"""

from typing import TYPE_CHECKING

from render import door

if TYPE_CHECKING:
    from gallery.comparison.results.results import DRAWN, Results, Runs, drawn_paths, some_of

__all__ = ["DRAWN", "Results", "Runs", "drawn_paths", "some_of"]

__getattr__ = door(__name__, __file__)
