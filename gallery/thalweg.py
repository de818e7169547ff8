"""``import thalweg``: the public names of all four rooms under one. The build puts this file beside the rooms.

>>> import thalweg  # doctest: +SKIP
>>> thalweg.catalogue["himmelblau"].plot().movie("himmelblau.mp4")  # doctest: +SKIP
"""

from __future__ import annotations

from importlib import import_module, metadata
from typing import Any

ROOMS = ("landscapes", "descent", "render", "gallery")
__version__ = metadata.version("thalweg")


def __getattr__(name: str) -> Any:
    """A public name of the first room that has it; an AttributeError for any other."""
    if not name.startswith("__") or name == "__all__":
        rooms = [import_module(room) for room in ROOMS]
        if name == "__all__":
            return sorted({public for room in rooms for public in room.__all__})
        for room in rooms:
            if name in room.__all__:
                return getattr(room, name)
    raise AttributeError(f"module 'thalweg' has no attribute {name!r}")


def __dir__() -> list[str]:
    return [*__getattr__("__all__"), "__version__"]
