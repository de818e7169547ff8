"""The flood in a plotter: at a film's end the ground takes the colours of its basins, and paths become hair lines."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from vtkmodules.vtkRenderingCore import vtkActor, vtkPolyDataMapper

from render.finale import PALE, Flood, flooded
from render.style import rgb
from render.surface import Surface

HAIR, FAINT = 0.0011, (0.55, 0.10)
"""Width of a hair line, a share of the picture's height; the opacity of few of them, and of very many."""


def add_flood(
    plotter: Any, flood: Flood, dry: Surface, ground: Sequence[vtkActor], pixels: float, count: int
) -> Callable[[float], None]:
    """Put the flooded ground and the hair lines of `count` paths into a plotter; what moves them to a film time.

    Parameters
    ----------
    dry : the surface as it is until then, `ground` its actors, which are hidden at the end
    pixels : height of the picture that line widths refer to
    """
    facets, before = flood.surface.facets_beside(dry)
    own = facets.copy()  # its colours change, and another picture of the scene needs them
    pairs = [(own, before)]
    if flood.surface.walled:
        block = flood.surface.block_under(own)
        pairs.append((block.walls, block.painted(before)))
    changing = [
        (mesh, dried.astype(np.float32), np.array(mesh["color"], dtype=np.float32)) for mesh, dried in pairs
    ]
    actors = [_colored(mesh) for mesh, *_ in changing]
    hairs = vtkActor()
    mapper = vtkPolyDataMapper()
    mapper.SetInputData(flood.hairs)
    mapper.ScalarVisibilityOff()
    hairs.SetMapper(mapper)
    hairs.GetProperty().SetColor(*rgb(PALE))
    hairs.GetProperty().SetLineWidth(max(HAIR * pixels, 1.0))
    hairs.GetProperty().LightingOff()
    hairs.ForceTranslucentOn()
    for actor in (*actors, hairs):
        plotter.add_actor(actor, render=False, reset_camera=False)
    strength = float(np.clip(3.4 / max(count, 1) ** 0.5, FAINT[1], FAINT[0]))
    shown = -1.0

    def show(t: float) -> None:
        nonlocal shown
        share = flooded(t)
        if share == shown:
            return
        shown = share
        for actor in ground:
            actor.SetVisibility(share == 0)
        for actor in (*actors, hairs):
            actor.SetVisibility(share > 0)
        hairs.GetProperty().SetOpacity(strength * share)
        for mesh, before, after in changing:
            np.asarray(mesh["color"])[:] = np.round(before + share * (after - before))
            mesh.GetPointData().GetArray("color").Modified()
            mesh.Modified()

    show(0.0)
    return show


def _colored(mesh: Any) -> vtkActor:
    mapper = vtkPolyDataMapper()
    mapper.SetInputData(mesh)
    mapper.SetColorModeToDirectScalars()
    mapper.SetScalarModeToUsePointFieldData()
    mapper.SelectColorArray("color")
    actor = vtkActor()
    actor.SetMapper(mapper)
    actor.GetProperty().LightingOff()
    return actor
