"""What the particles' colours mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from descent import Ending, Trajectories
from render.clock import FEW, NEAR, left_since, near_since, nearby, settled_since
from render.particles.glyphs import (
    ROUND,
    golden,
    golden_of,
    inks_of,
    legend_shape,
    lowest_text,
    others_text,
    place_text,
    told_as_one,
)
from render.style import Theme, rgb

FEW_NAMED = 4
"""The same in films: of more, the lowest ones have one colour and all others are ash."""

FOUND, STUCK, CHANGING = 1.35, 0.55, 0.2
"""Where pits are many: the shares of a bead's size in a lowest one and elsewhere; of its steps so many it changes in."""

LATTICE, STEPS = 48, 600
"""Lines a side, and the length, of the descents whose destinations give every minimum its colour."""

ENDING_PLACES: Mapping[Ending, int] = MappingProxyType(
    {
        Ending.CONVERGED: 0,
        Ending.SADDLE: 7,
        Ending.STALLED: 1,
        Ending.ESCAPED: 3,
        Ending.DIVERGED: 2,
        Ending.UNDEFINED: 4,
    }
)
"""Which of a theme's colours each ending has; one that still moves has none."""

TO_HEIGHT = "the more golden, the lower it ends"

COLOR_BY = ("destination", "optimizer", "start", "ending", "height")


@dataclass(frozen=True, eq=False)
class LegendEntry:
    """One line of the legend: a colour, what it stands for, and which particles it counts.

    `members` (N,) marks the particles, `since` (N,) the step index from which on each is counted; with `before` it is
    counted until then, and some are for ever if it is `lasting`. `shape`: of the marks on the surface, see `glyphs`.
    `at_minimum` where the members are those that reach one minimum, or one of several.
    `single` is said of one alone, where that differs. `drawn` (N, 3), 0..255, are the colours in which particles are drawn,
    where these are not all the entry's.
    """

    color: str
    text: str
    members: NDArray[np.bool_]
    since: NDArray[np.int64]
    counted: bool = True
    shape: str = ROUND
    before: bool = False
    lasting: bool = False
    at_minimum: bool = False
    drawn: NDArray[np.uint8] | None = None
    single: str = ""

    def count(self, index: float) -> int:
        """Number of members to be shown at step `index`."""
        return int(self._counted(index).sum())

    def _counted(self, index: float) -> NDArray[np.bool_]:
        settled = self.since <= index
        return self.members & (~settled if self.before else settled)

    def shares(self, index: float) -> list[tuple[str, float]]:
        """The colours of those who are counted at step `index`, and the share that has each: the most frequent first."""
        counted = self._counted(index)
        if self.drawn is None or not counted.any():
            return [(self.color, 1.0)]
        kinds, counts = np.unique(self.drawn[counted], axis=0, return_counts=True)
        order = np.argsort(-counts, kind="stable")
        return [("#" + bytes(kinds[k]).hex(), float(counts[k] / counts.sum())) for k in order]


@dataclass(frozen=True, eq=False)
class Rank:
    """Where pits are many: who becomes larger, as it found a lowest one, and who smaller, as it found nothing.

    Attributes
    ----------
    shares : (N,) of the size of a bead, from `since` on
    since : (N,) the step index from which on each seems to lie still; it has changed by then
    """

    shares: NDArray[np.float64]
    since: NDArray[np.float64]

    @classmethod
    def of(cls, run: Trajectories, found: NDArray[np.bool_]) -> Rank:
        """That of a run of which those were `found` (N,) in a lowest pit."""
        since, moving = settled_since(run), run.ending == Ending.RUNNING
        if moving.any():
            # Some go to and fro in a pit for ever.
            since = np.where(moving, near_since(run), since)
        return cls(np.where(found, FOUND, STUCK), since.astype(float))

    def at(self, indices: NDArray[np.float64]) -> NDArray[np.float64]:
        """The shares (K, N) at step `indices` (K,)."""
        early = np.maximum(self.since * CHANGING, 1.0)
        gone = np.clip((indices[:, None] - self.since) / early + 1, 0, 1)
        return np.asarray(1 + (self.shares - 1) * gone)


@dataclass(frozen=True, eq=False)
class ParticleColors:
    """A colour for every particle, (N, 3) in 0..255, and the legend that explains it; `rank` where sizes tell too."""

    colors: NDArray[np.uint8]
    legend: Sequence[LegendEntry]
    rank: Rank | None = None


