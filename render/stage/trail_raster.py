"""Trails for a camera at rest: each pixel is inked when a comet reaches it, and fades by its own clock.

VTK draws every segment of every trail on every picture, those that faded long ago too. Here each segment is cut into
pixels once, before the film, and these are gathered into strokes: this pixel, so far from the trail's middle, at this
film time, in this colour. A picture then takes the strokes since the last one, and fades the pixels that are not done
fading; one that has come to its lasting hair is not touched again until another trail reaches it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from render.particles import FRESH, Comet, told_apart

BUCKET = 0.04
"""A trail that comes back to a pixel after so much film time inks it anew."""

BIRTH, RATE, HAIR, SPAN, FRESHLY, LATER = range(6)
COLOR, APART = slice(6, 9), 9
"""Rows of what is kept of a pixel's ink: when it fell and how fast it ages, its half widths, opacities, colour, place."""

Array = NDArray[np.float64]
Many = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Strokes:
    """What trails do to pixels, in the order in which it happens.

    Attributes
    ----------
    pixel : (E,) int64
    birth : (E,) float32, film time, growing
    fade : (E,) float32, film time in which the comet runs out there
    apart : (E,) float32, pixels from the trail's middle
    seen : (E,) float32, share of the pixel that nothing hides
    color : (E, 4) float32, 0..255, the last one unused
    trail : (E,) int32
    strength : (E,) float32, of a trail that hides nothing 1
    wide, hair, lasting, darkens : (E,) float32, as of `Comet`, in pixels
    place : (P,) int64, the pixels that have strokes, rising
    slot : (E,) int64, which of them a stroke is on
    turn : (E,) int32, how many strokes the same pixel had before
    """

    pixel: NDArray[np.int64]
    birth: Many
    fade: Many
    apart: Many
    seen: Many
    color: Many
    trail: NDArray[np.int32]
    strength: Many
    wide: Many
    hair: Many
    lasting: Many
    darkens: Many
    place: NDArray[np.int64]
    slot: NDArray[np.int64]
    turn: NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class Touched:
    """The pixels (k,) that one run's trails touch, of the padded picture, once for each segment."""

    pixel: NDArray[np.int64]
    birth: Array
    fade: Array
    apart: Array
    seen: Many
    trail: NDArray[np.int64]
    strength: Array


def strokes(runs: Iterable[tuple[Iterable[Touched], NDArray[np.uint8], Comet]]) -> Strokes:
    """Pixels' strokes of several runs; with each the colours (N, 3) of its particles and how its trails are drawn.

    Of a run come whole trails, some at a time, in the order of their particles.
    """
    parts, before = [], 0
    for some, colors, comet in runs:
        parts += [_gathered(touched, colors, comet, before) for touched in some]
        before += len(colors)
    if not parts:
        none = np.zeros(0)
        nothing = Touched(none.astype(int), none, none, none, none.astype(np.float32), none.astype(int), none)
        parts.append(_gathered(nothing, np.zeros((1, 3), dtype=np.uint8), Comet(1, 1, 1), 0))
    # The bits of floats that are not negative are in the floats' order.
    order = counted_order(np.concatenate([part["birth"] for part in parts]).view(np.int32))
    joined = {k: np.concatenate([part.pop(k) for part in parts])[order] for k in tuple(parts[0])}
    place, slot, turn = _visits(joined["pixel"])
    return Strokes(**joined, place=place, slot=slot, turn=turn)


def _gathered(
    touched: Touched, colors: NDArray[np.uint8], comet: Comet, before: int
) -> dict[str, NDArray[Any]]:
    """One stroke for each pixel that a trail goes over: at the place of the nearest of its segments."""
    bucket = (touched.birth / BUCKET).astype(np.int64)
    whose = touched.trail * int(1 / BUCKET + 2) + bucket
    key = whose * (int(touched.pixel.max(initial=0)) + 1) + touched.pixel
    order = counted_order(key)
    starts = np.flatnonzero(np.diff(key[order], prepend=-1))
    made = order[starts]

    def least(values: Array) -> Array:
        return np.minimum.reduceat(values[order], starts) if len(starts) else values[:0]

    few = {
        name: np.full(len(made), getattr(comet, name), np.float32)
        for name in ("wide", "hair", "lasting", "darkens")
    }
    return {
        "pixel": touched.pixel[made],
        "birth": least(touched.birth).astype(np.float32),
        "fade": touched.fade[made].astype(np.float32),
        "apart": least(touched.apart).astype(np.float32),
        "seen": touched.seen[made],
        "color": np.pad(colors[touched.trail[made]], ((0, 0), (0, 1))).astype(np.float32),
        "trail": (before + touched.trail[made]).astype(np.int32),
        "strength": touched.strength[made].astype(np.float32),
        **few,
    }


