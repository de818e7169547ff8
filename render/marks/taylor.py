"""A patch of the quadratic Taylor model under the first particle: what Newton's method sees of the surface."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pyvista as pv
from numpy.typing import NDArray
from vtkmodules.vtkRenderingCore import vtkActor, vtkPolyDataMapper

from descent import Trajectories
from landscapes import Landscape
from render.marks.mark import Mark, Mover, Site
from render.particles import DIAMOND
from render.style import Theme, rgb
from render.surface import HeightTransform

SIDE = 21
"""Points of a patch's side, and of a line."""
THREAD = 4
"""Every so manyth line of a patch is drawn."""
SHEET, NET = 0.42, 0.75
"""How much a patch, and its lines, hide of what is behind."""
GONE = 0.20
"""World units off the surface at which a third of a patch is left."""


def taylor(
    f: Landscape, centre: NDArray[np.float64], points: NDArray[np.float64], order: int
) -> NDArray[np.float64]:
    """Heights (...), in value units, at `points` (..., n) of the Taylor polynomial of order 1 or 2 about `centre` (n,)."""
    height, gradient = f.value_and_gradient(centre)
    away = points - centre
    with np.errstate(over="ignore", invalid="ignore"):
        heights = height + away @ gradient
        if order > 1:
            heights = heights + 0.5 * np.einsum("...i,ij,...j->...", away, f.hessian(centre), away)
    return np.where(np.isnan(heights), height, heights)


@dataclass(frozen=True)
class PatchMark(Mark, ABC):
    """A patch of the Taylor polynomial of some order under the first particle.

    It goes through the same height transform as the surface, so that it touches it; on a logarithmic scale the
    tangent plane is drawn bent.
    """

    follows = True

    reach: float = 0.13
    """Half a side of the patch, a share of the domain's."""

    @property
    @abstractmethod
    def order(self) -> int:
        """The polynomial's: 1 or 2."""

    @abstractmethod
    def color(self, theme: Theme) -> str:
        """The patch's colour."""

    def add(self, plotter: pv.Plotter, site: Site) -> list[Mover]:
        paths, theme = site.first, site.surface.theme
        if paths is None:
            return []
        faces = _squares()
        ends = _threads()
        sheet, net = pv.PolyData(), pv.PolyData()
        color = np.round(255 * np.array(rgb(self.color(theme)))).astype(np.uint8)
        for mesh in (sheet, net):
            mesh.points = np.zeros((SIDE * SIDE, 3), dtype=np.float32)
            mesh["rgba"] = np.tile(np.append(color, 0).astype(np.uint8), (SIDE * SIDE, 1))
        sheet.faces, net.lines = faces, ends
        net.verts = np.zeros(0, dtype=int)
        sheet.verts = np.zeros(0, dtype=int)
        for mesh in (sheet, net):
            plotter.add_actor(_over_all(mesh, 0.0018 * site.pixels), render=False, reset_camera=False)  # type: ignore[arg-type]

        def show(t: float) -> None:
            points = self._patch(site, paths, t)
            clear = _fading(site, points)
            for mesh, strength in ((sheet, SHEET), (net, NET)):
                mesh.points = points.reshape(-1, 3).astype(np.float32)
                np.asarray(mesh["rgba"])[:, 3] = np.round(255 * strength * clear).astype(np.uint8)
                mesh.GetPointData().GetArray("rgba").Modified()

        return [show]

    def _patch(self, site: Site, paths: Trajectories, t: float) -> NDArray[np.float64]:
        """Its world points (SIDE, SIDE, 3) at film time `t`."""
        f, world = site.surface.landscape, site.surface.world
        centre = paths.at(site.clock.index(t))[0][0]
        half = self.reach * np.array([high - low for low, high in f.domain])
        u = np.linspace(-1, 1, SIDE)
        scale = world.transform
        points = held(f, centre, centre + np.stack(np.meshgrid(u, u), axis=-1) * half, self.order, scale)
        heights = np.clip(taylor(f, centre, points, self.order), scale.low, scale.high)
        return np.concatenate([world.plane(points), world.rise(heights)[..., None] + 0.004], axis=-1)


@dataclass(frozen=True)
class TaylorMark(PatchMark):
    """The polynomial of order 2."""

    order = 2

    def color(self, theme: Theme) -> str:
        return theme.palette[1]

    def told(self, runs: Sequence[Trajectories], theme: Theme) -> Iterator[tuple[str, str, str]]:
        yield theme.say("the quadratic model"), theme.palette[1], DIAMOND


