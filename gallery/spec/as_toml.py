"""Scene files: a description as TOML and back.

A scene file is TOML::

    thalweg = 1                          # the format's version

    [landscape]
    name = "himmelblau"                  # or: formula = "x**2 + 3*sin(y)", domain = [[-5, 5], [-5, 5]]
                                         # dimensions = 4, slice = "x3=0.5,x4=1": a form of it, variables held
                                         # plane = "path": of more than two variables; or "random:seed=3"
                                         # variables = ["theta_0", "theta_1"]: what they are called
    [[runs]]                             # one table for each optimizer
    optimizer = "adam:beta1=0.8"
    learning_rate = 0.05                 # or a schedule, "cosine:0.1,steps=200"; left out: derived
    starts = "grid:15"                   # or several: ["points:(1,2);(0,0)", "ring:24"]
    steps = 300
    tolerance = 1e-6
    seed = 0
    noise = "gaussian:0.1"
    label = "Adam"

    [look]
    theme = "dark"
    camera = "orbit"                     # or a fixed view: "still:AZIMUTH,ELEVATION,ZOOM"
    clock = "ease"
    color = "destination"
    height = "auto"
    panels = ["surface", "loss"]
    marks = ["stationary"]
    cmap = "viridis"                     # left out: the theme's
    title = "A title of one's own"       # also caption = "...", no_caption = true, no_legend = true
    subtitles = ["step 40: Here it slows down", "2.5 s: Look", "end: There"]  # or a file of such lines, or an .srt
    language = "de"                      # also en, es, zh
    axes = true                          # left out: with the theme publication

    [film]
    seconds = 9
    fps = 25
    size = [1280, 720]                   # or "1280x720"
    max_size = 5000000                   # bytes, or "5MB"
    # width = "3.5in"                    # in place of size, with dpi = 300; purpose = "paper": slides, blog, story
    loop = false                         # end with the last picture; left out: GIF and WebP begin again

    [page]                               # what a person does with the living scene
    layers = ["contours", "basins"]
    chosen = 1                           # the optimizer that the controls refer to, from 0
    followed = 7                         # the particle that the words speak of, from 0
    time = 0.5                           # film time
    speed = 2
    playing = false

Whatever is left out has the command line's default. A key that is not known is an error that names the nearest.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from gallery.spec.field import FieldError, check_names, described, differing
from gallery.spec.film import FilmSpec
from gallery.spec.handled import PageSpec
from gallery.spec.landscape import LandscapeSpec
from gallery.spec.look import LookSpec
from gallery.spec.run import RunSpec

Section = TypeVar("Section")

VERSION = 1
LARGEST = 1_000_000
"""Bytes; no scene that a person wrote is larger."""


def sections_of_file(text: str) -> dict[str, Any]:
    """What a scene file says: ``landscape``, ``runs``, ``look``, ``film`` and ``page`` as the descriptions that they are.

    Raises
    ------
    ValueError
        One line: no TOML, another version, an unknown key (with the nearest), a value of a wrong type or out of range.
    """
    import tomllib

    try:
        given = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise ValueError(f"not TOML: {error}") from None
    check_names("a scene file", given, ("thalweg", "landscape", "runs", "look", "film", "page"))
    _check_version(given.pop("thalweg", None))
    if "landscape" not in given:
        raise ValueError("a scene file needs a section [landscape] with a name or a formula")
    runs = given.get("runs", [])
    if not isinstance(runs, list):
        raise ValueError("runs must be written [[runs]], one table for each")
    return {
        "landscape": read_section("[landscape]", given["landscape"], LandscapeSpec),
        "runs": tuple(read_section("[[runs]]", run, RunSpec) for run in runs),
        "look": read_section("[look]", given.get("look", {}), LookSpec),
        "film": read_section("[film]", given.get("film", {}), FilmSpec),
        "page": read_section("[page]", given.get("page", {}), PageSpec),
    }


def text_of(
    landscape: LandscapeSpec, runs: tuple[RunSpec, ...], look: LookSpec, film: FilmSpec, page: PageSpec
) -> str:
    """The same as TOML text; `sections_of_file` gives it back. Values that are defaults are left out."""
    parts = [f"thalweg = {VERSION}\n", _written("[landscape]", landscape)]
    parts += [_written("[[runs]]", run) for run in runs]
    parts += [
        _written(header, section)
        for header, section in (("[look]", look), ("[film]", film), ("[page]", page))
        if any(differing(section))
    ]
    return "\n".join(parts)


def read_section(where: str, table: Any, kind: type[Section]) -> Section:
    """A description from a TOML table; what the table leaves out has its default.

    Raises
    ------
    ValueError
        For a key that is not known, or a value that the field cannot have; `where` comes first.
    """
    if not isinstance(table, Mapping):
        raise ValueError(f"{where} must be a table, got {_short(table)}")
    fields = described(kind)
    check_names(where, table, fields)
    try:
        return kind(**{key: fields[key].value(value) for key, value in table.items()})
    except FieldError as error:
        raise ValueError(f"{where} {error}") from None
    except ValueError as error:
        raise ValueError(f"{where}: {error}") from None


def _written(header: str, section: Any) -> str:
    lines = [f"{about.name} = {_as_toml(value)}" for about, value in differing(section)]
    return "\n".join([header, *lines]) + "\n"


def _as_toml(value: Any) -> str:
    if isinstance(value, str):
        import json

        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, tuple):
        return f"[{', '.join(map(_as_toml, value))}]"
    return str(value).lower() if isinstance(value, bool) else repr(value)


def _check_version(version: Any) -> None:
    if version is None:
        raise ValueError(f"the first line of a scene file must be: thalweg = {VERSION}")
    if version != VERSION or version is True:
        raise ValueError(f"this is format {version!r}; this version of thalweg reads {VERSION}")


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."
