"""What an explorer shows on a plotter: a surface, what lies on it and what moves on it, each changed by itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
import pyvista as pv
from numpy.typing import NDArray

from descent import Trajectories
from render.clock import Clock
from render.interactive.segments import Segments
from render.particles import Beads, ParticleColors, Trails
from render.stage import StageContent, furnish
from render.surface import Surface


class LiveScene:
    """One surface and the runs on it; `pixels` is the height of the picture that line widths refer to."""

    def __init__(self, plotter: Any, pixels: float) -> None:
        self.plotter = plotter
        self.surface: Surface | None = None
        self.runs: Mapping[str, Trajectories] = {}
        self.colors: Sequence[ParticleColors] = ()
        self.clock = Clock(0.0)
        self.trails_shown = True
        self._pixels = pixels
        self._beads: list[Callable[[float], None]] = []
        self._trails: list[Trails] = []
        self._ground: list[Any] = []
        self._moving: list[Any] = []
        self._marks: list[Any] = []
        self._time: float | None = None

    def set_surface(self, surface: Surface) -> None:
        """Show another surface, with nothing on it."""
        self.set_runs({}, (), Clock(0.0))
        self._clear(self._ground)
        self.surface = surface
        self.plotter.set_background(surface.theme.ground_bottom, top=surface.theme.ground_top)
        self._ground = self._added(
            lambda: furnish(self.plotter, StageContent(surface), pixels=self._pixels, lean=True)
        )

    def set_runs(
        self, runs: Mapping[str, Trajectories], colors: Sequence[ParticleColors], clock: Clock
    ) -> None:
        """Show other runs on the surface; `colors` are those of the particles, one for each run."""
        self._clear(self._moving)
        self.runs, self.colors, self.clock = runs, colors, clock
        self._beads, self._trails, self._time = [], [], None
        if self.surface is None or not runs:
            return
        world, theme = self.surface.world, self.surface.theme

        def add() -> None:
            for run, own in zip(runs.values(), colors, strict=True):
                self._beads.append(
                    _on_clock(Beads.add(self.plotter, run, world, own, theme, tuple(runs.values())), clock)
                )

        self._moving = self._added(add)

    def set_marks(self, lines: Segments) -> None:
        """Lay other lines over the surface: points (k, 3) in world units, pairs (m, 2) of them, colours (k, 3) uint8."""
        self._clear(self._marks)
        points, pairs, colors = lines
        if not len(pairs):
            return
        mesh = pv.PolyData(points.astype(np.float32))
        mesh.verts = np.zeros(0, dtype=int)
        mesh.lines = np.concatenate([np.full((len(pairs), 1), 2), pairs], axis=1).ravel()
        mesh["color"] = colors
        width = max(0.0028 * self._pixels, 1.5)
        self._marks.append(
            self.plotter.add_mesh(
                mesh, scalars="color", rgb=True, line_width=width, lighting=False, render=False,
                reset_camera=False,
            )
        )  # fmt: skip

    def paint(self, colors: NDArray[np.uint8] | None) -> None:
        """Other colours (rows, columns, 3) uint8 on the surface's lattice; None: its own."""
        if self.surface is None or not self._ground:
            return
        mesh = self.surface.facets
        if colors is not None:
            mesh = self.surface.mesh.copy(deep=False)
            mesh["color"] = self.surface.spread(colors)
        mesh.set_active_scalars("color")
        self._ground[0].GetMapper().SetInputData(mesh)
        if self.surface.walled:
            block = self.surface.block if colors is None else replace(self.surface.block, top=mesh)
            block.walls.set_active_scalars("color")
            self._ground[1].GetMapper().SetInputData(block.walls)

    def switch(self, contours: bool, trails: bool) -> None:
        """Show or hide the contour lines and the trails."""
        solid = 2 if self.surface is not None and self.surface.walled else 1
        for actor in self._ground[solid:]:
            actor.SetVisibility(contours)
        self.trails_shown, self._time = trails, None
        self._show_trails()

    def show(self, time: float) -> None:
        """Move every particle to film time `time`."""
        if time == self._time:
            return
        self._time = time
        for move in self._beads:
            move(time)
        if self.trails_shown:
            if time > 0 and not self._trails:
                self._add_trails()
            for trail in self._trails:
                trail.show(time)

    def _add_trails(self) -> None:
        """At the beginning there are none to be seen: who moves a slider does not wait for them."""
        if self.surface is None:
            return
        for run, own in zip(self.runs.values(), self.colors, strict=True):
            add = partial(Trails.add, self.plotter, run, self.surface, own, self.clock, pixels=self._pixels)
            self._moving += self._added(lambda add=add: self._trails.append(add()))  # type: ignore[misc]

    def _show_trails(self) -> None:
        if not self.trails_shown:
            for trail in self._trails:
                trail.show(-1.0)

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
