"""The ground in the colours of its basins: which minimum the run's optimizer reaches from where."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pyvista as pv
from numpy.typing import NDArray

from descent import Ending, Optimizer, Searched, Trajectories, beside_minimizers
from render.clock import Clock, left_since
from render.finale.contest import contest_ground
from render.finale.low_starts import low_starts
from render.finale.moments import flooded
from render.finale.shares import caught, parted
from render.finale.watersheds import (
    FINEST,
    Beacons,
    Watersheds,
    blurring,
    gateways,
    rained,
    watersheds,
    weights_on,
)
from render.particles import ParticleColors, Tracks, creeps, golden_of
from render.style import Theme, rgb
from render.surface import Surface, color_of, glow_of, spread

COARSEST, FEWEST, WORK, WIDEST = 56, 40, 5e6, 72
"""Starts along a side: at least, and at least where none is left out (of an optimizer that moves one by one SciPy's BFGS
takes a minute for the most); how many steps all may take together; and the most where ways are recorded."""
SEAM, PALE = 0.62, "#fff4e0"
"""How strong the line on a watershed is, and its colour."""
UNLIT, DIMMED = 0.2, (0.72, 0.95)
"""How grey ground is from which nobody arrives, and how bright: where the lowest places glow, and on paper."""
TONED, ALONE, KEPT = (0.45, 0.85), (0.55, 0.8), 0.07
"""How much of the heights' light and dark a basin has: the first where no basin has more than the first of these shares of
the ground, the second where one has the last: all its relief is then seen. And what it keeps of the ground's colour."""
SHORES, PALING = 0.9, 0.4
"""What it keeps besides on paper where ground is highest, if it has all: a tide that has not reached the rim."""
RISING, RISEN = 1.0, 0.4
"""Where the lowest places glow one basin that has all is no slab of gold: light rises in it from below. By which power of
their places on the map of heights colours rise, and what share of that their glow does."""
DEEP, DARK = 1.6, 0.62
"""A basin's colour as of a liquid that absorbs what it does not show (Beer 1852): a power, the greater where the ground is
darker, so that gold goes to amber and not to mud; and how much darker it is there besides."""
SUNK, FADED = 2.5, 4
"""How much deeper the gold is on paper of the marble that ends highest; with which power such ground keeps its colour."""
RIVALS = 3
"""So many times what others have is less of the ground it has for that."""
RARE = 0.3
"""Basins that have a smaller share of the ground all together glow."""
LIT = (1.0, 0.0)
"""How much ground is one basin's, and how strongly it glows, that is the more golden the lower its marbles are."""
AFAR, SPILT, CORE = 0.06, 0.8, 0.7
"""How far light of a basin that burns falls on what is around it, as a share of the ground; how strong it is there; and how
pale the basin's bottom is."""
GILT = 0.75
"""How golden ground is on paper at a lowest place that is lit."""
CALM = 0.45
"""How strongly lowest places are lit to which all still move."""
HUSHED = (0.2, 0.62, 0.26)
"""How much darker other ground is then, and how much of its own glow is gone; and how much darker it is on paper, where
no light spills."""
SHADE = np.array([1.0, 0.93, 0.74])
"""Of red, green and blue: how much of that shade takes away on paper, which is cool where the sun is warm."""
BOTH = 0.72
"""How much of its own colour ground keeps from which both of two runs find a lowest place."""
LIFT = 0.006
"""World units of hair lines above the ground."""

Field = NDArray[np.float64]
Paint = Callable[[Field], Field]
"""The ground's colours (rows, columns, 3), 0..1, by a power (rows, columns) of its places on the map of heights."""
Lows = tuple[Field, Field, Field]
"""Lines x and y of starts, and what share of the marbles ends lower, as of `low_starts`."""
Told = tuple[Watersheds | Lows | Beacons, NDArray[np.uint8]]
"""What is known of starts, and its colours (n + 1, 4), 0..255."""


@dataclass(frozen=True, eq=False)
class Wet:
    """What basins are on a lattice.

    Attributes
    ----------
    weights : (rows, columns, 1 + k) the share of no basin and of each colour
    seams : (rows, columns) lines between basins
    high : (rows, columns) what share of the marbles ends lower, 0 where basins have edges
    spilt : (rows, columns) what light of basins that burn falls there
    alone, burning : how much one basin is alone, and how strongly basins glow
    """

    weights: Field
    seams: Field
    high: Field
    spilt: Field
    alone: float
    burning: float

    @property
    def share(self) -> Field:
        """How much (rows, columns) is any basin's."""
        return np.asarray(1 - self.weights[..., 0])


