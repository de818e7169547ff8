"""The page of a comparison: one HTML file that needs no other and no network."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gallery.comparison.figures import (
    SIZE,
    Figure,
    FilmKind,
    Subject,
    basin_figures,
    charts,
    film_kind,
    reduced,
)
from gallery.comparison.living_cases import Scene, living_scenes
from gallery.comparison.tables import case_sheet, pair_sheet, tuning_sheet
from gallery.terminal import interval_text, number_text, point_text, stop_text
from gallery.tiles import formula_markup
from landscapes.remembered import version_of

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from gallery.comparison.lesson import Lesson
    from gallery.comparison.results import Results
    from landscapes import Landscape

MOST_MAPS = 12


@dataclass(frozen=True)
class Reel:
    """A film that lies on the disk, to be put into a page.

    Parameters
    ----------
    path : an MP4
    size : width, height in pixels
    kind : what it shows
    """

    path: Path
    size: tuple[int, int]
    kind: FilmKind


def write_page(
    comparison: Results,
    path: Path,
    *,
    lesson: Lesson | None = None,
    reels: Sequence[Reel] | None = None,
    subjects: Sequence[Subject] | None = None,
    alive: bool = True,
    **look: Any,
) -> Path:
    """Write the page to `path`.

    Parameters
    ----------
    reels : films that are there already; without them one is made
    subjects : one for each landscape, where their basin maps are there already
    alive : whether each case opens as a living scene
    look : for the film that is made, as `Comparison.movie` takes it

    Raises
    ------
    OSError
        If the file cannot be written.
    ValueError, LookupError
        As `Comparison.movie`.
    """
    from descent.results import replacing, scratch_beside

    with scratch_beside(path) as folder:
        if reels is None:
            reels = _made(comparison, folder, look)
        html = render(
            comparison,
            lesson,
            reels,
            subjects
            or subjects_of(
                comparison, look.get("theme", "dark"), lesson is None or lesson.maps, look.get("executor")
            ),
            alive,
        )
    with replacing(path, "w") as file:
        file.write(html)
    return path


def subjects_of(
    comparison: Results, theme: str = "dark", maps: bool = True, executor: Executor | None = None
) -> list[Subject]:
    """Each landscape that has runs; with basin maps, computed by the executor's workers if there is one, or without."""
    names = dict.fromkeys(case.landscape.name for case, _ in comparison.runs)
    return [Subject(comparison, name, theme, maps, executor) for name in names]


def _made(comparison: Results, folder: Path, look: Mapping[str, Any]) -> list[Reel]:
    kind, size = film_kind("film"), reduced(look.get("size", SIZE))
    path = kind.write(comparison, folder / "film.mp4", **{"loop": True, **look, "size": size})
    return [Reel(path, size, kind)]


def render(
    comparison: Results,
    lesson: Lesson | None,
    reels: Sequence[Reel],
    subjects: Sequence[Subject],
    alive: bool = True,
) -> str:
    """The HTML text."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    scenes = living_scenes(comparison, lesson) if alive else []

    environment = Environment(
        loader=PackageLoader("gallery"),
        autoescape=lambda name: name == "compare.html",
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("compare.html").render(
        version=version_of("thalweg"),
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
        landscapes=[_part(subject, len(subjects) > 1) for subject in subjects],
        run=list(_run_terms(comparison)),
        command=comparison.command,
        scenes=[name for name, _ in scenes],
        living=_living_data(scenes),
        tasks=bool(lesson and lesson.tasks),
    )


def _living_data(scenes: Sequence[Scene]) -> Any:
    """The text of one living page, and what each scene says over it, as JSON in a script element."""
    from markupsafe import Markup

    from render.page import embedded as data_text
    from render.page import shared_page

    return Markup(data_text(shared_page([living for _, living in scenes]))) if scenes else ""


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
    return {
        "title": reel.kind.title,
        "caption": reel.kind.caption(comparison),
        "alt": reel.kind.alt(comparison.runs),
        "width": reel.size[0],
        "height": reel.size[1],
        "source": embedded(reel.path.read_bytes(), "video/mp4"),
    }


def embedded(content: bytes, kind: str) -> str:
    """The bytes as a data URI."""
    return f"data:{kind};base64,{base64.b64encode(content).decode()}"


def _part(subject: Subject, one_of_several: bool) -> dict[str, Any]:
    f, mapped = subject.f, subject.has_atlas
    return {
        "title": f.title,
        "story": f.story,
        "source": f.source,
        "formula": formula_markup(f.latex, [str(v) for v in f.variables]) if f.dimensions <= 10 else "",
        "terms": list(_landscape_terms(f)),
        "charts": list(_charts(subject, f" on {f.title}" if one_of_several else "")),
        "maps": list(_maps(subject)) if mapped else [],
        "legend": subject.atlas.legend if mapped else [],
    }


def _charts(subject: Subject, where: str) -> Iterator[dict[str, Any]]:
    from markupsafe import Markup

    for kind in charts():
        if not kind.lacking(subject):
            svg = Markup(kind.figure(subject).svg)
            yield {"title": f"{kind.title}{where}", "svg": svg, "caption": kind.caption(subject)}


def _maps(subject: Subject) -> Iterator[dict[str, Any]]:
    """The figures of each map beside each other, then those of all maps together."""
    kinds = [kind for kind in basin_figures() if not kind.lacking(subject)]
    for name in list(subject.mapped)[:MOST_MAPS]:
        figures = [figure for kind in kinds if (figure := kind.of_case(subject, name)) is not None]
        yield {"title": name, "pictures": [picture(figure) for figure in figures]}
    for kind in kinds:
        if (together := kind.of_all(subject)) is not None:
            yield {"title": together[0], "pictures": [picture(together[1])]}


def picture(figure: Figure) -> dict[str, Any]:
    """A raster image for the page."""
    assert figure.image is not None
    source = embedded(figure.encoded("webp"), "image/webp")
    return {
        "source": source,
        "alt": figure.alt,
        "width": figure.image.width,
        "height": figure.image.height,
    }


def _landscape_terms(f: Landscape) -> Iterator[tuple[str, str]]:
    yield "Variables", str(f.dimensions)
    if f.dimensions <= 6:
        yield "Domain", " × ".join(interval_text(*box) for box in f.domain)
    if len(f.minimizers) and f.dimensions <= 6:
        shown = "; ".join(point_text(p, domain=f.search_domain) for p in f.minimizers[:6])
        more = f" and {len(f.minimizers) - 6} more" if len(f.minimizers) > 6 else ""
        yield "Global minima" if len(f.minimizers) > 1 else "Global minimum", shown + more
    if f.minimum is not None:
        yield "Their height" if len(f.minimizers) > 1 else "Its height", number_text(f.minimum, 6)


def _run_terms(comparison: Results) -> Iterator[tuple[str, str]]:
    from descent.comparison import starts_label
    from descent.compiled_engine import is_installed

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
    yield "Stop", "; ".join(dict.fromkeys(f"where {stop_text(c.tolerance)}" for c in cases))
    compiled = any(c.engine == "compiled" for c in cases)
    if compiled:
        yield "Engine", "; ".join(dict.fromkeys(c.engine for c in cases if c.engine))
    compiler = ("llvmlite",) if compiled and is_installed() else ()
    packages = ("thalweg", "numpy", "sympy", *compiler, "pyvista")
    numbers = ", ".join(f"{name} {version_of(name)}" for name in packages)
    yield "Versions", numbers
