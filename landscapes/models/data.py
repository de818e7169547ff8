"""A landscape made of data: a loss for every row of a table, added up or averaged."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from landscapes.formulas import names_of, sp
from landscapes.landscape import Landscape

Array = NDArray[np.float64]
Table = tuple[tuple[float, ...], ...]

_LONGEST = 400
"""LaTeX of a row's loss above this many characters is abbreviated."""


@dataclass(frozen=True)
class OverRows:
    """A builder: the losses of all rows, as one formula of the parameters.

    Parameters
    ----------
    loss : callable
        Takes the parameters' symbols, then a row's values, and returns the loss of that row.
    table : rows of numbers
    reduction : "mean" or "sum"
    """

    loss: Callable[..., Any]
    table: Table
    reduction: Literal["mean", "sum"]

    def __call__(self, *parameters: Any) -> Any:
        """The formula in the symbols `parameters`."""
        rows = ([int(v) if v == int(v) else v for v in row] for row in self.table)
        total = sp.Add(*(self.loss(*parameters, *row) for row in rows))
        return total / len(self.table) if self.reduction == "mean" else total


@dataclass(frozen=True, eq=False, kw_only=True, repr=False)
class DataLandscape(Landscape):
    """A landscape whose height is the loss over the rows of a table.

    Parameters
    ----------
    builder : OverRows
        The loss of a row, the table, and whether losses are added up or averaged.
    columns : sequence of str
        LaTeX for a row's values, in the table's order.
    parameters : sequence of str
        What the variables are called by those who write about the model, where nobody says otherwise.

    Examples
    --------
    >>> from landscapes import model_landscapes
    >>> f = model_landscapes["iris_logistic"]
    >>> f.table.shape, f.parameters
    ((100, 2), ('w', 'b'))
    >>> f.row_losses([0.0, 0.0]).shape
    (100,)
    >>> f.batch_gradient([0.0, 0.0], rows=[0, 1, 2, 3]).shape
    (2,)
    """

    builder: OverRows
    columns: Sequence[str]
    parameters: Sequence[str]

    def __post_init__(self) -> None:
        if not self.variable_names:
            object.__setattr__(self, "variable_names", names_of(self.parameters))
        super().__post_init__()

    @property
    def table(self) -> Array:
        """The data, shape (rows, columns)."""
        return np.array(self.builder.table)

    @property
    def rows(self) -> int:
        """How many rows the table has."""
        return len(self.builder.table)

    @cached_property
    def latex(self) -> str:
        """The formula as LaTeX: the loss of row i under a sum."""
        names = [sp.Symbol(f"{c}_i", real=True) for c in self.columns]
        row = str(sp.latex(self.builder.loss(*self.variables, *names)))
        if len(row) > _LONGEST:
            first, last = self.variables[0], self.variables[-1]
            row = rf"\ell_i\left({sp.latex(first)}, \ldots, {sp.latex(last)}\right)"
        share = rf"\frac{{1}}{{{self.rows}}} " if self.builder.reduction == "mean" else ""
        return rf"{share}\sum_{{i=1}}^{{{self.rows}}} {row}"

    @property
    def row_formula(self) -> Any:
        """The loss of one row, a formula of the parameters and then the row's values."""
        return self._one_row.formula

    def row_losses(self, points: ArrayLike, rows: ArrayLike | None = None) -> Array:
        """The loss of every row, or of those numbered `rows` (R,): shape (..., R) at `points` (..., n).

        Raises
        ------
        ValueError
            If `rows` are not row numbers, at least one, or the last axis of `points` is not n long.
        """
        return self._one_row.value(self._with_rows(points, rows))

    def batch_gradient(self, points: ArrayLike, rows: ArrayLike) -> Array:
        """The gradient estimated from a mini-batch: (..., n) at `points` (..., n).

        Its mean over all batches of one size is the gradient: for a mean loss it is the gradient of the mean over
        the batch, for a summed loss that mean times the number of rows in the table.

        Parameters
        ----------
        rows : array (R,) of int
            The numbers of the batch's rows, 0 up to `rows` - 1; a row may come more than once.

        Raises
        ------
        ValueError
            If `rows` are not row numbers, at least one, or the last axis of `points` is not n long.
        """
        slopes = self._one_row.gradient(self._with_rows(points, rows))[..., : self.dimensions]
        return slopes.mean(axis=-2) * (self.rows if self.builder.reduction == "sum" else 1)

    def batch(self, rows: ArrayLike) -> DataLandscape:
        """The landscape of the rows numbered `rows` (R,) alone; it has no known minimizers.

        Raises
        ------
        ValueError
            If `rows` are not row numbers, at least one.
        """
        table = tuple(self.builder.table[i] for i in self._numbers(rows))
        return replace(
            self,
            builder=replace(self.builder, table=table),
            minimizer_points=(),
            minimum=None,
            title=f"{self.title}, {len(table)} of {self.rows} rows",
        )

    @cached_property
    def _one_row(self) -> Landscape:
        """The loss of one row as a function of the parameters and the row's values."""
        count = self.dimensions + len(self.builder.table[0])
        return Landscape(name=f"{self.name}_row", builder=self.builder.loss, domain=((-1.0, 1.0),) * count)

    def _with_rows(self, points: ArrayLike, rows: ArrayLike | None) -> Array:
        array = np.asarray(points, dtype=float)
        if array.shape[-1:] != (self.dimensions,):
            raise ValueError(
                f"points for {self.name} must have shape (..., {self.dimensions}), got {array.shape}"
            )
        chosen = self.table if rows is None else self.table[self._numbers(rows)]
        shape = (*array.shape[:-1], len(chosen))
        wide = np.broadcast_to(array[..., None, :], (*shape, array.shape[-1]))
        return np.concatenate([wide, np.broadcast_to(chosen, (*shape, chosen.shape[1]))], axis=-1)

    def _numbers(self, rows: ArrayLike) -> NDArray[np.intp]:
        numbers = np.asarray(rows)
        whole = numbers.ndim == 1 and numbers.size and np.issubdtype(numbers.dtype, np.integer)
        if not whole or numbers.min() < 0 or numbers.max() >= self.rows:
            raise ValueError(
                f"{self.name}: a batch must be row numbers 0..{self.rows - 1}, at least one, got {rows!r}"
            )
        return numbers.astype(np.intp)
