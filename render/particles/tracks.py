"""Tracks: every particle's whole path on the surface, when it is reached, and how long it stays fresh."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from descent import Trajectories
from render.clock import Clock
from render.particles.beads import bead_radius, presence
from render.particles.colors import ParticleColors
from render.style import Theme
from render.surface import LAMPS, Surface, World, needed

Thinned = Callable[[NDArray[Any]], NDArray[np.float64]]

MOST_TRAILS = 1000
FADE = 0.16
"""Film time in which a trail narrows and fades to a hair, at most; of few particles twice as much."""

FRESH = 0.95
"""Opacity of a trail at the particle."""

GRAIN = 0.004
"""World units between the vertices among which those that matter are chosen."""

TIME = 0.08
"""A vertex is kept where a trail has taken so long since the last one, though it is straight."""

COMET = 0.42
"""World units after which the tail of a comet has run out, if it has not by time; of few particles more."""

LASTING = (4.5, 0.14, 0.85)
"""The opacity that an old trail of a single particle would keep, and what it is at least and at most."""

SHARED = 0.55
"""How much of that keep old trails of several crowds, which cross all over the ground: where they are its beads tell."""

CROWD, LEAST = 150.0, 2.0
"""World units of fresh trail that a surface bears, of all particles together, and of one however many there are."""


NEAR, APART = 190.0, 0.66
"""How alike a trail and the ground may be, in sRGB up to 765, and how far towards white or `DEEP` it is then moved."""
DEEP = (70.0, 10.0, 35.0)
"""A dark wine red: towards black gold would be olive, mud among warm colours."""


BRIGHT = 60
"""Of more trails none is made darker on ground that glows: where they meet they would burn a hole into its light."""


def may_darken(theme: Theme, count: int) -> bool:
    """Whether of so many trails those on ground of their hue may be darker than it."""
    return count <= BRIGHT or not LAMPS[theme.lamps].glows


def told_apart(
    colors: NDArray[Any], ground: NDArray[Any], darkens: NDArray[np.bool_] | bool = True
) -> NDArray[np.uint8]:
    """Colours (k, 3), 0..255, of trails on a ground (k, 3): lighter or, if they may, darker where it is of their hue.

    Distances are Riemersma's "redmean": of a hundred thousand pixels CIELAB would take too long.
    """
    own, under = colors.astype(np.float32), ground.astype(np.float32)
    moved = APART * np.clip(2 * (1 - _redmean(own, under) / NEAR), 0, 1)[:, None]
    dark, light = own + moved * (np.array(DEEP, dtype=np.float32) - own), own + moved * (255 - own)
    better = (_redmean(light, under) > _redmean(dark, under)) | ~np.asarray(darkens)
    return np.round(np.where(better[:, None], light, dark)).astype(np.uint8)


def _redmean(one: NDArray[np.float32], other: NDArray[np.float32]) -> NDArray[np.float32]:
    red, (r, g, b) = (one[:, 0] + other[:, 0]) / 2, ((one - other) ** 2).T
    return np.sqrt((2 + red / 256) * r + 4 * g + (2 + (255 - red) / 256) * b)


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
    fade : (V,) float32, film time in which the comet's tail runs out here
    strength : (V,) float32, 1, and less where trails go to and fro so much that they would hide the ground
    particle : (V,), whose vertex it is
    segments : (S, 2) vertices that are joined; the first of the two is the earlier one
    """

    points: NDArray[np.float32]
    birth: NDArray[np.float32]
    fade: NDArray[np.float32]
    colors: NDArray[np.uint8]
    strength: NDArray[np.float32]
    particle: NDArray[np.int64]
    segments: NDArray[np.int64]

    @classmethod
    def of(
        cls,
        run: Trajectories,
        world: World,
        colors: ParticleColors,
        clock: Clock,
        *,
        lift: float,
        fine: float = 1.0,
        ground: Surface | None = None,
        thinned: Thinned | None = None,
    ) -> Tracks:
        """Sampled at every step and, where the clock is slow, between steps, so that long steps lie on the ground.

        Of more than `MOST_TRAILS` particles so many have a trail; none where the run has no trails. On large
        pictures curves are `fine` times finer. Colours are told apart from the `ground`, where it is given; of each trail
        is left what is `thinned` at its world places (k, 2).
        """
        count = len(run.ending)
        chosen = np.unique(np.linspace(0, max(count - 1, 0), min(count, MOST_TRAILS)).astype(int))
        chosen = chosen if run.trails else chosen[:0]
        times, indices = _sample(clock)
        points = run.between(run.positions[:, chosen], indices)
        at = world.grounded(world.place(points, lift=lift)).astype(np.float32)
        travelled = np.cumsum(np.linalg.norm(np.diff(at, axis=0, prepend=at[:1]), axis=-1), axis=0)
        particle, row = _vertices(at, times, travelled, fine)
        seen = presence(world, points)[row, particle] > 0.999
        ends = np.flatnonzero((particle[1:] == particle[:-1]) & seen[1:] & seen[:-1])
        ends = ends[np.argsort(times[row[ends]], kind="stable")]
        places, own = at[row, particle], colors.colors[chosen][particle]
        if ground is not None:
            own = told_apart(own, ground.shades(places[:, 2].astype(float)), may_darken(ground.theme, count))
        strength = _strength(travelled, times)[row, particle]
        if thinned is not None:
            strength = (strength * thinned(places[:, :2])).astype(np.float32)
        return cls(
            places,
            times[row].astype(np.float32),
            _fades(travelled, times)[row, particle],
            own,
            strength,
            chosen[particle],
            np.stack([ends, ends + 1], axis=-1),
        )


