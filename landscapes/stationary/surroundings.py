"""What a function does right beside a point: whether it is defined there, jumps, bends, or is flat in floats only."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from landscapes.formulas import Box
from landscapes.function import Function
from landscapes.stationary.intervals import IntervalTape
from landscapes.stationary.krawczyk import DerivativeBounds

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]

_NEAREST, _NEAR, _FAR = 1e-9, 1e-7, 1e-3
"""Distances in shares of the box; the first two are larger where floats are too coarse."""
_COARSE = 2.0**-46
"""Distances of so small a share of the coordinates are a few floats."""
_SHRINKS = 0.4
"""What becomes zero at a point shrinks by this from `_NEAR` to `_NEAREST`; abs(u)**1.2 does."""
_WIDER, _WAYS = (1e-3, 1e-2, 5e-2), 6


@dataclass(frozen=True, eq=False)
class Surroundings:
    """What was seen beside the points (k, n).

    Attributes
    ----------
    defined : (k,), where the function is real at the point and right around it
    jumps : (k,), where it is not continuous
    lowest, highest : (k,), where nothing beside the point is lower, or higher
    bends : (k,), where the gradient is not continuous
    """

    defined: Mask
    jumps: Mask
    lowest: Mask
    highest: Mask
    bends: Mask


def surroundings(f: Function, bounds: DerivativeBounds, points: Array, box: Box) -> Surroundings:
    """Look around the `points` (k, n), every way and at two small distances."""
    with np.errstate(all="ignore"):
        here = f.value(points)
        near, nearest = (points[:, None] + d * directions(f.dimensions) for d in distances(points, box))
        values = f.value(near), f.value(nearest)
        # Not at the point itself: on a jump, rounding would be as large as the jump.
        noise = 2 * _noise(bounds.value, nearest)[..., 0].max(axis=1)
        noise = np.where(np.isfinite(noise), noise, 1e-12 * np.abs(values[0]).max(axis=1))
        far, close = (v - here[:, None] for v in values)
        return Surroundings(
            defined=np.isfinite(here)
            & np.isfinite(values[0]).all(axis=1)
            & np.isfinite(values[1]).all(axis=1),
            jumps=np.abs(close).max(axis=1) > noise + _SHRINKS * np.abs(far).max(axis=1),
            lowest=np.minimum(far, close).min(axis=1) >= -noise,
            highest=np.maximum(far, close).max(axis=1) <= noise,
            bends=_bends(f, bounds, near, nearest),
        )


def _bends(f: Function, bounds: DerivativeBounds, near: Array, nearest: Array) -> Mask:
    """Where (k,) slopes on opposite sides do not come together."""
    half = near.shape[1] // 2
    far, close = (
        np.abs(g[:, :half] - g[:, half:]).max(axis=1) for g in (f.gradient(near), f.gradient(nearest))
    )
    noise = 2 * _noise(bounds.slopes, nearest).max(axis=1)
    noise = np.where(np.isfinite(noise), noise, 1e-10 * np.abs(f.gradient(near)).max(axis=1))
    return np.asarray((close > noise + _SHRINKS * far).any(axis=1))


def level_in_floats_only(bounds: DerivativeBounds, points: Array, box: Box) -> Mask:
    """Where (k,) a component of the gradient cannot be told from zero over a whole part of the surroundings.

    Around a zero it can be, a little further away and in nearly every direction, unless it is exactly zero there.
    """
    span = np.ptp(np.array(box), axis=1)
    # Off the axes: along one of them other components may be zero all the way.
    ways = np.random.default_rng(1).uniform(0.3, 1, (_WAYS, len(span)))
    ways *= np.random.default_rng(2).choice([-1, 1], ways.shape)
    ways = np.concatenate([ways, -ways])
    level = np.ones(points.shape, dtype=bool)
    with np.errstate(all="ignore"):
        for distance in _WIDER:
            around = points[:, None] + distance * span * ways
            known = bounds.slopes.enclosed(*2 * (around.reshape(-1, len(span)).T,))
            sure = known.nonzero.T.reshape(around.shape)
            zero = ((known.low == 0) & (known.high == 0)).T.reshape(around.shape)
            finite = (np.isfinite(known.low) & np.isfinite(known.high)).T.reshape(around.shape)
            unsure = (~sure & ~zero & finite).sum(axis=1)
            level &= unsure > 0.3 * (sure.sum(axis=1) + unsure)
    return np.asarray(level.any(axis=1))


def directions(dimensions: int) -> Array:
    """Ways (D, n) with their opposites in the second half: along the axes, and off the lines on which many kinks lie."""
    axes = np.eye(dimensions)
    diagonal = np.linspace(0.7, 1.0, dimensions)
    if dimensions == 1:
        return np.concatenate([axes, -axes])
    others = np.random.default_rng(0).uniform(-1, 1, (2, dimensions))
    ways = np.concatenate([axes, [diagonal, diagonal * (-1.0) ** np.arange(dimensions)], others])
    return np.concatenate([ways, -ways])


def distances(points: Array, box: Box) -> tuple[Array, Array]:
    """How far (k, 1, n) is near, and nearest, in domain units."""
    span = np.ptp(np.array(box), axis=1)
    coarse = _COARSE * np.maximum(np.abs(points), np.abs(np.array(box)).max(axis=1) * 2.0**-20)[:, None]
    nearest = np.maximum(_NEAREST * span, coarse)
    return np.minimum(np.maximum(_NEAR * span, 1e2 * nearest), np.maximum(_FAR * span, 8 * nearest)), nearest


def _noise(tape: IntervalTape, points: Array) -> Array:
    """What rounding may do to the tape's nodes at `points` (k, D, n): (k, D, m)."""
    columns = points.reshape(-1, points.shape[-1]).T
    low, high = tape(columns, columns)
    return (high - low).T.reshape(*points.shape[:-1], -1)
