"""Starts that fill the domain more evenly than chance does (scipy.stats.qmc)."""

from __future__ import annotations

import inspect
import warnings
from typing import Any

import numpy as np
from numpy.typing import NDArray

from descent.starts.samples import generator
from descent.starts.shapes import checked_count, checked_domain
from landscapes.formulas import Box

Seed = int | np.random.Generator


def latin_hypercube(domain: Box, count: int = 200, seed: Seed = 0) -> NDArray[np.float64]:
    """`count` points, exactly one in each of `count` slices of every coordinate; (count, n).

    Raises
    ------
    ValueError
        If the domain is no box, `count` below 1 or absurd, or `seed` negative.

    References
    ----------
    McKay, Beckman & Conover (1979).

    Examples
    --------
    >>> from descent import latin_hypercube
    >>> from landscapes import catalogue
    >>> f = catalogue["himmelblau"]
    >>> latin_hypercube(f.domain, 16, seed=1).shape
    (16, 2)
    >>> bool((latin_hypercube(f.domain, 16, seed=1) == latin_hypercube(f.domain, 16, seed=1)).all())
    True
    """
    return _spread("latin_hypercube", "LatinHypercube", domain, count, seed)


def sobol(domain: Box, count: int = 256, seed: Seed = 0) -> NDArray[np.float64]:
    """The first `count` points of a scrambled Sobol sequence; best balanced at powers of two; (count, n).

    Raises
    ------
    ValueError
        If the domain is no box, `count` below 1 or absurd, or `seed` negative.

    References
    ----------
    Sobol (1967); scrambled after Matousek (1998).

    Examples
    --------
    >>> from descent import sobol
    >>> from landscapes import catalogue
    >>> f = catalogue["himmelblau"]
    >>> sobol(f.domain, 16, seed=1).shape
    (16, 2)
    >>> bool((sobol(f.domain, 16, seed=1) == sobol(f.domain, 16, seed=1)).all())
    True
    """
    return _spread("sobol", "Sobol", domain, count, seed)


def halton(domain: Box, count: int = 200, seed: Seed = 0) -> NDArray[np.float64]:
    """The first `count` points of a scrambled Halton sequence; (count, n).

    Raises
    ------
    ValueError
        If the domain is no box, `count` below 1 or absurd, or `seed` negative.

    References
    ----------
    Halton (1960); scrambled after Owen (2017).

    Examples
    --------
    >>> from descent import halton
    >>> from landscapes import catalogue
    >>> f = catalogue["himmelblau"]
    >>> halton(f.domain, 16, seed=1).shape
    (16, 2)
    >>> bool((halton(f.domain, 16, seed=1) == halton(f.domain, 16, seed=1)).all())
    True
    """
    return _spread("halton", "Halton", domain, count, seed)


def poisson_disk(domain: Box, count: int = 200, seed: Seed = 0) -> NDArray[np.float64]:
    """`count` points that keep a distance from one another, measured in sides of the domain; (count, n).

    The domain is filled with a few more than `count` points as far apart as that allows; chance takes away
    the surplus.

    Raises
    ------
    ValueError
        If the domain is no box or has more than 5 variables, `count` is below 1 or above 5,000, or `seed` negative.

    References
    ----------
    Bridson (2007).

    Examples
    --------
    >>> from descent import poisson_disk
    >>> from landscapes import catalogue
    >>> f = catalogue["himmelblau"]
    >>> poisson_disk(f.domain, 16, seed=1).shape
    (16, 2)
    >>> bool((poisson_disk(f.domain, 16, seed=1) == poisson_disk(f.domain, 16, seed=1)).all())
    True
    """
    from scipy.stats import qmc

    low, high = checked_domain(domain)
    count = checked_count("poisson_disk.count", count)
    if len(low) > 5:
        raise ValueError(f"poisson_disk takes at most 5 variables, got {len(low)}; use latin_hypercube")
    if count > 5_000:
        raise ValueError(f"poisson_disk.count must be at most 5000, got {count}; use sobol")
    chance = generator("poisson_disk", seed)
    radius = 0.84 * count ** (-1 / len(low))
    sample = np.zeros((0, len(low)))
    while len(sample) < count:
        sample = qmc.PoissonDisk(
            d=len(low), radius=min(radius, 0.99), **_chance(qmc.PoissonDisk, chance)
        ).fill_space()
        radius *= 0.96
    keep = np.sort(chance.permutation(len(sample))[:count])
    return low + sample[keep] * (high - low)


def _spread(name: str, engine: str, domain: Box, count: int, seed: Seed) -> NDArray[np.float64]:
    from scipy.stats import qmc

    low, high = checked_domain(domain)
    count = checked_count(f"{name}.count", count)
    made = getattr(qmc, engine)
    chance = generator(name, seed)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        sample = made(d=len(low), **_chance(made, chance)).random(count)
    return low + np.asarray(sample) * (high - low)


def _chance(engine: Any, chance: np.random.Generator) -> dict[str, np.random.Generator]:
    """SciPy 1.15 renamed the argument `seed` to `rng`."""
    return {"rng" if "rng" in inspect.signature(engine).parameters else "seed": chance}
