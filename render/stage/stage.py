"""The 3-D picture: a window with surface, trails and beads, drawn at twice the size and averaged down."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import Any, NamedTuple

import numpy as np
import pyvista as pv
from numpy.typing import NDArray
from PIL import Image
from vtkmodules.util.numpy_support import vtk_to_numpy
from vtkmodules.vtkCommonCore import vtkFloatArray, vtkUnsignedCharArray

from render.camera import DEPTH, NEAR, VIEW_ANGLE, Fit, Frame, Path, Room, View
from render.clock import Clock
from render.finale import SETTLED
from render.marks import Site
from render.particles import Beads, Crowding, Trails
from render.stage.content import StageContent
from render.stage.flooding import add_flood, lines_actor
from render.stage.freed_memory import give_back_pictures
from render.stage.offscreen import OffScreen
from render.stage.opengl import ensure_opengl
from render.stage.table import TableShadow, graded
from render.surface import WATER_WIDTHS, Surface

Picture = NDArray[np.uint8]
"""(height, width, 3), 0..255."""


class Capture(NamedTuple):
    """What its stage has seen in a box of the picture, left, top, right, bottom; None where nothing is."""

    box: tuple[int, int, int, int]
    seen: Any
    shadow: NDArray[np.uint8] | None = None
    """The strength, 0..255, of what the block casts on the ground, for every other pixel of the whole picture."""


WIDEST = 2560
"""Pixels, width or height of a picture that is drawn at once. Of a larger one `PARTS` each way are drawn one after the
other: a window for all of 3840 x 2160, twice as large, takes 1.2 GB; by parts a picture costs a fifth more time."""
PARTS = (4, 2)
"""The first of them that divides width and height."""
OVERSIZE = 2
"""Each side is drawn so many times too large and averaged down: cheaper than multisampling, and it smooths shaders too."""


def furnish(
    plotter: Any, content: StageContent, *, pixels: float, lean: bool = False, parts: int = 1
) -> list[Callable[[float], object]]:
    """Put a scene's actors into a plotter, PyVista's or ours.

    Parameters
    ----------
    pixels : height of the picture that line widths refer to
    lean : a surface with no more triangles than the eye asks for
    parts : in so many parts each way the plotter shows the picture, one after the other

    Returns
    -------
    What moves the actors to a film time, and returns what tells a change that VTK's modification times do not.
    """
    surface, runs, clock = content.surface, content.runs, content.clock
    theme = surface.theme
    # Trails blend in order; VTK's order-independent pass costs a third of a frame.
    plotter.renderer.SetUseOIT(False)
    look: dict[str, Any] = {"scalars": "color", "rgb": True, "lighting": False, "show_scalar_bar": False}
    mesh = surface.facets if lean else surface.mesh
    others = set(plotter.renderer.GetActors())
    plotter.add_mesh(mesh, **{**look, "render": False, "reset_camera": False, **content.surface_options})
    if surface.walled:
        through = {name: value for name, value in content.surface_options.items() if name == "opacity"}
        walls = plotter.add_mesh(
            surface.block.walls, **{**look, "render": False, "reset_camera": False, **through}
        )
        if not through:  # the block is closed: who looks at a wall from its inside sees what lies before it
            walls.GetProperty().BackfaceCullingOn()
    drawn = runs if content.marked is None else content.marked
    crowding = Crowding.of(drawn.values(), surface.world)
    inked = partial(_inked, pixels=pixels, crowding=crowding)
    for lines, width in inked(surface):
        plotter.add_actor(lines_actor(lines, width), render=False, reset_camera=False)
    ground = [actor for actor in plotter.renderer.GetActors() if actor not in others]
    if surface.walled and theme.outline:
        outline = surface.block.outline(theme.contour, theme.outline)
        plotter.add_actor(
            lines_actor(outline, theme.contour_width * pixels), render=False, reset_camera=False
        )
    movers: list[Callable[[float], object]] = []
    if content.flood is not None:
        paths = sum(len(run) for run in drawn.values())
        movers.append(add_flood(plotter, content.flood, surface, ground, pixels, paths, inked))
    how: dict[str, Any] = {"pixels": pixels, "parts": parts, "thinned": crowding.shared(runs.values())}
    how["among"] = sum(map(len, runs.values()))
    for run, colors in zip(runs.values(), content.colors, strict=True):
        beads = Beads.add(plotter, run, surface.world, colors, theme, tuple(runs.values()))
        trails = Trails.add(plotter, run, surface, colors, clock, **how)
        movers += [_settling(trails), _OnClock(beads, clock)]
    site = Site(surface, drawn, clock, pixels)
    return [*movers, *(move for mark in content.marks for move in mark.add(plotter, site))]


def _settling(trails: Trails) -> Callable[[float], object]:
    return lambda t: trails.show(min(t, SETTLED))


class _OnClock:
    """Moves beads by film time; before those of the same step nothing is done."""

    def __init__(self, beads: Beads, clock: Clock) -> None:
        self._beads, self._clock = beads, clock
        self._shown: float | None = None

    def expect(self, times: Iterable[float]) -> None:
        self._beads.foreseen.expect(map(self._clock.index, times))

    def __call__(self, t: float) -> None:
        if (index := self._clock.index(t)) != self._shown:
            self._beads.show(index)
            self._shown = index


def _inked(surface: Surface, pixels: float, crowding: Crowding) -> list[tuple[pv.PolyData, float]]:
    """Contours and water of a surface, and how wide each is in pixels."""
    width = surface.theme.contour_width * pixels
    lines = [(surface.contours_beside(crowding.bare), width)] if surface.contours.n_points else []
    lines += [(water, wider * width) for water, wider in zip(surface.water, WATER_WIDTHS, strict=False)]
    return lines


def look_from(plotter: Any, view: View) -> None:
    """Place the plotter's camera; its clipping range is as near as the scene allows, for depths of many digits."""
    camera = plotter.camera
    camera.position, camera.focal_point = tuple(view.position), tuple(view.focus)
    camera.SetViewUp(0.0, 0.0, 1.0)
    camera.view_angle = VIEW_ANGLE
    distance = float(np.linalg.norm(view.position - view.focus))
    camera.clipping_range = (max(distance - DEPTH, NEAR), distance + DEPTH)


