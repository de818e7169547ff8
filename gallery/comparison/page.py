"""The page of a comparison: one HTML file that needs no other and no network."""

from __future__ import annotations

import base64
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gallery.comparison.drawing import SIZE, film, film_alt, overlay_alt, reduced
from gallery.comparison.figures import MOST_PANELS, atlas_of, filmed, loss_graph, rate_graph
from gallery.comparison.tables.sheets import case_sheet, pair_sheet, tuning_sheet
from gallery.terminal.numbers import interval_text, number_text, point_text
from gallery.tiles.gallery_page import formula_markup

if TYPE_CHECKING:
    from gallery.comparison.lessons import Lesson
    from gallery.comparison.results import Results
    from landscapes import Landscape
    from render.figures.basin_maps import Atlas

MOST_MAPS = 12
FLAT, DRAPED = 320, (560, 420)


@dataclass(frozen=True)
class Reel:
    """A film that lies on the disk, to be put into a page.

    Parameters
    ----------
    overlay : whether it shows all cases on one surface
    """

    path: Path
    size: tuple[int, int]
    overlay: bool = False


def write_page(
    comparison: Results,
    path: Path,
    *,
    lesson: Lesson | None = None,
    reels: Sequence[Reel] | None = None,
    atlases: Mapping[str, Atlas] | None = None,
    **look: Any,
) -> Path:
    """Write the page to `path`.

    Parameters
    ----------
    reels : films that are there already; without them one is made
    atlases : by landscape, basin maps that are there already; without them they are made
    look : for the film that is made, as `Comparison.movie` takes it
    """
    from descent.results.atomic import replacing

    atlases = maps_of(comparison, look.get("theme", "dark")) if atlases is None else atlases
    with tempfile.TemporaryDirectory() as folder:
        if reels is None:
            reels = _made(comparison, Path(folder), look)
        html = render(comparison, lesson, reels, atlases)
    with replacing(path, "w") as file:
        file.write(html)
    return path


def maps_of(comparison: Results, theme: str = "dark") -> dict[str, Atlas]:
    """The basin maps of every landscape of two variables, by its name."""
    names = dict.fromkeys(c.landscape.name for c, _ in comparison.runs if c.landscape.dimensions == 2)
    return {name: atlas_of(comparison.runs_on(name), theme) for name in names}


def _made(comparison: Results, folder: Path, look: Mapping[str, Any]) -> list[Reel]:
    size = reduced(look.get("size", SIZE))
    return [Reel(film(comparison, folder / "film.mp4", **{"loop": True, **look, "size": size}), size)]


