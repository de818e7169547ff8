"""A plane through weights, where checkpoints lie on it, and the loss that was surveyed there."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from landscapes.landscape import Landscape
from landscapes.measured import FEWEST, fields_of_samples
from landscapes.training.directions import (
    Checkpoints,
    blocks,
    curvature_directions,
    filter_directions,
    given_direction,
    principal_directions,
)
from landscapes.training.survey import Loss, Report, surveyed

Array = NDArray[np.float64]
NARROWEST = 0.25
"""Of the longer side of a plane's domain, the least that the other one has."""


@dataclass(frozen=True, eq=False, repr=False)
class TrainingPlane:
    """A plane in the space of all weights.

    Attributes
    ----------
    origin : (n,), the weights at (0, 0)
    u, v : (n,), the directions of x and y; their lengths are the units
    path : (k, 2), where the run's checkpoints lie on it: the nearest places
    explained : share of the checkpoints' squared distances from the origin that is along the plane, 0..1
    domain : ((low, high), (low, high)) of x and y, around the path
    run, said : the run, and what a caption says of the plane

    Examples
    --------
    >>> import numpy as np
    >>> from pathlib import Path
    >>> from tempfile import mkdtemp
    >>> from landscapes import TrainingRun
    >>> run = TrainingRun(Path(mkdtemp()) / "run.npz")
    >>> for step in range(4):
    ...     run.save(step, np.array([4.0 - step, 2.0, 1.0 + step**2]), 4.0 - step)
    >>> plane = run.plane("pca")
    >>> plane.path.shape, round(plane.explained, 3)
    ((4, 2), 1.0)
    """

    origin: Array
    u: Array
    v: Array
    path: Array
    explained: float
    domain: tuple[tuple[float, float], tuple[float, float]]
    run: Checkpoints
    said: str

    def __repr__(self) -> str:
        return f"TrainingPlane({self.said}, {len(self.path)} checkpoints)"

    def lift(self, x: float, y: float) -> Array:
        """The weights (n,) at a place of the plane; at (0, 0) they are the origin's, to the last bit."""
        return self.origin + x * self.u + y * self.v

    def seen(self, run: Checkpoints) -> Array:
        """Where the checkpoints of a run, this plane's or another of the same model, lie on it: (k, 2).

        Raises
        ------
        ValueError
            If it has another number of weights.
        """
        if run is self.run and len(run) == len(self.path):
            return self.path
        if run.layout.count != len(self.origin):
            raise ValueError(
                f"TrainingPlane.seen: {run.path.name} has {run.layout.count:,} weights, the plane {len(self.origin):,}"
            )
        run.close()
        return _seen(run, self.origin, self.u, self.v)[0]

    def survey(
        self,
        loss: Loss,
        count: int = 51,
        *,
        executor: Executor | None = None,
        folder: str | Path | None = None,
        report: Report | None = None,
        title: str = "",
    ) -> TrainingSurface:
        """The loss at count x count places of the plane's domain, one of which is the origin.

        Parameters
        ----------
        loss : (n,) float64 -> number
            The loss at these weights, the same whenever it is asked. Of a model: ``lambda w: f(run.into(model, w))``.
            For an executor of processes a function that they can import; for threads one that needs no model of its own.
        count : int
            Places along each side.
        executor : concurrent.futures.Executor, optional
            Where it is computed; here, one after the other, by default. The numbers are the same.
        folder : path, optional
            Where each number is kept as it comes; what is there already is not computed again.
        report : callable of how many are done and how many there are, optional

        Raises
        ------
        ValueError
            One line: for a count below 4, a folder that holds another survey, a loss that raises or gives no number.
            What was computed before is kept in the folder.
        OSError
            If the folder cannot be written.
        BrokenExecutor
            In one line, if workers died; a cluster's gives a place to three of them.
        """
        axes = (_axis(*self.domain[0], count), _axis(*self.domain[1], count))
        heights = surveyed(self, axes, loss, executor, None if folder is None else Path(folder), report)
        if np.isfinite(heights).sum() < FEWEST**2:
            raise ValueError(
                f"TrainingPlane.survey: only {np.isfinite(heights).sum()} of {heights.size} losses are finite, a surface "
                f"needs {FEWEST**2}; take a larger count or a smaller plane, run.plane(..., margin=0)"
            )
        name = self.run.path.stem.lower().replace("-", "_").replace(" ", "_")
        fields = fields_of_samples(
            axes[0], axes[1], heights, name, title or f"Loss around {self.run.path.stem}"
        )
        told = f"{len(axes[0])} x {len(axes[1])} losses, measured, cubic between them"
        return TrainingSurface(**fields | {"story": f"{self.said}; {told}"}, weights_plane=self)


@dataclass(frozen=True, eq=False, kw_only=True, repr=False)
class TrainingSurface(Landscape):
    """The loss on a plane through a training's weights; a landscape of two variables, measured.

    Parameters
    ----------
    weights_plane : TrainingPlane
    **others : of `Landscape`

    Examples
    --------
    >>> import numpy as np
    >>> from pathlib import Path
    >>> from tempfile import mkdtemp
    >>> from landscapes import TrainingRun
    >>> run = TrainingRun(Path(mkdtemp()) / "run.npz")
    >>> for step in range(4):
    ...     run.save(step, np.array([4.0 - step, 2.0, 1.0 + step**2]), 4.0 - step)
    >>> surface = run.plane("pca").survey(lambda weights: float(weights @ weights), 9)
    >>> surface.kind
    'samples'
    """

    weights_plane: TrainingPlane = field(repr=False)


