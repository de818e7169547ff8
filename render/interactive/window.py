"""A desktop window that shows one surface and what moves on it; whoever opens it says what keys and clicks do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import matplotlib
import numpy as np
import pyvista as pv
import vtk
from numpy.typing import NDArray
from PIL import Image

from descent.results import replacing
from render.camera import (
    ELEVATIONS,
    RIDE_DISTANCE,
    SINKING,
    TURNING,
    VIEW_ANGLE,
    Frame,
    Pose,
    axes,
    fit,
    outlook,
)
from render.interactive.live_scene import LiveScene
from render.stage import ensure_opengl, look_from
from render.surface import Surface

FRAME = Frame(left=0.05, right=0.78, top=0.12, bottom=0.84)
TICK = 15
"""Milliseconds between two ticks, if the pictures are as quick."""
FONT, MONOSPACED = (
    str(Path(matplotlib.get_data_path()) / "fonts" / "ttf" / f"{name}.ttf")
    for name in ("DejaVuSans", "DejaVuSansMono")
)


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
    """An open window. `run` shows it and returns when it is closed.

    Parameters
    ----------
    size : in pixels

    Raises
    ------
    OpenGLMissing
        If nothing here can draw.
    """

    def __init__(self, title: str, size: tuple[int, int] = (1100, 760)) -> None:
        ensure_opengl()
        plotter: Any = pv.Plotter
        self.plotter: Any = plotter(window_size=list(size), title=title)
        self.plotter.disable_anti_aliasing()
        self.plotter.renderer.SetUseOIT(False)
        self.live = LiveScene(self.plotter, size[1])
        self._texts: dict[str, Any] = {}
        self._written: dict[str, tuple[Any, ...]] = {}
        self._heading: tuple[float, float] | None = None
        self._sliders: dict[str, Any] = {}
        self._knobs: dict[str, Knob] = {}
        self._pressed = (0, 0)
        self.closing = False

    @property
    def surface(self) -> Surface | None:
        """What is shown."""
        return self.live.surface

    def look(self, pose: Pose) -> None:
        """Look from there."""
        self._heading = None
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
        """Follow a particle from behind and above: it is at `point` (2,) and goes `heading` (2,), domain units."""
        if self.surface is None:
            return
        world = self.surface.world
        here, way = world.grounded(world.place(point)), heading * world.scale
        goal = float(np.degrees(np.arctan2(-way[1], -way[0]))) if np.linalg.norm(way) > 1e-4 else None
        azimuth, low = self._heading or (-58.0 if goal is None else goal, float(ELEVATIONS[0]))
        if goal is not None:
            azimuth += TURNING * ((goal - azimuth + 180) % 360 - 180)
        elevation = max(outlook(self.surface, here, azimuth, RIDE_DISTANCE), low - SINKING)
        self._heading = azimuth, elevation
        camera = self.plotter.camera
        camera.focal_point = here
        camera.position = here + RIDE_DISTANCE * axes(Pose(azimuth, elevation))[2]
        camera.up, camera.view_angle, camera.clipping_range = (0, 0, 1), VIEW_ANGLE, (0.05, 6)

    def ground(self, x: float, y: float) -> NDArray[np.float64] | None:
        """The domain point (2,) that a pixel shows, counted from the lower left; None beside the surface."""
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
        self,
        name: str,
        text: str,
        at: tuple[float, float],
        size: float = 0.019,
        *,
        card: bool = False,
        color: str = "",
    ) -> None:
        """Write some lines of text; the same name again replaces them.

        `at` in shares of the window; a card has a dark ground and letters that are all as wide; the theme's ink where
        no color is named.
        """
        ink = color or ("white" if card or self.surface is None else self.surface.theme.ink)
        wanted = (text, ink, at, self._height)
        if self._written.get(name) == wanted:
            return
        self._written[name] = wanted
        if name not in self._texts:
            self._texts[name] = vtk.vtkTextActor()
            self.plotter.renderer.AddViewProp(self._texts[name])
        actor = self._texts[name]
        actor.SetVisibility(bool(text))
        actor.SetInput(text)
        place = actor.GetPositionCoordinate()
        place.SetCoordinateSystemToNormalizedViewport()
        place.SetValue(*at)
        look = actor.GetTextProperty()
        look.SetFontFamily(vtk.VTK_FONT_FILE)
        look.SetFontFile(MONOSPACED if card else FONT)
        look.SetLineSpacing(1.2)
        look.SetFontSize(max(int(0.80 * size * self._height), 7))
        look.SetColor(pv.Color(ink).float_rgb)
        if card:
            look.SetBackgroundColor(0.05, 0.06, 0.11)
            look.SetBackgroundOpacity(0.88)

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
        widget.KeyPressActivationOff()  # or `i` switches sliders on and off, those that are gone too
        widget.ProcessEventsOff()  # VTK crashes where one is clicked that was never drawn
        widget.RemoveObservers("InteractionEvent")
        widget.AddObserver("InteractionEvent", lambda *_: moved(widget.GetRepresentation().GetValue()))
        return widget

    def _set(self, drawn: Any, knob: Knob) -> None:
        """Range, place and look of a slider; its value is the one that the hand has given it."""
        theme = self.surface.theme if self.surface else None
        left, top = (0.80, 0.93 - 0.085 * knob.row) if knob.row >= 0 else (0.42, 0.056)
        drawn.SetMinimumValue(knob.low)
        drawn.SetMaximumValue(knob.high)
        drawn.SetValue(min(max(knob.value, knob.low), knob.high))
        drawn.SetTitleText(knob.label)
        drawn.GetPoint1Coordinate().SetValue(left, top)
        drawn.GetPoint2Coordinate().SetValue(0.97, top)
        drawn.SetTitleHeight(0.021)
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
        key: Callable[[str, str], None],
        click: Callable[[int, int, bool], None],
        tick: Callable[[], bool],
    ) -> None:
        """Show the window until it is closed.

        Parameters
        ----------
        key : told each key (X's name for it) and the character that it writes, if it writes one
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
            "KeyPressEvent", lambda *_: key(interactor.GetKeySym() or "", interactor.GetKeyCode())
        )
        for button in ("Left", "Right"):
            interactor.AddObserver(f"{button}ButtonPressEvent", self._press, 1.0)
        # A style that turns the camera keeps the release of the button to itself, and tells the end of the turn.
        interactor.GetInteractorStyle().AddObserver("EndInteractionEvent", lambda *_: self._release(click))
        interactor.AddObserver("TimerEvent", lambda *_: self._beat(tick))
        interactor.CreateRepeatingTimer(TICK)
        self._draw()
        interactor.Start()
        plotter.close()

    def close(self) -> None:
        """End `run`."""
        self.closing = True
        self.plotter.iren.interactor.TerminateApp()

    def save(self, path: str | Path) -> None:
        """Write what is seen as a PNG; raises OSError where the file cannot be written."""
        self.plotter.render()
        with replacing(path) as file:
            Image.fromarray(np.asarray(self.plotter.screenshot())).save(file, "PNG")

    def _beat(self, tick: Callable[[], bool]) -> None:
        if not self.closing and tick():
            self._draw()

    def _draw(self) -> None:
        self.plotter.render()
        for slider in self._sliders.values():
            slider.ProcessEventsOn()

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


def ground_under(
    surface: Surface, near: NDArray[np.float64], far: NDArray[np.float64], samples: int = 3000
) -> NDArray[np.float64] | None:
    """Where a ray from one world point (3,) to another first goes through the surface from above: (2,), domain units."""
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
