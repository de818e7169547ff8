"""Basins painted on a surface, and particles in the same colours: every minimum of a landscape has one."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from descent import Ending, GradientDescent, Trajectories, default_learning_rate, descend
from descent.optimizers import Optimizer
from landscapes import Landscape
from landscapes.stationary import SAME_IN_TWO_RUNS
from render.particles import LATTICE, STEPS, LegendEntry, ParticleColors, bytes_of
from render.surface import Surface


@lru_cache(maxsize=8)
def basin_shades(
    surface: Surface, optimizer: Optimizer | None = None, steps: int = STEPS, lines: int = LATTICE
) -> NDArray[np.uint8]:
    """The surface's colours (rows, columns, 3), 0..255, tinted by the minimum that an optimizer reaches from there.

    Grey where it comes to rest in none. Without an optimizer: gradient descent. `lines` a side are the starts' lattice.
    """
    f = surface.landscape
    paths = _from_everywhere(f, optimizer, steps, lines)
    starts, low, high = paths.positions[0], *np.transpose(f.domain)
    inks = _inks(surface, paths) / 255
    tree = cKDTree((starts - low) / (high - low))
    nearest = np.asarray(tree.query((surface.lattice.points - low) / (high - low))[1])
    shade = surface.colors / 255
    light = shade.mean(axis=-1, keepdims=True) / max(float(shade.mean()), 1e-6)
    return (np.clip(inks[nearest] * np.clip(0.25 + 0.55 * light, 0.2, 1.1), 0, 1) * 255).astype(np.uint8)


def basin_recolored(surface: Surface, run: Trajectories, colors: ParticleColors) -> ParticleColors:
    """A run's colours by destination, with every minimum in the colour of its basin."""
    arrived = run.ending == Ending.CONVERGED
    inks = np.where(arrived[:, None], _inks(surface, run), colors.colors).astype(np.uint8)

    def matched(entry: LegendEntry) -> LegendEntry:
        own = np.unique(inks[entry.members & arrived], axis=0)
        if entry.before or len(own) != 1 or not arrived[entry.members].all():
            return entry
        return replace(entry, color="#{:02x}{:02x}{:02x}".format(*own[0]))

    return replace(colors, colors=inks, legend=[matched(entry) for entry in colors.legend])


def _inks(surface: Surface, paths: Trajectories) -> NDArray[np.uint8]:
    """The colour (N, 3) of the minimum that each particle reached."""
    theme, known = surface.theme, _minima(surface)
    palette = np.array([bytes_of(color) for color in theme.palette])
    width = np.ptp(np.asarray(surface.landscape.domain, dtype=float), axis=1)
    ends = paths.destinations.positions
    # A minimum that only this optimizer finds, or one beyond the map.
    inks = np.tile(palette[-1], (len(ends), 1))
    if len(known) and len(ends):
        away, place = cKDTree(known / width).query(ends / width)
        near = away < SAME_IN_TWO_RUNS
        inks[near] = palette[np.asarray(place)[near] % len(palette)]
    colors = np.tile(bytes_of(theme.still), (len(paths.ending), 1))
    arrived = (paths.ending == Ending.CONVERGED) & (paths.destinations.labels >= 0)
    colors[arrived] = inks[paths.destinations.labels[arrived]]
    return colors


@lru_cache(maxsize=8)
def _minima(surface: Surface) -> NDArray[np.float64]:
    """Positions (k, 2): those that gradient descent reaches, from most starts first; then other known ones."""
    f = surface.landscape
    paths = _from_everywhere(f, None, STEPS, LATTICE)
    ends = paths.destinations
    counts = np.bincount(
        ends.labels[(paths.ending == Ending.CONVERGED) & (ends.labels >= 0)], minlength=len(ends)
    )
    order = np.argsort(-counts, kind="stable")
    found = ends.positions[order[counts[order] > 0]].reshape(-1, 2)
    known = np.asarray(f.minimizers, dtype=float).reshape(-1, 2)
    if len(found) and len(known):
        width = np.ptp(np.asarray(f.domain, dtype=float), axis=1)
        known = known[cKDTree(found / width).query(known / width)[0] >= SAME_IN_TWO_RUNS]
    return np.concatenate([found, known])


def _from_everywhere(f: Landscape, optimizer: Optimizer | None, steps: int, lines: int) -> Trajectories:
    """Descents from a lattice of starts."""
    low, high = np.transpose(f.domain)
    sides = [np.linspace(low[a], high[a], lines) for a in (0, 1)]
    starts = np.stack(np.meshgrid(*sides), axis=-1).reshape(-1, 2)
    whole = np.isfinite(f.value(starts)).ravel()
    method = optimizer or GradientDescent(float(default_learning_rate(f)))
    return descend(f, starts if whole.all() else starts[whole], method, steps=steps, record="ends")
