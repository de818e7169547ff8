"""Checks at the door: files and folders that can be written, before anything is drawn."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from gallery.terminal.errors import Refusal


def check_words(words: Sequence[str]) -> None:
    """The words of a command line are text; names that are none could neither be said nor written into a film.

    Raises
    ------
    Refusal
        For the first that is not.
    """
    for word in words:
        try:
            word.encode()
        except UnicodeEncodeError:
            shown = os.fsencode(word).decode("utf-8", "backslashreplace")
            raise Refusal(f"{shown} is not {sys.getfilesystemencoding().upper()}; rename it") from None


def check_outputs(paths: Sequence[Path], endings: Sequence[str], flag: str = "--output") -> None:
    """Every path has a known ending, is no folder, is named once, and can be written.

    Raises
    ------
    ValueError, Refusal
        For the first that is not so.
    """
    for path in paths:
        if path.suffix.lower() not in endings:
            raise ValueError(f"{flag} must end in {' '.join(endings)}, got {path.name!r}")
        if path.is_dir():
            raise ValueError(f"{flag} {path} is a folder; name a file in it")
        if paths.count(path) > 1:
            raise ValueError(f"{flag} {path} is named twice")
        place = Path(os.path.realpath(path))
        if path.is_symlink() and not place.parent.is_dir():
            raise ValueError(f"{flag} {path} leads to {place}, and there is no folder {place.parent}")
        check_writable(place.parent if path.exists() or path.is_symlink() else path.parent)
        check_name(path)


def check_name(path: Path) -> None:
    """The system allows a file of this name.

    Raises
    ------
    ValueError
        If it is too long.
    """
    existing = next(p for p in path.absolute().parents if p.exists())
    longest = os.pathconf(existing, "PC_NAME_MAX") if hasattr(os, "pathconf") else 255
    for part in path.absolute().relative_to(existing).parts:
        if len(os.fsencode(part)) > longest > 0:
            raise ValueError(
                f"a file's name may have {longest} bytes, got {len(os.fsencode(part))}: {part[:20]}..."
            )


def check_writable(folder: Path) -> None:
    """A file can be written in `folder`, or in the nearest one above it that exists; nothing stays behind.

    Raises
    ------
    ValueError
        If what exists there is a file.
    Refusal
        If a folder there does not let files in.
    """
    existing = next(p for p in (folder, *folder.absolute().parents) if p.exists())
    if not existing.is_dir():
        raise ValueError(f"{folder} cannot be made: {existing} is a file")
    try:
        with tempfile.TemporaryFile(dir=existing):
            pass
    except OSError as error:
        raise Refusal(f"{existing} cannot be written: {error.strerror}") from error


def check_folder(folder: Path) -> None:
    """The folder is there or can be made, and files can be written in it.

    Raises
    ------
    ValueError
        If it is the current folder, or a file, or lies below a file.
    Refusal
        If files cannot be written there.
    """
    if folder == Path():
        raise ValueError("--output must name a folder; the gallery does not spill into the current one")
    if folder.exists() and not folder.is_dir():
        raise ValueError(f"--output {folder} is a file; name a folder")
    check_writable(folder)


@contextmanager
def folders_of(paths: Sequence[Path]) -> Iterator[None]:
    """Make the paths' folders; if the block fails, take away again those that were made and stayed empty."""
    missing = {p for path in paths for p in path.absolute().parents if not p.exists()}
    try:
        for path in paths:
            path.absolute().parent.mkdir(parents=True, exist_ok=True)
        yield
    except BaseException:
        for folder in sorted(missing, key=lambda p: len(p.parts), reverse=True):
            if folder.is_dir() and not any(folder.iterdir()):
                folder.rmdir()
        raise
