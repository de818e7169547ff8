"""Beads and trails: what moves on the surface, and the marks that say how each particle ended."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyvista as pv
import vtk
from numpy.typing import NDArray

from descent import Ending, Trajectories
from render.clock import Clock
from render.splats import CROSS, DIAMOND, RING, ROUND, splat_actor
from render.themes import Theme
from render.tints import Tint
from render.world import World

MOST_TRAILS = 1500
FADE = 0.16
"""Film time in which a trail fades to its lasting faintness."""

LOOKS = (
    (ROUND, (Ending.CONVERGED, Ending.RUNNING)),
    (RING, (Ending.STALLED,)),
    (DIAMOND, (Ending.SADDLE,)),
    (CROSS, (Ending.ESCAPED, Ending.DIVERGED)),
)
"""A splat's shader for each way to end; a particle that still moves is round."""


def bead_radius(theme: Theme, count: int) -> float:
    """World radius: smaller where there are many."""
    return theme.bead_radius * float(np.clip((300 / max(count, 1)) ** 0.3, 0.30, 1.6))


def lasting_of(count: int) -> float:
    """How visible an old trail stays: well where there are few, faintly where there are many."""
    return float(np.clip(2.4 / max(count, 1) ** 0.5, 0.14, 0.85))


def presence(world: World, points: NDArray[np.float64]) -> NDArray[np.float64]:
    """1 for points (N, 2) in the domain, falling to 0 a fortieth of its width outside."""
    low, high = np.transpose(world.landscape.domain)
    outside = np.maximum(np.maximum(low - points, points - high) / (high - low), 0).max(axis=-1, initial=0)
    return np.clip(1 - outside / 0.025, 0, 1)


def resting_place(world: World, points: NDArray[np.float64], radius: float) -> NDArray[np.float64]:
    """World centres (N, 3) of balls that lie on the surface at points (N, 2), higher where a pit is too narrow."""
    centres = world.place(points, lift=radius)
    ring = np.array([(1, 0), (0, 1), (-1, 0), (0, -1)]) * radius / world.scale
    walls = world.rise(world.landscape.value(points[:, None] + ring)).mean(axis=1)
    # A ball in a parabola narrower than itself rests on the walls: half the rise higher than they are at its side.
    narrow = np.clip(walls - world.place(points)[:, 2], 0, 2 * radius)
    centres[:, 2] = np.fmax(centres[:, 2], walls + 0.6 * narrow)
    return centres


@dataclass(frozen=True, eq=False)
class Beads:
    """One run's particles as lit discs that face the camera."""

    paths: Trajectories
    world: World
    radius: float
    cloud: pv.PolyData
    looks: tuple[NDArray[np.bool_], ...]

    @classmethod
    def add(cls, plotter: pv.Plotter, paths: Trajectories, world: World, tint: Tint, theme: Theme) -> Beads:
        """Add the particles of a run to a plotter."""
        count = len(paths.ending)
        cloud = pv.PolyData(np.zeros((max(count, 1), 3), dtype=np.float32))
        cloud["colour"] = tint.colours if count else np.zeros((1, 3), dtype=np.uint8)
        looks = tuple(np.isin(paths.ending, [int(e) for e in endings]) for _, endings in LOOKS)
        for k, (code, _) in enumerate(LOOKS):
            cloud[f"scale {k}"] = np.zeros(cloud.n_points, dtype=np.float32)
            if k == 0 or looks[k].any():
                actor = splat_actor(cloud, f"scale {k}", code, theme.rim)
                plotter.add_actor(actor, render=False, reset_camera=False)
        beads = cls(paths, world, bead_radius(theme, count), cloud, looks)
        beads.show(0.0)
        return beads

    def show(self, index: float) -> None:
        """Move every particle to where it is at step `index`."""
        if not len(self.paths.ending):
            return
        points = self.paths.at(index)[0]
        size = self.radius * presence(self.world, points)
        self.cloud.points[:] = np.nan_to_num(resting_place(self.world, points, self.radius))
        ended = (self.paths.stopped_at <= index) & (self.paths.ending != Ending.RUNNING)
        for k, members in enumerate(self.looks):
            shown = members & ended if k else ~ended | members
            self.cloud[f"scale {k}"][:] = np.where(shown, size, 0)
        self.cloud.GetPoints().Modified()
        self.cloud.Modified()


