"""Pictures to files: MP4, WebM, GIF, WebP, PNG and folders of PNGs, several from one drawing of the pictures."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from render.encoders import ENCODERS, Encoder

Picture = NDArray[np.uint8]


@dataclass(frozen=True)
class Film:
    """One file to be written.

    Parameters
    ----------
    path : its ending says the format; one without an ending is a folder of PNGs
    every : take every so-manieth picture
    size : width, height in pixels; the pictures' own where it is None
    metadata : what made it; written into the file
    """

    path: str | Path
    every: int = 1
    size: tuple[int, int] | None = None
    metadata: Mapping[str, str] = field(default_factory=dict)

    @property
    def target(self) -> Path:
        """The path, made a `Path`."""
        return Path(self.path)


def check(film: Film) -> None:
    """Refuse what cannot be written, before anything is drawn.

    Raises
    ------
    ValueError
        For an ending that no encoder knows, or an odd size.
    OSError
        If the folder does not exist or does not let us write.
    """
    target = film.target
    if target.suffix not in ENCODERS:
        known = ", ".join(e for e in ENCODERS if e)
        raise ValueError(f"{target.name} has an unknown ending {target.suffix!r}; there are {known}")
    if film.size is not None and (film.size[0] % 2 or film.size[1] % 2):
        raise ValueError(f"a film's width and height must be even, got {film.size[0]}x{film.size[1]}")
    if target.suffix and target.is_dir():
        raise IsADirectoryError(f"cannot write {target}: it is a folder")
    folder = target.parent
    if not folder.is_dir():
        raise FileNotFoundError(f"cannot write {target}: the folder {folder} does not exist")
    if not os.access(folder, os.W_OK):
        raise PermissionError(f"cannot write {target}: the folder {folder} is not writable")


def storable_fps(fps: float) -> float:
    """The nearest rate that a GIF can hold: its delays are whole hundredths of a second, and two at the least."""
    return 100.0 / max(round(100.0 / fps), 2)


def write(pictures: Iterable[Picture], films: Sequence[Film], fps: float) -> None:
    """Write every film from one run through the pictures (height, width, 3), shown `fps` a second.

    A file appears under its name when it is whole; when something fails, none is left half-written.

    Raises
    ------
    OSError
        If a file cannot be written, in one line.
    """
    for film in films:
        check(film)
    with ExitStack() as stack:
        encoders: list[tuple[Film, Encoder]] = []
        for k, picture in enumerate(pictures):
            if not k:
                encoders = [(film, stack.enter_context(_opened(film, picture, fps))) for film in films]
            for film, encoder in encoders:
                if k % film.every == 0:
                    encoder.add(_sized(picture, film.size))
        for _, encoder in encoders:
            encoder.finish()


def _sized(picture: Picture, size: tuple[int, int] | None) -> Picture:
    height, width = picture.shape[:2]
    if size is None or size == (width, height):
        return picture
    image = Image.fromarray(picture)
    if width == 2 * size[0] and height == 2 * size[1]:
        return np.asarray(image.reduce(2))
    return np.asarray(image.resize(size, Image.Resampling.LANCZOS))


@contextmanager
def _opened(film: Film, first: Picture, fps: float) -> Iterator[Encoder]:
    """An encoder that writes beside the target; the file takes its name when all went well."""
    target = film.target
    part = target.with_name(f".{target.stem}.{os.getpid()}.part{target.suffix}")
    size = film.size or (first.shape[1], first.shape[0])
    encoder = ENCODERS[target.suffix](part, size, fps / film.every, dict(film.metadata))
    try:
        yield encoder
        _replace(part, target)
    except OSError as error:
        reason = "no space left on device" if _is_full(target.parent) else str(error).strip().splitlines()[-1]
        raise OSError(f"cannot write {target}: {reason}") from error
    finally:
        encoder.abandon()
        _remove(part)


def _replace(part: Path, target: Path) -> None:
    if part.is_dir() and target.is_dir():
        shutil.rmtree(target)
    part.replace(target)


def _remove(part: Path) -> None:
    if part.is_dir():
        shutil.rmtree(part, ignore_errors=True)
    else:
        part.unlink(missing_ok=True)


def _is_full(folder: Path) -> bool:
    return shutil.disk_usage(folder).free < 1 << 16
