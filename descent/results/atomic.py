"""Files that appear whole or not at all; pipes, devices and what a link leads to are written through."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from descent.results.scratch import is_scratch, scratch_folder
from descent.settings import brief


def named(path: Any) -> Path:
    """The file of this name, or a ValueError; a number is no name, though `open` would take it for an open file."""
    if not isinstance(path, str | os.PathLike) or Path(path).name in ("", ".."):
        raise ValueError(f"a file's name must be a str or a Path, as 'run.npz', got {brief(path)}")
    return Path(path)


@contextmanager
def replacing(path: str | os.PathLike[str], mode: str = "wb") -> Iterator[IO[Any]]:
    """A file to write, in a scratch folder beside `path`; it takes the name `path` when it is whole.

    Raises
    ------
    ValueError
        If `path` is no name of a file.
    OSError
        If the file cannot be written, by its name; then nothing is left beside `path`.
    """
    target = named(path)
    encoding, newline = (None, None) if "b" in mode else ("utf-8", "")
    with _naming(target), scratch_beside(target) as folder:
        part = folder / "part"
        with open(part, mode, encoding=encoding, newline=newline) as file:
            yield file
        put_in_place(part, target)


@contextmanager
def scratch_beside(target: Path) -> Iterator[Path]:
    """A scratch folder from which `put_in_place` can give `target` its file.

    Raises
    ------
    OSError
        If no folder can be made there.
    """
    place = standing_place(target)
    with scratch_folder(None if place is None else place.parent) as folder:
        yield folder


def put_in_place(part: Path, target: Path) -> None:
    """Give the name `target` to a file or folder in its scratch folder; a pipe or a device gets the file's bytes.

    Raises
    ------
    OSError
        If it cannot be put there.
    """
    place = standing_place(target)
    if place is None:
        with open(part, "rb") as source, open(target, "wb") as sink:
            shutil.copyfileobj(source, sink)
        return
    if part.is_dir() and place.is_dir():
        place.rename(part.with_name("former"))
    os.replace(part, place)


def standing_place(target: Path) -> Path | None:
    """Where the file stands, or is to stand: behind the links that lead there; None for a pipe or a device.

    Raises
    ------
    OSError
        If the links lead in a circle.
    """
    try:
        kind = os.stat(target).st_mode
    except FileNotFoundError:
        kind = stat.S_IFREG
    if not (stat.S_ISREG(kind) or stat.S_ISDIR(kind)):
        return None
    return Path(os.path.realpath(target))


@contextmanager
def _naming(target: Path) -> Iterator[None]:
    """What the system says of a file that nobody asked for, or of none, is said of `target`."""
    try:
        yield
    except OSError as error:
        ours = error.filename is None or is_scratch(error.filename)
        if error.errno is None or not ours:
            raise
        raise OSError(error.errno, os.strerror(error.errno), str(target)) from error
