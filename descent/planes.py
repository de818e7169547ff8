"""Planes for functions of many variables: where one descent moves, or at random through its end; runs seen on them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from descent.loop import descend
from descent.optimizers import GradientDescent
from descent.rates import settled
from descent.results import Ending, Trajectories
from descent.starts import uniform
from landscapes import (
    Landscape,
    Plane,
    PrincipalPlane,
    TrainingRun,
    TrainingSurface,
    principal_plane,
    random_plane,
)

MARGIN, NARROWEST = 0.35, 0.8
"""What a plane's domain leaves free around the descent's path, a share of its extent; the least share of its other side."""


def path_plane(f: Landscape, seed: int = 0) -> PrincipalPlane:
    """The plane in which gradient descent moves from a random start in the domain, through the end of its path.

    Where it still moves and a lowest place is known, through the nearest one: from a plane that ends where the descent did
    all would leave along the floor of its valley.

    Raises
    ------
    ValueError
        If the seed is negative, or the function has no value on the plane.

    Examples
    --------
    >>> from descent import path_plane
    >>> from landscapes import catalogue
    >>> path_plane(catalogue["sphere"].in_dimensions(4)).explained > 0.99
    True
    """
    run = _guide(f, seed)
    path = run.positions[:, 0]
    if run.ending[0] != Ending.RUNNING or not len(f.minimizers):
        return principal_plane(f, path, margin=MARGIN, through=path[-1], narrowest=NARROWEST)
    goal = f.minimizers[np.linalg.norm(f.minimizers - path[-1], axis=-1).argmin()]
    plane = principal_plane(
        f, np.concatenate([path, [goal]]), margin=MARGIN, through=goal, narrowest=NARROWEST
    )
    ways = path - path[-1]
    held = ((ways @ np.stack([plane.u, plane.v], axis=1)) ** 2).sum(axis=0)
    whole = float((ways**2).sum())
    return replace(plane, shares=held / whole) if whole > 0 else plane


def plane_at_random(f: Landscape, seed: int = 0) -> Plane:
    """A plane in two random directions, through the end of gradient descent from a random start in the domain.

    Raises
    ------
    ValueError
        If the seed is negative, or the function has no value on the plane.

    Examples
    --------
    >>> from descent import plane_at_random
    >>> from landscapes import catalogue
    >>> plane_at_random(catalogue["sphere"].in_dimensions(4)).landscape.dimensions
    2
    """
    return random_plane(f, _guide(f, seed).positions[-1, 0], seed)


def _guide(f: Landscape, seed: int) -> Trajectories:
    return descend(f, uniform(f.domain, 1, seed), settled(GradientDescent(), f))


def seen_on(
    plane: Plane, run: Trajectories, landscape: Landscape | None = None, most: int | None = None
) -> Trajectories:
    """A run of the function of n variables as its shadow on the plane; its heights stay the true ones.

    Parameters
    ----------
    landscape : the plane's own, by another title
    most : rows that are kept: the first half of them one by one, the others spread evenly over the rest

    Examples
    --------
    >>> from descent import GradientDescent, descend, path_plane, seen_on, uniform
    >>> from landscapes import catalogue
    >>> f = catalogue["sphere"].in_dimensions(4)
    >>> run = descend(f, uniform(f.domain, 3, 0), GradientDescent(0.1), steps=5)
    >>> seen_on(path_plane(f), run).positions.shape
    (6, 3, 2)
    """
    shown = plane.landscape if landscape is None else landscape
    rows = np.arange(len(run.positions))
    if most is not None and len(rows) > most:
        later = np.linspace(most // 2, len(rows) - 1, most - most // 2)
        rows = np.append(np.arange(most // 2), later.round().astype(int))
    places = plane.project(run.positions[rows])
    return replace(
        run, landscape=shown, positions=places, heights=run.heights[rows], indices=run.indices[rows]
    )


def share_near(run: Trajectories, least: float = 0.01) -> float:
    """Share of a shadow's particles, 0..1, that end within `least` of the run's span of heights from its own, or nowhere.

    Examples
    --------
    >>> from descent import GradientDescent, descend, path_plane, places_in_space, seen_on, share_near
    >>> from landscapes import catalogue
    >>> f = catalogue["sphere"].in_dimensions(4)
    >>> plane = path_plane(f)
    >>> run = descend(f, places_in_space(plane, [[0.5, 0.5]]), GradientDescent(0.1), steps=5)
    >>> share_near(seen_on(plane, run))
    1.0
    """
    with np.errstate(invalid="ignore", over="ignore"):
        span = float(np.ptp(run.heights[np.isfinite(run.heights)])) if np.isfinite(run.heights).any() else 0.0
        gap = np.abs(run.heights[-1] - run.landscape.value(run.positions[-1]))
        return float(np.mean(~(gap > least * span))) if len(gap) else 1.0


def places_in_space(plane: Plane, places: ArrayLike) -> NDArray[np.float64]:
    """Points (N, n) of places (N, 2) on the plane; those of n coordinates stay as they are.

    Examples
    --------
    >>> from descent import path_plane, places_in_space
    >>> from landscapes import catalogue
    >>> places_in_space(path_plane(catalogue["sphere"].in_dimensions(4)), [[0.5, 0.5]]).shape
    (1, 4)
    """
    points = np.asarray(places, dtype=float)
    return points if points.shape[-1] == plane.parent.dimensions else plane.lift(points)


def training_path(surface: Landscape, run: TrainingRun) -> Trajectories:
    """The checkpoints of a training as one particle's way over a surveyed surface; its heights are the losses it had.

    Raises
    ------
    ValueError
        If the surface was surveyed on no plane, or the run has other weights or fewer than two checkpoints.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> import numpy as np
    >>> from descent import training_path
    >>> from landscapes import TrainingRun
    >>> run = TrainingRun(pathlib.Path(tempfile.mkdtemp()) / "run.npz")
    >>> for step in range(5):
    ...     run.save(step, np.array([2.0, 1.0, 0.3]) * 0.5**step + [0, step, 0], 0.0)
    >>> surface = run.plane("pca").survey(lambda w: np.sum(w**2), 5)
    >>> training_path(surface, run).positions.shape
    (5, 1, 2)
    """
    if not isinstance(surface, TrainingSurface):
        raise ValueError(
            f"a TrainingRun is drawn on a surface of a plane through it, run.plane().survey(loss), got {surface.name}"
        )
    if len(run) < 2:
        raise ValueError(f"a path needs two checkpoints, {run.path.name} has {len(run)}: save more of them")
    places, steps = surface.weights_plane.seen(run)[:, None], run.steps
    judged = Trajectories.from_arrays(surface, places)
    count = int(steps[-1] - steps[0])
    stopped = np.minimum(judged.stopped_at, len(steps) - 1)
    return replace(
        judged,
        heights=run.losses[:, None],
        indices=steps - steps[0],
        steps=count,
        stopped_at=(steps - steps[0])[stopped],
    )


def training_words(surface: Landscape, runs: Iterable[Trajectories]) -> str:
    """What a caption says of a training's plane, and of how far its losses are from the surface under them.

    Examples
    --------
    >>> from landscapes import catalogue
    >>> from descent import training_words
    >>> training_words(catalogue["sphere"], [])
    ''
    """
    said = surface.weights_plane.said if isinstance(surface, TrainingSurface) else ""
    gaps = [np.abs(run.heights - surface.value(run.positions)) for run in runs if len(run) == 1]
    known = [gap[np.isfinite(gap)] for gap in gaps]
    if not sum(map(len, known)):
        return said
    return (
        f"{said}\nstems: to the loss that was saved, up to {np.concatenate(known).max():.3g} from the surface"
    )
