"""The 3-D picture before a camera at rest: the surface is drawn once, and only what moves is drawn again."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from descent import Trajectories
from render.camera.pose import VIEW_ANGLE, Frame, Pose, View, axes
from render.clock.clock import Clock
from render.marks.mark import Mark
from render.particles.beads import Swarm
from render.particles.colors import ParticleColors
from render.particles.trails import Tracks, lasting_of, trail_lift, trail_weight
from render.stage.bead_raster import LARGEST, MARGIN, Discs, Stamps
from render.stage.stage import OVERSIZE, Capture, Picture, Stage
from render.stage.trail_raster import Ink, Strokes, covered, strokes
from render.surface.surface import Surface


def open_stage(
    surface: Surface,
    runs: Mapping[str, Trajectories],
    tints: Sequence[ParticleColors],
    clock: Clock,
    *,
    camera: Callable[[float], Pose],
    size: tuple[int, int],
    frame: Frame,
    marks: Sequence[Mark] = (),
    ground: Image.Image | None = None,
    **surface_options: Any,
) -> Stage | StillStage:
    """The quickest stage that can show it: a still one where the camera rests and nothing but particles moves."""
    poses = [camera(t) for t in np.linspace(0, 1, 65)]
    where: dict[str, Any] = {"camera": camera, "size": size, "frame": frame, "marks": marks, "ground": ground}
    if all(pose == poses[0] for pose in poses) and "opacity" not in surface_options:
        base = Stage(surface, {}, [], clock, marked=runs, **where, **surface_options)
        if not base.moves:
            still = StillStage(base, surface, runs, tints, clock, camera(0.0), size)
            if still.largest <= LARGEST:
                return still
        base.close()
    return Stage(surface, runs, tints, clock, **where, **surface_options)


class StillStage:
    """Gives the same pictures as a `Stage` whose camera rests, many times faster.

    Takes the stage that shows all that stands still, and closes it.
    """

    def __init__(
        self,
        base: Stage,
        surface: Surface,
        runs: Mapping[str, Trajectories],
        tints: Sequence[ParticleColors],
        clock: Clock,
        pose: Pose,
        size: tuple[int, int],
    ) -> None:
        self._clock, self._size, self._view = clock, size, base.view(0.0)
        self._lens = Lens(self._view, pose, size)
        theme = surface.theme
        self._swarms = [Swarm.of(paths, surface.world, theme) for paths in runs.values()]
        self._colors = [tint.colors for tint in tints]
        if self.largest > LARGEST:
            return
        self._ground = base.draw(0.0)
        depth = base.depth()
        base.close()
        self._stamps = Stamps(depth, theme.rim)
        made = self._strokes(surface, runs, tints, depth)
        padded = np.zeros((size[1] + 2 * MARGIN, size[0] + 2 * MARGIN, 4), dtype=np.uint8)
        padded[MARGIN:-MARGIN, MARGIN:-MARGIN, :3] = np.asarray(self._ground)
        self._shape, self._box = padded.shape, self._occupied(depth)
        self._ink = Ink(padded.reshape(-1, 4), made)
        self._pixels, self._spare = np.empty_like(self._ink.pixels), np.empty_like(self._ink.pixels)

    @property
    def largest(self) -> float:
        """The largest radius of a bead, pixels."""
        nearest = np.linalg.norm(self._view.position - self._view.focus) - 1.5
        return max((s.radius for s in self._swarms), default=0.0) * self._lens.scale / max(nearest, 0.05)

    def _strokes(
        self,
        surface: Surface,
        runs: Mapping[str, Trajectories],
        tints: Sequence[ParticleColors],
        depth: NDArray[np.float32],
    ) -> Strokes:
        """What the trails of all runs do to the padded picture's pixels."""
        theme, before = surface.theme, 0
        width = max(theme.trail_width * self._size[1] * OVERSIZE, 1.0)
        samples, trails = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.int64)]
        births, strengths = [np.zeros(0)], [np.zeros(0)]
        colors, lasting = [np.zeros((0, 3), dtype=np.uint8)], [np.zeros(0)]
        for paths, tint in zip(runs.values(), tints, strict=True):
            count = len(paths.ending)
            tracks = Tracks.of(paths, surface.world, tint, self._clock, lift=trail_lift(theme, count))
            at, far = self._lens.project(tracks.points.astype(float))
            pair, thick = tracks.segments, max(round(width * trail_weight(count)), 1)
            row, column, segment, share = covered(at[pair] * OVERSIZE, far[pair], depth, thick)
            pixel = (row // OVERSIZE + MARGIN) * self._stamps.stride + column // OVERSIZE + MARGIN
            samples.append(4 * pixel + row % OVERSIZE * 2 + column % OVERSIZE)
            first, second = tracks.birth[pair].T.astype(float)
            births.append(first[segment] + share * (second - first)[segment])
            first, second = tracks.strength[pair].T.astype(float)
            strengths.append(first[segment] + share * (second - first)[segment])
            trails.append(before + tracks.particle[pair[segment, 0]])
            colors.append(tint.colors)
            lasting.append(np.full(count, lasting_of(count)))
            before += count
        return strokes(
            np.concatenate(samples),
            np.concatenate(births),
            np.concatenate(trails),
            np.concatenate(strengths),
            colors=np.concatenate(colors),
            lasting=np.concatenate(lasting),
        )

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

    def draw(self, t: float) -> Image.Image:
        """The picture at film time `t`."""
        picture = np.array(self._ground)
        self.lay(picture, self.shoot(t))
        return Image.fromarray(picture)

    def shoot(self, t: float) -> Capture:
        """What is to be seen at film time `t`; holds until the shot after the next one."""
        pixels, self._spare = self._spare, self._pixels
        self._pixels = pixels
        np.copyto(pixels, self._ink.bring_to(t))
        index = self._clock.index(t)
        discs = [self._discs(k, index) for k, swarm in enumerate(self._swarms) if len(swarm.paths.ending)]
        if discs:
            self._stamps.lay(pixels, Discs.joined(discs))
        left, top, right, bottom = self._box
        padded = pixels.reshape(self._shape)
        return self._box, padded[top + MARGIN : bottom + MARGIN, left + MARGIN : right + MARGIN]

    def lay(self, picture: Picture, shot: Capture) -> None:
        """Put a shot onto a picture that holds the ground."""
        if shot is not None:
            (left, top, right, bottom), seen = shot
            for band in range(3):  # four times as fast as all at once
                picture[top:bottom, left:right, band] = seen[..., band]

    def _discs(self, run: int, index: float) -> Discs:
        centres, radii, looks = self._swarms[run].at(index)
        at, far = self._lens.project(centres)
        return Discs(at, radii * self._lens.scale / far, far, looks, self._colors[run])

    def close(self) -> None:
        """Nothing is open."""


class Lens:
    """World points to pixels, as the plotter's camera does it; `scale` is pixels times distance per world unit."""

    def __init__(self, view: View, pose: Pose, size: tuple[int, int]) -> None:
        self._basis, self._eye, self._size = axes(pose), view.position, size
        self.scale = size[1] / 2 / np.tan(np.radians(VIEW_ANGLE / 2))

    def project(self, points: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Pixels (N, 2) from the top left and distances (N,) along the view of points (N, 3)."""
        right, up, back = self._basis @ (points - self._eye).T
        far = np.maximum(-back, 1e-3)
        x = self._size[0] / 2 + right / far * self.scale
        y = self._size[1] / 2 - up / far * self.scale
        return np.stack([x, y], axis=-1), far
