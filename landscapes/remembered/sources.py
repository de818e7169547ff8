"""What decides a result besides what was asked: our own source, the libraries, the processor."""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np

_COMPUTING = ("numpy", "sympy", "mpmath")


def source_digest(rooms: tuple[str, ...]) -> str:
    """SHA-256 of every file of these packages: source, templates, data."""
    return hashlib.sha256("".join(map(_room_digest, rooms)).encode()).hexdigest()


@cache
def _room_digest(room: str) -> str:
    """Of one of them; hundreds of files are read once."""
    digest, folder = hashlib.sha256(), str(Path(str(find_spec(room).origin)).parent)  # type: ignore[union-attr]
    for name in sorted(_files(folder)):
        digest.update(name.encode())
        with open(os.path.join(folder, name), "rb") as file:
            digest.update(file.read())
    return digest.hexdigest()


def _files(folder: str) -> Iterator[str]:
    """Their names, seen from the folder. Looking for them one by one, as `pathlib` does, takes as long as reading them."""
    for where, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name != "__pycache__"]
        within = os.path.relpath(where, folder)
        yield from (name if within == "." else f"{within}/{name}".replace(os.sep, "/") for name in names)


@cache
def version_of(library: str) -> str:
    """As its installer wrote it down.

    Raises
    ------
    PackageNotFoundError
        If it is not installed.
    """
    known = _installed().get(library.replace("-", "_"))
    if known is not None:
        return known
    from importlib.metadata import version  # takes long to import

    return version(library)


@cache
def _installed() -> dict[str, str]:
    """Versions by the names of the folders ``NAME-VERSION.dist-info`` where Python looks for modules, the first of each."""
    found: dict[str, str] = {}
    for folder in sys.path:
        with suppress(OSError):  # none, or an archive
            for entry in os.listdir(folder or os.curdir):
                told, _, ending = entry.rpartition(".")
                name, _, version = told.partition("-")
                if ending == "dist-info" and version:
                    found.setdefault(name, version)
    return found


@cache
def arithmetic_digest(rooms: tuple[str, ...]) -> str:
    """SHA-256 of what decides the last bit of a number that these packages compute.

    Their source, what they compute with, Python, and what NumPy uses of the processor: its loops round otherwise on
    others.
    """
    config = np.show_config(mode="dicts")
    told = [
        source_digest(rooms),
        [version_of(name) for name in _COMPUTING],
        [sys.version, sys.platform],
        {key: config.get(key) for key in ("SIMD Extensions", "Build Dependencies")},
    ]
    return hashlib.sha256(json.dumps(told, sort_keys=True, default=str).encode()).hexdigest()
