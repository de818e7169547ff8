"""Whether a place where the gradient is nearly zero is a stationary point, and of which kind, by its curvatures.

Curves of them, and places so flat that Newton's method stops early, are found here too.
"""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from landscapes.compiled import goes_on
from landscapes.function import Function
from landscapes.stationary.newton import newton_step, zeros_from
from landscapes.stationary.sameness import SAME_DEGENERATE, SAME_ZERO, apart

Array = NDArray[np.float64]
Kind = Literal["minimum", "maximum", "saddle", "degenerate"]

_CURVE = 24
"""How many points stand for a curve of stationary points."""
_FLAT = 1e-9
"""An eigenvalue below this share of the largest is no curvature, but what a degenerate zero shows beside it, where
Newton's method stopped."""


def snapped(f: Function, points: Array, steps: Array, span: Array) -> tuple[Array, Array]:
    """Points (B, n) and steps (B,), coordinates rounded where the gradient does not get larger.

    Next to a kink or a degenerate zero Newton's method stops short of it.
    """
    rounded = np.stack(
        [np.round(points[:, i], int(5 - np.floor(np.log10(w)))) + 0.0 for i, w in enumerate(span)], axis=1
    )
    # All at once first: where directions are coupled, one coordinate alone makes the gradient larger.
    for chosen in (slice(None), *range(len(span))):
        trial = points.copy()
        trial[:, chosen] = rounded[:, chosen]
        slope = f.gradient(trial)
        better = np.abs(slope * span).max(axis=1) <= np.abs(f.gradient(points) * span).max(axis=1)
        length = np.abs(newton_step(f.hessian(trial), slope, span)).max(axis=1)
        points, steps = np.where(better[:, None], trial, points), np.where(better, length, steps)
    return points, steps


def is_zero(f: Function, points: Array, span: Array) -> NDArray[np.bool_]:
    """Whether the gradient at `points` (B, n) is zero and goes to zero around them.

    At a kink the landscape's gradient is zero by convention, but it is not beside it. Where it underflows, it is zero
    everywhere near by.
    """
    near, far = (steepest(f, points, distance, span) for distance in (1e-9, 1e-3))
    here = np.abs(f.gradient(points)) * span
    most = far.max(axis=1, keepdims=True, initial=0.0)
    with np.errstate(invalid="ignore"):
        real = np.isfinite(f.value(points))
    zero = (here <= 1e-6 * most).all(axis=1)
    return real & zero & (most[:, 0] > 0) & (near <= 0.03 * far + 1e-10 * most).all(axis=1)


def steepest(f: Function, points: Array, distance: float, span: Array) -> Array:
    """The largest of each component (B, n) of the gradients around `points` (B, n), where the function is real."""
    axes = np.eye(f.dimensions)
    diagonal = np.linspace(0.7, 1.0, f.dimensions)  # off the lines on which many kinks lie
    directions = np.concatenate(
        [axes, -axes, [diagonal, -diagonal, diagonal * (-1.0) ** np.arange(f.dimensions)]]
    )
    around = points[:, None] + distance * span * directions
    with np.errstate(invalid="ignore"):
        real = np.isfinite(f.value(around))
    return np.abs(f.gradient(around) * span * real[..., None]).max(axis=1, initial=0.0)


def kinds_of(f: Function, points: Array, certain: NDArray[np.bool_], span: Array) -> NDArray[Any]:
    """The kind (k,) of each of the `points` (k, n); the Hessians of the `certain` (k,) are known to be regular."""
    # Counted in shares of the box, or else long and narrow boxes make flat what is not; the signs stay.
    # Signs and shares are the same of a part of it, which no width takes beyond the largest float.
    matrix = f.hessian(points)
    part = 2.0**-60 if np.abs(matrix).max(initial=0.0) > 1e250 else 1.0
    scaled: Array = np.asarray(np.linalg.eigvalsh(part * matrix * np.outer(span, span)), dtype=float)
    around = steepest(f, points, 1e-3, span).max(axis=1, initial=0.0) * part / 1e-3
    scale = np.maximum(np.abs(scaled).max(axis=1, initial=0.0), 1e-3 * around)
    none = np.asarray(_FLAT * scale, dtype=np.float64)
    none[np.abs(scaled).max(axis=1, initial=0.0) <= 1e-4 * around] = np.inf
    none[certain] = 0.0
    return kinds_by(curvature_signs(scaled, none))


