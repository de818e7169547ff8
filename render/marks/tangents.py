"""What a step sees of the surface: tangent plane, quadratic Taylor surface and Hessian directions at a particle."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyvista as pv
from numpy.typing import NDArray

from descent import Trajectories
from landscapes import Landscape
from render.marks.marks import Mark, Mover, Site, add_lines
from render.surface.heights import HeightTransform

SIDE = 21


def taylor(
    f: Landscape, centre: NDArray[np.float64], points: NDArray[np.float64], order: int
) -> NDArray[np.float64]:
    """Heights (...) at `points` (..., n) of the Taylor polynomial of first or second order about `centre` (n,)."""
    height, gradient = f.value_and_gradient(centre)
    away = points - centre
    heights = height + away @ gradient
    if order > 1:
        heights = heights + 0.5 * np.einsum("...i,ij,...j->...", away, f.hessian(centre), away)
    return heights


@dataclass(frozen=True)
class TaylorMark(Mark):
    """A patch of the tangent plane (order 1) or of the quadratic model (order 2) under the first particle.

    It goes through the same height transform as the surface, so that it touches it; on a logarithmic scale the
    tangent plane is drawn bent.
    """

    order: int = 1
    reach: float = 0.13

    def add(self, plotter: pv.Plotter, site: Site) -> list[Mover]:
        paths, theme = site.first, site.surface.theme
        if paths is None:
            return []
        patch = pv.StructuredGrid(*np.zeros((3, SIDE, SIDE, 1), dtype=np.float32))
        plotter.add_mesh(
            patch,
            color=theme.palette[2 if self.order == 1 else 1],
            opacity=0.55,
            lighting=False,
            show_edges=True,
            edge_color=theme.ink,
            edge_opacity=0.35,
            render=False,
            reset_camera=False,
        )

        def show(t: float) -> None:
            patch.points = self._patch(site, paths, t).reshape(-1, 3).astype(np.float32)

        return [show]

    def _patch(self, site: Site, paths: Trajectories, t: float) -> NDArray[np.float64]:
        f, world = site.surface.landscape, site.surface.world
        centre = paths.at(site.clock.index(t))[0][0]
        half = self.reach * np.array([high - low for low, high in f.domain])
        u = np.linspace(-1, 1, SIDE)
        scale = world.transform
        points = held(f, centre, centre + np.stack(np.meshgrid(u, u), axis=-1) * half, self.order, scale)
        heights = np.clip(taylor(f, centre, points, self.order), scale.low, scale.high)
        return np.concatenate([world.plane(points), world.rise(heights)[..., None] + 0.004], axis=-1)


@dataclass(frozen=True)
class CurvatureMark(Mark):
    """The Hessian's eigenvectors at the first particle, on its quadratic model: bright where it curves up."""

    reach: float = 0.14

    def add(self, plotter: pv.Plotter, site: Site) -> list[Mover]:
        paths, theme = site.first, site.surface.theme
        if paths is None:
            return []
        meshes = [
            add_lines(plotter, np.zeros((1, SIDE, 3)), color, 0.005 * site.pixels)
            for color in (theme.palette[0], theme.palette[3])
        ]

        def show(t: float) -> None:
            for mesh, line in zip(meshes, self._lines(site, paths, t), strict=True):
                mesh.points = line.astype(np.float32)

        return [show]

    def _lines(self, site: Site, paths: Trajectories, t: float) -> NDArray[np.float64]:
        """World polylines (2, SIDE, 3): the direction of the largest eigenvalue, then of the smallest."""
        f, world = site.surface.landscape, site.surface.world
        centre = paths.at(site.clock.index(t))[0][0]
        values, vectors = np.linalg.eigh(f.hessian(centre))
        width = self.reach * max(high - low for low, high in f.domain)
        steps = np.linspace(-1, 1, SIDE)[:, None]
        lines = []
        for k in np.argsort(-values):
            points = held(f, centre, centre + steps * width * vectors[:, k], 2, world.transform)
            heights = np.clip(taylor(f, centre, points, 2), world.transform.low, world.transform.high)
            lines.append(np.concatenate([world.plane(points), world.rise(heights)[:, None] + 0.012], axis=-1))
        return np.stack(lines)


def held(
    f: Landscape, centre: NDArray[np.float64], points: NDArray[np.float64], order: int, scale: HeightTransform
) -> NDArray[np.float64]:
    """Points (..., 2) moved towards `centre` where they lie beyond the domain or their polynomial beyond the scale.

    So a patch ends at the surface's edges, and a little below and above the particle.
    """
    away = np.clip(points, *np.transpose(f.domain)) - centre
    height, gradient = f.value_and_gradient(centre)
    slope = away @ gradient
    bend = 0.5 * np.einsum("...i,ij,...j->...", away, f.hessian(centre), away) if order > 1 else 0 * slope
    share = np.ones(slope.shape)
    here = float(scale(height))
    for level in scale.inverse(np.clip([here - 0.18, here + 0.3], 0.0, 1.0)):
        # Along each ray: bend s^2 + slope s + height - level = 0, by the form that survives bend = 0.
        rest = height - level
        root = np.sqrt(np.maximum(slope**2 - 4 * bend * rest, 0))
        with np.errstate(divide="ignore", invalid="ignore"):
            for turn in (root, -root):
                crossing = -2 * rest / (slope + turn)
                real = (slope**2 >= 4 * bend * rest) & (crossing > 0)
                share = np.where(real, np.fmin(share, crossing), share)
    return centre + away * share[..., None]
