"""Several runs side by side: one panel each, linked cameras, one clock, the same colours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from descent import Trajectories
from render.camera import find_path
from render.film import SHEET_SIZE
from render.scene import Animation, Size, check_common_look
from render.style import Theme, find_theme
from render.tiles import MosaicComposer, PreparedMosaic


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
        At once, for no run, a landscape that cannot be drawn, an unknown theme, camera, clock or height.
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
        for run in self.runs.values():
            check_common_look(run.landscape, self)
        find_path(self.camera)

    @cached_property
    def prepared(self) -> PreparedMosaic:
        """All that follows from the description, for whoever draws it."""
        return PreparedMosaic(
            self.runs,
            find_theme(self.theme),
            camera=self.camera,
            clock=self.clock,
            height=self.height,
            on_plane=self.on_plane,
            heading=self.heading,
            note=self.note,
        )

    @property
    def heading(self) -> str:
        """What stands above."""
        titles = dict.fromkeys(run.landscape.title for run in self.runs.values())
        return self.title or ", ".join(titles)

    @property
    def natural_size(self) -> Size:
        """Room for several surfaces."""
        return SHEET_SIZE

    def drawn(self, size: Size) -> MosaicComposer:
        """What draws the mosaic's pictures of `size` pixels; raises `OpenGLMissing` where none can be drawn."""
        return MosaicComposer(self.prepared, size)
