"""Trails: every particle's whole path, drawn as far as it has happened and fading with age."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pyvista as pv
from numpy.typing import NDArray
from vtkmodules.vtkCommonDataModel import vtkDataObject
from vtkmodules.vtkRenderingCore import vtkActor, vtkPolyDataMapper, vtkShaderProperty

from descent import Trajectories
from render.clock import Clock
from render.particles.beads import bead_radius, presence
from render.particles.colors import ParticleColors
from render.style import Theme
from render.surface import World, needed

MOST_TRAILS = 1000
CHUNKS = 10
"""A run's segments are drawn in so many parts, by the time at which they appear: what is to come costs nothing."""

FADE = 0.16
"""Film time in which a trail fades to its lasting faintness."""

FRESH = 0.95
"""Opacity of a trail at the particle."""

GRAIN = 0.004
"""World units between the vertices among which those that matter are chosen."""

TIME = 0.08
"""A vertex is kept where a trail has taken so long since the last one, though it is straight."""

LASTING = (2.4, 0.14, 0.85)
"""The opacity that an old trail of a single particle would keep, and what it is at least and at most."""

CROWD, LEAST = 150.0, 2.0
"""World units of fresh trail that a surface bears, of all particles together, and of one however many there are."""


def lasting_of(count: int) -> float:
    """The opacity, 0..1, that an old trail keeps: much where there are few, little where there are many."""
    return float(np.clip(LASTING[0] / max(count, 1) ** 0.5, *LASTING[1:]))


@dataclass(frozen=True, eq=False)
class Tracks:
    """The paths of a run as straight segments on the surface, in the order in which they appear.

    Attributes
    ----------
    points : (V, 3) float32, world coordinates
    birth : (V,) float32, the film time at which a vertex is reached
    colors : (V, 3), 0..255
    strength : (V,) float32, 1, and less where trails go to and fro so much that they would hide the ground
    particle : (V,), whose vertex it is
    segments : (S, 2) vertices that are joined; the first of the two is the earlier one
    """

    points: NDArray[np.float32]
    birth: NDArray[np.float32]
    colors: NDArray[np.uint8]
    strength: NDArray[np.float32]
    particle: NDArray[np.int64]
    segments: NDArray[np.int64]

    @classmethod
    def of(
        cls, run: Trajectories, world: World, colors: ParticleColors, clock: Clock, *, lift: float
    ) -> Tracks:
        """Sampled at every step and, where the clock is slow, between steps, so that long steps lie on the ground.

        Of more than `MOST_TRAILS` particles so many have a trail.
        """
        count = len(run.ending)
        chosen = np.unique(np.linspace(0, max(count - 1, 0), min(count, MOST_TRAILS)).astype(int))
        times, indices = _sample(clock)
        points = run.between(run.positions[:, chosen], indices)
        at = world.grounded(world.place(points, lift=lift)).astype(np.float32)
        travelled = np.cumsum(np.linalg.norm(np.diff(at, axis=0, prepend=at[:1]), axis=-1), axis=0)
        particle, row = _vertices(at, times, travelled)
        seen = presence(world, points)[row, particle] > 0.999
        ends = np.flatnonzero((particle[1:] == particle[:-1]) & seen[1:] & seen[:-1])
        ends = ends[np.argsort(times[row[ends]], kind="stable")]
        return cls(
            at[row, particle],
            times[row].astype(np.float32),
            colors.colors[chosen][particle],
            _strength(travelled, times)[row, particle],
            chosen[particle],
            np.stack([ends, ends + 1], axis=-1),
        )

    def mesh(self, part: slice = slice(None)) -> pv.PolyData:
        """Some of the segments, with "color", "birth" and "strength" at their vertices."""
        used, ends = np.unique(self.segments[part], return_inverse=True)
        ends = ends.reshape(-1, 2)
        mesh = pv.PolyData(self.points[used]) if len(used) else pv.PolyData()
        mesh.verts = np.zeros(0, dtype=int)
        mesh.lines = np.column_stack([np.full(len(ends), 2), ends]).ravel()
        mesh["color"], mesh["birth"] = self.colors[used], self.birth[used]
        mesh["strength"] = self.strength[used]
        return mesh


