"""How wide the terminal is: never so narrow, or so wide, that what lays out tables and paragraphs goes astray."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TypeGuard

NARROWEST, WIDEST = 40, 400
"""Characters of a line. In fewer than three rich lays out for ever; a terminal that has fewer breaks the lines."""


@contextmanager
def sensible_width() -> Iterator[None]:
    """For the block, `COLUMNS` and `LINES` say what a terminal can be, or nothing; children see the same."""
    usual = {name: os.environ.get(name) for name in ("COLUMNS", "LINES")}
    said = {name: int(text) for name, text in usual.items() if is_count(text)}
    width = said.get("COLUMNS") or next(filter(None, map(_width_of, range(3))), None)
    wanted = {
        "COLUMNS": None if width is None else min(max(width, NARROWEST), WIDEST),
        "LINES": min(said["LINES"], WIDEST) if said.get("LINES") else None,
    }
    if width == wanted["COLUMNS"] and "COLUMNS" not in said:
        wanted["COLUMNS"] = None  # the terminal says it by itself, and may change
    for name, count in wanted.items():
        _set(name, None if count is None else str(count))
    try:
        yield
    finally:
        for name, text in usual.items():
            _set(name, text)


def is_count(text: str | None) -> TypeGuard[str]:
    """Whether a variable holds a number as programs write one; rich trips over other digits."""
    return text is not None and text.isascii() and text.isdecimal() and len(text) < 10


def _width_of(number: int) -> int:
    with suppress(OSError):
        return os.get_terminal_size(number).columns
    return 0


def _set(name: str, text: str | None) -> None:
    if text is None:
        os.environ.pop(name, None)
    else:
        os.environ[name] = text
