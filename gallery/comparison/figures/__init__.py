"""The figures of a comparison. Each file holds one kind, its `KIND`; adding a file adds a figure everywhere.

figure.py         one picture, and how it is written
kinds.py          what a kind of figure is: the roles
gathering.py      the kinds, gathered from the files

loss.py           height against step
rates.py          final height against learning rate
basins.py         basin maps, seen from above
surfaces.py       basin maps on the surface
disagreement.py   where two cases end in different places
side_by_side.py   "film": one panel for each case
overlay.py        all cases on one surface
"""

from typing import TYPE_CHECKING

from render import door

if TYPE_CHECKING:
    from gallery.comparison.figures.figure import Figure
    from gallery.comparison.figures.gathering import (
        basin_figures,
        charts,
        draw,
        figure_kinds,
        film_kind,
        films,
    )
    from gallery.comparison.figures.kinds import FPS, SECONDS, SIZE, FilmKind, Subject, reduced

__all__ = [
    "FPS",
    "SECONDS",
    "SIZE",
    "Figure",
    "FilmKind",
    "Subject",
    "basin_figures",
    "charts",
    "draw",
    "figure_kinds",
    "film_kind",
    "films",
    "reduced",
]

__getattr__ = door(__name__, __file__)
