"""What a 3-D picture shows, whoever draws it: the moving stage, the still one, a plotter, the live scene."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from descent import Trajectories
from render.clock import Clock
from render.finale import Flood
from render.marks import Mark
from render.particles import ParticleColors
from render.surface import Surface


@dataclass(frozen=True, eq=False)
class StageContent:
    """A surface, the runs on it and the marks.

    Parameters
    ----------
    runs : by label
    colors : of the particles, one for each run
    clock : film time to step index
    marked : the runs that marks are set on, where they are not those that are drawn
    surface_options : passed to `add_mesh` for the surface
    flood : what the ground becomes at the end, if it does; asked for once a picture shows it
    """

    surface: Surface
    runs: Mapping[str, Trajectories] = field(default_factory=dict)
    colors: Sequence[ParticleColors] = ()
    clock: Clock = field(default_factory=lambda: Clock(0.0))
    marks: Sequence[Mark] = ()
    surface_options: Mapping[str, Any] = field(default_factory=dict)
    marked: Mapping[str, Trajectories] | None = None
    flood: Callable[[], Flood | None] | None = None

    def without_runs(self) -> StageContent:
        """The same with nothing that descends; marks stay where they are on the runs."""
        return replace(self, runs={}, colors=(), marked=self.runs)
