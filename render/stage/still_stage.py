"""The 3-D picture before a camera at rest: the surface is drawn once, and only what moves is drawn again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property, partial
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from render.camera import VIEW_ANGLE, Fit, Frame, Path, Pose, View, axes
from render.finale import SETTLED, flooded
from render.particles import NEARER, Comet, Crowding, Discs, Foreseen, Particles, Tracks, fineness, trail_lift
from render.stage.bead_raster import LARGEST, MARGIN, BeadRaster, ScreenBeads
from render.stage.content import StageContent
from render.stage.disc_raster import darken
from render.stage.stage import OVERSIZE, Capture, Picture, Stage
from render.stage.trail_raster import Strokes, Touched, TrailRaster, covered, strokes

AT_ONCE = 60_000
"""Pixels of trails that are looked at together: what is known of them stays in the processor's cache."""
BAND = 1 << 21
"""Bytes of a picture that are flooded together."""


def open_stage(
    content: StageContent,
    *,
    camera: Path,
    size: tuple[int, int],
    frame: Frame,
    ground: Image.Image | None = None,
    fit: Fit | None = None,
) -> Stage | StillStage:
    """The quickest stage that can show it: a still one where the camera rests and nothing but particles moves.

    The parameters are those of `Stage`, and so is what is raised.
    """
    poses = [camera(t) for t in np.linspace(0, 1, 65)]
    where: dict[str, Any] = {"camera": camera, "size": size, "frame": frame, "ground": ground, "fit": fit}
    if all(pose == poses[0] for pose in poses) and "opacity" not in content.surface_options:
        base = Stage(content.without_runs(), **where)
        if not base.moves:
            still = StillStage(base, content, camera(0.0), size)
            if still.largest <= LARGEST:
                return still
        base.close()
    return Stage(content, **where)


class Seen(NamedTuple):
    """One run's beads on the picture, and their shadows: middles (k, 2) and radii (k, 2, 2) in pixels."""

    beads: ScreenBeads
    shaded: NDArray[np.float64]
    across: NDArray[np.float64]


