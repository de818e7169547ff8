"""The usual initializations, for landscapes whose coordinates are a network's parameters.

Such a landscape has `parameters`, the names of its coordinates: ``w[layer][neuron][input]`` for a weight and
``b[layer][neuron]`` for a bias, in any order.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from descent.settings import check_landscape, number
from descent.starts.samples import generator
from descent.starts.shapes import checked_count
from landscapes import Landscape

Seed = int | np.random.Generator


def xavier(landscape: Landscape, count: int = 100, seed: Seed = 0, gain: float = 1.0) -> NDArray[np.float64]:
    """Weights normal with variance gain**2 * 2 / (inputs + outputs), biases zero; (count, n).

    Raises
    ------
    ValueError
        If the landscape is no network, `count` below 1, `seed` negative, or `gain` not positive.

    References
    ----------
    Glorot & Bengio (2010), equation 12; torch's `xavier_normal_`.

    Examples
    --------
    >>> from descent import xavier
    >>> from landscapes import model_landscapes
    >>> f = model_landscapes["perceptron"]
    >>> xavier(f, 5, seed=1).shape == (5, f.dimensions)
    True
    """
    gain = number("xavier.gain", gain, float, "(0, 1e300]")
    return _drawn(landscape, "xavier", count, seed, lambda ins, outs: gain * (2 / (ins + outs)) ** 0.5)


def he(landscape: Landscape, count: int = 100, seed: Seed = 0, gain: float = 1.0) -> NDArray[np.float64]:
    """Weights normal with variance gain**2 * 2 / inputs, biases zero; (count, n).

    Raises
    ------
    ValueError
        If the landscape is no network, `count` below 1, `seed` negative, or `gain` not positive.

    References
    ----------
    He, Zhang, Ren & Sun (2015), equation 10; torch's `kaiming_normal_`.

    Examples
    --------
    >>> from descent import he
    >>> from landscapes import model_landscapes
    >>> f = model_landscapes["perceptron"]
    >>> he(f, 5, seed=1).shape == (5, f.dimensions)
    True
    """
    gain = number("he.gain", gain, float, "(0, 1e300]")
    return _drawn(landscape, "he", count, seed, lambda ins, outs: gain * (2 / ins) ** 0.5)


def zeros(landscape: Landscape, count: int = 1) -> NDArray[np.float64]:
    """Every parameter zero, `count` times the same start, (count, n): every hidden unit gets the same
    gradient.

    Raises
    ------
    ValueError
        If `landscape` is none, or `count` below 1.

    Examples
    --------
    >>> from descent import zeros
    >>> from landscapes import catalogue
    >>> f = catalogue["himmelblau"]
    >>> zeros(f, 2).tolist()
    [[0.0, 0.0], [0.0, 0.0]]
    """
    return constant(landscape, 0.0, count)


def constant(landscape: Landscape, value: float = 0.1, count: int = 1) -> NDArray[np.float64]:
    """Every parameter equal to `value`, `count` times the same start; (count, n).

    Raises
    ------
    ValueError
        If `landscape` is none, `value` not finite, or `count` below 1.

    Examples
    --------
    >>> from descent import constant
    >>> from landscapes import catalogue
    >>> f = catalogue["himmelblau"]
    >>> constant(f, 0.5).tolist()
    [[0.5, 0.5]]
    """
    check_landscape("constant.landscape", landscape)
    value = number("constant.value", value)
    return np.full((checked_count("constant.count", count), landscape.dimensions), value)


def _places(owner: str, landscape: Landscape) -> list[tuple[int, ...]]:
    """Of every coordinate (layer, neuron, input) for a weight, (layer, neuron) for a bias."""
    check_landscape(f"{owner}.landscape", landscape)
    names = getattr(landscape, "parameters", ())
    found = [
        re.fullmatch(r"(?:w(?=(?:\[\d+\]){3}$)|b(?=(?:\[\d+\]){2}$))((?:\[\d+\])+)", str(n)) for n in names
    ]
    if len(found) != landscape.dimensions or None in found:
        raise ValueError(f"{landscape.name} is not a network; use uniform, gaussian or latin_hypercube")
    return [tuple(map(int, re.findall(r"\d+", match[1]))) for match in found if match]


def _drawn(
    landscape: Landscape, name: str, count: int, seed: Seed, scale: Callable[[int, int], float]
) -> NDArray[np.float64]:
    """Normal weights with the standard deviation `scale` of their layer's inputs and neurons; biases zero."""
    places = _places(name, landscape)
    chance = generator(name, seed)
    sizes = {
        layer: (
            max(p[2] for p in places if p[0] == layer and len(p) == 3),
            max(p[1] for p in places if p[0] == layer),
        )
        for layer in {p[0] for p in places}
    }
    spread = np.array([scale(*sizes[p[0]]) if len(p) == 3 else 0.0 for p in places])
    return spread * chance.standard_normal((checked_count(f"{name}.count", count), len(places)))