@dataclass(frozen=True, eq=False)
class Basins:
    """Which basin each place is in, and in which colours: the same for the block and for a map beside it.

    Attributes
    ----------
    found : the map of starts; or how low they end, where most still move; or what nobody reached
    inks : (n + 1, 4) of the run's destinations, or of what is lowest, 0..255; the last is none
    tint : how much of a basin's colour is its own
    glows : whether the lowest places have light of their own: not on paper
    shared : (4,) the ink of what two runs share, if there are two
    temper : how much one basin is alone, and how strongly basins glow, where that is known of ground that exists
    """

    found: Watersheds | Lows | Beacons
    inks: NDArray[np.uint8]
    tint: float
    glows: bool
    shared: NDArray[np.uint8] | None = None
    temper: tuple[float, float] | None = None

    def over(self, x: Field, y: Field) -> Wet:
        """What they are on the lattice of two lines, domain units."""
        none = np.zeros((len(y), len(x)))
        if isinstance(self.found, Beacons):
            light = self.found.light(x, y)
            gilt = none if self.glows else GILT * light
            return Wet(np.stack([1 - gilt, gilt], axis=-1), none, none, light, 0.0, self.found.strength)
        if not isinstance(self.found, Watersheds):
            high = _highs(*self.found, x, y)
            return Wet(np.stack([high**FADED, 1 - high**FADED], axis=-1), none, high, none, *LIT)
        weights, seams = weights_on(self.found, self.inks, x, y)
        across, upright = (np.arange(len(line)) / len(line) for line in (x, y))
        spilt = spread(blurring(upright, upright, AFAR), 1 - weights[..., 0], blurring(across, across, AFAR))
        return Wet(weights, seams, none, spilt / max(spilt.max(), 1e-9), *(self.temper or tempered(weights)))

    def tinted(self, paint: Paint, wet: Wet) -> Field:
        """The ground's colours (rows, columns, 3), 0..1, in those of its basins."""
        ground, share = paint(np.ones(wet.high.shape)), wet.share[..., None]
        light = ground.mean(axis=-1, keepdims=True)
        hushed = (
            HUSHED[0] * wet.burning
            if self.glows
            else HUSHED[2] * wet.burning * (1 - wet.spilt[..., None]) * SHADE
        )
        dry = DIMMED[0 if self.glows else 1] * (1 - hushed) * (ground + UNLIT * (0.8 * light - ground))
        toned = TONED[0] + (TONED[1] - TONED[0]) * wet.alone
        heights = 1 - toned + toned * light / light.max()
        tint = self.tint + (1 - self.tint) * wet.burning * (not self.glows)
        inks = np.unique(self.inks[self.inks[:, 3] > 0], axis=0)
        kinds = 1 + tint * (inks[:, :3] / 255 - 1)
        own = np.clip(wet.weights[..., 1:] @ kinds / np.maximum(share, 1e-9), 0, 1)
        basins = heights**DARK * own ** (1 + DEEP * (1 - heights) + SUNK * wet.high[..., None])
        rim = np.clip(1 - (1 - light / light.max()) / PALING, 0, 1)  # high ground is pale on paper
        kept = KEPT + wet.alone * (1 - KEPT if self.glows else SHORES * rim)
        if self.shared is not None:
            both = wet.weights[..., 1:] @ (inks == self.shared).all(axis=1)
            if both.any():  # what is of one alone has his colour, however much of the ground is of both
                kept = KEPT + (np.maximum(kept, BOTH) - KEPT) * both[..., None]
        risen = paint(self.risen(wet))
        return np.asarray((1 - share) * dry + share * ((1 - kept) * basins + kept * risen))

    def risen(self, wet: Wet) -> Field:
        """The power (rows, columns) of places on the map of heights with which light rises from below in one basin that
        has all; 1 on paper, which has no such light."""
        return 1 + (RISING * wet.alone if self.glows else 0.0) * wet.share * (1 - wet.high)

    def glow(self, tones: Field, unit_heights: Field, wet: Wet) -> tuple[Field, Field]:
        """The light of low places, and how much of that is of basins that burn, both (rows, columns)."""
        others = (1 - wet.share) * DIMMED[0 if self.glows else 1] * (1 - HUSHED[1] * wet.burning)
        glow = glow_of(tones ** (1 + RISEN * (self.risen(wet) - 1))) * (wet.alone * wet.share + others)
        fire = wet.burning * wet.share * (1 - unit_heights)
        # Of a pit that nobody found the light does not fall on the hills around it.
        spilt = wet.spilt * (1 - unit_heights) ** 2 if isinstance(self.found, Beacons) else wet.spilt
        return np.maximum(glow, np.maximum(fire, SPILT * wet.burning * spilt)), fire


