"""A landscape as plain JSON data, and back: by its name where the catalogue has it, else by its formula.

Nothing that is read is ever run: a formula is rebuilt node by node from a fixed list of SymPy's functions.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass, replace
from typing import Any

from landscapes.catalogue import catalogue
from landscapes.formulas import sp, variables
from landscapes.landscape import Landscape
from landscapes.models import DataLandscape, OverRows

NODES = frozenset(
    {"Add", "Mul", "Pow", "Symbol", "Integer", "Float", "Rational", "Half", "One", "Zero", "NegativeOne"}
    | {"Abs", "sign", "Max", "Min", "Piecewise", "ExprCondPair", "Tuple", "And", "Or", "Not", "Heaviside"}
    | {"StrictLessThan", "LessThan", "StrictGreaterThan", "GreaterThan", "Equality", "Unequality"}
    | {"sin", "cos", "tan", "cot", "sec", "csc", "asin", "acos", "atan", "atan2", "sinh", "cosh", "tanh"}
    | {"asinh", "acosh", "atanh", "exp", "log", "floor", "ceiling"}
)
CONSTANTS = frozenset({"pi", "E", "true", "false", "oo"})


def to_record(f: Landscape) -> dict[str, Any]:
    """Everything needed to make `f` again: JSON numbers, strings and lists only.

    Examples
    --------
    >>> from landscapes import catalogue, to_record
    >>> to_record(catalogue["sphere"])["domain"]
    [[-5.12, 5.12], [-5.12, 5.12]]
    """
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
    known = catalogue.get(f.name)
    if isinstance(f, DataLandscape):
        record["data"] = _data(f)
    elif known is None or not _same(known, f):
        record["formula"] = sp.srepr(f.formula)
    return record


def from_record(record: dict[str, Any]) -> Landscape:
    """The landscape that `to_record` described.

    Raises
    ------
    ValueError
        If the catalogue has no such name, or the formula is not one.

    Examples
    --------
    >>> from landscapes import from_record, parse, to_record
    >>> f = parse("x**2 + 3*sin(y)", domain=((-5, 5), (-5, 5)))
    >>> from_record(to_record(f)).formula
    x**2 + 3*sin(y)
    """
    domain = tuple((float(low), float(high)) for low, high in record["domain"])
    search_domain = tuple((float(low), float(high)) for low, high in record["search_domain"])
    boxes: dict[str, Any] = {"domain": domain, "search_domain": search_domain}
    name = str(record["name"])
    if record["formula"] is None and "data" not in record:
        if name not in catalogue:
            raise ValueError(f"landscape {name!r} is not in the catalogue of this version")
        return replace(catalogue[name].in_dimensions(len(domain)), **boxes)
    known: dict[str, Any] = {
        "minimizer_points": tuple(tuple(map(float, point)) for point in record["minimizers"]),
        "minimum": None if record["minimum"] is None else float(record["minimum"]),
        **{key: str(record[key]) for key in ("name", "title", "story", "source")},
        **boxes,
    }
    if "data" not in record:
        return Landscape(builder=WrittenFormula(str(record["formula"])), **known)
    data = record["data"]
    table = tuple(tuple(map(float, row)) for row in data["table"])
    loss = WrittenFormula(str(data["loss"]))
    words: dict[str, Any] = {key: tuple(map(str, data[key])) for key in ("columns", "parameters")}
    return DataLandscape(builder=OverRows(loss, table, data["reduction"]), **words, **known)


def _data(f: DataLandscape) -> dict[str, Any]:
    """What a landscape made of data has besides: the loss of a row as a formula, and the rows."""
    return {
        "loss": sp.srepr(f.row_formula),
        "table": f.table.tolist(),
        "reduction": f.builder.reduction,
        "columns": list(f.columns),
        "parameters": list(f.parameters),
    }


@dataclass(frozen=True)
class WrittenFormula:
    """The builder of a landscape whose formula is known as the text that `sympy.srepr` writes."""

    text: str

    def __post_init__(self) -> None:
        _tree(self.text)

    def __call__(self, *symbols: Any) -> Any:
        expression = _built(_tree(self.text))
        return expression.xreplace(dict(zip(variables(len(symbols)), map(sp.sympify, symbols), strict=True)))


def _same(known: Landscape, f: Landscape) -> bool:
    if known.dimensions != f.dimensions and known.scaled is None:
        return False
    return bool(known.in_dimensions(f.dimensions).formula == f.formula)


def _tree(text: str) -> ast.expr:
    try:
        tree = ast.parse(text, mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        raise ValueError(f"not a stored formula: {text[:60]!r}") from None
    for node in ast.walk(tree):
        _check(node)
    return tree


def _check(node: ast.AST) -> None:
    good = isinstance(node, ast.Call | ast.Constant | ast.keyword | ast.Load | ast.UnaryOp | ast.USub)
    if isinstance(node, ast.Call):
        good = isinstance(node.func, ast.Name) and node.func.id in NODES
    if isinstance(node, ast.Name):
        good = node.id in NODES | CONSTANTS
    if isinstance(node, ast.Constant):
        good = isinstance(node.value, int | str | bool)
    if isinstance(node, ast.keyword):
        good = node.arg in {"real", "precision", "evaluate"}
    if not good:
        raise ValueError(
            f"a stored formula holds something that is not a formula: {ast.unparse(node)[:60]!r}"
        )


def _built(node: ast.expr) -> Any:
    if isinstance(node, ast.Constant):
        return node.value
    if isinstance(node, ast.UnaryOp):
        return -_built(node.operand)
    if isinstance(node, ast.Name):
        return getattr(sp, node.id)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        options = {str(k.arg): _built(k.value) for k in node.keywords}
        return getattr(sp, node.func.id)(*[_built(part) for part in node.args], **options)
    raise ValueError(f"a stored formula holds something that is not a formula: {ast.unparse(node)[:60]!r}")
