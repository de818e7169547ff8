"""What follows from a mosaic's description: its one clock, its runs by landscape, and their colours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from descent import Trajectories
from render.clock import Clock, last_motion
from render.finale import verdict_of
from render.particles import ParticleColors, colors_in_common, particle_colors
from render.style import Theme


@dataclass(frozen=True, eq=False)
class PreparedMosaic:
    """A mosaic's description with its theme looked up, and all that can be derived from it.

    Parameters
    ----------
    runs : by label, at least one
    theme : every size and colour
    camera, clock, height, on_plane : as `Mosaic` takes them
    heading, note : what stands above, and beside that, smaller
    color : what colours mean, as `Scene` takes it
    maps : whether the landscape from above stands beside each surface, or alone without `surfaces`
    """

    runs: Mapping[str, Trajectories]
    theme: Theme
    camera: str
    clock: str
    height: str
    on_plane: bool
    heading: str
    note: str
    color: str = "destination"
    maps: bool = False
    surfaces: bool = True

    @cached_property
    def timing(self) -> Clock:
        """Film time to step index, the same for all panels."""
        return Clock(max(last_motion(run) for run in self.runs.values()), self.clock)

    @cached_property
    def ending(self) -> str:
        """The sentence at the end, of several runs on one landscape."""
        alone = len(self.groups) > 1 or len(self.runs) < 2 or self.on_plane
        return "" if alone else verdict_of(self.runs, self.theme.say).headline

    @cached_property
    def groups(self) -> Sequence[Sequence[str]]:
        """Labels by landscape."""
        found: dict[int, list[str]] = {}
        for label, run in self.runs.items():
            found.setdefault(id(run.landscape), []).append(label)
        return list(found.values())

    @cached_property
    def colors(self) -> Mapping[str, ParticleColors]:
        """Every run's colours; on one landscape a minimum has one colour."""
        if self.on_plane or self.color == "optimizer":
            cases = enumerate(self.runs.items())
            return {k: particle_colors(run, self.theme, "optimizer", case, k) for case, (k, run) in cases}
        found: dict[str, ParticleColors] = {}
        for labels in self.groups:
            colors = colors_in_common([self.runs[label] for label in labels], self.theme)
            found |= dict(zip(labels, colors, strict=True))
        return found
