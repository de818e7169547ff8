"""What is written on a race: names at the heads on the surface, and bars beside it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from render.camera import VIEW_ANGLE, Frame, View, project, seen_from
from render.panels import Panel
from render.particles import ParticleColors, Particles
from render.race.head_names import HeadNames
from render.race.ranking import Box, Ranking
from render.race.standings import Standings
from render.style import Theme, text_unit
from render.surface import Surface

HEAD = 0.012
"""Radius of a head on a flat map, a share of the unit of text."""
CROWD, CROWDED = 2, 2.2
"""So many other heads that are nearer than so many radii hide one: no name tells which of them it is."""


class RaceWords:
    """The words of one race on each of its pictures.

    Parameters
    ----------
    standings : who is how low; `colors` are the runs'
    surface : that they are on, where one is shown
    size : of the picture in pixels
    ranking : the box of the bars
    stage : the 3-D picture's box, and the part of it that the surface may fill
    view : film time to the camera's place
    charts : flat panels and their boxes
    told : film time to how much of the sentence at the end is to be seen
    """

    def __init__(
        self,
        standings: Standings,
        colors: Sequence[ParticleColors],
        surface: Surface | None,
        theme: Theme,
        *,
        size: tuple[int, int],
        ranking: Box | None,
        stage: tuple[Box, Frame] | None,
        view: Callable[[float], View] | None,
        charts: Sequence[tuple[Box, Panel]],
        told: Callable[[float], float] = lambda t: 0.0,
    ) -> None:
        hues, unit = ["#" + bytes(own.colors[0]).hex() for own in colors], text_unit(size)
        self._names: list[HeadNames] = []
        self._ranking: Ranking | None = None
        if ranking is not None:
            self._ranking = Ranking(standings, hues, theme, ranking, unit, told)
        self._names += [
            names for box, chart in charts if (names := _on_chart(standings, hues, theme, unit, box, chart))
        ]
        if view is None or stage is None or surface is None:
            return
        box, frame = stage
        wide, high = box[2], box[3] - box[1]
        particles = [Particles.of(run, surface.world, theme) for run in standings.runs.values()]
        clock = standings.clock

        def heads(t: float) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
            index, now = clock.index(t), view(t)
            last = np.minimum(index, standings.left_at)
            places = np.stack([own.at(at)[0][0] for own, at in zip(particles, last, strict=True)])
            there = np.isfinite(places).all(axis=1)
            known = np.where(there[:, None], places, 0.0)
            pixels = np.where(there[:, None], project(now, (box[2] - box[0], high), known), np.nan)
            return pixels, seen_from(surface, known, now), _named(standings, t, pixels, float(radius))

        first = view(0.0)
        far = float(np.linalg.norm(first.position - first.focus))
        radius = particles[0].radius * high / 2 / np.tan(np.radians(VIEW_ANGLE / 2)) / far
        right = min(frame.right * wide + 0.02 * unit, wide - 0.02 * unit)
        within = (0.03 * unit, frame.top * high, right, frame.bottom * high)
        self._names.append(HeadNames(list(standings.names), hues, heads, within, unit, float(radius), theme))

    def boxes(self, t: float) -> list[tuple[float, float, float, float]]:
        """What the names take at film time `t`, left, top, right, bottom in pixels."""
        return [seat.box for names in self._names for seat in names.seats(t) if seat.strength > 0]

    def state(self, t: float) -> tuple[object, ...]:
        """Equal for film times at which, at the same step, all of it looks alike."""
        rows = self._ranking.state(t) if self._ranking is not None else ()
        return rows, [names.seats(t) for names in self._names]

    def draw(self, picture: NDArray[np.uint8], t: float) -> None:
        """Write them onto a picture (height, width, 3) uint8 at film time `t`, in place."""
        image = Image.fromarray(picture)
        if self._ranking is not None:
            self._ranking.draw(image, t)
        for names in self._names:
            names.draw(image, t)
        picture[...] = np.asarray(image)


def _named(standings: Standings, t: float, heads: NDArray[np.float64], radius: float) -> NDArray[np.float64]:
    """1 for who is named at his head (k, 2), 0 for others: the list has the names of those who have arrived.

    It has those too of whom several lie on each other, as at the start. Who left is named where he did.
    """
    index = standings.clock.index(t)
    apart = np.linalg.norm(heads[:, None] - heads[None], axis=-1)
    with np.errstate(invalid="ignore"):
        beside = (apart < CROWDED * radius).sum(axis=1) - 1
    running = (standings.arrivals > index) & (beside < CROWD)
    return np.asarray(running | (standings.left_at < index), dtype=float)


def _on_chart(
    standings: Standings, colors: Sequence[str], theme: Theme, unit: float, box: Box, chart: Panel
) -> HeadNames | None:
    """Names on a flat map."""
    inside, radius = chart.inside, HEAD * unit
    if inside is None:
        return None

    def heads(t: float) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
        last = np.minimum(standings.clock.index(t), standings.left_at)
        pairs = zip(standings.runs.values(), last, strict=True)
        points = np.stack([run.at(at)[0][0] for run, at in pairs])
        found = chart.pixels_of(points)
        assert found is not None
        return (
            found + np.array(box[:2], dtype=float),
            np.ones(len(points)),
            _named(standings, t, found, radius),
        )

    left, top, right, bottom = inside
    within = (box[0] + left, box[1] + top, box[0] + right, box[1] + bottom)
    return HeadNames(list(standings.names), colors, heads, within, unit, radius, theme)
