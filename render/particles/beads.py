"""Beads and trails: what moves on the surface, and the marks that say how each particle ended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

import numpy as np
import pyvista as pv
from numpy.typing import NDArray

from descent import Ending, Trajectories
from landscapes import Landscape
from render.clock import BEYOND
from render.particles.billboards import billboard_actor
from render.particles.colors import ParticleColors, Rank
from render.particles.foreseen import Foreseen
from render.particles.glyphs import DOT, SHAPES, given_out, shapes_of
from render.particles.shadows import MOST, Discs, corners_of, shadow_actor, squares
from render.style import Theme
from render.surface import LAMPS, Surface, World, drawn_sides

BEADS, SHRINKING, SMALLEST, LARGEST = 300, 0.3, 0.30, 1.9
"""So many beads have the theme's radius; that of others goes with a power of their number, between two factors."""


NARROW = 0.6
"""Beads on a ground whose shorter side is a share of the longer have their radius times a power of that."""

USUAL_CROWD = 225
"""Beads of so many keep clear of words as the ground under them does."""


def bead_radius(theme: Theme, count: int) -> float:
    """The radius of each of `count` beads in world units: smaller where there are many."""
    return theme.bead_radius * float(np.clip((BEADS / max(count, 1)) ** SHRINKING, SMALLEST, LARGEST))


def spaced(theme: Theme, f: Landscape) -> Theme:
    """The theme with beads that on a narrow ground, too, are marbles apart and no chain: there rows are nearer."""
    if f.dimensions != 2:
        return theme
    return replace(theme, bead_radius=theme.bead_radius * float(drawn_sides(f).min()) ** NARROW)


def large_beads(surface: Surface, runs: Sequence[Trajectories]) -> NDArray[np.float64]:
    """World points (k, 3): over beads larger than a crowd's where they start, for whoever keeps clear of them."""
    found = [np.zeros((0, 3))]
    for run in runs:
        radius = bead_radius(surface.theme, len(run))
        if radius > bead_radius(surface.theme, USUAL_CROWD):
            starts = run.positions[0][presence(surface.world, run.positions[0]) > 0]
            found.append(surface.world.place(starts, lift=3 * radius))
    tops = np.concatenate(found)
    return tops[np.isfinite(tops).all(axis=1)]


