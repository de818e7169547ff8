"""A scene: what is drawn and how, described first and drawn when asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import InitVar, dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import pyvista as pv

from descent import Trajectories
from landscapes import Landscape
from render.camera.follow import Ride
from render.camera.paths import find_path
from render.camera.paths import paths as NAMED_CAMERAS
from render.camera.pose import Path as CameraPath
from render.camera.pose import fit
from render.camera.viewpoint import facing_ends
from render.clock.arc_clock import ArcClock
from render.clock.clock import Clock
from render.clock.settling import last_motion, last_stop
from render.clock.stepped_clock import SteppedClock
from render.film.film import Film
from render.marks.known_marks import find_marks
from render.marks.mark import Mark
from render.panels.known_panels import PANELS, SURFACE, check_panels
from render.particles.colors import COLOR_BY, ParticleColors, by_label
from render.scene.composer import Composer
from render.scene.filmed import Animation, Progress, Size
from render.scene.layout import SAFE, Layout, lay_out, natural_size, shares
from render.scene.legend import Legend
from render.stage.opengl import ensure_opengl
from render.stage.stage import furnish, look_from
from render.style.text import text_unit
from render.style.themes import Theme, find_theme
from render.surface.heights import KINDS
from render.surface.surface import Surface

Movers = Sequence[Callable[[float], None]]
"""What brings parts of a picture to a film time."""


@dataclass(frozen=True, eq=False)
class Scene(Animation):
    """A landscape, the runs that descend it, and how they are shown.

    Parameters
    ----------
    landscape : Landscape of one or two variables
    paths : Trajectories, or a mapping from label to Trajectories
    panels : names of what is shown: "surface", and the files of render/panels: "contour", "slices", "loss", ...;
        with "anatomy" the film stops inside steps
    marks : names of the files of render/marks, as "floor", "stationary", "starts", "arrows", ..., or a `Mark`
    theme : "dark", "light", "publication", or a `Theme`
    camera : a named path ("orbit", "still", "turn", "fly-in", "top-to-side": all but "turn" look from another
        side where walls would hide most ends), "follow:K" (rides along with particle K), a CSV file of
        key-frames, or a function from film time to `Pose`
    clock : "ease" (slow, then fast), "linear" (even steps) or "arc" (even way)
    color : what colours mean: "destination", "optimizer", "start", "ending", "height"
    height : "auto", "linear", "log", "symlog", "rank" or "clip"
    command : what remakes the film; written into the files
    surface_options : passed to `pyvista.Plotter.add_mesh` for the surface
    plotter : a `pyvista.Plotter` to draw the scene's end into, at once; `plotter()` then hands it back

    Raises
    ------
    ValueError, LookupError
        At once, for a panel, theme, camera, clock or colour that does not exist.
    """

    landscape: Landscape
    paths: Trajectories | Mapping[str, Trajectories] = field(default_factory=dict)
    panels: Sequence[str] = ()
    marks: Sequence[str | Mark] = ()
    theme: str | Theme = "dark"
    camera: str | CameraPath = "orbit"
    clock: str = "ease"
    color: str = "destination"
    height: str = "auto"
    command: str = ""
    surface_options: Mapping[str, Any] = field(default_factory=dict)
    plotter: InitVar[pv.Plotter | None] = None
    _given: tuple[pv.Plotter, Movers] | None = field(default=None, init=False, repr=False)
    """The plotter that the scene was made with and what moves in it, if there is one."""

    def __post_init__(self, plotter: Any) -> None:
        if self.landscape.dimensions > 2:
            raise ValueError(
                f"a picture needs one or two variables, {self.landscape.name} has {self.landscape.dimensions}; "
                "take a slice or a plane of it"
            )
        if not isinstance(self.paths, Trajectories | Mapping):
            kind = type(self.paths).__name__
            raise ValueError(
                f'Scene.paths must be Trajectories, or several as {{"label": Trajectories}}, got {kind}'
            )
        object.__setattr__(self, "panels", tuple(self.panels) or (self._natural_panel,))
        check_panels(self.panels, self.landscape.dimensions)
        if self.marks and self.landscape.dimensions == 1:
            raise ValueError("marks stand on a surface, which a landscape of one variable does not have")
        if self.color not in COLOR_BY:
            raise ValueError(f"color must be one of {', '.join(COLOR_BY)}, got {self.color!r}")
        if self.height not in KINDS:
            raise ValueError(f"height must be one of {', '.join(KINDS)}, got {self.height!r}")
        find_theme(self.theme)
        find_marks(self.marks)
        self.check_camera()
        Clock(0.0, self.clock)
        # Where none is given, its default is the method of that name.
        if plotter is not None and not callable(plotter):
            object.__setattr__(self, "_given", (plotter, self._furnish(plotter)))
            self.plotter()

    def check_camera(self) -> None:
        """Refuse a camera that does not exist, or one that follows a particle that does not."""
        if followed(self.camera) is None:
            find_path(self.camera)
            return
        count = max((len(p.ending) for p in self.runs.values()), default=0)
        if not 0 <= int(followed(self.camera) or 0) < count:
            raise ValueError(f"camera {self.camera!r}: there are {count} particles, counted from 0")

    @cached_property
    def camera_path(self) -> CameraPath:
        """Film time to camera pose."""
        particle = followed(self.camera)
        if self.surface is None:
            return find_path("orbit")
        if particle is None:
            return facing_ends(self.camera, self.surface, self.runs.values())
        paths = next(p for p in self.runs.values() if len(p.ending) > particle)
        return Ride(paths, particle, self.surface.world, self.timing)

    @property
    def keeps_in_frame(self) -> bool:
        """Whether the camera shows the whole surface at every moment, and leaves the words alone."""
        plain = (
            isinstance(self.camera, str) and self.camera.startswith("still:") and self.camera.count(",") < 2
        )
        return plain or self.camera in NAMED_CAMERAS

    @property
    def _natural_panel(self) -> str:
        return SURFACE if self.landscape.dimensions == 2 else "curve"

    @cached_property
    def runs(self) -> Mapping[str, Trajectories]:
        """The runs by label; a single one has an empty label."""
        return self.paths if isinstance(self.paths, Mapping) else {"": self.paths}

    @cached_property
    def look(self) -> Theme:
        """The theme."""
        return find_theme(self.theme)

    @cached_property
    def surface(self) -> Surface | None:
        """The drawn surface; None where no panel shows one."""
        if SURFACE not in self.panels:
            return None
        with_floor = any(mark.needs_floor for mark in self.placed_marks)
        return Surface.of(self.landscape, self.look, height=self.height, with_floor=with_floor)

    @cached_property
    def placed_marks(self) -> tuple[Mark, ...]:
        """The marks on the surface."""
        return find_marks(self.marks)

    @cached_property
    def tints(self) -> list[ParticleColors]:
        """The particles' colours, run by run."""
        return by_label(self.runs, self.look, self.color)

    @cached_property
    def timing(self) -> Clock:
        """Film time to step index."""
        last = max((last_motion(p) for p in self.runs.values()), default=0.0)
        final = max((last_stop(p) for p in self.runs.values()), default=0.0)
        if any(PANELS[name].stops for name in self.panels if name != SURFACE):
            return SteppedClock(last, final=final)
        if self.clock == "arc" and any(len(p.ending) for p in self.runs.values()):
            return ArcClock.of([p for p in self.runs.values() if len(p.ending)], last, final)
        return Clock(last, self.clock, final)

    @property
    def natural_size(self) -> Size:
        """960 x 720; 1280 x 720 where there are panels beside the surface."""
        return natural_size(self.panels)

    def layout(self, size: Size) -> Layout:
        """Where the panels lie on a picture."""
        legend = self.legend(size)
        words = (0.088 + self.look.margin) * text_unit(size) + (len(legend.rows) - 1) * legend.pitch
        return lay_out(size, SURFACE in self.panels, shares(self.panels), words / size[1])

    def legend(self, size: Size) -> Legend:
        """What the colours mean, set for a picture of this size."""
        unit = text_unit(size)
        return Legend(self.tints, self.look, unit, size[0] - 2 * self.look.margin * unit)

    @property
    def heading(self) -> str:
        """The landscape's title."""
        return self.landscape.title

    def drawn(self, size: Size) -> Composer:
        """What draws the scene's pictures."""
        return Composer(self, size)

    def picture_rows(self, size: Size) -> tuple[float, float]:
        """The rows that the surface fills; title and captions are above and below."""
        layout = self.layout(size)
        high = layout.stage[3] if layout.stage else size[1]
        lowest = max([layout.frame.bottom * high, *(box[3] for box in layout.charts)])
        return layout.frame.top * high / size[1], lowest / size[1] + 0.01

    def movie(
        self,
        path: str | Path,
        *,
        seconds: float = 9.0,
        fps: float = 25.0,
        size: Size | None = None,
        loop: bool | None = None,
        progress: Progress | None = None,
        camera: str | CameraPath | None = None,
        theme: str | Theme | None = None,
    ) -> Path:
        """Write one film, see `Animation.movie`; `camera` and `theme` stand in for the scene's own."""
        scene = replace(self, camera=camera or self.camera, theme=theme or self.theme)
        scene.movies([Film(path, loop=loop)], seconds=seconds, fps=fps, size=size, progress=progress)
        return Path(path)

    def plotter(self, *, t: float = 1.0, **options: Any) -> pv.Plotter:  # type: ignore[misc]  # noqa: F811
        """A `pyvista.Plotter` holding the scene at film time `t`, for those who add their own meshes.

        It is the one that the scene was given, or a new one made with the keyword arguments.
        """
        if self._given:
            pl, movers = self._given
        else:
            ensure_opengl()
            pl = pv.Plotter(**options)
            movers = self._furnish(pl)
        for move in movers:
            move(t)
        left, bottom, right, top = pl.renderer.GetViewport()
        aspect = pl.window_size[0] * (right - left) / (pl.window_size[1] * (top - bottom))
        look_from(pl, fit(self.camera_path(t), self._shown.hull, aspect, SAFE))
        return pl

    @cached_property
    def _shown(self) -> Surface:
        """The surface, also where no panel shows it."""
        return self.surface or Surface.of(self.landscape, self.look, height=self.height)

    def _furnish(self, pl: pv.Plotter) -> Movers:
        pl.renderer.set_background(self.look.ground_bottom, top=self.look.ground_top)
        return furnish(
            pl,
            self._shown,
            self.runs,
            self.tints,
            self.timing,
            pixels=pl.window_size[1],
            marks=self.placed_marks,
            **self.surface_options,
        )

    def show(self, *, off_screen: bool | None = None, **options: Any) -> Any:
        """Open a window, or a widget in a notebook; off screen, none. Options go to `pyvista.Plotter.show`."""
        plotter = self.plotter(off_screen=off_screen)
        if options.get("jupyter_backend") in ("html", "client"):
            from render.scene.notebook import add_spheres

            add_spheres(plotter, self, 1.0)
        return plotter.show(**options)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, bytes | str]:
        """How a notebook shows the scene by itself: a short looped film, or a still."""
        from render.scene.notebook import mimebundle

        return mimebundle(self, include, exclude)


def followed(camera: str | CameraPath) -> int | None:
    """The particle that ``follow`` (the first) or ``follow:K`` rides along with; None for other cameras."""
    if not isinstance(camera, str) or camera.partition(":")[0] != "follow":
        return None
    number = camera.partition(":")[2] or "0"
    if not number.isdecimal():
        raise ValueError(f"a camera that follows is follow:K with a particle's number, got {camera!r}")
    return int(number)
