"""Which picture of a comparison is made from what."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from gallery.comparison.figures import KINDS, Figure, atlas_of, loss_graph, mosaic_of, rate_graph
from gallery.comparison.results import drawn_paths

if TYPE_CHECKING:
    from gallery.comparison.results import Results, Runs
    from render import Scene

SIZE = (1280, 800)
WIDEST = 960
OVERLAID = 60
"""So many particles of each case move on the one surface of an overlaid film."""


def draw(comparison: Results, kind: str, landscape: str | None, theme: str) -> Figure:
    """One figure; see `Comparison.figure`."""
    if kind not in KINDS:
        raise ValueError(f"figure must be one of {', '.join(KINDS)}, got {kind!r}")
    runs = comparison.runs_on(landscape)
    f = runs[0][0].landscape
    if kind == "loss":
        graph = loss_graph(runs)
        return Figure(graph.label, svg=graph.svg)
    if kind == "rates":
        sweeps = [s for s in comparison.sweeps if s.case in {case.label for case, _ in runs}]
        if not sweeps:
            raise ValueError("there is no learning rate to vary: no case has a constant one")
        graph = rate_graph(sweeps, f)
        return Figure(graph.label, svg=graph.svg)
    if kind in ("film", "overlay"):
        return _last_picture(comparison, kind, landscape, theme)
    return _map(runs, kind, theme)


def _map(runs: Runs, kind: str, theme: str) -> Figure:
    f = runs[0][0].landscape
    if f.dimensions != 2:
        raise ValueError(f"a basin map needs a landscape of two variables, {f.name} has {f.dimensions}")
    atlas = atlas_of(runs, theme)
    labels = list(atlas.maps)
    if kind != "disagreement":
        how = "on the surface" if kind == "surfaces" else "seen from above"
        alt = f"Basin maps of {f.title} {how}, by case: {'; '.join(labels)}."
        return Figure(alt, image=atlas.sheet(SIZE, draped=kind == "surfaces"))
    if len(labels) < 2:
        raise ValueError("a disagreement needs two cases on one landscape")
    alt = f"Where {labels[0]} and {labels[1]} end in different places on {f.title}: bright."
    return Figure(alt, image=atlas.disagreement(labels[0], labels[1]))


def _last_picture(comparison: Results, kind: str, landscape: str | None, theme: str) -> Figure:
    from PIL import Image

    if kind == "film":
        mosaic = mosaic_of(comparison, landscape, theme=theme)
        return Figure(film_alt(comparison.runs), image=Image.fromarray(mosaic.picture(1.0, SIZE)))
    runs = comparison.runs_on(landscape)
    return Figure(overlay_alt(runs), image=Image.fromarray(overlay_of(runs, theme=theme).picture(1.0)))


def overlay_of(runs: Runs, **look: Any) -> Scene:
    """All cases of one landscape on one surface, told apart by colour."""
    from render import Scene

    return Scene(runs[0][0].landscape, drawn_paths(runs, max(OVERLAID * 2 // len(runs), 8)), **look)


def film_alt(runs: Runs) -> str:
    """What a film of these runs shows, for who cannot see it."""
    titles = ", ".join(dict.fromkeys(case.landscape.title for case, _ in runs))
    names = "; ".join(case.label for case, _ in runs)
    return (
        f"Film of particles that descend {titles}, one panel for each of {len(runs)} cases: {names}. "
        "A bead's colour says which minimum it comes to."
    )


def overlay_alt(runs: Runs) -> str:
    """What an overlaid film of these runs shows."""
    names = "; ".join(case.label for case, _ in runs)
    return f"Film of {runs[0][0].landscape.title} with the particles of all cases on one surface, by colour: {names}."


def film(
    comparison: Results,
    path: str | Path,
    *,
    overlay: bool = False,
    small: Path | None = None,
    seconds: float = 9.0,
    fps: float = 25.0,
    size: tuple[int, int] = SIZE,
    loop: bool | None = None,
    progress: Any = None,
    **look: Any,
) -> Path:
    """Write a film, and a `small` one of the same pictures if that is given; see `Comparison.movie`."""
    from render import Film

    look.setdefault("command", comparison.command)
    shown: Any = overlay_of(comparison.runs_on(), **look) if overlay else mosaic_of(comparison, **look)
    films = [Film(path, loop=loop), *([Film(small, size=reduced(size), loop=True)] if small else [])]
    shown.movies(films, seconds=seconds, fps=fps, size=size, progress=progress)
    return Path(path)


def reduced(size: tuple[int, int]) -> tuple[int, int]:
    """The size of a film inside a page: no wider than 960 pixels, even."""
    share = min(1.0, WIDEST / size[0])
    return round(size[0] * share / 2) * 2, round(size[1] * share / 2) * 2
