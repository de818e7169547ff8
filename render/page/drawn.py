"""What drawing a scene finds out, which its page need not find out again: from where films look at it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

Sides = Mapping[str, tuple[float, float, float, float]]
"""Azimuth and elevation of a named camera's home, and how far it swings from there, degrees: ``orbit``, and ``rest`` of all
others."""


class Drawn(Protocol):
    """What is read of a scene that can be drawn."""

    @property
    def surface(self) -> Any: ...
    @property
    def tiles(self) -> Any: ...
    @property
    def look(self) -> Any: ...
    @property
    def natural_size(self) -> tuple[int, int]: ...
    def placing(self, size: tuple[int, int]) -> Any: ...


def sides_of(drawn: Drawn, size: tuple[int, int] | None = None) -> Sides:
    """From where films of `size` look; nothing where no camera is to be placed.

    That is where there is no surface or a mosaic of them, and where the camera's way is told otherwise than by a name.
    """
    from render.camera import NAMED_PATHS

    if drawn.surface is None or drawn.tiles is not None or drawn.look.camera not in NAMED_PATHS:
        return {}
    placing = drawn.placing(size or drawn.natural_size)
    return {"rest": (*placing.home, 0.0, 0.0), "orbit": (*placing.swing.home, *placing.swing.reach)}
