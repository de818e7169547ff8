"""Whether a file is still what it was, and whether it would come out the same again."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

ROOMS = ("landscapes", "descent", "render", "gallery")
DRAWING = ("numpy", "sympy", "scipy", "pyvista", "vtk", "imageio-ffmpeg")
"""Distributions whose version decides what a film looks like."""


def file_digest(path: Path) -> str:
    """SHA-256 of a file's bytes.

    Raises
    ------
    OSError
        If the file cannot be read.
    """
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def settings_digest(
    settings: Any, rooms: tuple[str, ...] = ROOMS, libraries: tuple[str, ...] = DRAWING
) -> str:
    """SHA-256 of settings in JSON, of this program's source and of the versions of what it draws with.

    `rooms` and `libraries` are those that decide the result: all, for a film.
    """
    return json_digest([settings, source_digest(rooms), [_version(name) for name in libraries]])


@cache
def _version(name: str) -> str:
    """Looked for once: that reads a file of metadata, and a comparison asks for each of its cases."""
    from importlib.metadata import version  # takes as long to import as all of this folder

    return version(name)


def json_digest(value: Any) -> str:
    """SHA-256 of a value in JSON, whatever the order of its keys."""
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()


@cache
def source_digest(rooms: tuple[str, ...] = ROOMS) -> str:
    """SHA-256 of every file of these packages: source, templates, data."""
    digest = hashlib.sha256()
    for room in rooms:
        folder = Path(str(find_spec(room).origin)).parent  # type: ignore[union-attr]
        for path in sorted(p for p in folder.rglob("*") if p.is_file() and "__pycache__" not in p.parts):
            digest.update(path.relative_to(folder).as_posix().encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()
