"""Pictures of an explorer's live scene for somebody who looks from afar: one at a time, from any camera, in any size."""

from __future__ import annotations

import io
import time as clocks
from typing import Any

import numpy as np
import pyvista as pv
from numpy.typing import NDArray
from PIL import Image
from vtkmodules.util.numpy_support import vtk_to_numpy
from vtkmodules.vtkCommonCore import vtkUnsignedCharArray

from render.camera import Pose, View
from render.interactive.live_scene import LiveScene
from render.stage import LARGEST, OVERSIZE, StillStage, distances, ensure_opengl, look_from

LARGEST_SIDE = 2400
"""Pixels of a picture that may be asked for."""
HASTE = 0.05
"""Seconds that a smooth picture may take while the camera moves; else edges are left rough until it rests."""
LONGEST_WAY = 3e6
"""Pixels that all trails together may be long for that: those who leap to and fro for ever would take seconds."""
SETTLED = 3
"""So many pictures from the same place, and the next ones are drawn before a still ground."""


class RemoteRenderer:
    """Draws one live scene. OpenGL stays in the thread that made it; close it when done.

    Parameters
    ----------
    height : of the first picture, pixels

    Raises
    ------
    OpenGLMissing
        If nothing here can draw.
    """

    def __init__(self, height: int = 600) -> None:
        ensure_opengl()
        self.plotter: Any = pv.Plotter(off_screen=True, window_size=[height, height])
        self.plotter.disable_anti_aliasing()
        self.plotter.renderer.SetUseOIT(False)
        self.live = LiveScene(self.plotter, OVERSIZE * height)
        self._window: Any = self.plotter.render_window
        self._pixels = vtkUnsignedCharArray()
        self._begun = False
        self._still: StillStage | None = None
        self._place: tuple[float, ...] = ()
        self._stays = 0
        self._smooth = 0.0

    def picture(
        self, time: float, view: View, size: tuple[int, int], *, moving: bool = False, rests: bool = False
    ) -> Image.Image:
        """What is to be seen at film time `time`.

        Parameters
        ----------
        size : width and height in pixels; kept between 16 and `LARGEST_SIDE`
        moving : the camera is being moved; edges may be rough
        rests : the picture will be looked at for a while; it may take its time
        """
        size = (min(max(size[0], 16), LARGEST_SIDE), min(max(size[1], 16), LARGEST_SIDE))
        place = (self.live.version, *view.position, *view.focus, *size)
        self._stays = self._stays + 1 if place == self._place else 0
        if place != self._place:
            self._place, self._still = place, None
        if not moving and self.live.runs and (rests or self._stays >= SETTLED):
            self._settle(view, size)
        if self._still is not None:
            return self._still.draw(time)
        if not rests and self._smooth > HASTE:
            return self._drawn_at(time, view, size, 1)
        began = clocks.perf_counter()
        picture = self._drawn_at(time, view, size, OVERSIZE)
        self._smooth = 0.7 * self._smooth + 0.3 * (clocks.perf_counter() - began)
        return picture

    def close(self) -> None:
        """Give the window back."""
        self._still = None
        self.plotter.close()

    def _settle(self, view: View, size: tuple[int, int]) -> None:
        """From now on only what moves is drawn, before a ground that stands still."""
        live, content = self.live, self.live.content
        if self._still is not None or content is None or not live.trails_shown:
            return
        self._stays = -1_000
        if live.way() * size[1] > LONGEST_WAY:
            return
        base: Any = _Ground(self, view, size)
        still = StillStage(base, content, _pose(view), size)
        self._still = still if still.largest <= LARGEST else None

    def _drawn_at(self, time: float, view: View, size: tuple[int, int], oversize: int) -> Image.Image:
        self.live.show(time)
        return self.drawn(view, size, oversize)

    def drawn(self, view: View, size: tuple[int, int], oversize: int) -> Image.Image:
        """The plotter's picture, so many times too large a side and averaged down."""
        large = (size[0] * oversize, size[1] * oversize)
        if tuple(self.plotter.window_size) != large:
            self.plotter.window_size = list(large)
            self.live.weigh(large[1])
        look_from(self.plotter, view)
        if self._begun:
            self._window.Render()
        else:
            self.plotter.show(auto_close=False)
            self._begun = True
        self._window.GetPixelData(0, 0, large[0] - 1, large[1] - 1, 0, self._pixels, 0)
        picture = Image.frombuffer("RGB", large, vtk_to_numpy(self._pixels), "raw", "RGB", 0, -1)
        return picture.reduce(oversize) if oversize > 1 else picture


class _Ground:
    """What stands still, as the stage that a `StillStage` takes: its methods are those of `Stage`."""

    def __init__(self, renderer: RemoteRenderer, view: View, size: tuple[int, int]) -> None:
        self._renderer, self._view, self._size = renderer, view, size

    def view(self, t: float) -> View:
        """Where the camera is, whatever the film time."""
        return self._view

    def draw(self, t: float) -> Image.Image:
        """The picture without what moves."""
        with self._renderer.live.empty():
            return self._renderer.drawn(self._view, self._size, OVERSIZE)

    def depth(self) -> NDArray[np.float32]:
        """Distances (rows, columns), world units along the view, of what was drawn last."""
        return distances(self._renderer.plotter, (self._size[0] * OVERSIZE, self._size[1] * OVERSIZE))

    def close(self) -> None:
        """Nothing to close: the renderer goes on."""


def _pose(view: View) -> Pose:
    """The direction of a view."""
    x, y, z = view.position - view.focus
    return Pose(float(np.degrees(np.arctan2(y, x))), float(np.degrees(np.arctan2(z, np.hypot(x, y)))))


def jpeg(picture: Image.Image, quality: int) -> bytes:
    """A picture as a JPEG file, colours at full resolution where it is to be looked at."""
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=quality, subsampling=0 if quality > 80 else 2)
    return file.getvalue()
