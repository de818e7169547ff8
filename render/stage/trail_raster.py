"""Trails for a camera at rest: each pixel is inked when a trail reaches it, and fades by its own clock.

VTK draws every segment of every trail on every picture, those that faded long ago too. Here each segment is cut into
samples once, before the film, and the samples are gathered into strokes: this pixel, at this film time, in this colour.
A picture then takes the strokes since the last one, and fades the pixels that are not done fading; one that has come to
its lasting faintness is not touched again until another trail reaches it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from render.particles import FADE, FRESH

BUCKET = 0.04
"""A trail that comes back to a pixel after so much film time inks it anew."""

_SLACK = 2e-5
"""World units by which a trail may lie behind the ground: rounding."""


@dataclass(frozen=True, eq=False)
class Strokes:
    """What trails do to pixels, in the order in which it happens.

    Attributes
    ----------
    pixel : (E,) int64
    birth : (E,) float32, film time, growing
    cover : (E,) float32, share of the pixel that is inked
    color : (E, 4) float32, 0..255, the last one unused
    trail : (E,) int32
    strength : (E,) float32, of a trail that hides nothing 1
    lasting : (E,) float32, opacity in the end where the strength is 1
    turn : (E,) int32, how many strokes the same pixel had before
    """

    pixel: NDArray[np.int64]
    birth: NDArray[np.float32]
    cover: NDArray[np.float32]
    color: NDArray[np.float32]
    trail: NDArray[np.int32]
    strength: NDArray[np.float32]
    lasting: NDArray[np.float32]
    turn: NDArray[np.int32]


def strokes(
    samples: NDArray[np.int64],
    birth: NDArray[np.float64],
    trail: NDArray[np.int64],
    strength: NDArray[np.float64],
    *,
    colors: NDArray[np.uint8],
    lasting: NDArray[np.float64],
) -> Strokes:
    """Pixels' strokes from their samples.

    Parameters
    ----------
    samples, birth, trail, strength : (k,)
        Four times the pixel plus the sample's number in it; when it is reached; by which trail; how strongly.
    colors, lasting : (T, 3) uint8, (T,) 0..1
        Of each trail.
    """
    whose = trail * int(1 / BUCKET + 2) + (birth / BUCKET).astype(np.int64)
    key = whose * (4 * (int(samples.max(initial=0)) // 4 + 1)) + samples
    key, first = np.unique(key, return_index=True)
    starts = np.flatnonzero(np.diff(key >> 2, prepend=-1))
    counts = np.diff(starts, append=len(key))
    born = np.minimum.reduceat(birth[first], starts) if len(starts) else birth[:0]
    order = np.argsort(born, kind="stable")
    made = first[starts[order]]
    pixel, of = samples[made] >> 2, trail[made]
    return Strokes(
        pixel,
        born[order].astype(np.float32),
        (counts[order] / 4).astype(np.float32),
        np.pad(colors[of], ((0, 0), (0, 1))).astype(np.float32),
        of.astype(np.int32),
        strength[made].astype(np.float32),
        lasting[of].astype(np.float32),
        _turns(pixel),
    )


def _turns(pixel: NDArray[np.int64]) -> NDArray[np.int32]:
    order = np.argsort(pixel, kind="stable")
    starts = np.flatnonzero(np.diff(pixel[order], prepend=-1))
    turn = np.empty(len(pixel), dtype=np.int32)
    turn[order] = np.arange(len(pixel)) - np.repeat(starts, np.diff(starts, append=len(pixel)))
    return turn


def covered(
    ends: NDArray[np.float64], depth: NDArray[np.float64], ground: NDArray[np.float32], width: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """The samples that lines cover, as OpenGL draws wide lines: whole columns or rows of `width` samples.

    Parameters
    ----------
    ends : (S, 2, 2) x, y of both ends in samples
    depth : (S, 2) their distances along the view, world units
    ground : (rows, columns) distance of what stands at each sample; lines behind it are hidden

    Returns
    -------
    row, column, segment, share : (k,) each; `share` is the way from the first end to the second
    """
    reach = np.abs(ends[:, 1] - ends[:, 0])
    flat = reach[:, 0] >= reach[:, 1]
    major = np.where(flat[:, None], ends[..., 0], ends[..., 1])
    minor = np.where(flat[:, None], ends[..., 1], ends[..., 0])
    low = np.ceil(major.min(axis=1) - 0.5).astype(np.int64)
    count = np.ceil(major.max(axis=1) - 0.5).astype(np.int64) - low
    segment = np.repeat(np.arange(len(ends)), count)
    along = np.arange(len(segment)) - np.repeat(np.cumsum(count) - count, count) + low[segment]
    run = major[:, 1] - major[:, 0]
    share = (along + 0.5 - major[segment, 0]) / np.where(run == 0, 1, run)[segment]
    middle = minor[segment, 0] + share * (minor[segment, 1] - minor[segment, 0])
    beside = np.floor(middle - width / 2 + 0.5).astype(np.int64)[:, None] + np.arange(width)
    level = np.broadcast_to(flat[segment][:, None], beside.shape)
    along = np.broadcast_to(along[:, None], beside.shape)
    row, column = np.where(level, beside, along), np.where(level, along, beside)
    inverse = 1 / depth
    behind = 1 / (inverse[segment, 0] + share * (inverse[segment, 1] - inverse[segment, 0]))
    inside = (row >= 0) & (row < ground.shape[0]) & (column >= 0) & (column < ground.shape[1])
    seen = inside.copy()
    far = np.broadcast_to(behind[:, None], beside.shape)
    seen[inside] = far[inside] <= ground[row[inside], column[inside]] + _SLACK
    line, _ = np.nonzero(seen)
    return row[seen], column[seen], segment[line], share[line]


class TrailRaster:
    """The ground with its trails at a film time; goes forward cheaply, and back by beginning anew.

    Parameters
    ----------
    ground : (count, 4) uint8, the padded picture without trails, row by row; the fourth band is unused
    made : what the trails do to it

    Attributes
    ----------
    pixels : (count, 4) uint8, the same with the trails
    """

    def __init__(self, ground: NDArray[np.uint8], made: Strokes) -> None:
        self._ground, self._made = ground, made
        self._begin()

    def _begin(self) -> None:
        count = len(self._ground)
        self.pixels = self._ground.copy()
        self._under = self._ground.astype(np.float32)
        self._color = np.zeros((count, 4), dtype=np.float32)
        self._cover, self._birth, self._strength, self._lasting = np.zeros((4, count), dtype=np.float32)
        self._trail = np.full(count, -1, dtype=np.int32)
        self._turns = np.zeros(count, dtype=np.int32)
        self._wet = np.zeros(count, dtype=bool)
        self._done, self._now = 0, -1.0

    def bring_to(self, t: float) -> NDArray[np.uint8]:
        """The pixels (count, 4) at film time `t`; to be copied before they are drawn on."""
        if t < self._now:
            self._begin()
        # As a float32: NumPy would make all births float64 for the sake of one.
        upto = int(np.searchsorted(self._made.birth, np.float32(t), side="right"))
        fresh = slice(self._done, upto)
        pixel = self._made.pixel[fresh]
        turn = self._made.turn[fresh] - self._turns[pixel]
        for k in range(int(turn.max(initial=-1)) + 1):
            self._absorb(self._done + np.flatnonzero(turn == k))
        self._done, self._now = upto, t
        self._wet[pixel] = True
        self._dry(t)
        return self.pixels

    def _absorb(self, which: NDArray[np.int64]) -> None:
        """Strokes on pixels that differ. What another trail left goes under the new one, as it will last."""
        made = self._made
        pixel, cover, color = made.pixel[which], made.cover[which], made.color[which]
        before, share = self._trail[pixel], self._cover[pixel]
        other = (before >= 0) & (before != made.trail[which])
        below = pixel[other]
        veil = (self._lasting[below] * self._strength[below] * share[other])[:, None]
        self._under[below] += (self._color[below] - self._under[below]) * veil
        # Beside a new stroke a fresh one of the same colour is still as good as new.
        freshness = np.clip(1 - (made.birth[which] - self._birth[pixel]) / FADE, 0, 1)
        alike = (before >= 0) & (np.abs(color - self._color[pixel]).sum(axis=1) < 1)
        beside = np.where(other, (1 - cover) * freshness * alike, before >= 0) * share
        self._cover[pixel] = np.minimum(cover + beside, 1)
        self._color[pixel], self._birth[pixel] = color, made.birth[which]
        self._strength[pixel], self._lasting[pixel] = made.strength[which], made.lasting[which]
        self._trail[pixel] = made.trail[which]
        self._turns[pixel] += 1

    def _dry(self, t: float) -> None:
        """Draw the pixels that still fade, and leave alone those that have come to the end of it."""
        wet = np.flatnonzero(self._wet)
        age = np.clip((t - self._birth[wet]) / FADE, 0, 1)
        opacity = (FRESH + age * (self._lasting[wet] - FRESH)) * self._strength[wet] * self._cover[wet]
        mixed = self._under[wet]
        mixed += (self._color[wet] - mixed) * opacity[:, None]
        mixed += 0.5
        self.pixels.view(np.uint32)[wet, 0] = mixed.astype(np.uint8).view(np.uint32)[:, 0]
        self._wet[wet[age >= 1]] = False
