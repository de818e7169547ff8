"""The role: what a mark on the surface is, what it is set on, and how lines and dots come into a plotter."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np
import pyvista as pv
from numpy.typing import NDArray
from vtkmodules.vtkRenderingCore import vtkActor, vtkPolyDataMapper

from descent import Trajectories
from render.clock import Clock
from render.particles import LegendEntry, ParticleColors, add_billboards, bead_radius
from render.style import Theme, rgb
from render.surface import Surface

AROUND, CORNERS = 1.35, 33
"""A circle about a bead: times the bead's radius, and vertices."""

Mover = Callable[[float], None]
"""Brings something to a film time in 0..1."""


@dataclass(frozen=True)
class Label:
    """Words at a world point (3,)."""

    at: tuple[float, float, float]
    text: str
    color: str


@dataclass(frozen=True, eq=False)
class Polylines:
    """Lines of one colour.

    Parameters
    ----------
    at : (N, k, 3) world coordinates
    color : #rrggbb
    width : a share of the picture's height
    """

    at: NDArray[np.float64]
    color: str
    width: float


@dataclass(frozen=True, eq=False)
class Dots:
    """Small shapes of one colour that face the camera.

    Parameters
    ----------
    at : (N, 3) world coordinates
    color : #rrggbb
    radius : world units
    shape : one of those of `render.particles.glyphs`, as ROUND or RING
    rim : #rrggbb around it; the theme's where it is empty
    """

    at: NDArray[np.float64]
    color: str
    radius: float
    shape: str
    rim: str = ""


@dataclass(frozen=True, eq=False)
class Site:
    """What marks are set on: the surface, the runs, the clock; `pixels` is the height that line widths refer to."""

    surface: Surface
    runs: Mapping[str, Trajectories]
    clock: Clock
    pixels: float

    @property
    def first(self) -> Trajectories | None:
        """The first run that has particles."""
        return next((p for p in self.runs.values() if len(p.ending)), None)

    def inside(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Those of the points (N, 2), in domain units, that lie where there is a surface."""
        low, high = np.transpose(self.surface.landscape.domain)
        return points[((points >= low) & (points <= high)).all(axis=1)]


@dataclass(frozen=True)
class Mark:
    """Something on the surface: `shapes` where it stands still, an `add` of its own where it moves."""

    needs_floor: ClassVar[bool] = False
    """Whether the surface has to have a floor beneath it."""
    follows: ClassVar[bool] = False
    """Whether it shows particles and nothing else."""

    def shapes(self, site: Site) -> list[Polylines | Dots]:
        """What stands still, in the order in which it is drawn; films and explorers draw the same."""
        return []

    def add(self, plotter: pv.Plotter, site: Site) -> list[Mover]:
        """Put the actors into a plotter; what comes back moves them to a film time."""
        for shape in self.shapes(site):
            if not len(shape.at):
                continue
            if isinstance(shape, Polylines):
                add_lines(plotter, shape.at, shape.color, shape.width * site.pixels)
            else:
                rim = shape.rim or site.surface.theme.rim
                add_billboards(plotter, shape.at, shape.color, shape.radius, shape.shape, rim)
        return []

    def labels(self, site: Site) -> list[Label]:
        """The words that go with it."""
        return []

    def told(self, runs: Sequence[Trajectories], theme: Theme) -> Iterator[tuple[str, str, str]]:
        """For the legend: the words for each part that does not explain itself, its colour, its shape there."""
        return iter(())


def keyed(
    colors: Sequence[ParticleColors], runs: Sequence[Trajectories], marks: Sequence[Mark], theme: Theme
) -> tuple[ParticleColors, ...]:
    """The colours of runs, for their legend: with what marks draw."""
    told = dict.fromkeys(part for mark in marks for part in mark.told(runs, theme))
    if not colors or not told:
        return tuple(colors)
    count = len(colors[0].colors)
    everyone, since = np.ones(count, dtype=bool), np.zeros(count, dtype=np.int64)
    entries = [
        LegendEntry(color, text, everyone, since, counted=False, shape=shape) for text, color, shape in told
    ]
    return (replace(colors[0], legend=[*colors[0].legend, *entries]), *colors[1:])


def circles(site: Site, points: NDArray[np.float64], count: int, wider: float = 1.0) -> NDArray[np.float64]:
    """World polylines (N, k, 3): circles on the surface about those of the points (N, 2) that lie where there is one.

    They are wide enough to be seen around the beads of `count` particles, and so many times `wider`.
    """
    world, theme = site.surface.world, site.surface.theme
    turn = np.linspace(0, 2 * np.pi, CORNERS)
    radius = AROUND * wider * bead_radius(theme, count)
    ring = radius * np.stack([np.cos(turn), np.sin(turn)], axis=-1) / world.scale
    low, high = np.transpose(world.landscape.domain)
    at = world.place(np.clip(site.inside(points)[:, None] + ring, low, high), lift=0.010)
    return at[np.isfinite(at).all(axis=(1, 2))]


def add_lines(
    plotter: pv.Plotter, polylines: NDArray[np.float64], color: str, width: float, *, fading: bool = False
) -> pv.PolyData:
    """Polylines (N, k, 3) in world coordinates, in one colour; `width` in pixels. Returns their mesh.

    Where they are `fading` its points have an "rgba" of their own.
    """
    count, length = polylines.shape[:2]
    mesh = pv.PolyData(polylines.reshape(-1, 3).astype(np.float32))
    index = np.arange(count * length).reshape(count, length)
    mesh.verts = np.zeros(0, dtype=int)
    mesh.lines = np.concatenate([np.full((count, 1), length), index], axis=1).ravel()
    mapper = vtkPolyDataMapper()
    mapper.SetInputData(mesh)
    mapper.ScalarVisibilityOff()
    actor = vtkActor()
    if fading:
        mesh["rgba"] = np.tile(
            np.append(np.round(255 * np.array(rgb(color))), 255).astype(np.uint8), (count * length, 1)
        )
        mapper.ScalarVisibilityOn()
        mapper.SetColorModeToDirectScalars()
        mapper.SetScalarModeToUsePointFieldData()
        mapper.SelectColorArray("rgba")
        actor.ForceTranslucentOn()
    actor.SetMapper(mapper)
    actor.GetProperty().SetColor(*rgb(color))
    actor.GetProperty().SetLineWidth(max(width, 1.0))
    actor.GetProperty().LightingOff()
    plotter.add_actor(actor, render=False, reset_camera=False)  # type: ignore[arg-type]
    return mesh
