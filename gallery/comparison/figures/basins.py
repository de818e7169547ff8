"""Basin maps, seen from above."""

from __future__ import annotations

from gallery.comparison.figures.figure import Figure
from gallery.comparison.figures.kinds import SIZE, BasinFigure, Subject

ON_PAGE = 320
"""Pixels of the longer side."""


class BasinMaps(BasinFigure):
    """All maps side by side; on the page each by itself."""

    name = "basins"
    order = 30

    def figure(self, subject: Subject) -> Figure:
        """The sheet of maps."""
        alt = f"Basin maps of {subject.f.title} seen from above, by case: {'; '.join(subject.atlas.maps)}."
        return Figure(alt, image=subject.atlas.sheet(SIZE))

    def of_case(self, subject: Subject, name: str) -> Figure:
        """One map."""
        alt = f"Basin map of {subject.f.title} under {name}, from above."
        return Figure(alt, image=subject.atlas.flat(name, ON_PAGE))


KIND = BasinMaps()
