"""A desktop window that shows one surface and what moves on it; whoever opens it says what keys and clicks do."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import matplotlib
import numpy as np
import pyvista as pv
import vtk
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from descent import Trajectories
from render.camera import VIEW_ANGLE, Frame, Pose, fit
from render.clock import Clock
from render.layers import Lines
from render.opengl import ensure_opengl
from render.particles import Beads
from render.stage import furnish, look_from
from render.surface import Surface
from render.tints import Tint
from render.trails import Trails

FRAME = Frame(left=0.05, right=0.78, top=0.12, bottom=0.86)
TICK = 15
"""Milliseconds between two ticks, if the pictures are as quick."""
FONT = str(Path(matplotlib.get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf")


@dataclass(frozen=True)
class Knob:
    """A slider: its range, what is told when it is moved, and where it lies: `row` from the top right, -1 at the bottom."""

    name: str
    label: str
    low: float
    high: float
    value: float
    moved: Callable[[float], None]
    row: int


class Window:
    """An open window. `run` shows it and returns when it is closed."""

    def __init__(self, title: str, size: tuple[int, int] = (1100, 760)) -> None:
        ensure_opengl()
        plotter: Any = pv.Plotter
        self.plotter: Any = plotter(window_size=list(size), title=title)
        self.plotter.disable_anti_aliasing()
        self.surface: Surface | None = None
        self._movers: list[Callable[[float], None]] = []
        self._fixed: list[Any] = []
        self._moving: list[Any] = []
        self._marks: Any = None
        self._sliders: dict[str, Any] = {}
        self._knobs: dict[str, Knob] = {}
        self._pressed = (0, 0)
        self.closing = False

    def set_surface(self, surface: Surface) -> None:
        """Show another surface, with nothing on it."""
        self.set_flight({}, [], Clock(0.0))
        self._clear(self._fixed)
        self.surface = surface
        self.plotter.set_background(surface.theme.ground_bottom, top=surface.theme.ground_top)
        self._fixed = self._added(
            lambda: furnish(self.plotter, surface, {}, [], Clock(0.0), pixels=self._height)
        )

    def set_flight(self, runs: Mapping[str, Trajectories], tints: Sequence[Tint], clock: Clock) -> None:
        """Show other runs on the surface."""
        self._clear(self._moving)
        self._movers = []
        if self.surface is None or not runs:
            return
        world, theme = self.surface.world, self.surface.theme
        width = max(theme.trail_width * self._height, 1.0)

        def add() -> None:
            for paths, tint in zip(runs.values(), tints, strict=True):
                trails = Trails.add(self.plotter, paths, world, tint, theme, clock, width=width)
                beads = Beads.add(self.plotter, paths, world, tint, theme)
                self._movers += [trails.show, _on_clock(beads, clock)]

        self._moving = self._added(add)

    def set_marks(self, lines: Lines) -> None:
        """Lay other lines over the surface."""
        if self._marks is not None:
            self.plotter.remove_actor(self._marks, render=False)
            self._marks = None
        points, pairs, colours = lines
        if not len(pairs):
            return
        mesh = pv.PolyData(points.astype(np.float32))
        mesh.verts = np.zeros(0, dtype=int)
        mesh.lines = np.concatenate([np.full((len(pairs), 1), 2), pairs], axis=1).ravel()
        mesh["colour"] = colours
        self._marks = self.plotter.add_mesh(
            mesh, scalars="colour", rgb=True, line_width=2, lighting=False, render=False, reset_camera=False
        )

    def paint(self, colours: NDArray[np.uint8]) -> None:
        """Other colours (rows, columns, 3) on the surface."""
        if self.surface is None or not self._fixed:
            return
        mesh = pv.wrap(self._fixed[0].GetMapper().GetInput())
        lattice = self.surface.vertices.reshape(-1, 3)
        mesh["colour"] = colours.reshape(-1, 3)[cKDTree(lattice[:, :2]).query(mesh.points[:, :2])[1]]

    def switch(self, contours: bool, trails: bool) -> None:
        """Show or hide the contour lines and the trails."""
        for actor in self._fixed[1:]:
            actor.SetVisibility(contours)
        for actor in self._moving:
            if actor.GetForceTranslucent():
                actor.SetVisibility(trails)

    def show(self, time: float) -> None:
        """Move every particle to film time `time`."""
        for move in self._movers:
            move(time)

    def look(self, pose: Pose) -> None:
        """Look from there."""
        if self.surface is not None:
            look_from(self.plotter, fit(pose, self.surface.hull, self._aspect, FRAME))

    @property
    def pose(self) -> Pose:
        """Where the camera is now; its sideways shift is not told."""
        camera = self.plotter.camera
        back = np.subtract(camera.position, camera.focal_point)
        distance = float(np.linalg.norm(back)) or 1.0
        azimuth = float(np.degrees(np.arctan2(back[1], back[0])))
        elevation = float(np.degrees(np.arcsin(np.clip(back[2] / distance, -1, 1))))
        if self.surface is None:
            return Pose(azimuth, elevation)
        whole = fit(Pose(azimuth, elevation), self.surface.hull, self._aspect, FRAME)
        return Pose(azimuth, elevation, float(np.linalg.norm(whole.position - whole.focus)) / distance)

    def ride(self, point: NDArray[np.float64], heading: NDArray[np.float64]) -> None:
        """Follow a particle at a domain point, from behind and above; `heading` is where it goes, domain units."""
        if self.surface is None:
            return
        world = self.surface.world
        here = np.nan_to_num(world.place(point))
        way = heading * world.scale
        way = way / (np.linalg.norm(way) or 1.0)
        camera = self.plotter.camera
        camera.focal_point = here
        camera.position = clear_view(self.surface, here, here[:2] - 1.1 * way)
        camera.up, camera.view_angle, camera.clipping_range = (0, 0, 1), VIEW_ANGLE, (0.05, 6)

    def ground(self, x: float, y: float) -> NDArray[np.float64] | None:
        """The domain point that a pixel shows, from the lower left; None beside the surface."""
        renderer = self.plotter.renderer
        ends: list[NDArray[np.float64]] = []
        for depth in (0.0, 1.0):
            renderer.SetDisplayPoint(x, y, depth)
            renderer.DisplayToWorld()
            point = np.array(renderer.GetWorldPoint())
            ends.append(point[:3] / (point[3] or 1.0))
        return None if self.surface is None else ground_under(self.surface, ends[0], ends[1])

    @property
    def pointer(self) -> tuple[int, int]:
        """The pointer's pixel, from the lower left."""
        x, y = self.plotter.iren.interactor.GetEventPosition()
        return int(x), int(y)

    def write(
        self, name: str, text: str, at: tuple[float, float], size: float = 0.019, card: bool = False
    ) -> None:
        """Write some lines of text; the same name again replaces them.

        `at` in shares of the window; a card has a dark ground of its own.
        """
        ink = "white" if card or self.surface is None else self.surface.theme.ink
        written = self.plotter.add_text(
            text or " ", position=at, viewport=True, name=name, font_file=FONT, color=ink, render=False,
            font_size=max(int(0.55 * size * self._height), 6),
        )  # fmt: skip
        if card and text:
            written.GetTextProperty().SetBackgroundColor(0.05, 0.06, 0.11)
            written.GetTextProperty().SetBackgroundOpacity(0.88)

    def set_knobs(self, knobs: Sequence[Knob]) -> None:
        """Show these sliders and no others."""
        self._knobs = {knob.name: knob for knob in knobs}
        for name in [name for name in self._sliders if name not in self._knobs]:
            self._sliders.pop(name).Off()
        for knob in knobs:
            if knob.name not in self._sliders:
                self._sliders[knob.name] = self._slider(knob)
            self._set(self._sliders[knob.name].GetRepresentation(), knob)

    def _slider(self, knob: Knob) -> Any:
        def moved(value: float) -> None:
            if knob.name in self._knobs:
                self._knobs[knob.name].moved(value)

        widget = self.plotter.add_slider_widget(
            lambda value: None,
            (knob.low, knob.high),
            value=knob.value,
            title=knob.label,
            interaction_event="always",
        )
        widget.RemoveObservers("InteractionEvent")
        widget.AddObserver("InteractionEvent", lambda *_: moved(widget.GetRepresentation().GetValue()))
        return widget

    def _set(self, drawn: Any, knob: Knob) -> None:
        """Range, place and look of a slider; its value is the one that the hand has given it."""
        theme = self.surface.theme if self.surface else None
        left, top = (0.80, 0.93 - 0.085 * knob.row) if knob.row >= 0 else (0.42, 0.035)
        drawn.SetMinimumValue(knob.low)
        drawn.SetMaximumValue(knob.high)
        drawn.SetValue(min(max(knob.value, knob.low), knob.high))
        drawn.SetTitleText(knob.label)
        drawn.GetPoint1Coordinate().SetValue(left, top)
        drawn.GetPoint2Coordinate().SetValue(0.97, top)
        drawn.SetTitleHeight(0.018)
        drawn.SetSliderWidth(0.022)
        drawn.SetSliderLength(0.014)
        drawn.SetTubeWidth(0.003)
        drawn.SetEndCapLength(0.002)
        drawn.SetEndCapWidth(0.012)
        drawn.ShowSliderLabelOff()
        faint, ink = (
            pv.Color(c).float_rgb for c in ((theme.faint, theme.ink) if theme else ("gray", "white"))
        )
        for part in (drawn.GetTubeProperty(), drawn.GetCapProperty()):
            part.SetColor(faint)
        drawn.GetSliderProperty().SetColor(ink)
        title = drawn.GetTitleProperty()
        title.SetFontFamily(vtk.VTK_FONT_FILE)
        title.SetFontFile(FONT)
        title.SetColor(ink)
        title.BoldOff()
        title.ShadowOff()
        drawn.Modified()
        drawn.BuildRepresentation()

    def set_value(self, name: str, value: float) -> None:
        """Move a slider's handle, unless a hand holds it."""
        widget = self._sliders.get(name)
        if widget is not None and not widget.GetRepresentation().GetInteractionState():
            widget.GetRepresentation().SetValue(value)

    def run(
        self,
        key: Callable[[str, bool], None],
        click: Callable[[int, int, bool], None],
        tick: Callable[[], bool],
    ) -> None:
        """Show the window until it is closed.

        Parameters
        ----------
        key : told each key (X's name for it) and whether shift is held
        click : told where a button was pressed and let go at the same place, and whether shift is held
        tick : called over and over; whether there is something new to be drawn
        """
        plotter = self.plotter
        plotter.enable_terrain_style(mouse_wheel_zooms=True, shift_pans=False)
        plotter.show(interactive=False, auto_close=False)
        interactor = plotter.iren.interactor
        interactor.Initialize()
        interactor.RemoveObservers("CharEvent")
        interactor.RemoveObservers("KeyPressEvent")
        interactor.AddObserver(
            "KeyPressEvent", lambda *_: key(interactor.GetKeySym(), bool(interactor.GetShiftKey()))
        )
        for button in ("Left", "Right"):
            interactor.AddObserver(f"{button}ButtonPressEvent", self._press, 1.0)
        # A style that turns the camera keeps the release of the button to itself, and tells the end of the turn.
        interactor.GetInteractorStyle().AddObserver("EndInteractionEvent", lambda *_: self._release(click))
        interactor.AddObserver("TimerEvent", lambda *_: self._beat(tick))
        interactor.CreateRepeatingTimer(TICK)
        self.plotter.render()
        interactor.Start()
        plotter.close()

    def close(self) -> None:
        """End `run`."""
        self.closing = True
        self.plotter.iren.interactor.TerminateApp()

    def save(self, path: str | Path) -> None:
        """Write what is seen as a PNG."""
        self.plotter.render()
        self.plotter.screenshot(str(path))

    def _beat(self, tick: Callable[[], bool]) -> None:
        if not self.closing and tick():
            self.plotter.render()

    def _press(self, *_: Any) -> None:
        self._pressed = self.pointer

    def _release(self, click: Callable[[int, int, bool], None]) -> None:
        x, y = self.pointer
        if (
            abs(x - self._pressed[0]) + abs(y - self._pressed[1]) < 4
            and x < 0.79 * self.plotter.window_size[0]
        ):
            click(x, y, bool(self.plotter.iren.interactor.GetShiftKey()))

    @property
    def _height(self) -> int:
        return int(self.plotter.window_size[1])

    @property
    def _aspect(self) -> float:
        width, height = self.plotter.window_size
        return float(width / height)

    def _added(self, add: Callable[[], Any]) -> list[Any]:
        """The actors that `add` adds."""
        before = {id(actor) for actor in self.plotter.renderer.GetActors()}
        add()
        return [actor for actor in self.plotter.renderer.GetActors() if id(actor) not in before]

    def _clear(self, actors: list[Any]) -> None:
        for actor in actors:
            self.plotter.remove_actor(actor, render=False)
        actors.clear()