@dataclass(frozen=True, eq=False)
class Trails:
    """One run's paths as lines that appear with film time and fade with age."""

    actor: vtk.vtkActor

    @classmethod
    def add(
        cls,
        plotter: pv.Plotter,
        paths: Trajectories,
        world: World,
        tint: Tint,
        theme: Theme,
        clock: Clock,
        *,
        width: float,
        fade: bool = True,
    ) -> Trails:
        """Add the whole paths to a plotter; `show` tells how much of them has happened. `width` in pixels."""
        mesh = trail_mesh(paths, world, tint, clock, lift=0.35 * bead_radius(theme, len(paths.ending)))
        mapper = vtk.vtkPolyDataMapper()
        mapper.SetInputData(mesh)
        mapper.SetColorModeToDirectScalars()
        mapper.SetScalarModeToUsePointFieldData()
        mapper.SelectColorArray("colour")
        mapper.MapDataArrayToVertexAttribute("birth", "birth", vtk.vtkDataObject.FIELD_ASSOCIATION_POINTS, -1)
        actor = vtk.vtkActor()
        actor.SetMapper(mapper)
        actor.GetProperty().SetLineWidth(width * (1.7 if len(paths.ending) <= 3 else 1.0))
        actor.GetProperty().LightingOff()
        actor.ForceTranslucentOn()
        _let_age_fade(actor.GetShaderProperty(), lasting=lasting_of(len(paths.ending)) if fade else 0.75)
        if mesh.n_lines:
            plotter.add_actor(actor, render=False, reset_camera=False)
        return cls(actor)

    def show(self, t: float) -> None:
        """Show what has happened up to film time `t`."""
        self.actor.GetShaderProperty().GetFragmentCustomUniforms().SetUniformf("now", t)


def _let_age_fade(shader: vtk.vtkShaderProperty, lasting: float) -> None:
    shader.AddVertexShaderReplacement(
        "//VTK::Normal::Dec", True, "//VTK::Normal::Dec\nin float birth; out float birthVS;", False
    )
    shader.AddVertexShaderReplacement(
        "//VTK::Normal::Impl", True, "//VTK::Normal::Impl\nbirthVS = birth;", False
    )
    shader.AddFragmentShaderReplacement(
        "//VTK::Normal::Dec", True, "//VTK::Normal::Dec\nin float birthVS;", False
    )
    shader.AddFragmentShaderReplacement(
        "//VTK::Light::Impl",
        True,
        "//VTK::Light::Impl\nfloat age = (now - birthVS) / " + f"{FADE};\n"
        "if (age < 0.0) discard;\n"
        "fragOutput0 = vec4(fragOutput0.rgb, mix(0.95, " + f"{lasting}, clamp(age, 0.0, 1.0)));",
        False,
    )
    shader.GetFragmentCustomUniforms().SetUniformf("now", 0.0)


def trail_mesh(
    paths: Trajectories, world: World, tint: Tint, clock: Clock, *, lift: float, grain: float = 0.004
) -> pv.PolyData:
    """Every path as a polyline on the surface, with "birth", the film time at which a vertex is reached.

    Sampled at every step and, where the clock is slow, between steps, so that long steps lie on the ground;
    then thinned to one vertex in `grain` world units.
    """
    count = len(paths.ending)
    chosen = (
        np.unique(np.linspace(0, count - 1, min(count, MOST_TRAILS)).astype(int)) if count else np.arange(0)
    )
    times, indices = _sample(clock)
    points = np.stack([paths.at(i)[0][chosen] for i in indices]) if count else np.zeros((1, 0, 2))
    at = np.nan_to_num(world.place(points, lift=lift)).astype(np.float32)
    seen = presence(world, points) > 0.999
    travelled = np.cumsum(np.linalg.norm(np.diff(at, axis=0, prepend=at[:1]), axis=-1), axis=0)
    kept = np.diff(np.floor(travelled / grain), axis=0, prepend=-1) > 0
    particle, row = np.nonzero(kept.T)
    same = (particle[1:] == particle[:-1]) & seen[row[1:], particle[1:]] & seen[row[:-1], particle[:-1]]
    ends = np.flatnonzero(same)
    lines = np.stack([np.full(len(ends), 2), ends, ends + 1], axis=-1)
    mesh = pv.PolyData(at[row, particle]) if len(row) else pv.PolyData(np.zeros((1, 3), dtype=np.float32))
    mesh.verts = np.zeros(0, dtype=int)
    mesh.lines = lines.ravel()
    mesh["colour"] = tint.colours[chosen][particle] if len(row) else np.zeros((1, 3), dtype=np.uint8)
    mesh["birth"] = times[row].astype(np.float32) if len(row) else np.zeros(1, dtype=np.float32)
    return mesh


def _sample(clock: Clock, most: int = 800) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Film times and step indices at which trails have vertices: even film times, and every step up to `most`."""
    times = np.linspace(0, 1, 481)
    indices, first = np.unique([clock.index(t) for t in times], return_index=True)
    times = times[first]
    every_step = np.arange(0, min(int(clock.last), most) + 1, dtype=float)
    both = np.union1d(indices, every_step)
    return np.interp(both, indices, times), both
