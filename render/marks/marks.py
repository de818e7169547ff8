"""Marks on the surface: stationary points by kind, starts and ends, and the downhill field."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
import pyvista as pv
from numpy.typing import NDArray
from vtkmodules.vtkRenderingCore import vtkActor, vtkPolyDataMapper

from descent import Trajectories
from render.clock.clock import Clock
from render.particles.billboards import add_splats
from render.particles.glyphs import DIAMOND, RING, ROUND, TRIANGLE
from render.style.numbers import number_text
from render.style.themes import rgb
from render.surface.surface import Surface, color_of

Mover = Callable[[float], None]


@dataclass(frozen=True)
class Label:
    """Words at a world point (3,)."""

    at: tuple[float, float, float]
    text: str
    color: str


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


@dataclass(frozen=True)
class Mark:
    """Something that `add` puts into a plotter; what it returns moves it to a film time."""

    def add(self, plotter: pv.Plotter, site: Site) -> list[Mover]:
        """Add the actors."""
        return []

    def labels(self, site: Site) -> list[Label]:
        """The words that go with it."""
        return []


KINDS = MappingProxyType(
    {
        "minimum": (ROUND, "#35e0b4", "min"),
        "saddle": (DIAMOND, "#ffb36b", "saddle"),
        "maximum": (TRIANGLE, "#ff7a90", "max"),
        "degenerate": (RING, "#c3cad9", "degenerate"),
    }
)
"""Shape, colour and word for each kind of stationary point: told apart without colour too."""
_MOST_PINS = 60
"""Where there are more stationary points, only the lowest minima are marked: more pins would hide the surface."""


@dataclass(frozen=True)
class StationaryMark(Mark):
    """A pin on every stationary point of the domain, its head's shape by kind, its height beside it."""

    height: float = 0.11
    most_labels: int = 14

    def add(self, plotter: pv.Plotter, site: Site) -> list[Mover]:
        theme, feet = site.surface.theme, _feet(site)
        for kind, (shape, color, _) in KINDS.items():
            at = np.array([f for f, k, _ in feet if k == kind]).reshape(-1, 3)
            if len(at):
                heads = at + np.array([0.0, 0.0, self.height])
                add_lines(plotter, np.stack([at, heads], axis=1), theme.ink, 0.0022 * site.pixels)
                add_splats(plotter, heads, color, 1.15 * theme.bead_radius, shape, theme.rim)
        return []

    def labels(self, site: Site) -> list[Label]:
        feet = _feet(site)
        if len(feet) > self.most_labels:
            return []
        return [
            Label(
                (f[0], f[1], f[2] + self.height + 0.03),
                f"{KINDS[k][2]} {number_text(h)}",
                site.surface.theme.ink,
            )
            for f, k, h in feet
        ]


def _feet(site: Site) -> list[tuple[NDArray[np.float64], str, float]]:
    """World foot, kind and height of each stationary point."""
    found = sorted(site.surface.landscape.stationary_points(), key=lambda p: p.height)
    if len(found) > _MOST_PINS:
        found = [p for p in found if str(p.kind) == "minimum"][:_MOST_PINS]
    span = site.surface.world.transform.high - site.surface.world.transform.low
    return [
        (
            site.surface.world.place(np.array(p.position)),
            str(p.kind),
            0.0 if abs(p.height) < 1e-9 * span else float(p.height),
        )
        for p in found
    ]


