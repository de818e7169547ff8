"""The contour map on a floor beneath the surface: the same colours, unlit, and the same lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyvista as pv

from render.marks.mark import Mark, Mover, Site
from render.surface import color_of, toned


@dataclass(frozen=True)
class FloorMark(Mark):
    """The surface's colours times `dim`, on the floor that it asks the surface for."""

    dim: float = 0.75

    needs_floor = True

    def add(self, plotter: pv.Plotter, site: Site) -> list[Mover]:
        surface = site.surface
        if surface.floor is None:
            return []
        flat = surface.mesh.copy()
        flat.points = surface.on_floor(np.asarray(flat.points)).astype(np.float32)
        tones = toned(np.asarray(flat["unit height"]), surface.theme)
        shade = color_of(tones, surface.theme) * self.dim
        flat["color"] = np.round(shade * 255).astype(np.uint8)
        look: dict[str, Any] = {"scalars": "color", "rgb": True, "lighting": False, "show_scalar_bar": False}
        plotter.add_mesh(flat, render=False, reset_camera=False, **look)
        if surface.contours.n_points:
            lines = surface.contours.copy()
            lines.points = surface.on_floor(np.asarray(lines.points)).astype(np.float32)
            lines.points[:, 2] += 0.004
            width = max(surface.theme.contour_width * site.pixels, 1.0)
            color = surface.theme.contour
            plotter.add_mesh(
                lines,
                color=color,
                opacity=0.35,
                line_width=width,
                lighting=False,
                render=False,
                reset_camera=False,
            )
        return []
