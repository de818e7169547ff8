"""Tables of numbers as people keep them in text files: with any separator, with or without a header."""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from landscapes.formulas import one_line

LARGEST = 256 * 2**20
"""Bytes of a file that is read."""
_MISSING = frozenset({"", "na", "n/a", "nan", "null", "none", "-", "?"})
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
_SAID = re.compile(r"sep=.", re.IGNORECASE)
"""What spreadsheets put before a table."""
_COMMA = re.compile(r"[+-]?\d+,\d+([eE][+-]?\d+)?")
_PLAIN = {
    separator: re.compile(rf"[-+.0-9eE {separator or ''}]+", re.ASCII) for separator in (None, ",", ";", "\t")
}
"""Lines of numbers as every reader takes them."""


@dataclass(frozen=True, eq=False)
class NumberTable:
    """A rectangle of numbers.

    Attributes
    ----------
    names : the columns' names; empty where the file has no header
    numbers : (rows, columns), NaN where a cell is empty
    lines : (rows,), the line of the file that each row stands in
    """

    names: tuple[str, ...]
    numbers: NDArray[np.float64]
    lines: NDArray[np.int64]


def read_table(
    path: str | Path,
    skip: Collection[str] = (),
    wanted: Collection[str] | None = None,
    *,
    words: Collection[str] = (),
) -> NumberTable:
    """The table in a text file: CSV with commas, semicolons, tabs or spaces, decimal commas where these do not separate.

    Columns whose names, in lower case, are in `skip` may hold anything, and are left away; in `words`, they may hold words,
    which are numbered as they come. Where some columns are `wanted` by name the others may hold text, which is NaN then.
    What stands in quotes is one cell.

    Raises
    ------
    ValueError
        One line with file, line and what is wrong: text in a column, rows of unequal length, no numbers, too large.
    OSError
        If it cannot be read.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> from landscapes import read_table
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "some.csv"
    >>> _ = path.write_text("size;price" + chr(10) + "1,5;20")
    >>> table = read_table(path)
    >>> table.names, table.numbers.tolist()
    (('size', 'price'), [[1.5, 20.0]])
    """
    source = Path(path)
    with source.open("rb") as file:
        raw = file.read(LARGEST + 1)
    if len(raw) > LARGEST:
        raise ValueError(f"{source.name} is larger than {LARGEST // 2**20} MB; keep every k-th row")
    lines = [(k, line.strip()) for k, line in enumerate(_text(raw, source.name).splitlines(), 1)]
    lines = [(k, line) for k, line in lines if line and not line.startswith("#")]
    lines = lines[1:] if lines and _SAID.fullmatch(lines[0][1]) else lines
    if not lines:
        raise ValueError(f"{source.name} is empty")
    separator = _separator([line for _, line in lines[:20]])
    plain = _plain(lines, separator, skip)
    if plain is not None:
        return plain
    rows = [(k, [cell.strip().strip('"') for cell in _cells(line, separator)]) for k, line in lines]
    if all(len(cells) > 1 and not cells[-1] for _, cells in rows):  # a separator at the end of each line
        rows = [(k, cells[:-1]) for k, cells in rows]
    header = () if all(_is_cell(cell, separator) for cell in rows[0][1]) else tuple(map(one_line, rows[0][1]))
    rows = rows[1:] if header else rows
    if skipped := [k for k, column in enumerate(header) if column.lower() in skip]:
        rows = [(line, [c for k, c in enumerate(cells) if k not in skipped]) for line, cells in rows]
        header = tuple(column for k, column in enumerate(header) if k not in skipped)
    if not rows:
        raise ValueError(f"{source.name} has a header and no rows")
    for k, column in enumerate(header):
        if column.lower() in words:
            rows = _numbered(rows, k, separator)
    free = set() if wanted is None else {k for k, column in enumerate(header) if column not in wanted}
    numbers = _numbers(source.name, header, rows, separator, free)
    return NumberTable(header, numbers, np.array([k for k, _ in rows]))


def _text(raw: bytes, name: str) -> str:
    """A file's text: UTF-8, UTF-16 where it begins so, or else as Western spreadsheets save it."""
    marked = raw[:2] in (b"\xff\xfe", b"\xfe\xff")
    if b"\0" in raw and not marked:
        raise ValueError(f"{name} is no text: save the table as CSV")
    for encoding in ["utf-16"] if marked else ["utf-8-sig", "cp1252"]:
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ValueError(f"{name} is not UTF-8 text: save the table as CSV")


