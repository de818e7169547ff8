"""Files that appear whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from descent.settings import brief


def named(path: Any) -> Path:
    """The file of this name, or a ValueError; a number is no name, though `open` would take it for an open file."""
    if not isinstance(path, str | os.PathLike) or Path(path).name in ("", ".."):
        raise ValueError(f"a file's name must be a str or a Path, as 'run.npz', got {brief(path)}")
    return Path(path)


@contextmanager
def replacing(path: str | os.PathLike[str], mode: str = "wb") -> Iterator[IO[Any]]:
    """A file to write, beside `path` under a temporary name; it takes the name `path` when it is whole.

    Raises
    ------
    ValueError
        If `path` is no name of a file.
    OSError
        If the file cannot be written; then nothing is left beside `path`.
    """
    target = named(path)
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    encoding, newline = (None, None) if "b" in mode else ("utf-8", "")
    try:
        with open(part, mode, encoding=encoding, newline=newline) as file:
            yield file
        os.replace(part, target)
    finally:
        part.unlink(missing_ok=True)
