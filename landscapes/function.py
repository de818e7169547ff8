"""What algorithms need of a landscape, and the fields that one is made of.

`Landscape` stands above what it is made with: whatever computes something from a landscape is written against the
protocol here, and whatever makes one of another returns fields, of which `Landscape` builds it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol, TypedDict

import numpy as np
from numpy.typing import ArrayLike, NDArray

from landscapes.formulas.boxes import Box, Points

if TYPE_CHECKING:
    import sympy as sp

Array = NDArray[np.float64]


class Function(Protocol):
    """A function of n real variables with its derivatives; `landscapes.landscape.Landscape` documents each name."""

    @property
    def name(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def story(self) -> str: ...
    @property
    def source(self) -> str: ...
    @property
    def dimensions(self) -> int: ...
    @property
    def domain(self) -> Box: ...
    @property
    def search_domain(self) -> Box: ...
    @property
    def minimizers(self) -> Array: ...
    @property
    def minimum(self) -> float | None: ...
    @property
    def variables(self) -> tuple[sp.Symbol, ...]: ...
    @property
    def formula(self) -> sp.Expr: ...

    def value(self, points: ArrayLike) -> Array:
        """Heights (...) at `points` (..., n)."""
        ...

    def gradient(self, points: ArrayLike) -> Array:
        """Gradients (..., n) at `points` (..., n)."""
        ...

    def hessian(self, points: ArrayLike) -> Array:
        """Hessians (..., n, n) at `points` (..., n)."""
        ...


class Fields(TypedDict, total=False):
    """Arguments of `landscapes.landscape.Landscape`."""

    name: str
    builder: Callable[..., Any]
    domain: Box
    search_domain: Box
    minimizer_points: Points
    minimum: float | None
    title: str
    story: str
    source: str
