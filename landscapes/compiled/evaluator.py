"""Heights and raw gradients of points on their way, a row of memory for each step.

With many points what counts is the number of operations, with few the number of calls: those go through a packed
program (`landscapes.compiled.packed_program`). Both give the same bits.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from landscapes.compiled.program import LONG, Step, aligned

if TYPE_CHECKING:
    from landscapes.compiled.functions import Compiled

Array = NDArray[np.float64]


def survey(compiled: Compiled, x: Array) -> Survey:
    """What computes heights and raw gradients of the points `x` (K, n, B)."""
    return (Survey if x.shape[2] >= LONG else SurveyOfFew)(compiled, x)


class Survey:
    """Heights and gradients, and the steps that fill them.

    Attributes
    ----------
    h, g : (K, B), (K, n, B)
    """

    h: Array
    g: Array

    def __init__(self, compiled: Compiled, x: Array) -> None:
        self._compiled, self._x = compiled, x
        self.h, self.g = aligned((len(x), x.shape[2])), aligned(x.shape)
        self._scratch = list(compiled.scratch(x.shape[2]))

    def steps(self, row: int) -> list[Step]:
        """What computes a row."""
        return self._compiled.bind(self._x[row], self.h[row], self.g[row], self._scratch)


class SurveyOfFew(Survey):
    """The same in fewer calls."""

    def __init__(self, compiled: Compiled, x: Array) -> None:
        (rows, n, count), self._program = x.shape, compiled.packed
        self._x, self._both = x, np.empty((rows, n + 1, count))
        self.h, self.g = self._both[:, 0], self._both[:, 1:]
        self._frame = self._program.frame(count)

    def steps(self, row: int) -> list[Step]:
        return self._program.bind(self._x[row], self._both[row], self._frame)
