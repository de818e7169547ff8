"""The film with one panel for each case."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gallery.comparison.figures.figure import Figure
from gallery.comparison.figures.kinds import SIZE, FilmKind, Subject
from gallery.comparison.results import DRAWN, drawn_paths

if TYPE_CHECKING:
    from gallery.comparison.results import Results, Runs
    from render.mosaic import Mosaic

MOST_PANELS = 16


class SideBySide(FilmKind):
    """A panel for each case, of more than sixteen the first sixteen.

    Where all landscapes have more than two variables, the first is drawn on its cases' common principal plane.
    """

    name = "film"
    order = 60
    title = "Side by side"

    def scene(self, results: Results, landscape: str | None = None, **look: Any) -> Mosaic:
        """Panels of one landscape, or of all that were compared."""
        from render.mosaic import Mosaic

        runs = [run for run in results.runs if landscape in (None, run[0].landscape.name)]
        flat = [run for run in runs if run[0].landscape.dimensions <= 2][:MOST_PANELS]
        if flat:
            return Mosaic(drawn_paths(flat, _filmed(len(flat))), note=_part_shown(flat), **look)
        shown = dict(list(results.plane.runs.items())[:MOST_PANELS])
        return Mosaic(shown, on_plane=True, **look)

    def belongs(self, results: Results) -> bool:
        """Always."""
        return True

    def figure(self, subject: Subject) -> Figure:
        """The last picture."""
        from PIL import Image

        mosaic = self.scene(subject.results, subject.landscape, theme=subject.theme)
        return Figure(self.alt(subject.results.runs), image=Image.fromarray(mosaic.picture(1.0, SIZE)))

    def alt(self, runs: Runs) -> str:
        """What is on the panels."""
        titles = ", ".join(dict.fromkeys(case.landscape.title for case, _ in runs))
        names = "; ".join(case.label for case, _ in runs)
        return (
            f"Film of particles that descend {titles}, one panel for each of {len(runs)} cases: {names}. "
            "A bead's colour says which minimum it comes to."
        )

    def caption(self, results: Results) -> str:
        """What the panels have in common, and what they leave out."""
        runs = results.runs
        shown = min(len(runs), MOST_PANELS)
        said = (
            "Linked cameras, one clock. A bead's colour is the minimum that it comes to; "
            "the bar fills as they arrive."
        )
        if all(case.landscape.dimensions > 2 for case, _ in runs):
            said = f"Linked cameras, one clock. {results.plane.caption}"
        if len(runs) > shown:
            said += f" The first {shown} of {len(runs)} cases."
        most = _filmed(shown)
        if any(len(outcome) > most for _, outcome in runs):
            said += f" It shows {most} particles of a case; the table counts all."
        return f"{said} Here a particle has arrived when its bead is there, in the table when its gradient is small."


def _filmed(cases: int) -> int:
    """How many particles of each case move in a film of so many."""
    return DRAWN if cases < 3 else DRAWN * 2 // 3


def _part_shown(runs: Runs) -> str:
    """How many of its starts a case shows, where it is not all: panels' names and tables tell all."""
    most, counts = _filmed(len(runs)), {len(outcome) for _, outcome in runs}
    if max(counts) <= most:
        return ""
    return f"{most} of {counts.pop():,} starts" if len(counts) == 1 else f"{most} starts of each case"


KIND = SideBySide()
