"""The formats of films and pictures by name, and by how the names of their files end."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from render.gathering import Gathered

if TYPE_CHECKING:
    from render.film.encoder import Encoder

FORMATS: Gathered[Encoder] = Gathered("render.film.formats", "render.film.encoder:Encoder")


@cache
def film_endings() -> tuple[str, ...]:
    """The endings of files that hold a film."""
    return tuple(f.ending for f in FORMATS.values() if f.ending and not f.still)


@cache
def still_endings() -> tuple[str, ...]:
    """The endings of files that hold one picture."""
    return tuple(f.ending for f in FORMATS.values() if f.ending and f.still)


def format_of(path: Path) -> type[Encoder]:
    """The format that a path's ending asks for, in any case of letters; a folder's where there is none.

    Raises
    ------
    ValueError
        For an ending that no format has.
    """
    found = {f.ending: f for f in FORMATS.values()}
    if path.suffix.lower() not in found:
        known = ", ".join(ending for ending in found if ending)
        raise ValueError(f"{path.name} has an unknown ending {path.suffix!r}; there are {known}")
    return found[path.suffix.lower()]
