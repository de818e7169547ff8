"""The 3-D picture: a plotter with surface, trails and beads, drawn at twice the size and averaged down."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pyvista as pv
import vtk
from PIL import Image, ImageChops
from vtk.util.numpy_support import vtk_to_numpy

from descent import Trajectories
from render.camera import VIEW_ANGLE, Frame, Pose, View, fit
from render.clock import Clock
from render.marks import Mark, Site
from render.opengl import ensure_opengl
from render.particles import Beads
from render.surface import Surface
from render.themes import Theme, rgb
from render.tints import Tint
from render.trails import Trails

OVERSIZE = 2
"""Each side is drawn so many times too large and averaged down: cheaper than multisampling, and it smooths shaders too."""


def furnish(
    plotter: pv.Plotter,
    surface: Surface,
    runs: Mapping[str, Trajectories],
    tints: Sequence[Tint],
    clock: Clock,
    *,
    pixels: float,
    marks: Sequence[Mark] = (),
    **surface_options: Any,
) -> list[Callable[[float], None]]:
    """Put the scene's actors into a plotter; what comes back moves them to a film time.

    `pixels` is the height of the picture that line widths refer to; `surface_options` go to `add_mesh`.
    """
    theme = surface.theme
    plotter.renderer.SetUseOIT(
        False
    )  # trails blend in order; VTK's order-independent pass costs a third of a frame
    look: dict[str, Any] = {"scalars": "colour", "rgb": True, "lighting": False, "show_scalar_bar": False}
    plotter.add_mesh(surface.mesh, **{**look, "render": False, "reset_camera": False, **surface_options})
    _add_contours(plotter, surface, pixels)
    movers: list[Callable[[float], None]] = []
    for paths, colours in zip(runs.values(), tints, strict=True):
        trails = Trails.add(
            plotter, paths, surface.world, colours, theme, clock, width=max(theme.trail_width * pixels, 1.0)
        )
        beads = Beads.add(plotter, paths, surface.world, colours, theme)
        movers += [trails.show, lambda t, show=beads.show: show(clock.index(t))]
    site = Site(surface, runs, clock, pixels)
    return [*movers, *(move for mark in marks for move in mark.add(plotter, site))]


def _add_contours(plotter: pv.Plotter, surface: Surface, pixels: float) -> None:
    if not surface.contours.n_points:
        return
    mapper = vtk.vtkPolyDataMapper()
    mapper.SetInputData(surface.contours)
    mapper.SetColorModeToDirectScalars()
    mapper.SetScalarModeToUsePointFieldData()
    mapper.SelectColorArray("colour")
    mapper.SetRelativeCoincidentTopologyLineOffsetParameters(-2.0, -2.0)
    actor = vtk.vtkActor()
    actor.SetMapper(mapper)
    actor.GetProperty().SetLineWidth(max(surface.theme.contour_width * pixels, 1.0))
    actor.GetProperty().LightingOff()
    plotter.add_actor(actor, render=False, reset_camera=False)


def look_from(plotter: pv.Plotter, view: View) -> None:
    """Place the plotter's camera."""
    camera = plotter.camera
    camera.position, camera.focal_point, camera.up = view.position, view.focus, (0.0, 0.0, 1.0)
    camera.view_angle = VIEW_ANGLE
    distance = float(np.linalg.norm(view.position - view.focus))
    camera.clipping_range = (max(distance - 3.0, 0.05), distance + 3.0)


def graded(theme: Theme, size: tuple[int, int]) -> Image.Image:
    """The theme's background, from its top to its bottom colour."""
    rows = np.linspace(0, 1, size[1])[:, None]
    colours = (1 - rows) * np.array(rgb(theme.ground_top)) + rows * np.array(rgb(theme.ground_bottom))
    return Image.fromarray(np.repeat(np.round(colours[:, None] * 255).astype(np.uint8), size[0], axis=1))


class Stage:
    """An off-screen plotter that gives the 3-D picture at any film time.

    Close it when done: an open one keeps tens of megabytes.
    """

    def __init__(
        self,
        surface: Surface,
        runs: Mapping[str, Trajectories],
        tints: Sequence[Tint],
        clock: Clock,
        *,
        camera: Callable[[float], Pose],
        size: tuple[int, int],
        frame: Frame,
        marks: Sequence[Mark] = (),
        **surface_options: Any,
    ) -> None:
        ensure_opengl()
        self._surface, self._camera, self._frame = surface, camera, frame
        self._size = (size[0] * OVERSIZE, size[1] * OVERSIZE)
        self.plotter = pv.Plotter(off_screen=True, window_size=list(self._size))
        self.plotter.disable_anti_aliasing()
        self.plotter.render_window.SetAlphaBitPlanes(1)
        self.plotter.set_background("black")
        self.plotter.renderer.SetBackgroundAlpha(0.0)
        self._ground = graded(surface.theme, size)
        self._movers = furnish(
            self.plotter, surface, runs, tints, clock, pixels=self._size[1], marks=marks, **surface_options
        )
        self._pixels = vtk.vtkUnsignedCharArray()
        self._shown = False

    def view(self, t: float) -> View:
        """Where the camera is at film time `t`."""
        return fit(self._camera(t), self._surface.hull, self._size[0] / self._size[1], self._frame)

    def draw(self, t: float) -> Image.Image:
        """The picture at film time `t`."""
        for move in self._movers:
            move(t)
        look_from(self.plotter, self.view(t))
        if self._shown:
            self.plotter.render()
        else:
            self.plotter.show(auto_close=False)
            self._shown = True
        width, height = self._size
        self.plotter.render_window.GetRGBACharPixelData(0, 0, width - 1, height - 1, 0, self._pixels)
        # Already premultiplied: as "RGBX" Pillow averages the four bands without converting back and forth.
        large = Image.frombuffer("RGBX", self._size, vtk_to_numpy(self._pixels), "raw", "RGBX", 0, 1)
        return self._over_ground(large.reduce(OVERSIZE).transpose(Image.Transpose.FLIP_TOP_BOTTOM))

    def _over_ground(self, picture: Image.Image) -> Image.Image:
        """The picture, drawn on transparent black, before the graded ground: VTK's own gradient is ten times slower."""
        *colour, cover = picture.split()
        free = ImageChops.invert(cover)
        ground = ImageChops.multiply(self._ground, Image.merge("RGB", (free, free, free)))
        return ImageChops.add(Image.merge("RGB", colour), ground)

    def close(self) -> None:
        """Give the window back."""
        self.plotter.close()
