"""The flood in a plotter: at a film's end the ground takes the colours of its basins, and paths become hair lines."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from vtkmodules.vtkRenderingCore import vtkActor, vtkPolyDataMapper

from render.finale import PALE, Flood, flooded
from render.style import rgb
from render.surface import Surface

Change = tuple[Any, NDArray[np.float32], NDArray[np.float32]]
"""A mesh, and the colours of its points before and after."""
HAIR, FAINT = 0.0011, (0.55, 0.10)
"""Width of a hair line, a share of the picture's height; the opacity of few of them, and of very many."""


def add_flood(
    plotter: Any,
    flood: Callable[[], Flood | None],
    dry: Surface,
    ground: Sequence[vtkActor],
    pixels: float,
    count: int,
) -> Callable[[float], None]:
    """Put the flooded ground and the hair lines of `count` paths into a plotter; what moves them to a film time.

    The flood is asked for when it is first to be seen: pictures of what is before do not wait for it.

    Parameters
    ----------
    dry : the surface as it is until then, `ground` its actors, which are hidden at the end
    pixels : height of the picture that line widths refer to
    """
    # They are there from the start: what is translucent is drawn in the order in which it came.
    actors, hairs = [vtkActor() for _ in range(1 + dry.walled)], vtkActor()
    for actor in (*actors, hairs):
        actor.VisibilityOff()
        plotter.add_actor(actor, render=False, reset_camera=False)
    strength = float(np.clip(3.4 / max(count, 1) ** 0.5, FAINT[1], FAINT[0]))
    changing: list[Change] | None = None
    shown = 0.0

    def show(t: float) -> None:
        nonlocal shown, changing
        share = flooded(t)
        if share == shown:
            return
        if changing is None:
            found = flood()
            changing = [] if found is None else _filled(found, dry, actors, hairs, pixels)
        shown = share
        if not changing:
            return
        for actor in ground:
            actor.SetVisibility(share == 0)
        for actor in (*actors, hairs):
            actor.SetVisibility(share > 0)
        hairs.GetProperty().SetOpacity(strength * share)
        for mesh, before, after in changing:
            np.asarray(mesh["color"])[:] = np.round(before + share * (after - before))
            mesh.GetPointData().GetArray("color").Modified()
            mesh.Modified()

    return show


def _filled(
    flood: Flood, dry: Surface, actors: Sequence[vtkActor], hairs: vtkActor, pixels: float
) -> list[Change]:
    """Give the actors of ground and hair lines what they show."""
    facets, before = flood.surface.facets_beside(dry)
    own = facets.copy()  # its colours change, and another picture of the scene needs them
    pairs = [(own, before)]
    if flood.surface.walled:
        block = flood.surface.block_under(own)
        pairs.append((block.walls, block.painted(before)))
    changing: list[Change] = [
        (mesh, dried.astype(np.float32), np.array(mesh["color"], dtype=np.float32)) for mesh, dried in pairs
    ]
    for (mesh, *_), actor in zip(changing, actors, strict=True):
        _color(actor, mesh)
    mapper = vtkPolyDataMapper()
    mapper.SetInputData(flood.hairs)
    mapper.ScalarVisibilityOff()
    hairs.SetMapper(mapper)
    hairs.GetProperty().SetColor(*rgb(PALE))
    hairs.GetProperty().SetLineWidth(max(HAIR * pixels, 1.0))
    hairs.GetProperty().LightingOff()
    hairs.ForceTranslucentOn()
    return changing


def _color(actor: vtkActor, mesh: Any) -> None:
    mapper = vtkPolyDataMapper()
    mapper.SetInputData(mesh)
    mapper.SetColorModeToDirectScalars()
    mapper.SetScalarModeToUsePointFieldData()
    mapper.SelectColorArray("color")
    actor.SetMapper(mapper)
    actor.GetProperty().LightingOff()
