"""Pictures to files of any of the gathered formats, several from one drawing of the pictures."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from numbers import Integral
from pathlib import Path
from types import NoneType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from render.film.encoder import Encoder, Order
from render.film.known_formats import format_of
from render.film.limits import check_size
from render.film.writer import FilmError, FilmWriter

Picture = NDArray[np.uint8]


@dataclass(frozen=True)
class Film:
    """One file to be written.

    Parameters
    ----------
    path : its ending says the format, one of those of render/film/formats; without an ending, a folder of PNGs
    every : every so many pictures one is taken; the film is as long and has fewer pictures a second
    size : width, height in pixels; the pictures' own where it is None
    loop : whether it is made to begin again at its end, and says so where the format can; where it is None GIF and
        WebP are, which are played so, and the others end with their last picture
    lean : steps by which its colours are coarser, for a smaller file, 0 to 3
    dpi : pixels per inch that a still says of itself, for paper
    picture : which picture a still shows, counted from 0; the last where it is None
    metadata : what made it, written into the file; "title" is kept apart from the rest where the format can

    Examples
    --------
    Two files of one drawing, the GIF smaller and with half as many pictures a second:

    >>> from render import Film
    >>> films = [Film("himmelblau.mp4"), Film("himmelblau.gif", every=2, size=(480, 360))]
    >>> scene.movies(films, seconds=6, fps=24)
    """

    path: str | Path
    every: int = 1
    size: tuple[int, int] | None = None
    loop: bool | None = None
    picture: int | None = None
    lean: int = 0
    dpi: float | None = None
    metadata: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse values of other types.

        Raises
        ------
        ValueError
        """
        kinds: dict[str, tuple[Any, str]] = {
            "path": ((str, Path), "a path"),
            "every": (Integral, "a whole number"),
            "loop": ((bool, np.bool_, NoneType), "true, false or None"),
            "picture": ((Integral, NoneType), "a whole number or None"),
            "metadata": (Mapping, "texts by name"),
        }
        for name, (kind, wanted) in kinds.items():
            if not isinstance(getattr(self, name), kind):
                raise ValueError(f"Film.{name} must be {wanted}, got {getattr(self, name)!r}")
        if self.size is not None:
            check_size("Film.size", self.size)

    @property
    def target(self) -> Path:
        """The path, made a `Path`."""
        return Path(self.path)

    @property
    def loops(self) -> bool:
        """Whether it is made to begin again at its end."""
        return self.format.loops if self.loop is None else self.loop

    @property
    def format(self) -> type[Encoder]:
        """What makes it; a ValueError for an ending that no format has."""
        return format_of(self.target)


def check(film: Film) -> None:
    """Refuse what cannot be written, before anything is drawn.

    Raises
    ------
    ValueError
        For an ending that no format has, a size that it cannot hold, a count out of range.
    FilmError
        If a file of that name cannot be written.
    OSError
        If what the format needs is not there, as ffmpeg.
    """
    target = film.target
    kind = film.format
    kind.check()
    if film.every < 1:
        raise ValueError(f"Film.every must be >= 1, got {film.every}")
    if film.picture is not None and film.picture < 0:
        raise ValueError(f"Film.picture must be >= 0, got {film.picture}")
    if film.size is not None:
        _check_size(film, *film.size)
    folder = target.absolute().parent
    if not folder.is_dir():
        raise FilmError(f"cannot write {target}: there is no folder {folder}; make it first")
    if not os.access(folder, os.W_OK | os.X_OK):
        raise FilmError(f"cannot write {target}: the folder {folder} is not yours to write; name another")
    if kind.ending and target.is_dir():
        raise FilmError(f"cannot write {target}: it is a folder; name a file in it")
    if not kind.ending and target.exists() and not _holds_only_pictures(target):
        raise FilmError(f"cannot write pictures into {target}: other files are there; name a new folder")


def _check_size(film: Film, width: int, height: int) -> None:
    even = film.format.even
    if width < 1 or height < 1 or (even and (width % 2 or height % 2)):
        kind = "even" if even else "positive"
        raise ValueError(f"{film.target.name} needs {kind} width and height, got {width}x{height}")


def _holds_only_pictures(folder: Path) -> bool:
    return folder.is_dir() and all(p.suffix == ".png" and p.stem.isdecimal() for p in folder.iterdir())


def write(
    pictures: Iterable[Picture],
    films: Sequence[Film],
    fps: float,
    *,
    samples: Sequence[Picture] = (),
    looped: Callable[[int, Picture], Picture] | None = None,
) -> None:
    """Write every film from one run through the pictures, encoding while they are drawn.

    A file appears under its name when it is whole; when anything fails, or Ctrl-C comes, all films of this call are
    left as they were.

    Parameters
    ----------
    pictures : (height, width, 3) uint8, all of one size, which nobody changes any more; one may come several times
    films : at least one
    fps : how many pictures are shown in a second
    samples : a few of the pictures, from all over the film; with them a GIF needs no second pass (`Encoder.sampled`)
    looped : what films that begin again show in place of the picture of a number; its own where it is None

    Raises
    ------
    ValueError
        For a film that cannot be made (see `check`), before the first picture is drawn; for pictures that are none.
    FilmError
        If a file cannot be written.
    """
    check_all(films, fps)
    begin_again = [film.loops for film in films]
    with ExitStack() as stack:
        writers: list[FilmWriter] = []
        shape: tuple[int, ...] = ()
        for k, picture in enumerate(pictures):
            if not writers:
                shape = _shape(picture)
                writers = [stack.enter_context(_writer(film, shape, fps, samples)) for film in films]
            if picture.shape != shape:
                raise ValueError(f"pictures must have one size, got {picture.shape} after {shape}")
            again = picture if looped is None else looped(k, picture)
            for writer, loops in zip(writers, begin_again, strict=True):
                writer.add(again if loops else picture)
        if not writers:
            raise ValueError("a film needs at least one picture, got none")
        for writer in writers:
            writer.close()
        for writer in writers:
            writer.wait()
        for writer in writers:
            writer.publish()


def check_all(films: Sequence[Film], fps: float) -> None:
    """Refuse films that cannot be written together at `fps` pictures a second.

    Raises
    ------
    ValueError, FilmError
        As `check` does; also for a rate that a format cannot hold, or two films of one name.
    """
    for film in films:
        check(film)
        fastest = film.format.fastest
        if fps / film.every > fastest:
            raise ValueError(
                f"{film.target.name} can hold {fastest:g} pictures a second, got {fps / film.every:g}"
            )
    targets = [film.target.absolute() for film in films]
    for target in targets:
        if targets.count(target) > 1:
            raise ValueError(f"{target} is asked for twice")


def _writer(film: Film, shape: Sequence[int], fps: float, samples: Sequence[Picture]) -> FilmWriter:
    size = film.size or (shape[1], shape[0])
    _check_size(film, *size)
    order = Order(
        size, fps / film.every, film.loops, film.metadata, samples, film.picture, film.lean, film.dpi
    )
    return FilmWriter(film.target, film.format, order, film.every)


def _shape(picture: Picture) -> tuple[int, ...]:
    if picture.ndim != 3 or picture.shape[2] != 3 or picture.dtype != np.uint8:
        raise ValueError(f"a picture is (height, width, 3) uint8, got {picture.shape} {picture.dtype}")
    return picture.shape