def presence(world: World, points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Shares (...) of their size of beads at points (..., 2): 1 in the domain, 0 an eightieth of its width outside."""
    low, high = np.transpose(world.landscape.domain)
    outside = np.maximum(low - points, points - high) / (high - low)
    farthest = np.maximum.reduce(
        [outside[..., k] for k in range(outside.shape[-1])]
    )  # four times as fast as by rows
    return np.clip(1 - np.maximum(farthest, 0) / BEYOND, 0, 1)


def resting_place(world: World, points: NDArray[np.float64], radius: float) -> NDArray[np.float64]:
    """World centres (..., 3) of balls that lie on the surface at points (..., 2) of the domain.

    They lie higher where a pit is too narrow for their `radius`, world units.
    """
    return _resting(world, points, np.array(radius))[0]


def _resting(
    world: World, points: NDArray[np.float64], radius: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The same of balls of radii (...), and the ground's unit normals (..., 3)."""
    heights, gradient = world.landscape.value_and_gradient(points)
    normals, z = world.normals(heights, gradient), world.rise(heights)
    centres = np.concatenate([world.plane(points), z[..., None]], axis=-1) + radius[..., None] * normals
    ring = np.array([(1, 0), (0, 1), (-1, 0), (0, -1)]) * radius[..., None, None] / world.scale
    walls = world.rise(world.landscape.value(points[..., None, :] + ring)).mean(axis=-1)
    # A ball in a parabola narrower than itself rests on the walls: half the rise higher than they are at its side.
    narrow = np.clip(walls - z, 0, 2 * radius)
    centres[..., 2] = np.fmax(centres[..., 2], walls + 0.6 * narrow)
    return centres, normals


@dataclass(frozen=True, eq=False)
class Fan:
    """A ring of as many places as runs share the same starts: beads on one spot stand side by side until they part.

    Attributes
    ----------
    ring : (2,) domain units from the spot to this run's place
    reach : (2,) domain units at which another bead is far enough
    """

    others: Sequence[Trajectories]
    ring: NDArray[np.float64]
    reach: NDArray[np.float64]

    @classmethod
    def of(cls, run: Trajectories, runs: Sequence[Trajectories], radius: NDArray[np.float64]) -> Fan | None:
        """That of one of the `runs`; None where no other starts at the same places. `radius` (2,) in domain units."""
        alike = [r for r in runs if np.array_equal(r.positions[0], run.positions[0])]
        others = [r for r in alike if r is not run]
        if not others or not len(run.ending):
            return None
        place = next(k for k, r in enumerate(alike) if r is run)
        angle, wide = 2 * np.pi * place / len(alike), 1.05 / np.sin(np.pi / len(alike))
        ring = wide * radius * np.array([np.cos(angle), np.sin(angle)])
        return cls(others, ring, 2.5 * max(wide, 1.0) * radius)

    def aside(self, points: NDArray[np.float64], index: float) -> NDArray[np.float64]:
        """How far (N, 2) the beads at `points` (N, 2) of step `index` step aside."""
        apart = [np.linalg.norm((r.at(index)[0] - points) / self.reach, axis=1) for r in self.others]
        near = 1 - np.clip(np.nan_to_num(np.min(apart, axis=0), nan=1.0), 0, 1)
        return (near * near * (3 - 2 * near))[:, None] * self.ring


class Standing(NamedTuple):
    """Particles at one step, or at several: centres (..., N, 3) and radii (..., N) in world units, looks (..., N).

    `normals` (..., N, 3) are the ground's, of length 1; the centres are `lifts` (..., N) above it, world units.
    """

    centres: NDArray[np.float64]
    radii: NDArray[np.float64]
    looks: NDArray[np.int64]
    normals: NDArray[np.float64]
    lifts: NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Particles:
    """One run's particles in the world: where they are, how large and of which of `SHAPES`, at any step.

    `radius` is in world units; `lamps` is the name of the light; `rank` says who becomes larger or smaller.
    """

    run: Trajectories
    world: World
    radius: float
    fan: Fan | None = None
    lamps: str = "dusk"
    rank: Rank | None = None

    @classmethod
    def of(
        cls,
        run: Trajectories,
        world: World,
        theme: Theme,
        runs: Sequence[Trajectories] = (),
        rank: Rank | None = None,
    ) -> Particles:
        """Particles of a size that suits their number, beside those of other `runs` while they are on one spot."""
        radius = bead_radius(theme, len(run.ending))
        return cls(run, world, radius, Fan.of(run, runs, radius / world.scale), theme.lamps, rank)

    @property
    def largest(self) -> float:
        """The largest radius that any has, world units."""
        return self.radius * (1.0 if self.rank is None else float(self.rank.shares.max(initial=1.0)))

    @cached_property
    def ended(self) -> NDArray[np.int64]:
        """The place in `SHAPES` (N,) of each particle's mark once it has ended."""
        return np.where(self._given_out, 0, shapes_of(self.run.ending))

    @cached_property
    def _given_out(self) -> NDArray[np.bool_]:
        return given_out(self.run)

    @cached_property
    def towards_sun(self) -> NDArray[np.float64]:
        """The way (3,) to the sun."""
        return LAMPS[self.lamps].towards

    def at(self, index: float) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.int64]]:
        """Centres (N, 3), radii (N,) in world units and looks (N,) at step `index`."""
        return self.standing(index)[:3]

    def standing(self, index: float) -> Standing:
        """The same, and the ground's unit normals (N, 3)."""
        return Standing(*(each[0] for each in self.standings([index])))

    def shown(self, indices: Sequence[float]) -> list[tuple[Standing, Discs | None]]:
        """How they stand at each of some steps, and their shadows."""
        together = self.standings(indices)
        discs = self.discs(together)
        standing = [Standing(*those) for those in zip(*together, strict=True)]
        if discs is None:
            return [(one, None) for one in standing]
        pairs = zip(discs.middles, discs.across, strict=True)
        return [(one, Discs(*pair)) for one, pair in zip(standing, pairs, strict=True)]

    def standings(self, indices: Sequence[float]) -> Standing:
        """How particles stand at each of K steps, (K, N, ...) each: worked out together, for less than one by one."""
        points = self.run.between(self.run.positions, indices)
        if self.fan is not None:
            aside = [self.fan.aside(at, index) for at, index in zip(points, indices, strict=True)]
            points = points + np.array(aside).reshape(points.shape)
        radii = np.full(points.shape[:-1], self.radius)
        ended = self.run.stopped_at <= np.asarray(indices)[:, None]
        radii[ended & self._given_out] *= DOT
        if self.rank is not None:
            radii *= self.rank.at(np.asarray(indices, dtype=float))
        centres, normals = _resting(self.world, points, radii)
        looks = np.where(ended & (self.run.ending != Ending.RUNNING), self.ended, 0)
        size = presence(self.world, points) * (np.asarray(self.run.ending) != Ending.UNDEFINED)
        return Standing(self.world.grounded(centres), radii * size, looks, normals, radii)

    def discs(self, standing: Standing) -> Discs | None:
        """Shadows of particles at one step or several; None where they are too many."""
        shape = standing.radii.shape
        if not 0 < shape[-1] <= MOST:
            return None
        centres, radii = standing.centres.reshape(-1, 3), standing.radii.ravel()
        normals = standing.normals.reshape(-1, 3)
        # Beads that lie on each other cast one shadow: many of them would be a black hole.
        cell = np.round(np.nan_to_num(centres[:, :2]) / self.radius).astype(np.int64)
        step = np.arange(len(radii)) // shape[-1]
        _, first = np.unique((step * 2**20 + cell[:, 0]) * 2**20 + cell[:, 1], return_index=True)
        shown = np.zeros(len(radii))
        shown[first] = radii[first]
        shown *= np.isfinite(normals).all(axis=1)
        normals, lifts = np.nan_to_num(normals, nan=0.577), standing.lifts.ravel()
        found = Discs.under(centres, shown, normals, lifts, self.towards_sun, self.world.half_sides)
        return Discs(found.middles.reshape(*shape, 3), found.across.reshape(*shape, 2, 3))


