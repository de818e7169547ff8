"""Rows of choices in which every two choices of two options stand together."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any

Row = dict[str, int]


def all_pairs(choices: Mapping[str, Sequence[Any]], seed: int = 0) -> Iterator[dict[str, Any]]:
    """Rows, greedily as few as can be, that hold every two choices of any two options."""
    draw = random.Random(seed)
    names = sorted(choices)
    open_pairs = {
        ((a, i), (b, j))
        for a, b in combinations(names, 2)
        for i in range(len(choices[a]))
        for j in range(len(choices[b]))
    }
    while open_pairs:
        # One pair that is open still, the rest drawn at random; the best of some such rows.
        pair = min(open_pairs)
        rows = [{name: draw.randrange(len(choices[name])) for name in names} | dict(pair) for _ in range(25)]
        best = max(rows, key=lambda row: len(pairs_of(row) & open_pairs))
        open_pairs -= pairs_of(best)
        yield {name: choices[name][place] for name, place in best.items()}


def pairs_of(row: Row) -> set[Any]:
    """Every two choices of a row."""
    return set(combinations(sorted(row.items()), 2))