def _visits(pixel: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int32]]:
    """Which pixels there are, in their order; of each stroke (E,) which of them it is on, and how many it had before."""
    order = counted_order(pixel)
    starts = np.flatnonzero(np.diff(pixel[order], prepend=-1))
    many = np.diff(starts, append=len(pixel))
    slot, turn = np.empty(len(pixel), dtype=np.int64), np.empty(len(pixel), dtype=np.int32)
    slot[order] = np.repeat(np.arange(len(starts)), many)
    turn[order] = np.arange(len(pixel)) - np.repeat(starts, many)
    return pixel[order[starts]], slot, turn


def covered(
    ends: Array, half: float
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], Array, Array]:
    """The pixels nearer than `half` and a half to lines with `ends` (S, 2, 2), x, y in pixels.

    Returns
    -------
    row, column, segment, share, apart : (k,) each; `share` is the way from the first end to the second, `apart` the
        distance from the line
    """
    way = ends[:, 1] - ends[:, 0]
    flat = np.abs(way[:, 0]) >= np.abs(way[:, 1])
    major = np.where(flat[:, None], ends[..., 0], ends[..., 1])
    minor = np.where(flat[:, None], ends[..., 1], ends[..., 0])
    reach = half + 0.5
    low = np.floor(major.min(axis=1) - reach).astype(np.int64)
    count = np.ceil(major.max(axis=1) + reach).astype(np.int64) - low
    segment = np.repeat(np.arange(len(ends)), count)
    along = np.arange(len(segment)) - np.repeat(np.cumsum(count) - count, count) + low[segment]
    run, rise = major[:, 1] - major[:, 0], minor[:, 1] - minor[:, 0]
    onward = along + 0.5 - major[segment, 0]
    share = np.clip(onward / np.where(run == 0, 1, run)[segment], 0, 1)
    first = np.floor(minor[segment, 0] + share * rise[segment])
    spread = int(np.ceil(reach * 1.42))
    beside = np.arange(-spread, spread + 1)
    aside = first[:, None] + beside + 0.5 - minor[segment, :1]
    square = np.maximum(run * run + rise * rise, 1e-12)
    run, rise, square = run[segment, None], rise[segment, None], square[segment, None]
    onward = onward[:, None]
    share = aside * rise
    share += onward * run
    share /= square
    np.clip(share, 0, 1, out=share)
    onward, aside = onward - share * run, aside - share * rise
    line, place = np.nonzero(onward * onward + aside * aside < reach * reach)
    at = (line, place)
    level, along, beside = flat[segment[line]], along[line], first[line].astype(np.int64) + beside[place]
    row, column = np.where(level, beside, along), np.where(level, along, beside)
    return row, column, segment[line], share[at], np.hypot(onward[at], aside[at])


def counted_order(numbers: NDArray[np.integer[Any]]) -> NDArray[np.int64]:
    """What `np.argsort(numbers, kind="stable")` gives of numbers (k,) that are not negative.

    By sixteen bits at a time: these NumPy counts, others it compares, which takes four times as long.
    """
    order = np.argsort(numbers.astype(np.uint16), kind="stable")
    for shift in range(16, int(numbers.max(initial=0)).bit_length(), 16):
        order = order[np.argsort((numbers >> shift).astype(np.uint16)[order], kind="stable")]
    return order


