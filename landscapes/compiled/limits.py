"""What a height or a derivative is where its formula says nothing: its limit if there is one.

Programs run in floats and give NaN or infinity on kinks, at 0/0, and where a factor overflows. Such places
are rare; here they are looked at one by one: first the formula at the point itself in wider arithmetic
(floats that overflowed or cancelled; logs of negative numbers are known as such), then beside it, in several directions
and ever closer. The widest floats settle nearly all of them; mpmath has the last word.

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

from landscapes.compiled.effort import CALL, CALL_BESIDE, GLANCE, GLANCE_CALL, Effort, open_effort, portion
from landscapes.compiled.extended_precision import BesideTape, RoundedTape, SidesOfKinks
from landscapes.compiled.multiprecision import MP, precise_values
from landscapes.compiled.tape import Tape

Array = NDArray[np.float64]

_STEPS = (1e-24, 1e-32, 1e-40)
_EXACT_STEPS = (1e-12, 1e-18, 1e-24)
_AGREE, _APART = 1e-9, 1e-6
"""Limits from two directions are the same, or certainly not, by their relative difference."""
_REMEMBERED = 1 << 16
_AT_ONCE = 2048
_TRUSTED, _NOTHING = 1e-12, np.longdouble("1e-330")
"""What a value may be off, as a share of it, and what is nothing to a float."""
_EXACT_WAYS = 6
"""Directions from which mpmath comes."""
MOST_BESIDE = 60_000
"""Points times operations for which limits are sought in a call."""
MOST_EXACT, MOST_EXACT_HEIGHTS = 3_000, 20_000
"""Operations that mpmath may carry out in a call; it finishes the last point.