def plane_of(
    run: Checkpoints, which: Any, gradient: Callable[[Array], ArrayLike] | None, seed: int, margin: float
) -> TrainingPlane:
    """The plane of a run; `TrainingRun.plane` documents the arguments.

    Raises
    ------
    ValueError
    """
    if not len(run):
        raise ValueError(
            f"TrainingRun.plane: {run.path.name} has no checkpoint yet: run.save(step, model, loss)"
        )
    if not hasattr(seed, "__index__") or seed < 0:
        raise ValueError(f"TrainingRun.plane: seed must be a whole number >= 0, got {seed!r:.60}")
    if not 0 <= margin < 100:
        raise ValueError(f"TrainingRun.plane: margin must be 0 to 100, got {margin}")
    origin = run.weights(-1)
    if isinstance(which, str):
        if which == "pca":
            u, v, _ = principal_directions(run, origin)
            said = "Principal plane"
        elif which == "filter":
            u, v = filter_directions(run.layout, origin, seed)
            said = f"Random plane, filter by filter (seed {seed}),"
        elif which == "hessian":
            u, v = curvature_directions(origin, gradient, seed)
            said = "Plane of strongest curvature"
        else:
            raise ValueError(f'TrainingRun.plane must be "pca", "filter" or "hessian", got {which[:60]!r}')
    else:
        origin, u, v, said = _given(run, which, origin)
    path, along, whole = _seen(run, origin, u, v)
    share = along / whole if whole > 0 else 1.0
    domain = _around(path, margin) if np.ptp(path, axis=0).max() > 0 else ((-1.0, 1.0), (-1.0, 1.0))
    told = f"{said} in {run.layout.count:,} weights, {100 * share:.0f} % of the way"
    return TrainingPlane(origin, u, v, path, share, domain, run, told)


def _given(run: Checkpoints, which: Any, last: Array) -> tuple[Array, Array, Array, str]:
    try:
        parts = list(which)
    except TypeError:
        parts = []
    if len(parts) == 2:
        u, v = (given_direction(run.layout, part) for part in parts)
        return last, u, v, "A given plane"
    if len(parts) != 3 or not all(hasattr(part, "__index__") for part in parts):
        raise ValueError(
            'TrainingRun.plane must be "pca", "filter", "hessian", two directions (u, v), or the steps of three '
            f"checkpoints, got {which!r:.60}"
        )
    steps = run.steps.tolist()
    for step in parts:
        if step not in steps:
            near = min(steps, key=lambda known: abs(known - step))
            raise ValueError(f"TrainingRun.plane: no checkpoint of step {step}; the nearest is {near}")
    first, second, third = (run.weights(steps.index(step)) for step in parts)
    u = second - first
    v = third - first
    length = float(u @ u)
    v = v - (float(v @ u) / length if length else 0.0) * u
    for row in (u, v):
        row /= np.linalg.norm(row) or 1.0
    return first, u, v, f"Plane through steps {', '.join(map(str, parts))}"


def _seen(run: Checkpoints, origin: Array, u: Array, v: Array) -> tuple[Array, float, float]:
    """Where checkpoints lie, (k, 2); the sum of squares of their ways along the plane, and of all their ways."""
    directions = np.stack([u, v])
    metric = directions @ directions.T
    if not np.linalg.det(metric) > 1e-12 * metric[0, 0] * metric[1, 1]:
        raise ValueError("TrainingRun.plane: the two directions must not be zero or parallel")
    products, whole = np.zeros((len(run), 2)), 0.0
    for start, stop in blocks(run):
        away = run.block(start, stop) - origin[start:stop]
        products += away @ directions[:, start:stop].T
        whole += float(np.sum(away**2))
    path: Array = np.asarray(np.linalg.solve(metric, products.T).T, dtype=np.float64)
    return path, float(np.sum(path * products)), whole


def _around(path: Array, margin: float) -> tuple[tuple[float, float], tuple[float, float]]:
    """A box around the path and the origin."""
    low, high = np.minimum(path.min(axis=0), 0), np.maximum(path.max(axis=0), 0)
    half, centre = (high - low) * (0.5 + margin), (low + high) / 2
    half = np.maximum(half, NARROWEST * half.max())
    x, y = ((float(c - h), float(c + h)) for c, h in zip(centre, half, strict=True))
    return x, y


def _axis(low: float, high: float, count: int) -> Array:
    """Places of an axis, one of them exactly 0, where the origin is."""
    if not hasattr(count, "__index__") or not 4 <= count <= 2000:
        raise ValueError(f"TrainingPlane.survey: count must be 4 to 2,000, got {count!r}")
    step = (high - low) / (count - 1)
    return np.asarray((np.arange(count) - round(-low / step)) * step)
