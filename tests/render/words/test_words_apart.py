"""No word of a picture lies on another or leaves it, and none is too small: over methods, looks and shapes."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import combinations
from typing import Any

import numpy as np
import pytest
from pairs import all_pairs

from descent import Adam, GradientDescent, Momentum, RMSProp, Trajectories, descend, grid, search
from descent.registry import known_populations
from landscapes import catalogue, parse
from render import Scene
from render.style.text import SMALLEST, formula_mask, text_unit, text_width
from render.style.vector_items import Formula, Word, recorded

Box = tuple[float, float, float, float]

LEAST = 0.0318
"""Of the smaller side."""
POPULATIONS = known_populations()
FIRST_ORDER = {
    "Gradient descent": GradientDescent(0.01),
    "Momentum": Momentum(0.01),
    "RMSProp": RMSProp(0.05),
    "Adam": Adam(0.1),
}
CHOICES: dict[str, list[Any]] = {
    "f": [
        "himmelblau",
        "rosenbrock",
        "hyperbolic_saddle",
        "1e9 + x**2 + 1e-3*y",
        "exp(-x**2-(y-1)**2) + y/9",
    ],
    "run": [*POPULATIONS, "crowd", "one", "race of 2", "race of 4"],
    "theme": ["dark", "light", "publication"],
    "size": [(480, 360), (320, 240), (640, 360), (360, 360), (270, 480)],
    "camera": ["orbit", "still", "turn"],
    "language": ["en", "de", "zh"],
    "panels": [("surface",), ("surface", "contour"), ("contour",)],
}


def rows() -> Iterator[dict[str, Any]]:
    for row in all_pairs(CHOICES, seed=5):
        yield row if "surface" in row["panels"] else {**row, "camera": "orbit"}


@cache
def runs_of(name: str, kind: str) -> dict[str, Trajectories]:
    f = catalogue[name] if name in catalogue else parse(name, domain=((-1.0, 1.0), (-1.0, 1.0)))
    if kind in POPULATIONS:
        return {"": search(f, POPULATIONS[kind](), generations=40, seed=0)}
    (left, right), (bottom, top) = f.domain
    start = [[left + 0.3 * (right - left), bottom + 0.52 * (top - bottom)]]
    if kind in ("crowd", "one"):
        return {"": descend(f, grid(f.domain, 7) if kind == "crowd" else start, Adam(0.1), steps=120)}
    some = list(FIRST_ORDER)[: int(kind[-1])]
    return {label: descend(f, start, FIRST_ORDER[label], steps=120) for label in some}


def box_of(word: Word) -> Box:
    """What a word's letters take, a little less than their fonts say."""
    wide = text_width(word.text, word.size, word.bold)
    left = word.at[0] - {"l": 0.0, "m": wide / 2, "r": wide}[word.anchor]
    return left + 0.5, word.at[1] - 0.62 * word.size, left + wide - 0.5, word.at[1] + 0.02 * word.size


def formula_box(formula: Formula) -> Box:
    mask = formula_mask(formula.latex, formula.size)
    assert mask is not None
    return *formula.at, formula.at[0] + mask.shape[1], formula.at[1] + mask.shape[0]


def meet(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


ALL = list(rows())


@pytest.mark.slow
@pytest.mark.opengl
@pytest.mark.usefixtures("coarse")
@pytest.mark.parametrize("part", range(4))
def test_no_word_is_on_another_or_out_of_the_picture_or_small(part: int) -> None:
    for row in ALL[part::4]:
        runs, size = runs_of(row["f"], row["run"]), row["size"]
        f = next(iter(runs.values())).landscape
        look = {name: row[name] for name in ("theme", "camera", "language", "panels")}
        with recorded() as kept:
            source = Scene(f, runs, **look).drawn(size)
            standing = dict(kept.items)
            for t in (0.0, 0.42, 1.0):
                kept.items = dict(standing)
                source.picture(t)
                words = [item for item in kept.items if isinstance(item, Word) and item.text.strip()]
                assert words
                boxes = [(word.text, box_of(word)) for word in words]
                boxes += [(item.latex, formula_box(item)) for item in kept.items if isinstance(item, Formula)]
                over = [(a, b) for (a, one), (b, other) in combinations(boxes, 2) if meet(one, other)]
                assert not over, (row, t, over)
                out = [
                    text
                    for text, (left, _, right, low) in boxes
                    if left < 0 or right > size[0] or low > size[1]
                ]
                assert not out, (row, t, out)
                least = LEAST * text_unit(size)
                small = [word.text for word in words if max(word.size, SMALLEST) < least]
                assert not small, (row, t, small)
            source.close()


def test_between_words_below_nothing_veils_the_ground() -> None:
    """Behind the words the bare ground's colour lies over a surface up to the picture's edges, softly less beyond them."""
    f = catalogue["rosenbrock"]
    run = descend(f, grid(f.domain, 5), GradientDescent(0.001), steps=40)
    words = Scene(f, run, camera="follow").prepared.captions((960, 720))
    veil = np.asarray(words.veil).astype(int)
    left, right = words.bottom_boxes
    row, middle = int((right[1] + 720) / 2), int((left[2] + right[0]) / 2)
    assert veil[row, middle] == 0 and veil[-1, middle] == 0
    assert veil[row, 0] == veil[row, int(left[2]) - 2] == veil[row, -1] == veil[-1, -1] > 150
    assert np.abs(np.diff(veil, axis=1)).max() < 8 and np.abs(np.diff(veil, axis=0)).max() < 8
