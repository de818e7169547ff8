"""Two directions in the space of all weights: principal, random by filters, of curvature, or given."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from landscapes.formulas import one_line
from landscapes.training.flattening import Layout, flattened

Array = NDArray[np.float64]
AT_ONCE = 4_000_000
"""Numbers of a block of checkpoints: 32 MB."""
FEW = 64
"""Weights up to which the whole Hessian is asked for."""
HESSIAN_STEP = 2.0**-10
"""Of a difference of gradients, beside the length of the weights."""


class Checkpoints(Protocol):
    """What planes need of a `TrainingRun`."""

    @property
    def path(self) -> Path: ...
    @property
    def layout(self) -> Layout: ...
    @property
    def steps(self) -> NDArray[np.int64]: ...
    def __len__(self) -> int: ...
    def weights(self, index: int) -> NDArray[np.float64]: ...
    def block(self, start: int, stop: int) -> NDArray[np.float64]: ...
    def close(self) -> None: ...


def blocks(run: Checkpoints) -> list[tuple[int, int]]:
    """Where the weights are cut, so that a block of all checkpoints fits into little memory."""
    count = run.layout.count
    width = max(AT_ONCE // max(len(run), 1), 1)
    return [(start, min(start + width, count)) for start in range(0, count, width)]


def principal_directions(run: Checkpoints, origin: Array) -> tuple[Array, Array, float]:
    """The two directions in which the checkpoints are farthest from the `origin` (n,), and their share of it all.

    From the k x k matrix of products of differences: of n weights no matrix is needed, and the file is read twice.

    Raises
    ------
    ValueError
        If the checkpoints lie on one line.
    """
    gram = np.zeros((len(run), len(run)))
    for start, stop in blocks(run):
        away = run.block(start, stop) - origin[start:stop]
        gram += away @ away.T
    variances, parts = np.linalg.eigh(gram)
    total = float(np.trace(gram))
    if len(run) < 3 or not variances[-2] > 1e-12 * total:
        raise ValueError(
            f"TrainingRun.plane: the {len(run)} checkpoints lie on one line, and pca needs two directions; save more of "
            'them, or take run.plane("filter")'
        )
    made = np.empty((2, run.layout.count))
    mix = parts[:, [-1, -2]] / np.sqrt(variances[[-1, -2]])
    for start, stop in blocks(run):
        made[:, start:stop] = mix.T @ (run.block(start, stop) - origin[start:stop])
    for row in made:
        row /= np.linalg.norm(row)
        if row[np.abs(row).argmax()] < 0:  # a direction is as good as its opposite
            row *= -1
    return made[0], made[1], float(variances[-2:].sum()) / total


def filter_directions(layout: Layout, origin: Array, seed: int) -> tuple[Array, Array]:
    """Two random directions, each filter of which is as long as the `origin`'s; biases and other vectors stay.

    Raises
    ------
    ValueError
        If no tensor has filters.

    References
    ----------
    Li et al. (2018), section 4: d_ij <- d_ij / |d_ij| * |theta_ij|, a filter being all weights into one output.
    """
    rng = np.random.default_rng(seed)
    found = []
    for _ in range(2):
        made = np.zeros(len(origin))
        for name, shape, start, size in zip(
            layout.names, layout.shapes, layout.starts, layout.sizes, strict=True
        ):
            drawn = rng.standard_normal(size)
            if len(shape) > 1 or len(layout.shapes) == 1:
                here = origin[start : start + size]
                made[start : start + size] = _as_long(drawn, here, shape, _output_axis(name))
        found.append(made)
    if not all(np.any(made) for made in found):
        raise ValueError(
            'TrainingRun.plane("filter"): no tensor has filters, all are vectors; take "pca" or (u, v)'
        )
    return found[0], found[1]


def _output_axis(name: str) -> int:
    """Keras and flax call it kernel and have outputs last; torch and equinox have them first."""
    return -1 if name.lower().endswith("kernel") else 0


def _as_long(drawn: Array, like: Array, shape: tuple[int, ...], axis: int) -> Array:
    if len(shape) < 2:
        return np.asarray(drawn * (np.linalg.norm(like) / np.linalg.norm(drawn)))
    rows, wanted = (np.moveaxis(a.reshape(shape), axis, 0).reshape(shape[axis], -1) for a in (drawn, like))
    lengths = np.linalg.norm(wanted, axis=1) / np.linalg.norm(rows, axis=1)
    others = [n for k, n in enumerate(shape) if k != axis % len(shape)]
    scaled = (rows * lengths[:, None]).reshape(shape[axis], *others)
    return np.moveaxis(scaled, 0, axis).reshape(-1)


def curvature_directions(
    origin: Array, gradient: Callable[[Array], ArrayLike] | None, seed: int
) -> tuple[Array, Array]:
    """The two eigenvectors of the Hessian at `origin` (n,) whose eigenvalues are largest, by products with it.

    Each product is a difference of two gradients (Pearlmutter 1994 has it exactly); the eigenvectors are Lanczos'.

    Raises
    ------
    ValueError
        If there is no gradient, or it is not (n,) finite numbers.
    """
    if gradient is None:
        raise ValueError(
            'TrainingRun.plane("hessian") needs the loss\' gradient: gradient=lambda w: ..., (n,) -> (n,)'
        )
    step = HESSIAN_STEP * max(float(np.linalg.norm(origin)), 1.0)

    def product(vector: Array) -> Array:
        length = float(np.linalg.norm(vector))
        if length == 0:
            return np.zeros_like(vector)
        ahead, behind = (_slope(gradient, origin + sign * step / length * vector) for sign in (1, -1))
        return np.asarray((ahead - behind) * (length / (2 * step)))

    n = len(origin)
    if n <= FEW:
        hessian = np.stack([product(row) for row in np.eye(n)])
        vectors = np.linalg.eigh((hessian + hessian.T) / 2)[1]
        return vectors[:, -1], vectors[:, -2]
    from scipy.sparse.linalg import LinearOperator, eigsh

    operator = LinearOperator((n, n), matvec=lambda v: product(np.asarray(v).reshape(-1)), dtype=float)
    begin = np.random.default_rng(seed).standard_normal(n)
    values, vectors = eigsh(operator, k=2, which="LA", v0=begin, tol=1e-6)
    order = np.argsort(values)[::-1]
    return vectors[:, order[0]], vectors[:, order[1]]


def _slope(gradient: Callable[[Array], ArrayLike], at: Array) -> Array:
    try:
        found = np.asarray(gradient(at), dtype=float).reshape(-1)
    except Exception as error:  # whatever somebody's function raises
        said = one_line(str(error))[:160]
        raise ValueError(
            f'TrainingRun.plane("hessian"): the gradient raised {type(error).__name__}: {said}'
        ) from error
    if found.shape != at.shape or not np.isfinite(found).all():
        raise ValueError(
            f'TrainingRun.plane("hessian"): the gradient must be {len(at):,} finite numbers, got {found.shape}'
        )
    return found


def given_direction(layout: Layout, direction: Any) -> Array:
    """A direction that somebody gives, a vector (n,) or a model.

    Raises
    ------
    ValueError
        If it has another number of weights, or is not finite.
    """
    vector = flattened(direction)[1].astype(float)
    if vector.shape != (layout.count,) or not np.isfinite(vector).all():
        raise ValueError(
            f"TrainingRun.plane: a direction must be {layout.count:,} finite weights, got {vector.size:,}"
        )
    return vector
