"""The ready-made models, which `landscapes.find` knows by name.

Examples
--------
>>> from landscapes import model_landscapes
>>> sorted(model_landscapes)[:2]
['iris_logistic', 'perceptron']
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from landscapes.models.data import DataLandscape
from landscapes.models.logistic import iris_regression
from landscapes.models.perceptron import perceptron_loss
from landscapes.models.quadratic import quadratic_fit

model_landscapes: Mapping[str, DataLandscape] = MappingProxyType(
    {
        f.name: f
        for f in (
            quadratic_fit("mse"),
            quadratic_fit("mae"),
            quadratic_fit("smooth mae"),
            iris_regression(),
            perceptron_loss(),
        )
    }
)
