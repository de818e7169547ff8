"""The beads' shapes as small pictures: what `particles.shaders` draws, at fractions of a pixel.

A picture in which a bead moves by less than a pixel must show it, or it jerks. So each shape is sampled beforehand at
every quarter of a pixel each way and every quarter of a pixel of radius, two by two samples a pixel as VTK's picture has.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from render.particles import BILLBOARD as B
from render.particles import CROSS, DIAMOND, RING, ROUND

PHASES = 4
"""A sprite's centre lies on one of so many places along a pixel's side."""

STEP = 0.25
"""Radii are told apart by so much of a pixel."""

SAMPLES = 2
"""Samples along a pixel's side, as many as the moving camera's picture has."""

Array = NDArray[np.float64]


class Layer(NamedTuple):
    """A part of a mark, at places (...) in radii: the ones after it lie before it.

    Attributes
    ----------
    covered : (...), where it is
    body, rim, white : (...) or one for all, the shares of the particle's colour there, of the rim's and of white
    farther : radii by which it lies behind the mark's centre
    """

    covered: NDArray[np.bool_]
    body: Array | float
    rim: Array | float = 0.0
    white: Array | float = 0.0
    farther: float = 0.0


Shape = Callable[[Array, Array], Sequence[Layer]]
"""From x, y in radii to the layers there."""


def _round(x: Array, y: Array) -> Sequence[Layer]:
    r2 = x * x + y * y
    z = np.sqrt(np.maximum(1 - r2, 0))
    lit, shine = (
        np.clip(right * x + up * y + near * z, 0, 1) for right, up, near in (B.towards_light, B.towards_glint)
    )
    # Each reaches a little under the next one, so that nothing shines through between them.
    casing, rim, body = (
        (r2 <= (1 + B.casing) ** 2) & (r2 > 0.7),
        (r2 <= 1.0) & (r2 > 0.75 * B.ball_rim),
        r2 <= B.ball_rim,
    )
    return (
        Layer(casing, B.dark, farther=B.behind),
        Layer(rim, 1 - B.pale, B.pale),
        Layer(body, B.shade + B.light * lit, 0.0, B.glint * shine ** int(B.sharpness), -NEARER),
    )


NEARER = (2 / 3) * (1 - (1 - B.ball_rim) ** 1.5) / B.ball_rim
"""How much nearer than its centre a ball of radius 1 is, in the mean within its rim."""


def _ring(x: Array, y: Array) -> Sequence[Layer]:
    r, inner, outer = np.hypot(x, y), B.ring_inner**0.5, B.ring_outer**0.5
    within = (r <= outer + B.casing) & (r >= inner - B.casing)
    return _cased(within, (r <= outer) & (r >= inner), np.ones_like(x), np.zeros(x.shape, dtype=bool))


def _diamond(x: Array, y: Array) -> Sequence[Layer]:
    d = np.abs(x) + np.abs(y)
    rim = (d > B.diamond_rim) & (d <= B.diamond_reach)
    body = np.where(rim, 1 - B.pale, B.diamond_shade)
    return _cased(d <= B.diamond_reach + 1.414 * B.casing, d <= B.diamond_reach, body, rim)


def _cross(x: Array, y: Array) -> Sequence[Layer]:
    a, b = np.abs(x), np.abs(y)
    aside, along = np.abs(a - b), np.maximum(a, b)
    within = (aside <= B.cross_width + 1.414 * B.casing) & (along <= B.cross_reach + B.casing)
    arms = (aside <= B.cross_width) & (along <= B.cross_reach)
    return _cased(within, arms, np.ones_like(x), np.zeros(x.shape, dtype=bool))


def _cased(
    covered: NDArray[np.bool_], mark: NDArray[np.bool_], body: Array, rim: NDArray[np.bool_]
) -> Sequence[Layer]:
    return [Layer(covered, np.asarray(np.where(mark, body, B.dark)), np.asarray(rim * B.pale))]


SHAPES: Mapping[str, Shape] = MappingProxyType({ROUND: _round, RING: _ring, DIAMOND: _diamond, CROSS: _cross})


@dataclass(frozen=True, eq=False)
class Sprites:
    """A layer of a shape at one radius, at every phase, in square windows of `side` pixels.

    Attributes
    ----------
    side : odd number of pixels; the centre lies in the middle one
    cover : (PHASES^2, side^2), 0..1
    body, rim, white : (PHASES^2, side^2), shares of the particle's colour, of the rim's and of white in a covered pixel
    """

    side: int
    cover: NDArray[np.float32]
    body: NDArray[np.float32]
    rim: NDArray[np.float32]
    white: NDArray[np.float32]


@lru_cache(maxsize=512)
def sprites(shape: str, steps: int) -> Sequence[Sprites]:
    """The layers of a shape with a radius of `steps` times `STEP` pixels."""
    radius = max(steps, 1) * STEP
    reach = int(np.ceil(1.2 * radius + 0.5))
    side = 2 * reach + 1
    fine = (np.arange(side * SAMPLES) + 0.5) / SAMPLES - reach
    phase = (np.arange(PHASES) + 0.5) / PHASES
    # Rows of the picture run down, the shaders' y runs up.
    x = np.broadcast_to(
        (fine - phase[:, None])[None, :, None, :] / radius, (PHASES, PHASES, len(fine), len(fine))
    )
    y = np.broadcast_to(-(fine - phase[:, None])[:, None, :, None] / radius, x.shape)
    made = []
    for layer in SHAPES[shape](x, y):
        cover = _averaged(layer.covered.astype(float))
        share = np.maximum(cover, 1e-9)
        parts = (_averaged(np.where(layer.covered, part, 0.0)) / share for part in layer[1:4])
        made.append(Sprites(side, *(p.astype(np.float32) for p in (cover, *parts))))
    return made


def _averaged(fine: Array) -> Array:
    """Means (PHASES^2, side^2) of a pixel's samples (PHASES, PHASES, side * SAMPLES, side * SAMPLES)."""
    every = range(SAMPLES)
    means = sum(fine[..., i::SAMPLES, j::SAMPLES] for i in every for j in every) / SAMPLES**2
    return np.asarray(means).reshape(PHASES * PHASES, -1)
