"""Checked settings: a frozen dataclass names the interval of a number, and `check` holds it to that."""

from __future__ import annotations

import dataclasses
import math
import numbers
import re
import sys
from collections.abc import Iterator
from concurrent.futures import BrokenExecutor
from contextlib import contextmanager
from functools import cache
from typing import Annotated, Any, get_args, get_origin, get_type_hints

import numpy as np
from numpy.typing import NDArray

from landscapes import Landscape

Positive = Annotated[float, "(0, inf)"]
_FLOATS = np.dtype(float)
NonNegative = Annotated[float, "[0, inf)"]
Fraction = Annotated[float, "[0, 1)"]
UnitInterval = Annotated[float, "(0, 1]"]
Weight = Annotated[float, "[0, 1]"]
Count = Annotated[int, "[1, inf)"]
Index = Annotated[int, "[0, inf)"]
Seed = Annotated[int, "[0, inf)"]


def check(owner: Any) -> None:
    """Hold every annotated number of the dataclass instance `owner` to its interval, as a plain float or int.

    Raises
    ------
    ValueError
        ``Momentum.momentum must be in [0, 1), got 1.5``: owner, rule, value.
    """
    kind_of_owner: Any = type(owner)
    for name, (kind, interval, optional) in _rules(kind_of_owner).items():
        value = getattr(owner, name)
        if value is None and optional:
            continue
        object.__setattr__(owner, name, number(f"{type(owner).__name__}.{name}", value, kind, interval))


def number(owner: str, value: Any, kind: type = float, interval: str = "(-inf, inf)") -> Any:
    """`value` as a finite float or int inside `interval`, or a ValueError that begins with `owner`."""
    real = isinstance(value, numbers.Real) and not isinstance(value, bool)
    if not real or not _is_finite(value):
        raise ValueError(f"{owner} must be a finite number, got {brief(value)}")
    if kind is int and value != int(value):
        raise ValueError(f"{owner} must be a whole number, got {brief(value)}")
    value, given = kind(value), value
    low, high = _bounds(interval)
    above = value > low if interval[0] == "(" else value >= low
    below = value < high if interval[-1] == ")" else value <= high
    if not (above and below):
        raise ValueError(f"{owner} must be {_spoken(interval)}, got {brief(given)}")
    return value


def intervals(owner: type) -> dict[str, tuple[type, str, bool]]:
    """Of each annotated number of a dataclass: float or int, its interval as text, and whether it may be None."""
    return _rules(owner)


def check_kind(owner: str, value: Any, kind: type, source: str) -> None:
    """A ValueError where `value` is no `kind`, with the `source` of one."""
    if not isinstance(value, kind):
        article = "an" if kind.__name__[0] in "AEIOU" else "a"
        raise ValueError(f"{owner} must be {article} {kind.__name__}, as {source}, got {brief(value)}")


def check_landscape(owner: str, value: Any) -> None:
    """A ValueError where `value` is no landscape: a name, say."""
    check_kind(owner, value, Landscape, "find('sphere') gives one")


@contextmanager
def said_by(owner: str, callee: str = "descend") -> Iterator[None]:
    """What the `callee` refuses in the block is told as the `owner`'s, whose caller knows nothing of the other."""
    try:
        yield
    except (ValueError, BrokenExecutor) as error:
        said = str(error)
        if re.match(rf"{callee}[.:]", said):
            error.args = (owner + said[len(callee) :],)
        raise


def reals(value: Any) -> NDArray[np.float64] | None:
    """`value` as an array (...) of float64; None where it is no array of real numbers, all of them there."""
    if type(value) is np.ndarray and value.dtype is _FLOATS:
        return value
    # Nothing is masked before somebody has imported what masks.
    if "numpy.ma" in sys.modules and np.ma.is_masked(value):
        return None
    try:
        array = np.asarray(value)
        return np.asarray(array, dtype=float) if array.dtype.kind in "biufO" or not array.size else None
    except (
        TypeError,
        ValueError,
        OverflowError,
        RuntimeError,
    ):  # the last: a torch tensor that wants gradients
        return None


def _is_finite(value: Any) -> bool:
    try:
        return math.isfinite(value)
    except OverflowError:  # a whole number that no float holds
        return False


@cache
def _bounds(interval: str) -> tuple[float, ...]:
    return tuple(float(bound) for bound in interval[1:-1].split(","))


def _spoken(interval: str) -> str:
    low, high = (bound.strip() for bound in interval[1:-1].split(","))
    if high == "inf":
        return f"{'>' if interval[0] == '(' else '>='} {low}"
    return f"in {interval}"


_ADDRESS = re.compile(r" at 0x[0-9a-fA-F]+")


def brief(value: Any) -> str:
    """`value` as an error message shows it: on one line, not long, the same whenever it is said."""
    text = f"the class {value.__name__}" if isinstance(value, type) else " ".join(repr(value).split())
    text = _ADDRESS.sub("", text)
    return text if len(text) <= 60 else text[:57] + "..."


@cache
def _rules(owner: Any) -> dict[str, tuple[type, str, bool]]:
    hints = get_type_hints(owner, include_extras=True)
    found = {field.name: _annotation(hints[field.name]) for field in dataclasses.fields(owner)}
    return {name: rule for name, rule in found.items() if rule}


def _annotation(hint: Any) -> tuple[type, str, bool] | None:
    """(kind, interval, may be None) of an annotated number, None for anything else."""
    if get_origin(hint) is Annotated:
        kind, interval = get_args(hint)
        return kind, interval, False
    parts = get_args(hint)
    inner = [_annotation(part) for part in parts if part is not type(None)]
    if len(inner) == 1 and inner[0] and type(None) in parts:
        return inner[0][0], inner[0][1], True
    return None
