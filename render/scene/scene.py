"""A scene: what is drawn and how, described first and drawn when asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from copy import copy
from dataclasses import InitVar, dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pyvista as pv
from numpy.typing import ArrayLike, NDArray

from descent import Trajectories, training_path, training_words
from landscapes import Landscape, TrainingRun
from render.camera import Fit, Room, followed
from render.camera import Path as CameraPath
from render.clock import Clock
from render.closeup import Closeup, CloseupComposer
from render.film import FrameSource
from render.finale import Closing
from render.marks import Mark
from render.panels import SURFACE
from render.particles import ParticleColors
from render.scene.composer import Composer
from render.scene.field_names import (
    ClockName,
    ColorName,
    HeightName,
    Language,
    MarkName,
    PanelName,
    ThemeName,
)
from render.scene.filmed import Animation, Size
from render.scene.layout import SAFE
from render.scene.look import USUAL_CAMERA, USUAL_CLOCK, USUAL_COLOR, USUAL_HEIGHT, check_look, check_run
from render.scene.prepared import Prepared
from render.stage import ensure_opengl, furnish, look_from
from render.style import Theme
from render.surface import Surface
from render.tiles import MosaicComposer
from render.words import Subtitle, settled_subtitles

Movers = Sequence[Callable[[float], object]]
"""What brings parts of a picture to a film time."""


@dataclass(frozen=True, eq=False)
class Scene(Animation):
    """A landscape, the runs that descend it, and how they are shown.

    Parameters
    ----------
    landscape : Landscape of one or two variables
    paths : Trajectories, or a mapping from label to Trajectories; or a `TrainingRun` on a surface that was surveyed on a
        plane through it: stems then go from the surface to its true losses
    panels : names of what is shown: "surface", and the files of render/panels: "contour", "slices", "loss", ...;
        with "anatomy" the film stops inside steps
    marks : names of the files of render/marks, as "floor", "stationary", "starts", "arrows", ..., or a `Mark`
    theme : "dark", "light", "publication", or a `Theme`; "auto" is dark, and on a page as the reader's screen is
    camera : a named path ("orbit", "still", "turn", "fly-in", "top-to-side"; it stands where most of what happens
        is seen; "orbit" swings to a side and back), "follow:K" (rides along with particle K), a CSV file of
        key-frames, or a function from film time to `Pose`
    clock : "ease" (slow, then fast), "linear" (even steps) or "arc" (even way)
    color : what colours mean: "destination", "optimizer", "start", "ending", "height"
    height : "auto", "linear", "log", "symlog", "rank" or "clip"
    command : what remakes the film; written into the files
    note : what stands under the title in place of the formula, as of a plane through many variables
    surface_options : passed to `pyvista.Plotter.add_mesh` for the surface
    axes : whether the block has ticks, numbers and its variables' names at its foot; None: as the theme has it
    cmap : the name of the heights' colours, matplotlib's, cmocean's, colorcet's or cmcrameri's; None: the theme's
    title, caption : in place of the landscape's title and of how the runs begin; an empty title is none
    no_caption, no_legend : leave out all words at the bottom, or what colours mean
    subtitles : words that stand from a step or second on (`Subtitle`), their lines, or the name of a file of them
    language : of the film's and the page's words: "en", "de", "es" or "zh"
    plotter : a `pyvista.Plotter` to draw the scene's end into, at once; `plotter()` then hands it back

    Raises
    ------
    ValueError, LookupError
        At once, as of `render.scene.look.check_look`: for a landscape of more than two variables, and for a panel,
        mark, theme, camera, clock, colour or height that does not exist or that the landscape cannot have; for runs
        that are none, and for a followed particle that no run has.
    OpenGLMissing
        If a plotter is given and nothing here can draw.

    Examples
    --------
    >>> from descent import Adam, Momentum, descend, grid
    >>> from landscapes import find
    >>> from render import Scene
    >>> f = find("himmelblau")
    >>> starts = grid(f.domain, 15)
    >>> runs = {"Adam": descend(f, starts, Adam(0.1)), "Momentum": descend(f, starts, Momentum(0.01))}
    >>> scene = Scene(f, runs, panels=("surface", "loss"), theme="light", color="optimizer")
    >>> scene.movie("himmelblau.mp4", seconds=6)
    >>> scene.still("himmelblau.png", t=0.5)
    >>> plotter = scene.plotter()  # to add meshes of one's own
    """

    landscape: Landscape
    paths: Trajectories | TrainingRun | Mapping[str, Trajectories | TrainingRun] = field(default_factory=dict)
    panels: Sequence[PanelName] = ()
    marks: Sequence[MarkName | Mark] = ()
    theme: ThemeName | Theme = "auto"
    camera: str | CameraPath = USUAL_CAMERA
    clock: ClockName = USUAL_CLOCK
    color: ColorName = USUAL_COLOR
    height: HeightName = USUAL_HEIGHT
    command: str = ""
    note: str = ""
    surface_options: Mapping[str, Any] = field(default_factory=dict)
    axes: bool | None = None
    cmap: str | None = None
    title: str | None = None
    caption: str | None = None
    no_caption: bool = False
    no_legend: bool = False
    subtitles: str | Path | Sequence[Subtitle | str] = ()
    language: Language = "en"
    plotter: InitVar[pv.Plotter | None] = None
    _given: tuple[pv.Plotter, Movers] | None = field(default=None, init=False, repr=False)
    """The plotter that the scene was made with and what moves in it, if there is one."""

    def __post_init__(self, plotter: Any) -> None:
        self._take_trainings()
        check_look(self.landscape, self)
        if not isinstance(self.paths, Trajectories | Mapping):
            kind = type(self.paths).__name__
            raise ValueError(
                f'Scene.paths must be Trajectories, or several as {{"label": Trajectories}}, got {kind}'
            )
        for label, run in self.runs.items():
            if not isinstance(run, Trajectories):
                raise ValueError(f"Scene.paths: {label!r} must be Trajectories, got {type(run).__name__}")
            check_run(self.landscape, run, label)
        object.__setattr__(self, "subtitles", settled_subtitles(self.subtitles))
        natural = SURFACE if self.landscape.dimensions == 2 else "curve"
        object.__setattr__(self, "panels", tuple(self.panels) or (natural,))
        self._check_followed()
        # Where none is given, its default is the method of that name.
        if plotter is not None and not callable(plotter):
            object.__setattr__(self, "_given", (plotter, self._furnish(plotter)))
            self.plotter()

    def _take_trainings(self) -> None:
        """Trainings become their paths over the surface, and the caption says what the plane shows of them."""
        given = self.paths if isinstance(self.paths, Mapping) else {"": self.paths}
        if not any(isinstance(run, TrainingRun) for run in given.values()):
            return
        runs = {
            label: training_path(self.landscape, run) if isinstance(run, TrainingRun) else run
            for label, run in given.items()
        }
        object.__setattr__(self, "paths", runs if isinstance(self.paths, Mapping) else runs[""])
        if not self.note:
            object.__setattr__(self, "note", training_words(self.landscape, runs.values()))

    def _check_followed(self) -> None:
        """Refuse a camera that follows a particle that does not exist."""
        particle = followed(self.camera)
        count = max((len(run.ending) for run in self.runs.values()), default=0)
        if particle is not None and particle >= count:
            raise ValueError(f"camera {self.camera!r}: there are {count} particles, counted from 0")

    @cached_property
    def prepared(self) -> Prepared:
        """All that follows from the description, for whoever draws a part of it."""
        # A copy: two that hold each other would keep large runs until the garbage collector comes by.
        return Prepared(self.landscape, self.runs, copy(self))

    @cached_property
    def runs(self) -> Mapping[str, Trajectories]:
        """The runs by label; a single one has an empty label."""
        paths: Any = self.paths  # trainings have become paths
        return paths if isinstance(paths, Mapping) else {"": paths}

    @property
    def surface(self) -> Surface | None:
        """The drawn surface; None where no panel shows one."""
        return self.prepared.surface

    @property
    def colors(self) -> Sequence[ParticleColors]:
        """The particles' colours, run by run."""
        return self.prepared.colors

    @property
    def timing(self) -> Clock:
        """Film time to step index."""
        return self.prepared.timing

    @property
    def natural_size(self) -> Size:
        """960 x 720; 1280 x 720 where there are panels beside the surface."""
        return self.prepared.natural_size

    @property
    def heading(self) -> str:
        """The landscape's title."""
        return self.title or self.landscape.title

    def lasting(self, seconds: float) -> Scene:
        """The scene of a film of so many seconds: subtitles by second stand at film times."""
        subtitles = settled_subtitles(self.subtitles)
        if all(own.second is None for own in subtitles):
            return self
        return replace(self, subtitles=[own.in_film(seconds) for own in subtitles])

    @property
    def has_vectors(self) -> bool:
        """Whether its words and lines can stay such in a figure: not of small multiples and close-ups."""
        return self.prepared.tiles is None and self.prepared.closeup is None

    def drawn(self, size: Size) -> FrameSource:
        """What draws the scene's pictures of `size` pixels; raises `OpenGLMissing` where none can be drawn."""
        if self.prepared.closeup is not None:
            return self._closeup(self.prepared.closeup, size)
        tiles = self.prepared.tiles
        return Composer(self.prepared, size) if tiles is None else MosaicComposer(tiles, size)

    def _closeup(self, shown: Closeup, size: Size) -> CloseupComposer:
        prepared = self.prepared
        color = "#" + bytes(prepared.colors[0].colors[shown.particle]).hex()
        words, path = prepared.captions(size), prepared.shot_path(size)
        closing = Closing(
            prepared.finale, tuple, prepared.theme, size, (words.room, words.room), words.first_row
        )
        return CloseupComposer(shown, path, words, closing, path.room.frame, color, size)

    def picture_rows(self, size: Size) -> tuple[float, float]:
        """The rows that the surface fills, shares of the height; title and captions are above and below."""
        return self.prepared.picture_rows(size)

    def ground_between(self, size: Size) -> NDArray[np.uint8] | None:
        """What lies between the last picture and the first, where the camera does not end as it began."""
        return self.prepared.ground_between(size)

    def plotter(self, *, t: float = 1.0, **options: Any) -> pv.Plotter:  # type: ignore[misc]  # noqa: F811
        """A `pyvista.Plotter` holding the scene at film time `t`, for those who add their own meshes.

        It is the one that the scene was given, or a new one made with the keyword arguments, whose `show_bounds`
        and `show_grid` tell the domain and true heights.

        Raises
        ------
        OpenGLMissing
            If a new one is needed and nothing here can draw.

        Examples
        --------
        >>> plotter = scene.plotter()  # doctest: +SKIP
        >>> plotter.add_mesh(pv.Cone(scene.place([3, 2]), (0, 0, -1), 0.2, 0.05), color="red")  # doctest: +SKIP
        >>> plotter.show_bounds()  # doctest: +SKIP
        """
        if self._given:
            pl, movers = self._given
        else:
            from render.scene.plotter import ScenePlotter, true_bounds  # PyVista's plotting takes its time

            ensure_opengl()
            pl = ScenePlotter(**options)
            pl.true_bounds = true_bounds(self.prepared.any_surface)
            movers = self._furnish(pl)
        for move in movers:
            move(t)
        left, bottom, right, top = pl.renderer.GetViewport()
        aspect = pl.window_size[0] * (right - left) / (pl.window_size[1] * (top - bottom))
        path = self.prepared.camera_path
        look_from(pl, Fit.along(Room(self.prepared.any_surface.hull, aspect, SAFE), path).view(path(t)))
        return pl

    def place(self, points: ArrayLike) -> NDArray[np.float64]:
        """Where points of the domain lie on a plotter's surface: world positions (..., 3) of `points` (..., 2).

        Where no height is defined, the lowest that is drawn.

        Raises
        ------
        ValueError
            If the landscape has one variable, or the last axis of `points` is not 2 long.

        Examples
        --------
        >>> from landscapes import catalogue
        >>> Scene(catalogue["sphere"]).place([[0.0, 0.0], [5.12, 5.12]]).round(2).tolist()
        [[0.0, 0.0, -0.43], [1.0, 1.0, 0.43]]
        """
        if self.landscape.dimensions != 2:
            raise ValueError("Scene.place: a curve has no plotter; points lie on surfaces, of two variables")
        at = np.asarray(points, dtype=float)
        if at.ndim == 0 or at.shape[-1] != 2:
            raise ValueError(f"Scene.place: points must have shape (..., 2), got {at.shape}")
        world = self.prepared.any_surface.world
        return world.grounded(world.place(at))

    def _furnish(self, pl: pv.Plotter) -> Movers:
        theme = self.prepared.theme
        pl.renderer.set_background(theme.ground_bottom, top=theme.ground_top)
        return furnish(pl, self.prepared.content, pixels=pl.window_size[1])

    def show(self, *, off_screen: bool | None = None, **options: Any) -> Any:
        """Open a window, or a widget in a notebook; off screen, none. Options go to `pyvista.Plotter.show`.

        Raises
        ------
        OpenGLMissing
            If nothing here can draw.
        """
        plotter = self.plotter(off_screen=off_screen)
        if options.get("jupyter_backend") in ("html", "client"):
            from render.scene.notebook import add_spheres

            add_spheres(plotter, self.prepared, 1.0)
        return plotter.show(**options)

    def page(self, path: str | Path) -> Path:
        """Write the scene alive: one HTML file that computes what it shows, and needs nothing else.

        Runs are computed again in the page by the same arithmetic; those of optimizers that it does not know, with
        noise, or somebody else's, are carried and played.

        Raises
        ------
        ValueError
            For another ending than .html, a landscape that is no formula, and what a page cannot have: a theme, a camera,
            or a mark of one's own.
        OSError
            If the file cannot be written.

        Examples
        --------
        >>> scene.page("himmelblau.html")  # doctest: +SKIP
        """
        from render.page import PAGE_ENDING, living_of, write_page

        if Path(path).suffix.lower() != PAGE_ENDING:
            raise ValueError(f"a page must end in {PAGE_ENDING}, got {Path(path).name}")
        return write_page(path, living_of(self))

    def widget(self) -> Any:
        """The living page as a notebook's widget, which goes both ways: `starts` and `state` are traits.

        Raises
        ------
        ModuleNotFoundError
            Without anywidget: ``pip install "thalweg[notebook]"``.
        ValueError
            As `page`.

        Examples
        --------
        >>> widget = scene.widget()  # doctest: +SKIP
        >>> widget.observe(lambda change: print(change["new"]), "starts")  # doctest: +SKIP
        """
        from render.page import living_of, widget_of

        return widget_of(living_of(self))

    def _repr_html_(self) -> str | None:
        """How a notebook shows the scene: the living page in a frame; None where there can be no page of it."""
        from render.page import frame_text, living_of

        try:
            return frame_text(living_of(self))
        except ValueError:
            return None

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, bytes | str]:
        """How a notebook shows the scene by itself: the living page; a still where no page can be shown."""
        from render.scene.notebook import mimebundle

        return mimebundle(self, self.prepared, include, exclude)
