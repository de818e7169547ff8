"""What a column is: what it says of a case, and how terminal, page, CSV and JSON write it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, is_dataclass
from typing import Any

from gallery.comparison.tables.lines import Line

Applies = Callable[[Sequence[Line]], bool]


def always(lines: Sequence[Line]) -> bool:
    """Whatever the lines."""
    return True


@dataclass(frozen=True)
class Cell:
    """One cell of the page: what is shown, what its column is sorted by, and a note beside it.

    Parameters
    ----------
    value : a number; "" for cells that are sorted by their text, or not at all
    """

    text: str
    value: float | str = ""
    note: str = ""


@dataclass(frozen=True)
class OnTerminal:
    """A column on the terminal and in a notebook.

    Parameters
    ----------
    head : what stands above
    text : of a value, and whether intervals and quartiles are wanted
    applies : whether these lines need the column
    spared : 0 for a column that always stays; of the others those of the highest number go first where room is short
    """

    head: str
    text: Callable[[Any, bool], str]
    applies: Applies = always
    spared: int = 0


@dataclass(frozen=True)
class OnPage:
    """A column of the page.

    Parameters
    ----------
    head : what stands above
    cell : of a value; the page sorts by the cells' values, highest first at the first click
    applies : whether these lines need the column
    """

    head: str
    cell: Callable[[Any], Cell]
    applies: Applies = always


def flat(name: str, value: Any) -> Mapping[str, Any]:
    """CSV's columns of one JSON value: a mapping's keys behind the name, a list's items side by side."""
    if isinstance(value, Mapping):
        return {f"{name}_{key}": _entry(item) for key, item in value.items()}
    return {name: _entry(value)}


def _entry(value: Any) -> Any:
    if isinstance(value, list):
        return " ".join(map(str, value))
    return "" if value is None else value


@dataclass(frozen=True, kw_only=True)
class Column:
    """One statistic, or one setting, of every case.

    Parameters
    ----------
    name : its key in JSON, and how its heads begin in CSV
    value : of a case's line; a plain value or one of `lines`, None where there is none
    terminal, page : how these show it; None where they do not
    recorded : whether CSV and JSON have it
    csv : of name and JSON value the entries of CSV, by their heads
    """

    name: str
    value: Callable[[Line], Any]
    terminal: OnTerminal | None = None
    page: OnPage | None = None
    recorded: bool = True
    csv: Callable[[str, Any], Mapping[str, Any]] = flat

    def json(self, line: Line) -> Any:
        """The value as JSON has it."""
        return plain(self.value(line))


def plain(value: Any) -> Any:
    """Numbers, text, lists and mappings instead of tuples and dataclasses."""
    if is_dataclass(value) and not isinstance(value, type):
        return plain(asdict(value))
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return value
