"""What decides a result besides what was asked: our own source, the libraries, the processor."""

from __future__ import annotations

import hashlib
import json
import sys
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np

_COMPUTING = ("numpy", "sympy", "mpmath")


@cache
def source_digest(rooms: tuple[str, ...]) -> str:
    """SHA-256 of every file of these packages: source, templates, data."""
    digest = hashlib.sha256()
    for room in rooms:
        folder = Path(str(find_spec(room).origin)).parent  # type: ignore[union-attr]
        for path in sorted(p for p in folder.rglob("*") if p.is_file() and "__pycache__" not in p.parts):
            digest.update(path.relative_to(folder).as_posix().encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


@cache
def version_of(library: str) -> str:
    """Looked for once: that reads a file of metadata.

    Raises
    ------
    PackageNotFoundError
        If it is not installed.
    """
    from importlib.metadata import version  # takes long to import

    return version(library)


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
