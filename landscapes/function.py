"""What algorithms need of a landscape, and the fields that one is made of.

`Landscape` stands above what it is made with: whatever computes something from a landscape is written against the
protocol here, and whatever makes one of another returns fields, of which `Landscape` builds it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Literal, Protocol, TypedDict

import numpy as np
from numpy.typing import ArrayLike, NDArray

from landscapes.formulas import Box, Points

if TYPE_CHECKING:
    import sympy as sp

Array = NDArray[np.float64]


class Function(Protocol):
    """A function of n real variables with its derivatives: what is asked of a `landscapes.landscape.Landscape`.

    Points are (..., n) in domain units, heights (...) in value units, derivatives in value units over domain units.
    """

    @property
    def name(self) -> str:
        """Identifier in lower_snake_case."""
        ...

    @property
    def title(self) -> str:
        """Display name."""
        ...

    @property
    def kind(self) -> Literal["formula", "function", "samples"]:
        """Where heights come from."""
        ...

    @property
    def builder(self) -> Callable[..., Any]:
        """What makes the formula of symbols, or measures heights."""
        ...

    @property
    def story(self) -> str:
        """One sentence on what it teaches."""
        ...

    @property
    def source(self) -> str:
        """Citation."""
        ...

    @property
    def dimensions(self) -> int:
        """The number of variables n."""
        ...

    @property
    def domain(self) -> Box:
        """The box worth looking at: n pairs (low, high), domain units."""
        ...

    @property
    def search_domain(self) -> Box:
        """The literature's box: n pairs (low, high), domain units."""
        ...

    @property
    def minimizers(self) -> Array:
        """All known global minimizers (k, n), domain units."""
        ...

    @property
    def minimum(self) -> float | None:
        """Their height, value units; None where unknown."""
        ...

    @property
    def variable_names(self) -> Sequence[str]:
        """What the variables are called, if not by the usual names."""
        ...

    @property
    def variables(self) -> tuple[sp.Symbol, ...]:
        """The formula's n symbols, in the order of a point's coordinates."""
        ...

    @property
    def formula(self) -> sp.Expr:
        """The SymPy expression."""
        ...

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
    variable_names: Sequence[str]