def particle_colors(
    paths: Trajectories, theme: Theme, by: str = "destination", case: int = 0, label: str = ""
) -> ParticleColors:
    """Colours for one run; `case` and `label` are its place and name among several.

    Raises
    ------
    ValueError
        If `by` is none of `COLOR_BY`.
    """
    if by not in COLOR_BY:
        raise ValueError(f"color must be one of {', '.join(COLOR_BY)}, got {by!r}")
    makers = {"destination": _by_destination, "ending": _by_ending, "start": _by_start, "height": _by_height}
    if by == "optimizer":
        return _single(paths, theme.palette[case % len(theme.palette)], label)
    return replace(makers[by](paths, theme), rank=_ranks([paths])[0])


def _ranks(runs: Sequence[Trajectories]) -> list[Rank | None]:
    """Who becomes larger or smaller in runs of one landscape, where one of them comes to many pits."""
    reached = [(paths, *_reached(paths)) for paths in runs]
    if max(len(used) for *_, used in reached) <= FEW_NAMED:
        return [None for _ in runs]
    known = np.concatenate([paths.destinations.is_global[used] for paths, _, used in reached])
    heights = np.concatenate([paths.destinations.heights[used] for paths, _, used in reached])
    best = golden(known, heights, runs[0].landscape)
    if best.all():
        return [None for _ in runs]
    ends = np.cumsum([len(used) for *_, used in reached])[:-1]
    return [
        Rank.of(paths, np.isin(labels, np.array(used, dtype=int)[own]))
        for (paths, labels, used), own in zip(reached, np.split(best, ends), strict=True)
    ]


def _reached(paths: Trajectories) -> tuple[NDArray[np.int64], list[int]]:
    """The minimum (N,) that each came to on the map, -1 for none; and which were, the best known ones first.

    So did who still moves and is beside a lowest one where others came to rest, as far as the eye can tell.
    """
    ends = paths.destinations
    here = (paths.ending == Ending.CONVERGED) & (left_since(paths) > paths.steps)
    labels = np.where(here, ends.labels, -1)
    used = [k for k in range(len(ends.positions)) if (labels == k).any()]
    labels = np.where(labels < 0, beside_lowest(paths, used), labels)
    return labels, sorted(used, key=lambda k: (not ends.is_global[k], -int((labels == k).sum()), k))


def _by_destination(paths: Trajectories, theme: Theme) -> ParticleColors:
    if creeps(paths):
        return _by_lowness(paths, theme)
    ends, (labels, used) = paths.destinations, _reached(paths)
    beside = (labels >= 0) & (paths.ending == Ending.RUNNING)
    there = np.where(beside, near_since(paths), settled_since(paths))
    colors = _calm(paths, theme)
    legend = []
    if len(used) > FEW_NAMED:
        # Only one thing matters: found it, or stuck.
        best = golden_of(ends, used, paths.landscape)
        found, rest = np.isin(labels, best), (labels >= 0) & ~np.isin(labels, best)
        known = bool(ends.is_global[best].any())
        goal = theme.say(lowest_text(len(best), known=known))
        other, others = (theme.say(others_text(n)) for n in (1, len(used) - len(best)))
        gold, ash = (theme.palette[0], goal, found), (theme.ash, others, rest)
        for (color, text, members), single in ((gold, ""), (ash, other)):
            colors[members] = bytes_of(color)
            if members.any():
                legend.append(LegendEntry(color, text, members, there, at_minimum=True, single=single))
        used = []
    for color, k in zip(inks_of(paths, used, theme), used, strict=False):
        colors[labels == k] = bytes_of(color)
        place = place_text(ends, k, paths.landscape, theme.say)
        legend.append(LegendEntry(color, place, labels == k, there, at_minimum=True))
    own = np.any([labels < -1, *(entry.members for entry in legend)], axis=0)
    drawn = np.where(own[:, None], colors, bytes_of(theme.still))
    return ParticleColors(colors, [*legend, *_other_endings(paths, theme, there, colors, drawn)])


