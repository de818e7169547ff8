"""How a particle ended."""

from __future__ import annotations

from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from landscapes import Landscape


class Ending(IntEnum):
    """What became of a particle; see the design's *Endings*."""

    CONVERGED = 0
    SADDLE = 1
    STALLED = 2
    RUNNING = 3
    ESCAPED = 4
    DIVERGED = 5


def classify(f: Landscape, points: NDArray[np.float64], tolerance: float) -> NDArray[np.int8]:
    """Endings (N,) of particles at rest or still moving at `points` (N, n), by gradient and Hessian."""
    small = np.abs(f.gradient(points)).max(axis=-1) <= max(tolerance, 1e-6)
    curvature = np.linalg.eigvalsh(f.hessian(points))
    scale = np.abs(curvature).max(axis=-1)
    ending = np.where(curvature[:, 0] < -1e-8 * scale, Ending.SADDLE, Ending.CONVERGED)
    ending = np.where(scale < 1e-6, Ending.STALLED, ending)
    return np.where(small, ending, Ending.RUNNING).astype(np.int8)
