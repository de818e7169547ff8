"""What a derivative is where its formula says nothing: its limit if there is one, otherwise zero.

Programs run in floats and give NaN or infinity on kinks, at 0/0, and where a factor overflows. Such places
are rare; here they are looked at one by one: first the formula at the point itself in wider arithmetic
(floats that overflowed), then beside it, in several directions and ever closer. The widest floats settle
nearly all of them; mpmath has the last word.

Why numbers and not SymPy's `limit`: that one knows a single variable, and a descent that crosses a kink asks at every
step. Vectors over all such places of a block cost little, and what was found out is remembered, because
particles on a kink often stay on it. Aitken (1926), On Bernoulli's numerical solution of algebraic equations, is the
source of the extrapolation.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from landscapes.compiled.extended_precision import WideTape
from landscapes.compiled.multiprecision import MP, exact_values
from landscapes.compiled.tape import Tape

Array = NDArray[np.float64]

_STEPS = (1e-24, 1e-32, 1e-40)
_EXACT_STEPS = (1e-16, 1e-24, 1e-32)
_AGREE, _APART = 1e-9, 1e-6
"""Limits from two directions are the same, or certainly not, by their relative difference."""
_REMEMBERED = 1 << 16
_AT_ONCE = 256


class Limits:
    """Repairs the nodes `slopes` (derivatives of the node `value`) where a program left them not finite."""

    def __init__(self, tape: Tape, value: int, slopes: Sequence[int], dimensions: int) -> None:
        self._tape, self._value, self._slopes = tape, value, tuple(slopes)
        self._order = tape.reachable([value, *slopes])
        self._wide = WideTape(tape, value, slopes)
        self._directions = _directions(dimensions)
        variables = {tape.variable(i): i for i in range(dimensions)}
        self._needs = [[variables[k] for k in tape.reachable([s]) if k in variables] for s in slopes]
        self._memory: list[dict[bytes, float]] = [{} for _ in slopes]

    def repair(self, columns: Array, heights: Array, slopes: Array) -> None:
        """Make `slopes` (m, B) finite at the finite points `columns` (n, B) with `heights` (B,), in place.

        Where the point is not finite, NaN in a coordinate gives NaN, infinity 0; where the height is not
        finite, 0.
        """
        bad = ~np.isfinite(slopes)
        bad[:, np.isnan(heights)] = True
        lost = bad.any(axis=0)
        settled = lost & ~(np.isfinite(heights) & np.isfinite(columns).all(axis=0))
        slopes[bad & settled] = 0.0
        slopes[:, np.isnan(columns).any(axis=0)] = np.nan
        rows = np.flatnonzero(lost & ~settled)
        with np.errstate(all="ignore"):
            for first in range(0, len(rows), _AT_ONCE):
                part = rows[first : first + _AT_ONCE]
                found = self._found(columns[:, part], bad[:, part])
                slopes[:, part] = np.where(bad[:, part], found, slopes[:, part])

    def _found(self, points: Array, bad: NDArray[np.bool_]) -> Array:
        """Slopes (m, R) at `points` (n, R) where they are `bad`, each worked out only once.

        Particles on a kink often stay on it; what a slope does not depend on may change meanwhile.
        """
        memory = self._memory  # another thread may begin a new one meanwhile
        if sum(map(len, memory)) > _REMEMBERED:
            memory = self._memory = [{} for _ in self._slopes]
        unfit = np.flatnonzero(bad.any(axis=1)).tolist()
        keys = {i: _keys(points[self._needs[i]][:, bad[i]]) for i in unfit}
        fresh: dict[tuple[int, bytes], int] = {}
        for i in unfit:
            known = memory[i]
            places = zip(keys[i], np.flatnonzero(bad[i]).tolist(), strict=True)
            fresh |= {(i, key): place for key, place in places if key not in known}
        if fresh:
            rows = sorted(set(fresh.values()))
            values = self._at(points[:, rows])
            column = {row: k for k, row in enumerate(rows)}
            for (i, key), row in fresh.items():
                memory[i][key] = float(values[i, column[row]])
        found = np.zeros(bad.shape)
        for i in unfit:
            found[i, bad[i]] = [memory[i][key] for key in keys[i]]
        return found

    def _at(self, points: Array) -> Array:
        """The repaired slopes (m, R) at `points` (n, R), whose heights are finite."""
        _, slopes, sound = self._wide.at(points)
        found = np.where(sound, slopes, np.nan)
        open_rows = np.flatnonzero(~np.isfinite(found).all(axis=0))
        if len(open_rows):
            found[:, open_rows] = self._beside(points[:, open_rows], found[:, open_rows])
        # What is beyond the floats has no value here either.
        result = found.astype(np.float64)
        return np.where(np.isfinite(result), result, 0.0)

    def _beside(self, points: Array, known: Any) -> Any:
        """Slopes where not `known` (m, R); rows that the widest floats cannot settle go to mpmath."""
        # Two ways that disagree are enough, and at kinks they mostly do.
        _, nowhere = self._approach(points, self._directions[:: len(self._directions) // 2])
        result = np.where(np.isfinite(known), known, 0)
        rows = np.flatnonzero(~(nowhere | np.isfinite(known)).all(axis=0))
        if len(rows):
            limit, nowhere = self._approach(points[:, rows], self._directions)
            sure = np.isfinite(known[:, rows]) | np.isfinite(limit) | nowhere
            result[:, rows] = np.where(np.isfinite(known[:, rows]), known[:, rows], np.nan_to_num(limit))
            for r in np.flatnonzero(~sure.all(axis=0)):
                exact = self._by_mpmath([float(c) for c in points[:, rows[r]]])
                result[:, rows[r]] = np.where(sure[:, r], result[:, rows[r]], exact)
        return result

    def _approach(self, points: Array, ways: Array) -> tuple[Any, Any]:
        """Limits (m, R) from `ways` (D, n), NaN where unsure or none, and where there certainly is none."""
        shape = (*points.shape, len(ways), len(_STEPS))
        steps = ways.T[:, None, :, None] * np.array(_STEPS, dtype=np.longdouble)
        around = np.broadcast_to(points[:, :, None, None], shape)
        value, slopes, sound = self._wide.beside(around, np.broadcast_to(steps, shape))
        inside = np.isfinite(value).all(axis=-1)
        limit, nowhere = _limit(slopes, inside)
        sure = sound.all(axis=(1, 2)) & inside.any(axis=-1)
        return np.where(sure, limit, np.nan), sure & nowhere

    def _by_mpmath(self, point: list[float]) -> Array:
        _, slopes = self._sample(point, beside=False)
        if np.isfinite(slopes).all():
            return slopes
        samples = [
            [
                self._sample([_beside(c, float(w), h) for c, w in zip(point, way, strict=True)])
                for h in _EXACT_STEPS
            ]
            for way in self._directions
        ]
        inside = np.array([[np.isfinite(value) for value, _ in row] for row in samples]).all(axis=-1)
        beside = np.array([[s for _, s in row] for row in samples])
        limit, _ = _limit(np.moveaxis(beside, -1, 0)[:, None], np.asarray(inside)[None])
        return np.where(np.isfinite(slopes), slopes, np.nan_to_num(limit[:, 0]))

    def _sample(self, point: list[Any], *, beside: bool = True) -> tuple[float, Array]:
        values = exact_values(self._tape, self._order, point, beside=beside)
        return float(values[self._value]), np.array([float(values[k]) for k in self._slopes])


def _keys(columns: Array) -> list[bytes]:
    """Each of the R points of `columns` (k, R), by its digits."""
    rows = np.ascontiguousarray(columns.T)
    return rows.view(f"V{rows.itemsize * rows.shape[1]}").ravel().tolist() if rows.size else [b""] * len(rows)


def _beside(coordinate: float, way: float, step: float) -> Any:
    return MP.mpf(coordinate) + MP.mpf(way) * MP.mpf(step)


def _directions(dimensions: int) -> Array:
    """Ways to come near a point, (D, n): off the axes, for few variables also nearly along them."""
    if dimensions == 1:
        return np.array([[1.0], [-1.0]])
    ways = np.random.default_rng(0).uniform(0.4, 1.3, size=(3, dimensions))
    ways *= np.random.default_rng(1).choice([-1.0, 1.0], size=ways.shape)
    if dimensions <= 3:
        ways = np.vstack([ways, np.eye(dimensions) + 0.013 * ways[:1]])
    return np.vstack([ways, -ways])


def _limit(samples: Any, inside: Any) -> tuple[Any, Any]:
    """Limits (m, R) of `samples` (m, R, D, H) along H shrinking steps in D directions, NaN where there is none,
    and where that is certain because two directions differ or one grows.

    Only directions that stay `inside` (R, D) the function's domain count.
    """
    a, b, c = (samples[..., k] for k in range(3))
    before, after = b - a, c - b
    still = np.abs(after) <= 1e-14 * np.abs(c)
    shrinking = np.abs(after) < 0.9 * np.abs(before)
    # Aitken's delta-squared: exact for L + c h**p with any p > 0.
    limit = np.where(still, c, c - after**2 / np.where(still, 1, after - before))
    limit = np.where(np.abs(limit) <= 1e-3 * np.abs(c), 0, limit)
    settles = (still | shrinking) & np.isfinite(limit)
    high = np.where(inside, limit, -np.inf).max(axis=-1)
    low = np.where(inside, limit, np.inf).min(axis=-1)
    size = np.maximum(np.abs(high), np.abs(low))
    converges = (settles | ~inside).all(axis=-1) & inside.any(axis=-1)
    agrees = converges & (high - low <= _AGREE * size)
    differs = converges & (high - low > _APART * size)
    grows = (inside & np.isfinite(samples).all(axis=-1) & ~settles).any(axis=-1)
    return np.where(agrees, (high + low) / 2, np.nan), differs | grows
