"""How long a film is, how large and how quick, and what of that follows from the files that are asked for."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from gallery.spec.field import Field, FieldError, check_fields, settle_fields
from render.film import (
    FPS,
    SECONDS,
    SIDES,
    USUAL_FPS,
    USUAL_SECONDS,
    USUAL_SIZE,
    byte_count,
    has_possible_sides,
)

if TYPE_CHECKING:
    from render import Film
    from render.film import Recipe

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


USUAL_DPI = 300.0
DPI = (30.0, 1200.0)
"""The fewest and the most pixels per inch."""
PURPOSES: Mapping[str, Mapping[str, Any]] = {
    "slides": {"size": (1920, 1080)},
    "paper": {"width": "3.5in", "dpi": 300.0},
    "blog": {"size": (800, 600), "max_size": 5_000_000},
    "story": {"size": (1080, 1920)},
}
"""What a film for a purpose is where nothing else is said."""
LOOKS: Mapping[str, Mapping[str, Any]] = {"paper": {"theme": "publication"}}
"""How it looks then."""
_INCHES = {"in": 1.0, "cm": 1 / 2.54, "mm": 1 / 25.4, "pt": 1 / 72.27}


def inches(text: str) -> float:
    """The inches of ``3.5in``, ``89mm``, ``9cm`` or ``252pt``, TeX's points.

    Raises
    ------
    FieldError
        For anything else.
    """
    match = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*(in|cm|mm|pt)\s*", text)
    if match is None or not 0 < float(match[1]) * _INCHES[match[2]] <= 100:
        raise FieldError(
            "width", f"must be a width on paper, as 3.5in, 89mm, 9cm or 252pt, got {text[:40]!r}"
        )
    return float(match[1]) * _INCHES[match[2]]


def _purposes() -> tuple[str, ...]:
    return tuple(PURPOSES)


def _bytes_text(count: int) -> str:
    return f"{count / 1e6:g}MB" if byte_count(f"{count / 1e6:g}MB") == count else f"{count}B"


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

    max_size: Annotated[
        int | None,
        Field(
            help="At most so many bytes for each film, as 5MB: size, rate, colors and length give way, what is missed "
            "least first.",
            limits=(1000, math.inf),
            read=byte_count,
            write=_bytes_text,
        ),
    ] = None
    width: Annotated[
        str | None,
        Field(help="Width on paper, as 3.5in or 89mm, in place of --size; see --dpi.", check=inches),
    ] = None
    dpi: Annotated[
        float | None,
        Field(help=f"Pixels per inch on paper. Default: {USUAL_DPI:g} with --width.", limits=DPI),
    ] = None
    purpose: Annotated[
        str | None,
        Field(
            help="What it is for: slides (1920x1080), paper (3.5in at 300 dpi, theme publication), blog (a small file), "
            "story (upright, 1080x1920); what is said besides stays.",
            choices=_purposes,
        ),
    ] = None

    def __post_init__(self) -> None:
        settle_fields(self)
        check_fields(self)
        if self.size is not None and self.width is not None:
            raise FieldError("width", "and a size in pixels both say how large it is: leave one out")

    @property
    def suited_to_its_purpose(self) -> FilmSpec:
        """The same with what its purpose says of size, rate and bytes."""
        if self.purpose is None:
            return self
        meant = PURPOSES[self.purpose]
        large = {"size", "width", "dpi"} if self.size or self.width else set()
        return replace(
            self, **{k: v for k, v in meant.items() if k not in large and getattr(self, k) is None}
        )

    def in_pixels(self, natural: Size) -> FilmSpec:
        """The same with its width on paper as pixels, in the shape of the `natural` size."""
        if self.width is None:
            return self
        dpi = USUAL_DPI if self.dpi is None else self.dpi
        wide = 2 * round(inches(self.width) * dpi / 2)
        size = (wide, 2 * round(wide * natural[1] / natural[0] / 2))
        check_size(size)
        return replace(self, size=size, width=None, dpi=dpi)

    @property
    def recipe(self) -> Recipe:
        """What it is made by where all is said."""
        from render.film import Recipe

        return Recipe(self.size or USUAL_SIZE, self.fps or USUAL_FPS, self.seconds or USUAL_SECONDS)

    def over(self, defaults: FilmSpec) -> FilmSpec:
        """The same with another's values where nothing is said."""
        unsaid = [f.name for f in fields(self) if getattr(self, f.name) is None]
        return replace(self, **{name: getattr(defaults, name) for name in unsaid})

    def suited(self, outputs: Sequence[Path], panels: Sequence[str], runs: int = 1) -> FilmSpec:
        """The same for these files and panels, everything but `loop` said: a format alone has its usual size and rate."""
        from render.film import format_of

        usual = whole(panels, runs)
        asked = self.suited_to_its_purpose.in_pixels(usual.size or USUAL_SIZE)
        film, kinds = asked.over(usual), set(map(format_of, outputs))
        if len(kinds) != 1:
            return film
        (kind,) = kinds
        return replace(
            film, size=asked.size or kind.usual_size(film.size), fps=asked.fps or kind.usual_fps or film.fps
        )

    def files(self, outputs: Sequence[Path], panels: Sequence[str], runs: int = 1) -> list[Film]:
        """A film for every file; beside others a format keeps its usual size, if no size is asked for."""
        from render import Film
        from render.film import format_of

        usual = whole(panels, runs).size
        asked = self.suited_to_its_purpose.in_pixels(usual or USUAL_SIZE)
        full = asked.size or usual
        sizes = [asked.size or format_of(path).usual_size(full) for path in outputs]
        return [
            Film(path, size=None if size == full else size, loop=self.loop, dpi=asked.dpi)
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