def beside_lowest(paths: Trajectories, used: Sequence[int]) -> NDArray[np.int64]:
    """Beside which known lowest minimum among `used` each (N,) still moves, as far as the eye can tell; -1: none."""
    beside, width = np.full(len(paths), -1), np.ptp(np.asarray(paths.landscape.domain), axis=1)
    near = nearby(paths)
    for k in used if near.any() else ():
        if paths.destinations.is_global[k]:
            away = np.abs(paths.positions[-1] - paths.destinations.positions[k]) / width
            beside[near & (away <= NEAR).all(axis=1)] = k
    return beside


def creeps(run: Trajectories) -> bool:
    """Whether more than half still move on the map, and none is at rest but in one lowest place: colours say how low."""
    moving = (run.ending == Ending.RUNNING) & (left_since(run) > run.steps)
    if len(run) < 2 or 2 * int(moving.sum()) <= len(run):
        return False
    used = _reached(run)[1]
    return not used or (len(used) == 1 and bool(run.destinations.is_global[used[0]]))


def lowness(run: Trajectories, heights: NDArray[np.float64]) -> NDArray[np.float64]:
    """What share of a run's marbles ends lower than `heights` (...), value units: 0 is lowest of all."""
    own = np.sort(np.nan_to_num(run.heights[-1], nan=np.inf))
    return np.minimum(np.searchsorted(own, heights) / max(len(own) - 1, 1), 1.0)


def _by_lowness(paths: Trajectories, theme: Theme) -> ParticleColors:
    """From gold to ash by how low each marble of a run that `creeps` is at its end; gold are all at the lowest place."""
    made, near = _by_height(paths, theme), nearby(paths)
    since = np.where(near, near_since(paths), settled_since(paths))
    there, goals = near | (_reached(paths)[0] >= 0), len(paths.landscape.minimizers)
    made.colors[there], legend = bytes_of(theme.palette[0]), [*made.legend]
    if there.any():
        text = theme.say("close to the lowest pit" if goals == 1 else "close to one of the lowest pits")
        legend.append(LegendEntry(theme.palette[0], text, there, since, at_minimum=True))
    others = _other_endings(paths, theme, since, made.colors, made.colors)
    return replace(made, legend=[*legend, *(entry for entry in others if not entry.before)])


def _other_endings(
    paths: Trajectories,
    theme: Theme,
    since: NDArray[np.int64],
    colors: NDArray[np.uint8],
    drawn: NDArray[np.uint8],
) -> list[LegendEntry]:
    gone = left_since(paths)
    left = gone <= paths.steps
    since = np.minimum(since, gone)
    members = {e: np.where(left, e == Ending.ESCAPED, paths.ending == e) for e in Ending}
    told = [e for e in Ending if e not in (Ending.CONVERGED, Ending.RUNNING) and members[e].any()]
    entries = [
        LegendEntry(
            theme.still,
            theme.say(text),
            np.any([members[e] for e in alike], axis=0),
            since,
            shape=legend_shape(alike[0], paths),
        )
        for text, alike in told_as_one(told)
    ]
    # A count beside a colour that most beads do not have would explain nothing.
    plain = len(since) == 1 or 2 * int(((paths.ending == Ending.CONVERGED) & ~left).sum()) <= len(since)
    if plain and (since > 0).any() and (len(since) > FEW or (paths.ending == Ending.RUNNING).any()):
        everyone = np.ones(len(since), dtype=bool)
        text = theme.say(Ending.RUNNING.phrase.short)
        # A single bead has the colour that its entry has.
        color = "#" + bytes(colors[0]).hex() if len(since) == 1 else theme.still
        shown, lasting = None if len(since) == 1 else drawn, _never(since, paths)
        entries.append(LegendEntry(color, text, everyone, since, before=True, lasting=lasting, drawn=shown))
    return entries


def _never(since: NDArray[np.int64], paths: Trajectories) -> bool:
    """Whether some of those who come to be elsewhere `since` (N,) some step do not in a whole film."""
    return bool((since > paths.steps).any())


def _by_ending(paths: Trajectories, theme: Theme) -> ParticleColors:
    gone = left_since(paths)
    since = np.minimum(settled_since(paths), gone)
    ending = np.where(gone <= paths.steps, Ending.ESCAPED, paths.ending)
    colors = np.full((len(ending), 3), bytes_of(theme.still), dtype=np.uint8)
    legend, moving = [], theme.still
    for text, alike in told_as_one([e for e in Ending if (ending == e).any()]):
        e, members = alike[0], np.isin(ending, alike)
        color = theme.still if e == Ending.RUNNING else theme.palette[ENDING_PLACES[e]]
        colors[members] = bytes_of(color)
        if e == Ending.RUNNING:
            moving = color
        else:
            legend.append(LegendEntry(color, theme.say(text), members, since, shape=legend_shape(e)))
    if (since > 0).any():
        everyone = np.ones(len(since), dtype=bool)
        legend.append(
            LegendEntry(
                moving,
                theme.say(Ending.RUNNING.phrase.short),
                everyone,
                since,
                before=True,
                lasting=_never(since, paths),
                drawn=colors,
            )
        )
    return ParticleColors(colors, legend)


