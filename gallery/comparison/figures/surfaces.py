"""Basin maps on the surface."""

from __future__ import annotations

from gallery.comparison.figures.figure import Figure
from gallery.comparison.figures.kinds import SIZE, BasinFigure, Subject

ON_PAGE = (560, 420)


class DrapedMaps(BasinFigure):
    """All surfaces side by side; on the page each beside its map."""

    name = "surfaces"
    order = 40

    def figure(self, subject: Subject) -> Figure:
        """The sheet of surfaces."""
        alt = f"Basin maps of {subject.f.title} on the surface, by case: {'; '.join(subject.atlas.maps)}."
        return Figure(alt, image=subject.atlas.sheet(SIZE, draped=True))

    def of_case(self, subject: Subject, name: str) -> Figure:
        """One surface."""
        alt = f"The same map on the surface of {subject.f.title}."
        return Figure(alt, image=subject.atlas.draped(name, ON_PAGE))


KIND = DrapedMaps()
