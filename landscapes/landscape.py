"""The value that everything starts from: a formula, the box worth looking at, and what is known of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from landscapes.formulas import Box, Points, built, one_line, own_names, partial, sp, variables, written_latex
from landscapes.remembered import functions_of, is_titled, latex_of
from landscapes.shown import Faces
from landscapes.tasks import packed

if TYPE_CHECKING:
    from landscapes.compiled import Compiled, Kernel
    from landscapes.stationary import StationaryPoints


@dataclass(frozen=True, eq=False, kw_only=True, repr=False)
class Landscape(Faces):
    """A function of n real variables, given by its SymPy formula.

    Parameters
    ----------
    name : str
        Identifier in lower_snake_case.
    builder : callable
        Takes n SymPy symbols and returns the formula.
    domain : n pairs (low, high)
        The box worth looking at, in domain units.
    search_domain : n pairs (low, high), optional
        The literature's box; the domain where there is no other.
    minimizer_points : sequence of points, or callable n -> sequence of points
        All global minimizers in the closed search domain; empty where unknown.
    minimum : float, optional
        Their height; None where the function is unbounded or the height unknown.
    title, story, source : display name, what it teaches, citation
    scaled : callable, optional: n -> the same landscape of n variables, where it has that form
    variable_names : n names, optional, instead of ``x``; ``x, y``; ``x1 ... xn``; no number depends on them

    Notes
    -----
    Points are (..., n) in domain units, heights (...) in value units; gradients are in value units over domain units.
    A single number is a point of a function of one variable. Where the formula has no real value the height is NaN.

    Examples
    --------
    >>> from landscapes import catalogue
    >>> f = catalogue["himmelblau"]
    >>> f.formula
    (x + y**2 - 7)**2 + (x**2 + y - 11)**2
    >>> f.value([[3.0, 2.0], [0.0, 0.0]]).tolist()
    [0.0, 170.0]
    >>> f.gradient([0.0, 0.0]).tolist()
    [-14.0, -22.0]
    >>> [point.kind for point in f.stationary_points()].count("minimum")
    4
    """

    name: str
    builder: Callable[..., Any]
    domain: Box
    search_domain: Box = ()
    minimizer_points: Points = ()
    minimum: float | None = None
    title: str = ""
    story: str = ""
    source: str = ""
    scaled: Callable[[int], Landscape] | None = field(default=None, repr=False)
    variable_names: Sequence[str] = ()

    def __post_init__(self) -> None:
        if self.variable_names:
            names = own_names(self.variable_names, self.dimensions, f"{self.name}.variable_names")
            object.__setattr__(self, "variable_names", names)
        object.__setattr__(self, "search_domain", self.search_domain or self.domain)
        for words in ("name", "title", "story", "source"):
            object.__setattr__(self, words, one_line(getattr(self, words)))
        object.__setattr__(self, "title", self.title or self.name)

    @property
    def dimensions(self) -> int:
        """Number of variables."""
        return len(self.domain)

    @property
    def minimizers(self) -> NDArray[np.float64]:
        """All known global minimizers, shape (k, n), domain units."""
        return np.array(self.minimizer_points, dtype=float).reshape(-1, self.dimensions)

    @cached_property
    def variables(self) -> tuple[sp.Symbol, ...]:
        """The formula's symbols, in the order of a point's coordinates."""
        return tuple(sp.Symbol(name, real=True) for name in self.variable_names) or variables(self.dimensions)

    @cached_property
    def formula(self) -> sp.Expr:
        """The SymPy expression: the one source of truth."""
        usual = dict(zip(variables(self.dimensions), self.variables, strict=True))
        return self._usual_formula.xreplace(usual) if self.variable_names else self._usual_formula

    @cached_property
    def _usual_formula(self) -> sp.Expr:
        """The same in the usual names: SymPy sorts sums by names, and numbers must not depend on those."""
        return built(self.name, self.builder, variables(self.dimensions))

    @cached_property
    def gradient_formula(self) -> tuple[sp.Expr, ...]:
        """The n partial derivatives, derived from the formula."""
        return tuple(partial(self.formula, x) for x in self.variables)

    @cached_property
    def hessian_formula(self) -> sp.Matrix:
        """The n x n matrix of second derivatives, derived from the formula."""
        return sp.Matrix([[partial(g, x) for x in self.variables] for g in self.gradient_formula])

    @cached_property
    def is_titled(self) -> bool:
        """Whether the title is more than the text of the formula."""
        return is_titled(self)

    @cached_property
    def latex(self) -> str:
        """The formula as LaTeX, in the order in which its author wrote it."""
        return latex_of(self, lambda: written_latex(self.builder, self.variables, self.formula))

    @property
    def kind(self) -> Literal["formula", "function", "samples"]:
        """Where heights come from: a formula, of which all else is derived; somebody's function; measured samples."""
        return getattr(self.builder, "kind", "formula")

    @cached_property
    def compiled(self) -> Compiled:
        """The NumPy functions made from the formula; of what is measured, functions with the same faces."""
        if self.kind != "formula":
            from landscapes.measured import MeasuredFunctions

            return MeasuredFunctions(self.builder, self.name, self.dimensions)  # type: ignore[arg-type, return-value]
        return functions_of(self.builder, self.dimensions, lambda: self._usual_formula)

    @cached_property
    def gentle_slopes(self) -> NDArray[np.float64]:
        """How steep it is along each axis where it is gentle, (n,), in value units over domain units.

        The lowest tenth of the slopes at 512 places of the domain, or 1/10,000 of the highest tenth where that is
        more; 0 along an axis on which nothing depends. In these units a slope is small or not whatever the units of
        heights and variables are: what multiplies those by powers of two multiplies these, bit for bit.
        """
        from landscapes.slopes import gentle_slopes

        return gentle_slopes(self)

    def value(self, points: ArrayLike) -> NDArray[np.float64]:
        """Heights (...) in value units at `points` (..., n) in domain units; NaN where there is none.

        Raises
        ------
        ValueError
            If the last axis of `points` is not n long.
        """
        return self.compiled.value(self._checked(points))

    def gradient(self, points: ArrayLike) -> NDArray[np.float64]:
        """Gradients (..., n) at `points` (..., n): finite wherever the point is.

        Where a partial derivative does not exist or is infinite: its limit if there is one, otherwise 0.

        Errors are as of `value`.
        """
        return self.value_and_gradient(points)[1]

    def value_and_gradient(self, points: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Heights (...) and gradients (..., n) at `points` (..., n) in one pass, which shares subexpressions.

        Errors are as of `value`.
        """
        return self.compiled.value_and_gradient(self._checked(points))

    def hessian(self, points: ArrayLike) -> NDArray[np.float64]:
        """Hessians (..., n, n) at `points` (..., n): finite wherever the point is, like the gradient.

        Errors are as of `value`.
        """
        return self.compiled.hessian(self._checked(points))

    def kernel(self, size: int) -> Kernel:
        """A fast way to call `value_and_gradient` again and again, with at most `size` points.

        Columns (n, B) -> heights (B,) and gradients (n, B), overwritten at the next call.
        """
        return self.compiled.kernel(size)

    @classmethod
    def from_sympy(
        cls,
        expression: sp.Expr,
        domain: Sequence[float] | Sequence[Sequence[float]],
        *,
        variables: Sequence[sp.Symbol] | None = None,
        name: str = "formula",
        title: str = "",
    ) -> Landscape:
        """The landscape of a SymPy expression that you already hold; it has no known minimizers.

        Parameters
        ----------
        expression : sympy.Expr
            A function of as many symbols as there are ranges, or fewer.
        domain : n pairs (low, high)
            One range for each variable; a single pair of numbers is one range.
        variables : n symbols, optional
            In the order of the ranges; parts of an `IndexedBase` or a `MatrixSymbol`, ``x[0]``, may stand there too.
            Without it symbols called ``x``; ``x, y``; ``x1 ... xn`` go by their names, any others by alphabet, as SymPy
            forgets which came first (``a2`` before ``a10``): of J(w, b) the first range is b's. They keep their names.
        name, title : str

        Raises
        ------
        ValueError
            If the symbols do not fit the ranges, or the expression is no function in real arithmetic.
        """
        from landscapes.from_sympy import fields_of_expression

        made = Landscape(**fields_of_expression(expression, domain, variables, name, title))
        made.compiled  # noqa: B018  (refused here and now)
        return made

    @classmethod
    def from_function(
        cls,
        function: Callable[..., Any],
        domain: Sequence[float] | Sequence[Sequence[float]],
        gradient: Callable[..., Any] | None = None,
        variables: Sequence[str] | None = None,
        *,
        name: str = "",
        title: str = "",
        vectorized: bool | None = None,
    ) -> Landscape:
        """The landscape of somebody's Python function; it has no formula, and no known minimizers.

        Parameters
        ----------
        function : callable
            (n,) or n numbers -> height; or of many at once, (B, n) or n arrays -> (B,): found out, or said by
            `vectorized`. Of jax or torch, it gets their arrays.
        domain : n pairs (low, high)
        gradient : callable, optional
            Called alike. Without it slopes come from jax or torch where the function is theirs, else from central
            differences of order 4, step 1/1024 of the domain; curvatures are differences.
        variables : n names, optional

        Raises
        ------
        ValueError
            If it cannot be called, raises, gives no real numbers, or another height when asked again.
        """
        from landscapes.measured import fields_of_function

        return Landscape(**fields_of_function(function, domain, gradient, variables, name, title, vectorized))

    @classmethod
    def from_samples(
        cls,
        xs: ArrayLike,
        ys: ArrayLike | None,
        heights: ArrayLike,
        *,
        name: str = "samples",
        title: str = "",
    ) -> Landscape:
        """The landscape of heights on a lattice, cubic between them; outside there is none, nor beside NaN.

        Parameters
        ----------
        xs, ys : increasing arrays, domain units; without `ys` (None) it has one variable
        heights : (len(ys), len(xs)) or (len(xs),), value units, NaN where nothing was measured

        Raises
        ------
        ValueError
            For axes that do not increase, heights of another shape, too few, too many.
        """
        from landscapes.measured import fields_of_samples

        return Landscape(**fields_of_samples(xs, ys, heights, name, title))

    def slice(self, fixed: Mapping[str, float]) -> Landscape:
        """This function with some variables held at a number: ``f.slice({"x3": 0.5})``.

        The remaining variables keep their order and names. Minimizers carry over where one of them lies on the slice,
        otherwise none are known.

        Raises
        ------
        ValueError
            For a name that is no variable (the message lists them), a number that is not finite, if no variable is
            left, or if the function has no value on the slice.
        """
        from landscapes.subspaces import fields_of_slice

        return _with_a_value(Landscape(**fields_of_slice(self, fixed))) if fixed else self

    def plane(
        self, origin: ArrayLike, u: ArrayLike, v: ArrayLike, domain: Sequence[Sequence[float]]
    ) -> Landscape:
        """This function on a plane, of two variables: ``self(origin + x u + y v)``.

        Parameters
        ----------
        origin, u, v : array (n,)
            A point and two directions, domain units, not parallel; their lengths are the units of x and y.
        domain : two pairs (low, high)
            Of x and y.

        Raises
        ------
        ValueError
            If `origin`, `u` and `v` are not n finite numbers each, `u` and `v` are parallel, the domain is not two
            ranges, or the function has no value on the plane.
        """
        from landscapes.subspaces import fields_of_plane

        return _with_a_value(Landscape(**fields_of_plane(self, origin, u, v, domain)))

    def stationary_points(self, domain: Sequence[Sequence[float]] | None = None) -> StationaryPoints:
        """The points of zero gradient in a closed box (default: the domain), each once, lowest first.

        Returns
        -------
        tuple of StationaryPoint(position, height, kind, curvatures)
            `kind` is "minimum", "maximum", "saddle" or "degenerate" (an eigenvalue of the Hessian is zero or does not
            exist). The tuple's `complete` says what it can promise: "proven" (one or two variables: interval
            arithmetic has excluded everything else), "likely" (a search found no more), or "cut off".

        Raises
        ------
        ValueError
            If the domain is not n finite ranges.

        Notes
        -----
        Kinks are no stationary points, though `gradient` is zero there by convention: the gradient must go to zero
        around the point. Nothing is stationary at a jump, but for an extremum that the function attains there, nor
        where it is undefined right around, nor on plateaus whose gradient is only too small for floats.
        Of a curve of stationary points (x**2 as a function of two variables has one) 24 stand for all, as
        "degenerate" points, and the list is "cut off"; so it is if there are more than 1,000 points, of which the
        lowest are kept.
        """
        from landscapes.stationary import stationary_points

        return stationary_points(self, domain)

    def with_variables(self, *names: str) -> Landscape:
        """The same landscape, its variables called by these `names`: ``f.with_variables("theta_0", "theta_1")``.

        Raises
        ------
        ValueError
            For another number of names, or one that no formula could have.
        """
        return replace(self, variable_names=names)

    def in_dimensions(self, count: int) -> Landscape:
        """The same function of `count` variables, where it has that form.

        Raises
        ------
        ValueError
            If it has not.
        """
        if count == self.dimensions:
            return self
        if self.scaled is None:
            raise ValueError(f"{self.name} is a function of {self.dimensions} variables only, got {count}")
        return self.scaled(count)

    def _checked(self, points: ArrayLike) -> NDArray[np.float64]:
        array = np.asarray(points, dtype=float)
        if array.ndim == 0 and self.dimensions == 1:
            array = array.reshape(1)
        if array.ndim == 0 or array.shape[-1] != self.dimensions:
            raise ValueError(
                f"points for {self.name} must have shape (..., {self.dimensions}), got {array.shape}"
            )
        return array

    def __reduce__(self) -> tuple[Any, ...]:  # derived values stay: some (compiled programs) cannot travel
        return packed(self, {name: self.__dict__[name] for name in self.__dataclass_fields__})


def _with_a_value(f: Landscape) -> Landscape:
    f.formula  # noqa: B018  (a substitution without a value is refused here and now)
    return f
