"""The flood in a plotter: at a film's end the ground takes the colours of its basins, and paths become hair lines."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pyvista as pv
from numpy.typing import NDArray
from vtkmodules.vtkRenderingCore import vtkActor, vtkPolyDataMapper

from render.finale import PALE, Flood, flooded
from render.style import rgb
from render.surface import HEIGHT, Surface

Change = tuple[Any, NDArray[np.float32], NDArray[np.float32]]
"""A mesh, and the colours of its points before and after."""
Inked = Callable[[Surface], list[tuple[pv.PolyData, float]]]
"""The lines on a surface and their widths in pixels."""
HAIR, FAINT = 0.0011, (0.55, 0.10)
"""Width of a hair line, a share of the picture's height; the opacity of few of them, and of very many."""


def add_flood(
    plotter: Any,
    flood: Callable[[], Flood | None],
    dry: Surface,
    ground: Sequence[vtkActor],
    pixels: float,
    count: int,
    inked: Inked,
) -> Callable[[float], None]:
    """Put the flooded ground and the hair lines of `count` paths into a plotter; what moves them to a film time.

    The flood is asked for when it is first to be seen: pictures of what is before do not wait for it.

    Parameters
    ----------
    dry : the surface as it is until then, `ground` its actors, which are hidden at the end
    pixels : height of the picture that line widths refer to
    inked : the lines on a surface, of the same places whatever its colours are
    """
    # They are there from the start: what is translucent is drawn in the order in which it came.
    actors, hairs = [vtkActor() for _ in range(1 + dry.walled)], vtkActor()
    drawn = inked(dry)
    lines = [lines_actor(mesh.copy(deep=False), width) for mesh, width in drawn]
    actors += lines
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
            if found is not None:
                changing += _lined(found, drawn, lines, inked)
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
    for (mesh, *_), actor in zip(changing, actors, strict=False):
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


def _lined(
    flood: Flood, drawn: Sequence[tuple[pv.PolyData, float]], actors: Sequence[vtkActor], inked: Inked
) -> list[Change]:
    """The lines on the ground in colours that suit the flooded one."""
    changing: list[Change] = []
    for (before, _), (after, _), actor in zip(drawn, inked(flood.surface), actors, strict=True):
        mesh = before.copy(deep=False)
        mesh["color"] = np.array(before["color"])
        _color(actor, mesh)
        colors = [np.asarray(lines["color"]).astype(np.float32) for lines in (before, after)]
        changing.append((mesh, colors[0], colors[1]))
    return changing


def lines_actor(lines: pv.PolyData, width: float) -> vtkActor:
    """Lines on a surface with their own colours; `width` in pixels."""
    actor = vtkActor()
    _color(actor, lines)
    actor.GetProperty().SetLineWidth(max(width, 1.0))
    actor.SetPosition(0.0, 0.0, 1.5 * HEIGHT)  # over facets that lie a little above the lattice
    return actor


def _color(actor: vtkActor, mesh: Any) -> None:
    mapper = vtkPolyDataMapper()
    mapper.SetInputData(mesh)
    mapper.SetColorModeToDirectScalars()
    mapper.SetScalarModeToUsePointFieldData()
    mapper.SelectColorArray("color")
    mapper.SetRelativeCoincidentTopologyLineOffsetParameters(-2.0, -2.0)  # of lines only
    actor.SetMapper(mapper)
    actor.GetProperty().LightingOff()
