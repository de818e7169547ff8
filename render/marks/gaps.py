"""Stems from the surface to a training's true losses: what the plane does not show of its way."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyvista as pv

from descent import Trajectories
from render.marks.mark import Mark, Mover, Site, add_lines

MOST_STEMS = 120
"""Of a longer run every so-manieth row has one."""


@dataclass(frozen=True)
class GapMark(Mark):
    """At each checkpoint that the film has come to a stem, and over them a line through the losses that were saved.

    Runs of one particle have them, whose heights are their own and not the surface's.
    """

    follows = True

    def add(self, plotter: pv.Plotter, site: Site) -> list[Mover]:
        return [_growing(plotter, site, run) for run in site.runs.values() if len(run) == 1]


def _growing(plotter: pv.Plotter, site: Site, run: Trajectories) -> Mover:
    world, theme = site.surface.world, site.surface.theme
    feet = world.grounded(world.place(run.positions[:, 0]))
    tops = feet.copy()
    tops[:, 2] = world.rise(np.where(np.isfinite(run.heights[:, 0]), run.heights[:, 0], np.inf))
    chosen = np.unique(np.linspace(0, len(feet) - 1, MOST_STEMS).round().astype(int))
    stems = add_lines(
        plotter, np.stack([feet[chosen], tops[chosen]], axis=1), theme.faint, 0.0018 * site.pixels
    )
    line = add_lines(plotter, tops[None], theme.ink, 0.0022 * site.pixels)

    def show(t: float) -> None:
        index = site.clock.index(t)
        here = run.between(tops, index)
        later = run.indices > index
        shown = np.where(later[:, None], here, tops)
        line.points = shown.astype(np.float32)
        low = np.where(later[:, None], here, feet)
        stems.points = np.stack([low[chosen], shown[chosen]], axis=1).reshape(-1, 3).astype(np.float32)

    return show
