"""Gradients that are not exact: additive noise, and gradients of a part of the data. Same seed, same run.

A draw depends on the seed, the step, the particle's number among all starts and the coordinate, on nothing
else: how particles are cut into blocks, and which of them are still moving, changes no number.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from descent.notation import to_text
from descent.settings import Count, Index, NonNegative, Seed, check
from landscapes import Landscape

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Noise(ABC):
    """What an optimizer is told instead of the gradient.

    Whoever drives it calls `noisy` before each step, for the particles that are about to move.

    Examples
    --------
    >>> from descent import Gaussian, Noise, parse_noise
    >>> isinstance(Gaussian(0.1), Noise)
    True
    >>> parse_noise("gaussian:0.1,seed=3").text
    'gaussian:scale=0.1,seed=3'
    """

    def __post_init__(self) -> None:
        check(self)

    @property
    def text(self) -> str:
        """As the command line writes it, ``gaussian:scale=0.1``; `parse_noise` gives it back."""
        return to_text(self)

    @abstractmethod
    def noisy(
        self, gradient: Array, points: Array, index: int, particles: NDArray[np.int64], landscape: Landscape
    ) -> Array:
        """A fresh array (n, B) in place of `gradient` (n, B) at `points` (n, B), for step `index` (from 0).

        `particles` (B,) are the particles' numbers among all starts.

        Raises
        ------
        ValueError
            If the landscape has no gradient that could be disturbed so.
        """


@dataclass(frozen=True)
class Gaussian(Noise):
    """g + scale * z with z standard normal, isotropic, or along one axis only.

    Parameters
    ----------
    scale : float
        Standard deviation per component, in units of the gradient.
    axis : int, optional
        The only coordinate, from 0, that is disturbed.
    seed : int

    Examples
    --------
    >>> from descent import Gaussian, GradientDescent, descend
    >>> from landscapes import catalogue
    >>> f = catalogue["sphere"]
    >>> a, b = (descend(f, [[1.0, 1.0]], GradientDescent(0.1), noise=Gaussian(0.5, seed=s)) for s in (1, 2))
    >>> bool((a.positions[-1] != b.positions[-1]).all())
    True
    """

    scale: NonNegative
    axis: Index | None = None
    seed: Seed = 0

    def noisy(
        self, gradient: Array, points: Array, index: int, particles: NDArray[np.int64], landscape: Landscape
    ) -> Array:
        """As `Noise.noisy`, (n, B); a ValueError where the landscape has no coordinate `axis`."""
        count = len(gradient)
        if self.axis is not None and self.axis >= count:
            raise ValueError(f"Gaussian.axis must be < {count} for {landscape.name}, got {self.axis}")
        rows = range(count) if self.axis is None else [self.axis]
        result = gradient.copy()
        for row in rows:
            result[row] += self.scale * standard_normal(self.seed, index, particles, row)
        return result


@dataclass(frozen=True)
class MiniBatch(Noise):
    """The gradient over `size` rows of the landscape's data instead of all: stochastic gradient descent.

    Every epoch visits each row once, in an order drawn from the seed and the epoch (the last batch of an
    epoch may be smaller). All particles see the same batch at the same step, so that starts can be compared
    in pairs.

    For landscapes made of data: those with `batch_gradient(points, rows)` and `rows`.

    References
    ----------
    Robbins & Monro (1951); Bottou, Curtis & Nocedal (2018), section 3.1.

    Examples
    --------
    >>> from descent import MiniBatch
    >>> epoch = [MiniBatch(4, seed=1).batch(index, rows=10).tolist() for index in range(3)]
    >>> [len(rows) for rows in epoch]
    [4, 4, 2]
    >>> sorted(sum(epoch, []))
    [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]
    """

    size: Count
    seed: Seed = 0
    word = "minibatch"

    def noisy(
        self, gradient: Array, points: Array, index: int, particles: NDArray[np.int64], landscape: Landscape
    ) -> Array:
        """As `Noise.noisy`, (n, B); a ValueError where the landscape is not made of data."""
        model: Any = landscape
        if not hasattr(model, "batch_gradient"):
            raise ValueError(f"MiniBatch needs a landscape made of data, {landscape.name} has none")
        return np.array(model.batch_gradient(points.T, self.batch(index, model.rows)).T)

    def batch(self, index: int, rows: int) -> NDArray[np.int64]:
        """The rows (k,) of the data, rising, that step `index` looks at, of `rows` in all; k is `size` or less."""
        per_epoch = -(-rows // self.size)
        epoch, place = divmod(index, per_epoch)
        order = np.random.default_rng((self.seed, epoch)).permutation(rows)
        return np.sort(order[place * self.size : (place + 1) * self.size])


def standard_normal(seed: int, index: int, particles: NDArray[np.int64], coordinate: int) -> Array:
    """Standard normal numbers (B,), each a pure function of seed, step, particle and coordinate.

    Notes
    -----
    Counter-based, as in Salmon et al. (2011), with SplitMix64's mixing (Steele, Lea & Flood 2014) in place of
    their rounds; two uniforms make one normal after Box & Muller (1958).
    """
    key = int(_mixed(np.uint64(seed & _MASK)) ^ _mixed(np.uint64((index << 20 | coordinate) & _MASK)))
    counter = np.asarray(particles, dtype=np.uint64) * np.uint64(2)
    first = _uniform(_mixed(_mixed(counter) ^ np.uint64(key)))
    second = _uniform(_mixed(_mixed(counter + np.uint64(1)) ^ np.uint64(key)))
    return np.asarray(np.sqrt(-2 * np.log(first)) * np.cos(2 * np.pi * second))


_MASK = (1 << 64) - 1


def _mixed(x: Any) -> Any:
    """SplitMix64's output function: a bijection of 64-bit words in which every bit moves half the others."""
    with np.errstate(over="ignore"):
        x = x + np.uint64(0x9E3779B97F4A7C15)
        x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return x ^ (x >> np.uint64(31))


def _uniform(bits: NDArray[np.uint64]) -> Array:
    """Numbers in (0, 1) from the upper 53 bits."""
    return ((bits >> np.uint64(11)).astype(np.float64) + 0.5) * 2.0**-53
