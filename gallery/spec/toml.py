"""TOML of flat sections into frozen dataclasses and back: every key known, every value of its type."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterable, Mapping
from dataclasses import fields
from typing import Any, TypeVar, get_type_hints

Section = TypeVar("Section")


def check_keys(where: str, given: Iterable[str], known: Iterable[str]) -> None:
    """Every given key is known.

    Raises
    ------
    ValueError
        For the first that is not; the message names the nearest, or all.
    """
    names = list(known)
    for key in given:
        if key not in names:
            near = difflib.get_close_matches(key.lower(), names, n=1, cutoff=0.5)
            hint = f"did you mean {near[0]!r}?" if near else f"there are {', '.join(names)}"
            raise ValueError(f"{where} has no key {key[:40]!r}; {hint}")


def read_section(where: str, table: Any, kind: type[Section]) -> Section:
    """A frozen dataclass from a TOML table; what the table leaves out has the dataclass' default."""
    if not isinstance(table, Mapping):
        raise ValueError(f"{where} must be a table, got {_short(table)}")
    hints = get_type_hints(kind)
    check_keys(where, table, hints)
    values = {key: _read(f"{where} {key}", value, str(hints[key])) for key, value in table.items()}
    try:
        return kind(**values)
    except ValueError as error:
        raise ValueError(f"{where}: {error}") from None


def write_section(header: str, section: Any) -> str:
    """A dataclass as a TOML table; values that are defaults are left out."""
    lines = [
        f"{field.name} = {write_value(value)}"
        for field in fields(section)
        if (value := getattr(section, field.name)) != field.default
    ]
    return "\n".join([header, *lines]) + "\n"


def write_value(value: Any) -> str:
    """A text, number or list of such, as TOML."""
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, tuple | list):
        return f"[{', '.join(map(write_value, value))}]"
    return str(value).lower() if isinstance(value, bool) else repr(value)


_KINDS = (
    ("tuple[tuple[float, float], ...]", "pairs of numbers, as [[-5, 5], [-5, 5]]"),
    ("tuple[int, int]", "two whole numbers, as [960, 720]"),
    ("tuple[str, ...]", "a list of texts"),
    ("str", "text"),
    ("bool", "true or false"),
    ("int", "a whole number"),
    ("float", "a number"),
)


def _read(where: str, value: Any, hint: str) -> Any:
    """The value in the first of the hint's types that it has; ints count as floats, lists become tuples."""
    wanted = [(kind, said) for kind, said in _KINDS if kind in hint]
    if any(kind.startswith("tuple") for kind, _ in wanted) and "str |" not in hint:
        wanted = wanted[:1]
    for kind, _ in wanted:
        if _is(value, kind):
            return _plain(value, kind)
    raise ValueError(f"{where} must be {' or '.join(said for _, said in wanted)}, got {_short(value)}")


def _is(value: Any, kind: str) -> bool:
    if kind == "tuple[tuple[float, float], ...]":
        return isinstance(value, list) and all(
            isinstance(side, list) and len(side) == 2 and all(_is(x, "float") for x in side) for side in value
        )
    if kind == "tuple[int, int]":
        return isinstance(value, list) and len(value) == 2 and all(_is(x, "int") for x in value)
    if kind == "tuple[str, ...]":
        return isinstance(value, list) and all(isinstance(x, str) for x in value)
    if kind == "float":
        return isinstance(value, int | float) and not isinstance(value, bool)
    if kind == "bool":
        return isinstance(value, bool)
    return isinstance(value, {"str": str, "int": int}[kind]) and not isinstance(value, bool)


def _plain(value: Any, kind: str) -> Any:
    if kind == "float":
        return float(value)
    if kind == "tuple[tuple[float, float], ...]":
        return tuple((float(low), float(high)) for low, high in value)
    return tuple(value) if isinstance(value, list) else value


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."