def render(
    comparison: Results, lesson: Lesson | None, reels: Sequence[Reel], atlases: Mapping[str, Atlas]
) -> str:
    """The HTML text."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("gallery"),
        autoescape=lambda name: name == "compare.html",
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("compare.html").render(
        version=version("thalweg"),
        lesson=lesson is not None,
        title=lesson.title if lesson else title_of(comparison),
        lead=[lesson.question] if lesson else [lead_of(comparison)],
        observe=lesson.observe if lesson else [],
        findings=comparison.findings,
        failures=dict(comparison.failures),
        films=[_film(comparison, reel) for reel in reels],
        table=case_sheet(comparison.table.lines),
        pairs=pair_sheet(comparison.pairs),
        tunings=tuning_sheet(comparison.tunings, comparison.cases),
        landscapes=[_part(comparison, f, atlases.get(f.name)) for f in _landscapes(comparison)],
        run=list(_run_terms(comparison)),
        command=comparison.command,
    )


def _landscapes(comparison: Results) -> list[Landscape]:
    return list({case.landscape.name: case.landscape for case, _ in comparison.runs}.values())


def title_of(comparison: Results) -> str:
    """``Himmelblau: 3 cases``."""
    titles = list(dict.fromkeys(case.landscape.title for case in comparison.cases))
    named = titles[0] if len(titles) == 1 else f"{', '.join(titles[:-1])} and {titles[-1]}"
    return f"{named}: {len(comparison.cases)} cases compared"


def lead_of(comparison: Results) -> str:
    """In a sentence what was done."""
    runs = comparison.runs
    count = sum(len(o) for _, o in runs)
    steps = max((case.steps for case, _ in runs), default=0)
    return (
        f"{count:,} particles in {len(runs)} cases, each case on the same surface and the same clock, "
        f"at most {steps:,} steps each. Cases with the same starts can be compared start by start."
    )


def _film(comparison: Results, reel: Reel) -> dict[str, Any]:
    width, height = reel.size
    shown = min(len(comparison.runs), MOST_PANELS)
    hidden = len(comparison.runs) - shown
    if reel.overlay:
        title, caption = "All on one surface", "The same starts; colours are cases."
    else:
        title = "Side by side"
        caption = "Linked cameras, one clock. A bead's colour is the minimum that it comes to; "
        caption += "the bar fills as they arrive."
        if all(case.landscape.dimensions > 2 for case, _ in comparison.runs):
            caption = f"Linked cameras, one clock. {comparison.plane.caption}"
        if hidden:
            caption += f" The first {shown} of {len(comparison.runs)} cases."
        most = filmed(shown)
        if any(len(outcome) > most for _, outcome in comparison.runs):
            caption += f" It shows {most} particles of a case; the table counts all."
        caption += (
            " Here a particle has arrived when its bead is there, in the table when its gradient is small."
        )
    return {
        "title": title,
        "caption": caption,
        "alt": overlay_alt(comparison.runs) if reel.overlay else film_alt(comparison.runs),
        "width": width,
        "height": height,
        "source": embedded(reel.path.read_bytes(), "video/mp4"),
    }


def embedded(content: bytes, kind: str) -> str:
    """The bytes as a data URI."""
    return f"data:{kind};base64,{base64.b64encode(content).decode()}"


def _part(comparison: Results, f: Landscape, atlas: Atlas | None) -> dict[str, Any]:
    return {
        "title": f.title,
        "story": f.story,
        "source": f.source,
        "formula": formula_markup(f.latex, [str(v) for v in f.variables]) if f.dimensions <= 10 else "",
        "terms": list(_landscape_terms(f)),
        "charts": list(_charts(comparison, f)),
        "maps": list(_maps(f, atlas)) if atlas else [],
        "legend": atlas.legend if atlas else [],
    }


def _charts(comparison: Results, f: Landscape) -> Iterator[dict[str, Any]]:
    from markupsafe import Markup

    runs = comparison.runs_on(f.name)
    graph = loss_graph(runs)
    many = len(_landscapes(comparison)) > 1
    yield {
        "title": f"Loss against step{f' on {f.title}' if many else ''}",
        "svg": Markup(graph.svg),
        "caption": "The line is the median of all starts, a band their middle half. A lost start counts as "
        "infinitely high: where a line breaks off, half the starts are lost.",
    }
    sweeps = [s for s in comparison.sweeps if s.case in {case.label for case, _ in runs}]
    if sweeps:
        graph = rate_graph(sweeps, f)
        yield {
            "title": f"Final height against learning rate{f' on {f.title}' if many else ''}",
            "svg": Markup(graph.svg),
            "caption": f"Each of {len(sweeps[0].rates)} rates from the same {sweeps[0].starts} starts, "
            f"{runs[0][0].steps} steps: median and middle half. {_limit_words(sweeps)}",
        }


def _limit_words(sweeps: Sequence[Any]) -> str:
    if not any(s.limits for s in sweeps):
        return ""
    return (
        "Dashed: the rate above which theory lets no particle stay at the steepest global minimum, for plain gradient "
        "descent 2/L with L the largest curvature there."
    )


def _maps(f: Landscape, atlas: Atlas) -> Iterator[dict[str, Any]]:
    labels = list(atlas.maps)[:MOST_MAPS]
    for label in labels:
        flat = picture(atlas.flat(label, FLAT), f"Basin map of {f.title} under {label}, from above.")
        draped = picture(atlas.draped(label, DRAPED), f"The same map on the surface of {f.title}.")
        yield {"title": label, "pictures": [flat, draped]}
    if len(labels) >= 2:
        first, second = labels[:2]
        apart = atlas.share_apart(first, second)
        alt = f"Map of {f.title}: bright where {first} and {second} end in different places."
        share = f"{100 * apart:.0f} % of the starts of this lattice"
        yield {
            "title": f"Bright: {first} and {second} end in different places, {share}",
            "pictures": [picture(atlas.disagreement(first, second, FLAT), alt)],
        }


def picture(image: Any, alt: str) -> dict[str, Any]:
    """A raster image for the page."""
    from gallery.comparison.figures import Figure

    source = embedded(Figure(alt, image=image).encoded("webp"), "image/webp")
    return {"source": source, "alt": alt, "width": image.width, "height": image.height}


def _landscape_terms(f: Landscape) -> Iterator[tuple[str, str]]:
    yield "Variables", str(f.dimensions)
    if f.dimensions <= 6:
        yield "Domain", " × ".join(interval_text(*box) for box in f.domain)
    if len(f.minimizers) and f.dimensions <= 6:
        shown = "; ".join(point_text(p) for p in f.minimizers[:6])
        more = f" and {len(f.minimizers) - 6} more" if len(f.minimizers) > 6 else ""
        yield "Global minima" if len(f.minimizers) > 1 else "Global minimum", shown + more
    if f.minimum is not None:
        yield "Their height" if len(f.minimizers) > 1 else "Its height", number_text(f.minimum, 6)


def _run_terms(comparison: Results) -> Iterator[tuple[str, str]]:
    from descent.comparison.cases import starts_label

    cases = comparison.cases
    yield "Starts", "; ".join(dict.fromkeys(starts_label(c.starts) for c in cases))
    yield "Methods", "; ".join(dict.fromkeys(c.optimizer.text for c in cases))
    reasons = dict.fromkeys(f"{c.label}: {c.rate_reason}" for c in cases if c.rate_reason)
    if reasons:
        yield "Why these rates", "; ".join(reasons)
    noises = dict.fromkeys(c.noise.text for c in cases if c.noise)
    if noises:
        yield "Noise", "; ".join(noises)
    yield "Steps", f"at most {max(c.steps for c in cases)}"
    tolerance = number_text(max(c.tolerance for c in cases))
    yield "Stop", f"where no component of the gradient is above {tolerance}"
    numbers = ", ".join(f"{name} {version(name)}" for name in ("thalweg", "numpy", "sympy", "pyvista"))
    yield "Versions", numbers