@dataclass(frozen=True, eq=False)
class Flood:
    """What the ground becomes at the end of a film.

    Attributes
    ----------
    surface : the same surface in the light of the basins' colours
    hairs : all paths of the run as lines
    basins : the same for other pictures of the ground
    """

    surface: Surface
    hairs: pv.PolyData
    basins: Basins


@dataclass(frozen=True, eq=False)
class Tide:
    """The same flood on a map beside the block: asked for once it is to be seen; or that of a `line`, which has none."""

    flood: Callable[[], Flood | None]
    line: bool = False

    def share(self, t: float) -> float:
        """How much of the map's colours is that of its basins at film time `t`, 0..1."""
        share = flooded(t)
        return share if share and (self.line or self.flood() is not None) else 0.0

    @property
    def pale(self) -> str:
        """The colour of paths on it."""
        return PALE

    def on(self, x: Field, y: Field, paint: Paint) -> Field:
        """The colours (rows, columns, 3), 0..1, of a map's ground at its lattice's `x` and `y`, seams and all."""
        flood = self.flood()
        if flood is None:
            return paint(np.ones((len(y), len(x))))
        wet = flood.basins.over(x, y)
        return _seamed(flood.basins.tinted(paint, wet), wet.seams)


def flood_of(
    surface: Surface,
    runs: Mapping[str, Trajectories],
    colors: Sequence[ParticleColors],
    clock: Clock,
    *,
    lowest: bool = False,
) -> Flood | None:
    """The flood of a single run of several particles; None where nothing is to be told.

    Where nobody comes to rest and several crowds leave the map, ground has the colours of these.

    An optimizer that is not ours has no basins that could be computed, chance blurs them, and where more than half still
    move it is accident who of them is there: the lowest places are lit then. Where nobody is at rest, or in one lowest
    place alone, ground is the more golden the lower its marbles are. Where particles' colours say how low they are, the
    `lowest` places alone have one. Of a population the pit has its colour that its best place is in.
    """
    if len(runs) == 2 and not lowest:
        side = int(np.clip((WORK / max(run.steps for run in runs.values())) ** 0.5, COARSEST, WIDEST))
        if (both := contest_ground(tuple(runs.values()), colors, PALE, (side, FEWEST))) is None:
            return None
        return _painted(surface, *both, None, both[1][2])
    if len(runs) != 1:
        return None
    run, own = next(iter(runs.values())), colors[0]
    told = _ground(run, own, surface, lowest) if not isinstance(run, Searched) else _pit(run, surface.theme)
    if told is None:
        return None
    tracks = Tracks.of(run, surface.world, own, clock, lift=LIFT)
    if not len(tracks.segments) and not isinstance(run, Searched):
        return None
    return _painted(surface, *told, tracks)


def _painted(
    surface: Surface,
    found: Watersheds | Lows | Beacons,
    inks: NDArray[np.uint8],
    tracks: Tracks | None,
    shared: NDArray[np.uint8] | None = None,
) -> Flood | None:
    """The flood of ground that has such colours; None where nothing of it has. Of two crowds there are no hair lines."""
    theme, lights = surface.theme, surface.lamps.glows
    basins = Basins(found, inks, theme.tint, lights, shared)
    wet = basins.over(surface.lattice.points[0, :, 0], surface.lattice.points[:, 0, 1])
    there = np.isfinite(surface.lattice.heights)
    if isinstance(found, Watersheds) and not there.all():
        alone, burning = temper = tempered(wet.weights[there])
        basins, wet = replace(basins, temper=temper), replace(wet, alone=alone, burning=burning)
    if not surface.mesh.n_cells or not (wet.share.any() or isinstance(found, Beacons)):
        return None
    albedo = basins.tinted(lambda power: color_of(surface.tones**power, theme), wet)
    glow, fire = basins.glow(surface.tones, surface.unit_heights, wet)
    albedo += lights * CORE * (fire**2)[..., None] * (np.array(rgb(PALE)) - albedo)
    shown = _seamed(surface.painted(albedo, glow) / 255, wet.seams)
    hairs = pv.PolyData() if tracks is None else _hairs(tracks)
    return Flood(surface.recolored(np.round(255 * shown).astype(np.uint8)), hairs, basins)