def look_at_part(plotter: Any, part: tuple[int, int], parts: int) -> None:
    """Have a camera that was placed see one of `parts` x `parts` equal parts, counted from the left and the bottom."""
    camera = plotter.camera
    camera.SetWindowCenter(*(2 * k + 1 - parts for k in part))
    camera.view_angle = 2 * float(np.degrees(np.arctan(np.tan(np.radians(VIEW_ANGLE) / 2) / parts)))


def distances(plotter: Any, size: tuple[int, int]) -> NDArray[np.float32]:
    """Distances (rows, columns), world units along the view, of what a plotter `size` pixels wide and high drew last."""
    depths = vtkFloatArray()
    plotter.render_window.GetZbufferData(0, 0, size[0] - 1, size[1] - 1, depths)
    near, far = plotter.camera.clipping_range
    z = vtk_to_numpy(depths).reshape(size[::-1])[::-1]
    return np.where(z < 1, near * far / (z * np.float32(near - far) + np.float32(far)), np.float32(np.inf))


def _lay_over(ground: Picture, drawn: NDArray[np.uint8]) -> None:
    """Put what was drawn on transparent black, (height, width, 4) premultiplied: VTK's own way is ten times slower.

    Nearly every pixel is all or nothing; only the few between are mixed.
    """
    cover = drawn[..., 3]
    edge = np.nonzero((cover - np.uint8(1)) < 254)
    free = 255 - cover[edge].astype(np.uint16)[:, None]
    mixed = np.minimum(ground[edge] * free // 255 + drawn[edge][:, :3], 255)
    whole = cover == 255
    for band in range(3):
        np.copyto(ground[..., band], drawn[..., band], where=whole)
    ground[edge] = mixed


def _plotter(size: tuple[int, int]) -> pv.Plotter:
    """PyVista's own, off-screen, transparent black where nothing is drawn."""
    plotter = pv.Plotter(off_screen=True, window_size=list(size))
    plotter.disable_anti_aliasing()
    window = plotter.render_window
    assert window is not None
    window.SetAlphaBitPlanes(1)
    plotter.set_background("black")  # type: ignore[arg-type]
    plotter.renderer.SetBackgroundAlpha(0.0)
    return plotter


class Stage:
    """An off-screen plotter that gives the 3-D picture at any film time.

    Close it when done: an open one keeps tens of megabytes.

    Parameters
    ----------
    camera : film time to pose
    size : of the picture in pixels
    frame : the part of the picture that the surface may fill
    ground : a picture of that size to draw on; the theme's own where it is None
    fit : how far away the camera stands, where not all poses of the film shall show everything

    Raises
    ------
    OpenGLMissing
        If nothing here can draw.
    """

    def __init__(
        self,
        content: StageContent,
        *,
        camera: Path,
        size: tuple[int, int],
        frame: Frame,
        ground: Image.Image | None = None,
        fit: Fit | None = None,
    ) -> None:
        ensure_opengl()
        self._surface, self._camera = content.surface, camera
        self._fit = fit or Fit.along(Room(content.surface.hull, size[0] / size[1], frame), camera)
        self._size = (size[0] * OVERSIZE, size[1] * OVERSIZE)
        # Others' marks and options may ask PyVista for anything.
        special = content.marks or content.surface_options
        fitting = (n for n in PARTS if not any(side % n for side in size))
        self.parts = next(fitting) if max(size) > WIDEST else 1
        if self.parts > 1:
            give_back_pictures()
        window = (self._size[0] // self.parts, self._size[1] // self.parts)
        self.plotter: Any = _plotter(window) if special else OffScreen(window)
        self._window: Any = self.plotter.render_window
        self._ground = np.asarray(ground or graded(content.surface.theme, size))
        stands = content.surface.walled and content.surface.theme.shadow
        self._shadow = TableShadow(content.surface, self._ground) if stands else None
        self._floods = content.flood is not None
        self._movers = furnish(self.plotter, content, pixels=self._size[1], lean=True, parts=self.parts)
        self._pixels, self._spare = vtkUnsignedCharArray(), vtkUnsignedCharArray()
        self._shown = False
        self._state: object = None
        self._last: Capture | None = None

    def view(self, t: float) -> View:
        """Where the camera is at film time `t`."""
        return self._fit.view(self._camera(t))

    def expect(self, times: Sequence[float]) -> None:
        """These film times will be captured, in this order."""
        for move in self._movers:
            if isinstance(move, _OnClock):
                move.expect(times)

    def draw(self, t: float) -> Image.Image:
        """The picture at film time `t` in 0..1, on the theme's ground or the one that was given."""
        picture = np.array(self._ground)
        self.lay(picture, self.capture(t))
        return Image.fromarray(picture)

    def capture(self, t: float) -> Capture | None:
        """What is to be seen at film time `t`, still twice as large; holds until the capture after the next one."""
        moved = [move(t) for move in self._movers]
        view = self.view(t)
        state = (view.position.tolist(), view.focus.tolist(), moved)
        if self._state == (state, self._changed):
            return self._last
        self._last = self._captured(view)
        self._state = state, self._changed  # drawing changes things too
        return self._last

    @property
    def _changed(self) -> int:
        """VTK's time at which an actor, or what it shows, changed last."""
        return max((actor.GetRedrawMTime() for actor in self.plotter.renderer.GetActors()), default=0)

    def _captured(self, view: View) -> Capture | None:
        self._look(view)
        if self.parts == 1:
            self._render()
        left, top, right, bottom = box = self._occupied()
        height, size = self._size[1], ((right - left) * OVERSIZE, (bottom - top) * OVERSIZE)
        if not min(size) > 0:
            return None
        shadow = self._shadow.mask(view) if self._shadow else None
        if self.parts > 1:
            return Capture(box, self._seen_by_parts(box), shadow)
        pixels, self._spare = self._spare, self._pixels
        self._pixels = pixels
        x, y = left * OVERSIZE, height - bottom * OVERSIZE
        self._window.GetRGBACharPixelData(x, y, x + size[0] - 1, y + size[1] - 1, 0, pixels)
        # Already premultiplied: as "RGBX" Pillow averages the four bands without converting back and forth.
        seen = Image.frombuffer("RGBX", size, vtk_to_numpy(pixels), "raw", "RGBX", 0, 1)
        return Capture(box, seen, shadow)

    def _look(self, view: View) -> None:
        look_from(self.plotter, view)
        self.plotter.camera.SetWindowCenter(0.0, 0.0)

    def _render(self) -> None:
        if self._shown:
            self._window.Render()
        else:
            self.plotter.show(auto_close=False)
            self._shown = True

    def _drawn_parts(self) -> Iterator[tuple[int, int]]:
        """Draw each part of the picture; where it begins, pixels of the window from the left and the bottom."""
        width, height = (side // self.parts for side in self._size)
        for row, column in np.ndindex(self.parts, self.parts):
            look_at_part(self.plotter, (column, row), self.parts)
            self._render()
            yield column * width, row * height

    def _seen_by_parts(self, box: tuple[int, int, int, int]) -> NDArray[np.uint8]:
        """What is seen in a box of the picture (height, width, 4), from the top, each part averaged down by itself."""
        left, top, right, bottom = box
        seen = np.zeros((bottom - top, right - left, 4), np.uint8)[
            ::-1
        ]  # rows from the bottom, as VTK has them
        low, (wide, high) = self._size[1] // OVERSIZE - bottom, (side // self.parts for side in self._size)
        for x, y in self._drawn_parts():
            columns = slice(max(left, x // OVERSIZE), min(right, (x + wide) // OVERSIZE))
            rows = slice(max(low, y // OVERSIZE), min(low + bottom - top, (y + high) // OVERSIZE))
            if columns.start >= columns.stop or rows.start >= rows.stop:
                continue
            size = ((columns.stop - columns.start) * OVERSIZE, (rows.stop - rows.start) * OVERSIZE)
            first = (columns.start * OVERSIZE - x, rows.start * OVERSIZE - y)
            last = (first[0] + size[0] - 1, first[1] + size[1] - 1)
            self._window.GetRGBACharPixelData(*first, *last, 0, self._pixels)
            part = Image.frombuffer("RGBX", size, vtk_to_numpy(self._pixels), "raw", "RGBX", 0, 1)
            seen[rows.start - low : rows.stop - low, columns.start - left : columns.stop - left] = np.asarray(
                part.reduce(OVERSIZE)
            )
        return seen[::-1]

    def lay(self, picture: Picture, capture: Capture | None) -> None:
        """Put a capture onto a picture (height, width, 3) that holds the ground, in place.

        May run in another thread than `capture`.
        """
        if capture is not None:
            (left, top, right, bottom), large, shadow = capture
            if shadow is not None and self._shadow:
                self._shadow.cast(picture, shadow)
            small = large if self.parts > 1 else np.asarray(large.reduce(OVERSIZE))[::-1]
            _lay_over(picture[top:bottom, left:right], small)

    def _occupied(self) -> tuple[int, int, int, int]:
        """The box of the picture, in pixels, that holds all that was drawn."""
        bounds = np.array(self.plotter.renderer.ComputeVisiblePropBounds()).reshape(3, 2)
        width, height = self._size[0] // OVERSIZE, self._size[1] // OVERSIZE
        if not (bounds[:, 0] <= bounds[:, 1]).all():
            return 0, 0, 0, 0
        corners = np.stack(np.meshgrid(*bounds), axis=-1).reshape(-1, 3)
        camera = self.plotter.camera.GetCompositeProjectionTransformMatrix(width / height, -1, 1)
        matrix = np.array([[camera.GetElement(i, j) for j in range(4)] for i in range(4)])
        clip = np.column_stack([corners, np.ones(8)]) @ matrix.T
        if (clip[:, 3] < 0.05).any():
            return 0, 0, width, height
        x, y = (clip[:, :2] / clip[:, 3:]).T
        slack = 0.02 * height + 2
        left, right = (x.min() + 1) / 2 * width - slack, (x.max() + 1) / 2 * width + slack
        top, bottom = (1 - y.max()) / 2 * height - slack, (1 - y.min()) / 2 * height + slack
        return max(int(left), 0), max(int(top), 0), min(int(right) + 1, width), min(int(bottom) + 1, height)

    @property
    def standing(self) -> Image.Image | None:
        """What is on every picture, where there is more than the ground."""
        return None

    @property
    def moves(self) -> bool:
        """Whether anything but the camera and the ground\'s flood moves."""
        return len(self._movers) > self._floods

    def depth(self, margin: int = 0) -> NDArray[np.float32]:
        """Distances (rows, columns), world units along the view, of what was drawn last; twice the size, from the top.

        Around them a margin, samples wide, of infinite ones.
        """
        width, height = self._size
        around = np.full((height + 2 * margin, width + 2 * margin), np.inf, np.float32)
        found = around[margin : margin + height, margin : margin + width]
        if self.parts == 1:
            found[...] = distances(self.plotter, self._size)
            return around
        wide, high = width // self.parts, height // self.parts
        for x, y in self._drawn_parts():
            found[::-1][y : y + high, x : x + wide] = distances(self.plotter, (wide, high))[::-1]
        return around

    def close(self) -> None:
        """Give the window back."""
        self.plotter.close()