def _on_clock(beads: Beads, clock: Clock) -> Callable[[float], None]:
    return lambda time: beads.show(clock.index(time))


def clear_view(
    surface: Surface, here: NDArray[np.float64], place: NDArray[np.float64]
) -> NDArray[np.float64]:
    """The world point over `place` (2,) from which `here` is seen over whatever ground lies between."""
    low, high = np.transpose(surface.landscape.domain)
    shares = np.linspace(0.25, 1, 16)
    points = (here[:2] + shares[:, None] * (place - here[:2])) / surface.world.scale + (low + high) / 2
    ground = surface.world.rise(surface.landscape.value(np.clip(points, low, high)))
    needed = np.nan_to_num(here[2] + (ground + 0.06 - here[2]) / shares, nan=0.0)
    return np.array([*place, here[2] + np.clip(needed.max() - here[2], 0.6, 2.2)])


def ground_under(
    surface: Surface, near: NDArray[np.float64], far: NDArray[np.float64], samples: int = 3000
) -> NDArray[np.float64] | None:
    """Where a ray from one world point to another first goes through the surface from above, in domain units."""
    f, world = surface.landscape, surface.world
    low, high = np.transpose(f.domain)
    rays = near + np.linspace(0, 1, samples)[:, None] * (far - near)
    points = rays[:, :2] / world.scale + (low + high) / 2
    inside = ((points >= low) & (points <= high)).all(axis=-1)
    above = np.full(samples, np.nan)
    if inside.any():
        above[inside] = rays[inside, 2] - world.rise(f.value(points[inside]))
    with np.errstate(invalid="ignore"):
        hits = np.flatnonzero((above[:-1] > 0) & (above[1:] <= 0))
    if not len(hits):
        return None
    k = int(hits[0])
    part = above[k] / (above[k] - above[k + 1])
    return np.asarray(points[k] + part * (points[k + 1] - points[k]))
