"""A loss over somebody's own table: how well a model that he typed fits it, as a function of the model's parameters."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from landscapes.formulas import FormulaError, checked_domain, construct, known_names, read, sp, spoken_name
from landscapes.measured import read_table
from landscapes.models.data import DataLandscape, OverRows

LOSSES: Mapping[str, str] = {
    "mse": "squared errors",
    "mae": "absolute errors",
    "logistic": "log losses of labels -1, 1",
}
MOST_ROWS = 2000
"""Of a table: each becomes a term of the formula."""
_RAISED = dict(zip("23456789", "²³⁴⁵⁶⁷⁸⁹", strict=True))
_NAME = re.compile(r"[A-Za-z_]\w*")


@dataclass(frozen=True)
class FittedRow:
    """The loss of one row: a builder of the parameters and then the row's values.

    Parameters
    ----------
    model : str, the typed formula of parameters and columns
    parameters, columns : their names; the last column is the target
    loss : "mse", "mae" or "logistic"
    """

    model: str
    parameters: tuple[str, ...]
    columns: tuple[str, ...]
    loss: str

    def __call__(self, *symbols: Any) -> Any:
        """The loss in these symbols."""
        names = (*self.parameters, *self.columns)
        named = dict(zip(names, symbols, strict=True))
        prediction = construct(read(self.model, names), self.model, named)
        target = named[self.columns[-1]]
        if self.loss == "logistic":
            return sp.log(1 + sp.exp(-target * prediction))
        return sp.Abs(prediction - target) if self.loss == "mae" else (prediction - target) ** 2


def fit(
    model: str,
    data: str | Path | Mapping[str, ArrayLike],
    target: str,
    loss: Literal["mse", "mae", "logistic"] = "mse",
    domain: Sequence[Sequence[float]] | None = None,
    *,
    title: str = "",
) -> DataLandscape:
    """The mean loss of a model over a table, a landscape over the model's parameters.

    Parameters
    ----------
    model : str
        As ``parse`` takes it, of columns and parameters: ``"theta_0 + theta_1*x"``. Names that are no columns are
        parameters, in the order in which they come.
    data : path of a CSV file, or mapping of names to columns
        At most 2,000 rows without gaps in the columns that count.
    target : str
        The column that the model is to give.
    loss : "mse", "mae" or "logistic"
        Mean of the squares or absolute values of the errors, or of log(1 + exp(-t m)) for labels t of -1 and 1
        (0 counts as -1).
    domain : a pair (low, high) for each parameter
        Without it, where the model is linear in its parameters, around the least squares solution.
    title : str

    Raises
    ------
    ValueError
        For a model that cannot be read, a column that is not there, a table with gaps or too many rows: one line.

    Examples
    --------
    >>> from landscapes import fit
    >>> f = fit("theta_0 + theta_1*x", {"x": [0, 1, 2, 3], "y": [1, 3, 5, 7]}, target="y")
    >>> f.parameters, f.value([1.0, 2.0]).item()
    (('theta_0', 'theta_1'), 0.0)
    """
    if not isinstance(model, str):
        raise ValueError(f"fit: model must be text as theta_0 + theta_1*x, got {type(model).__name__}")
    found = list(dict.fromkeys(_NAME.findall(model)))
    table = _columns(data, {*found, target})
    if loss not in LOSSES:
        raise ValueError(f"fit: loss must be one of {', '.join(LOSSES)}, got {str(loss)[:40]!r}")
    if target not in table:
        raise ValueError(f"fit: there is no column {target!r}; there are {', '.join(list(table)[:8])}")
    used = [name for name in found if name in table]
    parameters = [name for name in found if name not in table and name not in known_names()]
    if target in used:
        raise ValueError(f"fit: the model must not use its target {target!r}")
    if not parameters:
        raise ValueError(f"fit: the model {str(model)[:40]!r} has no parameters: names that are no columns")
    rows = _rows(table, [*used, target])
    if loss == "logistic":
        rows[:, -1] = _signs(rows[:, -1], target)
    row = FittedRow(str(model), tuple(parameters), (*used, target), loss)
    _check_model(row)
    box = _around_solution(row, rows) if domain is None else checked_domain(domain, owner="fit")
    if len(box) != len(parameters):
        raise ValueError(
            f"fit: domain must have {len(parameters)} ranges, for {', '.join(parameters)}; got {len(box)}"
        )
    return DataLandscape(
        name="fit",
        builder=OverRows(row, tuple(map(tuple, rows.tolist())), "mean"),
        columns=(*used, target),
        parameters=tuple(parameters),
        domain=box,
        title=title or f"{spoken_name(target)} by {_spoken(str(model), {*used, *parameters})}"[:60],
        story=f"The mean of {LOSSES[loss]} over {len(rows)} rows.",
    )


def _spoken(model: str, names: set[str]) -> str:
    """A model's text as people write it: ``θ₀ + θ₁·size²``."""
    text = re.sub(r"[^\W\d]\w*", lambda word: spoken_name(word[0]) if word[0] in names else word[0], model)
    text = re.sub(r"\s*(?:\*\*|\^)\s*([2-9])(?![\w.])", lambda power: _RAISED[power[1]], text)
    return re.sub(r"\s*\*\s*", "\N{MIDDLE DOT}", re.sub(r"\s*\*\*\s*", "^", text))


