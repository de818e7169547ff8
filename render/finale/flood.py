"""The ground in the colours of its basins: which minimum the run's optimizer reaches from where."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyvista as pv
from numpy.typing import NDArray

from descent import Ending, Optimizer, Trajectories
from render.clock import Clock, left_since
from render.finale.low_starts import low_starts
from render.finale.moments import flooded
from render.finale.shares import parted
from render.finale.watersheds import Watersheds, gateways, watersheds
from render.particles import ParticleColors, Tracks, creeps
from render.style import Theme, rgb
from render.surface import Surface, color_of, glow_of, spread

FINEST, COARSEST, FEWEST, WORK, WIDEST = 150, 56, 40, 5e6, 72
"""Starts along a side, at most, at least, and at least where none is left out: of an optimizer that moves one by one
SciPy's BFGS takes a minute for the most. How many steps all may take together. And the most where ways are recorded."""
SOFT = 0.75
"""Of the distance of two starts: over which their basins are blurred."""
RIDGE = 1 / (SOFT * (2 * np.pi) ** 0.5)
"""How high the blurred line between two basins is."""
SHARP = 5
"""A power: the greater it is, the narrower is the seam of two basins. Of the finest map: coarser ones have greater ones."""
SEAM, PALE = 0.62, "#fff4e0"
"""How strong the line on a watershed is, and its colour."""
UNLIT, DIMMED = 0.2, (0.72, 0.95)
"""How grey ground is from which nobody arrives, and how bright: where the lowest places glow, and on paper."""
TONED, ALONE, KEPT = (0.45, 0.85), (0.6, 0.95), 0.07
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
"""How much deeper the gold is on paper of the marble that ends highest, and with which power such ground keeps its own colour."""
RARE = 0.3
"""Basins that have a smaller share of the ground all together glow."""
LIT = (1.0, 0.0)
"""How much ground is one basin's, and how strongly it glows, that is the more golden the lower its marbles are."""
AFAR, SPILT, CORE = 0.06, 0.8, 0.7
"""How far light of a basin that burns falls on what is around it, as a share of the ground; how strong it is there; and how
pale the basin's bottom is."""
HUSHED = (0.3, 0.75)
"""How much darker other ground is then, and how much of its own glow is gone."""
LIFT = 0.006
"""World units of hair lines above the ground."""

Field = NDArray[np.float64]
Paint = Callable[[Field], Field]
"""The ground's colours (rows, columns, 3), 0..1, by a power (rows, columns) of its places on the map of heights."""
Lows = tuple[Field, Field, Field]
"""Lines x and y of starts, and what share of the marbles ends lower, as of `low_starts`."""


