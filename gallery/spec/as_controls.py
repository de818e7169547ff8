"""A description as controls: a menu for choices, a slider for a number with limits, a box to check, a line of text.

The window goes through `controls_of` with two keys and names no field; a page's own are in `render.page`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from gallery.spec.field import Described, described

Kind = Literal["menu", "several", "switch", "number", "text"]


@dataclass(frozen=True)
class Control:
    """One field as a person handles it.

    Parameters
    ----------
    name : the field's
    kind : a menu, one of which several may be chosen, a switch (yes, no, as suits), a number, or text
    help : what it is
    choices : of a menu
    low, high : of a number
    """

    name: str
    kind: Kind
    help: str
    choices: tuple[str, ...] = ()
    low: float = 0.0
    high: float = 1.0

    @property
    def label(self) -> str:
        """The name for people."""
        return self.name.replace("_", " ")


def controls_of(spec: type, without: Sequence[str] = ()) -> tuple[Control, ...]:
    """The controls of a description's fields, in their order."""
    return tuple(_control(about) for name, about in described(spec).items() if name not in without)


def _control(about: Described) -> Control:
    field = about.field
    if field.choices is not None:
        kind: Kind = "several" if about.is_several else "menu"
        return Control(about.name, kind, about.help, choices=tuple(field.choices()))
    if about.type == bool | None:
        return Control(about.name, "switch", about.help)
    if field.limits is not None and math.isfinite(field.limits[1]):
        return Control(about.name, "number", about.help, low=field.limits[0], high=field.limits[1])
    return Control(about.name, "text", about.help)


def following(control: Control, value: Any, by: int) -> Any:
    """The value that a key brings after this one: the next choice, the next larger number."""
    if control.kind == "menu":
        return _next(control.choices, value, by)
    if control.kind == "several":
        ring = ((), *((name,) for name in control.choices))
        return _next(ring, tuple(value), by)
    if control.kind == "switch":
        return _next((None, True, False), value, by)
    if control.kind == "number":
        grown = (value or control.low) * 1.25**by
        return min(max(float(f"{grown:.2g}"), control.low), control.high)
    return value


def _next(ring: Sequence[Any], value: Any, by: int) -> Any:
    place = ring.index(value) if value in ring else 0
    return ring[(place + by) % len(ring)]
