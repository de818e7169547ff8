"""Heights and raw gradients of points on their way, a row of memory for each step."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from landscapes.compiled.functions import Compiled
from landscapes.compiled.program import Step, aligned

Array = NDArray[np.float64]


class Survey:
    """Heights and gradients of places that somebody else writes, and the steps that fill them.

    Parameters
    ----------
    compiled : Compiled
        The landscape's functions.
    x : array (K, n, B)
        K rows of B points each, domain units; read whenever the steps of a row are run.

    Attributes
    ----------
    h, g : (K, B) and (K, n, B)
        Heights in value units, and raw gradients: not finite where their formula says nothing. `Compiled.repair` mends
        them, which a caller that looks at whole stretches of rows does once for all.
    """

    def __init__(self, compiled: Compiled, x: Array) -> None:
        self._compiled, self._x = compiled, x
        self.h, self.g = aligned((len(x), x.shape[2])), aligned(x.shape)
        self._scratch = list(compiled.scratch(x.shape[2]))

    def steps(self, row: int) -> list[Step]:
        """What computes a row; may be run again and again."""
        return self._compiled.bind(self._x[row], self.h[row], self.g[row], self._scratch)
