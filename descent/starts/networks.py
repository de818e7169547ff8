"""The usual initializations, for landscapes whose coordinates are a network's parameters.

Such a landscape has `layers`: for each layer (inputs, outputs), its parameters being outputs x inputs
weights, row by row, and then `outputs` biases.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from descent.settings import number
from descent.starts.samples import generator
from descent.starts.shapes import checked_count
from landscapes import Landscape

Seed = int | np.random.Generator


def xavier(landscape: Landscape, count: int = 100, seed: Seed = 0, gain: float = 1.0) -> NDArray[np.float64]:
    """Weights normal with variance gain**2 * 2 / (inputs + outputs), biases zero; (count, n).

    References
    ----------
    Glorot & Bengio (2010), equation 12; torch's xavier_normal_.
    """
    gain = number("xavier.gain", gain, float, "(0, inf)")
    return _drawn(
        landscape, "xavier", count, seed, [gain * (2 / (a + b)) ** 0.5 for a, b in _layers(landscape)]
    )


def he(landscape: Landscape, count: int = 100, seed: Seed = 0, gain: float = 1.0) -> NDArray[np.float64]:
    """Weights normal with variance gain**2 * 2 / inputs, biases zero; (count, n).

    References
    ----------
    He, Zhang, Ren & Sun (2015), equation 10; torch's kaiming_normal_.
    """
    gain = number("he.gain", gain, float, "(0, inf)")
    return _drawn(landscape, "he", count, seed, [gain * (2 / a) ** 0.5 for a, _ in _layers(landscape)])


def zeros(landscape: Landscape, count: int = 1) -> NDArray[np.float64]:
    """Every parameter zero, `count` times the same start: every hidden unit gets the same gradient."""
    return constant(landscape, 0.0, count)


def constant(landscape: Landscape, value: float = 0.1, count: int = 1) -> NDArray[np.float64]:
    """Every parameter equal to `value`, `count` times the same start."""
    value = number("constant.value", value)
    return np.full((checked_count("constant.count", count), landscape.dimensions), value)


def _layers(landscape: Landscape) -> Sequence[tuple[int, int]]:
    model: Any = landscape
    layers = getattr(model, "layers", None)
    if not layers:
        raise ValueError(f"{landscape.name} is not a network; use uniform, gaussian or latin_hypercube")
    return [(int(a), int(b)) for a, b in layers]


def _drawn(
    landscape: Landscape, name: str, count: int, seed: Seed, scales: list[float]
) -> NDArray[np.float64]:
    chance = generator(name, seed)
    count = checked_count(f"{name}.count", count)
    parts = []
    for scale, (inputs, outputs) in zip(scales, _layers(landscape), strict=True):
        parts += [scale * chance.standard_normal((count, inputs * outputs)), np.zeros((count, outputs))]
    return np.concatenate(parts, axis=1)
