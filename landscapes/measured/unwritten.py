"""Value, gradient and Hessian of what has no formula, with the faces that compiled formulas have."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar, Literal, NoReturn

import numpy as np
from numpy.typing import NDArray

from landscapes.formulas import sp

if TYPE_CHECKING:
    from landscapes.compiled import Kernel, Step

Array = NDArray[np.float64]


class Measured(ABC):
    """The builder of a landscape that is measured.

    Attributes
    ----------
    kind : "function" or "samples"
    """

    kind: ClassVar[Literal["function", "samples"]]

    @property
    @abstractmethod
    def how(self) -> str:
        """One sentence: where heights and slopes come from."""

    def __call__(self, *symbols: Any) -> Any:
        """A function f of these symbols, of which SymPy knows nothing."""
        return sp.Function("f", real=True)(*symbols)

    @abstractmethod
    def heights(self, points: Array) -> Array:
        """Heights (B,) at `points` (B, n); NaN where there is none."""

    @abstractmethod
    def slopes(self, points: Array) -> Array:
        """Gradients (B, n)."""

    @abstractmethod
    def bends(self, points: Array) -> Array:
        """Hessians (B, n, n)."""

    def heights_and_slopes(self, points: Array) -> tuple[Array, Array]:
        """Heights (B,) and gradients (B, n), where both together are less work than each."""
        return self.heights(points), self.slopes(points)


@dataclass(frozen=True, eq=False)
class Laid(Measured):
    """The builder of a slice or plane of something measured: its heights at ``origin + places @ directions``.

    Parameters
    ----------
    whole : the measured builder of n variables
    origin, directions : (n,) and (m, n), domain units
    """

    kind: ClassVar[Any] = "function"
    whole: Measured
    origin: Array
    directions: Array

    @property
    def how(self) -> str:
        """That of the whole."""
        return self.whole.how

    def heights(self, points: Array) -> Array:
        return self.whole.heights(self.origin + points @ self.directions)

    def slopes(self, points: Array) -> Array:
        return self.whole.slopes(self.origin + points @ self.directions) @ self.directions.T

    def bends(self, points: Array) -> Array:
        whole = self.whole.bends(self.origin + points @ self.directions)
        return np.asarray(self.directions @ whole @ self.directions.T)


class MeasuredFunctions:
    """What `landscapes.compiled.Compiled` is for a formula. Slopes that are not finite are 0.

    Attributes
    ----------
    block, tame_within, is_smooth, is_delicate, is_piecewise, watched
        As a formula's: nothing is known of it.
    """

    block = 65536
    tame_within = 0.0
    is_smooth = False
    is_delicate = False
    is_piecewise = True
    watched: Mapping[str, Any] = MappingProxyType({"all": "ignore"})

    def __init__(self, measured: Measured, name: str, dimensions: int) -> None:
        self._measured, self._name, self._n = measured, name, dimensions

    def value(self, points: Array) -> Array:
        """Heights (...) at `points` (..., n)."""
        return _whole(self._measured.heights(points.reshape(-1, self._n)), points.shape[:-1])

    def value_and_gradient(self, points: Array) -> tuple[Array, Array]:
        """Heights (...) and gradients (..., n) at `points` (..., n)."""
        heights, slopes = self._measured.heights_and_slopes(points.reshape(-1, self._n))
        slopes = np.nan_to_num(slopes, nan=0.0, posinf=0.0, neginf=0.0)
        slopes[np.isnan(points.reshape(-1, self._n)).any(axis=1)] = np.nan
        return _whole(heights, points.shape[:-1]), _whole(slopes, points.shape)

    def hessian(self, points: Array) -> Array:
        """Hessians (..., n, n) at `points` (..., n)."""
        with np.errstate(all="ignore"):
            bends = self._measured.bends(points.reshape(-1, self._n))
        bends = np.nan_to_num(bends, nan=0.0, posinf=0.0, neginf=0.0)
        return _whole(bends, (*points.shape, self._n))

    def bind(self, columns: Array, heights: Array, gradients: Array, scratch: Iterable[Array]) -> list[Step]:
        """The step that fills `heights` (B,) and `gradients` (n, B) from `columns` (n, B)."""
        return [(self._fill, (columns, heights, gradients))]

    def _fill(self, columns: Array, heights: Array, gradients: Array) -> None:
        points = np.ascontiguousarray(columns.T)
        heights[...], slopes = self._measured.heights_and_slopes(points)
        gradients[...] = slopes.T

    def scratch(self, size: int) -> Array:
        """Buffers for `bind`: none."""
        return np.empty((0, size))

    def kernel(self, size: int) -> Kernel:
        """`landscapes.Landscape.kernel` documents it."""

        def kernel(columns: Array) -> tuple[Array, Array]:
            heights, slopes = self.value_and_gradient(columns.T)
            return heights, np.ascontiguousarray(slopes.T)

        return kernel

    def repair(self, columns: Array, heights: Array, gradients: Array) -> None:
        """Gradients (n, B) that are not finite become 0, in place."""
        gradients[~np.isfinite(gradients)] = 0.0

    repair_gradients = repair

    def repair_heights(self, columns: Array, heights: Array) -> NDArray[np.intp]:
        """Nothing is known of heights that are missing."""
        return np.empty(0, dtype=np.intp)

    def distrust(self, columns: Array, heights: Array, gradients: Array, *, moving: bool = False) -> bool:
        """Everything is believed."""
        return False

    distrust_extremes = distrust

    def parts(self, order: int) -> NoReturn:
        """There are no instructions.

        Raises
        ------
        ValueError
            Always, with a way out.
        """
        raise ValueError(
            f"{self._name} has no formula: it is measured ({self._measured.how}); "
            "what needs one takes a landscape from parse or from_sympy"
        )

    doubt = constants = parts


def _whole(rows: Array, shape: tuple[int, ...]) -> Array:
    return np.asarray(rows, dtype=float).reshape(shape)