class TrailRaster:
    """The ground with its trails at a film time; goes forward cheaply, and back by beginning anew.

    What a pixel needs is kept for those only that a trail ever reaches, in their order on the picture, each quantity
    in a row of its own.

    Parameters
    ----------
    ground : (count, 4) uint8, the padded picture without trails, row by row; the fourth band is unused; it is drawn on
    made : what the trails do to it

    Attributes
    ----------
    pixels : (count, 4) uint8, the same with the trails
    changes : how often any of them changed
    """

    def __init__(self, ground: NDArray[np.uint8], made: Strokes) -> None:
        self.pixels, self._births, self._turn = ground, made.birth, made.turn
        self.changes = 0
        self._place, self._slot = made.place, made.slot
        self._bare = ground[self._place]
        fresh = np.float32(FRESH) * np.sqrt(made.strength)
        self._inks = np.stack(
            [
                made.birth,
                1 / made.fade,
                made.hair + np.float32(0.5),
                made.wide - made.hair,
                fresh * made.seen,
                (made.lasting * made.strength - fresh) * made.seen,
                *told_apart(made.color[:, :3], ground[made.pixel, :3], made.darkens > 0).astype(np.float32).T,
                made.apart,
            ]
        )
        self._begin()

    def _begin(self) -> None:
        count = len(self._place)
        self.changes += 1
        self.pixels[self._place] = self._bare
        self._under = np.ascontiguousarray(self._bare[:, :3].T.astype(np.float32))
        self._state = np.zeros((len(self._inks), count), dtype=np.float32)
        self._turns = np.zeros(count, dtype=np.int32)
        self._wet = np.zeros(count, dtype=bool)
        self._done, self._now = 0, -1.0

    def bring_to(self, t: float) -> NDArray[np.uint8]:
        """The pixels (count, 4) at film time `t`; to be copied before they are drawn on."""
        if t == self._now:
            return self.pixels
        if t < self._now:
            self._begin()
        # As a float32: NumPy would make all births float64 for the sake of one.
        upto = int(np.searchsorted(self._births, np.float32(t), side="right"))
        slot = self._slot[self._done : upto]
        turn = self._turn[self._done : upto] - self._turns.take(slot)
        last = int(turn.max(initial=-1))
        for k in range(last + 1):
            now = np.flatnonzero(turn == k)
            self._absorb(slot[now], self._inks[:, self._done : upto].take(now, axis=1))
        self._done, self._now = upto, t
        self._wet[slot] = True
        self._dry(np.float32(t))
        return self.pixels

    def _absorb(self, slot: NDArray[np.int64], new: Many) -> None:
        """Strokes on pixels that differ: the stronger of two trails is what is seen, the other one goes under it."""
        had = self._turns.take(slot) > 0
        self._turns[slot] += 1
        empty = ~had
        if empty.any():
            self._state[:, slot[empty]] = new[:, empty]
            slot, new = slot[had], new[:, had]
        if not len(slot):
            return
        old = self._state.take(slot, axis=1)
        alike = np.abs(new[COLOR] - old[COLOR]).sum(axis=0) < 1
        # One colour is one ink: the pixel is as covered as the nearer of the two covers it.
        fresh = new.copy()
        fresh[APART] = np.where(alike, np.minimum(new[APART], old[APART]), new[APART])
        age = np.minimum((new[BIRTH] - old[BIRTH]) * old[RATE], 1)
        over = alike | (_ink(fresh, np.float32(0)) >= _ink(old, age))
        apart = np.flatnonzero(~alike)
        lower = np.where(over[apart], old[:, apart], new[:, apart])
        below = slot[apart]
        under = self._under.take(below, axis=1)
        self._under[:, below] = under + (lower[COLOR] - under) * _ink(lower, np.float32(1))
        self._state[:, slot[over]] = fresh[:, over]

    def _dry(self, t: np.float32) -> None:
        """Draw the pixels that still fade, and leave alone those that have come to the end of it."""
        wet = np.flatnonzero(self._wet)
        if not len(wet):
            return
        self.changes += 1
        drops = self._state.take(wet, axis=1)
        age = np.minimum((t - drops[BIRTH]) * drops[RATE], 1)
        mixed = self._under.take(wet, axis=1)
        mixed += (drops[COLOR] - mixed) * _ink(drops, age)
        mixed += np.float32(0.5)
        color = np.zeros((len(wet), 4), dtype=np.uint8)
        color[:, :3] = mixed.T
        self.pixels.view(np.uint32)[self._place.take(wet), 0] = color.view(np.uint32)[:, 0]
        self._wet[wet[age >= 1]] = False


def _ink(drops: Many, age: Many | np.float32) -> Many:
    """Opacity of pixels at an age of 0..1, as `particles.trails` has it in its shader."""
    reach = drops[HAIR] + drops[SPAN] * (1 - age)
    cover = np.minimum(2 * reach - 1, 1)
    np.minimum(cover, reach - drops[APART], out=cover)
    np.maximum(cover, 0, out=cover)
    ink: Many = (drops[FRESHLY] + age * drops[LATER]) * cover
    return ink
