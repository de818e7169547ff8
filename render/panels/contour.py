"""The landscape from above: heights as colours, contour lines, and the paths drawn on it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from descent import Ending, Searched, Trajectories
from render.panels.axes import Axes
from render.panels.canvas import OVERSIZE, Canvas, mixed
from render.panels.graduation import Graduation
from render.panels.panel import Panel
from render.particles import BILLBOARD, GLYPHS, ROUND, SHARED, flagged
from render.style import faded
from render.surface import Lattice, choose_transform, color_of, toned

RESOLUTION = 220
MOST_PATHS = 400
BRIGHT = 235
"""The brightest of the map's colours, of 255: beads and paths stand out from it."""
RADIUS = 0.0105
"""Of a bead where there are 40, a share of the unit."""

FLAG = 0.75, 1.4
"""Size of a flag on a map, beside the usual one of its unit; and on a bare one."""
LOW, STRETCH = 0.35, 1.6
"""What is left of the room above a map that has no words there; and by how much one scale of a strip may be the larger."""
FRESH = 0.15
"""Of a path so many of the map's sides behind the particle are drawn in full, though the rest be faint."""


class Contour(Panel):
    """A top-down contour map in the surface's colours; particles and paths in theirs."""

    variables = (2,)
    share = 3  # a map is about as high as it is wide
    follows = False
    scales = True

    @cached_property
    def _axes(self) -> Axes:
        wide, high = self._large
        edge = RADIUS * self.unit * OVERSIZE  # for beads on the map's border
        box = (edge, edge, wide - edge, high - edge)
        left, top, right, bottom = self.box() if not self.bare else box
        (x0, x1), (y0, y1) = self.landscape.domain
        upright = Axes((left, top, right, bottom), (x0, x1), (y0, y1)).ticks()[1]
        if not self.bare and len(Graduation.of(upright).named(self.names[1])) == 1:
            top *= LOW  # y is named beside its numbers
        share = float(np.clip((x1 - x0) / (y1 - y0), 0.5, 2.0))
        # A strip takes more of its room than scales that are equal would give it.
        given = (right - left) / (bottom - top)
        nearer = min(share * STRETCH, 1.0) if share < 1 else max(share / STRETCH, 1.0)
        share = float(np.clip(given, min(share, nearer), max(share, nearer)))
        width = min(right - left, (bottom - top) * share)
        height = width / share
        across, down = (left + right - width) / 2, (top + bottom - height) / 2
        return Axes((across, down, across + width, down + height), (x0, x1), (y0, y1))

    @property
    def _large(self) -> tuple[float, float]:
        return self.ground.width * OVERSIZE, self.ground.height * OVERSIZE

    @cached_property
    def _relief(self) -> tuple[Lattice, NDArray[np.float64]]:
        """A lattice, and the drawn heights (rows, columns), 0..1, on it."""
        lattice = Lattice.of(self.landscape, RESOLUTION)
        scale = choose_transform(lattice.heights, self.height)
        return lattice, np.clip(scale(lattice.heights), 0, 1)

    def furnish(self, canvas: Canvas) -> None:
        self._framed(canvas, self._heights)
        self._contour(canvas, *self._relief)

    def _framed(self, canvas: Canvas, ground: NDArray[np.float64]) -> None:
        """Axes around colours (rows, columns, 3), 0..1."""
        left, top, right, bottom = (round(v) for v in self._axes.box)
        picture = Image.fromarray((ground * BRIGHT).astype(np.uint8))
        picture = picture.transpose(Image.Transpose.FLIP_TOP_BOTTOM)
        canvas.image.paste(
            picture.resize((right - left, bottom - top), Image.Resampling.BICUBIC), (left, top)
        )
        if not self.bare:
            x_name, y_name = self.names
            canvas.axes(self._axes, x_name, y_name, grid=False)

    @property
    def _heights(self) -> NDArray[np.float64]:
        """The colours of heights (rows, columns, 3), 0..1."""
        return self._painted(np.ones(self._relief[1].shape))

    def _painted(self, power: NDArray[np.float64]) -> NDArray[np.float64]:
        """Those by a `power` (rows, columns) of their places on the map of heights."""
        return color_of(toned(np.nan_to_num(self._relief[1]), self.theme) ** power, self.theme)

    @cached_property
    def _flooded(self) -> Canvas:
        """The map in the colours of basins, whose seams take the contours' place."""
        assert self.tide is not None
        points, canvas = self._relief[0].points, self.empty()
        self._framed(canvas, self.tide.on(points[0, :, 0], points[:, 0, 1], self._painted))
        return canvas

    def standing(self, t: float) -> Canvas:
        share = self._tide(t)
        if not share:
            return super().standing(t)
        canvas = self._flooded.copy()
        if share < 1:
            canvas.image.paste(Image.blend(super().standing(t).image, canvas.image, share))
        return canvas

    def _tide(self, t: float) -> float:
        return self.tide.share(t) if self.tide is not None else 0.0

    def state(self, t: float) -> object:
        return self._tide(t)

    def _contour(self, canvas: Canvas, lattice: Lattice, unit: NDArray[np.float64]) -> None:
        from contourpy import contour_generator

        lines = contour_generator(lattice.points[0, :, 0], lattice.points[:, 0, 1], unit)
        for level in np.arange(1, 14) / 14:
            color = mixed(self._hex(level), self.theme.contour, 0.30)
            for line in map(np.asarray, lines.lines(level)):
                canvas.line(self._axes.pixels(line[:, 0], line[:, 1]), color, 0.0014, inside=self._axes)

    def _hex(self, unit: float) -> str:
        return "#" + "".join(f"{round(BRIGHT * c):02x}" for c in color_of(np.array(unit), self.theme))

    def move(self, canvas: Canvas, index: float, t: float = 1.0) -> None:
        shown = []
        for case, paths in enumerate(self.runs):
            count = len(paths.ending)
            if not count:
                continue
            chosen = np.unique(np.linspace(0, count - 1, min(count, MOST_PATHS)).astype(int))
            points = paths.at(index)[0]
            shown.append((case, paths, chosen, points))
            if isinstance(paths, Searched) and not paths.trails:
                self._way(canvas, paths, index)
            else:
                tracks = [self._track(paths, int(p), index, points[p]) for p in chosen]
                self._trails(canvas, case, chosen, tracks, self._tide(t))
        # Flags stand before all paths and behind all beads.
        goals, share = flagged(self.landscape)
        canvas.flags(self._axes.pixels(goals[:, 0], goals[:, 1]), share * FLAG[self.bare])
        for case, paths, chosen, points in shown:
            radius = RADIUS * float(np.clip((40 / len(paths.ending)) ** 0.3, 0.4, 1.1))
            shares = self.sizes(case, index)
            for particle in chosen:
                pixel, color = self._axes.pixels(*points[particle]), self.color_of_particle(case, particle)
                if self._holds(points[particle]):
                    rim = mixed(color, self.theme.rim, BILLBOARD.pale)
                    canvas.dot(pixel, color, radius * shares[particle], rim, _shape(paths, particle, index))

    def _way(self, canvas: Canvas, paths: Searched, index: float) -> None:
        """That of the mean, of generations of which nobody comes from one of the last."""
        way = paths.drawn.get("mean", np.zeros((0, 2)))[: int(index) + 1]
        if len(way) > 1:
            canvas.line(self._axes.pixels(*way.T), self.theme.palette[0], 0.0036, inside=self._axes)

    def _trails(
        self,
        canvas: Canvas,
        case: int,
        chosen: NDArray[np.int64],
        tracks: Sequence[NDArray[np.float64]],
        tide: float,
    ) -> None:
        """Of a crowd all paths together are one faint layer, through which the map is seen; only their ends are not.

        On ground in their own colours they are pale, as on the block, all of them by the share `tide`.
        """
        fresh = (1 - tide) * FRESH * (self._axes.box[2] - self._axes.box[0])
        strength = float(np.clip(6 / len(chosen) ** 0.5, 0.45, 1.0))
        if len(self.runs) > 1 < len(chosen):
            strength *= SHARED
        faint, ends = canvas.copy(), []
        for particle, track in zip(chosen, tracks, strict=True):
            color = self.color_of_particle(case, int(particle))
            color = mixed(color, self.tide.pale, tide) if self.tide is not None else color
            left = np.cumsum(np.abs(np.diff(track[::-1], axis=0)).max(axis=1))
            old = len(track) - 1 - int(np.searchsorted(left, fresh))
            with faded(strength):
                faint.line(track[: max(old, 0) + 1], color, 0.0022, inside=self._axes)
            ends.append((track[max(old, 0) :], color))
        canvas.image.paste(Image.blend(canvas.image, faint.image, strength))
        for end, color in ends:
            canvas.line(end, color, 0.0022, inside=self._axes)

    def _track(
        self, paths: Trajectories, particle: int, index: float, now: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """The pixels (k, 2) of a path so far, no two of them closer than half a large one."""
        rows = int(np.searchsorted(paths.indices, min(index, paths.stopped_at[particle]), side="right"))
        track = np.concatenate([paths.positions[:rows, particle], now[None]])
        pixels = self._axes.pixels(track[:, 0], track[:, 1])
        way = np.cumsum(np.abs(np.diff(pixels, axis=0)).max(axis=1), dtype=float)
        kept = np.concatenate([[True], np.diff(np.floor(2 * way), prepend=-1) > 0])
        kept[-1] = True
        return pixels[kept]

    @property
    def inside(self) -> tuple[float, float, float, float]:
        left, top, right, bottom = (side / OVERSIZE for side in self._axes.box)
        return left, top, right, bottom

    def pixels_of(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        return self._axes.pixels(points[:, 0], points[:, 1]) / OVERSIZE

    def _holds(self, point: NDArray[np.float64]) -> bool:
        return all(low <= c <= high for c, (low, high) in zip(point, self.landscape.domain, strict=True))


def _shape(paths: Trajectories, particle: int, index: float) -> str:
    """The mark of a particle at step `index`: a disc until it has ended."""
    ending = Ending(int(paths.ending[particle]))
    return GLYPHS[ending].shape if paths.stopped_at[particle] <= index else ROUND