def _vertices(
    at: NDArray[np.float32], times: NDArray[np.float64], travelled: NDArray[np.float32], fine: float
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Particle and row (V,), (V,) of the samples (rows, N, 3) that a path needs: few where it is straight."""
    kept = np.diff(np.floor(travelled * fine / GRAIN), axis=0, prepend=-1) > 0
    kept[-1] = True
    particle, row = np.nonzero(kept.T)
    kept = needed(at[row, particle], np.diff(particle, prepend=-1) > 0, times[row] / TIME, fine=fine)
    return particle[kept], row[kept]


def _strength(travelled: NDArray[np.float32], times: NDArray[np.float64]) -> NDArray[np.float32]:
    """How strongly (rows, N) a trail is drawn, of the ways travelled (rows, N) up to `times` (rows,)."""
    before = np.searchsorted(times, times - FADE / 2)
    after = np.searchsorted(times, times + FADE / 2, side="right") - 1
    bearable = max(CROWD / max(travelled.shape[1], 1), LEAST)
    # By the square: all of them together are then the fainter, the more they go to and fro.
    share = bearable / np.maximum(travelled[after] - travelled[before], bearable)
    return (share**2).astype(np.float32)


def _fades(travelled: NDArray[np.float32], times: NDArray[np.float64]) -> NDArray[np.float32]:
    """Film time (rows, N) until a particle is `COMET` ahead of where it was, at most `FADE`."""
    count = travelled.shape[1]
    length = COMET * (2.0 if count <= 8 else 1.0)
    longest = FADE * (2.0 if count <= 3 else 1.0)
    fades = np.full(travelled.shape, longest, dtype=np.float32)
    for k, way in enumerate(travelled.T):
        ahead = np.searchsorted(way, way + length)
        there = ahead < len(times)
        fades[there, k] = np.clip(times[ahead[there]] - times[there], 0.02, longest)
    return fades


def trail_lift(theme: Theme, count: int) -> float:
    """World height of trails over the surface, where `count` particles move."""
    return max(0.35 * bead_radius(theme, count), 0.0055)


@dataclass(frozen=True)
class Comet:
    """How a trail is drawn while it ages from 0 to 1.

    Attributes
    ----------
    wide, hair : half widths at the head and of what lasts, in the unit that was asked for
    lasting : opacity of what lasts
    darkens : whether it may be darker than ground of its hue
    """

    wide: float
    hair: float
    lasting: float
    darkens: bool = True

    @classmethod
    def of(cls, theme: Theme, count: int, pixels: float, among: int = 0) -> Comet:
        """For `count` particles, `among` so many of several runs, on a picture so many `pixels` high: many are finer."""
        unit = max(theme.trail_width * pixels, 1.0) / 2
        hair = float(np.clip(1.3 * max(count, 1) ** -0.18, 0.45, 1.2))
        wide = 2.0 * bead_radius(theme, count) / theme.bead_radius
        lasting = SHARED * lasting_of(among) if among > count > 1 else lasting_of(count)
        return cls(unit * max(wide, hair), unit * hair, lasting, may_darken(theme, count))

    def smaller(self, times: float) -> Comet:
        """The same on a picture with so many times fewer pixels each way."""
        return Comet(self.wide / times, self.hair / times, self.lasting, self.darkens)


def _sample(clock: Clock, most: int = 800) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Film times and step indices at which trails have vertices: even film times, and every step up to `most`."""
    times = np.linspace(0, 1, 481)
    indices, first, count = np.unique([clock.index(t) for t in times], return_index=True, return_counts=True)
    if len(indices) > 1:  # what waits for its first step has no trail yet
        first[0] += count[0] - 1
    times = times[first]
    every_step = np.arange(0, min(int(clock.last), most) + 1, dtype=float)
    both = np.union1d(indices, every_step)
    return np.interp(both, indices, times), both