A derivative that is beyond is 0 for a step, a height lost is a particle lost; holes are remembered, slopes move on.
"""


class Limits:
    """Finds the nodes `wanted` where a program left them not finite; `value` says where the function is defined.

    `value` is the node whose derivatives they are, or itself the one that is wanted.
    """

    def __init__(self, tape: Tape, value: int, wanted: Sequence[int], dimensions: int) -> None:
        self._tape, self._value, self._wanted = tape, value, tuple(wanted)
        # Of a height there is no limit where it grows beyond all bounds on one side; a slope on the other has one.
        self._of_heights = self._wanted == (value,)
        self._order = tape.reachable([value, *wanted])
        self._work = tape.work(self._order)
        self._within = frozenset(tape.reachable([value]))
        self._wide = RoundedTape(tape, wanted, np.longdouble)
        self._beside_points = BesideTape(tape, value, wanted)
        self._kinks = SidesOfKinks(tape, wanted)
        self._directions = _directions(dimensions)
        variables = {tape.variable(i): i for i in range(dimensions)}
        self._needs = [[variables[k] for k in tape.reachable([s]) if k in variables] for s in wanted]
        self._memory: list[dict[bytes, float]] = [{} for _ in wanted]

    def repair(self, columns: Array, heights: Array, slopes: Array) -> None:
        """Make `slopes` (m, B) finite at the finite points `columns` (n, B) with `heights` (B,), in place.

        Where the point is not finite, NaN in a coordinate gives NaN, infinity 0; where the height is not
        finite, 0; where there is no limit, 0.
        """
        bad = ~np.isfinite(slopes)
        bad[:, np.isnan(heights)] = True
        settled = bad.any(axis=0) & ~(np.isfinite(heights) & np.isfinite(columns).all(axis=0))
        slopes[bad & settled] = 0.0
        slopes[:, np.isnan(columns).any(axis=0)] = np.nan
        bad[:, settled] = False
        rows = np.flatnonzero(bad.any(axis=0))
        if len(rows):
            found = self.found(columns[:, rows], bad[:, rows])
            slopes[:, rows] = np.where(
                bad[:, rows], np.where(np.isfinite(found), found, 0.0), slopes[:, rows]
            )

    def found(self, columns: Array, bad: NDArray[np.bool_]) -> Array:
        """The nodes (m, R) at the finite points `columns` (n, R) where they are `bad` (m, R), by limits too.

        NaN where there is no limit, infinite where the value is too large for floats. Each is worked out only once:
        particles on a kink often stay on it; what a slope does not depend on may change meanwhile. Work has a bound
        for each call, and for all the calls of an open `Effort`; beyond it the floats have the last word.
        """
        heights, whole = self._of_heights, open_effort()
        left = portion(whole, MOST_EXACT_HEIGHTS if heights else MOST_EXACT, MOST_BESIDE, last=heights)
        if whole is not None and left.wide <= 0:
            whole.cut_off = True
            return np.full(bad.shape, np.nan)
        with np.errstate(all="ignore"):
            parts = [
                self._remembered(columns[:, i : i + _AT_ONCE], bad[:, i : i + _AT_ONCE], left)
                for i in range(0, columns.shape[1], _AT_ONCE)
            ]
        if whole is not None:
            whole.charge(left)
        return np.concatenate(parts, axis=1)

    def _remembered(self, points: Array, bad: NDArray[np.bool_], left: Effort) -> Array:
        whole = open_effort()
        memory = self._memory if whole is None else whole.memory(self, len(self._wanted))
        if sum(map(len, memory)) > _REMEMBERED:
            memory = self._memory = [{} for _ in self._wanted]  # another thread may begin a new one meanwhile
        unfit = np.flatnonzero(bad.any(axis=1)).tolist()
        keys = {i: _keys(points[self._needs[i]][:, bad[i]]) for i in unfit}
        fresh: dict[tuple[int, bytes], int] = {}
        for i in unfit:
            known = memory[i]
            places = zip(keys[i], np.flatnonzero(bad[i]).tolist(), strict=True)
            fresh |= {(i, key): place for key, place in places if key not in known}
        hasty: dict[tuple[int, bytes], float] = {}
        if fresh:
            rows = sorted(set(fresh.values()))
            column = {row: k for k, row in enumerate(rows)}
            asked = np.zeros((len(bad), len(rows)), dtype=bool)
            for (i, _), row in fresh.items():
                asked[i, column[row]] = True
            values, final = self._at(points[:, rows], asked, left)
            for (i, key), row in fresh.items():
                if final[column[row]]:
                    memory[i][key] = float(values[i, column[row]])
                else:
                    hasty[i, key] = float(values[i, column[row]])
        found = np.zeros(bad.shape)
        for i in unfit:
            found[i, bad[i]] = [memory[i][k] if k in memory[i] else hasty[i, k] for k in keys[i]]
        return found

    def _at(self, points: Array, asked: NDArray[np.bool_], left: Effort) -> tuple[Array, NDArray[np.bool_]]:
        """The nodes (m, R) `asked` for at `points` (n, R), and whether there was work enough left for each (R,)."""
        found, known = np.full(asked.shape, np.nan, dtype=np.longdouble), ~asked
        final = np.ones(points.shape[1], dtype=bool)
        effort = open_effort()
        if self._kinks.length and effort is not None and effort.in_a_run:
            left.wide -= (points.shape[1] // GLANCE + GLANCE_CALL) * self._kinks.length
            apart, same = self._kinks.seen(points)
            found, known = np.where(known, found, same), known | apart | np.isfinite(same)
        rows = np.flatnonzero(~known.all(axis=0))
        if not len(rows):
            return found.astype(np.float64), final
        left.wide -= (len(rows) // 4 + CALL) * self._work
        value, error, undefined, _ = self._wide(points[:, rows])
        settled = np.isfinite(value) & (error <= _TRUSTED * np.abs(value) + _NOTHING)
        found[:, rows] = np.where(known[:, rows] | undefined, np.nan, value)
        known[:, rows] |= settled | undefined
        poles = np.flatnonzero((~known & ~np.isfinite(found)).any(axis=0))
        poles, late = np.split(poles, [max(0, left.beside // self._work)])
        left.beside -= (len(poles) + bool(len(poles)) * CALL_BESIDE) * self._work
        known[:, late], final[late] = True, False
        if len(poles):
            part, here = points[:, poles], known[:, poles]
            values, settled, rough = self._beside(part, found[:, poles], here)
            for r in np.flatnonzero((rough & settled & ~here & (np.nan_to_num(values) != 0)).any(axis=0)):
                values[:, r] = np.where(
                    here[:, r], values[:, r], self._polished(part[:, r], values[:, r], left)
                )
            found[:, poles], known[:, poles] = values, settled
        for r in np.flatnonzero(~known.all(axis=0)):
            final[r] = left.exact > 0
            if final[r]:
                exact = self._by_mpmath([float(c) for c in points[:, r]], left)
                found[:, r] = np.where(known[:, r], found[:, r], exact)
        left.cut_off |= not final.all()
        return found.astype(np.float64), final

    def _beside(
        self, points: Array, values: Any, known: NDArray[np.bool_]
    ) -> tuple[Any, NDArray[np.bool_], NDArray[np.bool_]]:
        """The values (m, R) with limits where they are not `known` (m, R), where they are known now, and if roughly."""
        # Two ways that disagree are enough, and at kinks they mostly do.
        _, _, nowhere, rough = self._approach(points, self._directions[:: len(self._directions) // 2])
        values, known = np.where(~known & nowhere, np.nan, values), known | nowhere
        rows = np.flatnonzero(~known.all(axis=0))
        if len(rows):
            limit, sure, nowhere, rough[rows] = self._approach(points[:, rows], self._directions)
            here = known[:, rows]
            values[:, rows] = np.where(here, values[:, rows], limit)
            known[:, rows] = here | (sure & np.isfinite(limit)) | nowhere
        return values, known, rough

    def _polished(self, point: Array, limits: Any, left: Effort) -> Any:
        """Limits (m,), known roughly, as mpmath sees them right beside the `point` (n,)."""
        for way in self._directions:
            if left.exact <= 0:
                break
            values = self._floats(self._exactly_beside(point, way, _EXACT_STEPS[-1], left))
            near = np.abs(values - limits) <= _APART * np.abs(limits)
            if near.any():
                return np.where(near, values, limits)
        return limits

    def _approach(self, points: Array, ways: Array) -> tuple[Any, Any, Any, Any]:
        """Limits (m, R) from `ways` (D, n) or NaN, where that is sure, where there certainly is none, what is rough."""
        shape = (*points.shape, len(ways), len(_STEPS))
        steps = ways.T[:, None, :, None] * np.array(_STEPS, dtype=np.longdouble)
        around = np.broadcast_to(points[:, :, None, None], shape)
        value, slopes, sound, rough = self._beside_points(around, np.broadcast_to(steps, shape))
        inside = np.isfinite(value).all(axis=-1)
        limit, nowhere = _limit(slopes, inside)
        nowhere |= self._of_heights & np.isinf(value).all(axis=-1).any(axis=-1)
        sure = sound.all(axis=(1, 2)) & inside.any(axis=-1)
        return limit, sure, sure & nowhere, rough.any(axis=(1, 2))

    def _by_mpmath(self, point: list[float], left: Effort) -> Array:
        here, work = precise_values(self._tape, self._order, point)
        left.exact -= work
        values = self._floats(here)
        if np.isfinite(values).all():
            return values
        half = len(self._directions) // 2
        ways = [self._directions[i] for k in range(half) for i in (k, k + half)][:_EXACT_WAYS]
        samples = [[self._exactly_beside(point, way, h, left) for h in _EXACT_STEPS] for way in ways]
        inside = np.array([[np.isfinite(float(v[self._value])) for v in row] for row in samples]).all(axis=-1)
        beside = np.array([[self._floats(v) for v in row] for row in samples])
        limit, _ = _limit(np.moveaxis(beside, -1, 0)[:, None], np.asarray(inside)[None])
        if self._of_heights and np.isinf(beside).all(axis=1).any():
            return values
        return np.where(np.isfinite(values), values, limit[:, 0])

    def _exactly_beside(self, point: Any, way: Array, step: float, left: Effort) -> dict[int, Any]:
        place = [MP.mpf(float(c)) + MP.mpf(float(w)) * MP.mpf(step) for c, w in zip(point, way, strict=True)]
        values, work = precise_values(self._tape, self._order, place, beside=True, strict=self._within)
        left.exact -= work
        return values

    def _floats(self, values: dict[int, Any]) -> Array:
        return np.array([float(values[k]) for k in self._wanted])


def _keys(columns: Array) -> list[bytes]:
    """Each of the R points of `columns` (k, R), by its digits."""
    rows = np.ascontiguousarray(columns.T)
    return rows.view(f"V{rows.itemsize * rows.shape[1]}").ravel().tolist() if rows.size else [b""] * len(rows)


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
    fading = (np.abs(b) <= 1e-2 * np.abs(a)) & (np.abs(c) <= 1e-2 * np.abs(b))
    limit = np.where((np.abs(limit) <= 1e-3 * np.abs(c)) | fading, 0, limit)
    settles = (still | shrinking) & np.isfinite(limit)
    high = np.where(inside, limit, -np.inf).max(axis=-1)
    low = np.where(inside, limit, np.inf).min(axis=-1)
    size = np.maximum(np.abs(high), np.abs(low))
    converges = (settles | ~inside).all(axis=-1) & inside.any(axis=-1)
    agrees = converges & (high - low <= _AGREE * size)
    differs = converges & (high - low > _APART * size)
    grows = (inside & np.isfinite(samples).all(axis=-1) & ~settles).any(axis=-1)
    return np.where(agrees, (high + low) / 2, np.nan), differs | grows
