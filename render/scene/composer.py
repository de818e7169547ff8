"""Draws a scene's pictures one after another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cached_property

import numpy as np
from PIL import Image

from render.camera import Fit, View
from render.finale import FreeGround, GoalFlags, Tide, flooded
from render.marks import Label, Site, Wedge
from render.panels import OVERSIZE, PANELS, SURFACE, Panel
from render.particles import Particles
from render.race import RaceWords
from render.scene.block_axes import BlockAxes
from render.scene.edge_scale import EdgeScale
from render.scene.layout import Layout
from render.scene.prepared import Prepared
from render.stage import (
    WIDEST,
    Capture,
    Picture,
    Stage,
    StageContent,
    StillStage,
    give_back_freed,
    graded,
    open_stage,
    start_probe,
)
from render.style import Decal, moved, recording
from render.words import write_labels

Box = tuple[int, int, int, int]
"""Left, top, right, bottom in pixels."""

WATCHED = 12
"""So many beads are watched one by one: no flag stands before them."""
SAMPLED = 65
"""Film times at which the scale of heights looks for room: a camera that goes all around is nowhere far from one."""


SMALLEST_CHART = 8
"""Pixels of a chart's sides at least."""


class NoRoomError(ValueError):
    """A picture has no room for all that shall be on it."""