def curvature_signs(curvatures: Array, none: Array) -> NDArray[np.int8]:
    """The signs (B, n) of a Hessian's eigenvalues (B, n); 0 for those whose size is at most `none` (B,).

    How small is none depends on how well the place is known: a Hessian's zero eigenvalue grows with the distance from
    a degenerate point (12 d**2 for x**4). Whoever asks says it.
    """
    signs = np.sign(curvatures) * (np.abs(curvatures) > none[:, None])
    return np.asarray(signs, dtype=np.int8)


def kinds_by(signs: NDArray[np.int8]) -> NDArray[Any]:
    """The `Kind` (B,) of each of some stationary points, by the signs (B, n) of their curvatures."""
    kinds = np.full(len(signs), "saddle", dtype=object)
    kinds[(signs > 0).all(axis=1)] = "minimum"
    kinds[(signs < 0).all(axis=1)] = "maximum"
    kinds[(signs == 0).any(axis=1)] = "degenerate"
    return kinds


def thinned(
    f: Function, points: Array, flat: NDArray[np.bool_], span: Array
) -> tuple[NDArray[np.intp], bool]:
    """The indices of points (k, n) to keep when a few stand for each curve, and whether there is a curve."""
    on_curve = flat.copy()
    on_curve[flat] = _has_neighbours(f, points[flat], span)
    alone = _apart(f, points, np.flatnonzero(flat & ~on_curve), span)
    keep, line = np.concatenate([np.flatnonzero(~flat), alone]), np.flatnonzero(on_curve)
    if not len(line):
        return keep, False
    return np.concatenate([keep, line[_spread(points[line] / span, _CURVE)]]), True


def _apart(f: Function, points: Array, indices: NDArray[np.intp], span: Array) -> NDArray[np.intp]:
    """Of the degenerate points `indices` one for each place: where all is flat, Newton's method stops too early."""
    slopes = np.abs(f.gradient(points[indices]) * span).max(axis=1, initial=0.0)
    kept: list[int] = []
    for i in indices[np.argsort(slopes, kind="stable")]:
        if (apart(points[kept], points[i], span) > SAME_DEGENERATE).all():
            kept.append(int(i))
    return np.array(kept, dtype=np.intp)


def _has_neighbours(f: Function, points: Array, span: Array) -> NDArray[np.bool_]:
    """Whether each of the degenerate `points` (B, n) has other zeros near by, on a curve through it."""
    found = np.zeros(len(points), dtype=bool)
    if not len(points):
        return found
    values, vectors = np.linalg.eigh(f.hessian(points) * np.outer(span, span))
    flattest = np.take_along_axis(vectors, np.abs(values).argmin(axis=1)[:, None, None], axis=2)[..., 0]
    reach = tuple(zip(*(points.min(axis=0) - span, points.max(axis=0) + span), strict=True))
    # Where there is no Hessian, its eigenvectors say nothing: the axes are tried as well.
    axes = np.eye(f.dimensions) if f.dimensions <= 3 else np.empty((0, f.dimensions))
    for direction in (flattest, -flattest, *axes, *-axes):
        if not goes_on():
            break
        moved, steps = zeros_from(f, points + 1e-3 * span * direction, reach)
        moved, steps = snapped(f, moved, steps, 1e-3 * span)
        distance = np.abs((moved - points) / span).max(axis=1)
        found |= (distance > 0.3e-3) & (distance < 3e-3) & (steps < SAME_ZERO) & is_zero(f, moved, span)
    return found


def _spread(points: Array, count: int) -> Array:
    """Indices of `count` of the points (B, n), each chosen as far as can be from those before."""
    chosen = [0]
    distance = np.full(len(points), np.inf)
    while len(chosen) < min(count, len(points)):
        distance = np.minimum(distance, np.linalg.norm(points - points[chosen[-1]], axis=1))
        chosen.append(int(distance.argmax()))
    return np.array(chosen)
