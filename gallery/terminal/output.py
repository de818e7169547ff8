"""What the command line prints: rich on a terminal, plain aligned text in a pipe."""

from __future__ import annotations

import json
import re
import sys
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any, Literal

SUPERSCRIPTS = "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"
READABLE = 60
"""Characters of a line of running text, if there is room."""
GAP = 2
"""Spaces between the columns of a table."""
PLAIN = str.maketrans(
    dict(zip(SUPERSCRIPTS + "−×–—·…“”‘’⋅∂", [*"-0123456789-x--*", "...", *"\"\"''*d"], strict=True))
)

_COMMANDS = {code: "?" for code in (*range(32), *range(127, 160)) if chr(code) not in "\n\t"}


def is_terminal() -> bool:
    """Whether a person reads standard output."""
    return sys.stdout.isatty()


def speaks_unicode() -> bool:
    """Whether standard output can carry formulas drawn with Unicode."""
    return (sys.stdout.encoding or "").lower().replace("-", "").startswith("utf")


def say(text: str = "") -> None:
    """One line on standard output."""
    print(inert(text if speaks_unicode() else in_ascii(text)))


def in_ascii(text: str) -> str:
    """The text for a terminal that knows no Unicode: plain minus signs and dashes, ``10^-6``."""
    powers = re.sub(f"[{SUPERSCRIPTS}]+", lambda run: "^" + run[0].translate(PLAIN), text)
    parts = unicodedata.normalize("NFKD", powers.translate(PLAIN))
    return "".join(c for c in parts if not unicodedata.combining(c)).encode("ascii", "replace").decode()


def complain(text: str) -> None:
    """One line on standard error, for what went wrong."""
    print("thalweg:", inert(text.strip()), file=sys.stderr)


def inert(text: str) -> str:
    """The text without what commands a terminal: escapes, bells, backspaces become question marks, as names may have."""
    return text.translate(_COMMANDS)


def say_json(value: Any) -> None:
    """A value as JSON; arrays become lists, numbers that are not finite become null."""
    print(json.dumps(json_value(value), indent=2, ensure_ascii=not speaks_unicode()))


def json_value(value: Any) -> Any:
    """The value in JSON's own types."""
    if isinstance(value, Mapping):
        return {str(key): json_value(item) for key, item in value.items()}
    if hasattr(value, "tolist"):
        return json_value(value.tolist())
    if isinstance(value, list | tuple):
        return [json_value(item) for item in value]
    if isinstance(value, float) and value - value != 0:
        return None
    return value


def say_table(
    columns: Sequence[str], rows: Sequence[Sequence[str]], *, right: Sequence[str] = (), wrapped: str = ""
) -> None:
    """A table; the columns named in `right` hold numbers.

    On a terminal one of the columns may be `wrapped`: it gets the width that those before it leave, and those behind
    it are left out where it would have less than `READABLE`.
    """
    if is_terminal():
        _rich_table(columns, rows, right, wrapped)
        return
    cells = [columns, *rows]
    widths = [max(len(row[i]) for row in cells) for i in range(len(columns))]
    for row in cells:
        parts = [
            c.rjust(w) if n in right else c.ljust(w) for c, w, n in zip(row, widths, columns, strict=True)
        ]
        say("  ".join(parts).rstrip())


def _rich_table(
    columns: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[str], wrapped: str
) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    room = Console().width
    natural = [max(len(row[i]) for row in (columns, *rows)) for i in range(len(columns))]
    widths = paragraphed(natural, columns.index(wrapped), room) if wrapped else fitted(natural, room)
    table = Table(box=None, pad_edge=False, header_style="dim", padding=(0, 2, 0, 0))
    for i, (column, width) in enumerate(zip(columns, widths, strict=False)):
        justify: Literal["right", "left"] = "right" if column in right else "left"
        table.add_column(
            column,
            justify=justify,
            no_wrap=column != wrapped,
            overflow="ellipsis",
            style="bold" * (i == 0),
            width=width,
        )
    for row in rows:
        table.add_row(*map(Text, row[: len(widths)]))
    Console(width=max(room, sum(widths) + GAP * len(widths))).print(table)


def fitted(widths: Sequence[int], room: int) -> list[int]:
    """Widths of columns that fit into `room`: cut from the last one to the left, the first one never."""
    fits = list(widths)
    for i in reversed(range(1, len(fits))):
        excess = sum(fits) + GAP * (len(fits) - 1) - room
        fits[i] -= max(0, min(excess, fits[i] - 1))
    return fits


def paragraphed(widths: Sequence[int], place: int, room: int) -> list[int]:
    """Widths of columns in `room`, of which the one at `place` holds running text that goes on in the next line.

    Columns behind it are left out, from the last, while it has less than `READABLE`; those before it keep theirs.
    """
    kept = list(widths)
    while True:
        left = room - sum(kept) + kept[place] - GAP * (len(kept) - 1)
        if left >= min(READABLE, kept[place]) or len(kept) == place + 1:
            kept[place] = max(min(left, kept[place]), 20)
            return kept
        kept.pop()