class StillStage:
    """Gives the same pictures as a `Stage` whose camera rests, many times faster.

    Takes the stage that shows all that stands still; it is open until this one is closed.

    Where the camera rests, the surface, its contours and every mark look alike on all pictures of a film, and VTK
    would draw them again for each. So VTK draws them once, and hands over the picture and the distance of every
    sample. From then on NumPy does what is left: `TrailRaster` goes over the pixels that a trail has just reached or
    that still fade, `BeadRaster` lays small pictures of beads on them; what lies behind the ground is told by those
    distances. A picture then costs what changes in it, and no OpenGL. Marks that move, a see-through surface and
    beads larger than `LARGEST` pixels are left to VTK (see `open_stage`).

    Parameters
    ----------
    base : a stage of the content without runs, seen from `pose`
    pose : where the camera rests
    size : of the picture in pixels
    """

    def __init__(self, base: Stage, content: StageContent, pose: Pose, size: tuple[int, int]) -> None:
        surface, theme = content.surface, content.surface.theme
        self._clock, self._size, self._view = content.clock, size, base.view(0.0)
        self._lens = Lens(self._view, pose, size)
        runs = tuple(content.runs.values())
        self._particles = [
            Particles.of(run, surface.world, theme, runs, own.rank)
            for run, own in zip(runs, content.colors, strict=True)
        ]
        self._colors = [colors.colors for colors in content.colors]
        self._seen = [
            Foreseen(partial(self._looked_at, k), len(own.run.ending))
            for k, own in enumerate(self._particles)
            if len(own.run.ending)
        ]
        if self.largest > LARGEST:
            return
        self._ground = base.draw(0.0)
        self._base, self._flood_of = base, content.flood
        self._beads = BeadRaster(base.depth(2 * MARGIN), theme.rim)
        self._depth = depth = self._beads.ground
        made = self._strokes(content)
        padded = np.zeros((size[1] + 2 * MARGIN, size[0] + 2 * MARGIN, 4), dtype=np.uint8)
        padded[MARGIN:-MARGIN, MARGIN:-MARGIN, :3] = np.asarray(self._ground)
        self._shape, self._box = padded.shape, self._occupied(depth)
        self._trails = TrailRaster(padded.reshape(-1, 4), made)
        self._pixels, self._spare = np.empty_like(self._trails.pixels), np.empty_like(self._trails.pixels)
        self._state: object = None
        self._last: Capture | None = None

    @property
    def largest(self) -> float:
        """The largest radius of a bead, pixels."""
        nearest = np.linalg.norm(self._view.position - self._view.focus) - 1.5
        return max((s.largest for s in self._particles), default=0.0) * self._lens.scale / max(nearest, 0.05)

    def _strokes(self, content: StageContent) -> Strokes:
        """What the trails of all runs do to the padded picture's pixels."""
        surface, theme, made = content.surface, content.surface.theme, []
        fine, runs = fineness(self._size[1] * OVERSIZE), content.runs.values()
        thinned = Crowding.of(runs if len(runs) > 1 else (), surface.world).shared(runs)
        among = sum(map(len, runs))
        for run, own in zip(runs, content.colors, strict=True):
            count = len(run.ending)
            lift = trail_lift(theme, count)
            tracks = Tracks.of(run, surface.world, own, self._clock, lift=lift, fine=fine, thinned=thinned)
            comet = Comet.of(theme, count, self._size[1] * OVERSIZE, among).smaller(OVERSIZE)
            made.append((self._touched(tracks, comet), own.colors, comet))
        return strokes(made)

    def _touched(self, tracks: Tracks, comet: Comet) -> Iterator[Touched]:
        """The pixels that trails of a run touch, where the ground does not hide them; some whole trails at a time."""
        at, far = self._lens.project(tracks.points.astype(float))
        trail = tracks.particle[tracks.segments[:, 0]]
        order = np.argsort(trail, kind="stable")
        ends = at[tracks.segments[order]]
        area = np.cumsum(np.abs(ends[:, 1] - ends[:, 0]).max(axis=1) * (2 * comet.wide + 2))
        new = np.flatnonzero(np.diff(trail[order], append=-1)) + 1
        full = np.diff(area[new - 1] // AT_ONCE, append=-1) != 0
        for one in np.split(order, new[full][:-1]):
            yield self._of_segments(tracks, tracks.segments[one], at, far, comet)

    def _of_segments(
        self,
        tracks: Tracks,
        pair: NDArray[np.int64],
        at: NDArray[np.float64],
        far: NDArray[np.float64],
        comet: Comet,
    ) -> Touched:
        """Those of the segments between points of numbers `pair` (S, 2), which are seen `at` pixels and so `far`."""
        row, column, segment, share, apart = covered(at[pair], comet.wide)
        inside = (row >= 0) & (row < self._size[1]) & (column >= 0) & (column < self._size[0])
        if not inside.all():
            row, column, segment = row[inside], column[inside], segment[inside]
            share, apart = share[inside], apart[inside]

        def between(values: NDArray[Any]) -> NDArray[np.float64]:
            first, second = values[pair].T.astype(float)
            return np.asarray(first.take(segment) + share * (second - first).take(segment))

        pixel = (row + MARGIN) * self._beads.stride + column + MARGIN
        seen = self._beads.seen(pixel, 1 / between(1 / far) - NEARER)
        kept = np.flatnonzero(seen)
        segment, share = segment[kept], share[kept]
        return Touched(
            pixel[kept],
            between(tracks.birth),
            between(tracks.fade),
            apart[kept],
            seen[kept],
            tracks.particle[pair[segment, 0]],
            between(tracks.strength),
        )

    @property
    def standing(self) -> Image.Image | None:
        """What is on every picture: ground, shadow and surface."""
        return self._ground

    def view(self, t: float) -> View:
        """Where the camera is, whatever the film time."""
        return self._view

    def _occupied(self, depth: NDArray[np.float32]) -> tuple[int, int, int, int]:
        """The box of the picture that holds the surface and the beads on it."""
        there = np.isfinite(depth)
        slack = int(min(self.largest, LARGEST)) + 2
        box = []
        for axis, side in ((0, self._size[0]), (1, self._size[1])):
            lines = np.flatnonzero(there.any(axis=axis)) // OVERSIZE
            first, last = (int(lines[0]), int(lines[-1])) if len(lines) else (0, side)
            box.append((max(first - slack, 0), min(last + slack, side)))
        return box[0][0], box[1][0], box[0][1], box[1][1]

    def expect(self, times: Sequence[float]) -> None:
        """These film times will be captured, in this order."""
        steps = [self._clock.index(t) for t in times]
        for own in self._seen:
            own.expect(steps)

    def draw(self, t: float) -> Image.Image:
        """The picture at film time `t`."""
        picture = np.array(self._ground)
        self.lay(picture, self.capture(t))
        return Image.fromarray(picture)

    def capture(self, t: float) -> Capture | None:
        """What is to be seen at film time `t`; holds until the capture after the next one."""
        index, trails = self._clock.index(t), self._trails.bring_to(min(t, SETTLED))
        state = index, flooded(t), self._trails.changes
        if state != self._state:
            self._state, self._last = state, self._captured(trails, index, flooded(t))
        return self._last

    def _captured(self, trails: NDArray[np.uint8], index: float, share: float) -> Capture:
        """What is seen at step `index` with these pixels of ground and `trails`, and a `share` of the flood."""
        pixels, self._spare = self._spare, self._pixels
        self._pixels = pixels
        np.copyto(pixels, trails)
        self._flood(pixels, share)
        seen = [own.at(index) for own in self._seen]
        for one in seen:
            darken(pixels, self._beads.stride, MARGIN, one.shaded, one.across)
        if seen:
            self._beads.lay(pixels, ScreenBeads.joined([one.beads for one in seen]))
        left, top, right, bottom = self._box
        padded = pixels.reshape(self._shape)
        return Capture(self._box, padded[top + MARGIN : bottom + MARGIN, left + MARGIN : right + MARGIN])

    @cached_property
    def _flooded(self) -> Picture | None:
        """The padded picture (rows, columns, 4) of the flooded ground, where it is flooded."""
        if self._flood_of is None or self._flood_of() is None:
            return None
        last = np.zeros(self._shape, dtype=np.uint8)
        last[MARGIN:-MARGIN, MARGIN:-MARGIN, :3] = np.asarray(self._base.draw(1.0))
        return last

    def _flood(self, pixels: NDArray[np.uint8], share: float) -> None:
        """Mix the flooded ground into pixels, in place."""
        if not share or self._flooded is None:
            return
        dry = pixels.reshape(self._shape)
        rows = max(BAND // dry[0].nbytes, 1)
        for top in range(0, len(dry), rows):
            before, after = (_image(each[top : top + rows]) for each in (dry, self._flooded))
            dry[top : top + rows] = np.asarray(Image.blend(before, after, share))

    def lay(self, picture: Picture, capture: Capture | None) -> None:
        """Put a capture onto a picture (height, width, 3) that holds the ground, in place."""
        if capture is not None:
            (left, top, right, bottom), seen, _ = capture
            for band in range(3):  # four times as fast as all at once
                picture[top:bottom, left:right, band] = seen[..., band]

    def _looked_at(self, run: int, steps: Sequence[float]) -> list[Seen]:
        """What is seen of a run's particles at each of some steps."""
        particles = self._particles[run]
        standing = particles.standings(steps)
        at, far = self._lens.project(standing.centres)
        radii = standing.radii * self._lens.scale / far
        shaded, across = self._shadows(particles.discs(standing), standing.radii)
        beads = zip(at, radii, far, standing.radii, standing.looks, strict=True)
        seen = (ScreenBeads(*those, colors=self._colors[run]) for those in beads)
        return [Seen(*all_of) for all_of in zip(seen, shaded, across, strict=True)]

    def _shadows(
        self, discs: Discs | None, radii: NDArray[np.float64]
    ) -> tuple[list[NDArray[np.float64]], list[NDArray[np.float64]]]:
        """Step by step the middles (k, 2) and radii (k, 2, 2), pixels, of discs on ground that is seen.

        `radii` (K, N) are their beads'.
        """
        if discs is None:
            return [np.zeros((0, 2))] * len(radii), [np.zeros((0, 2, 2))] * len(radii)
        step, bead = np.nonzero(discs.across.any(axis=(-1, -2)))
        world, across = discs.middles[step, bead], discs.across[step, bead]
        middles, far = self._lens.project(world)
        across = self._lens.project(world[:, None] + across)[0] - middles[:, None]
        column, row = np.nan_to_num(middles * OVERSIZE, nan=-1).astype(np.int64).T
        rows, columns = self._depth.shape
        inside = (row >= 0) & (row < rows) & (column >= 0) & (column < columns)
        ground = self._depth[np.clip(row, 0, rows - 1), np.clip(column, 0, columns - 1)]
        shown = inside & (far <= ground + 0.5 * radii[step, bead])
        ends = np.searchsorted(step[shown], np.arange(1, len(radii)))
        return np.split(middles[shown], ends), np.split(across[shown], ends)

    def close(self) -> None:
        """Give back the window of the stage that it was made of."""
        self._base.close()


def _image(picture: Picture) -> Image.Image:
    """A view of rows of a picture (rows, columns, 4)."""
    return Image.frombuffer("RGBX", picture.shape[1::-1], picture, "raw", "RGBX", 0, 1)


class Lens:
    """World points to pixels, as the plotter's camera does it; `scale` is pixels times distance per world unit."""

    def __init__(self, view: View, pose: Pose, size: tuple[int, int]) -> None:
        self._basis, self._eye, self._size = axes(pose), view.position, size
        self.scale = size[1] / 2 / np.tan(np.radians(VIEW_ANGLE / 2))

    def project(self, points: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Pixels (..., 2) from the top left and distances (...), world units along the view, of world points (..., 3)."""
        x, y, z = np.moveaxis(points - self._eye, -1, 0)
        # One number after the other: a product of matrices may round otherwise where there are more points.
        right, up, back = (row[0] * x + row[1] * y + row[2] * z for row in self._basis)
        far = np.maximum(-back, 1e-3)
        x = self._size[0] / 2 + right / far * self.scale
        y = self._size[1] / 2 - up / far * self.scale
        return np.stack([x, y], axis=-1), far
