"""Beads and trails: what moves on the surface, and the marks that say how each particle ended."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyvista as pv
from numpy.typing import NDArray

from descent import Ending, Trajectories
from render.particles.billboards import billboard_actor
from render.particles.colors import ParticleColors
from render.particles.glyphs import SHAPES, shapes_of
from render.style import Theme
from render.surface import World

BEADS, SHRINKING, SMALLEST, LARGEST = 300, 0.3, 0.30, 1.6
"""So many beads have the theme's radius; that of others goes with a power of their number, between two factors."""


def bead_radius(theme: Theme, count: int) -> float:
    """The radius of each of `count` beads in world units: smaller where there are many."""
    return theme.bead_radius * float(np.clip((BEADS / max(count, 1)) ** SHRINKING, SMALLEST, LARGEST))


def presence(world: World, points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Shares (N,) of their size that beads at points (N, 2) have: 1 in the domain, 0 an eightieth of its width outside."""
    low, high = np.transpose(world.landscape.domain)
    outside = np.maximum(np.maximum(low - points, points - high) / (high - low), 0).max(axis=-1, initial=0)
    return np.clip(1 - outside / 0.012, 0, 1)


def resting_place(world: World, points: NDArray[np.float64], radius: float) -> NDArray[np.float64]:
    """World centres (N, 3) of balls that lie on the surface at points (N, 2) of the domain.

    They lie higher where a pit is too narrow for their `radius`, world units.
    """
    centres = world.place(points, lift=radius)
    ring = np.array([(1, 0), (0, 1), (-1, 0), (0, -1)]) * radius / world.scale
    walls = world.rise(world.landscape.value(points[:, None] + ring)).mean(axis=1)
    # A ball in a parabola narrower than itself rests on the walls: half the rise higher than they are at its side.
    narrow = np.clip(walls - world.place(points)[:, 2], 0, 2 * radius)
    centres[:, 2] = np.fmax(centres[:, 2], walls + 0.6 * narrow)
    return centres


@dataclass(frozen=True, eq=False)
class Particles:
    """One run's particles in the world: where they are, how large and of which of `SHAPES`, at any step.

    `radius` is in world units.
    """

    run: Trajectories
    world: World
    radius: float

    @classmethod
    def of(cls, run: Trajectories, world: World, theme: Theme) -> Particles:
        """Particles of a size that suits their number."""
        return cls(run, world, bead_radius(theme, len(run.ending)))

    @cached_property
    def ended(self) -> NDArray[np.int64]:
        """The place in `SHAPES` (N,) of each particle's mark once it has ended."""
        return shapes_of(self.run.ending)

    def at(self, index: float) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.int64]]:
        """Centres (N, 3), radii (N,) in world units and looks (N,) at step `index`."""
        points = self.run.at(index)[0]
        centres = self.world.grounded(resting_place(self.world, points, self.radius))
        ended = (self.run.stopped_at <= index) & (self.run.ending != Ending.RUNNING)
        size = presence(self.world, points) * (np.asarray(self.run.ending) != Ending.UNDEFINED)
        return centres, self.radius * size, np.where(ended, self.ended, 0)


@dataclass(frozen=True, eq=False)
class Beads:
    """A run's particles in a plotter, as lit discs that face the camera."""

    particles: Particles
    cloud: pv.PolyData

    @classmethod
    def add(
        cls, plotter: pv.Plotter, run: Trajectories, world: World, colors: ParticleColors, theme: Theme
    ) -> Beads:
        """Add the particles of a run to a plotter."""
        count, particles = len(run.ending), Particles.of(run, world, theme)
        cloud = pv.PolyData(np.zeros((max(count, 1), 3), dtype=np.float32))
        cloud["color"] = colors.colors if count else np.zeros((1, 3), dtype=np.uint8)
        for k, shape in enumerate(SHAPES):
            cloud[f"scale {k}"] = np.zeros(cloud.n_points, dtype=np.float32)
            if k == 0 or (particles.ended == k).any():
                actor = billboard_actor(cloud, f"scale {k}", shape, theme.rim)
                plotter.add_actor(actor, render=False, reset_camera=False)  # type: ignore[arg-type]
        beads = cls(particles, cloud)
        beads.show(0.0)
        return beads

    def show(self, index: float) -> None:
        """Move every particle to where it is at step `index`."""
        if not len(self.particles.run.ending):
            return
        centres, radii, looks = self.particles.at(index)
        np.asarray(self.cloud.points)[:] = centres
        for k in range(len(SHAPES)):
            np.asarray(self.cloud[f"scale {k}"])[:] = np.where(looks == k, radii, 0)
        self.cloud.GetPoints().Modified()
        self.cloud.Modified()
