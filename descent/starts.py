"""Where particles begin: a domain in, points (N, n) out."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from landscapes.landscape import Box


def grid(domain: Box, count: int) -> NDArray[np.float64]:
    """`count` points along every side of the domain, edges included; x varies fastest; (count**n, n)."""
    if count < 1:
        raise ValueError(f"grid.count must be >= 1, got {count}")
    axes = [np.linspace(low, high, count) for low, high in reversed(domain)]
    return np.stack([c.ravel() for c in np.meshgrid(*axes, indexing="ij")][::-1], axis=-1)


def uniform(domain: Box, count: int, seed: int | np.random.Generator = 0) -> NDArray[np.float64]:
    """`count` independent points, uniform in the domain; (count, n)."""
    low, high = np.transpose(domain)
    return np.random.default_rng(seed).uniform(low, high, size=(count, len(domain)))
