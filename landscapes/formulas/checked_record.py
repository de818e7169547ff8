"""A record out of a file, which may hold anything: every value is held to its type and size before it is used."""

from __future__ import annotations

import math
from typing import Any

from landscapes.formulas.boxes import Box, checked_domain

LONGEST = 100_000
"""Characters of a text."""
MOST = 100_000
"""Texts or ranges in a list."""
MOST_NUMBERS = 10_000_000
"""In a table."""


class CheckedRecord:
    """A mapping from a file, and what it is called there.

    Raises
    ------
    ValueError
        If it is no mapping; all its methods, if there is no such value or it is of another type or size.

    Examples
    --------
    >>> from landscapes import CheckedRecord
    >>> CheckedRecord({"steps": 20}, "about").whole("steps", 1000)
    20
    """

    def __init__(self, record: Any, name: str) -> None:
        if not isinstance(record, dict):
            raise ValueError(f"{name} must be a mapping, got {_short(record)}")
        self._record, self._name = record, name

    def value(self, key: str) -> Any:
        """Whatever is there, or a ValueError."""
        if key not in self._record:
            raise ValueError(f"{self._name}: {key} is missing")
        return self._record[key]

    def text(self, key: str) -> str:
        """A text, or a ValueError."""
        value = self.value(key)
        if not isinstance(value, str) or len(value) > LONGEST:
            raise self._wrong(key, f"text of at most {LONGEST:,} characters")
        return value

    def text_or_none(self, key: str, *, optional: bool = False) -> str | None:
        """A text, or None; an `optional` one need not be there."""
        if optional and key not in self._record:
            return None
        return None if self.value(key) is None else self.text(key)

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts, or a ValueError."""
        value = self.value(key)
        if not isinstance(value, list) or len(value) > MOST:
            raise self._wrong(key, "a list of texts")
        if not all(isinstance(text, str) and len(text) <= LONGEST for text in value):
            raise self._wrong(key, "a list of texts")
        return tuple(value)

    def number(self, key: str) -> float:
        """A finite number, or a ValueError."""
        value = self.value(key)
        if not _is_number(value):
            raise self._wrong(key, "a finite number")
        return float(value)

    def number_or_none(self, key: str) -> float | None:
        """A finite number, or None."""
        return None if self.value(key) is None else self.number(key)

    def whole(self, key: str, most: int) -> int:
        """A whole number from 0 to `most`, or a ValueError."""
        value = self.value(key)
        if type(value) is not int or not 0 <= value <= most:
            raise self._wrong(key, f"a whole number from 0 to {most:,}")
        return value

    def yes_or_no(self, key: str, *, missing: bool) -> bool:
        """True or false, `missing` where an older version did not write it, or a ValueError."""
        if key not in self._record:
            return missing
        value = self.value(key)
        if not isinstance(value, bool):
            raise self._wrong(key, "true or false")
        return value

    def rows(self, key: str, width: int) -> tuple[tuple[float, ...], ...]:
        """A list of lists of `width` finite numbers each, or a ValueError."""
        value = self.value(key)
        if not isinstance(value, list) or len(value) * max(width, 1) > MOST_NUMBERS:
            raise self._wrong(key, "a list of rows")
        for row in value:
            if not isinstance(row, list) or len(row) != width or not all(map(_is_number, row)):
                raise self._wrong(key, f"rows of {width} finite numbers")
        return tuple(tuple(map(float, row)) for row in value)

    def box(self, key: str) -> Box:
        """Pairs (low, high), at least one, or a ValueError."""
        value = self.value(key)
        if not isinstance(value, list) or not 0 < len(value) <= MOST:
            raise self._wrong(key, "pairs (low, high), one for each variable")
        return checked_domain(self.rows(key, 2), owner=f"{self._name}.{key}")

    def _wrong(self, key: str, rule: str) -> ValueError:
        return ValueError(f"{self._name}: {key} must be {rule}, got {_short(self._record[key])}")


def _is_number(value: Any) -> bool:
    if type(value) not in (int, float):
        return False
    try:
        return math.isfinite(value)
    except OverflowError:  # a whole number that no float holds
        return False


def _short(value: Any) -> str:
    if isinstance(value, list | dict):
        return f"a {type(value).__name__} of {len(value)}"
    text = " ".join(str(value)[:200].split()) if not isinstance(value, int) else "a whole number"
    return text if len(text) <= 60 else text[:57] + "..."