@dataclass(frozen=True, eq=False)
class Basins:
    """Which basin each place is in, and in which colours: the same for the block and for a map beside it.

    Attributes
    ----------
    found : the map of starts; or how low they end, where most still move
    inks : (n + 1, 4) of the run's destinations, or of what is lowest, 0..255; the last is none
    tint : how much of a basin's colour is its own
    dimmed, hushed : how bright ground is from which nobody arrives, and how much of it is gone where basins burn
    """

    found: Watersheds | Lows
    inks: NDArray[np.uint8]
    tint: float
    dimmed: float
    hushed: float

    def over(self, x: Field, y: Field) -> tuple[Field, Field, Field]:
        """On a lattice: the share (rows, columns, 1 + k) of no basin and of each colour; the seams, and what share of
        the marbles ends lower, 0 where basins have edges, both (rows, columns)."""
        if isinstance(self.found, Watersheds):
            weights, seams = _weights(self.found, self.inks, x, y)
            return weights, seams, np.zeros(seams.shape)
        high = _highs(*self.found, x, y)
        return np.stack([high**FADED, 1 - high**FADED], axis=-1), np.zeros(high.shape), high

    def tempered(self, weights: Field) -> tuple[float, float]:
        """How much one basin is alone, and how strongly basins glow, both 0..1."""
        return tempered(weights) if isinstance(self.found, Watersheds) else LIT

    def tinted(self, paint: Paint, weights: Field, high: Field) -> Field:
        """The ground's colours (rows, columns, 3), 0..1, in those of its basins; weights and `high` as of `over`."""
        ground = paint(np.ones(high.shape))
        light = ground.mean(axis=-1, keepdims=True)
        alone, burning = self.tempered(weights)
        dry = self.dimmed * (1 - self.hushed * burning) * (ground + UNLIT * (0.8 * light - ground))
        toned = TONED[0] + (TONED[1] - TONED[0]) * alone
        heights = 1 - toned + toned * light / light.max()
        kinds = 1 + self.tint * (np.unique(self.inks[self.inks[:, 3] > 0], axis=0)[:, :3] / 255 - 1)
        wet = 1 - weights[..., :1]
        own = np.clip(weights[..., 1:] @ kinds / np.maximum(wet, 1e-9), 0, 1)
        basins = heights**DARK * own ** (1 + DEEP * (1 - heights) + SUNK * high[..., None])
        rim = np.clip(1 - (1 - light / light.max()) / PALING, 0, 1)  # high ground is pale on paper
        kept = KEPT + alone * (1 - KEPT if self.hushed else SHORES * rim)
        risen = paint(self.risen(weights, high))
        return np.asarray((1 - wet) * dry + wet * ((1 - kept) * basins + kept * risen))

    def risen(self, weights: Field, high: Field) -> Field:
        """The power (rows, columns) of places on the map of heights with which light rises from below in one basin that
        has all; 1 on paper, which has no such light. Weights and `high` as of `over`."""
        alone = self.tempered(weights)[0] if self.hushed else 0.0
        return 1 + RISING * alone * (1 - weights[..., 0]) * (1 - high)


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
    """The same flood on a map beside the block: asked for once it is to be seen."""

    flood: Callable[[], Flood | None]

    def share(self, t: float) -> float:
        """How much of the map's colours is that of its basins at film time `t`, 0..1."""
        share = flooded(t)
        return share if share and self.flood() is not None else 0.0

    @property
    def pale(self) -> str:
        """The colour of paths on it."""
        return PALE

    def on(self, x: Field, y: Field, paint: Paint) -> Field:
        """The colours (rows, columns, 3), 0..1, of a map's ground at its lattice's `x` and `y`, seams and all."""
        flood = self.flood()
        if flood is None:
            return paint(np.ones((len(y), len(x))))
        weights, seams, high = flood.basins.over(x, y)
        return _seamed(flood.basins.tinted(paint, weights, high), seams)


def flood_of(
    surface: Surface, runs: Mapping[str, Trajectories], colors: Sequence[ParticleColors], clock: Clock
) -> Flood | None:
    """The flood of a single run of several particles; None where basins have no edges, or nobody arrives anywhere.

    Where nobody comes to rest and several crowds leave the map, ground has the colours of these.

    An optimizer that is not ours has no basins that could be computed, and chance blurs them. So it is where more than half
    still move: who of them is there by the last step is an accident, and its basins are blots. Where nobody is at rest, or
    in one lowest place alone, ground is the more golden the lower its marbles are.
    """
    if len(runs) != 1:
        return None
    run, own = next(iter(runs.values())), colors[0]
    arrived = np.asarray(run.ending) == Ending.CONVERGED
    if len(run) < 2 or not isinstance(run.optimizer, Optimizer) or run.noise is not None:
        return None
    moving = (np.asarray(run.ending) == Ending.RUNNING) & (left_since(run) > run.steps)
    theme, lights = surface.theme, surface.lamps.glows
    low, who = creeps(run), parted(run, surface.world)
    if not low and who is None and (not arrived.any() or 2 * int(moving.sum()) > len(run)):
        return None
    side = int(np.clip((WORK / max(run.steps, 1)) ** 0.5, FEWEST, FINEST))
    side = FEWEST if run.optimizer.one_by_one else side
    fine = side if run.optimizer.one_by_one else max(side, COARSEST)  # where most starts are left out
    found: Watersheds | Lows | None
    if low:
        inks, found = _lowest_ink(theme), low_starts(run, side)
    elif who is not None:
        inks, found = _gate_inks(theme, int(who.max()) + 1), gateways(run, who, min(side, WIDEST))
    else:
        inks = _inks(run, own, theme)
        found = watersheds(surface.landscape, run, inks[:-1, 3] > 0, fine)
    if found is None:
        return None
    basins = Basins(found, inks, theme.tint, DIMMED[0 if lights else 1], HUSHED[0] if lights else 0.0)
    weights, seams, high = basins.over(surface.lattice.points[0, :, 0], surface.lattice.points[:, 0, 1])
    if not weights[..., 1:].any():
        return None
    alone, burning = basins.tempered(weights)
    albedo = basins.tinted(lambda power: color_of(surface.tones**power, theme), weights, high)
    wet = 1 - weights[..., 0]
    risen = surface.tones ** (1 + RISEN * (basins.risen(weights, high) - 1))
    glow = glow_of(risen) * (alone * wet + (1 - wet) * basins.dimmed * (1 - HUSHED[1] * burning))
    fire = burning * wet * (1 - surface.unit_heights)
    x, y = (np.arange(n) / n for n in wet.shape[::-1])
    around = spread(_blurring(y, y, AFAR), fire, _blurring(x, x, AFAR))
    glow = np.maximum(glow, np.maximum(fire, SPILT * burning * around / max(around.max(), 1e-9)))
    albedo += lights * CORE * (fire**2)[..., None] * (np.array(rgb(PALE)) - albedo)
    shown = _seamed(surface.painted(albedo, glow) / 255, seams)
    tracks = Tracks.of(run, surface.world, own, clock, lift=LIFT)
    if not len(tracks.segments) or not surface.mesh.n_cells:
        return None
    return Flood(surface.recolored(np.round(255 * shown).astype(np.uint8)), _hairs(tracks), basins)