def _vertices(
    at: NDArray[np.float32], times: NDArray[np.float64], travelled: NDArray[np.float32]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Particle and row (V,), (V,) of the samples (rows, N, 3) that a path needs: few where it is straight."""
    kept = np.diff(np.floor(travelled / GRAIN), axis=0, prepend=-1) > 0
    kept[-1] = True
    particle, row = np.nonzero(kept.T)
    kept = needed(at[row, particle], np.diff(particle, prepend=-1) > 0, times[row] / TIME)
    return particle[kept], row[kept]


def _strength(travelled: NDArray[np.float32], times: NDArray[np.float64]) -> NDArray[np.float32]:
    """How strongly (rows, N) a trail is drawn, of the ways travelled (rows, N) up to `times` (rows,)."""
    before = np.searchsorted(times, times - FADE / 2)
    after = np.searchsorted(times, times + FADE / 2, side="right") - 1
    bearable = max(CROWD / max(travelled.shape[1], 1), LEAST)
    # By the square: all of them together are then the fainter, the more they go to and fro.
    share = bearable / np.maximum(travelled[after] - travelled[before], bearable)
    return (share**2).astype(np.float32)


def _sample(clock: Clock, most: int = 800) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Film times and step indices at which trails have vertices: even film times, and every step up to `most`."""
    times = np.linspace(0, 1, 481)
    indices, first = np.unique([clock.index(t) for t in times], return_index=True)
    times = times[first]
    every_step = np.arange(0, min(int(clock.last), most) + 1, dtype=float)
    both = np.union1d(indices, every_step)
    return np.interp(both, indices, times), both


@dataclass(frozen=True, eq=False)
class Trails:
    """One run's tracks in a plotter: actors, and the film time at which each has something to show."""

    actors: tuple[tuple[float, vtkActor], ...]

    @classmethod
    def add(
        cls,
        plotter: pv.Plotter,
        run: Trajectories,
        world: World,
        colors: ParticleColors,
        theme: Theme,
        clock: Clock,
        *,
        width: float,
        fade: bool = True,
    ) -> Trails:
        """Add the whole paths to a plotter; `show` tells how much of them has happened. `width` in pixels."""
        count = len(run.ending)
        tracks = Tracks.of(run, world, colors, clock, lift=trail_lift(theme, count))
        lasting = lasting_of(count) if fade else 0.75
        actors = []
        edges = np.linspace(0, len(tracks.segments), CHUNKS + 1).astype(int)
        for part in (slice(a, b) for a, b in pairwise(edges) if b > a):
            actor = _faded_lines(tracks.mesh(part), width * trail_weight(count), lasting)
            plotter.add_actor(actor, render=False, reset_camera=False)  # type: ignore[arg-type]
            actors.append((float(tracks.birth[tracks.segments[part.start, 0]]), actor))
        trails = cls(tuple(actors))
        trails.show(0.0)
        return trails

    def show(self, t: float) -> None:
        """Show what has happened up to film time `t`."""
        for born, actor in self.actors:
            actor.SetVisibility(born <= t)
            actor.GetShaderProperty().GetFragmentCustomUniforms().SetUniformf("now", t)


def trail_lift(theme: Theme, count: int) -> float:
    """World height of trails over the surface, where `count` particles move."""
    return 0.35 * bead_radius(theme, count)


def trail_weight(count: int) -> float:
    """How much wider than the theme says trails are drawn: the paths of a few are what a film is about."""
    return 1.7 if count <= 3 else 1.0


def _faded_lines(mesh: pv.PolyData, width: float, lasting: float) -> vtkActor:
    mapper = vtkPolyDataMapper()
    mapper.SetInputData(mesh)
    mapper.SetColorModeToDirectScalars()
    mapper.SetScalarModeToUsePointFieldData()
    mapper.SelectColorArray("color")
    for name in ("birth", "strength"):
        mapper.MapDataArrayToVertexAttribute(name, name, vtkDataObject.FIELD_ASSOCIATION_POINTS, -1)
    actor = vtkActor()
    actor.SetMapper(mapper)
    actor.GetProperty().SetLineWidth(width)
    actor.GetProperty().LightingOff()
    actor.ForceTranslucentOn()
    _let_age_fade(actor.GetShaderProperty(), lasting)
    return actor


def _let_age_fade(shader: vtkShaderProperty, lasting: float) -> None:
    said, done = "//VTK::Normal::Dec", "//VTK::Normal::Impl"
    shader.AddVertexShaderReplacement(
        said, True, f"{said}\nin float birth, strength; out float birthVS, strengthVS;", False
    )
    shader.AddVertexShaderReplacement(done, True, f"{done}\nbirthVS = birth; strengthVS = strength;", False)
    shader.AddFragmentShaderReplacement(said, True, f"{said}\nin float birthVS, strengthVS;", False)
    shader.AddFragmentShaderReplacement(
        "//VTK::Light::Impl",
        True,
        f"//VTK::Light::Impl\nfloat age = (now - birthVS) / {FADE};\n"
        "if (age < 0.0) discard;\n"
        f"fragOutput0 = vec4(fragOutput0.rgb, strengthVS * mix({FRESH}, {lasting}, clamp(age, 0.0, 1.0)));",
        False,
    )
    shader.GetFragmentCustomUniforms().SetUniformf("now", 0.0)
