"""Sums over coordinates that come out the same, to the last bit, for one particle as for many.

NumPy adds up a single column in another order than several columns side by side.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from types import SimpleNamespace
from typing import Any

import numpy as np


def total(terms: Iterable[Any]) -> Any:
    """The sum of `terms`, one after the other."""
    return reduce(np.add, terms)


def dot(a: Any, b: Any) -> Any:
    """The product (B,) of each column of `a` (n, B) with that of `b` (n, B)."""
    return total(a * b)


def length(vectors: Any, axis: int = 0) -> Any:
    """The Euclidean length (B,) of each column of `vectors` (n, B)."""
    return np.sqrt(total(np.moveaxis(vectors * vectors, axis, 0)))


def vecdot(a: Any, b: Any, axis: int = 0) -> Any:
    """`dot` as NumPy calls it, for arrays whose vectors lie along `axis`."""
    return total(np.moveaxis(a * b, axis, 0))


class Columns:
    """NumPy as the rules get it: particles stand in columns, and each one's length is its own affair."""

    linalg = SimpleNamespace(norm=length, vecdot=vecdot)

    def __getattr__(self, name: str) -> Any:
        return getattr(np, name)


COLUMNS = Columns()
