"""The film with all cases on one surface."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gallery.comparison.figures.figure import Figure
from gallery.comparison.figures.kinds import FilmKind, Subject, reduced
from gallery.comparison.results import drawn_paths

if TYPE_CHECKING:
    from gallery.comparison.results import Results, Runs
    from render import Scene

OVERLAID = 60
"""So many particles of each of two cases move on the surface, of more cases fewer."""
MOST_OVERLAID = 6
"""More cases than this on one surface cannot be told apart."""


class Overlay(FilmKind):
    """All cases of one landscape on one surface, told apart by colour."""

    name = "overlay"
    order = 70
    title = "All on one surface"

    def scene(self, results: Results, landscape: str | None = None, **look: Any) -> Scene:
        """The surface of a landscape, of the first by default."""
        from render import Scene

        runs = results.runs_on(landscape)
        return Scene(runs[0][0].landscape, drawn_paths(runs, max(OVERLAID * 2 // len(runs), 8)), **look)

    def belongs(self, results: Results) -> bool:
        """Where all surfaces are one, of two variables, and the cases are few."""
        drawn = [case.landscape for case, _ in results.runs if case.landscape.dimensions <= 2]
        dimensions = {f.name: f.dimensions for f in drawn}
        return list(dimensions.values()) == [2] and 2 <= len(drawn) <= MOST_OVERLAID

    def size_of(self, asked: tuple[int, int]) -> tuple[int, int]:
        """One surface needs less room than several panels."""
        return reduced(asked)

    def figure(self, subject: Subject) -> Figure:
        """The last picture."""
        from PIL import Image

        scene = self.scene(subject.results, subject.landscape, theme=subject.theme)
        return Figure(self.alt(subject.runs), image=Image.fromarray(scene.picture(1.0)))

    def alt(self, runs: Runs) -> str:
        """What is on the surface."""
        names = "; ".join(case.label for case, _ in runs)
        return f"Film of {runs[0][0].landscape.title} with the particles of all cases on one surface, by colour: {names}."

    def caption(self, results: Results) -> str:
        """What the colours mean."""
        return "The same starts; colours are cases."


KIND = Overlay()