def tempered(weights: Field) -> tuple[float, float]:
    """How much one basin is alone, and how strongly basins glow, both 0..1, by what share of the ground they have.

    `weights` (..., 1 + k) are those of no basin and of each colour.
    """
    none, *shares = weights.reshape(-1, weights.shape[-1]).mean(axis=0)
    low, high = ALONE
    alone = float(np.clip((max(shares) - low) / (high - low), 0, 1))
    return alone, float(np.clip(1 - (1 - none) / RARE, 0, 1))


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


def _lowest_ink(theme: Theme) -> NDArray[np.uint8]:
    """The colour of what is lowest, and none, (2, 4)."""
    return np.array([(*np.round(255 * np.array(rgb(theme.palette[0]))), 255), (0, 0, 0, 0)], dtype=np.uint8)


def _gate_inks(theme: Theme, count: int) -> NDArray[np.uint8]:
    """A colour for each of so many gates, none of them that of what is lowest; and none, (count + 1, 4)."""
    inks = [(*np.round(255 * np.array(rgb(color))), 255) for color in theme.palette[1 : count + 1]]
    return np.array([*inks, (0, 0, 0, 0)], dtype=np.uint8)


def _highs(own_x: Field, own_y: Field, share: Field, x: Field, y: Field) -> Field:
    """On a lattice (rows, columns): what share of the marbles ends lower."""
    return spread(_blurring(y, own_y), share, _blurring(x, own_x))


def _weights(found: Watersheds, inks: NDArray[np.uint8], x: Field, y: Field) -> tuple[Field, Field]:
    """On a lattice: the share (rows, columns, 1 + k) of no basin and of each colour, and the seams.

    `inks` (n + 1, 4) are those of the destinations; seams (rows, columns), 0..1, lie between destinations too whose
    colours are the same.
    """
    kinds, kind = np.unique(inks[inks[:, 3] > 0], axis=0, return_inverse=True)
    table = np.zeros(len(inks), dtype=np.int64)
    table[inks[:, 3] > 0] = kind.ravel() + 1
    place = table[found.labels]
    across, upright = _blurring(x, found.x), _blurring(y, found.y)

    fields = [(place == k).astype(float) for k in range(len(kinds) + 1)]
    coarse = max(FINEST / len(found.x), 1)
    weights = np.stack([spread(upright, field, across) for field in fields], axis=-1) ** (SHARP * coarse)
    labels = np.where(place > 0, found.labels, -1)
    lines = np.zeros(labels.shape, dtype=bool)
    for axis in (0, 1):
        apart = np.diff(labels, axis=axis) != 0
        first: list[slice] = [slice(None), slice(None)]
        first[axis] = slice(None, -1)
        lines[tuple(first)] |= apart
    seams = np.minimum(spread(upright, lines.astype(float), across) / RIDGE, 1) ** coarse**2
    return weights / weights.sum(axis=-1, keepdims=True), np.clip(1.6 * RIDGE * seams - 0.35, 0, 1)


def _blurring(at: Field, starts: Field, sigma: float | None = None) -> Field:
    """The matrix that takes values at `starts` to Gaussian means about `at`."""
    sigma = SOFT * (starts[1] - starts[0]) if sigma is None else sigma
    weights = np.exp(-0.5 * np.clip((at[:, None] - starts) / sigma, -30, 30) ** 2)
    return np.asarray(weights / weights.sum(axis=1, keepdims=True))
