"""The table of a comparison: on the terminal, in a notebook, as CSV and as JSON."""

from __future__ import annotations

import csv
import html
import io
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from gallery.comparison.tables.cell_text import inert
from gallery.comparison.tables.column import Column, OnTerminal
from gallery.comparison.tables.columns import columns_of
from gallery.comparison.tables.lines import Line, Place

Shown = Sequence[tuple[Column, OnTerminal]]


@dataclass(frozen=True, eq=False)
class Table:
    """Everything that is said of every case.

    Attributes
    ----------
    lines : one a case
    minima : by landscape, the minima that shares are counted for
    """

    lines: Sequence[Line]
    minima: Mapping[str, Sequence[Place]]

    @cached_property
    def records(self) -> list[dict[str, Any]]:
        """One mapping a case, as JSON has it.

        Shares are {count, share, low, high}, quartiles {lower, median, upper}; numbers that are not finite are None.
        """
        columns = [column for column in columns_of(self.lines) if column.recorded]
        return [{column.name: column.json(line) for column in columns} for line in self.lines]

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The heads of `rows`."""
        return _heads(self._shown)

    @cached_property
    def rows(self) -> tuple[tuple[str, ...], ...]:
        """The cells as text, one row a case."""
        return self._rows(self._shown)

    @cached_property
    def _shown(self) -> Shown:
        """The columns that a person sees where there is room for all of them."""
        columns = [(column, column.terminal) for column in columns_of(self.lines)]
        return [(c, face) for c, face in columns if face is not None and face.applies(self.lines)]

    def fitted(self, width: int) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
        """Heads and rows that take at most `width` characters, if that can be: with less and less of each cell."""
        spared = sorted({face.spared for _, face in self._shown}, reverse=True)
        heads: tuple[str, ...] = ()
        rows: tuple[tuple[str, ...], ...] = ()
        for most in spared:
            shown = [(column, face) for column, face in self._shown if face.spared <= most]
            heads = _heads(shown)
            for whole in (True, False):
                rows = self._rows(shown, whole)
                if sum(_widths(heads, rows)) + 2 * (len(heads) - 1) <= width:
                    return heads, rows
        return heads, rows

    def _rows(self, shown: Shown, whole: bool = True) -> tuple[tuple[str, ...], ...]:
        """Cells with their intervals and quartiles, or without if they are not to be `whole`."""
        return tuple(
            tuple(face.text(column.value(line), whole) for column, face in shown) for line in self.lines
        )

    def to_csv(self, path: str | os.PathLike[str]) -> None:
        """Write one line a case; shares as counts, shares and interval ends, nothing for what is not finite.

        Raises
        ------
        ValueError
            If the file's name does not end in .csv.
        OSError
            If the file cannot be written.
        """
        from descent.results import replacing

        if not os.fspath(path).lower().endswith(".csv"):
            raise ValueError(f"Table.to_csv writes .csv, got {os.fspath(path)!r}")
        with replacing(path, "w") as file:
            file.write(self.csv)

    @property
    def csv(self) -> str:
        """The text of the CSV file."""
        columns = [column for column in columns_of(self.lines) if column.recorded]
        lines = []
        for record in self.records:
            entries: dict[str, Any] = {}
            for column in columns:
                entries |= column.csv(column.name, record[column.name])
            lines.append(entries)
        text = io.StringIO()
        heads = list(dict.fromkeys(key for line in lines for key in line))
        writer = csv.DictWriter(text, heads, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows([{key: inert(entry) for key, entry in line.items()} for line in lines])
        return text.getvalue()

    def __str__(self) -> str:
        widths = _widths(self.columns, self.rows)
        return "\n".join(
            "  ".join(
                c.rjust(w) if i else c.ljust(w) for i, (c, w) in enumerate(zip(row, widths, strict=True))
            )
            for row in (self.columns, *self.rows)
        )

    def _repr_html_(self) -> str:
        """What a notebook shows."""
        head = "".join(f"<th>{html.escape(c)}</th>" for c in self.columns)
        body = "".join(f"<tr>{''.join(f'<td>{html.escape(c)}</td>' for c in row)}</tr>" for row in self.rows)
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _heads(shown: Shown) -> tuple[str, ...]:
    return tuple(face.head for _, face in shown)


def _widths(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> list[int]:
    return [max(map(len, cells)) for cells in zip(heads, *rows, strict=True)]
