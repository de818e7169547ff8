"""The plotter that a scene hands out: PyVista's, whose axes tell domain and heights and not the world's own units."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import pyvista as pv

from landscapes import names_of_axes, spoken_name
from render.surface import Surface

STRAIGHT = ("linear", "clip")
"""Height transforms under which an axis of even numbers is true."""


class ScenePlotter(pv.Plotter):
    """A `pyvista.Plotter` whose `show_bounds` and `show_grid` are about the block and its true numbers."""

    true_bounds: Mapping[str, Any] = MappingProxyType({})
    """What `show_bounds` gets where nobody says otherwise."""

    def show_bounds(self, *args: Any, **options: Any) -> Any:  # type: ignore[override]
        """As PyVista's, with the domain at x and y, heights at z, and the variables' names."""
        said = self.true_bounds if not args and options.get("mesh") is None else {}
        return super().show_bounds(*args, **{**said, **options})


def true_bounds(surface: Surface) -> dict[str, Any]:
    """Options of `show_bounds` for the block: where it is, and the numbers that stand there.

    Heights that are drawn by a bent scale have no even axis: theirs has a name and no numbers.
    """
    world = surface.world
    (x0, y0, _), (x1, y1, _) = surface.vertices[0, 0], surface.vertices[-1, -1]
    bottom, top = -0.5 * world.height, 0.5 * world.height
    transform, names = world.transform, [spoken_name(name) for name in names_of_axes(world.landscape)]
    straight = transform.kind in STRAIGHT
    heights = [float(transform.low), float(transform.high)] if straight else [0.0, 1.0]
    return {
        "bounds": [float(v) for v in (x0, x1, y0, y1, bottom, top)],
        "axes_ranges": [*(float(c) for side in world.landscape.domain for c in side), *heights],
        "xtitle": names[0],
        "ytitle": names[1],
        "ztitle": "height" if straight else f"height, {transform.label}",
        "show_zlabels": straight,
    }
