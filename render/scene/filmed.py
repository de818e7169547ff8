"""From something that can be drawn at any film time to its pictures and files."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import closing, nullcontext
from dataclasses import replace
from importlib import metadata
from itertools import islice
from numbers import Real
from pathlib import Path
from typing import Any
from warnings import warn

import numpy as np
from numpy.typing import NDArray

from descent.results import replacing
from landscapes.tasks import check_executor
from render.camera import Path as CameraPath
from render.film import (
    FPS,
    SECONDS,
    SIDES,
    USUAL_FPS,
    USUAL_SECONDS,
    USUAL_SIZE,
    Dissolve,
    Film,
    FrameSource,
    OnePieceWarning,
    Recipe,
    Unsendable,
    byte_count,
    check,
    check_all,
    check_size,
    drawn_apart,
    drawn_here,
    fitted,
    has_possible_sides,
    packed,
    still_endings,
    write,
)
from render.scene.vectors import write_vectors
from render.style import Theme, one_line, recorded

Progress = Callable[[int, int], None]
Size = tuple[int, int]


class Animation(ABC):
    """Something that can be drawn at any film time, and the pictures, stills and films of it."""

    command: str
    """What remakes it; written into the files."""

    @property
    def natural_size(self) -> Size:
        """Width and height of its pictures where nobody asks for others."""
        return USUAL_SIZE

    @property
    @abstractmethod
    def heading(self) -> str:
        """The title; written into the files."""

    @abstractmethod
    def drawn(self, size: Size) -> FrameSource:
        """What draws it, `size` pixels wide and high."""

    def lasting(self, seconds: float) -> Animation:
        """The same in a film of so many seconds, where that matters."""
        return self

    @property
    def has_vectors(self) -> bool:
        """Whether its words and lines can stay such in a figure; else a figure is a picture."""
        return False

    def picture_rows(self, size: Size) -> tuple[float, float]:
        """The shares of the height between which there are few words, and pictures may be mixed."""
        return 0.0, 1.0

    def ground_between(self, size: Size) -> NDArray[np.uint8] | None:
        """What a film that begins again shows between its last and its first picture, where the camera is elsewhere."""
        return None

    def frames(
        self, count: int, size: Size | None = None, progress: Progress | None = None
    ) -> Iterator[NDArray[np.uint8]]:
        """`count` pictures (height, width, 3) uint8, evenly spaced in film time, one by one.

        Raises
        ------
        OpenGLMissing
            With the first picture, if nothing here can draw.
        """
        pictures = drawn_here(self, size or self.natural_size, _times(count))
        yield from _counted(pictures, count, progress)

    def picture(self, t: float = 1.0, size: Size | None = None) -> NDArray[np.uint8]:
        """One picture (height, width, 3) uint8 at film time `t` in 0..1.

        Raises
        ------
        OpenGLMissing
            If nothing here can draw.
        """
        with closing(self.lasting(USUAL_SECONDS).drawn(size or self.natural_size)) as source:
            return source.picture(float(t))

    def movies(
        self,
        films: Sequence[Film],
        *,
        seconds: float = USUAL_SECONDS,
        fps: float = USUAL_FPS,
        size: Size | None = None,
        progress: Progress | None = None,
        executor: Executor | None = None,
    ) -> None:
        """Write several files from one drawing of the pictures.

        The last pictures of films that begin again (see `Film.loop`) dissolve into the first. An `executor`'s workers
        draw spans of them, and this process writes: the same bytes, whoever is done first and how many they are, where
        the workers' OpenGL is this machine's. What cannot be pickled, as a camera without a name, is drawn here, with a
        warning.

        Raises
        ------
        ValueError
            For an unknown ending, an odd size, a length or rate out of range; before anything is drawn.
        OSError
            If a file cannot be written; nothing is left behind.
        BrokenExecutor
            In one line, if workers died and nobody drew their spans again; nothing is left behind.
        OpenGLMissing
            If nothing here can draw.
        """
        size = self.natural_size if size is None else size
        check_film(seconds, fps, size)
        check_executor("movie.executor", executor)
        shown_then = self.lasting(seconds)
        for film in films:
            check(film)
            rate = fps / film.every
            if (held := film.format.nearest_fps(rate)) != rate:
                fps = held * film.every
        check_all(films, fps)
        count = max(round(seconds * fps), 2)
        films = [self._signed(film, count) for film in films]
        for film in films:
            if film.format.vectors:
                t = (film.picture or 0) / (count - 1)
                shown_then.write_figure(film, t, size)
        films = [film for film in films if not film.format.vectors]
        if all(f.format.still for f in films):
            for film in films:
                shown = shown_then.picture((film.picture or 0) / (count - 1), size)
                write([shown], [replace(film, picture=0)], fps)
            return
        wanted = sorted({t for f in films for t in f.format.sampled})
        looped = None
        if any(film.loops for film in films):
            looped = Dissolve(count, self.picture_rows(size), self.ground_between(size))
        with closing(shown_then._drawn(size, [*wanted, *_times(count)], executor)) as pictures:
            samples = list(islice(pictures, len(wanted)))
            write(_counted(pictures, count, progress), films, fps, samples=samples, looped=looped)

    def _drawn(
        self, size: Size, times: Sequence[float], executor: Executor | None
    ) -> Generator[NDArray[np.uint8], None, None]:
        """The pictures of these film times, by whoever draws them."""
        if executor is not None:
            try:
                return drawn_apart(packed(self), size, times, executor)
            except Unsendable as error:
                said = f"the film is drawn in one piece: it cannot be sent to workers ({error})"
                warn(said, OnePieceWarning, stacklevel=3)
        return drawn_here(self, size, times)

    def movie(
        self,
        path: str | Path,
        *,
        seconds: float = USUAL_SECONDS,
        fps: float = USUAL_FPS,
        size: Size | None = None,
        loop: bool | None = None,
        progress: Progress | None = None,
        camera: str | CameraPath | None = None,
        theme: str | Theme | None = None,
        executor: Executor | None = None,
    ) -> Path:
        """Write one film; its format follows from the ending (.mp4 .gif .webm .webp .png, none: a folder of PNGs).

        Parameters
        ----------
        seconds, fps : how long it is, and how many pictures are shown in a second
        size : width and height in pixels; `natural_size` where it is None
        loop : as `Film.loop`
        progress : told after each picture how many are drawn, and of how many
        executor : concurrent.futures.Executor, optional
            Whose workers draw it, as of `movies`; here by default.
        camera, theme : stand in for those of the description, where they are not None

        Returns
        -------
        The path.

        Raises
        ------
        ValueError, OSError, BrokenExecutor, OpenGLMissing
            As of `movies`.
        LookupError
            For a camera or theme of an unknown name.
        """
        instead = {"camera": camera, "theme": theme}
        changes: dict[str, Any] = {name: value for name, value in instead.items() if value}
        described: Any = self
        animation: Animation = replace(described, **changes) if changes else self
        animation.movies(
            [Film(path, loop=loop)], seconds=seconds, fps=fps, size=size, progress=progress, executor=executor
        )
        return Path(path)

    def fitted(
        self,
        film: Film,
        most: int | str,
        recipe: Recipe,
        progress: Progress | None = None,
        executor: Executor | None = None,
    ) -> Recipe:
        """Write one film of at most so many bytes; what has to be given up for that is what is missed least.

        Parameters
        ----------
        most : bytes, or as text ``5MB``
        recipe : size, rate and length that it is to have if they fit
        executor : as of `movies`

        Returns
        -------
        What it has.

        Raises
        ------
        TooLargeError
            If no film of it is so small; then the file is not there.

        Examples
        --------
        >>> from render.film import Film, Recipe
        >>> recipe = Recipe((640, 480), 20, 9)
        >>> scene.fitted(Film("himmelblau.gif"), "2MB", recipe).text  # doctest: +SKIP
        '544x408, 16 pictures a second, 9 s'
        """
        limit = byte_count(most) if isinstance(most, str) else most

        def make(tried: Recipe) -> int:
            made = replace(film, size=None, lean=tried.lean)
            shown: dict[str, Any] = {"seconds": tried.seconds, "fps": tried.fps, "size": tried.size}
            self.movies([made], **shown, progress=progress, executor=executor)
            return film.target.stat().st_size

        try:
            return fitted(recipe, film.format, limit, make)
        except ValueError:
            film.target.unlink(missing_ok=True)
            raise

    def still(self, path: str | Path, *, t: float = 1.0, size: Size | None = None) -> Path:
        """Write one PNG, PDF or SVG, at film time `t` in 0..1. Returns the path.

        In a PDF or SVG words, axes, curves and the lines of maps are vectors; the surface is a picture of `size` pixels.

        Raises
        ------
        ValueError
            For another ending, a film time that is none, or a size that no film can have.
        OSError
            If the file cannot be written.
        OpenGLMissing
            If nothing here can draw.
        """
        whole = self.natural_size if size is None else size
        check_film(USUAL_SECONDS, USUAL_FPS, whole)
        if not _is_number(t) or not 0 <= t <= 1:
            raise ValueError(f"t must be a film time in 0..1, got {t!r}")
        film = Film(path, metadata=self._metadata)
        if film.target.suffix not in still_endings():
            raise ValueError(f"a still must end in {' '.join(still_endings())}, got {film.target.name}")
        check(film)
        if film.format.vectors:
            self.lasting(USUAL_SECONDS).write_figure(film, t, whole)
        else:
            write([self.picture(t, size)], [film], USUAL_FPS)
        return film.target

    def write_figure(self, film: Film, t: float, size: Size) -> None:
        """Write the picture at film time `t` as a PDF or SVG; its words and lines are no pixels.

        Raises
        ------
        OSError
            If the file cannot be written.
        OpenGLMissing
            If nothing here can draw.
        """
        # Described anew: words that are kept from one picture to the next would be drawn already.
        described: Any = replace(self)  # type: ignore[type-var]
        with (
            recorded() if self.has_vectors else nullcontext() as kept,
            closing(described.drawn(size)) as source,
        ):
            picture = source.picture(float(t))
        items = kept.items if kept is not None else ()
        with replacing(film.target) as file:
            write_vectors(file, film.target.suffix, picture, items, dpi=film.dpi, metadata=film.metadata)

    def _signed(self, film: Film, count: int) -> Film:
        """The film with what made it; a PNG for which no picture is named shows the last."""
        said = replace(film, metadata={**self._metadata, **film.metadata})
        if not film.format.still or film.picture is not None:
            return said
        return replace(said, picture=count - 1)

    @property
    def _metadata(self) -> Mapping[str, str]:
        said = {"title": one_line(self.heading), "software": f"thalweg {version()}"}
        return {**said, "command": self.command} if self.command else said


def _times(count: int) -> list[float]:
    return [k / max(count - 1, 1) for k in range(count)]


def _counted(
    pictures: Iterator[NDArray[np.uint8]], count: int, progress: Progress | None
) -> Iterator[NDArray[np.uint8]]:
    for k, picture in enumerate(pictures):
        yield picture
        if progress:
            progress(k + 1, count)


def check_film(seconds: float, fps: float, size: Size) -> None:
    """Refuse a length, rate or size that no film can have.

    Parameters
    ----------
    seconds, fps : length, and pictures a second
    size : width and height in pixels

    Raises
    ------
    ValueError
        For another type; for a length not in `SECONDS`, a rate not in `FPS`, a side that is odd or not in `SIDES`.
    """
    for name, number, (low, high) in (("seconds", seconds, SECONDS), ("fps", fps, FPS)):
        if not _is_number(number):
            raise ValueError(f"{name} must be a number, got {number!r}")
        if not low <= number <= high:
            raise ValueError(f"{name} must lie between {low:g} and {high:g}, got {number}")
    check_size("size", size)
    if not has_possible_sides(size):
        low, high = SIDES
        raise ValueError(f"size must be two even numbers between {low} and {high}, got {size[0]}x{size[1]}")


def _is_number(value: object) -> bool:
    return isinstance(value, Real) and not isinstance(value, bool | np.bool_)


def version() -> str:
    """The version of thalweg that is installed."""
    return metadata.version("thalweg")
