"""How long a film is, how large and how quick, and what of that follows from the files that are asked for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from gallery.spec.field import Field, FieldError, check_fields, settle_fields
from render.film import FPS, SECONDS, SIDES, USUAL_FPS, USUAL_SECONDS, USUAL_SIZE, has_possible_sides

if TYPE_CHECKING:
    from render import Film

Size = tuple[int, int]


def pixels(text: str) -> Size:
    """Width and height of ``960x720``.

    Raises
    ------
    FieldError
        For anything else.
    """
    match = re.fullmatch(r"\s*(\d{1,6})\s*[xX,]\s*(\d{1,6})\s*", text)
    if match is None:
        raise FieldError("size", f"must be WIDTHxHEIGHT in pixels, as 960x720, got {text!r}")
    return int(match[1]), int(match[2])


def _pixels_text(size: Size) -> str:
    return f"{size[0]}x{size[1]}"


def check_size(size: Size) -> None:
    """Both sides are even and within `SIDES`.

    Raises
    ------
    FieldError
    """
    if not has_possible_sides(size):
        low, high = SIDES
        raise FieldError(
            "size", f"must be two even numbers of {low} to {high} pixels, got {size[0]}x{size[1]}"
        )


@dataclass(frozen=True, kw_only=True)
class FilmSpec:
    """The film's pixels, length and pictures a second, and whether it is made to begin again; None: as suits the files.

    Raises
    ------
    FieldError
        For a number that no film can have.

    Examples
    --------
    >>> FilmSpec(seconds=4).over(FilmSpec(seconds=9.0, fps=25.0))
    FilmSpec(size=None, seconds=4, fps=25.0, loop=None)
    """

    size: Annotated[
        Size | None,
        Field(
            help=f"Pixels, as 1280x720. Default: {_pixels_text(USUAL_SIZE)}, with panels beside the surface 1280x720; "
            "for a GIF two thirds of that, small enough for a page or a slide.",
            check=check_size,
            read=pixels,
            write=_pixels_text,
        ),
    ] = None
    seconds: Annotated[float | None, Field(help=f"Length. Default: {USUAL_SECONDS:g}.", limits=SECONDS)] = (
        None
    )
    fps: Annotated[
        float | None,
        Field(
            help=f"Pictures a second. Default: {USUAL_FPS:g}; 20 where nothing but GIFs is made.", limits=FPS
        ),
    ] = None
    loop: Annotated[
        bool | None,
        Field(
            help="Dissolve the end into the beginning, for a film that runs again and again; --no-loop ends with the "
            "last picture. Default: .gif and .webp loop, .mp4 and .webm do not."
        ),
    ] = None

    def __post_init__(self) -> None:
        settle_fields(self)
        check_fields(self)

    def over(self, defaults: FilmSpec) -> FilmSpec:
        """The same with another's values where nothing is said."""
        unsaid = [f.name for f in fields(self) if getattr(self, f.name) is None]
        return replace(self, **{name: getattr(defaults, name) for name in unsaid})

    def suited(self, outputs: Sequence[Path], panels: Sequence[str], runs: int = 1) -> FilmSpec:
        """The same for these files and panels, everything but `loop` said: a format alone has its usual size and rate."""
        from render.film import format_of

        film, kinds = self.over(whole(panels, runs)), set(map(format_of, outputs))
        if len(kinds) != 1:
            return film
        (kind,) = kinds
        return replace(
            film, size=self.size or kind.usual_size(film.size), fps=self.fps or kind.usual_fps or film.fps
        )

    def files(self, outputs: Sequence[Path], panels: Sequence[str], runs: int = 1) -> list[Film]:
        """A film for every file; beside others a format keeps its usual size, if no size is asked for."""
        from render import Film
        from render.film import format_of

        full = whole(panels, runs).size
        sizes = [self.size or format_of(path).usual_size(full) for path in outputs]
        return [
            Film(path, size=None if size == full else size, loop=self.loop)
            for path, size in zip(outputs, sizes, strict=True)
        ]


def only_stills(outputs: Sequence[Path]) -> bool:
    """Whether none of these files holds a film."""
    from render.film import still_endings

    return all(path.suffix.lower() in still_endings() for path in outputs)


def whole(panels: Sequence[str], runs: int = 1) -> FilmSpec:
    """What a film of these panels and so many runs is where nobody says otherwise."""
    from render.scene import natural_size

    return FilmSpec(size=natural_size(panels or ("surface",), runs), seconds=USUAL_SECONDS, fps=USUAL_FPS)


def quick(panels: Sequence[str], runs: int = 1) -> FilmSpec:
    """The same for a preview: half as large, short, few pictures a second."""
    width, height = whole(panels, runs).size or USUAL_SIZE
    return FilmSpec(size=(width // 2, height // 2), seconds=4.0, fps=10.0)


def check_rate(outputs: Sequence[Path], fps: float) -> None:
    """Every format can hold the rate: a GIF counts time in hundredths of a second, few come out as they were asked for.

    Raises
    ------
    FieldError
    """
    from render.film import format_of

    for kind in map(format_of, outputs):
        if kind.nearest_fps(fps) != fps:
            held = [str(rate) for rate in range(1, 61) if kind.nearest_fps(rate) == rate]
            raise FieldError("fps", f"of a {kind.title} must be one of {', '.join(held)}, got {fps:g}")
