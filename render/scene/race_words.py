"""What is written on a race: names at the heads on the surface, and bars beside it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from render.camera import VIEW_ANGLE, View, project, seen_from
from render.panels import Panel
from render.particles import Particles
from render.race import HeadNames, Ranking, Standings
from render.scene.layout import Box, Layout
from render.scene.prepared import Prepared
from render.style import Theme, text_unit


class RaceWords:
    """The words of one race on each of its pictures.

    Parameters
    ----------
    view : film time to the camera's place
    size : of the picture in pixels
    """

    def __init__(
        self,
        prepared: Prepared,
        layout: Layout,
        size: tuple[int, int],
        view: Callable[[float], View] | None,
        charts: Sequence[tuple[Box, Panel]],
    ) -> None:
        standings = prepared.standings
        assert standings is not None
        colors = ["#" + bytes(own.colors[0]).hex() for own in prepared.colors]
        unit, theme = text_unit(size), prepared.theme
        self._names: list[HeadNames] = []
        self._ranking: Ranking | None = None
        if layout.ranking is not None:
            self._ranking = Ranking(standings, colors, theme, layout.ranking, unit)
        self._names += [
            names for box, chart in charts if (names := _on_chart(standings, colors, theme, unit, box, chart))
        ]
        if view is None or layout.stage is None:
            return
        surface, stage = prepared.any_surface, layout.stage
        frame, wide, high = layout.frame, stage[2], stage[3] - stage[1]
        particles = [Particles.of(run, surface.world, theme) for run in standings.runs.values()]
        clock = standings.clock

        def heads(t: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
            index, now = clock.index(t), view(t)
            last = np.minimum(index, standings.left_at)
            places = np.stack([own.at(at)[0][0] for own, at in zip(particles, last, strict=True)])
            there = np.isfinite(places).all(axis=1)
            known = np.where(there[:, None], places, 0.0)
            pixels = np.where(there[:, None], project(now, (stage[2] - stage[0], high), known), np.nan)
            return pixels, seen_from(surface, known, now)

        first = view(0.0)
        far = float(np.linalg.norm(first.position - first.focus))
        radius = particles[0].radius * high / 2 / np.tan(np.radians(VIEW_ANGLE / 2)) / far
        right = min(frame.right * wide + 0.05 * unit, wide - 0.02 * unit)
        within = (0.03 * unit, frame.top * high, right, frame.bottom * high)
        names = list(standings.names)
        self._names.append(HeadNames(names, colors, heads, within, unit, float(radius), theme))

    def draw(self, picture: NDArray[np.uint8], t: float) -> None:
        """Write them onto a picture (height, width, 3) uint8 at film time `t`, in place."""
        image = Image.fromarray(picture)
        if self._ranking is not None:
            self._ranking.draw(image, t)
        for names in self._names:
            names.draw(image, t)
        picture[...] = np.asarray(image)


def _on_chart(
    standings: Standings, colors: Sequence[str], theme: Theme, unit: float, box: Box, chart: Panel
) -> HeadNames | None:
    """Names on a flat map."""
    if chart.pixels_of(np.zeros((1, 2))) is None:
        return None

    def heads(t: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        last = np.minimum(standings.clock.index(t), standings.left_at)
        pairs = zip(standings.runs.values(), last, strict=True)
        points = np.stack([run.at(at)[0][0] for run, at in pairs])
        found = chart.pixels_of(points)
        assert found is not None
        return found + np.array(box[:2], dtype=float), np.ones(len(points))

    within = tuple(float(edge) for edge in box)
    assert len(within) == 4
    return HeadNames(list(standings.names), colors, heads, within, unit, 0.012 * unit, theme)
