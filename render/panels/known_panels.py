"""The flat panels by name, and which landscapes can have them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from render.gathering import Gathered

if TYPE_CHECKING:
    from render.panels.panel import Panel

SURFACE = "surface"
"""The 3-D picture: the one panel that is not flat, and no file of this folder; it belongs to two variables."""

PANELS: Gathered[Panel] = Gathered(
    "render.panels",
    "render.panels.panel:Panel",
    apart=frozenset({"panel", "over_steps", "known_panels", "canvas", "axes", "graduation", "tracing"}),
)

_COUNTED = {1: "one variable", 2: "two variables"}


def panel_names() -> tuple[str, ...]:
    """Whatever a scene's `panels` may name."""
    return (SURFACE, *PANELS)


def check_panels(panels: Sequence[str], dimensions: int) -> None:
    """Refuse panels that there are not, or that a landscape of so many variables cannot have.

    Raises
    ------
    LookupError
        For a name that no panel has.
    ValueError
        For a panel of landscapes with another number of variables.
    """
    for name in panels:
        if name not in panel_names():
            raise LookupError(f"unknown panel {name!r}; there are {', '.join(panel_names())}")
        variables = (2,) if name == SURFACE else PANELS[name].variables
        if dimensions not in variables:
            wanted, had = _COUNTED[variables[0]], _COUNTED[dimensions].split()[0]
            raise ValueError(f"panel {name!r} needs a landscape of {wanted}, this one has {had}")
