"""Independent random starts."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from descent.settings import number
from descent.starts.shapes import checked_count, checked_domain, checked_point
from landscapes.formulas import Box


def uniform(domain: Box, count: int = 200, seed: int | np.random.Generator = 0) -> NDArray[np.float64]:
    """`count` independent points, uniform in the domain; (count, n).

    Raises
    ------
    ValueError
        If the domain is no box, `count` below 1 or absurd, or `seed` negative.

    Examples
    --------
    >>> from descent import uniform
    >>> from landscapes import catalogue
    >>> f = catalogue["himmelblau"]
    >>> uniform(f.domain, 16, seed=1).shape
    (16, 2)
    >>> bool((uniform(f.domain, 16, seed=1) == uniform(f.domain, 16, seed=1)).all())
    True
    """
    low, high = checked_domain(domain)
    count = checked_count("uniform.count", count)
    return generator("uniform", seed).uniform(low, high, size=(count, len(low)))


def gaussian(
    domain: Box,
    count: int = 200,
    centre: ArrayLike | None = None,
    spread: float | None = None,
    seed: int | np.random.Generator = 0,
) -> NDArray[np.float64]:
    """`count` points normally distributed around `centre`; (count, n). Some may lie outside the domain.

    Parameters
    ----------
    centre : point, optional
        The middle of the domain.
    spread : float, optional
        Standard deviation in domain units; without one a tenth of each side.

    Raises
    ------
    ValueError
        If the domain is no box, `count` below 1 or absurd, `centre` no point, `spread` not positive, or `seed` negative.

    Examples
    --------
    >>> from descent import gaussian
    >>> from landscapes import catalogue
    >>> f = catalogue["himmelblau"]
    >>> gaussian(f.domain, 16, seed=1).shape
    (16, 2)
    >>> bool((gaussian(f.domain, 16, seed=1) == gaussian(f.domain, 16, seed=1)).all())
    True
    """
    low, high = checked_domain(domain)
    count = checked_count("gaussian.count", count)
    middle = checked_point("gaussian.centre", centre, low, high)
    scale = (high - low) / 10 if spread is None else number("gaussian.spread", spread, float, "(0, 1e300]")
    return middle + scale * generator("gaussian", seed).standard_normal((count, len(low)))


def generator(owner: str, seed: int | np.random.Generator) -> np.random.Generator:
    """A generator for a seed; a generator is passed through.

    Raises
    ------
    ValueError
        If `seed` is neither a generator nor a whole number from 0 up.
    """
    if isinstance(seed, np.random.Generator):
        return seed
    return np.random.default_rng(number(f"{owner}.seed", seed, int, "[0, inf)"))
