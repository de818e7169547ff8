"""`thalweg` in a process of its own; and Python that runs nothing that happens to lie in the current folder."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

SAFE = "PYTHONSAFEPATH"
"""With it Python looks for modules where they are installed; otherwise a `random.py` in the current folder is run."""


def thalweg_words(*arguments: str) -> list[str]:
    """The words that start `thalweg` with these arguments; it finds modules where this process does."""
    paths = [path for path in sys.path if path]
    code = f"import sys; sys.path[:] = {paths!r}; from gallery.cli import command; command()"
    return [sys.executable, "-P", "-c", code, *arguments]


@contextmanager
def looking_elsewhere() -> Iterator[None]:
    """For the block, no Python that is started looks for modules in the current folder."""
    usual = os.environ.get(SAFE)
    os.environ[SAFE] = "1"
    try:
        yield
    finally:
        if usual is None:
            del os.environ[SAFE]
        else:
            os.environ[SAFE] = usual
