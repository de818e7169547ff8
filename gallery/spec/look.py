"""How a scene is shown: the names are `render.Scene`'s, and so are their meanings."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated

from gallery.spec.field import Field, FieldError, settle_fields


def _themes() -> tuple[str, ...]:
    from render.style import AUTO, THEMES

    return (AUTO, *THEMES)


def _cameras() -> tuple[str, ...]:
    from render.camera import NAMED_PATHS

    return tuple(NAMED_PATHS)


def _check_camera(camera: str) -> None:
    from render.camera import find_path, followed

    if followed(camera) is not None:
        return
    try:
        find_path(camera)
    except LookupError:
        names = (*_cameras(), "follow:K", "still:AZIMUTH,ELEVATION", "FILE.csv")
        raise FieldError("camera", f"must be one of {', '.join(names)}, got {camera!r}") from None


def _languages() -> tuple[str, ...]:
    """Those whose letters can be drawn here."""
    from render.style import LANGUAGES, can_be_spoken

    return tuple(language for language in LANGUAGES if can_be_spoken(language))


def _check_language(language: str) -> None:
    from render.style import check_language

    try:
        check_language(language)
    except LookupError as error:
        raise FieldError("language", str(error).removeprefix("language ")) from None


def _check_cmap(name: str) -> None:
    from render.surface import find_colormap

    try:
        find_colormap(name)
    except LookupError as error:
        raise FieldError("cmap", f": {error}") from None


def _check_subtitles(given: tuple[str, ...]) -> None:
    from render.words import settled_subtitles

    try:
        settled_subtitles(given)
    except OSError as error:
        raise FieldError("subtitles", f": cannot read {error.filename!r}: {error.strerror}") from None
    except ValueError as error:
        raise FieldError("subtitles", f": {error}") from None


def _clocks() -> tuple[str, ...]:
    from render.clock import KINDS

    return tuple(KINDS)


def _colors() -> tuple[str, ...]:
    from render.particles import COLOR_BY

    return tuple(COLOR_BY)


def _heights() -> tuple[str, ...]:
    from render.surface import KINDS

    return tuple(KINDS)


def _panels() -> tuple[str, ...]:
    from render.panels import panel_names

    return panel_names()


def _marks() -> tuple[str, ...]:
    from render.marks import MARKS

    return tuple(MARKS)


@dataclass(frozen=True, kw_only=True)
class LookSpec:
    """What the picture shows and how.

    Raises
    ------
    FieldError
        For a value of another type; whether names exist is asked by `SceneSpec.check`.

    Examples
    --------
    >>> LookSpec(theme="light", panels=("surface", "contour")).camera
    'orbit'
    """

    theme: Annotated[
        str,
        Field(
            help="Colors: dark, light or publication; auto is dark, with a page's controls as the reader's screen is.",
            choices=_themes,
        ),
    ] = "auto"
    camera: Annotated[
        str,
        Field(
            help="How the camera moves: orbit (to a side and back, from where most is seen), still, "
            "turn, fly-in, top-to-side, follow:K (rides along with "
            "particle K), still:AZIMUTH,ELEVATION, or a CSV file of key-frames (film time, azimuth, elevation, "
            "zoom).",
            choices=_cameras,
            check=_check_camera,
        ),
    ] = "orbit"
    clock: Annotated[
        str,
        Field(
            help="How steps follow each other: ease (slow, then fast), linear or arc (even way).",
            choices=_clocks,
        ),
    ] = "ease"
    color: Annotated[
        str,
        Field(
            help="What a particle's color means: destination, ending, start, height or optimizer.",
            choices=_colors,
        ),
    ] = "destination"
    height: Annotated[
        str,
        Field(help="How heights are drawn: auto, linear, log, symlog, rank or clip.", choices=_heights),
    ] = "auto"
    panels: Annotated[
        tuple[str, ...],
        Field(
            help="What is shown: {choices}; with anatomy the "
            "film stops inside steps. Default: the surface, or the curve. curve belongs to one variable; surface, "
            "contour, slices and anatomy to two.",
            choices=_panels,
        ),
    ] = ()
    marks: Annotated[
        tuple[str, ...],
        Field(
            help="What stands on the surface, or under it: {choices}.",
            choices=_marks,
        ),
    ] = ()

    axes: Annotated[
        bool | None,
        Field(
            help="Ticks, numbers and the variables' names at the block's foot; --no-axes leaves them away. Default: "
            "with theme publication.",
        ),
    ] = None

    cmap: Annotated[
        str | None,
        Field(
            help="Colors of heights by name: matplotlib's, as viridis; cmocean's, colorcet's and cmcrameri's where "
            "they are installed. Default: the theme's.",
            check=_check_cmap,
        ),
    ] = None
    title: Annotated[
        str | None,
        Field(help="In place of the landscape's title; an empty one leaves it away. Default: its own."),
    ] = None
    caption: Annotated[
        str | None, Field(help="In place of how the runs begin, at the bottom left. Default: that.")
    ] = None
    no_caption: Annotated[bool, Field(help="Leave out all words at the bottom.")] = False
    no_legend: Annotated[bool, Field(help="Leave out what colors mean.")] = False
    subtitles: Annotated[
        tuple[str, ...],
        Field(
            help="Words for the caption's place: 'step 40: text', '2.5 s: text', 'time 0.5: text', 'end: text', one "
            "or several; or a file of such lines, or an .srt.",
            check=_check_subtitles,
        ),
    ] = ()

    language: Annotated[
        str,
        Field(
            help="Of the film's and the page's words: en, de, es or zh (English, German, Spanish, Chinese).",
            choices=_languages,
            check=_check_language,
        ),
    ] = "en"

    def __post_init__(self) -> None:
        settle_fields(self)

    @property
    def files(self) -> tuple[str, ...]:
        """The files that subtitles are read from."""
        return tuple(word for word in self.subtitles if not _is_line(word))

    @property
    def spoken(self) -> LookSpec:
        """The same without any file: what those of subtitles say stands in their place.

        Raises
        ------
        ValueError, OSError
            For a file that is none.
        """
        from render.words import subtitle_lines

        return replace(self, subtitles=tuple(subtitle_lines(self.subtitles))) if self.files else self


def _is_line(word: str) -> bool:
    from render.words import Subtitle

    return Subtitle.of(word) is not None
