"""What a person does with a living scene, on a page or in a window: what is switched on, what is chosen, film time."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated

from gallery.spec.field import Field, check_fields, settle_fields
from render.page import LAYERS, MOST_RUNS, SPEEDS, USUAL_LAYERS


def _layers() -> tuple[str, ...]:
    return LAYERS


@dataclass(frozen=True, kw_only=True)
class PageSpec:
    """What is switched on, chosen and shown at the moment; what a film of the scene does not know.

    Raises
    ------
    FieldError
        For a value that its field cannot have.

    Examples
    --------
    >>> PageSpec(time=0.5).layers
    ('contours', 'trails')
    """

    layers: Annotated[
        tuple[str, ...],
        Field(
            help="What a page shows besides surface and particles: {choices}. Default: contours, trails.",
            choices=_layers,
        ),
    ] = USUAL_LAYERS
    chosen: Annotated[
        int, Field(help="The optimizer that a page's controls refer to, from 0.", limits=(0, MOST_RUNS - 1))
    ] = 0
    followed: Annotated[
        int, Field(help="The particle that a page's words speak of, from 0.", limits=(0, math.inf))
    ] = 0
    time: Annotated[float, Field(help="Film time at which a page begins, 0 to 1.", limits=(0, 1))] = 0.0
    speed: Annotated[
        float, Field(help="How many times as fast as --seconds says a page plays.", limits=SPEEDS)
    ] = 1.0
    playing: Annotated[
        bool, Field(help="A page plays by itself; --no-playing leaves it at its film time.")
    ] = True

    def __post_init__(self) -> None:
        object.__setattr__(self, "layers", _apart(self.layers))
        settle_fields(self)
        check_fields(self)


def _apart(layers: object) -> object:
    """Layers in their own order; links may have them in one text with commas, and "none" for none."""
    given = (layers,) if isinstance(layers, str) else layers
    if not isinstance(given, Iterable):
        return layers
    words = [word for text in given for word in (text.split(",") if isinstance(text, str) else [text])]
    known = [layer for layer in LAYERS if layer in words]
    return (*known, *(word for word in words if word not in LAYERS and word not in ("", "none")))
