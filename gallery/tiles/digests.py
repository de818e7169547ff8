"""Whether a file is still what it was, and whether it would come out the same again."""

from __future__ import annotations

import hashlib
import json
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
    from landscapes.remembered import (  # with NumPy, which `thalweg --help` does without
        source_digest,
        version_of,
    )

    return json_digest([settings, source_digest(rooms), [version_of(name) for name in libraries]])


def json_digest(value: Any) -> str:
    """SHA-256 of a value in JSON, whatever the order of its keys."""
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()