class Composer:
    """Composes each picture: the 3-D stage, the flat panels, the words. Close it when done.

    Parameters
    ----------
    size : of the pictures in pixels

    Raises
    ------
    OpenGLMissing
        If the scene has a surface and nothing here can draw.
    NoRoomError
        If a chart were smaller than `SMALLEST_CHART`.
    """

    def __init__(self, prepared: Prepared, size: tuple[int, int]) -> None:
        layout = prepared.layout(size)
        if prepared.surface is not None and layout.stage is not None:
            start_probe()  # meanwhile the words are set
        self._clock = prepared.timing
        self._reaches_out = prepared.surface is not None and not prepared.keeps_in_frame
        self._bare = graded(prepared.theme, size)
        ground = self._bare.copy()
        self._captions = prepared.captions(size)
        self._captions.stand(ground)
        self._closing = prepared.closing(size)
        self._stage: Stage | StillStage | None = None
        self._labels: list[Label] = []
        self._flags: GoalFlags | None = None
        self._free: FreeGround | None = None
        self._watched: list[Particles] = []
        self._scale: EdgeScale | None = None
        self._axes: BlockAxes | None = None
        self._wedge: Wedge | None = None
        self._halo = prepared.theme.ground_bottom
        self._stage_size = size
        if prepared.surface is not None and layout.stage is not None:
            self._stage_size = ((box := layout.stage)[2] - box[0], box[3] - box[1])
            content, room, camera = prepared.content, prepared.room(size), prepared.camera(size)
            ink = layout.barred(prepared.ink(size))[box[1] : box[3], box[0] : box[2]]
            self._stage = open_stage(
                content,
                camera=camera,
                size=self._stage_size,
                frame=room.frame,
                ground=ground.crop(box),
                fit=Fit.along(room, camera),
            )
            if self._stage.standing is not None:
                ground.paste(self._stage.standing, box[:2])
            site = Site(content.surface, content.runs, content.clock, size[1])
            seen = map(self._stage.view, np.linspace(0, 1, SAMPLED))
            views = list({tuple(view.position): view for view in seen}.values())
            unit, theme = self._captions.unit, prepared.theme
            self._flags = GoalFlags(content.surface, theme, self._stage_size, unit, content.runs)
            self._free = FreeGround(content.surface, self._stage_size, unit, theme.margin * unit)
            self._watched = _watched(content)
            given = (content.surface, views, self._stage_size, unit, ink)
            if prepared.has_axes and content.surface.walled:
                self._axes = BlockAxes(*given, self._flags.boxes)
            self._scale = EdgeScale(*given, self._axes, self._flags.boxes)
            if prepared.followed is not None:
                run, number = prepared.followed
                own = Particles.of(run, content.surface.world, theme, tuple(content.runs.values()))
                self._wedge = Wedge(own, number, theme, unit)
            self._labels = [label for mark in content.marks for label in mark.labels(site)]
        self._ground = np.asarray(ground)
        self._charts = self._charted(prepared, layout, size)
        if not self._reaches_out:
            del self._bare
        self._race = self._raced(prepared, layout, size)
        # Ffmpeg takes in a dozen pictures if they come at once: 300 MB of 3840 x 2160. It takes these one by one.
        self._large = max(size) > WIDEST
        if self._large:
            give_back_freed()

    def _charted(self, prepared: Prepared, layout: Layout, size: tuple[int, int]) -> list[tuple[Box, Panel]]:
        """The flat panels and their boxes."""
        names = [name for name in prepared.panels_of(size) if name != SURFACE]
        runs, unit = tuple(prepared.runs.values()), self._captions.unit
        tide = Tide(lambda: prepared.flood) if prepared.surface is not None else None
        tide = Tide(lambda: None, line=True) if prepared.landscape.dimensions == 1 else tide
        for left, top, right, bottom in layout.charts:
            if min(right - left, bottom - top) < SMALLEST_CHART:
                raise NoRoomError(
                    f"a chart of {right - left} x {bottom - top} pixels cannot be drawn: a picture of "
                    f"{size[0]}x{size[1]} is too small for the panels {', '.join(names)}; take fewer, or a larger size"
                )
        return [
            (
                box,
                PANELS[name](
                    prepared.landscape,
                    runs,
                    prepared.colors,
                    prepared.theme,
                    self._bare.crop(box),
                    unit,
                    prepared.look.height,
                    prepared.timing,
                    tide=tide,
                    ringed=prepared.ringed is not None,
                ),
            )
            for name, box in zip(names, layout.charts, strict=True)
        ]

    def _raced(self, prepared: Prepared, layout: Layout, size: tuple[int, int]) -> RaceWords | None:
        if prepared.standings is None:
            return None
        return RaceWords(
            prepared.standings,
            prepared.colors,
            prepared.surface,
            prepared.theme,
            size=size,
            ranking=layout.ranking,
            stage=(layout.stage, layout.frame) if layout.stage else None,
            view=self._stage.view if self._stage is not None else None,
            charts=self._charts,
            told=self._closing.share,
        )

    def picture(self, t: float) -> Picture:
        """The picture (height, width, 3) uint8 at film time `t` in 0..1."""
        return self._composed(t, self._captured(t))

    def pictures(self, times: Iterable[float]) -> Iterator[Picture]:
        """Those (height, width, 3) of several film times, one by one: while one is composed, the next one is drawn.

        Where nothing changes the same array comes again, unless pictures are large. OpenGL stays in the caller's
        thread; it lets other threads run while it draws.
        """
        times = list(times)
        if self._stage is not None:
            self._stage.expect(times)
        with ThreadPoolExecutor(1) as pool:
            before: Future[Picture] | None = None
            shown: Capture | None = None
            state: tuple[object, ...] = ()
            for t in times:
                capture, then = self._captured(t), self._state(t)
                known = not self._large and (capture is not None or self._stage is None)
                alike = known and capture is shown and then == state
                composing = before if alike and before else pool.submit(self._composed, t, capture)
                shown, state = capture, then
                if before is not None:
                    yield before.result()
                before = composing
            if before is not None:
                yield before.result()

    def _state(self, t: float) -> tuple[object, ...]:
        """Equal for film times at which all that is composed with the same capture is alike."""
        index = self._clock.index(t)
        told = (self._closing.share(t), flooded(t), self._captions.own.subtitle(index, t))
        race = self._race.state(t) if self._race is not None else None
        return index, told, race, [chart.state(t) for _, chart in self._charts]

    def _captured(self, t: float) -> Capture | None:
        return self._stage.capture(t) if self._stage is not None else None

    def _composed(self, t: float, capture: Capture | None) -> Picture:
        index = self._clock.index(t)
        picture = self._ground.copy()
        if self._stage is not None:
            self._stage.lay(picture, capture)
            self._write_on_stage(picture, t, index, self._stage.view(t))
        if self._reaches_out:
            self._captions.stand_over(picture, self._bare)
        for (left, top, right, bottom), chart in self._charts:
            with moved(left, top, 1 / OVERSIZE):
                picture[top:bottom, left:right] = np.asarray(chart.draw(index, t))
        if self._race is not None:
            self._race.draw(picture, t)
        base = self._closing.base
        self._closing.say(
            picture,
            t,
            lambda page: self._captions.write(page, index, t=t),
            lambda page: self._captions.write(page, index, ending=base),
        )
        return picture

    def _write_on_stage(self, picture: Picture, t: float, index: float, view: View) -> None:
        """Write in place what stands on the 3-D part: heights, labels, flags, shares."""
        assert self._stage is not None and self._scale is not None and self._flags is not None
        width, height = self._stage_size
        part = picture[:height, :width]
        alike = self._stage.standing is not None and self._race is None and recording() is None
        if alike:
            self._decal.lay(picture)
        else:
            self._write_scale(part, view, self._race.boxes(t) if self._race is not None else ())
        if self._labels and not self._closing.tells_shares(t):
            labelled, free = Image.fromarray(part), [*self._flags.boxes(view), self._captions.title_box]
            write_labels(
                labelled, self._labels, view, self._stage_size, self._captions.unit, self._halo, free
            )
            part[...] = np.asarray(labelled)
        if self._wedge is not None:
            self._wedge.draw(part, view, index)
        if self._flags.stand and (self._watched or not alike):
            balls = [own.at(index)[:2] for own in self._watched]
            self._flags.draw(picture, view, balls)
        self._flags.say(picture, view, 1 - flooded(t) * self._closing.tells_shares(t))
        if self._closing.tells_shares(t):
            taken = [*self._scale.boxes(view), *self._captions.boxes(self._closing.base)]
            taken += self._axes.boxes(view) if self._axes is not None else []
            self._closing.label(picture, t, view, self._flags, taken, self._free)

    def _write_scale(
        self, part: Picture, view: View, names: Sequence[tuple[float, float, float, float]] = ()
    ) -> None:
        """Write what is known of places and heights, clear of the `names` of a race."""
        if self._axes is not None:
            self._axes.write(part, view)
        if self._scale is not None:
            self._scale.write(part, view, names)

    @cached_property
    def _decal(self) -> Decal:
        """Before a camera at rest: the scale, and flags behind which nobody is watched."""
        assert self._stage is not None and self._flags is not None
        view, flags, (width, height) = self._stage.view(0.0), self._flags, self._stage_size

        def write(picture: Picture) -> None:
            self._write_scale(picture[:height, :width], view)
            if flags.stand and not self._watched:
                flags.draw(picture, view)

        return Decal.of(write, self._captions.size)

    def close(self) -> None:
        """Give the window back."""
        if self._stage is not None:
            self._stage.close()


def _watched(content: StageContent) -> list[Particles]:
    """The particles of all runs where they are few."""
    runs, surface = tuple(content.runs.values()), content.surface
    if sum(map(len, runs)) > WATCHED:
        return []
    return [Particles.of(run, surface.world, surface.theme, runs) for run in runs]
