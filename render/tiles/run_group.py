"""The runs of one landscape on one stage: each panel of a mosaic shows the particles of one of them."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from typing import Any

import numpy as np
from PIL import Image

from descent import Trajectories
from render.camera import Frame
from render.camera import Path as CameraPath
from render.clock import Clock
from render.finale import Flood, GoalFlags, flood_of, flooded
from render.particles import Beads, ParticleColors, Trails
from render.stage import OVERSIZE, Stage, StageContent
from render.style import text_unit
from render.surface import Surface
from render.tiles.height_gaps import Gaps
from render.tiles.prepared_mosaic import PreparedMosaic

SURFACE = Frame(left=0.015, right=0.985, top=0.03, bottom=0.97)
"""The part of its view that a surface may fill."""
FLAG = 1.0
"""Size of a flag, beside one on a picture as small as a panel."""


class RunGroup:
    """The runs of one landscape on one stage; the surface is there once, each panel shows its own particles."""

    def __init__(
        self,
        mosaic: PreparedMosaic,
        labels: Sequence[str],
        surface: Surface,
        camera: CameraPath,
        ground: Image.Image,
    ) -> None:
        theme, size = mosaic.theme, ground.size
        self._mosaic, self._surface, self._clock = mosaic, surface, mosaic.timing
        self._staged: dict[str, Any] = {"camera": camera, "size": size, "frame": SURFACE, "ground": ground}
        self._stage = Stage(StageContent(surface, clock=self._clock), **self._staged)
        self._floods: dict[str, Flood | None] = {}
        self._ended: dict[str, Image.Image | None] = {}
        self._actors = {
            label: RunActors(
                self._stage, surface, mosaic.runs[label], mosaic.colors[label], self._clock, size[1]
            )
            for label in labels
        }
        for actors in self._actors.values():
            actors.hide()
        self.labels, self._seen = labels, self._actors[labels[0]]
        self._flags = GoalFlags(surface, theme, size, FLAG * text_unit(size)) if not mosaic.on_plane else None
        self._gaps = {
            label: Gaps(mosaic.runs[label], surface.world, theme) for label in labels if mosaic.on_plane
        }

    def draw(self, label: str, t: float) -> Image.Image:
        """The panel of one run at film time `t`."""
        self._seen.hide()
        self._seen = self._actors[label]
        self._seen.show(t)
        picture = self._stage.draw(t)
        if (share := flooded(t)) and (ended := self._end(label)) is not None:
            picture = Image.blend(picture, ended, share)
        if self._flags is not None and self._flags.stand:
            part = np.array(picture)
            self._flags.draw(part, self._stage.view(t))
            picture = Image.fromarray(part)
        if label in self._gaps:
            self._gaps[label].draw(picture, self._stage.view(t), self._clock.index(t))
        return picture

    def flood(self, label: str) -> Flood | None:
        """What a run's ground becomes at the end, if it does."""
        if label not in self._floods:
            mosaic, own = self._mosaic, {label: self._mosaic.runs[label]}
            told = mosaic.color == "destination" and not mosaic.on_plane
            colors = [mosaic.colors[label]]
            self._floods[label] = flood_of(self._surface, own, colors, self._clock) if told else None
        return self._floods[label]

    def _end(self, label: str) -> Image.Image | None:
        """The panel of a run on its flooded ground; the camera rests by then."""
        if label not in self._ended:
            found, self._ended[label] = self.flood(label), None
            if found is not None:
                own, colors = {label: self._mosaic.runs[label]}, [self._mosaic.colors[label]]
                content = StageContent(self._surface, own, colors, self._clock, flood=lambda: found)
                with closing(Stage(content, **self._staged)) as stage:
                    self._ended[label] = stage.draw(1.0)
        return self._ended[label]

    def close(self) -> None:
        """Give the window back."""
        self._stage.close()


class RunActors:
    """VTK's actors of one run on a stage; `height` is that of the panel in pixels."""

    def __init__(
        self,
        stage: Stage,
        surface: Surface,
        run: Trajectories,
        colors: ParticleColors,
        clock: Clock,
        height: int,
    ) -> None:
        before = set(stage.plotter.renderer.GetActors())
        theme, pixels = surface.theme, height * OVERSIZE
        self._clock = clock
        self._trails = Trails.add(
            stage.plotter, run, surface, colors, clock, pixels=pixels, parts=stage.parts
        )
        self._beads = Beads.add(stage.plotter, run, surface.world, colors, theme)
        self._actors = [a for a in stage.plotter.renderer.GetActors() if a not in before]

    def show(self, t: float) -> None:
        """Show the run at film time `t`."""
        for actor in self._actors:
            actor.SetVisibility(True)
        self._trails.show(t)
        self._beads.show(self._clock.index(t))

    def hide(self) -> None:
        """Show nothing of the run."""
        for actor in self._actors:
            actor.SetVisibility(False)