def _columns(data: Any, wanted: set[str]) -> dict[str, NDArray[np.float64]]:
    """The columns by name; those that are not wanted may hold anything."""
    if isinstance(data, str | Path):
        table = read_table(data, wanted=wanted)
        if not table.names:
            raise ValueError(f"fit: {Path(data).name} needs a header with the columns' names")
        return dict(zip(table.names, table.numbers.T, strict=True))
    if not hasattr(data, "keys"):
        raise ValueError(f"fit: data must be a CSV file or a mapping of columns, got {type(data).__name__}")
    columns = {}
    for name in data.keys():  # noqa: SIM118
        try:
            columns[str(name)] = np.asarray(data[name], dtype=float).reshape(-1)
        except (TypeError, ValueError):
            if name in wanted:
                raise ValueError(
                    f"fit: every column must be numbers, {name!r} is not; turn its text into numbers"
                ) from None
            columns[str(name)] = np.full(1, np.nan)
    return columns


def _rows(table: Mapping[str, NDArray[np.float64]], names: Sequence[str]) -> NDArray[np.float64]:
    lengths = {len(table[name]) for name in names}
    if len(lengths) > 1:
        raise ValueError(f"fit: columns must be of one length, got {sorted(lengths)}")
    rows = np.stack([table[name] for name in names], axis=1)
    if not 0 < len(rows) <= MOST_ROWS:
        raise ValueError(
            f"fit: the table must have 1 to {MOST_ROWS:,} rows, got {len(rows):,}; take every k-th"
        )
    gaps = np.flatnonzero(~np.isfinite(rows).all(axis=1))
    if len(gaps):
        raise ValueError(f"fit: row {gaps[0] + 1} has a gap in {', '.join(names)}; leave such rows away")
    return rows


def _signs(labels: NDArray[np.float64], target: str) -> NDArray[np.float64]:
    if not np.isin(labels, (-1, 0, 1)).all():
        raise ValueError(f"fit: {target} must be labels -1 (or 0) and 1 for the logistic loss")
    return np.where(labels > 0, 1.0, -1.0)


def _check_model(row: FittedRow) -> None:
    try:
        construct(
            read(row.model, (*row.parameters, *row.columns)),
            row.model,
            {name: sp.Symbol(name, real=True) for name in (*row.parameters, *row.columns)},
        )
    except FormulaError as error:
        raise ValueError(f"fit: {error}") from None


def _around_solution(row: FittedRow, rows: NDArray[np.float64]) -> tuple[tuple[float, float], ...]:
    """As far as the loss of a linear model is some sixteen times that of its own spread, on each axis."""
    parameters = [sp.Symbol(name, real=True) for name in row.parameters]
    columns = [sp.Symbol(name, real=True) for name in row.columns]
    named = dict(zip((*row.parameters, *row.columns), (*parameters, *columns), strict=True))
    prediction = construct(read(row.model, (*row.parameters, *row.columns)), row.model, named)
    slopes = [sp.diff(prediction, p) for p in parameters]
    if any(slope.free_symbols & set(parameters) for slope in slopes):
        held = f"{', '.join(row.parameters)} (all but the columns {', '.join(row.columns) or 'there are'})"
        raise ValueError(
            f"fit: the model is not linear in its parameters {held}: give a domain, a range for each"
        )
    with np.errstate(all="ignore"):
        parts = [*slopes, prediction.subs(dict.fromkeys(parameters, 0))]
        seen = [np.broadcast_to(sp.lambdify(columns, p, "numpy")(*rows.T), len(rows)) for p in parts]
        *_, rest = seen
        design = np.stack(seen[:-1], axis=1)
        squares = (design**2).mean(axis=0)
    lost = np.flatnonzero(~(np.isfinite(design).all(axis=1) & np.isfinite(rest)))
    if len(lost) or not np.isfinite(squares).all():
        where = f"at row {lost[0] + 1}" if len(lost) else "squared"
        raise ValueError(
            f"fit: the model {row.model[:60]!r} is not finite {where}; leave the row away, or scale the columns"
        )
    solution = np.linalg.lstsq(design, rows[:, -1] - rest, rcond=None)[0]
    reach = 4 * max(float(np.std(rows[:, -1])), 1e-9) / np.maximum(np.sqrt(squares), 1e-9)
    reach = np.maximum(reach, 0.5 * np.abs(solution))
    return tuple((float(s - r), float(s + r)) for s, r in zip(solution, reach, strict=True))