def _plain(
    lines: Sequence[tuple[int, str]], separator: str | None, skip: Collection[str]
) -> NumberTable | None:
    """The table where all cells but a header's are numbers and nothing else, which NumPy reads at once; else None."""
    first = [cell.strip().strip('"') for cell in _cells(lines[0][1], separator)]
    header = () if all(_is_cell(cell, separator) for cell in first) else tuple(map(one_line, first))
    body = lines[1:] if header else lines
    if not body or not all(_PLAIN[separator].fullmatch(line) for _, line in body):
        return None
    try:
        numbers = np.loadtxt([line for _, line in body], delimiter=separator, ndmin=2)
    except ValueError:  # which line, and why, the careful reader says
        return None
    if numbers.shape[1] != len(first):
        return None
    kept = [k for k in range(len(first)) if not header or header[k].lower() not in skip]
    names = tuple(header[k] for k in kept) if header else ()
    return NumberTable(names, numbers[:, kept], np.array([k for k, _ in body]))


def _numbers(
    name: str,
    header: Sequence[str],
    rows: Sequence[tuple[int, list[str]]],
    separator: str | None,
    free: Collection[int],
) -> NDArray[np.float64]:
    width = len(header) or len(rows[0][1])
    numbers = np.empty((len(rows), width))
    for k, (line, cells) in enumerate(rows):
        if len(cells) != width:
            raise ValueError(
                f"{name}, line {line} has {len(cells)} columns, the first has {width}: "
                "cells are missing or separators mixed"
            )
        for column, cell in enumerate(cells):
            found = _value(cell, separator)
            if found is None and column in free:
                found = math.nan
            if found is None:
                where = header[column] if header else f"{column + 1}"
                raise ValueError(
                    f"{name}, line {line}, column {where}: {cell[:40]!r} is no number{_guess(cell)}"
                )
            numbers[k, column] = found
    return numbers


def _guess(cell: str) -> str:
    """Why it may be none."""
    return ": separators are mixed, or stand between thousands" if re.fullmatch(r"[-\d.,;\s]+", cell) else ""


def _separator(lines: Sequence[str]) -> str | None:
    """What stands between cells; None for spaces. A comma separates only where nothing else does."""
    for candidate in (";", "\t"):
        if all(candidate in line for line in lines):
            return candidate
    return "," if all("," in line for line in lines) and not _has_decimal_commas(lines) else None


def _has_decimal_commas(lines: Sequence[str]) -> bool:
    """Whether the commas stand inside numbers that spaces separate."""
    words = [word for line in lines[1:] or lines for word in line.split()]
    return len(words) > len(lines[1:] or lines) and all(
        _COMMA.fullmatch(w) or _NUMBER.fullmatch(w) for w in words
    )


def _cells(line: str, separator: str | None) -> list[str]:
    if '"' not in line:
        return line.split(separator)
    try:
        return next(csv.reader([line], delimiter=separator or " ", skipinitialspace=True))
    except csv.Error:
        return line.split(separator)


def _numbered(
    rows: Sequence[tuple[int, list[str]]], column: int, separator: str | None
) -> list[tuple[int, list[str]]]:
    """The same rows with the words of a column numbered, if any cell of it is no number."""
    cells = [cells[column] if column < len(cells) else "" for _, cells in rows]
    if all(_is_cell(cell, separator) for cell in cells):
        return list(rows)
    number = {word: str(k) for k, word in enumerate(dict.fromkeys(cells))}
    return [
        (line, [*row[:column], number[cell], *row[column + 1 :]] if column < len(row) else row)
        for (line, row), cell in zip(rows, cells, strict=True)
    ]


def _is_cell(cell: str, separator: str | None) -> bool:
    return _value(cell, separator) is not None


def _value(cell: str, separator: str | None) -> float | None:
    """The number in a cell, NaN for none; None for text."""
    if cell.lower() in _MISSING:
        return math.nan
    cell = cell.replace("\N{MINUS SIGN}", "-")
    if separator != "," and _COMMA.fullmatch(cell):
        cell = cell.replace(",", ".")
    if _NUMBER.fullmatch(cell):
        return float(cell)
    return math.inf if cell.lower() in ("inf", "+inf") else -math.inf if cell.lower() == "-inf" else None