def _ground(run: Trajectories, own: ParticleColors, surface: Surface, lowest: bool) -> Told | None:
    """What is known of starts under the run's optimizer, and its colours; None where that is nothing."""
    if len(run) < 2:
        return None
    arrived = np.asarray(run.ending) == Ending.CONVERGED
    moving = (np.asarray(run.ending) == Ending.RUNNING) & (left_since(run) > run.steps)
    theme, goals = surface.theme, Beacons.of(surface.landscape, AFAR)
    calm = goals and replace(goals, strength=CALM)
    gold, low, who = _one_ink(theme.palette[0]), creeps(run), parted(run, surface.world)
    blurred = not low and who is None and (not arrived.any() or 2 * int(moving.sum()) > len(run))
    if blurred or not isinstance(run.optimizer, Optimizer) or run.noise is not None:
        return None if calm is None else (calm, gold)
    side = int(np.clip((WORK / max(run.steps, 1)) ** 0.5, FEWEST, FINEST))
    side = FEWEST if run.optimizer.one_by_one else side
    fine = side if run.optimizer.one_by_one else max(side, COARSEST)  # where most starts are left out
    found: Watersheds | Lows | Beacons | None
    if low:
        found, inks = low_starts(run, side) or calm, gold
    elif who is not None:
        inks, found = _gate_inks(theme, int(who.max()) + 1), gateways(run, who, min(side, WIDEST))
    else:
        inks = _golden_inks(run, theme) if lowest else _inks(run, own, theme)
        counted = inks[:-1, 3] > 0
        found = watersheds(surface.landscape, run, counted, fine) if counted.any() else goals
        inks = gold if found is goals else inks
    return None if found is None else (found, inks)


def _pit(run: Searched, theme: Theme) -> Told:
    """The ground around the best place of a population, gold where that is a lowest place, or no lower one is known."""
    f, (ground, bottom) = run.landscape, rained(run, COARSEST)
    missed = f.minimum is not None and len(f.minimizers) and not beside_minimizers(f, bottom[None])[0]
    return ground, _one_ink(theme.ash if missed else theme.palette[0])


def tempered(weights: Field) -> tuple[float, float]:
    """How much one basin is alone, and how strongly basins glow, both 0..1, by what share of the ground they have.

    `weights` (..., 1 + k) are those of no basin and of each colour.
    """
    none, *shares = weights.reshape(-1, weights.shape[-1]).mean(axis=0)
    low, high = ALONE
    alone = max(shares) - RIVALS * (1 - none - max(shares))
    return float(np.clip((alone - low) / (high - low), 0, 1)), float(np.clip(1 - (1 - none) / RARE, 0, 1))


def _hairs(tracks: Tracks) -> pv.PolyData:
    """All paths as plain lines."""
    mesh = pv.PolyData(tracks.points)
    mesh.verts = np.zeros(0, dtype=int)
    mesh.lines = np.column_stack([np.full(len(tracks.segments), 2), tracks.segments]).ravel()
    return mesh


def _seamed(shown: Field, seams: Field) -> Field:
    """Colours (rows, columns, 3), 0..1, with lines on the watersheds."""
    return np.clip(shown + SEAM * seams[..., None] * (np.array(rgb(PALE)) - shown), 0, 1)


def _inks(run: Trajectories, own: ParticleColors, theme: Theme) -> NDArray[np.uint8]:
    """The colour (k + 1, 4) of each of the run's destinations: that of its particles there; the last is none.

    One of the many others has none either: a whole landscape of ash would be a dreary end.
    """
    ends = run.destinations
    here = (np.asarray(run.ending) == Ending.CONVERGED) & (left_since(run) > run.steps)
    inks = np.zeros((len(ends) + 1, 4), dtype=np.uint8)
    ash = np.round(255 * np.array(rgb(theme.ash)))
    for k in range(len(ends)):
        members = here & (ends.labels == k)
        if members.any() and (own.colors[members][0] != ash).any():
            inks[k] = (*own.colors[members][0], 255)
    return inks


def _golden_inks(run: Trajectories, theme: Theme) -> NDArray[np.uint8]:
    """Gold for the lowest of the run's destinations where somebody is, and none for all others, (k + 1, 4)."""
    inks = np.zeros((len(run.destinations) + 1, 4), dtype=np.uint8)
    if used := sorted(caught(run)):
        inks[golden_of(run.destinations, used, run.landscape)] = _one_ink(theme.palette[0])[0]
    return inks


def _one_ink(color: str) -> NDArray[np.uint8]:
    """A colour, and none, (2, 4)."""
    return np.array([(*np.round(255 * np.array(rgb(color))), 255), (0, 0, 0, 0)], dtype=np.uint8)


def _gate_inks(theme: Theme, count: int) -> NDArray[np.uint8]:
    """A colour for each of so many gates, none of them that of what is lowest; and none, (count + 1, 4)."""
    inks = [(*np.round(255 * np.array(rgb(color))), 255) for color in theme.palette[1 : count + 1]]
    return np.array([*inks, (0, 0, 0, 0)], dtype=np.uint8)


def _highs(own_x: Field, own_y: Field, share: Field, x: Field, y: Field) -> Field:
    """On a lattice (rows, columns): what share of the marbles ends lower."""
    return spread(blurring(y, own_y), share, blurring(x, own_x))
