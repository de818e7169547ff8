"""Where two cases end in different places."""

from __future__ import annotations

from gallery.comparison.figures.figure import Figure
from gallery.comparison.figures.kinds import BasinFigure, Subject

ON_PAGE = 320
"""Pixels of the longer side."""


class Disagreement(BasinFigure):
    """The first two basin maps laid over each other."""

    name = "disagreement"
    order = 50

    def lacking(self, subject: Subject) -> str:
        """Two maps are needed."""
        few = "" if len(subject.mapped) >= 2 else "a disagreement needs two cases on one landscape"
        return super().lacking(subject) or few

    def figure(self, subject: Subject) -> Figure:
        """The map of the differences."""
        first, second = _two(subject)
        alt = f"Where {first} and {second} end in different places on {subject.f.title}: bright."
        return Figure(alt, image=subject.atlas.disagreement(first, second))

    def of_all(self, subject: Subject) -> tuple[str, Figure]:
        """The map, and the share of the starts that it marks."""
        first, second = _two(subject)
        apart = subject.atlas.share_apart(first, second)
        share = f"{100 * apart:.0f} % of the starts of this lattice"
        alt = f"Map of {subject.f.title}: bright where {first} and {second} end in different places."
        said = f"Bright: {first} and {second} end in different places, {share}"
        return said, Figure(alt, image=subject.atlas.disagreement(first, second, ON_PAGE))


def _two(subject: Subject) -> tuple[str, str]:
    first, second = list(subject.atlas.maps)[:2]
    return first, second


KIND = Disagreement()
