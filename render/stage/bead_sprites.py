"""The beads' shapes as small pictures: what `particles.shaders` draws, at fractions of a pixel.

A picture in which a bead moves by less than a pixel must show it, or it jerks. So each shape is sampled beforehand at
every quarter of a pixel each way and every quarter of a pixel of radius, two by two samples a pixel as VTK's picture has.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

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
Shape = Callable[[Array, Array], tuple[NDArray[np.bool_], Array, Array]]
"""From x, y in radii to whether it is covered, the share of the particle's colour there, and that of the rim's."""


def _round(x: Array, y: Array) -> tuple[NDArray[np.bool_], Array, Array]:
    r2 = x * x + y * y
    z = np.sqrt(np.maximum(1 - r2, 0))
    right, up, near = B.towards_light
    lit = B.shade + B.light * np.clip(right * x + up * y + near * z, 0, 1)
    rim = (r2 > B.ball_rim) & (r2 <= 1.0)
    return _cased(r2 <= (1 + B.casing) ** 2, r2 <= 1.0, np.where(rim, 1 - B.pale, lit), rim)


def _ring(x: Array, y: Array) -> tuple[NDArray[np.bool_], Array, Array]:
    r, inner, outer = np.hypot(x, y), B.ring_inner**0.5, B.ring_outer**0.5
    within = (r <= outer + B.casing) & (r >= inner - B.casing)
    return _cased(within, (r <= outer) & (r >= inner), np.ones_like(x), np.zeros(x.shape, dtype=bool))


def _diamond(x: Array, y: Array) -> tuple[NDArray[np.bool_], Array, Array]:
    d = np.abs(x) + np.abs(y)
    rim = (d > B.diamond_rim) & (d <= B.diamond_reach)
    body = np.where(rim, 1 - B.pale, B.diamond_shade)
    return _cased(d <= B.diamond_reach + 1.414 * B.casing, d <= B.diamond_reach, body, rim)


def _cross(x: Array, y: Array) -> tuple[NDArray[np.bool_], Array, Array]:
    a, b = np.abs(x), np.abs(y)
    aside, along = np.abs(a - b), np.maximum(a, b)
    within = (aside <= B.cross_width + 1.414 * B.casing) & (along <= B.cross_reach + B.casing)
    arms = (aside <= B.cross_width) & (along <= B.cross_reach)
    return _cased(within, arms, np.ones_like(x), np.zeros(x.shape, dtype=bool))


def _cased(
    covered: NDArray[np.bool_], mark: NDArray[np.bool_], body: Array, rim: NDArray[np.bool_]
) -> tuple[NDArray[np.bool_], Array, Array]:
    return covered, np.asarray(np.where(mark, body, B.dark)), np.asarray(rim * B.pale)


SHAPES: Mapping[str, Shape] = MappingProxyType({ROUND: _round, RING: _ring, DIAMOND: _diamond, CROSS: _cross})


def _glint(x: Array, y: Array) -> Array:
    z = np.sqrt(np.maximum(1 - x * x - y * y, 0))
    right, up, near = B.towards_glint
    shine = np.clip(right * x + up * y + near * z, 0, 1) ** int(B.sharpness)
    return B.glint * shine * (x * x + y * y <= B.ball_rim)


@dataclass(frozen=True, eq=False)
class Sprites:
    """One shape at one radius, at every phase, in square windows of `side` pixels.

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
def sprites(shape: str, steps: int) -> Sprites:
    """The shape with a radius of `steps` times `STEP` pixels."""
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
    covered, body, rim = SHAPES[shape](x, y)
    glint = _glint(x, y) if shape == ROUND else np.zeros_like(x)
    cover = _averaged(covered.astype(float))
    share = np.maximum(cover, 1e-9)
    parts = (_averaged(np.where(covered, part, 0.0)) / share for part in (body, rim, glint))
    return Sprites(side, *(p.astype(np.float32) for p in (cover, *parts)))


def _averaged(fine: Array) -> Array:
    """Means (PHASES^2, side^2) of a pixel's samples (PHASES, PHASES, side * SAMPLES, side * SAMPLES)."""
    every = range(SAMPLES)
    means = sum(fine[..., i::SAMPLES, j::SAMPLES] for i in every for j in every) / SAMPLES**2
    return np.asarray(means).reshape(PHASES * PHASES, -1)