def _squares() -> NDArray[np.int64]:
    """The faces of a lattice of `SIDE` points a side."""
    corner = np.arange(SIDE * SIDE).reshape(SIDE, SIDE)
    a, b, c, d = corner[:-1, :-1], corner[:-1, 1:], corner[1:, 1:], corner[1:, :-1]
    return np.stack([np.full(a.shape, 4), a, b, c, d], axis=-1).ravel()


def _threads() -> NDArray[np.int64]:
    """Every fourth line of the lattice, either way, as VTK has lines."""
    corner = np.arange(SIDE * SIDE).reshape(SIDE, SIDE)
    lines = np.concatenate([corner[::THREAD], corner.T[::THREAD]])
    return np.column_stack([np.full(len(lines), SIDE), lines]).ravel()


def _fading(site: Site, points: NDArray[np.float64]) -> NDArray[np.float64]:
    """How clearly a patch is seen at its points (SIDE, SIDE, 3), flat: less towards its rim, and off the surface."""
    world = site.surface.world
    u = np.linspace(-1, 1, SIDE)
    rim = np.clip(1 - np.hypot(*np.meshgrid(u, u)) ** 4, 0, 1)
    ground = world.place(points[..., :2] / world.scale + np.mean(world.landscape.domain, axis=1))[..., 2]
    off = np.nan_to_num(points[..., 2] - ground) / GONE
    return np.asarray((rim * np.exp(-(off**2))).ravel())


def _over_all(mesh: pv.PolyData, width: float) -> vtkActor:
    """An actor of a mesh with "rgba" at its points, which nothing hides."""
    mapper = vtkPolyDataMapper()
    mapper.SetInputData(mesh)
    mapper.SetColorModeToDirectScalars()
    mapper.SetScalarModeToUsePointFieldData()
    mapper.SelectColorArray("rgba")
    actor = vtkActor()
    actor.SetMapper(mapper)
    actor.ForceTranslucentOn()
    actor.GetProperty().LightingOff()
    actor.GetProperty().SetLineWidth(max(width, 1.0))
    # It may lie below the ground: cut by that it would be shards.
    actor.GetShaderProperty().AddFragmentShaderReplacement(
        "//VTK::Depth::Impl", True, "gl_FragDepth = 0.02 * gl_FragCoord.z;", False
    )
    return actor


def held(
    f: Landscape, centre: NDArray[np.float64], points: NDArray[np.float64], order: int, scale: HeightTransform
) -> NDArray[np.float64]:
    """Points (..., 2) moved towards `centre` (2,) where they lie beyond the domain or their polynomial beyond the scale.

    All in domain units; `order` is the polynomial's. So a patch ends at the surface's edges, and a little below and above
    the particle.
    """
    away = np.clip(points, *np.transpose(f.domain)) - centre
    height, gradient = f.value_and_gradient(centre)
    unit = max(scale.high - scale.low, 1e-290)
    if not np.isfinite(height):
        return centre + away
    slope = away @ _tame(gradient, unit)
    hessian = _tame(f.hessian(centre), unit)
    bend = 0.5 * np.einsum("...i,ij,...j->...", away, hessian, away) if order > 1 else 0 * slope
    share = np.ones(slope.shape)
    here = float(scale(height))
    for level in scale.inverse(np.clip([here - 0.18, here + 0.3], 0.0, 1.0)):
        # Along each ray: bend s^2 + slope s + height - level = 0, by the form that survives bend = 0.
        rest = float(_tame(height - level, unit))
        root = np.sqrt(np.maximum(slope**2 - 4 * bend * rest, 0))
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            for turn in (root, -root):
                crossing = -2 * rest / (slope + turn)
                real = (slope**2 >= 4 * bend * rest) & (crossing > 0)
                share = np.where(real, np.fmin(share, crossing), share)
    return centre + away * share[..., None]


def _tame(numbers: NDArray[np.float64], unit: float) -> NDArray[np.float64]:
    """The numbers (...) in units of the scale, so small that their products are finite."""
    with np.errstate(over="ignore"):
        return np.clip(np.nan_to_num(np.asarray(numbers) / unit), -1e140, 1e140)
