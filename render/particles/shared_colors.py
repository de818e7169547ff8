"""Colours that several runs have in common: the same minimum has the same colour in each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from descent import Ending, Trajectories
from descent.results import Destinations, destinations, same_places
from landscapes import Landscape
from landscapes.stationary import apart
from render.clock import arrivals
from render.particles.colors import (
    FEW_NAMED,
    LegendEntry,
    ParticleColors,
    Rank,
    bytes_of,
)
from render.particles.glyphs import golden_of, legend_shape, lowest_text, others_text, place_text, told_as_one
from render.style import Theme


@dataclass(frozen=True, eq=False)
class Key:
    """What colours mean on all panels of one landscape.

    Attributes
    ----------
    minima : the places that any of the runs reached, global minima first
    colors : as hex text, one for each of them; of many, the last have the last colour
    texts : what a legend says, by colour
    """

    minima: Destinations
    colors: tuple[str, ...]
    texts: dict[str, str]

    def places_of(self, ends: Destinations, ending: NDArray[np.int8], f: Landscape) -> NDArray[np.int64]:
        """The place (N,) in `minima` of where each particle converged; -1 for those that did not.

        `ends` are the particles' own destinations in the domain of `f`, `ending` (N,) their endings.
        """
        if not len(ends) or not len(self.minima):
            return np.full(len(ending), -1)
        width = np.ptp(np.asarray(f.domain, dtype=float), axis=1)
        away = apart(ends.positions[:, None], self.minima.positions, width)
        same = same_places(f, ends, self.minima)
        table = np.append(np.where(same.any(axis=1), same.argmax(axis=1), away.argmin(axis=1)), -1)
        return np.where(ending == Ending.CONVERGED, table[ends.labels], -1)


def key_of(runs: Sequence[Destinations], f: Landscape, theme: Theme) -> Key:
    """Colours for the minima that the runs reached, global ones first, the others by how many come."""
    points = np.concatenate([np.zeros((0, f.dimensions)), *(d.positions for d in runs)])
    minimum = np.concatenate([np.zeros(0, dtype=bool), *(d.is_minimum for d in runs)])
    found = destinations(f, points, np.where(minimum, Ending.CONVERGED, Ending.RUNNING).astype(np.int8))
    visits = np.zeros(len(found))
    np.add.at(
        visits, found.labels[minimum], np.concatenate([np.zeros(0), *(d.counts for d in runs)])[minimum]
    )
    # Global minima keep their order, so that the same one has the same colour on every picture.
    order = np.lexsort((np.arange(len(found)), np.where(found.is_global, 0, -visits), ~found.is_global))
    place = np.empty(len(found), dtype=int)
    place[order] = np.arange(len(found))
    if len(found) <= FEW_NAMED:
        colors = tuple(theme.palette[k] for k in place)
        return Key(found, colors, {colors[k]: place_text(found, int(k), f, theme.say) for k in order})
    known = bool(found.is_global.any())
    lowest = np.isin(np.arange(len(found)), golden_of(found, range(len(found)), f))
    colors = tuple(theme.palette[0] if best else theme.ash for best in lowest)
    texts = {theme.palette[0]: theme.say(lowest_text(int(lowest.sum()), known=known))} if lowest.any() else {}
    if not lowest.all():
        texts[theme.ash] = theme.say(others_text(int((~lowest).sum())))
    return Key(found, colors, texts)


def colors_in_common(runs: Sequence[Trajectories], theme: Theme) -> list[ParticleColors]:
    """Colours for each of the runs of one landscape, the same for the same minimum."""
    if not runs:
        return []
    key = key_of([paths.destinations for paths in runs], runs[0].landscape, theme)
    return [_colors_of(paths, key, theme) for paths in runs]


def _colors_of(paths: Trajectories, key: Key, theme: Theme) -> ParticleColors:
    labels = key.places_of(paths.destinations, paths.ending, paths.landscape)
    table = np.array([*(bytes_of(c) for c in key.colors), bytes_of(theme.still)], dtype=np.uint8)
    there = arrivals(paths)
    legend = []
    for color, text in key.texts.items():
        mine = np.array([*(c == color for c in key.colors), False])[labels]
        legend.append(LegendEntry(color, text, mine, there, at_minimum=True))
    since = np.where(paths.ending == Ending.RUNNING, paths.steps, paths.stopped_at)
    rest = [
        LegendEntry(
            theme.still, theme.say(text), np.isin(paths.ending, alike), since,
            shape=legend_shape(alike[0]), counted=Ending.RUNNING not in alike,
        )
        for text, alike in told_as_one([e for e in Ending if e != Ending.CONVERGED])
    ]  # fmt: skip
    rank = None
    if len(key.minima) > FEW_NAMED and theme.ash in key.colors:
        gold = np.array([*(color == theme.palette[0] for color in key.colors), False])
        rank = Rank.of(paths, gold[labels])
    return ParticleColors(table[labels], [*legend, *(e for e in rest if e.members.any())], rank)
