"""Learning rates from curvature."""

from __future__ import annotations

from typing import Any

import numpy as np

from descent.starts import uniform
from landscapes import Landscape


def default_learning_rate(f: Landscape, optimizer: Any = None) -> float:
    """A rate for plain gradient descent that does not blow up: 1 / (a high curvature in the domain)."""
    points = uniform(f.domain, 500, seed=0)
    curvature = np.abs(np.linalg.eigvalsh(f.hessian(points))).max(axis=-1)
    return float(1.0 / max(np.quantile(curvature, 0.9), 1e-12))
