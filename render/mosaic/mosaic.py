"""Several runs side by side: one panel each, linked cameras, one clock, the same colours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from descent import Trajectories
from render.camera.paths import find_path
from render.clock.clock import Clock
from render.clock.settling import last_motion
from render.mosaic.mosaic_composer import MosaicComposer
from render.particles.colors import ParticleColors, tint
from render.particles.shared_colors import shared_tints
from render.scene.filmed import Animation, Size
from render.style.themes import Theme, find_theme


@dataclass(frozen=True, eq=False)
class Mosaic(Animation):
    """Runs to be shown side by side.

    Parameters
    ----------
    runs : mapping from label to Trajectories; their landscapes have one or two variables and may differ
    title : what stands above; the landscape's title where it is empty
    note : what stands beside it, smaller
    theme, camera, clock, height : as for `Scene`
    command : what remakes the film; written into the files
    on_plane : whether the heights are those of a function of more variables, whose plane is drawn: then lines join
        each bead to its true height, and colours are cases

    Raises
    ------
    ValueError, LookupError
        At once, for no run, a landscape that cannot be drawn, an unknown theme, camera or clock.
    """

    runs: Mapping[str, Trajectories]
    title: str = ""
    note: str = ""
    theme: str | Theme = "dark"
    camera: str = "orbit"
    clock: str = "ease"
    height: str = "auto"
    command: str = ""
    on_plane: bool = False

    def __post_init__(self) -> None:
        if not self.runs:
            raise ValueError("a mosaic needs at least one run")
        for paths in self.runs.values():
            if paths.landscape.dimensions > 2:
                raise ValueError(
                    f"a picture needs one or two variables, {paths.landscape.name} has "
                    f"{paths.landscape.dimensions}; take a slice or a plane of it"
                )
        find_theme(self.theme)
        find_path(self.camera)
        Clock(0.0, self.clock)

    @cached_property
    def look(self) -> Theme:
        """The theme."""
        return find_theme(self.theme)

    @cached_property
    def timing(self) -> Clock:
        """Film time to step index, the same for all panels."""
        return Clock(max(last_motion(p) for p in self.runs.values()), self.clock)

    @cached_property
    def groups(self) -> Sequence[Sequence[str]]:
        """Labels by landscape."""
        found: dict[int, list[str]] = {}
        for label, paths in self.runs.items():
            found.setdefault(id(paths.landscape), []).append(label)
        return list(found.values())

    @cached_property
    def tints(self) -> Mapping[str, ParticleColors]:
        """Every run's colours; on one landscape a minimum has one colour."""
        if self.on_plane:
            runs = enumerate(self.runs.items())
            return {k: tint(paths, self.look, "optimizer", case, k) for case, (k, paths) in runs}
        found: dict[str, ParticleColors] = {}
        for labels in self.groups:
            colors = shared_tints([self.runs[label] for label in labels], self.look)
            found |= dict(zip(labels, colors, strict=True))
        return found

    @property
    def heading(self) -> str:
        """What stands above."""
        titles = dict.fromkeys(p.landscape.title for p in self.runs.values())
        return self.title or ", ".join(titles)

    @property
    def natural_size(self) -> Size:
        """Room for several surfaces."""
        return 1280, 800

    def drawn(self, size: Size) -> MosaicComposer:
        """What draws the mosaic's pictures."""
        return MosaicComposer(self, size)