def _by_start(paths: Trajectories, theme: Theme) -> ParticleColors:
    """Hue by the direction of the start from the domain's centre, paler towards the centre."""
    colors = _hues(paths)
    everyone = np.ones(len(colors), dtype=bool)
    return ParticleColors(
        colors,
        [
            LegendEntry(
                theme.ink,
                theme.say("hue: direction of the start"),
                everyone,
                np.zeros(len(colors), dtype=int),
                False,
            )
        ],
    )


def _hues(paths: Trajectories) -> NDArray[np.uint8]:
    """Colours (N, 3) by where each particle starts."""
    low, high = np.transpose(paths.landscape.domain)
    offset = (2 * paths.positions[0] - low - high) / (high - low)
    angle = np.arctan2(offset[:, 1], offset[:, 0]) if offset.shape[1] > 1 else np.pi * (offset[:, 0] > 0)
    radius = np.clip(np.linalg.norm(offset, axis=1), 0, 1)[:, None]
    wheel = 0.62 + 0.38 * np.cos(angle[:, None] - np.array([0.0, 2.1, 4.2]))
    mixed = radius * wheel + (1 - radius) * 0.9
    return (mixed * 255).astype(np.uint8)


def _by_height(paths: Trajectories, theme: Theme) -> ParticleColors:
    final = paths.heights[-1]
    rank = np.argsort(np.argsort(final)) / max(len(final) - 1, 1)
    everyone = np.ones(len(final), dtype=bool)
    # As everywhere: gold is low, ash is not; both stand out from every surface.
    gold, ash = np.array(rgb(theme.palette[0])), np.array(rgb(theme.ash))
    colors = np.round(255 * (gold + rank[:, None] * (ash - gold))).astype(np.uint8)
    return ParticleColors(
        colors,
        [
            LegendEntry(
                theme.palette[0], theme.say(TO_HEIGHT), everyone, np.zeros(len(final), dtype=int), False
            )
        ],
    )


def _single(paths: Trajectories, color: str, label: str) -> ParticleColors:
    members = np.ones(len(paths.ending), dtype=bool)
    return ParticleColors(
        np.full((len(members), 3), bytes_of(color), dtype=np.uint8),
        [LegendEntry(color, label, members, np.zeros(len(members), dtype=int))],
    )


def _calm(paths: Trajectories, theme: Theme) -> NDArray[np.uint8]:
    """One colour (N, 3), brighter the lower a particle ends."""
    final = np.nan_to_num(paths.heights[-1], nan=np.inf, posinf=np.inf)
    rank = np.argsort(np.argsort(final, kind="stable"), kind="stable")[:, None] / max(len(final) - 1, 1)
    own, bright, dull = (np.array(rgb(c)) for c in (theme.still, theme.ink, theme.ground_bottom))
    low, high = own + 0.5 * (bright - own), own + 0.35 * (dull - own)
    return np.round(255 * (low + rank * (high - low))).astype(np.uint8)


def bytes_of(color: str) -> NDArray[np.uint8]:
    """A hex colour as three bytes, (3,)."""
    return np.round(np.array(rgb(color)) * 255).astype(np.uint8)


def by_label(runs: Mapping[str, Trajectories], theme: Theme, by: str) -> list[ParticleColors]:
    """Colours for each run; several are told apart by label, whatever `by` says.

    Raises
    ------
    ValueError
        If there is one run and `by` is none of `COLOR_BY`.
    """
    kind = by if len(runs) == 1 else "optimizer"
    made = [
        particle_colors(paths, theme, kind, case, label) for case, (label, paths) in enumerate(runs.items())
    ]
    if len(runs) < 2 or max(map(len, runs.values())) < 2:
        return made
    return [replace(own, rank=rank) for own, rank in zip(made, _ranks(list(runs.values())), strict=True)]
