"""A landscape as plain JSON data, and back: by its name where the catalogue has it, else by its formula.

Nothing that is read is ever run: a formula is rebuilt node by node from a fixed list of SymPy's functions, and
whatever else a record holds is held to its type and size before it is used.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from landscapes.catalogue import built_in, catalogue
from landscapes.formulas import (
    CheckedRecord,
    check_entries,
    entries_of_repr,
    rebuilt,
    sp,
    variables,
    written,
)
from landscapes.landscape import Landscape
from landscapes.models import DataLandscape, OverRows


def to_record(f: Landscape) -> dict[str, Any]:
    """Everything needed to make `f` again: JSON numbers, strings and lists only.

    Raises
    ------
    ValueError
        If its formula holds something that cannot be stored; the message names it.

    Examples
    --------
    >>> from landscapes import catalogue, to_record
    >>> to_record(catalogue["sphere"])["domain"]
    [[-5.12, 5.12], [-5.12, 5.12]]
    """
    if f.kind != "formula":
        raise ValueError(
            f"{f.name} is measured and has no formula: it cannot be stored; to_csv keeps a run's numbers"
        )
    record = {
        "name": f.name,
        "title": f.title,
        "story": f.story,
        "source": f.source,
        "domain": [list(side) for side in f.domain],
        "search_domain": [list(side) for side in f.search_domain],
        "minimizers": f.minimizers.tolist(),
        "minimum": f.minimum,
        "formula": None,
    }
    if isinstance(f, DataLandscape):
        record["data"] = _data(f)
    elif not _is_named(f):
        record["formula"] = written(f.formula, f.variables)
        record["text"] = str(getattr(f.builder, "text", ""))
    if f.variable_names:
        record["variables"] = list(f.variable_names)
    return record


def from_record(record: Any) -> Landscape:
    """The landscape that `to_record` described, the same to the last bit.

    Raises
    ------
    ValueError
        If the catalogue has no such name, the formula is not one, or a value is of another type or size; found before
        anything is built.

    Examples
    --------
    >>> from landscapes import from_record, parse, to_record
    >>> f = parse("x**2 + 3*sin(y)", domain=((-5, 5), (-5, 5)))
    >>> from_record(to_record(f)).formula
    x**2 + 3*sin(y)
    """
    given = CheckedRecord(record, "landscape")
    domain, search_domain = given.box("domain"), given.box("search_domain")
    if len(search_domain) != len(domain):
        raise ValueError(f"landscape: domain has {len(domain)} ranges, search_domain {len(search_domain)}")
    known: dict[str, Any] = {
        **{key: given.text(key) for key in ("name", "title", "story", "source")},
        "domain": domain,
        "search_domain": search_domain,
        "minimizer_points": given.rows("minimizers", len(domain)),
        "minimum": given.number_or_none("minimum"),
    }
    if "variables" in record:
        known["variable_names"] = given.texts("variables")
    formula = given.value("formula")
    if "data" in record:
        return _of_data(CheckedRecord(record["data"], "data"), known)
    if formula is None:
        if known["name"] not in catalogue:
            raise ValueError(f"landscape {known['name'][:60]!r} is not in the catalogue of this version")
        return replace(catalogue[known["name"]].in_dimensions(len(domain)), **known)
    text = given.text("text") if "text" in record else ""
    f = Landscape(builder=_builder(formula, len(domain), text), **known)
    f.compiled  # noqa: B018  (what cannot be compiled is refused here and now)
    return f


def _data(f: DataLandscape) -> dict[str, Any]:
    """What a landscape made of data has besides: the loss of a row as a formula, and the rows."""
    count = f.dimensions + f.table.shape[1]
    return {
        "loss": written(f.row_formula, variables(count)),
        "table": f.table.tolist(),
        "reduction": f.builder.reduction,
        "columns": list(f.columns),
        "parameters": list(f.parameters),
    }


def _of_data(given: CheckedRecord, known: dict[str, Any]) -> DataLandscape:
    columns, parameters = given.texts("columns"), given.texts("parameters")
    table = given.rows("table", len(columns))
    if not table or len(parameters) != len(known["domain"]):
        raise ValueError("data: there must be a row, and a name for every parameter")
    reduction: Any = given.text("reduction")
    if reduction not in ("mean", "sum"):
        raise ValueError(f"data: reduction must be mean or sum, got {reduction[:60]!r}")
    loss = _builder(given.value("loss"), len(parameters) + len(columns))
    return DataLandscape(
        builder=OverRows(loss, table, reduction), columns=columns, parameters=parameters, **known
    )


def _builder(formula: Any, count: int, text: str = "") -> WrittenFormula:
    """A formula of `count` variables as a file has it, a list, or text in older files."""
    is_old = isinstance(formula, str)
    entries = entries_of_repr(formula, variables(count)) if is_old else formula
    check_entries(entries, count)
    return WrittenFormula(tuple(map(tuple, entries)), count, text, is_old)


@dataclass(frozen=True)
class WrittenFormula:
    """The builder of a landscape whose formula is known as the list that `landscapes.formulas.written` makes.

    Parameters
    ----------
    entries : the list, as a tuple of tuples
    count : of variables
    text : the formula as somebody typed it, if so
    sorts : whether the list did not keep the order of sums and products
    """

    entries: tuple[tuple[Any, ...], ...]
    count: int
    text: str = ""
    sorts: bool = False

    def __call__(self, *symbols: Any) -> Any:
        """The expression in these symbols."""
        own = variables(self.count)
        expression = rebuilt([list(entry) for entry in self.entries], own, self.sorts)
        others = tuple(map(sp.sympify, symbols))
        return expression if others == own else expression.xreplace(dict(zip(own, others, strict=True)))


def _is_named(f: Landscape) -> bool:
    """Whether the catalogue has this very formula by its name, wherever it is read again."""
    known = built_in.get(f.name)
    if known is None or (known.dimensions != f.dimensions and known.scaled is None):
        return False
    try:
        same = known.in_dimensions(f.dimensions).with_variables(*f.variable_names)
        return same.builder is f.builder or bool(same.formula == f.formula)
    except ValueError:
        return False