@dataclass(frozen=True, eq=False)
class Beads:
    """A run's particles in a plotter, as lit discs that face the camera."""

    particles: Particles
    cloud: pv.PolyData
    shadows: pv.PolyData | None
    scales: Mapping[int, NDArray[np.float32]]
    """By the place in `SHAPES` of those that occur, VTK's own numbers: the radii of those who look so."""
    foreseen: Foreseen[tuple[Standing, Discs | None]]

    @classmethod
    def add(
        cls,
        plotter: pv.Plotter,
        run: Trajectories,
        world: World,
        colors: ParticleColors,
        theme: Theme,
        runs: Sequence[Trajectories] = (),
    ) -> Beads:
        """Add the particles of a run to a plotter; of several `runs` those on one spot stand side by side."""
        count, particles = len(run.ending), Particles.of(run, world, theme, runs, colors.rank)
        shadows = squares(count) if 0 < count <= MOST else None
        if shadows is not None:
            plotter.add_actor(shadow_actor(shadows), render=False, reset_camera=False)  # type: ignore[arg-type]
        cloud = pv.PolyData(np.zeros((max(count, 1), 3), dtype=np.float32))
        cloud["color"] = colors.colors if count else np.zeros((1, 3), dtype=np.uint8)
        scales = {}
        for k, shape in enumerate(SHAPES):
            if k == 0 or (particles.ended == k).any():
                cloud[f"scale {k}"] = np.zeros(cloud.n_points, dtype=np.float32)
                scales[k] = np.asarray(cloud[f"scale {k}"])
                actor = billboard_actor(cloud, f"scale {k}", shape, theme.rim, particles.radius)
                plotter.add_actor(actor, render=False, reset_camera=False)  # type: ignore[arg-type]
        beads = cls(particles, cloud, shadows, scales, Foreseen(particles.shown, count))
        beads.show(0.0)
        return beads

    def show(self, index: float) -> None:
        """Move every particle to where it is at step `index`."""
        if not len(self.particles.run.ending):
            return
        standing, discs = self.foreseen.at(index)
        if self.shadows is not None and discs is not None:
            np.asarray(self.shadows.points)[:] = corners_of(discs)
            self.shadows.GetPoints().Modified()
            self.shadows.Modified()
        np.asarray(self.cloud.points)[:] = standing.centres
        for k, scale in self.scales.items():
            scale[:] = np.where(standing.looks == k, standing.radii, 0)
        self.cloud.GetPoints().Modified()
        self.cloud.Modified()
