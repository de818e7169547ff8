"""Several runs side by side: one panel each, linked cameras, one clock, the same colours."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from descent import Trajectories
from render.arrivals import last_motion
from render.camera import find_path
from render.clock import Clock
from render.film import Film, check, storable_fps, write
from render.scene import Progress, Size, check_film, version
from render.shared_tints import shared_tints
from render.themes import Theme, find_theme
from render.tiles import Draughtsman
from render.tints import Tint, tint


@dataclass(frozen=True, eq=False)
class Mosaic:
    """Runs to be shown side by side.

    Parameters
    ----------
    runs : mapping from label to Trajectories; their landscapes have one or two variables and may differ
    title : what stands above; the landscape's title where it is empty
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
    def tints(self) -> Mapping[str, Tint]:
        """Every run's colours; on one landscape a minimum has one colour."""
        if self.on_plane:
            runs = enumerate(self.runs.items())
            return {k: tint(paths, self.look, "optimizer", case, k) for case, (k, paths) in runs}
        found: dict[str, Tint] = {}
        for labels in self.groups:
            colours = shared_tints([self.runs[label] for label in labels], self.look)
            found |= dict(zip(labels, colours, strict=True))
        return found

    @property
    def heading(self) -> str:
        """What stands above."""
        titles = dict.fromkeys(p.landscape.title for p in self.runs.values())
        return self.title or ", ".join(titles)

    def frames(
        self, count: int, size: Size = (1280, 800), progress: Progress | None = None
    ) -> Iterator[NDArray[np.uint8]]:
        """`count` pictures (height, width, 3) uint8, evenly spaced in film time, one by one."""
        with closing(Draughtsman(self, size)) as draw:
            for k in range(count):
                yield np.asarray(draw.picture(k / max(count - 1, 1)))
                if progress:
                    progress(k + 1, count)

    def picture(self, t: float = 1.0, size: Size = (1280, 800)) -> NDArray[np.uint8]:
        """One picture (height, width, 3) uint8 at film time `t` in 0..1."""
        with closing(Draughtsman(self, size)) as draw:
            return np.asarray(draw.picture(t))

    def movies(
        self,
        films: Sequence[Film],
        *,
        seconds: float = 9.0,
        fps: float = 25.0,
        size: Size = (1280, 800),
        progress: Progress | None = None,
    ) -> None:
        """Write several files from one drawing of the pictures; see `Scene.movies`."""
        check_film(seconds, fps, size)
        said = {"title": self.heading, "software": f"thalweg {version()}"}
        said |= {"command": self.command} if self.command else {}
        films = [replace(f, metadata={**said, **f.metadata}) for f in films]
        for film in films:
            check(film)
            if film.target.suffix == ".gif":
                fps = storable_fps(fps / film.every) * film.every
        write(self.frames(max(round(seconds * fps), 2), size, progress), films, fps)

    def movie(
        self,
        path: str | Path,
        *,
        seconds: float = 9.0,
        fps: float = 25.0,
        size: Size = (1280, 800),
        progress: Progress | None = None,
    ) -> Path:
        """Write one film; its format follows from the ending."""
        self.movies([Film(path)], seconds=seconds, fps=fps, size=size, progress=progress)
        return Path(path)