def _inside(site: Site, points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Those of the points (N, 2) that lie where there is a surface."""
    low, high = np.transpose(site.surface.landscape.domain)
    return points[((points >= low) & (points <= high)).all(axis=1)]


@dataclass(frozen=True)
class StartMark(Mark):
    """A small ring where every particle starts."""

    def add(self, plotter: pv.Plotter, site: Site) -> list[Mover]:
        theme = site.surface.theme
        for paths in site.runs.values():
            if len(paths.ending):
                at = site.surface.world.place(_inside(site, paths.positions[0]), lift=0.006)
                add_splats(plotter, at, theme.faint, 0.5 * theme.bead_radius, RING, theme.rim)
        return []


@dataclass(frozen=True)
class EndMark(Mark):
    """A small diamond where every particle ends."""

    def add(self, plotter: pv.Plotter, site: Site) -> list[Mover]:
        theme = site.surface.theme
        for paths in site.runs.values():
            if len(paths.ending):
                at = site.surface.world.place(_inside(site, paths.positions[-1]), lift=0.008)
                add_splats(plotter, at, theme.ink, 0.5 * theme.bead_radius, DIAMOND, theme.rim)
        return []


@dataclass(frozen=True)
class FieldMark(Mark):
    """Arrows down the slope on a lattice of the domain, longer where it is steeper."""

    count: int = 15

    def add(self, plotter: pv.Plotter, site: Site) -> list[Mover]:
        from descent import grid

        domain = np.array(site.surface.landscape.domain)
        inner = domain + np.array([[0.5, -0.5]]) * (domain[:, 1:] - domain[:, :1]) / self.count
        points = grid(tuple(map(tuple, inner)), self.count)
        reach = 0.55 * float((domain[:, 1] - domain[:, 0]).max()) / self.count
        add_lines(plotter, arrows(site, points, reach), site.surface.theme.ink, 0.0022 * site.pixels)
        return []


@dataclass(frozen=True)
class ParticleArrows(Mark):
    """At each particle an arrow down the slope, as long as the slope is steep beside the others."""

    def add(self, plotter: pv.Plotter, site: Site) -> list[Mover]:
        theme, movers = site.surface.theme, []
        reach = 0.09 * float(max(high - low for low, high in site.surface.landscape.domain))
        for paths in site.runs.values():
            if not len(paths.ending):
                continue
            mesh = add_lines(
                plotter, arrows(site, paths.positions[0], reach), theme.ink, 0.0026 * site.pixels
            )
            movers.append(_arrow_mover(mesh, site, paths, reach))
        return movers


def _arrow_mover(mesh: pv.PolyData, site: Site, paths: Trajectories, reach: float) -> Mover:
    def show(t: float) -> None:
        points = paths.at(site.clock.index(t))[0]
        mesh.points = arrows(site, points, reach).reshape(-1, 3).astype(np.float32)

    return show


def arrows(site: Site, points: NDArray[np.float64], reach: float) -> NDArray[np.float64]:
    """World polylines (N, 12, 3) of arrows that lie on the surface from `points` (N, 2) downhill.

    The length is `reach` (domain units) for the steepest, and falls with the square root of the drawn slope.
    """
    world = site.surface.world
    gradient = site.surface.landscape.gradient(points) * world.scale
    norm = np.linalg.norm(gradient, axis=1, keepdims=True)
    direction = -np.divide(gradient, norm, out=np.zeros_like(gradient), where=norm > 0)
    drawn = np.abs(
        world.normals(site.surface.landscape.value(points), site.surface.landscape.gradient(points))
    )
    steep = np.sqrt(np.clip(1 - drawn[:, 2:] ** 2, 0, 1))
    step = direction * reach * np.sqrt(steep)
    side = np.stack([-step[:, 1], step[:, 0]], axis=1)
    shaft = points[:, None] + np.linspace(0, 1, 8)[None, :, None] * step[:, None]
    head = np.stack(
        [points + 0.68 * step + 0.20 * side, points + step, points + 0.68 * step - 0.20 * side], axis=1
    )
    return world.place(np.concatenate([shaft, head, head[:, 1:2]], axis=1), lift=0.014)


def add_lines(plotter: pv.Plotter, polylines: NDArray[np.float64], color: str, width: float) -> pv.PolyData:
    """Polylines (N, k, 3) in world coordinates, in one colour; `width` in pixels. Returns their mesh."""
    count, length = polylines.shape[:2]
    mesh = pv.PolyData(polylines.reshape(-1, 3).astype(np.float32))
    index = np.arange(count * length).reshape(count, length)
    mesh.verts = np.zeros(0, dtype=int)
    mesh.lines = np.concatenate([np.full((count, 1), length), index], axis=1).ravel()
    mapper = vtkPolyDataMapper()
    mapper.SetInputData(mesh)
    mapper.ScalarVisibilityOff()
    actor = vtkActor()
    actor.SetMapper(mapper)
    actor.GetProperty().SetColor(*rgb(color))
    actor.GetProperty().SetLineWidth(max(width, 1.0))
    actor.GetProperty().LightingOff()
    plotter.add_actor(actor, render=False, reset_camera=False)  # type: ignore[arg-type]
    return mesh


@dataclass(frozen=True)
class FloorMark(Mark):
    """The contour map on a floor beneath the surface: the same colours, unlit, and the same lines."""

    dim: float = 0.62

    def add(self, plotter: pv.Plotter, site: Site) -> list[Mover]:
        surface = site.surface
        if surface.floor is None:
            return []
        flat = surface.mesh.copy()
        flat.points = surface.on_floor(np.asarray(flat.points)).astype(np.float32)
        shade = color_of(np.asarray(flat["unit height"]), surface.theme) * self.dim
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
