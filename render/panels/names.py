"""The flat panels by name, and which landscapes can have them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from render.panels.anatomy import Anatomy
from render.panels.contour_map import ContourMap
from render.panels.panel import Curve, GradientNorm, Loss, Panel, Slices

PANELS: Mapping[str, Callable[..., Panel]] = MappingProxyType(
    {
        "anatomy": Anatomy,
        "contour": ContourMap,
        "slices": Slices,
        "loss": Loss,
        "gradient_norm": GradientNorm,
        "curve": Curve,
    }
)

_OF_ONE, _OF_TWO = frozenset({"curve"}), frozenset({"surface", "contour", "slices", "anatomy"})
"""Panels of landscapes of one variable, and of two; the others show any."""


def check_panels(panels: Sequence[str], dimensions: int) -> None:
    """Refuse panels that there are not, or that the landscape cannot have.

    Raises
    ------
    LookupError, ValueError
    """
    for name in panels:
        if name not in ("surface", *PANELS):
            raise LookupError(f"unknown panel {name!r}; there are surface, {', '.join(PANELS)}")
        if name in (_OF_TWO if dimensions == 1 else _OF_ONE):
            wanted, had = ("two variables", "one") if dimensions == 1 else ("one variable", "two")
            raise ValueError(f"panel {name!r} needs a landscape of {wanted}, this one has {had}")
